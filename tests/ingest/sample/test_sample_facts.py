"""The fictional tracks, images and facilities."""

import itertools
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from pyproj import Geod
from rasterio.enums import ColorInterp
from rio_cogeo.cogeo import cog_validate
from sample_files import features, table
from shapely.geometry import Point

Rows = list[dict[str, str]]

GEOD = Geod(ellps="GRS80")


def tracks(folder: Path, device_class: str) -> dict[str, Rows]:
    devices: dict[str, Rows] = {}
    for row in table(folder / f"positions_{device_class}.csv"):
        devices.setdefault(row["device"], []).append(row)
    return devices


def test_the_devices_are_patrols_vehicles_and_wristbands(sample_folder: Path) -> None:
    assert tracks(sample_folder, "patrol").keys() == {"patrol-01", "patrol-02", "patrol-03"}
    assert tracks(sample_folder, "vehicle").keys() == {"vehicle-01", "vehicle-02"}
    assert tracks(sample_folder, "personal").keys() == {"wristband-01", "wristband-02"}


@pytest.mark.parametrize("device_class", ["patrol", "vehicle", "personal"])
def test_fixes_are_of_the_week_and_move_at_a_possible_speed(
    sample_folder: Path, device_class: str
) -> None:
    fastest_kmh = {"patrol": 8, "vehicle": 60, "personal": 8}[device_class]
    for rows in tracks(sample_folder, device_class).values():
        fixes = sorted({(row["time"], row["lon"], row["lat"]) for row in rows})
        times = [datetime.fromisoformat(time) for time, _, _ in fixes]
        assert all(time.utcoffset() == timedelta(hours=8) for time in times)
        assert date(2024, 5, 13) <= times[0].date() <= times[-1].date() <= date(2024, 5, 19)
        lon, lat = (np.array([float(fix[k]) for fix in fixes]) for k in (1, 2))
        _, _, metres = GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
        seconds = np.array([(b - a).total_seconds() for a, b in itertools.pairwise(times)])
        assert (seconds > 0).all()
        assert (metres / seconds * 3.6 < fastest_kmh).all()


def test_patrols_keep_to_the_boundary_and_rest(sample_folder: Path) -> None:
    line = shapely.union_all(
        [
            line
            for each, line in features(sample_folder / "boundary_lines.geojson.gz")
            if each["name"] == "虚甲—虚乙线"
        ]
    )
    for rows in tracks(sample_folder, "patrol").values():
        away = [line.distance(Point(float(row["lon"]), float(row["lat"]))) for row in rows]
        assert max(away) < 0.0008  # about 80 m
        assert any(float(row["speed_kmh"]) < 1 for row in rows)


def test_one_patrol_has_a_gap_of_two_hours(sample_folder: Path) -> None:
    rows = tracks(sample_folder, "patrol")["patrol-02"]
    day = sorted(row["time"] for row in rows if row["time"].startswith("2024-05-15"))
    steps = [
        datetime.fromisoformat(b) - datetime.fromisoformat(a) for a, b in itertools.pairwise(day)
    ]
    assert max(steps) >= timedelta(hours=2)
    assert sorted(steps)[-2] == timedelta(seconds=20)


def test_one_batch_comes_late_and_partly_twice(sample_folder: Path) -> None:
    rows = table(sample_folder / "positions_patrol.csv")
    times = [row["time"] for row in rows]
    back = [at for at, (a, b) in enumerate(itertools.pairwise(times), start=1) if b < a]
    assert len(back) == 2
    late = rows[back[0] :]
    assert {row["device"] for row in late} == {"patrol-03"}
    assert {row["time"][:10] for row in late} == {"2024-05-16"}
    assert rows[back[1] :] == late[:12]


def test_images_are_dated_cloud_optimised_and_have_named_bands(sample_folder: Path) -> None:
    files = sorted((sample_folder / "images").iterdir())
    days = ["20240410", "20240615", "20240920"]
    assert [file.name for file in files] == [f"SK1_MSS_{day}.tif" for day in days]
    for file, day in zip(files, days, strict=True):
        assert cog_validate(file)[0]
        with rasterio.open(file) as image:
            assert image.crs.to_epsg() == 32656
            assert image.descriptions == ("blue", "green", "red", "nir")
            assert image.tags()["TIFFTAG_DATETIME"].split()[0].replace(":", "") == day
            assert image.dtypes == ("uint16",) * 4
            assert ColorInterp.alpha not in image.colorinterp
            unseen = (image.read(1) == image.nodata).mean()
            assert 0.01 < unseen < 0.2


def test_fields_green_up_and_one_patch_is_new_at_the_last_date(sample_folder: Path) -> None:
    def read(day: str) -> np.ndarray:
        with rasterio.open(sample_folder / "images" / f"SK1_MSS_{day}.tif") as image:
            pixels = image.read().astype(float)
            pixels[:, pixels[0] == 0] = np.nan
            return pixels

    april, june, september = (read(day) for day in ("20240410", "20240615", "20240920"))
    changed = np.abs(september[3] - april[3]) > 400
    assert 0.2 < changed.mean() < 0.8
    # Stone is bright in blue where both dates before had forest.
    new = (september[0] > 2200) & (april[0] < 800) & (june[0] < 800)
    assert 60 < new.sum() < 400
    rows, columns = np.nonzero(new)
    assert np.ptp(rows) < 20
    assert np.ptp(columns) < 20
    cloud = june[0] > 6000
    assert 0.001 < cloud.mean() < 0.1
    assert not (april[0] > 6000).any()


def test_the_images_lie_inside_the_prefecture(sample_folder: Path) -> None:
    land = shapely.union_all([s for _, s in features(sample_folder / "counties_2024.geojson.gz")])
    for file in (sample_folder / "images").iterdir():
        with rasterio.open(file) as image:
            bounds = rasterio.warp.transform_bounds(image.crs, "EPSG:4490", *image.bounds)
        assert land.intersection(shapely.box(*bounds)).area / shapely.box(*bounds).area > 0.95


def test_facilities_lie_in_the_towns_of_their_addresses(sample_folder: Path) -> None:
    towns = features(sample_folder / "townships_2024.geojson.gz")
    rows = table(sample_folder / "facilities.csv")
    assert len({row["id"] for row in rows}) == 40
    assert {row["kind"] for row in rows} == {"care_institution", "day_care", "rescue_station"}
    for row in rows:
        (town,) = (
            each["name"]
            for each, shape in towns
            if shape.contains(Point(float(row["lon"]), float(row["lat"])))
        )
        assert row["address"].endswith(town)
        assert int(row["beds"]) > 0
        assert not row["valid_to"] or row["valid_from"] < row["valid_to"]
    closed = [row for row in rows if row["valid_to"]]
    assert 5 <= len(closed) <= 15

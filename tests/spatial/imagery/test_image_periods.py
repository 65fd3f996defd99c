"""Months and years of a series, anomalies, and series of divisions as of two days."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from affine import Affine
from area_rows import store_areas
from fastapi.testclient import TestClient
from image_files import write_image
from registry_rows import store_registry
from shapely.geometry import box
from sqlalchemy import Engine

from ingest.imagery.scenes import load_images
from spatial.api.images.series import routes as routes
from spatial.errors import BadParameter
from spatial.imagery.periods import By, anomalies_of_periods, by_period
from spatial.imagery.series import SeriesValue, zonal_series
from spatial.imagery.zonal.measure import Measure


def instant(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T00:00:00+08:00")


def degrees(path: Path, west: float, side: float, values: list[list[int]], **profile: Any) -> Path:
    """A picture in degrees whose northern edge is 31 N."""
    transform = Affine(side, 0, west, 0, -side, 31)
    return write_image(
        path, np.array(values, "uint8"), crs="EPSG:4490", transform=transform, **profile
    )


PLACE = box(116, 30, 117, 31)


def asked(engine: Engine, start: str, end: str) -> list[SeriesValue]:
    with engine.connect() as connection:
        return zonal_series(
            connection, PLACE, Measure.of_band("NDVI"), start=instant(start), end=instant(end)
        )


def test_month_pools_pixels_by_the_ground_that_they_stand_for(
    engine: Engine, tmp_path: Path
) -> None:
    # Four pixels of half a degree, and one of a degree: as much ground each image.
    degrees(tmp_path / "NDVI_20200105.tif", 116, 0.5, [[10, 20], [30, 40]])
    degrees(tmp_path / "NDVI_20200125.tif", 116, 1.0, [[100]])
    load_images(engine, tmp_path)
    values = asked(engine, "2020-01-01", "2020-02-01")
    (january,) = by_period(values, By.MONTH, start=instant("2020-01-01"), end=instant("2020-02-01"))
    assert (january.period, january.scenes) == ("2020-01", 2)
    # A little off the half: the side of a pixel is that of the one in the middle of each file.
    assert january.valid.mean == pytest.approx((25 + 100) / 2, rel=0.01)
    # Of the pixels: the median of the medians would be 62.5.
    assert january.valid.quantile(0.45) == 40.0
    assert january.valid.quantile(0.12) == 10.0
    assert january.valid_pixels == january.total_pixels == 5


def test_mean_of_a_month_is_that_of_its_scenes_weighted_by_valid_pixels(
    engine: Engine, tmp_path: Path
) -> None:
    degrees(tmp_path / "NDVI_20200105.tif", 116, 0.5, [[10, 10], [10, 0]], nodata=0)
    degrees(tmp_path / "NDVI_20200125.tif", 116, 0.5, [[50, 0], [0, 0]], nodata=0)
    load_images(engine, tmp_path)
    values = asked(engine, "2020-01-01", "2021-01-01")
    (year,) = by_period(values, By.YEAR, start=instant("2020-01-01"), end=instant("2021-01-01"))
    assert year.valid.mean == pytest.approx((3 * 10 + 1 * 50) / 4)
    assert (year.valid_pixels, year.total_pixels) == (4, 8)


def test_periods_are_those_of_beijing_and_all_are_told(engine: Engine, tmp_path: Path) -> None:
    degrees(tmp_path / "NDVI_20200131.tif", 116, 1.0, [[7]])
    load_images(engine, tmp_path)
    values = asked(engine, "2019-12-01", "2020-04-01")
    found = by_period(values, By.MONTH, start=instant("2019-12-01"), end=instant("2020-04-01"))
    assert [(one.period, one.valid.mean, one.reason) for one in found] == [
        ("2019-12", None, "no image"), ("2020-01", 7.0, None),
        ("2020-02", None, "no image"), ("2020-03", None, "no image"),
    ]  # fmt: skip
    # 16:00 UTC is midnight in Beijing: one instant later a new month has begun.
    edge = datetime(2020, 1, 31, 16, tzinfo=UTC)
    names = [one.period for one in by_period([], By.MONTH, start=instant("2020-01-01"), end=edge)]
    assert names == ["2020-01"]
    with pytest.raises(BadParameter, match="periods"):
        by_period([], By.MONTH, start=instant("1800-01-01"), end=instant("2020-01-01"))


def test_anomaly_is_standardised_against_three_other_years(engine: Engine, tmp_path: Path) -> None:
    for year, value in ((2016, 10), (2017, 20), (2018, 30), (2019, 60)):
        degrees(tmp_path / f"NDVI_{year}0705.tif", 116, 1.0, [[value]])
    degrees(tmp_path / "NDVI_20180815.tif", 116, 1.0, [[200]])
    load_images(engine, tmp_path)
    values = asked(engine, "2016-01-01", "2020-01-01")
    window = {"start": instant("2016-01-01"), "end": instant("2020-01-01")}
    months = by_period(values, By.MONTH, **window)
    july = dict(zip((one.period for one in months), anomalies_of_periods(months), strict=True))
    last = july["2019-07"]
    assert last is not None
    assert (last.normal, last.anomaly, last.years) == (20.0, 40.0, 3)
    assert last.standardised == pytest.approx(40.0 / 10.0)
    assert july["2019-08"] is None
    august = july["2018-08"]
    assert august is not None
    assert (august.anomaly, august.years) == (None, 0)
    years = anomalies_of_periods(by_period(values, By.YEAR, **window))
    assert years[3] is not None
    assert years[3].normal == pytest.approx((10 + 20 + 115) / 3)


@pytest.fixture
def world(engine: Engine, tmp_path: Path, client_of: Callable[..., TestClient]) -> TestClient:
    """邢台 2020: the county 130521 went to the districts 130502 and 130503.

    One pixel of a degree for each square: a and b in the north (10, 20), c and d (50, 90).
    """
    store_registry(engine)
    store_areas(
        engine,
        {"a": (114.0, 38.0), "b": (115.0, 38.0), "c": (114.0, 37.0), "d": (115.0, 37.0)},
        [
            *(("130502", BEFORE, "a"), ("130503", BEFORE, "b"), ("130521", BEFORE, "cd")),
            *(("130502", AFTER, "ac"), ("130503", AFTER, "bd")),
        ],
    )
    folder = tmp_path / "images"
    folder.mkdir()
    transform = Affine(1, 0, 114, 0, -1, 39)
    pixels = np.array([[10, 20], [50, 90]], "uint8")
    write_image(folder / "NDVI_20190601.tif", pixels, crs="EPSG:4490", transform=transform)
    load_images(engine, folder)
    return client_of(engine, routes.router)


BEFORE, AFTER = date(2019, 12, 31), date(2020, 6, 5)
QUESTION = {"band": "NDVI", "from": "2019-01-01", "to": "2020-01-01"}


def of_division(client: TestClient, code: str, day: str) -> Any:
    asked = {**QUESTION, "division": code, "date": day}
    answer = client.get("/v1/images/series", params=asked)
    assert answer.status_code == 200, answer.text
    assert client.post("/v1/images/series", json=asked).json() == answer.json()
    return answer.json()


def test_series_of_a_division_is_of_its_area_as_of_the_day(world: TestClient) -> None:
    before = of_division(world, "130502", "2020-06-04")
    after = of_division(world, "130502", "2020-06-05")
    assert (before["area"]["grade"], before["area"]["date"]) == ("held", "2020-06-04")
    assert after["area"]["km2"] > 2 * before["area"]["km2"]
    assert before["values"][0]["mean"] == 10.0
    assert after["values"][0]["mean"] == 30.0
    assert (before["values"][0]["total_pixels"], after["values"][0]["total_pixels"]) == (1.0, 2.0)
    question = {**QUESTION, "division": "130521", "date": "2020-06-05"}
    assert world.get("/v1/images/series", params=question).status_code == 404


def test_drawing_of_a_division_tells_its_name_and_day(world: TestClient) -> None:
    name = of_division(world, "130502", "2020-06-05")["area"]["name"]
    asked = {**QUESTION, "division": "130502", "date": "2020-06-05", "format": "svg"}
    drawing = world.get("/v1/images/series", params=asked).text
    assert f"{name}（130502，2020-06-05） NDVI 时间序列" in drawing


def test_all_counties_of_a_day_are_asked_at_once(world: TestClient) -> None:
    def told(day: str) -> dict[str, Any]:
        body = {**QUESTION, "level": "county", "within": "130500", "date": day}
        lines = world.post("/v1/images/series/areas", json=body).text.splitlines()
        rows = [json.loads(line) for line in lines]
        assert rows[-1]["kind"] == "end"
        return {row["area"]: row.get("mean", row["reason"]) for row in rows[:-1]}

    assert told("2020-06-04") == {"130502": 10.0, "130503": 20.0, "130521": 70.0}
    after = told("2020-06-05")
    assert (after["130502"], after["130503"], "130521" in after) == (30.0, 55.0, False)


def test_division_without_a_known_shape_stays_in_the_answer_with_the_reason(
    world: TestClient,
) -> None:
    body = {**QUESTION, "level": "county", "within": "330100", "date": "2020-12-31"}
    rows = [
        json.loads(line)
        for line in world.post("/v1/images/series/areas", json=body).text.splitlines()
    ]
    assert {row["area"] for row in rows[:-1]} >= {"330104", "330109"}
    assert {row["reason"] for row in rows[:-1]} == {"no shape known"}
    assert rows[-1]["kind"] == "end"

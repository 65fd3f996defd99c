from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.warp
import shapely
from affine import Affine
from image_files import halves, write_image
from pyproj import Transformer
from shapely.geometry import Polygon, box, mapping, shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine

from ingest.imagery.scenes import load_images
from spatial.errors import BadParameter, ImageUnreadable
from spatial.imagery import series as series_module
from spatial.imagery.series import SeriesValue, zonal_series
from spatial.imagery.zonal import zonal

ALL_TIME = {"start": datetime(1972, 1, 1, tzinfo=UTC), "end": datetime(2100, 1, 1, tzinfo=UTC)}


def in_degrees(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """A box of UTM zone 50 in degrees, its edges bent as they are."""
    to_degrees = Transformer.from_crs("EPSG:32650", "EPSG:4490", always_xy=True)
    edges = box(west, south, east, north).segmentize(100)
    return shapely.transform(edges, lambda x, y: to_degrees.transform(x, y), interleaved=False)


def ask(engine: Engine, polygon: BaseGeometry, band: str = "1") -> list[SeriesValue]:
    with engine.connect() as connection:
        return zonal_series(connection, polygon, band, **ALL_TIME)


# The picture of image_files.halves: 40 x 40 pixels of 100 m; 10 in the west, 20 in the east.
W, N = 500_000, 3_320_000


def test_statistics_of_known_pixels(engine: Engine, tmp_path: Path) -> None:
    write_image(tmp_path / "a_20200101.tif", halves(10, 20))
    load_images(engine, tmp_path)
    # 4.9 columns of the western half, 5.4 of the eastern, and of 3.8 rows.
    (value,) = ask(engine, in_degrees(W + 1510, N - 590, W + 2540, N - 210))
    numbers = value.statistics
    assert numbers.valid_pixels == pytest.approx(10.3 * 3.8, rel=1e-5)
    assert numbers.total_pixels == numbers.valid_pixels
    mean = (4.9 * 10 + 5.4 * 20) / 10.3
    assert numbers.mean == pytest.approx(mean, rel=1e-6)
    spread = math.sqrt((4.9 * (10 - mean) ** 2 + 5.4 * (20 - mean) ** 2) / 10.3)
    assert numbers.std == pytest.approx(spread, rel=1e-6)
    assert (numbers.min, numbers.median, numbers.max) == (10.0, 20.0, 20.0)
    assert numbers.valid.quantile(0.47) == 10.0
    assert value.reason is None


def test_nodata_and_nan_are_counted_and_never_averaged_r6_3(engine: Engine, tmp_path: Path) -> None:
    pixels = halves(10, 20, dtype="float32")
    pixels[2, 15] = -9999
    pixels[3, 15] = np.nan
    pixels[4, 24] = np.inf
    write_image(tmp_path / "a_20200101.tif", pixels, nodata=-9999)
    load_images(engine, tmp_path)
    (value,) = ask(engine, in_degrees(W + 1510, N - 590, W + 2490, N - 210))
    numbers = value.statistics
    # Of the rows 2 and 5 nine tenths lie inside, of the columns 15 and 24 too.
    west, east = 4.9 * 3.8 - 0.81 - 0.9, 4.9 * 3.8 - 0.9
    assert numbers.total_pixels == pytest.approx(9.8 * 3.8, rel=1e-5)
    assert numbers.valid_pixels == pytest.approx(west + east, rel=1e-5)
    assert numbers.mean == pytest.approx((west * 10 + east * 20) / (west + east), rel=1e-6)
    assert (numbers.min, numbers.max) == (10.0, 20.0)


def test_transparent_pixels_are_no_values(engine: Engine, tmp_path: Path) -> None:
    alpha = halves(0, 255)
    write_image(
        tmp_path / "a_20200101.tif",
        np.stack([halves(10, 20)] * 3 + [alpha]),
        photometric="RGB",
        alpha="YES",
    )
    load_images(engine, tmp_path)
    (value,) = ask(engine, in_degrees(W + 10, N - 3990, W + 3990, N - 10))
    assert value.statistics.mean == 20.0
    assert value.statistics.valid_pixels == pytest.approx(19.9 * 39.8, rel=1e-5)
    assert value.statistics.total_pixels == pytest.approx(39.8 * 39.8, rel=1e-5)
    assert value.statistics.valid_share == pytest.approx(0.5, rel=1e-6)


def test_scale_and_offset_are_applied(engine: Engine, tmp_path: Path) -> None:
    file = write_image(tmp_path / "a_20200101.tif", halves(10, 20))
    with rasterio.open(file, "r+") as dataset:
        dataset.scales, dataset.offsets = (0.5,), (100.0,)
    load_images(engine, tmp_path)
    (value,) = ask(engine, in_degrees(W + 10, N - 3990, W + 3990, N - 10))
    assert (value.statistics.min, value.statistics.max) == (105.0, 110.0)
    assert value.statistics.mean == pytest.approx(107.5, rel=1e-7)
    assert value.statistics.std == pytest.approx(2.5, rel=1e-6)


@pytest.mark.parametrize("turn", ["south-up", "rotated"])
def test_turned_image_gives_the_values_of_the_place(
    engine: Engine, tmp_path: Path, turn: str
) -> None:
    pixels = np.zeros((40, 40), "uint8")
    pixels[5:10, 20:30] = 7
    if turn == "south-up":
        transform = Affine(100, 0, W, 0, 100, N - 4000)
        # Row 0 is the southern one: rows 5 to 9 lie 500 m to 1000 m north of the southern edge.
        seven = in_degrees(W + 2010, N - 3490, W + 2990, N - 3010)
    else:
        # A quarter turn: columns run north, rows run east.
        transform = Affine(0, 100, W, 100, 0, N - 4000)
        seven = in_degrees(W + 510, N - 1990, W + 990, N - 1010)
    write_image(tmp_path / "a_20200101.tif", pixels, transform=transform)
    load_images(engine, tmp_path)
    (value,) = ask(engine, seven)
    assert (value.statistics.min, value.statistics.max) == (7.0, 7.0)
    assert value.statistics.total_pixels == pytest.approx(4.8 * 9.8, rel=1e-4)


def test_image_beyond_180_degrees_is_read_on_either_side(engine: Engine, tmp_path: Path) -> None:
    pixels = np.zeros((20, 40), "uint8")
    pixels[:, 30:] = 9  # from 200 E, that is 160 W
    write_image(
        tmp_path / "a_20200101.tif", pixels, crs="EPSG:4326", transform=Affine(1, 0, 170, 0, -1, 10)
    )
    load_images(engine, tmp_path)
    (west,) = ask(engine, box(171.1, -4.9, 175.9, 4.9))
    (east,) = ask(engine, box(-158.9, -4.9, -155.1, 4.9))
    assert west.statistics.mean == 0.0
    assert west.statistics.total_pixels == pytest.approx(4.8 * 9.8, rel=1e-5)
    assert east.statistics.mean == 9.0
    assert east.statistics.total_pixels == pytest.approx(3.8 * 9.8, rel=1e-5)


def test_image_that_covers_the_polygon_in_part_says_so(engine: Engine, tmp_path: Path) -> None:
    write_image(tmp_path / "a_20200101.tif", halves(10, 20))
    load_images(engine, tmp_path)
    (value,) = ask(engine, in_degrees(W + 3010, N - 3990, W + 4990, N - 10))
    assert value.statistics.total_pixels == pytest.approx(9.9 * 39.8, rel=1e-4)
    assert value.statistics.mean == 20.0
    assert value.reason == "the image covers 50.0% of the polygon"


def test_polygon_smaller_than_a_pixel_has_the_value_of_its_pixels(
    engine: Engine, tmp_path: Path
) -> None:
    write_image(tmp_path / "a_20200101.tif", halves(10, 20))
    load_images(engine, tmp_path)
    (value,) = ask(engine, in_degrees(W + 1060, N - 540, W + 1140, N - 460))
    assert value.statistics.total_pixels == pytest.approx(0.64, rel=1e-4)
    assert value.statistics.mean == 10.0
    assert value.reason is None


def test_polygon_that_only_touches_an_image_has_no_pixel(engine: Engine, tmp_path: Path) -> None:
    file = write_image(
        tmp_path / "a_20200101.tif",
        halves(1, 2),
        crs="EPSG:4490",
        transform=Affine(1, 0, 100, 0, -1, 40),
    )
    load_images(engine, file.parent)
    (value,) = ask(engine, box(98, 10, 100, 20))
    assert value.statistics.total_pixels == 0
    assert value.statistics.mean is None
    assert value.statistics.valid_share is None
    assert (
        value.reason
        == "no part of a pixel lies in the polygon; the image covers 0.0% of the polygon"
    )


def test_polygon_of_nodata_is_a_gap_with_a_reason(engine: Engine, tmp_path: Path) -> None:
    write_image(tmp_path / "a_20200101.tif", halves(0, 20), nodata=0)
    load_images(engine, tmp_path)
    (value,) = ask(engine, in_degrees(W + 10, N - 990, W + 990, N - 10))
    assert value.statistics.valid_pixels == 0
    assert value.statistics.total_pixels == pytest.approx(9.8 * 9.8, rel=1e-4)
    assert value.statistics.mean is None
    assert value.reason == "none of the 96.0 pixels has a value"


def test_series_is_in_the_order_of_time_and_holds_the_start_only(
    engine: Engine, tmp_path: Path
) -> None:
    for day, level in (("20200301", 30), ("20200101", 10), ("20200201", 20)):
        write_image(tmp_path / f"a_{day}.tif", halves(level, level + 2))
    write_image(tmp_path / "timeless.tif", halves(90, 99))
    load_images(engine, tmp_path)
    polygon = in_degrees(W + 10, N - 3990, W + 3990, N - 10)
    with engine.connect() as connection:
        values = zonal_series(
            connection,
            polygon,
            "1",
            start=datetime.fromisoformat("2020-01-01T00:00:00+08:00"),
            end=datetime.fromisoformat("2020-03-01T00:00:00+08:00"),
        )
    means = [value.statistics.mean for value in values]
    assert means == [pytest.approx(11.0, rel=1e-6), pytest.approx(21.0, rel=1e-6)]
    assert [value.scene.acquisition.start.month for value in values] == [1, 2]


def test_series_away_from_all_images_is_empty(engine: Engine, tmp_path: Path) -> None:
    write_image(tmp_path / "a_20200101.tif", halves(1, 2))
    load_images(engine, tmp_path)
    assert ask(engine, box(0, 0, 1, 1), "whatever") == []


def test_unknown_band_is_refused_with_those_that_exist(engine: Engine, tmp_path: Path) -> None:
    write_image(
        tmp_path / "a_20200101.tif", np.stack([halves(1, 2)] * 2), descriptions=("VV", "VH")
    )
    write_image(tmp_path / "NDVI_20200102.tif", halves(1, 2))
    load_images(engine, tmp_path)
    polygon = in_degrees(W + 10, N - 990, W + 990, N - 10)
    with pytest.raises(BadParameter, match=r"'EVI'; there are VV, VH, NDVI"):
        ask(engine, polygon, "EVI")
    without, with_it = ask(engine, polygon, "ndvi")
    assert without.reason == "no band ndvi; it has VV, VH"
    assert without.statistics.mean is None
    assert with_it.statistics.mean == 1.0


# Half a file has lost its place: rasterio warns of it before we refuse it.
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_file_that_is_gone_or_broken_is_an_error_without_its_path(
    engine: Engine, tmp_path: Path
) -> None:
    file = write_image(tmp_path / "a_20200101.tif", halves(1, 2))
    load_images(engine, tmp_path)
    polygon = in_degrees(W + 10, N - 990, W + 990, N - 10)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImageUnreadable, match="'a_20200101'") as broken:
        ask(engine, polygon)
    write_image(file, halves(1, 2, side=50))
    with pytest.raises(ImageUnreadable, match="is another than the one that was catalogued"):
        ask(engine, polygon)
    file.unlink()
    with pytest.raises(ImageUnreadable) as gone:
        ask(engine, polygon)
    assert str(tmp_path) not in f"{broken.value}{gone.value}"


def test_polygon_of_too_many_pixels_is_counted_on_an_overview_or_refused(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_overview = write_image(tmp_path / "a_20200101.tif", halves(10, 20))
    write_image(tmp_path / "b_20200102.tif", halves(10, 20))
    with rasterio.open(with_overview, "r+") as dataset:
        dataset.build_overviews([2, 4])
    load_images(engine, tmp_path)
    polygon = in_degrees(W + 10, N - 3990, W + 3990, N - 10)
    monkeypatch.setattr(zonal, "MAX_PIXELS", 500)
    with pytest.raises(BadParameter, match=r"1,600 pixels of one image, more than 500"):
        ask(engine, polygon)
    with engine.connect() as connection:
        window = {"start": ALL_TIME["start"], "end": datetime(2020, 1, 2, tzinfo=UTC)}
        (value,) = zonal_series(connection, polygon, "1", **window)
    assert value.statistics.mean == pytest.approx(15.0, rel=1e-6)
    assert value.statistics.total_pixels == pytest.approx(19.9 * 19.9, rel=1e-4)
    assert value.statistics.every == 2
    assert value.reason is not None
    assert "one pixel for 2 x 2" in value.reason


def test_question_over_too_many_images_or_pixels_is_refused(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(1, 4):
        write_image(tmp_path / f"a_2020010{day}.tif", halves(10, 20))
    load_images(engine, tmp_path)
    polygon = in_degrees(W + 10, N - 3990, W + 3990, N - 10)
    monkeypatch.setattr(series_module, "MAX_SERIES_PIXELS", 4000)
    with pytest.raises(BadParameter, match=r"more than 4,000 pixels"):
        ask(engine, polygon)
    monkeypatch.setattr(series_module, "MAX_SCENES", 2)
    with pytest.raises(BadParameter, match=r"more than 2 images"):
        ask(engine, polygon)


# An irregular field in Sinop, Mato Grosso, in the MODIS tile of the published series.
FIELD = Polygon(
    [(-55.61, -11.71), (-55.42, -11.73), (-55.37, -11.62), (-55.48, -11.56), (-55.62, -11.60)],
    [[(-55.50, -11.66), (-55.47, -11.66), (-55.47, -11.64), (-55.50, -11.64)]],
)


@pytest.mark.real_data
def test_series_of_six_modis_dates_is_what_numpy_computes_of_areas_of_pixels_r6_3(
    engine: Engine, real_data: Path
) -> None:
    load_images(engine, real_data / "raster")
    with engine.connect() as connection:
        values = zonal_series(
            connection,
            FIELD,
            "NDVI",
            start=datetime.fromisoformat("2013-09-14T00:00:00+08:00"),
            end=datetime.fromisoformat("2014-02-19T00:00:00+08:00"),
        )
    files = sorted((real_data / "raster").glob("sits__TERRA_MODIS_*.jp2"))
    assert [value.scene.id for value in values] == [file.stem for file in files]
    assert len(files) == 6
    for value, file in zip(values, files, strict=True):
        with rasterio.open(file) as dataset:
            pixels, transform = dataset.read(1).astype("float64"), dataset.transform
            # Independent of ours: GDAL's projection of densely cut edges, and the area that GEOS
            # finds of the square of each pixel in the polygon.
            outline = shape(
                rasterio.warp.transform_geom(
                    "EPSG:4326", dataset.crs, mapping(FIELD.segmentize(0.001))
                )
            )
        rows, columns = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
        west, north = transform.c + columns * transform.a, transform.f + rows * transform.e
        squares = shapely.box(west, north + transform.e, west + transform.a, north)
        share = shapely.area(shapely.intersection(squares, outline)) / (transform.a**2)
        weights, seen = share[share > 0], pixels[share > 0]
        numbers = value.statistics
        assert numbers.total_pixels == pytest.approx(share.sum(), rel=1e-5)
        assert numbers.valid_share == 1.0
        assert numbers.total_pixels > 4000
        mean = np.average(seen, weights=weights)
        assert numbers.mean == pytest.approx(mean, rel=1e-6)
        assert numbers.std == pytest.approx(
            math.sqrt(np.average((seen - mean) ** 2, weights=weights)), rel=1e-6
        )
        assert (numbers.min, numbers.max) == (seen.min(), seen.max())
        order = np.argsort(seen)
        steps = np.cumsum(weights[order]) / weights.sum()
        for share_asked in (0.1, 0.25, 0.5, 0.75, 0.9):
            # No step of the cumulated weight is so near that rounding could choose another.
            expected = np.quantile(seen, share_asked, weights=weights, method="inverted_cdf")
            assert np.abs(steps - share_asked).min() > 1e-7
            assert numbers.valid.quantile(share_asked) == expected

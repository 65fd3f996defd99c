"""Patches from two images: found where a measure changed, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon, box
from sqlalchemy import Engine

from ingest.imagery.scenes import load_images
from ingest.sample.images import DATES
from spatial.errors import BadParameter
from spatial.imagery.expression import Expression
from spatial.imagery.indices import index_named
from spatial.imagery.patches.difference import (
    Comparing,
    Difference,
    Direction,
    Terms,
    difference,
    measure_of,
)
from spatial.imagery.patches.outlines import Smoothing, outlines, smoothed, window_side
from spatial.imagery.projection import degrees_from
from spatial.imagery.queries import scenes_not_after
from spatial.imagery.scene import CloudMask, Scene
from spatial.locations.geodesic import area_m2
from tests.image_files import CORNER, PIXEL_M, UTM_50N, grid, write_image


def scenes_of(engine: Engine) -> dict[date, Scene]:
    """The images of a database by their day."""
    with engine.connect() as connection:
        found = scenes_not_after(connection, date(2099, 1, 1), (-180, -90, 180, 90), limit=50)
    return {one.acquisition.day: one for one in found if one.acquisition.day}


def in_degrees(polygon: Polygon, crs: str = UTM_50N) -> Polygon:
    way = degrees_from(rasterio.crs.CRS.from_string(crs).to_wkt())
    moved = shapely.transform(polygon, lambda x, y: way.transform(x, y), interleaved=False)
    assert isinstance(moved, Polygon)
    return moved


def square(column: int, row: int, width: int, height: int) -> Polygon:
    """Pixels of a file of tests.image_files, in degrees."""
    west, north = CORNER[0] + column * PIXEL_M, CORNER[1] - row * PIXEL_M
    return in_degrees(box(west, north - height * PIXEL_M, west + width * PIXEL_M, north))


WHOLE = square(0, 0, 40, 40)
RISEN = Terms(Expression.parse("b1"), threshold=50)


def pair(
    engine: Engine, folder: Path, before: NDArray[np.uint8], after: NDArray[np.uint8]
) -> tuple[Scene, Scene]:
    for day, pixels in (("20240101", before), ("20240201", after)):
        write_image(folder / f"T_{day}.tif", pixels, nodata=0, descriptions=("b1",))
    load_images(engine, folder)
    found = scenes_of(engine)
    return found[date(2024, 1, 1)], found[date(2024, 2, 1)]


def ground(value: int = 100) -> NDArray[np.uint8]:
    return np.full((40, 40), value, np.uint8)


def likeness(one: MultiPolygon | Polygon, other: MultiPolygon | Polygon) -> float:
    """What two areas share of what they cover together."""
    return float(one.intersection(other).area / one.union(other).area)


def test_the_new_cemetery_of_the_sample_is_found_and_little_else_r6_5(
    sample_database: Engine,
) -> None:
    scenes = scenes_of(sample_database)
    before, after = scenes[DATES[0]], scenes[DATES[2]]
    terms = Terms(
        measure_of(expression="(blue + green + red) / 3"),
        threshold=700,
        direction=Direction.RISE,
        smooth_m=72,
        min_area_m2=20_000,
    )
    found = difference(before, after, after.footprint, terms)
    cemetery = _cemetery(before, after)
    assert likeness(found.places[0].outline, cemetery) > 0.7
    assert len(found.places) == 1
    assert found.places[0].area_m2 == pytest.approx(15 * 11 * 24**2, rel=0.15)
    assert found.compared_share > 0.85


def _cemetery(before: Scene, after: Scene) -> MultiPolygon:
    """Where the third date is as bright as stones and the first was forest: the box of that."""
    with rasterio.open(after.assets[0].path) as image, rasterio.open(before.assets[0].path) as old:
        blue, was = image.read(1).astype(int), old.read(1).astype(int)
        rows, columns = np.nonzero((blue > 1900) & (was > 0) & (was < 1100))
        west, north = image.transform @ (int(columns.min()), int(rows.min()))
        east, south = image.transform @ (int(columns.max()) + 1, int(rows.max()) + 1)
        crs = image.crs.to_string()
    return MultiPolygon([in_degrees(box(west, south, east, north), crs)])


def test_a_square_that_rose_is_found_with_its_geodesic_area_r6_5(
    engine: Engine, tmp_path: Path
) -> None:
    after = ground()
    after[10:16, 20:30] = 200
    found = difference(*pair(engine, tmp_path, ground(), after), WHOLE, RISEN)
    [one] = found.places
    assert likeness(one.outline, square(20, 10, 10, 6)) > 0.99
    assert one.area_m2 == pytest.approx(600_000, rel=0.01)
    assert (one.pixels, one.mean) == (60, 100)
    assert (found.low, found.high, found.median, found.mad) == (-50, 50, 0, 0)
    assert (found.compared_share, found.clouded_share) == (pytest.approx(1), 0)


def test_direction_and_ratio_tell_a_fall_from_a_rise(engine: Engine, tmp_path: Path) -> None:
    after = ground()
    after[2:6, 2:6], after[20:26, 20:26] = 200, 40
    before_and_after = pair(engine, tmp_path, ground(), after)

    def pixels(**terms: object) -> list[int]:
        asked = Terms(Expression.parse("b1"), **{"threshold": 50, **terms})  # type: ignore[arg-type]
        return [one.pixels for one in difference(*before_and_after, WHOLE, asked).places]

    assert pixels(direction=Direction.RISE) == [16]
    assert pixels(direction=Direction.FALL) == [36]
    assert pixels() == [36, 16]
    assert pixels(comparing=Comparing.RATIO, threshold=1.9) == [36, 16]
    assert pixels(comparing=Comparing.RATIO, threshold=2.2) == [36]
    assert pixels(min_area_m2=250_000) == [36]


def test_clouds_and_nodata_of_either_date_are_told_and_never_compared_r6_5(
    engine: Engine, tmp_path: Path
) -> None:
    before, after = ground(), ground()
    before[:, :10] = 0
    after[30:, :] = 0
    after[5:10, 2:8] = 250
    after[5:10, 20:25] = 250
    found = difference(*pair(engine, tmp_path, before, after), WHOLE, RISEN)
    assert [one.pixels for one in found.places] == [25]
    assert found.compared_share == pytest.approx(30 * 30 / 1600, abs=0.002)
    assert found.nodata_share == pytest.approx(1 - 30 * 30 / 1600, abs=0.002)


def test_what_a_quality_band_calls_cloud_is_not_compared(engine: Engine, tmp_path: Path) -> None:
    after = ground()
    after[5:10, 5:10], after[20:25, 20:25] = 250, 250
    before, later = pair(engine, tmp_path, ground(), after)
    classes = ground(4)
    classes[:15] = 9
    write_image(tmp_path / "classes.tif", classes)
    [quality] = later.assets
    [band] = quality.bands
    masked = replace(
        later,
        assets=(
            *later.assets,
            replace(
                quality,
                key="scl",
                path=tmp_path / "classes.tif",
                bands=(replace(band, name="SCL", nodata=None),),
            ),
        ),
        clouds=CloudMask("SCL", values=(8, 9)),
    )
    found = difference(before, masked, WHOLE, RISEN)
    assert len(found.places) == 1
    assert likeness(found.places[0].outline, square(20, 20, 5, 5)) > 0.98
    assert found.clouded_share == pytest.approx(15 / 40, abs=0.002)


def test_the_finer_image_is_averaged_onto_the_coarser_grid(engine: Engine, tmp_path: Path) -> None:
    write_image(tmp_path / "T_20240101.tif", ground(), nodata=0, descriptions=("b1",))
    fine = np.full((160, 160), 80, np.uint8)
    fine[::2] = 120
    fine[40:64, 80:120] = 220
    write_image(
        tmp_path / "T_20240201.tif",
        fine,
        nodata=0,
        descriptions=("b1",),
        transform=grid(pixel=PIXEL_M / 4),
    )
    load_images(engine, tmp_path)
    scenes = scenes_of(engine)
    found = difference(scenes[date(2024, 1, 1)], scenes[date(2024, 2, 1)], WHOLE, RISEN)
    assert found.pixel_m == pytest.approx(PIXEL_M, rel=0.01)
    assert found.median == 0
    assert [(one.pixels, one.mean) for one in found.places] == [(60, 120)]


def test_a_threshold_by_the_spread_of_all_changes(engine: Engine, tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    after = (100 + rng.integers(-5, 6, (40, 40))).astype(np.uint8)
    after[10:16, 20:30] = 180
    images = pair(engine, tmp_path, ground(), after)
    found = difference(*images, WHOLE, Terms(Expression.parse("b1"), mads=6))
    assert found.low is not None
    assert found.high is not None
    assert (found.low, found.high) == (
        found.median - 6 * found.mad,
        found.median + 6 * found.mad,
    )
    assert [one.pixels for one in found.places] == [60]
    still = pair(engine, tmp_path, ground(), ground())
    with pytest.raises(BadParameter, match="no spread"):
        difference(still[0], still[0], WHOLE, Terms(Expression.parse("b1"), mads=6))


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({}, "threshold, or"),
        ({"threshold": 1.0, "mads": 2.0}, "threshold, or"),
        ({"threshold": 0.0}, "above 0"),
        ({"threshold": float("nan")}, "above 0"),
        ({"threshold": 1.0, "comparing": Comparing.RATIO}, "above 1"),
        ({"mads": -1.0}, "above 0"),
    ],
)
def test_terms_that_mean_nothing_are_refused(terms: dict[str, object], told: str) -> None:
    with pytest.raises(BadParameter, match=told):
        Terms(Expression.parse("b1"), **terms)  # type: ignore[arg-type]


def test_a_measure_is_a_band_an_index_or_arithmetic() -> None:
    assert measure_of(index="NDVI") == index_named("ndvi").expression
    assert measure_of(band="nir").bands == ("nir",)
    for named in ({}, {"band": "nir", "index": "ndvi"}):
        with pytest.raises(BadParameter, match="one of"):
            measure_of(**named)
    with pytest.raises(BadParameter, match="no index"):
        measure_of(index="magic")


def test_a_band_may_have_a_name_that_is_no_word(engine: Engine, tmp_path: Path) -> None:
    after = ground()
    after[10:16, 20:30] = 200
    for day, pixels in (("20240101", ground()), ("20240201", after)):
        write_image(tmp_path / f"T_{day}.tif", pixels, nodata=0, descriptions=("Band 1-x",))
    load_images(engine, tmp_path)
    scenes = scenes_of(engine)
    terms = Terms(measure_of(band="Band 1-x"), threshold=50)
    found = difference(scenes[date(2024, 1, 1)], scenes[date(2024, 2, 1)], WHOLE, terms)
    assert [one.pixels for one in found.places] == [60]


def test_places_that_two_images_do_not_share_are_refused(engine: Engine, tmp_path: Path) -> None:
    images = pair(engine, tmp_path, ground(), ground())
    with pytest.raises(BadParameter, match="nowhere in both"):
        difference(*images, box(100, 20, 101, 21), RISEN)
    with pytest.raises(BadParameter, match="no band"):
        difference(*images, WHOLE, Terms(Expression.parse("b9"), threshold=1))


masks = arrays(bool, st.tuples(st.integers(3, 12), st.integers(3, 12)))


@settings(deadline=None, max_examples=60)
@given(masks, st.sampled_from([1, 3, 5]), st.sampled_from(list(Smoothing)))
def test_smoothing_agrees_with_counting_by_hand(
    changed: NDArray[np.bool_], side: int, smoothing: Smoothing
) -> None:
    valid = np.ones_like(changed)
    valid[0, 0] = False
    found = smoothed(changed, valid, smoothing, side)
    half = side // 2
    rows, columns = changed.shape

    def window(y: int, x: int) -> tuple[slice, slice]:
        return slice(max(0, y - half), y + half + 1), slice(max(0, x - half), x + half + 1)

    seen = changed & valid
    whole = np.zeros_like(changed)
    for y in range(half, rows - half):
        for x in range(half, columns - half):
            whole[y, x] = seen[window(y, x)].all()
    for y in range(rows):
        for x in range(columns):
            if side == 1:
                expected = seen[y, x]
            elif smoothing is Smoothing.MAJORITY:
                expected = 2 * seen[window(y, x)].sum() > valid[window(y, x)].sum() and valid[y, x]
            else:
                expected = whole[window(y, x)].any() and valid[y, x]
            assert found[y, x] == expected


@settings(deadline=None, max_examples=60)
@given(masks)
def test_outlines_are_valid_and_hold_each_changed_pixel_once(changed: NDArray[np.bool_]) -> None:
    values = np.where(changed, 3.0, 0.0)
    found = list(outlines(changed, values, grid()))
    assert sum(one.pixels for one in found) == changed.sum()
    assert all(one.polygon.is_valid and not one.polygon.is_empty for one in found)
    assert all(one.mean == 3.0 for one in found)


@given(st.floats(0, 5_000), st.floats(0.1, 500))
def test_a_window_has_an_odd_side_and_is_about_as_wide_as_asked(
    metres: float, pixel: float
) -> None:
    side = window_side(metres, pixel)
    assert side % 2 == 1
    assert side >= 1
    assert side == 1 or abs(side * pixel - metres) <= pixel * 1.001


def test_an_area_is_geodesic_whichever_way_its_ring_runs() -> None:
    there = box(117, 30, 117.01, 30.01)
    turned = Polygon(list(there.exterior.coords)[::-1])
    assert area_m2(there) == pytest.approx(area_m2(turned))
    assert area_m2(there) == pytest.approx(1_069_000, rel=0.01)


def test_a_difference_says_how_much_of_the_area_no_image_shows(
    engine: Engine, tmp_path: Path
) -> None:
    images = pair(engine, tmp_path, ground(), ground())
    found: Difference = difference(*images, square(-40, 0, 80, 40), RISEN)
    assert found.compared_share == pytest.approx(0.5, abs=0.01)
    assert found.nodata_share == pytest.approx(0.5, abs=0.01)

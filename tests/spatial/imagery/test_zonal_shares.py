"""The engine alone: shares of pixels, distributions, and statistics of many areas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from exactextract import exact_extract
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from image_files import grid, halves, write_image
from numpy.typing import NDArray
from pyproj import Transformer
from shapely import affinity
from shapely.geometry import Polygon, box, mapping
from shapely.geometry.base import BaseGeometry

from spatial.imagery.expression import Expression
from spatial.imagery.scene import Acquisition, Asset, Band, CloudMask, Role, Scene
from spatial.imagery.zonal import zonal
from spatial.imagery.zonal.distribution import (
    Numbers,
    WholeNumbers,
    distribution_of,
    merged,
    pooled,
)
from spatial.imagery.zonal.measure import Measure
from spatial.imagery.zonal.shares import shares_of
from spatial.imagery.zonal.zonal import Areas, ZonalStatistics
from spatial.locations.geodesic import area_m2

FEW = settings(deadline=None, max_examples=60)
# Each example writes files.
FILES = settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

# Corners of triangles, quadrangles and stars about a grid of 50 x 40 pixels, also beyond it.
CORNERS = st.lists(
    st.tuples(st.floats(-8, 58, width=32), st.floats(-8, 48, width=32)), min_size=3, max_size=7
)


def polygon_of(corners: list[tuple[float, float]]) -> BaseGeometry:
    """The outline of corners, without crossings."""
    return shapely.MultiPoint(corners).convex_hull.buffer(0.3)


def dense(polygons: list[BaseGeometry], width: int, height: int, block: int) -> NDArray[np.float64]:
    """Our shares as one array of pixels for each polygon."""
    found = np.zeros((len(polygons), height, width))
    for tile, parts in shares_of(polygons, width, height, (block, block)).tiles:
        for part in parts:
            window = np.zeros((part.height, part.width))
            mask = part.mask()
            window[np.ones_like(window, bool) if mask is None else mask] = 1
            window[np.divmod(part.edge, part.width)] = part.shares
            top, left = tile.top + part.row, tile.left + part.column
            target = found[part.polygon, top : top + part.height, left : left + part.width]
            assert not (target * window).any(), "a pixel is counted twice"
            target += window
    return found


@FEW
@given(many=st.lists(CORNERS, min_size=1, max_size=3))
def test_shares_are_the_areas_of_squares_in_polygons(many: list[list[tuple[float, float]]]) -> None:
    polygons = [polygon_of(corners) for corners in many]
    rows, columns = np.mgrid[:40, :50]
    squares = shapely.box(columns, rows, columns + 1, rows + 1)
    for found, polygon in zip(dense(polygons, 50, 40, 16), polygons, strict=True):
        expected = shapely.area(shapely.intersection(squares, polygon))
        assert np.abs(found - expected).max() < 5e-5


def test_shares_do_not_depend_on_the_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = shapely.Point(25, 20).buffer(18).difference(shapely.Point(25, 20).buffer(7))
    whole = dense([ring], 50, 40, 64)
    monkeypatch.setattr("spatial.imagery.zonal.shares._SIDE", 8)
    cut = dense([ring], 50, 40, 8)
    assert len(shares_of([ring], 50, 40, (8, 8)).tiles) > 10
    assert np.abs(whole - cut).max() < 2e-5


def test_polygon_whose_edges_are_those_of_pixels_touches_no_other() -> None:
    assert dense([box(10, 5, 20, 15)], 50, 40, 16).sum() == 100
    assert dense([box(60, 5, 70, 15)], 50, 40, 16).sum() == 0


NUMBERS = st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 1000)), min_size=1, max_size=60)


@FEW
@given(pairs=NUMBERS, share=st.floats(0.001, 0.999))
def test_quantile_is_that_of_numpy_or_the_middle_of_a_tie(
    pairs: list[tuple[int, int]], share: float
) -> None:
    values, weights = (np.array(column, float) for column in zip(*pairs, strict=True))
    found = distribution_of(values, weights / 1000).quantile(share)
    assert found is not None
    below = weights[values < found].sum() / weights.sum()
    upto = weights[values <= found].sum() / weights.sum()
    assert below <= share + 1e-6
    assert upto >= share - 1e-6
    exact = np.quantile(values, share, weights=weights, method="inverted_cdf")
    reached = np.cumsum(weights[np.argsort(values)]) / weights.sum()
    if np.abs(reached - share).min() > 1e-6:
        assert found == exact


@FEW
@given(values=st.lists(st.integers(-50, 50), min_size=1, max_size=60), share=st.floats(0, 1))
def test_without_weights_quantiles_are_those_of_hyndman_and_fan(
    values: list[int], share: float
) -> None:
    ours = distribution_of(np.array(values, float))
    weighted = distribution_of(np.array(values, float), np.ones(len(values)))
    assert np.array_equal(ours.values, weighted.values)
    assert np.array_equal(ours.weights, weighted.weights)
    assert ours.quantile(0.5) == np.median(values)
    if abs(share * len(values) - round(share * len(values))) > 1e-6:
        assert ours.quantile(share) == np.quantile(values, share, method="averaged_inverted_cdf")


@FEW
@given(pairs=NUMBERS, shares=st.lists(st.floats(0, 1), min_size=2, max_size=9))
def test_quantiles_rise_and_stay_within_the_values(
    pairs: list[tuple[int, int]], shares: list[float]
) -> None:
    values, weights = (np.array(column, float) for column in zip(*pairs, strict=True))
    one = distribution_of(values, weights)
    found = [one.quantile(share) for share in sorted(shares)]
    assert found == sorted(found)  # type: ignore[type-var]
    assert one.quantile(0) == one.low == values.min()
    assert one.quantile(1) == one.high == values.max()


@FEW
@given(pairs=NUMBERS, nodes=st.integers(2, 20))
def test_merged_distribution_keeps_mean_spread_and_ends(
    pairs: list[tuple[int, int]], nodes: int
) -> None:
    values, weights = (np.array(column, float) for column in zip(*pairs, strict=True))
    whole = distribution_of(values, weights)
    small = merged(whole, nodes)
    assert small.values.size <= max(nodes, 1)
    assert small.mean == pytest.approx(whole.mean, abs=1e-9)
    assert small.std == pytest.approx(whole.std, abs=1e-6)
    assert (small.low, small.high) == (whole.low, whole.high)
    assert small.weight == pytest.approx(whole.weight)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16"])
def test_counting_by_value_is_the_same_as_keeping_values(dtype: str) -> None:
    random = np.random.default_rng(3)
    bounds = np.iinfo(dtype)
    pixels = random.integers(bounds.min, bounds.max, 5000, dtype, endpoint=True)
    pixels[:2] = bounds.min, bounds.max
    shares = random.uniform(0, 1, pixels.size)
    counted, kept = WholeNumbers(np.dtype(dtype)), Numbers(100_000)
    for half in (np.s_[:1000], np.s_[1000:]):
        counted.add(pixels[half], shares[half])
        kept.add(pixels[half] * 0.5 + 3, shares[half])
    one, other = counted.distribution(0.5, 3.0, ()), kept.distribution()
    assert np.array_equal(one.values, other.values)
    assert one.weights == pytest.approx(other.weights)
    without = counted.distribution(0.5, 3.0, (float(bounds.max),))
    assert without.high < one.high == bounds.max * 0.5 + 3


def test_numbers_beyond_the_limit_are_merged_and_tell_about_the_same() -> None:
    random = np.random.default_rng(4)
    values = random.normal(5, 2, 60_000)
    kept = Numbers(10_000)
    for piece in np.split(values, 12):
        kept.add(piece, np.ones(piece.size))
    one = kept.distribution()
    assert one.values.size <= 10_000 + 5_000
    assert one.mean == pytest.approx(values.mean(), rel=1e-9)
    assert one.std == pytest.approx(values.std(), rel=1e-6)
    for share in (0.01, 0.5, 0.99):
        assert one.quantile(share) == pytest.approx(np.quantile(values, share), abs=0.02)


def scene_of(file: Path, *others: Path, **changes: Any) -> Scene:
    """A scene of UTM 50 files as the catalogue would have it; others: of bands b, c …"""
    assets, outlines = [], []
    for name, path in zip("abc", (file, *others), strict=False):
        with rasterio.open(path) as dataset:
            transform = tuple(dataset.transform)[:6]
            band = Band(
                name, 1, dataset.dtypes[0], dataset.nodata, dataset.scales[0], dataset.offsets[0],
                None, (0.0, 1.0),
            )  # fmt: skip
            assets.append(
                Asset(
                    name,
                    path,
                    "image/tiff",
                    "",
                    0,
                    dataset.crs.to_string(),
                    dataset.width,
                    dataset.height,
                    transform,
                    abs(transform[0]),
                    (band,),
                    path.name,
                    "",
                )
            )
            outlines.append(box(*dataset.bounds).segmentize(500))
    footprint = in_degrees(outlines[0])
    assert isinstance(footprint, Polygon)
    taken = Acquisition.on(date(2020, 1, 1))
    return Scene(file.stem, file.stem, taken, footprint, tuple(assets), (), **changes)


def in_degrees(shape: BaseGeometry) -> BaseGeometry:
    way = Transformer.from_crs("EPSG:32650", "EPSG:4490", always_xy=True)
    dense = shape.segmentize(100)
    return shapely.transform(dense, lambda x, y: way.transform(x, y), interleaved=False)


W, N = 500_000, 3_320_000


def metres(shape: BaseGeometry) -> BaseGeometry:
    """A shape in pixels of image_files.grid, in metres of UTM 50."""
    return affinity.affine_transform(shape, [100, 0, 0, -100, W, N])


def asked(scene: Scene, *polygons: BaseGeometry, band: str = "a") -> list[ZonalStatistics]:
    areas = Areas([in_degrees(one) for one in polygons])
    found = dict(areas.statistics(scene, Measure.of_band(band)))
    return [found[number] for number in range(len(polygons))]


@FILES
@given(corners=CORNERS, constant=st.integers(1, 200), scale=st.sampled_from([1.0, 0.1, 0.0001]))
def test_mean_of_a_constant_is_the_constant(
    tmp_path: Path, corners: list[tuple[float, float]], constant: int, scale: float
) -> None:
    file = write_image(tmp_path / "constant.tif", np.full((40, 50), constant, "uint8"))
    with rasterio.open(file, "r+") as dataset:
        dataset.scales = (scale,)
    (found,) = asked(scene_of(file), metres(polygon_of(corners)))
    if found.total_pixels:
        assert found.mean == found.median == found.min == found.max == constant * scale
        assert found.std == 0.0


@FILES
@given(
    pixels=arrays("int16", (40, 50), elements=st.integers(-300, 300)),
    corners=CORNERS,
    cut=st.floats(5, 45),
)
def test_statistics_of_disjoint_parts_add_up(
    tmp_path: Path, pixels: NDArray[Any], corners: list[tuple[float, float]], cut: float
) -> None:
    scene = scene_of(write_image(tmp_path / "random.tif", pixels, nodata=-300))
    whole = polygon_of(corners)
    parts = [whole.intersection(box(-99, -99, cut, 99)), whole.intersection(box(cut, -99, 99, 99))]
    together, *halves_found = asked(scene, metres(whole), *(metres(one) for one in parts))
    # Edges bend a little when they are laid on the map; a piece of 1e-3 pixel may change sides.
    assert sum(one.total_pixels for one in halves_found) == pytest.approx(
        together.total_pixels, abs=0.02
    )
    both = pooled((one.valid, 1.0) for one in halves_found)
    assert both.weight == pytest.approx(together.valid_pixels, abs=0.02)
    if together.valid_pixels > 1:
        assert both.mean == pytest.approx(together.mean, abs=300 * 0.05 / both.weight + 1e-6)


@FILES
@given(
    pixels=arrays("uint16", (40, 50), elements=st.integers(1, 5000)),
    holes=arrays(bool, (40, 50)),
    corners=CORNERS,
)
def test_nodata_never_changes_what_the_others_say_r6_3(
    tmp_path: Path, pixels: NDArray[Any], holes: NDArray[Any], corners: list[tuple[float, float]]
) -> None:
    polygon = metres(polygon_of(corners))
    found = []
    for fill in (0, 65535):
        file = write_image(tmp_path / f"n{fill}.tif", np.where(holes, fill, pixels), nodata=fill)
        found += asked(scene_of(file), polygon)
    as_float = np.where(holes, np.nan, pixels).astype("float32")
    found += asked(scene_of(write_image(tmp_path / "nan.tif", as_float)), polygon)
    first = found[0]
    for other in found[1:]:
        assert np.array_equal(other.valid.values, first.valid.values)
        assert other.valid.weights == pytest.approx(first.valid.weights)
        assert other.total_pixels == first.total_pixels


def test_answers_are_those_of_exactextract(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    pixels = random.integers(0, 4000, (200, 300)).astype("uint16")
    file = write_image(
        tmp_path / "e.tif", pixels, nodata=0, tiled=True, blockxsize=64, blockysize=64
    )
    polygons = [
        metres(shapely.Point(x, y).buffer(r, quad_segs=5))
        for x, y, r in ((60, 50, 45.3), (210, 90, 70.1))
    ]
    features = [{"type": "Feature", "geometry": mapping(one.segmentize(100))} for one in polygons]
    wanted = ["mean", "stdev", "min", "max", "count", "median"]
    theirs = exact_extract(str(file), features, wanted)
    for one, other in zip(asked(scene_of(file), *polygons), theirs, strict=True):
        told = other["properties"]
        assert one.mean == pytest.approx(told["mean"], rel=1e-6)
        assert one.std == pytest.approx(told["stdev"], rel=1e-6)
        assert (one.min, one.max) == (told["min"], told["max"])
        assert one.valid_pixels == pytest.approx(told["count"], rel=1e-6)
        # Its quantiles run between values, ours are values: within a few of 4,000 in thousands.
        assert one.median == pytest.approx(told["median"], abs=5)


def test_many_areas_of_one_reading_say_what_each_says_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(6)
    file = write_image(tmp_path / "m.tif", random.normal(0, 1, (200, 300)).astype("float32"),
                       tiled=True, blockxsize=32, blockysize=32)  # fmt: skip
    scene = scene_of(file)
    polygons = [metres(shapely.Point(x, y).buffer(30)) for x in (30, 60, 200) for y in (40, 160)]
    alone = [asked(scene, one)[0] for one in polygons]
    monkeypatch.setattr("spatial.imagery.zonal.shares._SIDE", 32)
    for one, other in zip(asked(scene, *polygons), alone, strict=True):
        assert one.mean == pytest.approx(other.mean, abs=1e-7)
        assert one.median == other.median
        assert one.total_pixels == pytest.approx(other.total_pixels, rel=1e-6)


def test_areas_of_one_grid_are_laid_on_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes = [scene_of(write_image(tmp_path / f"s{n}.tif", halves(n, n))) for n in (1, 2, 3)]
    calls = []

    def counted(*question: Any) -> Any:
        calls.append(question)
        return shares_of(*question)

    monkeypatch.setattr(zonal, "shares_of", counted)
    areas = Areas([in_degrees(metres(box(2, 2, 8, 8)))])
    means = [next(areas.statistics(one, Measure.of_band("a")))[1].mean for one in scenes]
    assert means == [1.0, 2.0, 3.0]
    assert len(calls) == 1


def cloudy(tmp_path: Path, mask: NDArray[Any], pixel: float, clouds: CloudMask) -> Scene:
    data = write_image(tmp_path / "data.tif", halves(10, 20))
    quality = write_image(tmp_path / "quality.tif", mask, transform=grid(pixel=pixel))
    scene = scene_of(data, quality, clouds=clouds)
    first, second = scene.assets
    return replace(scene, assets=(first, replace(second, role=Role.QUALITY)))


def test_clouds_of_a_coarser_mask_are_counted_and_never_averaged_r6_3(tmp_path: Path) -> None:
    # Pixels of 400 m; a cloud (8) and its shadow (3) over the two western columns of the ten.
    mask = np.full((10, 10), 4, "uint8")
    mask[:, 0], mask[:, 1] = 8, 3
    scene = cloudy(tmp_path, mask, 400.0, CloudMask("b", values=(3, 8)))
    (found,) = asked(scene, metres(box(0, 0, 40, 40)).buffer(-1))
    assert found.clouded_share == pytest.approx(8 / 40, abs=1e-3)
    assert found.valid_share == pytest.approx(32 / 40, abs=1e-3)
    assert found.mean == pytest.approx((12 * 10 + 20 * 20) / 32, abs=1e-2)
    (under,) = asked(scene, metres(box(1, 1, 7, 39)))
    assert (under.mean, under.valid_pixels) == (None, 0.0)
    assert under.clouded_share == 1.0


def test_clouds_told_by_bits_hide_and_other_bits_do_not(tmp_path: Path) -> None:
    mask = np.full((40, 40), 1 << 1, "uint16")
    mask[:20] |= 1 << 10
    scene = cloudy(tmp_path, mask, 100.0, CloudMask("b", bits=(10, 11)))
    (found,) = asked(scene, metres(box(5, 10, 10, 30)))
    assert found.clouded_share == pytest.approx(0.5, abs=1e-4)


def test_cloud_mask_in_another_system_hides_the_same_ground(tmp_path: Path) -> None:
    data = write_image(tmp_path / "data.tif", halves(10, 20))
    # In degrees, from 117 E on: the western half of the picture ends at 2 km, 0.02074 degrees.
    mask = np.zeros((100, 100), "uint8")
    mask[:, :40] = 1
    transform = Affine(0.0005, 0, 117.0, 0, -0.0005, 30.02)
    quality = write_image(tmp_path / "q.tif", mask, crs="EPSG:4326", transform=transform)
    scene = scene_of(data, quality, clouds=CloudMask("b", values=(1,)))
    (found,) = asked(scene, metres(box(2, 2, 38, 38)))
    hidden = 40 * 0.0005 * 111_320 * np.cos(np.radians(30.0)) / 100 - 2
    assert found.clouded_pixels == pytest.approx(hidden * 36, rel=0.03)


def test_expression_over_files_of_two_resolutions(tmp_path: Path) -> None:
    fine = write_image(tmp_path / "fine.tif", halves(10, 20))
    coarse = write_image(
        tmp_path / "coarse.tif", halves(1, 2, side=20), transform=grid(pixel=200.0), nodata=1
    )
    scene = scene_of(fine, coarse)
    polygon = in_degrees(metres(box(10, 10, 30, 20)))
    found = zonal.zonal_expression(scene, Expression.parse("a*10+b"), polygon)
    assert found.mean == 202.0
    assert found.valid_share == pytest.approx(0.5, abs=1e-3)


def test_a_hole_is_no_area_whichever_way_its_ring_runs() -> None:
    shell, hole = box(117.0, 30.0, 117.4, 30.4), box(117.1, 30.1, 117.3, 30.3)
    whole = area_m2(shell) - area_m2(hole)
    for ring in (hole.exterior.coords, hole.exterior.coords[::-1]):
        # West of the middle: half of the ring-shaped area.
        there = zonal.covered_share(Polygon(shell.exterior, [ring]), box(117.0, 30.0, 117.2, 30.4))
        assert there == pytest.approx(0.5)
        assert area_m2(Polygon(shell.exterior, [ring])) == pytest.approx(whole)

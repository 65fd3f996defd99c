"""Pixels of a file at the places of a view: as GDAL finds them, and within the bounds told."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from image_files import write_image
from numpy.typing import NDArray
from PIL import Image
from pyproj import Transformer
from rasterio.enums import Resampling
from rasterio.vrt import WarpedVRT
from shapely.geometry import Polygon

from ingest.imagery.inspection import MEDIA_TYPES
from spatial.imagery.scene import Acquisition, Asset, Band, Scene
from spatial.tile_grids import CGCS2000, WEB_MERCATOR
from tileserver.images import sampling as image_sampling
from tileserver.images.encoding import Encoding, encoded
from tileserver.images.part import Part
from tileserver.images.sampling import Interpolation, sampled
from tileserver.images.view import View, frames

UTM = Transformer.from_crs(4490, 32650, always_xy=True)
PIXEL_M = 100.0


def scene_of_file(path: Path, *, nodata: float | None = None) -> Scene:
    """A scene over a file in EPSG:32650, its footprint a little larger than the file."""
    with rasterio.open(path) as dataset:
        kind, bands = dataset.dtypes[0], dataset.count
        width, height, transform = dataset.width, dataset.height, tuple(dataset.transform)[:6]
        ends = ((0, 0), (width, 0), (width, height), (0, height))
        edge = shapely.Polygon([dataset.transform @ end for end in ends]).buffer(100)
    footprint = shapely.transform(
        edge.segmentize(1000),
        lambda x, y: UTM.transform(x, y, direction="INVERSE"),
        interleaved=False,
    )
    assert isinstance(footprint, Polygon)
    asset = Asset(
        key="data", path=path, media_type=MEDIA_TYPES["GTiff"], sha256="00" * 32, bytes=1,
        crs="EPSG:32650", width=width, height=height, transform=transform, resolution_m=PIXEL_M,
        bands=tuple(
            Band(str(n), n, kind, nodata, 1.0, 0.0, None, (0, 1)) for n in range(1, bands + 1)
        ),
        source=path.name, source_sha256="01" * 32,
    )  # fmt: skip
    return Scene("a", "a", Acquisition.on(date(2020, 1, 1)), footprint, (asset,), ())


def smooth(side: int, kind: str, *, holes: bool) -> NDArray[Any]:
    """Two bands that change slowly, with holes (0) in them."""
    down, across = np.mgrid[0:side, 0:side] / side
    first = 100 + 60 * np.sin(5 * across) * np.cos(4 * down)
    bands = np.stack([first, 150 - 40 * down]).astype(kind)
    if holes:
        bands[:, side // 3 : side // 2, side // 4 : side // 3] = 0
    return bands


def both(
    scene: Scene, view: View, how: Interpolation, nodata: float | None
) -> tuple[NDArray[Any], NDArray[np.bool_], NDArray[Any], NDArray[np.bool_]]:
    """Values and validity of a view, ours and those of GDAL's warper with no approximation."""
    asset = scene.assets[0]
    shape = (len(asset.bands), view.rows, view.columns)
    values, valid = np.zeros(shape), np.zeros(shape, bool)
    for frame in frames(scene, view):
        read, there = sampled(scene, asset, asset.bands, frame, how=how)
        values[:, *frame.slices], valid[:, *frame.slices] = read, there
    with (
        rasterio.open(asset.path) as dataset,
        WarpedVRT(
            dataset,
            crs=f"EPSG:{view.srid}",
            transform=Affine(view.pixel, 0, view.west, 0, -view.pixel, view.north),
            width=view.columns,
            height=view.rows,
            resampling=Resampling[how],
            tolerance=0.001,
            **({"add_alpha": True} if nodata is None else {"nodata": nodata}),
        ) as warped,
    ):
        bands = list(range(1, len(asset.bands) + 1))
        if nodata is None:
            *theirs, alpha = warped.read([*bands, len(bands) + 1])
            return values, valid, np.stack(theirs), np.stack([alpha > 0] * len(bands))
        read = warped.read(bands, masked=True)
    return values, valid, read.data, ~np.ma.getmaskarray(read)


@pytest.mark.parametrize("kind", ["uint8", "int16", "float32", "float64"])
@pytest.mark.parametrize("grid", [WEB_MERCATOR, CGCS2000])
@pytest.mark.parametrize("holes", [False, True])
def test_pixels_are_those_of_gdal(tmp_path: Path, kind: str, grid: Any, holes: bool) -> None:
    nodata = 0 if holes else None
    path = write_image(tmp_path / "a.tif", smooth(300, kind, holes=holes), nodata=nodata)
    scene = scene_of_file(path, nodata=nodata)
    # A pixel of about 130 m on the ground, and of 30 m.
    for z in (10, 12):
        z_here = z if grid is WEB_MERCATOR else z - 1
        x, y = grid.pixels_of(np.array([[117.15, 29.9]]), z_here)[0] // 4096
        view = View.of(grid, z_here, int(x), int(y))
        for how in (Interpolation.NEAREST, Interpolation.BILINEAR):
            ours, valid, theirs, there = both(scene, view, how, nodata)
            assert valid.any()
            # The edge of a pixel may fall to either side of a middle.
            assert (valid != there).mean() < 0.004
            near = valid & there
            # GDAL's kernel is wider where pixels of the file are smaller, and rounds.
            away = np.abs(ours[near].astype(float) - theirs[near].astype(float))
            assert np.quantile(away, 0.99) <= 1.1


def test_mixed_values_are_of_the_valid_pixels_alone(tmp_path: Path) -> None:
    pixels = np.full((300, 300), 100, "uint8")
    pixels[::3, ::3] = 255
    path = write_image(tmp_path / "a.tif", pixels, nodata=255)
    scene = scene_of_file(path, nodata=255)
    view = View.around(3857, (117.05, 29.8, 117.25, 29.95), 180)
    values, valid, _, _ = both(scene, view, Interpolation.BILINEAR, 255)
    assert 0.7 < valid.mean() < 0.95
    np.testing.assert_allclose(values[valid], 100, atol=1e-4)


def test_a_rotated_and_a_south_up_file_are_read_by_their_transform(tmp_path: Path) -> None:
    down, across = np.mgrid[0:200, 0:200]
    for transform in (
        Affine(100, 0, 500_000, 0, 100, 3_300_000),
        Affine.translation(500_000, 3_320_000) @ Affine.rotation(30) @ Affine.scale(100, -100),
    ):
        path = write_image(
            tmp_path / "a.tif", np.stack([across, down]).astype("int16"), transform=transform
        )
        scene = scene_of_file(path)
        lon, lat = UTM.transform(*(transform @ (100.5, 70.5)), direction="INVERSE")
        view = View.around(4490, (lon - 1e-4, lat - 1e-4, lon + 1e-4, lat + 1e-4), 3)
        [frame] = frames(scene, view)
        asset = scene.assets[0]
        values, valid = sampled(scene, asset, asset.bands, frame, how=Interpolation.NEAREST)
        assert valid.all()
        assert values[:, 1, 1].tolist() == [100, 70]


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.floats(115.6, 118.4),
    st.floats(28.0, 31.0),
    st.integers(5, 20),
    st.sampled_from([WEB_MERCATOR, CGCS2000]),
)
def test_the_net_lies_as_near_to_the_truth_as_it_says(
    tmp_path: Path, lon: float, lat: float, z: int, grid: Any
) -> None:
    path = tmp_path / "a.tif"
    if not path.exists():
        write_image(path, np.zeros((10, 10), "uint8"))
    scene = scene_of_file(path)
    x, y = grid.pixels_of(np.array([[lon, lat]]), z)[0] // 4096
    view = View.of(grid, z, int(x), int(y))
    frame = frames(scene, View(view.srid, view.west, view.north, view.pixel))
    whole = image_sampling.Frame(
        (slice(0, 256), slice(0, 256)), view.srid, view.west, view.north, view.pixel, 100.0
    )
    assert len(frame) <= 1
    with rasterio.open(path) as dataset:
        net = np.stack(image_sampling._places(dataset, whole))
        every = np.arange(256) + 0.5
        truth = np.stack(image_sampling._exactly(dataset, whole, every, every))
    assert np.abs(net - truth).max() <= 0.15


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_a_png_holds_the_very_pixels(rows: int, columns: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    colours = random.integers(0, 256, (3, rows, columns), dtype="uint8")
    shown = random.random((rows, columns)) < 0.7
    read = np.asarray(Image.open(io.BytesIO(encoded(colours, shown, Encoding.PNG))))
    assert read.shape == (rows, columns, 4)
    np.testing.assert_array_equal(np.moveaxis(read[..., :3], -1, 0), colours)
    np.testing.assert_array_equal(read[..., 3], np.where(shown, 255, 0))


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_a_webp_is_exact_where_it_is_transparent(rows: int, columns: int, seed: int) -> None:
    shown = np.random.default_rng(seed).random((rows, columns)) < 0.7
    colours = np.full((3, rows, columns), 90, "uint8")
    file = Image.open(io.BytesIO(encoded(colours, shown, Encoding.WEBP))).convert("RGBA")
    read = np.asarray(file)
    np.testing.assert_array_equal(read[..., 3], np.where(shown, 255, 0))
    assert (np.abs(read[..., :3][shown].astype(int) - 90) <= 4).all()


corners = st.lists(
    st.tuples(st.floats(114.0, 116.0), st.floats(37.0, 39.0)), min_size=3, max_size=8, unique=True
)


@settings(deadline=None)
@given(corners, st.sampled_from([3857, 4490]))
def test_a_pixel_is_in_a_part_when_its_middle_is(
    places: list[tuple[float, float]], srid: int
) -> None:
    area = shapely.MultiPoint(places).convex_hull
    if area.geom_type != "Polygon" or area.area < 1e-6:
        return
    view = View.around(srid, (114.0, 37.0, 116.0, 39.0), 40)
    within = Part((), "x", area).within(view)
    back = Transformer.from_crs(srid, 4490, always_xy=True)
    x, y = np.meshgrid(
        view.west + (np.arange(view.columns) + 0.5) * view.pixel,
        view.north - (np.arange(view.rows) + 0.5) * view.pixel,
    )
    lon, lat = back.transform(x, y)
    expected = shapely.contains_xy(area, lon, lat)
    # On the line itself either answer is right.
    beside = shapely.distance(area.exterior, shapely.points(lon, lat)) > 1e-4
    np.testing.assert_array_equal(within[beside], expected[beside])


@given(
    st.floats(-170, 160), st.floats(-80, 70), st.floats(0.001, 10), st.floats(0.001, 10),
    st.integers(1, 500), st.sampled_from([3857, 4490]),
)  # fmt: skip
def test_a_view_holds_its_box_and_its_strips_are_all_of_it(
    west: float, south: float, across: float, up: float, columns: int, srid: int
) -> None:
    if up / across * columns > 2000:
        return
    view = View.around(srid, (west, south, west + across, south + up), columns)
    found = view.degrees
    assert found[0] == pytest.approx(west, abs=1e-6)
    assert found[2] == pytest.approx(west + across, abs=1e-6)
    assert found[3] == pytest.approx(south + up, abs=1e-6)
    assert found[1] <= south + 1e-6
    strips = list(view.strips())
    assert sum(strip.rows for _, strip in strips) == view.rows
    assert strips[0][1].north == view.north
    assert strips[-1][1].box[1] == pytest.approx(view.box[1])


@pytest.mark.parametrize("holes", [False, True])
def test_many_pixels_of_a_file_are_averaged_into_one(tmp_path: Path, holes: bool) -> None:
    chess = (np.indices((600, 600)).sum(axis=0) % 2 * 200 + 20).astype("uint8")
    chess[:, 300:] = 60
    if holes:
        chess[:, 300:] = 0
    path = write_image(tmp_path / "a.tif", chess, nodata=0 if holes else None)
    scene = scene_of_file(path, nodata=0 if holes else None)
    view = View.around(3857, (116.9, 29.3, 117.7, 30.1), 40)
    ours, valid, theirs, there = both(scene, view, Interpolation.BILINEAR, 0 if holes else None)
    assert valid.any()
    assert (valid != there).mean() < 0.08
    [values], [seen] = ours, valid
    left = seen.any(axis=0).argmax()
    assert np.abs(values[:, left + 2 : left + 10][seen[:, left + 2 : left + 10]] - 120).max() < 12
    near = valid & there
    assert np.median(np.abs(ours[near].astype(float) - theirs[near].astype(float))) < 6
    # By the nearest there are the pixels of the file alone.
    [picked], [at], _, _ = both(scene, view, Interpolation.NEAREST, 0 if holes else None)
    assert set(np.unique(picked[at])) <= {20, 60, 220}

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st
from image_files import halves
from rasterio.control import GroundControlPoint
from rasterio.crs import CRS

from ingest.imagery.opening import ImageRefused
from ingest.imagery.preparing import prepare
from spatial.imagery.scene import Flag

Point = tuple[float, float, float, float]


def write_with_points(
    path: Path, points: list[Point], *, crs: str = "EPSG:32650", nodata: float | None = None
) -> Path:
    """40 x 40 pixels, the western half 1 and the eastern half 2; points are column, row, x, y."""
    with rasterio.open(
        path, "w", driver="GTiff", width=40, height=40, count=1, dtype="uint8", nodata=nodata,
        crs=CRS.from_string(crs) if crs else CRS(),
        gcps=[GroundControlPoint(row=r, col=c, x=x, y=y) for c, r, x, y in points],
    ) as dataset:  # fmt: skip
        dataset.write(halves(1, 2), 1)
    return path


def placed(
    column: float, row: float, turn: float = 0.0, bend: float = 0.0, side: float = 10.0
) -> Point:
    """A pixel's place: a square turned by some degrees, and bent by a parabola of columns."""
    angle = np.radians(turn)
    east, north = side * column, -side * row
    x = 500_000 + east * np.cos(angle) - north * np.sin(angle)
    y = 3_300_000 + east * np.sin(angle) + north * np.cos(angle) + bend * column**2
    return column, row, float(x), float(y)


CORNERS = [(0, 0), (40, 0), (0, 40), (40, 40)]
MANY = [(c, r) for c in (0, 13, 27, 40) for r in (0, 13, 27, 40)]


@pytest.mark.parametrize("nodata", [None, 0])
def test_control_points_lay_an_image_on_a_grid_r6_2(tmp_path: Path, nodata: float | None) -> None:
    path = write_with_points(
        tmp_path / "a.tif", [placed(*at, turn=30) for at in CORNERS], nodata=nodata
    )
    made = prepare(path, tmp_path / "store")
    assert Flag.WARPED in made.file.flags
    assert "4 ground control points place it" in made.repairs[0]
    assert "degree 1, which is off by 0.00 pixels" in made.repairs[0]
    with rasterio.open(made.file.path) as cog:
        assert cog.count == 1
        assert cog.transform.e < 0 < cog.transform.a
        pixels = cog.read(1, masked=True)
        # In the middle of each half of the source.
        for column, value in ((10, 1), (30, 2)):
            _, _, x, y = placed(column, 20, turn=30)
            assert pixels[cog.index(x, y)] == value
        assert pixels.mask[0, 0]
    assert pixels.count() == pytest.approx(1600, rel=0.05)


def test_a_bent_image_is_straightened_by_the_second_degree(tmp_path: Path) -> None:
    path = write_with_points(tmp_path / "a.tif", [placed(*at, bend=0.2) for at in MANY])
    made = prepare(path, tmp_path / "store")
    assert "degree 2, which is off by 0.00 pixels" in made.repairs[0]
    with rasterio.open(made.file.path) as cog:
        pixels = cog.read(1, masked=True)
        _, _, x, y = placed(35, 20, bend=0.2)
        assert pixels[cog.index(x, y)] == 2


@settings(deadline=None, max_examples=10)
@given(
    turn=st.floats(0, 360), side=st.floats(0.5, 500), column=st.floats(2, 18), row=st.floats(2, 38)
)
def test_each_place_keeps_its_value_whatever_the_points_say(
    tmp_path_factory: pytest.TempPathFactory, turn: float, side: float, column: float, row: float
) -> None:
    folder = tmp_path_factory.mktemp("points")
    points = [placed(*at, turn=turn, side=side) for at in MANY]
    made = prepare(write_with_points(folder / "a.tif", points), folder / "store")
    with rasterio.open(made.file.path) as cog:
        pixels = cog.read(1, masked=True)
        for here, value in ((column, 1), (column + 20, 2)):
            _, _, x, y = placed(here, row, turn=turn, side=side)
            assert pixels[cog.index(x, y)] == value


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ([placed(0, 0), placed(40, 0)], "three at least"),
        ([placed(at, at) for at in range(0, 40, 5)], "lie on a line"),
        ([placed(at, 20) for at in range(0, 40, 5)], "lie on a line"),
        ([placed(*at, side=0.0) for at in MANY], "no size"),
        ([*[placed(*at) for at in MANY[1:]], (0.0, 0.0, 501_000.0, 3_301_000.0)], "contradict"),
        ([placed(*at)[:2] + (float("nan"), 0.0) for at in CORNERS], "that are none"),
    ],
)
def test_control_points_that_place_nothing_are_refused_r6_2(
    tmp_path: Path, points: list[Point], reason: str
) -> None:
    path = write_with_points(tmp_path / "a.tif", points)
    with pytest.raises(ImageRefused, match=reason):
        prepare(path, tmp_path / "store")
    assert not list((tmp_path / "store").rglob("*.tif"))


def test_control_points_without_a_reference_system_are_refused_r6_2(tmp_path: Path) -> None:
    path = write_with_points(tmp_path / "a.tif", [placed(*at) for at in MANY], crs="")
    with pytest.raises(ImageRefused, match=r"16 ground control points|no coordinate"):
        prepare(path, tmp_path / "store")

"""Sectors: as long, as wide and where they should be, also across the 180th meridian."""

from __future__ import annotations

import math

import pytest
import shapely
from camera_rows import GEOD
from hypothesis import given
from hypothesis import strategies as st

from spatial.cameras.sectors import SAGITTA, Unseen, View, off_axis, sector_of
from spatial.locations.geodesic import area_m2


def test_sector_has_the_area_that_its_angle_and_reach_say_r7_2() -> None:
    sector = sector_of(116.0, 40.0, View(45.0, 90.0, 1_000.0))
    assert sector is not None
    assert area_m2(sector) == pytest.approx(math.pi * 1_000**2 / 4, rel=0.001)


def test_camera_that_sees_all_round_has_a_circle_without_a_bearing_r7_2() -> None:
    circle = sector_of(116.0, 40.0, View(None, 360.0, 500.0))
    assert circle is not None
    assert area_m2(circle) == pytest.approx(math.pi * 500**2, rel=0.001)
    assert shapely.contains(circle, shapely.Point(116.0, 40.0))
    assert circle.exterior.is_ccw  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("view", "why"),
    [
        (View(0.0, 60.0, None), Unseen.NO_REACH),
        (View(0.0, 60.0, 0.0), Unseen.NO_REACH),
        (View(0.0, None, 100.0), Unseen.NO_ANGLE),
        (View(None, 60.0, 100.0), Unseen.NO_BEARING),
    ],
)
def test_what_is_not_known_gives_no_sector_and_says_why_r7_2(view: View, why: Unseen) -> None:
    assert sector_of(116.0, 40.0, view) is None
    assert view.unseen is why


def test_sector_across_the_180th_meridian_is_cut_there_r7_2() -> None:
    sector = sector_of(179.999, 51.0, View(90.0, 120.0, 1_000.0))
    assert sector is not None
    assert sector.geom_type == "MultiPolygon"
    assert shapely.is_valid(sector)
    west, _, east, _ = sector.bounds
    assert (west, east) == (-180.0, 180.0)
    assert area_m2(sector) == pytest.approx(math.pi * 1_000**2 / 3, rel=0.001)
    lon, lat, _ = GEOD.fwd(179.999, 51.0, 100.0, 600.0)
    assert shapely.contains(sector, shapely.Point(lon, lat))


@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-60, 60),
    bearing=st.floats(0, 359.9),
    angle=st.floats(5, 360),
    reach=st.floats(5, 5_000),
    towards=st.floats(-180, 180),
    share=st.floats(0.01, 1.5),
)
def test_drawn_sector_agrees_with_geodesics_r7_2(
    lon: float,
    lat: float,
    bearing: float,
    angle: float,
    reach: float,
    towards: float,
    share: float,
) -> None:
    view = View(bearing, angle, reach)
    sector = sector_of(lon, lat, view)
    assert sector is not None
    assert shapely.is_valid(sector)
    beside = off_axis(view, towards)
    # A little beside the edges: an arc is drawn with straight pieces.
    edge = abs(share - 1) < 2 * SAGITTA + 1e-4 or (
        beside is not None and abs(beside - angle / 2) < 0.05
    )
    if edge or share * reach < 0.1:
        return
    x, y, _ = GEOD.fwd(lon, lat, towards, share * reach)
    inside = share < 1 and (beside is None or beside < angle / 2)
    assert bool(shapely.covers(sector, shapely.Point(x, y))) is inside or abs(abs(x) - 180) < 1e-9

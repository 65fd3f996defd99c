from __future__ import annotations

import math

import pytest
from affine import Affine
from pyproj import CRS, Geod
from shapely.geometry import MultiPolygon, Polygon

from ingest.imagery.footprint import outline, pixel_size_m
from spatial.errors import BadGeometry
from spatial.imagery.scene import lon_lat_box

GEOD = Geod(ellps="GRS80")


def wkt(name: str) -> str:
    return CRS.from_user_input(name).to_wkt()


def test_outline_of_an_image_in_degrees_is_its_box() -> None:
    found = outline(wkt("EPSG:4490"), Affine(0.1, 0, 116, 0, -0.1, 40), 10, 20)
    assert found.bounds == pytest.approx((116.0, 38.0, 117.0, 40.0))
    assert isinstance(found, Polygon)
    assert found.exterior.is_ccw


def test_outline_of_a_utm_image_is_as_large_as_the_image() -> None:
    # 100 km x 100 km around the central meridian, where UTM's scale is 0.9996 to 0.99963.
    found = outline(wkt("EPSG:32650"), Affine(1000, 0, 450_000, 0, -1000, 3_400_000), 100, 100)
    area = abs(GEOD.geometry_area_perimeter(found)[0])
    assert area == pytest.approx(1e10 / 0.9996**2, rel=1e-4)


def test_south_up_image_has_the_outline_of_its_turned_copy() -> None:
    up = outline(wkt("EPSG:4490"), Affine(1, 0, 100, 0, -1, 40), 10, 10)
    down = outline(wkt("EPSG:4490"), Affine(1, 0, 100, 0, 1, 30), 10, 10)
    assert down.equals(up)


def test_rotated_image_has_a_turned_outline() -> None:
    turned = Affine.translation(100, 30) @ Affine.rotation(45) @ Affine.scale(1, -1)
    found = outline(wkt("EPSG:4490"), turned, 10, 10)
    half = 10 / math.sqrt(2)
    assert found.bounds == pytest.approx((100.0, 30 - half, 100 + 2 * half, 30 + half))
    assert found.area == pytest.approx(100.0)


def test_outline_across_180_degrees_is_split_there() -> None:
    # Zone 60 ends at 180 E: an image that goes on beyond it.
    found = outline(wkt("EPSG:32660"), Affine(100, 0, 570_585, 0, -100, 5_847_615), 2325, 2355)
    assert isinstance(found, MultiPolygon)
    west, south, east, north = found.bounds
    assert (west, east) == pytest.approx((-180.0, 180.0))
    assert 50 < south < north < 53
    box = lon_lat_box(found)
    assert box[0] == pytest.approx(178.0, abs=0.01)
    assert box[2] == pytest.approx(-178.51, abs=0.01)


def test_image_from_0_to_360_degrees_is_moved_to_the_longitudes_of_the_earth() -> None:
    found = outline(wkt("EPSG:4326"), Affine(1, 0, 170, 0, -1, 10), 40, 20)
    assert isinstance(found, MultiPolygon)
    assert sorted(part.bounds for part in found.geoms) == [
        pytest.approx((-180.0, -10.0, -150.0, 10.0)),
        pytest.approx((170.0, -10.0, 180.0, 10.0)),
    ]


def test_outline_of_the_whole_earth_is_one_box() -> None:
    found = outline(wkt("EPSG:4326"), Affine(1, 0, -180, 0, -1, 90), 360, 180)
    assert isinstance(found, Polygon)
    assert found.bounds == pytest.approx((-180.0, -90.0, 180.0, 90.0))


def test_image_around_a_pole_has_no_outline() -> None:
    with pytest.raises(BadGeometry, match="pole"):
        outline(wkt("EPSG:3413"), Affine(1000, 0, -500_000, 0, -1000, 500_000), 1000, 1000)


def test_full_disc_of_a_geostationary_satellite_has_no_outline() -> None:
    geos = wkt("+proj=geos +h=35786023 +lon_0=104.7 +sweep=y +ellps=GRS80")
    with pytest.raises(BadGeometry, match="off the earth"):
        outline(geos, Affine(20_000, 0, -5_430_000, 0, -20_000, 5_430_000), 543, 543)


def test_image_more_than_once_around_the_earth_has_no_outline() -> None:
    with pytest.raises(BadGeometry, match="more than once"):
        outline(wkt("EPSG:4326"), Affine(1, 0, -180, 0, -1, 10), 400, 20)


def test_system_of_a_building_site_has_no_way_to_the_earth() -> None:
    site = 'LOCAL_CS["site grid",UNIT["metre",1]]'
    with pytest.raises(BadGeometry, match="no way to CGCS2000"):
        outline(site, Affine(1, 0, 0, 0, -1, 0), 10, 10)


def test_pixel_size_is_geodesic_metres() -> None:
    # 0.001 degree of longitude at 60 N is half as long as at the equator.
    size = pixel_size_m(wkt("EPSG:4490"), Affine(0.001, 0, 110, 0, -0.001, 60.005), 10, 10)
    _, _, across = GEOD.inv(110.005, 60, 110.006, 60)
    _, _, down = GEOD.inv(110.005, 60, 110.005, 59.999)
    assert size == pytest.approx(math.sqrt(across * down))
    assert size == pytest.approx(78.8, abs=0.1)


def test_pixel_size_in_web_mercator_is_that_on_the_ground() -> None:
    # At 60 N Web Mercator stretches by 2.
    size = pixel_size_m(wkt("EPSG:3857"), Affine(10, 0, 0, 0, -10, 8_399_738), 2, 2)
    assert size == pytest.approx(5.0, rel=0.01)

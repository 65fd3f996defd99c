"""GDAL's client of OGC API - Tiles (in the wheel of pyogrio) finds its way from a collection to the
features in its tiles.
"""

from __future__ import annotations

import pytest
from gdal_asking import read_by_gdal
from watched_server import Watched

# A box around 虚甲区 and its neighbours. GDAL takes the extent of a collection, which is told in
# degrees, for one in the coordinates of the grid, so of Web Mercator it finds the one tile of zoom
# 0 alone.
GRIDS = [
    ("WebMercatorQuad", "EPSG:3857", 0, (16_780_000.0, 3_555_000.0, 16_810_000.0, 3_585_000.0)),
    ("CGCS2000Quad", "EPSG:4490", 9, (150.74, 30.41, 151.01, 30.63)),
]


@pytest.mark.parametrize(("grid", "crs", "zoom", "box"), GRIDS)
def test_gdal_reads_the_tiles_of_a_collection_in_each_grid(
    server: Watched, grid: str, crs: str, zoom: int, box: tuple[float, ...]
) -> None:
    found = read_by_gdal(
        f"OGCAPI:{server.address}/ogc/collections/county",
        layer=f"Zoom level {zoom}",
        bbox=box,
        options={"API": "TILES", "TILEMATRIXSET": grid},
    )
    assert found["crs"] == crs
    assert {"虚丁县", "虚壬市"} <= {row["name"] for row in found["rows"]}
    west, south, east, north = found["degrees"]
    assert 149 < west < east < 153  # in the order of longitude and latitude
    assert 29 < south < north < 33
    assert [one for one in server.asked if f"/tiles/{grid}/{zoom}/" in one.path]
    assert {one.status for one in server.asked} <= {200, 204}

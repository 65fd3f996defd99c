"""GDAL's driver of JSON-FG asks for it over HTTP by the parameters that the standard names."""

from __future__ import annotations

import pytest
from gdal_asking import read_by_gdal
from watched_server import Watched

VILLAGES = "/ogc/collections/village/items"
ZONE = "http://www.opengis.net/def/crs/EPSG/0/4549"


@pytest.mark.parametrize(
    "asked",
    ["f=jsonfg", "profile=jsonfg", "profile=jsonfg-plus", "f=jsonfg&profile=jsonfg-plus"],
)
def test_villages_come_in_the_system_that_was_asked_for(server: Watched, asked: str) -> None:
    found = read_by_gdal(f"JSONFG:{server.address}{VILLAGES}?limit=1000&crs={ZONE}&{asked}")
    assert found["crs"] == "EPSG:4549"
    assert found["count"] == 418
    assert "虚龙家源社区" in {row["name"] for row in found["rows"]}
    west, south, east, north = found["degrees"]
    assert 150 < west < east < 152
    assert 30 < south < north < 32
    assert {one.status for one in server.of(VILLAGES)} == {200}


def test_one_village_is_read_by_itself(server: Watched) -> None:
    page = read_by_gdal(f"JSONFG:{server.address}{VILLAGES}?limit=1&f=jsonfg")
    code = page["rows"][0]["code"]
    [listed] = read_by_gdal(f"JSONFG:{server.address}{VILLAGES}?f=jsonfg&code={code}")["rows"]
    assert listed == page["rows"][0]

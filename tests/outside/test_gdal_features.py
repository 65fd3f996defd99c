"""GDAL's client of OGC API - Features reads our collections: the old one of an officer's desktop
(Debian's 3.6) and the newest (in the wheel of pyogrio).
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest
from gdal_asking import read_by_gdal, told_by
from watched_server import Watched

WINDOW = (150.8, 30.6, 150.9, 30.7)


def names_told(listing: str) -> set[str]:
    """The names of layers in what ogrinfo lists."""
    return set(re.findall(r"^\d+: (\S+)", listing, re.MULTILINE))


def collections_of(server: Watched) -> list[dict[str, object]]:
    with httpx.Client(trust_env=False) as client:
        told = client.get(f"{server.address}/ogc/collections", params={"f": "json"}).json()
    return list(told["collections"])


def with_features(server: Watched) -> set[str]:
    return {str(one["id"]) for one in collections_of(server) if one.get("itemType") == "feature"}


def test_the_old_gdal_lists_our_collections(server: Watched) -> None:
    listed = names_told(told_by("ogrinfo", f"OAPIF:{server.address}/ogc"))
    assert with_features(server) <= listed


def test_the_new_gdal_lists_our_collections(server: Watched) -> None:
    listed = read_by_gdal(f"OAPIF:{server.address}/ogc", list=True)["layers"]
    assert with_features(server) <= set(listed)


def test_the_old_gdal_reads_all_villages_page_by_page(server: Watched, tmp_path: Path) -> None:
    file = tmp_path / "villages.geojsonl"
    source = f"OAPIF:{server.address}/ogc"
    told_by(
        "ogr2ogr", "-f", "GeoJSONSeq", str(file), source, "village", "-oo", "PAGE_SIZE=50"
    )  # fmt: skip
    features = [json.loads(line.lstrip("\x1e")) for line in file.read_text().splitlines()]
    codes = [one["properties"]["code"] for one in features]
    assert len(codes) == len(set(codes)) == 418
    assert "虚龙家源社区" in {one["properties"]["name"] for one in features}
    pages = [one for one in server.of("/ogc/collections/village/items") if "after" in one.query]
    assert len(pages) >= 8
    assert {one.status for one in pages} == {200}


def test_the_new_gdal_reads_all_villages_page_by_page(server: Watched) -> None:
    found = read_by_gdal(
        f"OAPIF:{server.address}/ogc", layer="village", options={"PAGE_SIZE": "50"}
    )
    assert found["count"] == found["said_count"] == 418
    assert len({row["code"] for row in found["rows"]}) == 418
    assert [one for one in server.of("/ogc/collections/village/items") if "after" in one.query]


def test_a_window_is_asked_of_the_server_by_both(server: Watched) -> None:
    edges = [str(edge) for edge in WINDOW]
    source = f"OAPIF:{server.address}/ogc"
    listed = told_by("ogrinfo", "-q", "-geom=NO", "-spat", *edges, source, "village")
    old = set(re.findall(r"^  code \(String\) = (\d+)", listed, re.MULTILINE))
    asked = [one for one in server.of("/ogc/collections/village/items") if "bbox" in one.query]
    assert asked
    new = read_by_gdal(source, layer="village", bbox=WINDOW)
    assert 0 < len(old) < 60
    assert {row["code"] for row in new["rows"]} == old


def test_the_new_gdal_takes_the_coordinates_as_they_are_kept(server: Watched) -> None:
    found = read_by_gdal(f"OAPIF:{server.address}/ogc", layer="county")
    assert found["crs"] == "EPSG:4490"
    asked = {one.query.get("crs") for one in server.of("/ogc/collections/county/items")}
    assert "http://www.opengis.net/def/crs/EPSG/0/4490" in asked
    west, south, east, north = found["degrees"]
    assert 150.4 < west < east < 151.7  # longitude and latitude are not swapped
    assert 30.3 < south < north < 31.2


@pytest.mark.parametrize("srid", [4490, 3857, 4514, 4535])
def test_the_new_gdal_reads_any_of_our_systems_in_its_order_of_axes(
    server: Watched, srid: int
) -> None:
    # 4514: a zone of three degrees with its number before the easting; 4535: one without.
    found = read_by_gdal(
        f"OAPIF:{server.address}/ogc",
        layer="boundary_marker",
        options={"CRS": f"EPSG:{srid}"},
    )
    asked = {one.query.get("crs") for one in server.of("/ogc/collections/boundary_marker/items")}
    assert f"http://www.opengis.net/def/crs/EPSG/0/{srid}" in asked
    west, south, east, north = found["degrees"]
    assert 150.4 < west < east < 151.7
    assert 30.3 < south < north < 31.2


def test_what_stood_on_a_day_is_told_to_gdal_in_the_address_of_the_items(
    server: Watched,
) -> None:
    known = {}
    for day in ("2010-06-30", "2024-12-31"):
        address = f"{server.address}/ogc/collections/county/items?datetime={day}&limit=100"
        with httpx.Client(trust_env=False) as client:
            expected = client.get(address).json()
        listed = told_by("ogrinfo", "-q", "-al", "-geom=NO", address)
        known[day] = set(re.findall(r"name \(String\) = (\S+)", listed))
        assert known[day] == {one["properties"]["name"] for one in expected["features"]}
    assert "虚庚县" in known["2010-06-30"] - known["2024-12-31"]


def test_the_new_gdal_filters_what_it_has_read(server: Watched) -> None:
    found = read_by_gdal(
        f"OAPIF:{server.address}/ogc", layer="village", where="name LIKE '虚北%' AND code > '99'"
    )
    assert 0 < found["count"] < 418
    assert all(row["name"].startswith("虚北") for row in found["rows"])


def test_the_new_gdal_reads_our_json_fg(server: Watched, tmp_path: Path) -> None:
    file = tmp_path / "county.json"
    address = f"{server.address}/ogc/collections/county/items"
    with httpx.Client(trust_env=False) as client:
        answer = client.get(address, params={"f": "jsonfg", "limit": 100})
    assert "json-fg-1/1.0/conf/core" in answer.text
    file.write_bytes(answer.content)
    found = read_by_gdal(f"JSONFG:{file}")
    assert found["count"] == 12
    assert "虚甲区" in {row["name"] for row in found["rows"]}
    west, south, east, north = found["degrees"]
    assert 150.4 < west < east < 151.7
    assert 30.3 < south < north < 31.2

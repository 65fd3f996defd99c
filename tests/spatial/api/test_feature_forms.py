"""The forms of features over HTTP: which one is told, what it is called, and what is in it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
from fastapi.testclient import TestClient
from pyproj import Transformer
from record_rows import Case, Facility, store_cases, store_dataset, store_facilities, store_world
from sqlalchemy import Engine

from spatial.api import features
from spatial.api.features.face import FEATURES_FACE
from spatial.api.standard import routes
from spatial.features.formats.exports import Exports, ExportSettings
from spatial.features.formats.form import FACTS, Form
from spatial.temporal import Period

SOUTH, NORTH, EAST = (110.5, 30.5), (110.5, 31.5), (111.5, 31.5)
HOMES = "/ogc/collections/homes/items"
CASES = "/ogc/collections/warnings/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
ALWAYS = {"datetime": "../.."}


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    """A client over a dataset of facilities and one of cases."""
    store_world(engine)
    with engine.begin() as connection:
        store_dataset(connection, "homes", "facilities", grade="open")
        store_dataset(connection, "warnings", "cases")
    store_facilities(
        engine,
        "homes",
        [
            Facility("h1", SOUTH, Period(date(2012, 1, 1), date(2018, 1, 1))),
            Facility("h2", NORTH, Period(date(2014, 1, 1), None)),
            Facility("h3", EAST, Period(date(2014, 1, 1), None)),
        ],
    )
    store_cases(
        engine,
        "warnings",
        [
            Case("1", date(2015, 3, 2), SOUTH),
            Case("2", date(2016, 3, 9), EAST, at="2016-03-09T10:00:00+08:00"),
        ],
    )
    return client_of(engine, features.router, routes.router, faces=(FEATURES_FACE,))


def told(client: TestClient, address: str, **asked: Any) -> bytes:
    answer = client.get(address, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.content


@pytest.mark.parametrize("form", list(Form))
def test_f_names_the_form(client: TestClient, form: Form) -> None:
    answer = client.get(HOMES, params={"f": form.value})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].split(";")[0] == FACTS[form].media_type
    assert answer.headers["vary"] == "Accept"
    named = answer.headers.get("content-disposition")
    assert named == (
        f'attachment; filename="homes.{FACTS[form].suffix}"' if FACTS[form].whole else None
    )


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        *((facts.media_type, form) for form, facts in FACTS.items()),
        ("application/json", Form.JSON),
        ("*/*", Form.JSON),
        ("text/html,application/xhtml+xml,*/*;q=0.8", Form.JSON),
        ("text/csv;q=0.5, application/vnd.flatgeobuf", Form.FLATGEOBUF),
    ],
)
def test_accept_names_the_form_where_f_does_not(
    client: TestClient, accept: str, form: Form
) -> None:
    answer = client.get(HOMES, headers={"Accept": accept})
    assert answer.headers["content-type"].split(";")[0] == FACTS[form].media_type
    over = client.get(HOMES, headers={"Accept": accept}, params={"f": "csv"})
    assert over.headers["content-type"].startswith("text/csv")


def test_a_form_that_there_is_not_is_refused_with_those_that_there_are(
    client: TestClient,
) -> None:
    answer = client.get(HOMES, headers={"Accept": "application/gml+xml"})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"
    assert "application/vnd.apache.parquet" in answer.json()["detail"]
    assert client.get(HOMES, params={"f": "gml"}).status_code == 400
    one = client.get(f"{HOMES}/h1.2012-01-01", params={"f": "parquet"})
    assert one.status_code == 406


def test_documents_link_to_each_other_and_to_files_of_all(client: TestClient) -> None:
    first = client.get(HOMES, params={"limit": 1, "f": "json", **ALWAYS}).json()
    following = next(one["href"] for one in first["links"] if one["rel"] == "next")
    second = client.get(following).json()
    assert [one["id"] for one in second["features"]] == ["h2.2014-01-01"]
    alternate = next(one for one in second["links"] if one["rel"] == "alternate")
    assert alternate["type"] == "application/vnd.ogc.fg+json"
    other = client.get(alternate["href"]).json()
    assert [one["id"] for one in other["features"]] == ["h2.2014-01-01"]
    enclosed = {one["type"]: one["href"] for one in second["links"] if one["rel"] == "enclosure"}
    assert enclosed.keys() == {facts.media_type for facts in FACTS.values() if facts.whole}
    whole = pq.read_table(io.BytesIO(client.get(enclosed[FACTS[Form.PARQUET].media_type]).content))
    assert whole["id"].to_pylist() == [
        "h1.2012-01-01",
        "h2.2014-01-01",
        "h3.2014-01-01",
    ]
    collection = client.get("/ogc/collections/homes").json()
    files = [one["href"] for one in collection["links"] if one["rel"] == "enclosure"]
    assert len(files) == len(enclosed)
    assert all(client.get(one).status_code == 200 for one in files)


def test_a_file_has_all_features_and_a_page_a_page(client: TestClient) -> None:
    assert len(json.loads(told(client, HOMES, limit=1, **ALWAYS))["features"]) == 1
    assert told(client, HOMES, f="csv", **ALWAYS).count(b"\r\n") == 4
    assert told(client, HOMES, f="csv", limit=2, **ALWAYS).count(b"\r\n") == 3
    assert told(client, HOMES, f="csv", limit=2_000_000, **ALWAYS).count(b"\r\n") == 4
    assert client.get(HOMES, params={"f": "csv", "limit": 0}).status_code == 400
    assert client.get(HOMES, params={"f": "csv", "limit": -1}).status_code == 400
    # What stands today, where no time is asked for.
    assert told(client, HOMES, f="csv").count(b"\r\n") == 3


def test_json_fg_tells_the_last_day_of_a_period(client: TestClient) -> None:
    document = json.loads(told(client, HOMES, f="jsonfg", **ALWAYS))
    assert document["conformsTo"][0] == "http://www.opengis.net/spec/json-fg-1/1.0/conf/core"
    assert document["featureType"] == "homes"
    assert document["geometryDimension"] == 0
    assert "coordRefSys" not in document
    first, second, _ = document["features"]
    assert first["time"] == {"interval": ["2012-01-01", "2017-12-31"]}
    assert second["time"] == {"interval": ["2014-01-01", ".."]}
    assert first["place"] is None
    assert first["geometry"] == {"type": "Point", "coordinates": list(SOUTH)}
    assert first["properties"]["valid_to"] == "2018-01-01"
    assert document["numberReturned"] == 3


def test_json_fg_tells_the_day_of_what_happened(client: TestClient) -> None:
    document = json.loads(told(client, CASES, f="jsonfg"))
    assert [one["time"] for one in document["features"]] == [
        {"date": "2015-03-02"},
        {"date": "2016-03-09"},
    ]


def test_json_fg_has_another_system_in_place_and_authority_order(client: TestClient) -> None:
    document = json.loads(told(client, HOMES, f="jsonfg", crs=f"{EPSG}4490", **ALWAYS))
    assert document["coordRefSys"] == f"{EPSG}4490"
    first = document["features"][0]
    assert first["place"] == {"type": "Point", "coordinates": [SOUTH[1], SOUTH[0]]}
    assert first["geometry"] is None
    plus = json.loads(told(client, HOMES, profile="jsonfg-plus", crs=f"{EPSG}4547", **ALWAYS))
    first = plus["features"][0]
    assert first["geometry"] == {"type": "Point", "coordinates": list(SOUTH)}
    northing, easting = Transformer.from_crs("EPSG:4490", "EPSG:4547").transform(*SOUTH[::-1])
    assert first["place"]["coordinates"] == pytest.approx([northing, easting], abs=1e-3)


def test_a_profile_of_geojson_keeps_its_media_type(client: TestClient) -> None:
    answer = client.get(HOMES, params={"profile": "jsonfg"})
    assert answer.headers["content-type"] == "application/geo+json"
    assert "conformsTo" in answer.json()
    plain = client.get(HOMES, params={"profile": "rfc7946"}).json()
    assert "conformsTo" not in plain
    one = client.get(f"{HOMES}/h1.2012-01-01", params={"f": "jsonfg"}).json()
    named = [
        next(link["href"] for link in document["links"] if link["rel"] == "profile")
        for document in (answer.json(), plain, one)
    ]
    assert [name.rpartition("/")[2] for name in named] == ["jsonfg", "rfc7946", "jsonfg"]
    assert client.get(HOMES, params={"profile": "jsonfg", "f": "csv"}).status_code == 400
    assert client.get(HOMES, params={"profile": "rfc7946", "f": "jsonfg"}).status_code == 400


def test_one_feature_as_json_fg(client: TestClient) -> None:
    answer = client.get(f"{HOMES}/h1.2012-01-01", params={"f": "jsonfg", "crs": f"{EPSG}4490"})
    feature = answer.json()
    assert feature["type"] == "Feature"
    assert feature["id"] == "h1.2012-01-01"
    assert feature["featureType"] == "homes"
    assert feature["coordRefSys"] == f"{EPSG}4490"
    assert feature["place"]["coordinates"] == [SOUTH[1], SOUTH[0]]
    assert feature["conformsTo"]
    assert client.get(f"{HOMES}/h9.2012-01-01", params={"f": "jsonfg"}).status_code == 404


def test_gdal_reads_our_json_fg_with_its_system(client: TestClient, tmp_path: Path) -> None:
    file = tmp_path / "homes.json"
    file.write_bytes(told(client, HOMES, f="jsonfg", crs=f"{EPSG}4547", **ALWAYS))
    assert pyogrio.read_info(f"JSONFG:{file}")["crs"] == "EPSG:4547"
    read = pyogrio.read_dataframe(f"JSONFG:{file}")
    assert read.crs == "EPSG:4547"
    easting, northing = Transformer.from_crs("EPSG:4490", "EPSG:4547", always_xy=True).transform(
        *SOUTH
    )
    assert read.geometry[0].x == pytest.approx(easting, abs=1e-3)
    assert read.geometry[0].y == pytest.approx(northing, abs=1e-3)


@pytest.mark.parametrize("code", [4490, 4326, 3857, 4547])
def test_files_have_the_easting_first_in_every_system(client: TestClient, code: int) -> None:
    asked = {"crs": f"{EPSG}{code}", **ALWAYS}
    x, y = Transformer.from_crs("EPSG:4490", f"EPSG:{code}", always_xy=True).transform(*SOUTH)
    stored = geopandas.read_parquet(io.BytesIO(told(client, HOMES, f="parquet", **asked)))
    assert stored.crs.to_epsg() == code
    flat = pyogrio.read_dataframe(told(client, HOMES, f="flatgeobuf", **asked))
    assert flat.crs.to_epsg() == code
    streamed = geopandas.GeoDataFrame.from_arrow(
        pa.ipc.open_stream(told(client, HOMES, f="arrow", **asked)).read_all()
    )
    assert streamed.crs.to_epsg() == code
    for read in (stored, flat, streamed):
        assert read.geometry[0].x == pytest.approx(x, abs=1e-6)
        assert read.geometry[0].y == pytest.approx(y, abs=1e-6)
    header, row, *_ = told(client, HOMES, f="csv", **asked).decode().split("\r\n")
    names = ("lon", "lat") if code in (4490, 4326) else ("x", "y")
    cells = dict(zip(header.split(","), row.split(","), strict=True))
    assert [float(cells[name]) for name in names] == pytest.approx([x, y], abs=1e-6)


def test_without_crs_files_are_in_crs84(client: TestClient) -> None:
    body = told(client, HOMES, f="parquet")
    about = json.loads(pq.read_metadata(io.BytesIO(body)).metadata[b"geo"])
    assert about["columns"]["geometry"]["crs"]["id"] == {"authority": "OGC", "code": "CRS84"}


def test_a_csv_for_a_spreadsheet_has_a_mark_and_chinese_titles(client: TestClient) -> None:
    body = told(client, HOMES, f="csv", bom="true", header="title", **ALWAYS)
    assert body.startswith(b"\xef\xbb\xbf")
    header = body.decode("utf-8-sig").split("\r\n")[0].split(",")
    assert header[0] == "编号"
    assert header[-4:] == ["自（含）", "至（不含）", "经度", "纬度"]


def test_some_properties_and_no_geometry_in_every_form(client: TestClient) -> None:
    asked = {"properties": "valid_from", "skipGeometry": "true", **ALWAYS}
    assert told(client, HOMES, f="csv", **asked).decode().split("\r\n")[:2] == [
        "id,valid_from",
        "h1.2012-01-01,2012-01-01",
    ]
    for form in ("parquet", "arrow"):
        body = told(client, HOMES, f=form, **asked)
        table = (
            pq.read_table(io.BytesIO(body))
            if form == "parquet"
            else pa.ipc.open_stream(body).read_all()
        )
        assert table.column_names == ["id", "valid_from"]
    _, flat = pyogrio.read_arrow(told(client, HOMES, f="flatgeobuf", **asked))
    assert flat.column_names[:2] == ["id", "valid_from"]
    [first, *_] = json.loads(told(client, HOMES, f="jsonfg", **asked))["features"]
    assert first["geometry"] is None
    assert first["properties"] == {"valid_from": "2012-01-01"}


def test_the_head_of_a_file_reads_nothing(client: TestClient) -> None:
    answer = client.head(HOMES, params={"f": "parquet"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == FACTS[Form.PARQUET].media_type
    assert not hasattr(client.app.state, "exports")  # type: ignore[attr-defined]


def test_a_file_gives_back_every_connection(client: TestClient, engine: Engine) -> None:
    for _ in range(3):
        told(client, HOMES, f="csv")
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_more_exports_than_allowed_are_a_problem_that_says_when_to_come_again(
    client: TestClient, engine: Engine
) -> None:
    exports = Exports(engine, ExportSettings(at_once=1))
    client.app.state.exports = exports  # type: ignore[attr-defined]
    with exports._places:
        answer = client.get(HOMES, params={"f": "csv"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert answer.json()["type"] == "urn:shikong:problem:too-many-exports"
    assert client.get(HOMES, params={"f": "csv"}).status_code == 200

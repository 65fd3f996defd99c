"""One place with its record, all forms of its names and their periods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ingest.divisions.names.build import build_names
from ingest.divisions.names.loading import load_place_names
from spatial.api.names import router
from tests.spatial.divisions.names.name_worlds import named_units

STANDARD = "id,standard_name,category,division_code,secrecy,named_on,former_names,meaning,lon,lat\n"
CHGIS = "id,names_zh,lat,lon,valid_from_year,valid_to_year,feature_type,present_location\n"


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    named_units(engine)
    return client_of(engine, router)


def load(engine: Engine, folder: Path, form: str, content: str) -> None:
    path = folder / f"{form}-{datetime.now(UTC).timestamp()}.csv"
    path.write_text(content, encoding="utf-8")
    load_place_names(engine, path, form=form)
    build_names(engine)


def forms(answer: dict[str, Any]) -> set[tuple[str, str]]:
    return {(form["kind"], form["text"]) for form in answer["forms"]}


def test_a_division_shows_its_names_in_turn_and_every_spelling(client: TestClient) -> None:
    answer = client.get("/v1/names/division:mca:420600:1983", params={"date": "2024-12-31"}).json()
    assert (answer["name"], answer["parents"], answer["standing"]) == ("襄阳市", "湖北省", True)
    assert answer["division"] == {
        "identity": "mca:420600:1983",
        "code": "420600",
        "level": "prefecture",
    }
    assert answer["record"] is None
    assert answer["history"] == [
        {
            "name": "襄樊市",
            "codes": ["420600"],
            "periods": [{"from": "1983-12-31", "to": "2010-11-26"}],
        },
        {"name": "襄阳市", "codes": ["420600"], "periods": [{"from": "2010-11-26", "to": None}]},
    ]
    assert {
        ("short", "襄樊"),
        ("roman", "Xiangfan Shi"),
        ("pinyin", "xiāng yáng shì"),
        ("pinyin_toneless", "xiangyangshi"),
        ("initials", "xys"),
    } <= forms(answer)
    then = client.get("/v1/names/division:mca:420600:1983", params={"date": "2000-01-01"}).json()
    assert then["name"] == "襄樊市"


def test_a_place_shows_its_record(client: TestClient, engine: Engine, tmp_path: Path) -> None:
    row = "peace,和平路,street,331100,公开,2001-05-01,旧街@2001-05-01,平安,119.9,28.4\n"
    load(engine, tmp_path, "standard", STANDARD + row)
    answer = client.get("/v1/names/standard:peace", params={"date": "2024-12-31"}).json()
    assert (answer["category"], answer["parents"]) == ("street", "浙江省 丽水市")
    assert answer["point"] == [119.9, 28.4]
    assert answer["record"]["meaning"] == "平安"
    assert answer["record"]["named_on"] == "2001-05-01"
    assert answer["record"]["geometry"] == {"type": "Point", "coordinates": [119.9, 28.4]}
    assert [(one["name"], one["periods"]) for one in answer["history"]] == [
        ("旧街", [{"from": None, "to": "2001-05-01"}]),
        ("和平路", [{"from": "2001-05-01", "to": None}]),
    ]


def test_years_before_christ_and_flags_are_shown_as_they_are(
    client: TestClient, engine: Engine, tmp_path: Path
) -> None:
    rows = "z,郿縣;郿县,34.2,107.7,-763,-221,county 县,陕西眉县\nx,某县,,,1276,1268,county 县,\n"
    load(engine, tmp_path, "chgis", CHGIS + rows)
    old = client.get("/v1/names/chgis:z").json()
    assert old["history"][0]["periods"] == [{"from": "0763-01-01 BC", "to": "0220-01-01 BC"}]
    assert (old["record"]["first_year"], old["record"]["last_year"]) == (-763, -221)
    assert ("traditional", "郿縣") in forms(old)
    odd = client.get("/v1/names/chgis:x").json()
    assert set(odd["flags"]) == {"contradictory_period", "no_coordinates"}
    assert odd["history"] == [{"name": "某县", "codes": [], "periods": []}]


def test_an_unknown_place_is_a_problem_of_404(client: TestClient) -> None:
    for place in ("division:mca:999999:1981", "nothing", "a/b/c"):
        answer = client.get(f"/v1/names/{place}")
        assert answer.status_code == 404
        assert answer.json()["type"] == "urn:shikong:problem:unknown-place"
        assert answer.headers["content-type"] == "application/problem+json"


def test_r2_10_internal_places_are_404_and_what_became_internal_is_hidden_for_all_times(
    client: TestClient, engine: Engine, tmp_path: Path
) -> None:
    header, row = STANDARD, "depot,和平库,facility,331100,{},2001-05-01,,,119.9,28.4\n"
    load(engine, tmp_path, "standard", header + row.format("open"))
    assert client.get("/v1/names/standard:depot").status_code == 200
    then = datetime.now(UTC).isoformat()
    load(engine, tmp_path, "standard", header + row.format("internal"))
    for known in ({}, {"known_at": then}):
        assert client.get("/v1/names/standard:depot", params=known).status_code == 404
        assert client.get("/v1/names", params={"q": "和平库"} | known).json()["hits"] == []
        asked = {"name": "和平库", "date": "2024-12-31"} | known
        assert client.get("/v1/names/same", params=asked).json()["same"] == []


def test_a_place_is_not_known_before_it_was_recorded(
    client: TestClient, engine: Engine, tmp_path: Path
) -> None:
    before = datetime.now(UTC).isoformat()
    row = "peace,和平路,street,331100,公开,2001-05-01,,,119.9,28.4\n"
    load(engine, tmp_path, "standard", STANDARD + row)
    url = "/v1/names/standard:peace"
    assert client.get(url).status_code == 200
    assert client.get(url, params={"known_at": before}).status_code == 404


def test_same_is_no_place(client: TestClient) -> None:
    assert client.get("/v1/names/same", params={"name": "丽水市"}).json()["same"]

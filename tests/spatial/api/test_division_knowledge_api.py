"""Schemes, bases and system time over HTTP, and units found by any form of their code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from registry_rows import EVENTS, VERSIONS, store_registry, version
from sqlalchemy import Engine, text

from spatial.api.divisions import router
from spatial.temporal import Period


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    store_registry(engine)
    return client_of(engine, router)


def unit(client: TestClient, code: str, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/v1/divisions/{code}?{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def codes(client: TestClient, query: str) -> list[str]:
    answer = client.get(f"/v1/divisions?{query}")
    assert answer.status_code == 200, answer.text
    return [one["code"] for one in answer.json()["divisions"]]


def test_r1_1_one_code_named_two_units_and_nobody_in_between(client: TestClient) -> None:
    assert unit(client, "419001", "date=1988-06-01")["name"] == "义马市"
    assert unit(client, "419001", "date=2000-06-01")["name"] == "济源市"
    between = client.get("/v1/divisions/419001?date=1993-06-01")
    assert (between.status_code, between.json()["reason"]) == (404, "retired")


def test_r1_1_an_identity_is_found_under_each_of_its_codes(client: TestClient) -> None:
    for day, code in (("2019-01-01", "220381"), ("2021-01-01", "220184")):
        found = unit(client, "mca:220381:1985", f"date={day}")
        assert (found["code"], found["name"]) == (code, "公主岭市")
        assert unit(client, code, f"date={day}")["identity"] == "mca:220381:1985"


@pytest.mark.parametrize("form", ["33", "3300", "330000", "330000000000"])
def test_r1_2_every_form_of_a_code_is_the_same_unit(client: TestClient, form: str) -> None:
    assert unit(client, form, "date=2020-01-01")["name"] == "浙江省"


def test_r1_2_an_unknown_village_is_answered_with_its_township_or_county(
    client: TestClient,
) -> None:
    village = unit(client, "330114001003", "date=2024-12-31")
    assert (village["code"], village["name"]) == ("330114001", "下沙街道")
    assert (village["resolved_from"], village["resolution"]) == ("330114001003", "village_unknown")
    deeper = unit(client, "330109005201", "date=2024-12-31")
    assert (deeper["code"], deeper["resolution"]) == ("330109", "township_unknown")
    assert unit(client, "330114001", "date=2024-12-31")["resolved_from"] is None


def test_r1_4_what_was_answered_before_a_correction_is_answered_again(
    client: TestClient, engine: Engine
) -> None:
    paths = (
        "/v1/divisions/330114?date=2021-03-20",
        "/v1/divisions/330114/history",
        "/v1/divisions?date=2021-03-20&within=330100",
        "/v1/divisions/330114/lineage",
        "/v1/divisions/events?within=330000",
        "/v1/divisions/compare?from=2020-12-31&to=2021-12-31&level=county",
    )
    before = {path: client.get(path).json() for path in paths}
    # Learned later: 钱塘区 was set up a month later than we had it.
    later = [
        replace(one, valid=Period(date(2021, 4, 11), None)) if one.code == "330114" else one
        for one in VERSIONS
    ]
    moved = [
        replace(one, on_list=date(2021, 4, 11)) if "2021" in one.key else one for one in EVENTS
    ]
    store_registry(engine, later, moved)
    for path, was in before.items():
        joint = "&" if "?" in path else "?"
        again = client.get(f"{path}{joint}known_at={was['known_at']}")
        assert again.json() == was, path
    assert client.get(paths[0]).json()["reason"] == "not_yet"


def test_before_anything_was_known_there_is_no_answer(client: TestClient) -> None:
    answer = client.get("/v1/divisions?known_at=2001-01-01")
    assert (answer.status_code, answer.json()["reason"]) == (404, "not_yet_known")
    assert answer.json()["type"] == "urn:shikong:problem:not-yet-known"


def test_a_scheme_that_is_not_there_is_named_with_those_that_are(client: TestClient) -> None:
    answer = client.get("/v1/divisions?scheme=gb2260").json()
    assert answer["schemes"] == ["mca", "nbs"]
    later = client.get("/v1/divisions?known_at=2999-01-01")
    assert (later.status_code, later.json()["type"]) == (400, "urn:shikong:problem:bad-parameter")


def test_an_answer_says_on_what_it_stands(client: TestClient) -> None:
    found = client.get("/v1/divisions?date=2021-03-20&basis=announced").json()
    assert (found["scheme"], found["basis"], found["date"]) == ("mca", "announced", "2021-03-20")
    assert found["known_at"].endswith("Z")
    sheet = client.get("/v1/divisions?date=2021-03-20&format=csv")
    assert sheet.headers["x-known-at"] == found["known_at"]
    assert codes(client, "date=2021-03-20&basis=announced&within=330114") == []
    assert codes(client, "date=2021-03-20&within=330114") == ["330114"]


def test_a_scheme_without_decisions_answers_on_lists_only(
    client: TestClient, engine: Engine
) -> None:
    bureau = version("330102", "上城区", date(2023, 12, 31), identity="nbs:330102:2023")
    bureau = replace(bureau, announced=None, approved=None)
    store_registry(engine, [bureau], [], lists=[date(2023, 12, 31)], scheme="nbs")
    found = unit(client, "330102", "date=2024-01-01&scheme=nbs&basis=announced")
    assert (found["identity"], found["basis"]) == ("nbs:330102:2023", "list")
    assert codes(client, "date=2024-01-01&scheme=nbs") == ["330102"]
    other = unit(client, "330102", "date=2024-01-01")
    assert (other["scheme"], other["elsewhere"]) == ("mca", [])
    district = unit(client, "330192", "date=2024-01-01")
    assert district["type"] == "functional_area"
    unknown = client.get("/v1/divisions/330192?date=2024-01-01&scheme=nbs").json()
    assert [one["name"] for one in unknown["elsewhere"]] == ["杭州经济技术开发区"]
    early = client.get("/v1/divisions?scheme=nbs&date=2020-01-01")
    assert early.json()["reason"] == "before_the_record"


def test_r1_10_functional_areas_are_listed_only_when_asked_for(client: TestClient) -> None:
    official = codes(client, "date=2024-12-31&within=330100")
    assert official == ["330100", "330102", "330109", "330114"]
    whole = codes(client, "date=2024-12-31&within=330100&include=functional_areas")
    assert sorted([*official, "330192"]) == whole
    assert client.get("/v1/divisions?include=towns").status_code == 400


def test_a_list_holds_townships_only_when_they_are_asked_for(client: TestClient) -> None:
    assert "330114001" not in codes(client, "date=2024-12-31")
    assert codes(client, "date=2024-12-31&level=township") == ["330114001"]
    assert codes(client, "date=2024-12-31&parent=330114") == ["330114001"]


def test_pages_of_a_list_keep_what_they_stand_on(client: TestClient, engine: Engine) -> None:
    first = client.get("/v1/divisions?date=2021-12-31&limit=5").json()
    without = [one for one in VERSIONS if one.code != "419001"]
    store_registry(engine, without, EVENTS)
    path, seen = first["next"], [one["code"] for one in first["divisions"]]
    while path:
        page = client.get(path).json()
        seen += [one["code"] for one in page["divisions"]]
        path = page["next"]
    assert len(seen) == first["total"]
    assert "419001" in seen


def test_r1_11_a_retired_code_names_its_candidates_with_share_and_document(
    client: TestClient,
) -> None:
    answer = client.get("/v1/divisions/130521?date=2024-12-31").json()
    assert [(one["code"], one["share"], one["document_nos"]) for one in answer["standing"]] == [
        ("130502", "part", ["国函〔2020〕78号"]),
        ("130503", "part", ["国函〔2020〕78号"]),
    ]
    assert client.get("/v1/divisions/130521").json()["reason"] == "retired"
    ended = client.get("/v1/divisions/mca:330102:1981?date=2024-12-31").json()
    assert [(one["code"], one["identity"]) for one in ended["standing"]] == [
        ("330102", "mca:330102:2021")
    ]
    future = client.get("/v1/divisions/330114?date=2001-12-31").json()
    assert (future["reason"], future["listed_from"]) == ("not_yet", "2021-03-11")
    for code, reason in (("130599", "unknown"), ("mca:130599:1999", "unknown")):
        assert client.get(f"/v1/divisions/{code}").json()["reason"] == reason


def test_a_history_tells_the_events_and_the_other_codes_of_a_unit(client: TestClient) -> None:
    found = client.get("/v1/divisions/220184/history").json()
    [version] = found["versions"]
    [event] = version["events"]
    assert (event["document_nos"], event["kinds"]) == (["国函〔2020〕84号"], ["subordination"])
    assert (event["on"], event["approved_on"]) == ("2020-06-05", "2020-06-05")
    [life] = found["identities"]
    assert [one["code"] for one in life["versions"]] == ["220381", "220184"]
    twice = client.get("/v1/divisions/330102/history").json()
    assert [one["identity"] for one in twice["identities"]] == [
        "mca:330102:1981",
        "mca:330102:2021",
    ]


def test_differences_are_told_with_their_explanation(client: TestClient, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO division_difference (run_id, scheme, as_of, code, kind, source_says,"
                " registry_says, explanation)"
                " SELECT id, 'mca', DATE '2015-12-31', '130502', 'name', '桥东市', '桥东区',"
                " '来源笔误'"
                " FROM ingest_run"
                " UNION ALL SELECT id, 'mca', NULL, '330102', 'relation', NULL, NULL, '无日期'"
                " FROM ingest_run"
            )
        )
    path = "/v1/divisions/differences"
    whole = client.get(path).json()
    assert whole["counts"] == {"name": 1, "relation": 1}
    [one] = client.get(f"{path}?kind=name&as_of=2015-12-31&within=130000").json()["differences"]
    assert (one["source"], one["source_says"], one["explanation"]) == (
        "registry rows",
        "桥东市",
        "来源笔误",
    )
    sheet = client.get(f"{path}?format=csv&source=registry%20rows").text.splitlines()
    assert len(sheet) == 3
    assert client.get(f"{path}?source=other").json()["total"] == 0
    assert client.get(f"{path}?kind=colour").status_code == 400

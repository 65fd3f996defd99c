"""Divisions over HTTP: lists, units, histories and places of points as of a day."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from division_rows import store_divisions
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from spatial.api.divisions import router
from spatial.divisions.viewpoint import NOW


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    store_divisions(engine)
    return client_of(engine, router)


@pytest.fixture
def real(real_divisions: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(real_divisions, router)


def codes(client: TestClient, query: str) -> list[str]:
    answer = client.get(f"/v1/divisions?{query}")
    assert answer.status_code == 200, answer.text
    return [unit["code"] for unit in answer.json()["divisions"]]


def test_a_list_holds_from_the_end_of_its_year_on(client: TestClient) -> None:
    assert codes(client, "date=2015-12-30&level=county") == ["990121"]
    assert codes(client, "date=2015-12-31&level=county") == ["990101"]


def test_a_list_says_until_when_it_is_known(client: TestClient) -> None:
    then = client.get("/v1/divisions?date=2020-12-31").json()
    later = client.get("/v1/divisions?date=2024-06-01").json()
    assert (then["data_until"], then["last_known"]) == ("2020-12-31", False)
    assert (later["data_until"], later["last_known"]) == ("2020-12-31", True)
    assert later["divisions"] == then["divisions"]


def test_before_the_first_list_nothing_is_known(client: TestClient) -> None:
    for path in ("/v1/divisions", "/v1/divisions?format=csv", "/v1/divisions/990101"):
        joint = "&" if "?" in path else "?"
        answer = client.get(f"{path}{joint}date=2010-12-30")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["reason"] == "before_the_record"
        assert "2010-12-31" in answer.json()["detail"]


def test_children_are_those_directly_under_the_parent(client: TestClient) -> None:
    assert codes(client, "date=2020-12-31&parent=990100") == ["990101", "990122"]
    assert codes(client, "date=2020-12-31&parent=99") == ["990100"]
    unknown = client.get("/v1/divisions?date=2020-12-31&parent=880000")
    assert (unknown.status_code, unknown.json()["reason"]) == (404, "unknown")


def test_pages_together_are_the_whole_list(client: TestClient) -> None:
    whole = codes(client, "date=2020-12-31")
    path, seen = "/v1/divisions?date=2020-12-31&limit=3", []
    while path:
        page = client.get(path).json()
        assert page["total"] == len(whole)
        seen += [unit["code"] for unit in page["divisions"]]
        path = page["next"]
    assert seen == whole


def test_csv_is_whole_and_has_a_header(client: TestClient) -> None:
    answer = client.get("/v1/divisions?date=2020-12-31&format=csv&limit=1")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.splitlines() == [
        "code,name,level,parent_code,type,identity",
        "990000,虚构省,province,,unknown,mca:990000:2010",
        "990100,虚构市,prefecture,990000,unknown,mca:990100:2010",
        "990101,阳区,county,990100,unknown,mca:990101:2018",
        "990122,新西县,county,990100,unknown,mca:990122:2017",
    ]


@pytest.mark.parametrize("form", ["990101", "990101000000"])
def test_every_form_of_a_code_finds_its_unit(client: TestClient, form: str) -> None:
    unit = client.get(f"/v1/divisions/{form}?date=2016-06-01").json()
    assert (unit["code"], unit["name"]) == ("990101", "东区")
    assert (unit["valid_from"], unit["valid_to"]) == ("2015-12-31", "2018-12-31")
    assert unit["geometry"] is None


def test_retired_code_finds_its_successors_at_the_date_r1_11(client: TestClient) -> None:
    answer = client.get("/v1/divisions/990121?date=2019-12-31").json()
    assert answer["reason"] == "retired"
    [heir] = answer["successors"]
    assert (heir["code"], heir["name"]) == ("990101", "东区")
    assert (heir["year"], heir["whole"]) == (2015, True)
    [standing] = answer["standing"]
    assert (standing["code"], standing["name"], standing["share"]) == ("990101", "阳区", "whole")


def test_a_code_that_is_not_yet_listed_says_from_when(client: TestClient) -> None:
    answer = client.get("/v1/divisions/990101?date=2012-12-31").json()
    assert (answer["reason"], answer["listed_from"]) == ("not_yet", "2015-12-31")


def test_a_code_that_came_back_names_nobody_in_between(client: TestClient) -> None:
    assert client.get("/v1/divisions/990122?date=2012-12-31").json()["name"] == "西县"
    between = client.get("/v1/divisions/990122?date=2015-12-31")
    assert (between.status_code, between.json()["reason"]) == (404, "retired")
    assert client.get("/v1/divisions/990122?date=2018-12-31").json()["name"] == "新西县"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/divisions?date=2021-02-30", "bad-date"),
        ("/v1/divisions?date=2021", "bad-date"),
        ("/v1/divisions?level=town", "bad-parameter"),
        ("/v1/divisions?limit=0", "bad-parameter"),
        ("/v1/divisions?format=xml", "bad-parameter"),
        ("/v1/divisions?parent=12x", "bad-code"),
        ("/v1/divisions/99010?date=2020-12-31", "bad-code"),
        ("/v1/divisions/000000/history", "bad-code"),
        ("/v1/divisions/at?lon=200&lat=30", "bad-parameter"),
        ("/v1/divisions/at?lon=30&lat=116", "bad-parameter"),
        ("/v1/divisions/at?lon=nan&lat=30", "bad-parameter"),
        ("/v1/divisions/at?lat=30", "bad-parameter"),
    ],
)
def test_what_makes_no_sense_is_a_bad_request(client: TestClient, path: str, kind: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer.json()["type"] == f"urn:shikong:problem:{kind}"


def test_a_history_tells_both_ways(client: TestClient) -> None:
    history = client.get("/v1/divisions/990101/history").json()
    east, sun = history["versions"]
    assert (east["name"], east["valid_from"], east["valid_to"]) == (
        "东区",
        "2015-12-31",
        "2018-12-31",
    )
    [origin] = east["predecessors"]
    assert (origin["code"], origin["name"], origin["year"]) == ("990121", "东县", 2015)
    assert (sun["name"], sun["valid_to"], history["data_until"]) == ("阳区", None, "2020-12-31")
    unknown = client.get("/v1/divisions/880101/history")
    assert (unknown.status_code, unknown.json()["reason"]) == (404, "unknown")


def test_without_lists_every_question_says_that_there_is_no_record(
    engine: Engine, client_of: Callable[..., TestClient]
) -> None:
    client = client_of(engine, router)
    for path in ("/v1/divisions", "/v1/divisions/at?lon=1&lat=1", "/v1/divisions/110000"):
        assert client.get(path).status_code == 404
        assert "no list" in client.get(path).json()["detail"]


@pytest.mark.real_data
@pytest.mark.parametrize("year", [1982, 1990, 2000, 2010, 2015, 2020, 2022, 2024])
def test_the_list_of_a_year_equals_the_published_one(
    real: TestClient, real_data: Path, year: int
) -> None:
    published: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    with gzip.open(real_data / "division_codes_by_year.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            published[int(row["year"])].add((row["code"], row["name"]))
    answer = real.get(f"/v1/divisions?date={year}-12-31&format=csv")
    served = list(csv.DictReader(io.StringIO(answer.text)))
    assert {(row["code"], row["name"]) for row in served} == published[year]
    assert len(served) == len(published[year])


def at(client: TestClient, lon: float, lat: float, date: str) -> dict[str, dict[str, object]]:
    answer = client.get(f"/v1/divisions/at?lon={lon}&lat={lat}&date={date}")
    assert answer.status_code == 200, answer.text
    return {one["level"]: one for one in answer.json()["levels"]}


@pytest.mark.real_data
def test_a_place_says_what_it_was_and_what_it_is(real: TestClient) -> None:
    then, now = (at(real, 106.55, 29.56, day) for day in ("1990-12-31", "2024-12-31"))
    assert then["province"]["division"] == {
        "code": "510000",
        "name": "四川省",
        "parent_code": None,
        "identity": "mca:510000:1981",
    }
    assert now["province"]["division"]["name"] == "重庆市"
    assert at(real, 112.14, 32.04, "2005-12-31")["prefecture"]["division"]["name"] == "襄樊市"
    assert at(real, 112.14, 32.04, "2011-12-31")["prefecture"]["division"]["name"] == "襄阳市"


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("lon", "lat", "date", "level", "reason"),
    [
        (125.0, 20.0, "2020-01-01", "county", "sea"),
        (116.4, 39.9, "1970-01-01", "province", "before_the_record"),
        (114.17, 22.35, "1990-12-31", "province", "no_data"),
        (113.75, 23.02, "2020-12-31", "county", "no_lower_levels"),
        (121.5, 25.05, "1990-12-31", "county", "no_lower_levels"),
        (112.59, 35.07, "2024-12-31", "prefecture", "no_prefecture"),
        (116.41, 39.9, "1990-12-31", "county", "no_geometry"),
    ],
)
def test_a_place_without_a_unit_has_its_reason_r1_8(
    real: TestClient, lon: float, lat: float, date: str, level: str, reason: str
) -> None:
    one = at(real, lon, lat, date)[level]
    assert (one["division"], one["reason"]) == (None, reason)


@pytest.mark.real_data
def test_units_of_unknown_limits_are_named_and_never_guessed_from_a_later_map(
    real: TestClient,
) -> None:
    # The 2020 polygon of 东城区 holds the former 崇文区: it must not decide for 1990.
    dongcheng = at(real, 116.41, 39.9, "1990-12-31")["county"]
    assert [one["name"] for one in dongcheng["candidates"]] == ["东城区", "崇文区"]
    # In 2020, between two changes, the vintage of 2020 may.
    xiacheng = at(real, 120.17, 30.28, "2020-12-31")["county"]
    assert (xiacheng["division"]["name"], xiacheng["grade"]) == ("下城区", "cut")


@pytest.mark.real_data
def test_a_shape_is_given_when_asked_for(real: TestClient) -> None:
    unit = real.get("/v1/divisions/110228?date=2014-12-31&geometry=true").json()
    assert unit["geometry"]["type"] == "MultiPolygon"
    west, south, east, north = unit["bbox"]
    lon, lat = unit["label_point"]
    assert west < lon < east
    assert south < lat < north
    assert (unit["grade"], unit["note"]) == ("derived", "即今密云区")
    shared = real.get("/v1/divisions/110103?date=1990-12-31&geometry=true").json()
    assert (shared["geometry"], shared["flag"]) == (None, "no_geometry")
    assert "崇文区" in shared["note"]


@pytest.mark.real_data
def test_the_place_of_a_point_is_found_through_the_pieces_of_atoms(real_divisions: Engine) -> None:
    values = {"lon": 116.4, "lat": 39.9, "day": "2005-06-01", "known_at": "infinity"}
    statement = "EXPLAIN " + NOW.sql("spatial.divisions.answers", "areas_at_point").text
    with real_divisions.connect() as connection:
        plan = "\n".join(connection.execute(text(statement), values).scalars())
    assert "division_atom_part_geom" in plan
    assert "division_area_atom_atom" in plan
    assert "Seq Scan on division_a" not in plan

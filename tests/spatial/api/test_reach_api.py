"""The routes of reach: by address and by document, kept answers, forms, refusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from area_rows import store_areas
from fastapi.testclient import TestClient
from reach_rows import Case, Facility, Road, store_cases, store_facilities, store_roads
from registry_rows import store_registry, version
from sqlalchemy import Engine, text

from spatial.api.business import router

DAY = date(2015, 6, 1)


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    units = [version("990000", "虚构省"), version("990100", "虚构市"), version("990121", "西县")]
    store_registry(engine, units, [])
    store_areas(engine, {"w": (110.0, 30.0)}, [("990121", DAY, ["w"])])
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO division_build VALUES (true, 'test', clock_timestamp())")
        )
    store_roads(engine, [(110.5, 30.5), (110.6, 30.5)], [Road(0, 1)])
    store_facilities(engine, "station", [Facility("A", 110.51, 30.5), Facility("B", 110.6, 30.5)])
    cases = [Case(110.51, 30.5)] * 30 + [Case(110.9, 30.9)] * 20
    store_cases(engine, "household", cases, grade="sensitive", minimum_cell=5)
    return client_of(engine, router)


QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("within", {"dataset": "station", "lon": 110.5, "lat": 30.5, "metres": 2_000}),
    ("within", {"dataset": "household", "facilities": "station", "minutes": 5}),
    ("nearest", {"dataset": "station", "lon": 110.5, "lat": 30.5, "by": "minutes", "limit": 2}),
    ("gaps", {"facilities": "station", "of": "household", "metres": 5_000}),
    ("isochrones", {"lon": 110.5, "lat": 30.5, "minutes": [5, 10]}),
]


@pytest.mark.parametrize(("operator", "asked"), QUESTIONS)
def test_an_operator_answers_by_address_and_by_document_alike_and_again_by_its_id_r8_1(
    client: TestClient, operator: str, asked: dict[str, Any]
) -> None:
    asked = {"date": "2015-06-01"} | asked
    by_address = client.get(f"/v1/operators/{operator}", params=asked)
    assert by_address.status_code == 200, by_address.text
    by_document = client.post(f"/v1/operators/{operator}", json=asked)
    assert by_document.json() == by_address.json()
    answer = by_address.json()
    assert answer["divisions"]["date"] == "2015-06-01"
    assert answer["divisions"]["scheme"] == "mca"
    assert answer["data"]["known_at"]
    assert answer["items"]
    again = client.get(f"/v1/answers/{answer['id']}")
    assert again.json() == answer


def test_polygons_come_as_geojson_and_are_kept_too(client: TestClient) -> None:
    asked = {"lon": 110.5, "lat": 30.5, "minutes": [10, 5], "date": "2015-06-01"}
    got = client.get("/v1/operators/isochrones", params=asked | {"format": "geojson"})
    assert got.headers["content-type"] == "application/geo+json"
    collection = got.json()
    assert [one["properties"]["minutes"] for one in collection["features"]] == [5, 10]
    assert client.get(f"/v1/answers/{collection['id']}").status_code == 200


def test_a_list_comes_as_a_table(client: TestClient) -> None:
    asked = {"dataset": "station", "lon": 110.5, "lat": 30.5, "format": "csv"}
    table = client.get("/v1/operators/nearest", params=asked)
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[1].startswith("A,")


@pytest.mark.parametrize(
    ("operator", "asked", "status", "said"),
    [
        ("within", {"dataset": "station", "lon": 1, "lat": 2}, 400, "either metres or minutes"),
        ("within", {"dataset": "station", "metres": 5}, 400, "say one of"),
        ("nearest", {"dataset": "station", "lon": 181, "lat": 2}, 400, "180"),
        ("nearest", {"dataset": "household", "lon": 1, "lat": 2}, 400, "no facilities"),
        ("gaps", {"facilities": "palace", "metres": 5}, 400, "palace"),
        ("gaps", {"facilities": "station", "metres": 5, "indicator": "none"}, 404, "none"),
        (
            "within",
            {"dataset": "station", "facility": "station:Z", "metres": 5},
            404,
            "'Z'",
        ),
    ],
)
def test_a_bad_question_is_a_problem_that_says_what_is_wrong(
    client: TestClient, operator: str, asked: dict[str, Any], status: int, said: str
) -> None:
    got = client.get(f"/v1/operators/{operator}", params=asked)
    assert got.status_code == status, got.text
    assert got.headers["content-type"] == "application/problem+json"
    assert said in got.json()["detail"]


def test_travel_without_roads_or_pgrouting_is_told_with_the_way_out(
    client: TestClient, engine: Engine
) -> None:
    asked = {"dataset": "station", "lon": 110.5, "lat": 30.5, "by": "minutes"}
    early = client.get("/v1/operators/nearest", params=asked | {"date": "1999-01-01"})
    assert (early.status_code, early.json()["type"]) == (404, "urn:shikong:problem:no-roads")
    with engine.begin() as connection:
        connection.execute(text("DROP EXTENSION pgrouting"))
    got = client.get("/v1/operators/nearest", params=asked)
    assert got.status_code == 503
    assert got.json()["package"].endswith("-pgrouting")


@pytest.mark.parametrize(("operator", "asked"), QUESTIONS)
def test_a_name_that_no_question_has_is_refused(
    client: TestClient, operator: str, asked: dict[str, Any]
) -> None:
    answer = client.get(f"/v1/operators/{operator}", params=asked | {"k": 2})
    assert answer.status_code == 400
    assert answer.json()["unknown"] == ["k"]
    assert {"known_at", "format", *asked} - {"bom"} <= set(answer.json()["known"])

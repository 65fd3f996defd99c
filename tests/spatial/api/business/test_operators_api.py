"""The operators as a client asks them."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable
from datetime import date

import pytest
from fastapi.testclient import TestClient
from figure_rows import store_figures, store_indicator
from record_rows import Case, store_cases, store_dataset, store_world
from sqlalchemy import Engine

from spatial.api import business
from spatial.api.business.answers import OPERATORS
from spatial.business.harmonise import again as harmonise_again
from spatial.business.operators import again as operators_again
from spatial.business.reach import again as reach_again
from spatial.business.series import again as series_again

SOUTH, NORTH, EAST = (110.5, 30.5), (110.5, 31.5), (111.5, 31.5)


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    """A client over the changing counties with cases and figures."""
    store_world(engine)
    with engine.begin() as connection:
        store_dataset(connection, "warnings", "cases")
    store_cases(
        engine,
        "warnings",
        [
            Case("1", date(2015, 3, 2), SOUTH, said={"reason": "因病", "members": 3}),
            Case("2", date(2015, 3, 9), NORTH, said={"reason": "失业"}),
            Case("3", date(2016, 3, 9), EAST, said={"reason": "因病"}),
        ],
    )
    store_indicator(engine, "helped")
    store_figures(engine, [("helped", "990201", date(2016, 1, 1), 7)])
    return client_of(engine, business.router)


def test_an_answer_says_on_what_it_stands_r8_6(client: TestClient) -> None:
    answer = client.get(
        "/v1/operators/aggregate",
        params={"dataset": "warnings", "date": "2019-01-01", "from": "2015-01-01", "by": "year"},
    )
    assert answer.status_code == 200
    body = answer.json()
    assert body["divisions"] | {"known_at": ""} == {
        "date": "2019-01-01", "scheme": "mca", "basis": "list", "level": "county", "known_at": "",
    }  # fmt: skip
    assert body["data"]["datasets"] == ["warnings"]
    assert body["data"]["until"] == "2016-03-09"
    assert body["exact"] is True
    assert body["items"][0] == {
        "code": "990101", "name": "甲县", "parent_code": "990100", "from": "2015-01-01",
        "to": "2016-01-01", "value": 1, "reason": None,
    }  # fmt: skip
    assert answer.headers["Content-Location"] == f"/v1/answers/{body['id']}"


def test_an_answer_is_asked_again_by_its_id_r8_6(client: TestClient, engine: Engine) -> None:
    then = client.get(
        "/v1/operators/aggregate", params={"dataset": "warnings", "date": "2019-01-01"}
    )
    store_cases(engine, "warnings", [Case("4", date(2017, 1, 1), SOUTH)])
    again = client.get(f"/v1/answers/{then.json()['id']}")
    assert again.content == then.content
    fresh = client.get(f"/v1/answers/{then.json()['id']}", params={"now": True}).json()
    assert fresh["id"] != then.json()["id"]
    assert fresh["then"]["id"] == then.json()["id"]
    assert fresh["same"] is False
    assert fresh["changes"] == {
        "changed": [{"key": {"code": "990101"}, "fields": {"value": {"then": 1, "now": 2}}}],
        "gone": [],
        "new": [],
    }
    assert client.get("/v1/answers/" + "0" * 32).status_code == 404


def test_an_answer_with_the_knowledge_of_then_can_be_asked_outright(
    client: TestClient, engine: Engine
) -> None:
    asked = {"dataset": "warnings", "date": "2019-01-01"}
    then = client.get("/v1/operators/aggregate", params=asked).json()
    store_cases(engine, "warnings", [Case("4", date(2017, 1, 1), SOUTH)])
    known = {
        "known_at": then["divisions"]["known_at"],
        "data_known_at": then["data"]["known_at"],
    }
    assert client.get("/v1/operators/aggregate", params=asked | known).json() == then
    future = client.get("/v1/operators/aggregate", params=asked | {"data_known_at": "2999-01-01"})
    assert "lies in the future" in future.json()["detail"]


def test_the_items_come_as_a_table_too(client: TestClient) -> None:
    asked = {"dataset": "warnings", "date": "2019-01-01", "group": "reason"}
    by_name = client.get("/v1/operators/aggregate", params=asked | {"format": "csv", "bom": True})
    by_header = client.get("/v1/operators/aggregate", params=asked, headers={"Accept": "text/csv"})
    assert by_name.text.removeprefix("\ufeff") == by_header.text
    assert by_name.text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(by_header.text)))
    assert rows[0] == {
        "code": "990101", "name": "甲县", "parent_code": "990100", "group": "因病", "value": "1",
        "reason": "",
    }  # fmt: skip
    for name in ("X-Answer-Id", "X-Date", "X-Data-Known-At", "X-Known-At", "X-Answer-Digest"):
        assert by_header.headers[name]
    wrong = client.get("/v1/operators/aggregate", params=asked | {"format": "pdf"})
    assert wrong.status_code == 400


def test_an_unknown_parameter_is_refused_with_those_that_there_are(client: TestClient) -> None:
    answer = client.get("/v1/operators/aggregate", params={"dataset": "warnings", "datum": "2019"})
    assert answer.status_code == 400
    assert answer.json()["unknown"] == ["datum"]
    assert {"dataset", "date", "level", "known_at", "format"} <= set(answer.json()["known"])
    body = client.post("/v1/operators/aggregate", json={"dataset": "warnings", "datum": "2019"})
    assert body.status_code == 400
    assert "members are date, scheme" in body.json()["detail"]


def test_filters_are_written_in_the_address(client: TestClient) -> None:
    answer = client.get(
        "/v1/operators/aggregate",
        params={
            "dataset": "warnings",
            "date": "2019-01-01",
            "where": ["reason=因病|失业", "members>=3"],
        },
    ).json()
    assert answer["question"]["where"] == [
        {"field": "reason", "op": "=", "values": ["因病", "失业"]},
        {"field": "members", "op": ">=", "values": ["3"]},
    ]
    assert answer["summary"]["records"] == 1


def test_a_drawn_polygon(client: TestClient) -> None:
    polygon = {
        "type": "Polygon",
        "coordinates": [[[110, 31], [112, 31], [112, 32], [110, 32], [110, 31]]],
    }
    asked = {"dataset": "warnings", "date": "2019-01-01", "polygon": polygon}
    answer = client.post("/v1/operators/aggregate", json=asked)
    assert {item["code"]: item["value"] for item in answer.json()["items"]} == {
        "990101": 0, "990102": 2, "990201": 0,
    }  # fmt: skip
    assert client.get(f"/v1/answers/{answer.json()['id']}").content == answer.content
    series = client.post(
        "/v1/operators/fixed",
        json=asked | {"from": "2015-01-01", "to": "2017-01-01", "by": "year"},
    )
    assert len(series.json()["items"]) == 6


def _ring(corners: int) -> dict[str, object]:
    turns = [2 * math.pi * i / corners for i in range(corners)]
    ring = [[105 + 20 * math.cos(turn), 35 + 15 * math.sin(turn)] for turn in turns]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def test_a_polygon_of_the_country_is_answered_and_one_of_a_million_vertices_refused(
    client: TestClient,
) -> None:
    asked = {"dataset": "warnings", "date": "2019-01-01"}
    whole = client.post("/v1/operators/aggregate", json=asked | {"polygon": _ring(19_000)})
    assert whole.json()["summary"]["placed"] == 3
    more = client.post("/v1/operators/aggregate", json=asked | {"polygon": _ring(30_000)})
    assert more.status_code == 400
    assert "more than 20000 positions" in more.json()["detail"]
    million = json.dumps(asked | {"polygon": _ring(1_000_000)}).encode()
    refused = client.post(
        "/v1/operators/aggregate", content=million, headers={"Content-Type": "application/json"}
    )
    assert refused.status_code == 413
    assert "simplify its polygon" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("params", "status", "said"),
    [
        ({}, 400, "one of both"),
        ({"dataset": "warnings", "indicator": "helped"}, 400, "one of both"),
        ({"dataset": "nothing"}, 404, "no dataset"),
        ({"indicator": "nothing", "from": "2016-01-01", "to": "2016-02-01"}, 404, "no indicator"),
        ({"indicator": "helped"}, 400, "give from and to"),
        ({"dataset": "warnings", "date": "1950-01-01"}, 404, "before the record"),
        ({"dataset": "warnings", "level": "street"}, 400, "level"),
        ({"dataset": "warnings", "scheme": "xyz"}, 400, "no scheme"),
        ({"dataset": "warnings", "within": "987654"}, 404, "987654"),
        ({"dataset": "warnings", "from": "2016-01-01", "to": "2016-01-01"}, 400, "after from"),
        ({"dataset": "warnings", "where": "reason"}, 400, "is no filter"),
    ],
)
def test_a_wrong_question_says_what_is_wrong(
    client: TestClient, params: dict[str, str], status: int, said: str
) -> None:
    answer = client.get("/v1/operators/aggregate", params=params)
    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_which_division_and_translate_are_operators_too_r8_1(client: TestClient) -> None:
    point = client.get(
        "/v1/operators/which-division",
        params={"lon": 110.5, "lat": 31.5, "date": "2019-01-01", "level": "county,prefecture"},
    ).json()
    assert {level: one["code"] for level, one in point["items"][0]["levels"].items()} == {
        "prefecture": "990100", "county": "990102",
    }  # fmt: skip
    many = client.post(
        "/v1/operators/which-division",
        json={"points": [{"lon": 110.5, "lat": 31.5, "date": "2015-01-01", "key": "a"}]},
    ).json()
    assert many["items"][0]["levels"]["county"]["code"] == "990101"
    table = client.get(
        "/v1/operators/which-division",
        params={"lon": 110.5, "lat": 31.5, "date": "2019-01-01", "format": "csv"},
    ).text
    assert "levels.county.code" in table.splitlines()[0]
    told = {"code": ["990201", "990101"], "name": "丙县", "date": "2015-01-01", "to": "2022-01-01"}
    rows = client.get("/v1/operators/translate", params=told).json()
    assert [item["code"] for item in rows["items"]] == ["990202", "990101", "990202"]
    body = {"rows": ["990201", {"name": "丙县"}], "date": "2015-01-01", "to": "2022-01-01"}
    posted = client.post("/v1/operators/translate", json=body)
    assert [item["code"] for item in posted.json()["items"]] == ["990202", "990202"]
    assert client.get(f"/v1/answers/{posted.json()['id']}").content == posted.content
    wrong = client.get("/v1/operators/which-division", params={"lon": 1, "lat": 1, "level": "x"})
    assert "there are province" in wrong.json()["detail"]


def test_no_text_holds_a_nul(client: TestClient) -> None:
    asked = {"dataset": "warnings", "within": "99\0"}
    told = (
        client.get("/v1/operators/aggregate", params=asked),
        client.post("/v1/operators/aggregate", json=asked),
        client.post("/v1/operators/which-division", json={"dataset": "\0", "keys": ["1"]}),
    )
    assert [one.status_code for one in told] == [400, 400, 400]
    assert client.get("/v1/answers/%00").status_code == 404


def test_no_two_rooms_have_an_operator_of_one_name() -> None:
    rooms = (operators_again, reach_again, harmonise_again, series_again)
    names = [name for room in rooms for name in room.AGAIN]
    assert sorted(names) == sorted(OPERATORS)

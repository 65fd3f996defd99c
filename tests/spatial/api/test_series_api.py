"""The routes of series, as a client sees them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from defusedxml import ElementTree
from division_rows import store_divisions
from fastapi.testclient import TestClient
from indicator_folder import INDICATORS, indicator_folder
from sqlalchemy import Engine

from ingest.business.indicators import load_indicators
from spatial.api import business
from spatial.business.suppression.renewal import protect_all

SERIES = "/v1/indicators/{}/series"


DECLARED = (
    INDICATORS.replace("minimum_cell = 5", "minimum_cell = 0")
    + """
[[dataset.indicator]]
id = "waiting"
title = "新增轮候人数"
unit = "人"
kind = "flow"
additive_space = true
additive_time = true
grade = "open"
minimum_cell = 5
"""
)

WAITING = {"990101": [3, 30, 40, 35, 28, 33], "990122": [20, 25, 31, 40, 37, 42]}
"""From January 2018 on; the first is a small cell."""


@pytest.fixture
def client(engine: Engine, tmp_path: Path, client_of: Callable[..., TestClient]) -> TestClient:
    """A client over a database with lists and indicators."""
    store_divisions(engine)
    admissions = [
        f"admissions,990101,{2016 + n // 12}-{n % 12 + 1:02},{100 + n % 12 + n}"
        for n in range(48)
        if n != 40
    ]
    waiting = [
        f"waiting,{code},2018-{number:02},{value}"
        for code, values in WAITING.items()
        for number, value in enumerate(values, start=1)
    ]
    load_indicators(
        engine,
        indicator_folder(
            tmp_path / "in",
            "residents,990101,2018-11,50",
            "residents,990101,2019-01,45",
            "spending,990101,2018-12,120.5",
            "spending,990101,2019-01,10",
            "spending,990101,2019-03,40",
            "spending,990101,2019-04,38",
            "helped,990101,2018-01,3",
            *admissions,
            *waiting,
            declarations=DECLARED,
        ),
    )
    with engine.begin() as connection:
        protect_all(connection)
    return client_of(engine, business.router)


def ask(client: TestClient, identifier: str, **query: Any) -> Any:
    told = {"division": "990101", "from": query.pop("start"), "to": query.pop("end")} | query
    answer = client.get(SERIES.format(identifier), params=told)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_series_says_its_basis_cutoff_and_every_month(client: TestClient) -> None:
    answer = client.get(
        SERIES.format("residents"),
        params={"division": "9901010000", "from": "2018-11", "to": "2019-01"},
    )
    assert answer.status_code == 400
    got = ask(client, "residents", division="990101000000", start="2018-11", end="2019-01")
    assert got["division"] == {
        "code": "990101",
        "versions": [
            {
                "name": "东区",
                "level": "county",
                "parent_code": "990100",
                "valid_from": "2015-12-31",
                "valid_to": "2018-12-31",
            },
            {
                "name": "阳区",
                "level": "county",
                "parent_code": "990100",
                "valid_from": "2018-12-31",
                "valid_to": None,
            },
        ],
        "successors": [],
    }
    assert {key: got[key] for key in ("from", "to", "by", "basis", "scheme", "exact")} == {
        "from": "2018-11",
        "to": "2019-01",
        "by": "month",
        "basis": "as_reported",
        "scheme": "mca",
        "exact": True,
    }
    assert (got["data_until"], got["divisions_until"]) == ("2019-01-31", "2020-12-31")
    assert [(one["month"], one["value"], one["reason"]) for one in got["values"]] == [
        ("2018-11", 50, None),
        ("2018-12", None, "not_reported"),
        ("2019-01", 45, None),
    ]


def test_a_small_month_is_hidden_with_others_and_sums_stay_where_they_may_r8_4(
    client: TestClient,
) -> None:
    got = ask(client, "waiting", start="2018-01", end="2018-06", measures="cumulative,moving_mean")
    hidden = [one["month"] for one in got["values"] if one["reason"] == "suppressed"]
    assert hidden[0] == "2018-01"
    assert len(hidden) > 1
    assert got["suppressed"] == len(hidden)
    assert any("过小" in note for note in got["notes"])
    [item] = got["items"]
    assert {one["cumulative_reason"] for one in item["values"]} == {"suppressed"}
    first = item["values"][0]
    assert (first["value"], first["moving_mean"], first["known_sum"]) == (None, None, 0)
    # The hidden months cover each other: their sum within the half-year is no secret.
    half = ask(client, "waiting", start="2018-H1", end="2018-H1", by="half_year")
    assert half["values"][0]["value"] == sum(WAITING["990101"])


def test_year_to_date_values_come_with_what_the_month_brought_r8_3(client: TestClient) -> None:
    got = ask(client, "spending", start="2018-12", end="2019-04")
    assert [(one["value"], one["periodic"], one["periodic_reason"]) for one in got["values"]] == [
        (120.5, None, "previous_not_reported"),
        (10, 10, None),
        (None, None, "not_reported"),
        (40, None, "previous_not_reported"),
        (38, -2, None),
    ]
    [item] = got["items"]
    assert [(one["step"], one["step_periods"]) for one in item["values"]][1:] == [
        (10, 1),
        (None, None),
        (30, 2),
        (-2, 1),
    ]
    assert [one["correction"] for one in item["values"]][3:] == [False, True]
    assert any("更正" in note for note in got["notes"])


def test_a_retired_division_says_so_and_names_who_followed(client: TestClient) -> None:
    got = ask(client, "residents", division="990121", start="2016-01", end="2016-01")
    assert got["division"]["versions"] == []
    assert got["division"]["successors"] == [{"code": "990101", "name": "东区"}]
    assert [one["reason"] for one in got["values"]] == ["retired"]


def test_longer_periods_are_sums_only_where_all_parts_are_there(client: TestClient) -> None:
    got = ask(client, "admissions", start="2016", end="2019", by="year")
    assert [(one["period"], one["value"], one["reason"]) for one in got["values"]] == [
        ("2016", sum(100 + 2 * n for n in range(12)), None),
        ("2017", sum(112 + 2 * n for n in range(12)), None),
        ("2018", sum(124 + 2 * n for n in range(12)), None),
        ("2019", None, "incomplete"),
    ]
    got = ask(client, "spending", start="2018-Q4", end="2019-Q1", by="quarter")
    assert [(one["period"], one["value"], one["periodic"]) for one in got["values"]] == [
        ("2018-Q4", 120.5, None),
        ("2019-Q1", 40, 40),
    ]


def test_measures_stand_beside_the_values_and_look_back_beyond_the_question(
    client: TestClient,
) -> None:
    measures = "year_on_year,period_on_period,moving_mean,index,season,cumulative,anomaly"
    got = ask(
        client, "admissions", start="2018-01", end="2018-02", measures=measures,
        window=2, base="2017-01",
    )  # fmt: skip
    first = got["items"][0]["values"][0]
    assert (first["value"], first["year_on_year"], first["period_on_period"]) == (124, 12, -10)
    assert first["year_on_year_percent"] == pytest.approx(100 * 12 / 112)
    assert first["moving_mean"] == 129
    assert first["index"] == pytest.approx(100 * 124 / 112)
    assert first["cumulative"] == 124
    assert first["trend"] + first["seasonal"] + first["remainder"] == pytest.approx(124)
    assert first["anomaly"] is False
    assert list(got["values"][0]) == [
        "period",
        "month",
        "value",
        "reason",
        "periodic",
        "periodic_reason",
    ]


def test_a_rate_is_made_of_a_numerator_and_a_denominator(client: TestClient) -> None:
    got = ask(
        client, "admissions", start="2018-11", end="2019-01", measures="rate",
        denominator="residents", per=100,
    )  # fmt: skip
    assert [(one["rate"], one["rate_reason"]) for one in got["items"][0]["values"]] == [
        (pytest.approx(100 * 144 / 50), None),
        (None, "denominator_not_reported"),
        (pytest.approx(100 * 136 / 45), None),
    ]


def test_asked_again_by_its_id_a_series_is_the_same_after_a_correction_r8_6(
    client: TestClient, engine: Engine, tmp_path: Path
) -> None:
    told = {"division": "990101", "from": "2018-01", "to": "2018-12"}
    told["measures"] = "season,year_on_year"
    first = client.get(SERIES.format("admissions"), params=told).json()
    load_indicators(
        engine,
        indicator_folder(
            tmp_path / "later", "admissions,990101,2018-03,999", declarations=DECLARED
        ),
    )
    later = client.get(SERIES.format("admissions"), params=told).json()
    assert later["items"] != first["items"]
    again = client.get(f"/v1/answers/{first['id']}")
    assert again.status_code == 200
    assert again.json()["items"] == first["items"]
    known = {"known_at": first["data"]["known_at"]}
    then = client.get(SERIES.format("admissions"), params=told | known).json()
    assert then["values"] == first["values"]


def test_many_divisions_are_one_question(client: TestClient) -> None:
    question = {"level": "county", "within": "990100", "from": "2018-12", "to": "2019-01"}
    answer = client.post(SERIES.format("spending"), json=question)
    assert answer.status_code == 200, answer.text
    got = answer.json()
    assert [one["division"] for one in got["items"]] == ["990101", "990122"]
    assert [one["value"] for one in got["items"][0]["values"]] == [120.5, 10]
    assert (got["question"]["date"], got["divisions"]["level"]) == ("2019-01-31", "county")
    assert client.get(f"/v1/answers/{got['id']}").json()["items"] == got["items"]


def test_csv_parquet_arrow_and_lines_of_json_tell_the_same(client: TestClient) -> None:
    question = {"divisions": ["990101", "990122"], "from": "2018-12", "to": "2019-04"}
    question["measures"] = ["periodic"]  # type: ignore[assignment]

    def sent(form: str, **query: str) -> Any:
        answer = client.post(
            SERIES.format("spending"), json=question, params={"format": form} | query
        )
        assert answer.status_code == 200, answer.text
        assert answer.headers["x-data-known-at"].endswith("Z")
        return answer.content

    lines = [json.loads(line) for line in sent("ndjson").splitlines()]
    assert len(lines) == 10
    assert lines[1] == {
        "division": "990101",
        "name": "阳区",
        "period": "2019-01",
        "starts": "2019-01-01",
        "ends": "2019-02-01",
        "value": 10,
        "reason": None,
        "periodic": 10,
        "periodic_reason": None,
        "step": 10,
        "step_periods": 1,
        "correction": False,
    }
    rows = list(csv.DictReader(io.StringIO(sent("csv").decode())))
    assert [row["value"] for row in rows[:5]] == ["120.5", "10", "", "40", "38"]
    assert sent("csv", bom="true")[:3] == b"\xef\xbb\xbf"
    for table in (
        pq.read_table(io.BytesIO(sent("parquet"))),
        pa.ipc.open_stream(sent("arrow")).read_all(),
    ):
        assert table.column_names == list(lines[0])
        told = table.to_pylist()
        assert [one["starts"].isoformat() for one in told] == [one["starts"] for one in lines]
        for name in ("division", "value", "reason", "periodic", "step_periods", "correction"):
            assert [one[name] for one in told] == [one[name] for one in lines]
        assert table.schema.metadata[b"unit"].decode() == "万元"
        assert len(table.schema.metadata[b"answer"]) == 32


def test_a_plot_has_chinese_titles_gaps_and_marks_of_what_is_hidden(client: TestClient) -> None:
    told = {"division": "990101", "from": "2018-01", "to": "2018-07"}
    answer = client.get(SERIES.format("waiting"), params=told, headers={"Accept": "image/svg+xml"})
    assert answer.headers["content-type"] == "image/svg+xml"
    ElementTree.fromstring(answer.content)
    text = answer.text
    assert "东区 新增轮候人数" in text
    assert "单位：人" in text
    assert "数据截至2018-06-30" in text
    values = client.get(SERIES.format("waiting"), params=told).json()["values"]
    hidden = sum(one["reason"] == "suppressed" for one in values)
    assert text.count("<circle") == sum(one["value"] is not None for one in values)
    # A mark for each hidden month, and one in the legend.
    assert text.count('fill="#8d929b"') == hidden + 1 > 2
    told = {"division": "990101", "from": "2016-01", "to": "2019-12", "format": "svg"}
    told["measures"] = "season,anomaly,moving_mean"
    text = client.get(SERIES.format("admissions"), params=told).text
    assert "趋势" in text
    assert "移动平均" in text
    # The line of values and both others break at the month that nobody reported.
    assert text.count('stroke="#1b6ca8"') == 2


def test_an_empty_period_is_drawn_too(client: TestClient) -> None:
    told = {"division": "990122", "from": "2019-01", "to": "2019-01", "format": "svg"}
    answer = client.get(SERIES.format("residents"), params=told)
    assert "该时段没有可公布的数值" in answer.text


@pytest.mark.parametrize(
    ("path", "query", "status", "kind"),
    [
        ("residents", "division=999999&from=2018-01&to=2018-02", 404, "unknown-division"),
        ("beds", "division=990101&from=2018-01&to=2018-02", 404, "unknown-indicator"),
        ("helped", "division=990101&from=2018-01&to=2018-02", 403, "not-permitted"),
        ("residents", "division=abc&from=2018-01&to=2018-02", 400, "bad-code"),
        ("residents", "division=990101&from=2018-13&to=2018-02", 400, "bad-date"),
        ("residents", "division=990101&from=2018-01-01&to=2018-02", 400, "bad-date"),
        ("residents", "division=990101&from=2018-03&to=2018-02", 400, "bad-period"),
        ("residents", "division=990101&from=1800-01&to=2018-02", 400, "bad-parameter"),
        ("residents", "division=990101&from=2018-01", 400, "bad-parameter"),
        ("residents", "from=2018-01&to=2018-02", 400, "bad-parameter"),
        ("residents", "division=990101&from=2018&to=2018&by=day", 400, "bad-parameter"),
        ("residents", "division=990101&from=2018&to=2018&measures=sum", 400, "bad-parameter"),
        (
            "residents",
            "division=990101&from=2018&to=2018&measures=cumulative",
            400,
            "bad-parameter",
        ),
        ("residents", "division=990101&from=2018&to=2018&measures=rate", 400, "bad-parameter"),
        ("residents", "division=990101&from=2018&to=2018&measures=index", 400, "bad-parameter"),
        (
            "residents",
            "division=990101&from=2018&to=2018&measures=rate&denominator=helped",
            403,
            "not-permitted",
        ),
        (
            "residents",
            "division=990101&from=2018&to=2018&measures=rate&denominator=x&per=0",
            400,
            "bad-parameter",
        ),
        (
            "residents",
            "division=990101&from=2018&to=2018&measures=moving_mean&window=1",
            400,
            "bad-parameter",
        ),
        ("residents", "division=990101&from=2018&to=2018&basis=fixed_on", 400, "bad-parameter"),
        ("residents", "division=990101&from=2018&to=2018&format=xls", 400, "bad-parameter"),
    ],
)
def test_a_bad_question_for_a_series_is_a_problem(
    client: TestClient, path: str, query: str, status: int, kind: str
) -> None:
    answer = client.get(f"/v1/indicators/{path}/series?{query}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:shikong:problem:{kind}"
    assert "values" not in answer.json()


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ({}, "give division codes or a level"),
        ({"divisions": ["990101"], "level": "county"}, "one of the two"),
        ({"divisions": ["990101"], "within": "990100"}, "go with a level"),
        ({"divisions": []}, "0 divisions are asked for"),
        ({"level": "county", "sum": True}, "sum"),
    ],
)
def test_a_bad_question_for_many_series_is_a_problem(
    client: TestClient, question: dict[str, Any], detail: str
) -> None:
    told = {"from": "2018-01", "to": "2018-02"} | question
    for form in ("json", "parquet"):
        answer = client.post(SERIES.format("residents"), json=told, params={"format": form})
        assert answer.status_code == 400
        assert detail in answer.json()["detail"]


def test_an_unknown_division_of_a_stream_is_a_problem_before_anything_is_sent(
    client: TestClient,
) -> None:
    told = {"divisions": ["999999"], "from": "2018-01", "to": "2018-02"}
    answer = client.post(SERIES.format("residents"), json=told, params={"format": "csv"})
    assert answer.status_code == 404

"""The routes of early warnings, as a client sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from division_rows import store_divisions
from fastapi.testclient import TestClient
from indicator_folder import INDICATORS, indicator_folder
from sqlalchemy import Engine

from ingest.business.indicators import load_indicators
from spatial.api import business

PATH = "/v1/indicators/{}/warnings"

DECLARED = INDICATORS.replace(
    "minimum_cell = 5\n",
    "minimum_cell = 0\n"
    'warnings = [{kind = "threshold", above = 40, severity = "alarm", title = "在院人数过多"},'
    ' {kind = "rise", periods = 1, severity = "notice"}]\n',
    1,
)  # fmt: skip


@pytest.fixture
def client(engine: Engine, tmp_path: Path, client_of: Callable[..., TestClient]) -> TestClient:
    """A client over a database whose indicator declares rules."""
    store_divisions(engine)
    load_indicators(
        engine,
        indicator_folder(
            tmp_path / "in",
            "residents,990101,2018-12,30",
            "residents,990101,2019-01,50",
            "residents,990122,2019-01,20",
            "admissions,990101,2019-01,5",
            declarations=DECLARED,
        ),
    )
    return client_of(engine, business.router)


def test_the_declared_rules_are_looked_at_in_all_divisions_of_a_level(client: TestClient) -> None:
    answer = client.get(PATH.format("residents"), params={"level": "county"})
    assert answer.status_code == 200, answer.text
    got = answer.json()
    assert [(one["division"], one["severity"], one["title"]) for one in got["items"]] == [
        ("990101", "alarm", "在院人数过多"),
        ("990101", "notice", "连续变化"),
    ]
    assert got["items"][0]["reason"] == "阳区：2019年1月为50人，高于预警线40人"
    assert (got["items"][0]["value"], got["items"][0]["limit"]) == (50, 40)
    assert got["summary"]["period"] == "2019-01"
    assert got["summary"]["by_severity"] == {"notice": 1, "warning": 0, "alarm": 1}
    # Of 新西县 nobody reported the month before: the rule of rise says nothing there.
    assert got["summary"]["not_judged"] == {"too_few": 1}
    assert [rule["kind"] for rule in got["question"]["rules"]] == ["threshold", "rise"]


def test_only_the_urgent_ones_are_answered_where_asked(client: TestClient) -> None:
    told = {"division": "990101,990122", "severity": "alarm", "at": "2019-01"}
    got = client.get(PATH.format("residents"), params=told).json()
    assert [one["severity"] for one in got["items"]] == ["alarm"]


def test_rules_of_the_question_take_the_place_of_the_declared_ones(client: TestClient) -> None:
    question = {
        "level": "county",
        "at": "2019-01",
        "denominator": "residents",
        "per": 100,
        "rules": [
            {"kind": "threshold", "of": "rate", "above": 8},
            {"kind": "not_reported", "severity": "notice"},
        ],
    }
    answer = client.post(PATH.format("admissions"), json=question)
    assert answer.status_code == 200, answer.text
    got = answer.json()
    assert [(one["division"], one["kind"]) for one in got["items"]] == [
        ("990101", "threshold"),
        ("990122", "not_reported"),
    ]
    assert "为10（每100），高于预警线8（每100）" in got["items"][0]["reason"]


def test_warnings_asked_again_are_the_same_after_a_correction_r8_6(
    client: TestClient, engine: Engine, tmp_path: Path
) -> None:
    first = client.get(PATH.format("residents"), params={"level": "county"}).json()
    load_indicators(
        engine,
        indicator_folder(tmp_path / "b", "residents,990101,2019-01,9", declarations=DECLARED),
    )
    now = client.get(PATH.format("residents"), params={"level": "county"}).json()
    assert now["items"] == []
    again = client.get(f"/v1/answers/{first['id']}").json()
    assert (again["items"], again["summary"]) == (first["items"], first["summary"])


@pytest.mark.parametrize(
    ("path", "question", "status", "detail"),
    [
        ("admissions", {"level": "county"}, 400, "there is no rule"),
        ("spending", {"level": "county", "rules": [{"kind": "rise"}]}, 400, "no value yet"),
        ("helped", {"level": "county", "at": "2019-01", "rules": [{"kind": "rise"}]}, 403, "grade"),
        ("residents", {}, 400, "codes or a level"),
        ("residents", {"level": "county", "rules": [{"kind": "rice"}]}, 400, "rice"),
        ("residents", {"level": "county", "at": "yesterday"}, 400, "no period"),
        ("residents", {"level": "county", "at": "2001-01"}, 404, "before the record"),
    ],
)
def test_a_bad_question_for_warnings_is_a_problem(
    client: TestClient, path: str, question: dict[str, Any], status: int, detail: str
) -> None:
    answer = client.post(PATH.format(path), json=question)
    assert answer.status_code == status, answer.text
    assert detail in answer.json()["detail"]

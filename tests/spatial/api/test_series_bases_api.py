"""Series on the divisions of one day and on common groups, as a client sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from area_rows import store_areas
from fastapi.testclient import TestClient
from harmonise_rows import squares, store_figures, store_indicator
from registry_rows import store_registry
from sqlalchemy import Engine

from spatial.api import business

BEFORE, TODAY = date(2019, 12, 31), date(2024, 12, 31)
SERIES = "/v1/indicators/people/series"
FIXED = {"division": "130502", "from": "2018", "to": "2022", "basis": "fixed", "on": "2024-12-31"}


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    """邢台 2020: 邢台县 went to 襄都区 and 信都区, in parts; figures before and after."""
    store_registry(engine)
    store_areas(
        engine,
        squares(["x1", "x2", "q", "w"]),
        [
            ("130521", BEFORE, ["x1", "x2"]),
            ("130502", TODAY, ["q", "x1"]),
            ("130503", TODAY, ["w", "x2"]),
        ],
    )
    store_indicator(engine, "people")
    store_figures(engine, "people", 2018, {"130521": 100, "130502": 50, "130503": 49})
    store_figures(engine, "people", 2019, {"130502": 51, "130503": 48})
    store_figures(engine, "people", 2022, {"130502": 90, "130503": 120})
    return client_of(engine, business.router)


def sent(client: TestClient, told: dict[str, Any]) -> Any:
    """The answer to the question with other parameters; those that are None are left out."""
    asked = {name: value for name, value in (FIXED | told).items() if value is not None}
    return client.get(SERIES, params=asked)


def ask(client: TestClient, **told: Any) -> Any:
    answer = sent(client, told)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_series_is_told_on_the_divisions_of_one_day_r10_1(client: TestClient) -> None:
    got = ask(client)
    assert [(one["period"], one["value"], one["reason"]) for one in got["values"]] == [
        ("2018", 75, None),
        # 邢台县 did not report: what lies in the district today is known in part only.
        ("2019", None, "incomplete"),
        ("2020", None, "not_reported"),
        ("2021", None, "not_reported"),
        ("2022", 90, None),
    ]
    # A quarter of 邢台县 is an estimate, so that the series is not exact (R10.3).
    assert (got["exact"], got["method"]) == (False, "fixed")
    assert len(got["weights"]) == 32
    assert got["divisions"]["date"] == "2024-12-31"
    only_after = ask(client, **{"from": "2022"})
    assert only_after["exact"] is True


def test_measures_and_many_divisions_stand_on_the_same_basis(client: TestClient) -> None:
    question = {"level": "county", "within": "1305", "from": "2018", "to": "2022"}
    question |= {"basis": "fixed", "on": "2024-12-31"}
    answer = client.post(SERIES, json=question | {"measures": ["index"], "base": "2018"})
    assert answer.status_code == 200, answer.text
    got = {one["division"]: one["values"] for one in answer.json()["items"]}
    assert [one["value"] for one in got["130503"]] == [124, None, None, None, 120]
    assert got["130502"][4]["index"] == 120


def test_a_common_group_has_the_sum_of_its_units_exactly_r10_1(client: TestClient) -> None:
    got = ask(client, basis="common_atoms", on=None)
    first, last = got["values"][0], got["values"][4]
    assert (first["value"], last["value"], got["exact"]) == (199, 210, True)
    assert "襄都区" in got["items"][0]["name"] or "等" in got["items"][0]["name"]


def test_asked_again_a_harmonised_series_is_the_same_after_a_correction_r8_6(
    client: TestClient, engine: Engine
) -> None:
    first = ask(client)
    store_figures(engine, "people", 2018, {"130521": 400})
    assert ask(client)["values"] != first["values"]
    again = client.get(f"/v1/answers/{first['id']}")
    assert again.status_code == 200, again.text
    assert again.json()["items"] == first["items"]


@pytest.mark.parametrize(
    ("told", "status", "detail"),
    [
        ({"on": None}, 400, "needs on"),
        ({"basis": "as_reported"}, 400, "needs on"),
        ({"division": "130521"}, 404, "130521 is no division of 2024-12-31"),
    ],
)
def test_a_basis_that_cannot_be_is_a_problem(
    client: TestClient, told: dict[str, Any], status: int, detail: str
) -> None:
    answer = sent(client, told)
    assert answer.status_code == status
    assert detail in answer.json()["detail"]

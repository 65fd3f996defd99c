"""Coverage, visits, results and alerts over HTTP, and what each office sees of them (R3.10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from spatial.api.boundaries.alerts import router as alert_router
from spatial.api.boundaries.coverage import router as coverage_router
from spatial.api.inspections.results import router as result_router
from spatial.boundaries.alerts import raise_alert
from tests.conftest import TOKEN
from tests.spatial.boundaries.walked_lines import (
    plan_inspection,
    register_line,
    store_walk,
    walked,
)

WINDOW = {"from": "2024-05-13T00:00:00Z", "to": "2024-05-14T00:00:00Z"}
WRITING = {"Authorization": f"Bearer {TOKEN}"}
NUMBER = "4142001Q"


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(engine, coverage_router, result_router, alert_router)


@pytest.fixture
def boundary(engine: Engine) -> int:
    """A line whose left half the left side walked, and of which the right side walked a quarter."""
    boundary = register_line(engine, markers=[(NUMBER, 10_000, 0)])
    at_marker = [(11_000.0 + 20 * n, 10_000.0, 1.0) for n in range(20)]
    store_walk(engine, "left-1", [*walked(0, 20_000), *at_marker])
    store_walk(engine, "right-1", walked(10_000, 20_000))
    store_walk(engine, "elsewhere", walked(0, 40_000))
    with engine.begin() as connection:
        for device, owner in (("left-1", "410100"), ("right-1", "420000"), ("elsewhere", "110000")):
            connection.execute(
                text("UPDATE device SET owner_code = :owner WHERE name = :name"),
                {"owner": owner, "name": device},
            )
    return boundary


def got(client: TestClient, path: str, **asked: Any) -> dict[str, Any]:
    answer = client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def by_side(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["side"]: row for row in rows}


@pytest.mark.usefixtures("boundary")
def test_coverage_is_computed_by_the_owners_of_the_devices_r3_4(client: TestClient) -> None:
    found = got(client, "/v1/boundaries/4142/coverage", within_m=30, **WINDOW)
    assert {side: round(one["share"], 2) for side, one in by_side(found["coverage"]).items()} == {
        "left": 0.5, "right": 0.25, "both": 0.25, "either": 0.5,
    }  # fmt: skip
    assert found["parameters"] == {
        "within_m": 30.0, "radius_m": 50, "dwell_s": 120, "gap_s": 600, "day": "2024-05-13",
    }  # fmt: skip
    assert [one["device"] for one in found["sources"]["devices"]] == ["left-1", "right-1"]
    [part] = by_side(found["coverage"])["left"]["parts"]
    assert (part["kind"], part["nearest_marker"]) == ("not_walked", NUMBER)
    assert part["marker_m"] == pytest.approx(10_030, abs=15)
    alone = got(client, "/v1/boundaries/4142/coverage", device="right-1", **WINDOW)
    assert by_side(alone["coverage"])["left"]["share"] == 0


@pytest.mark.usefixtures("boundary")
def test_visits_state_the_rules_they_follow_r3_5(client: TestClient) -> None:
    found = got(client, "/v1/boundaries/4142/visits", radius_m=20, dwell_s=300, **WINDOW)
    assert (found["parameters"]["radius_m"], found["parameters"]["dwell_s"]) == (20, 300)
    sides = {one["side"]: one["markers"][0]["state"] for one in found["visits"]}
    assert sides == {"left": "visited", "right": "not_seen", "either": "visited"}
    [visit] = found["visits"][0]["markers"][0]["visits"]
    assert (visit["device"], visit["arrived"], visit["dwell_s"]) == (
        "left-1", "2024-05-13T03:03:20Z", 380,
    )  # fmt: skip


@pytest.mark.usefixtures("boundary")
def test_an_office_sees_its_own_side_and_the_share_of_both_r3_10(client: TestClient) -> None:
    found = got(client, "/v1/boundaries/4142/coverage", office="410000", **WINDOW)
    sides = by_side(found["coverage"])
    assert sorted(sides) == ["both", "left"]
    assert "parts" in sides["left"]
    assert "parts" not in sides["both"]
    assert [one["device"] for one in found["sources"]["devices"]] == ["left-1"]
    visits = got(client, "/v1/boundaries/4142/visits", office="420000", **WINDOW)
    assert [one["side"] for one in visits["visits"]] == ["right"]
    assert "left-1" not in str(visits)
    answer = client.get("/v1/boundaries/4142/coverage", params={"office": "110000", **WINDOW})
    assert answer.status_code == 403


@pytest.mark.usefixtures("boundary")
def test_questions_without_an_answer_are_refused(client: TestClient) -> None:
    for path, asked, status, told in (
        ("4142", {"device": "elsewhere"}, 400, "neither"),
        ("4142", {"device": "nobody"}, 404, "nobody"),
        ("9999", {}, 404, "9999"),
        ("4142", {"within_m": 0}, 400, "within_m"),
        ("4142", {"gap_s": "nan"}, 400, "gap_s"),
        ("4142", {"to": "2025-05-14"}, 400, "100 days"),
        ("4142", {"device": "a\0"}, 400, "NUL"),
    ):  # fmt: skip
        answer = client.get(f"/v1/boundaries/{path}/coverage", params={**WINDOW, **asked})
        assert answer.status_code == status, answer.text
        assert told in answer.text


@pytest.fixture
def inspection(engine: Engine, boundary: int, client: TestClient) -> int:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, id FROM device"))
        ids = {row.name: row.id for row in rows}
    number = plan_inspection(engine, boundary, left=[ids["left-1"]], right=[ids["right-1"]])
    answer = client.post(f"/v1/inspections/{number}/compute", headers=WRITING)
    assert answer.json() == {"inspection": number, "changed": True}
    return number


def test_results_are_stored_and_the_old_ones_stay(
    client: TestClient, engine: Engine, inspection: int
) -> None:
    path = f"/v1/inspections/{inspection}"
    assert client.post(f"{path}/compute", headers=WRITING).json()["changed"] is False
    assert client.post(f"{path}/compute").status_code == 403
    store_walk(engine, "left-1", walked(20_000, 30_000, begin_s=20_000))
    assert client.post(f"{path}/compute", headers=WRITING).json()["changed"] is True
    newest = by_side(got(client, f"{path}/coverage")["coverage"])
    assert newest["left"]["share"] == pytest.approx(0.75, abs=0.005)
    assert newest["left"]["sources"]["devices"][0]["device"] == "left-1"
    every = [one for one in got(client, f"{path}/coverage", all=True)["coverage"]]
    left = [one for one in every if one["side"] == "left"]
    assert [round(one["share"], 2) for one in left] == [0.75, 0.5]
    assert left[0]["replaces"] == left[1]["id"]
    visits = got(client, f"{path}/visits")["visits"]
    assert {one["side"]: one["markers"][0]["state"] for one in visits} == {
        "left": "visited", "right": "not_seen", "either": "visited",
    }  # fmt: skip


def test_the_parts_of_a_result_are_lines(client: TestClient, inspection: int) -> None:
    found = got(client, f"/v1/inspections/{inspection}/coverage", format="geojson")
    [one] = [part for part in found["features"] if part["properties"]["side"] == "left"]
    assert one["properties"]["kind"] == "not_walked"
    assert one["geometry"]["type"] == "LineString"
    # From 20,050 m on to the end, eastward from 112° on the parallel of 33°.
    assert one["geometry"]["coordinates"][0] == pytest.approx([112.2146, 33.0], abs=2e-4)
    path = f"/v1/inspections/{inspection}/coverage"
    assert client.get(path, params={"format": "geojson", "all": True}).status_code == 400


def test_each_side_sees_its_own_results_the_level_above_sees_both_r3_10(
    client: TestClient, inspection: int
) -> None:
    path = f"/v1/inspections/{inspection}"
    left = got(client, f"{path}/coverage", office="410000")["coverage"]
    assert sorted(by_side(left)) == ["both", "left"]
    assert "right-1" not in str(left)
    drawn = got(client, f"{path}/coverage", office="410000", format="geojson")["features"]
    assert {one["properties"]["side"] for one in drawn} == {"left"}
    visits = got(client, f"{path}/visits", office="420000")["visits"]
    assert [one["side"] for one in visits] == ["right"]
    for what in ("coverage", "visits", "comparison"):
        answer = client.get(f"{path}/{what}", params={"office": "110000"})
        assert answer.status_code == 404
    answer = client.post(f"{path}/compute", params={"office": "110000"}, headers=WRITING)
    assert answer.status_code == 404
    assert client.get("/v1/inspections/999/coverage").status_code == 404
    assert len(got(client, f"{path}/coverage")["coverage"]) == 4


def test_the_comparison_tells_each_office_its_own_parts_r3_10(
    client: TestClient, engine: Engine, boundary: int, inspection: int
) -> None:
    path = f"/v1/inspections/{inspection}/comparison"
    assert got(client, path)["previous"] is None
    with engine.connect() as connection:
        device = connection.execute(
            text("SELECT id FROM device WHERE name = 'right-1'")
        ).scalar_one()
    before = plan_inspection(engine, boundary, round_number=4, left=[device])
    client.post(f"/v1/inspections/{before}/compute", headers=WRITING)
    found = got(client, path)
    assert (found["previous"], found["same_course"]) == (before, True)
    [gained] = by_side(found["sides"])["left"]["newly_walked"]
    assert (gained["from_m"], gained["to_m"]) == pytest.approx((0, 9_950), abs=15)
    sides = by_side(got(client, path, office="420000")["sides"])
    assert sorted(sides) == ["both", "right"]
    assert "newly_walked" not in sides["both"]


def test_alerts_are_listed_for_the_offices_of_their_line_and_ended_r3_10(
    client: TestClient, engine: Engine, boundary: int
) -> None:
    metres = {"before_m": 1.0, "now_m": 2.0, "result": 1}
    with engine.begin() as connection:
        number = raise_alert(
            connection, "result_changed", "inspection 1", boundary_id=boundary,
            details={"sides": {side: metres for side in ("left", "right", "both", "either")}},
        )  # fmt: skip
    [alert] = got(client, "/v1/boundary-alerts")["alerts"]
    assert (alert["id"], alert["kind"], alert["boundary"]) == (number, "result_changed", "4142")
    [own] = got(client, "/v1/boundary-alerts", office="410000")["alerts"]
    assert sorted(own["details"]["sides"]) == ["both", "left"]
    assert got(client, "/v1/boundary-alerts", office="110000")["alerts"] == []
    assert len(got(client, "/v1/boundary-alerts", line="4142")["alerts"]) == 1
    assert got(client, "/v1/boundary-alerts", line="4143")["alerts"] == []
    assert got(client, "/v1/boundary-alerts", kind="marker_silent")["alerts"] == []
    path = f"/v1/boundary-alerts/{number}/end"
    assert client.post(path, json={"person": "李"}).status_code == 403
    other = client.post(path, json={"person": "李"}, params={"office": "110000"}, headers=WRITING)
    assert other.status_code == 404
    ended = client.post(path, json={"person": "李", "note": "已核对"}, headers=WRITING)
    assert ended.json()["ended_by"] == "李"
    assert client.post(path, json={"person": "李"}, headers=WRITING).status_code == 409
    assert got(client, "/v1/boundary-alerts")["alerts"] == []
    assert len(got(client, "/v1/boundary-alerts", over=True)["alerts"]) == 1

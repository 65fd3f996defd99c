"""What happened to real divisions, over HTTP: lineage, events, comparison, bases and schemes."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from spatial.api.divisions import router
from spatial.divisions.answers.lists import Selection
from spatial.divisions.answers.spans import span_of
from spatial.divisions.footing import footing_of
from spatial.temporal import list_day

pytestmark = pytest.mark.real_data

XINGTAI = "国函〔2020〕78号"


@pytest.fixture
def real(real_divisions: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(real_divisions, router)


def ask(client: TestClient, path: str) -> dict[str, Any]:
    answer = client.get(f"/v1/divisions{path}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_r1_1_419001_is_two_cities(real: TestClient) -> None:
    assert ask(real, "/419001?date=1988-12-31")["name"] == "义马市"
    assert ask(real, "/419001?date=2000-12-31")["name"] == "济源市"
    nothing = real.get("/v1/divisions/419001?date=1993-12-31")
    assert (nothing.status_code, nothing.json()["reason"]) == (404, "retired")


def test_r1_6_xingtai_county_went_to_two_districts(real: TestClient) -> None:
    found = ask(real, "/130521/lineage?direction=forward&from=2019-12-31")
    assert {"130502", "130503"} <= {unit["code"] for unit in found["forward"]["units"]}
    moved = [edge for edge in found["edges"] if XINGTAI in edge["document_nos"]]
    assert {edge["on"] for edge in moved} == {"2020-06-05"}
    assert {edge["share"] for edge in moved} == {"part"}


def test_r1_6_qiantang_district_came_from_two_districts(real: TestClient) -> None:
    found = ask(real, "/330114/lineage?direction=backward&from=2020-12-31")
    assert {unit["code"] for unit in found["backward"]["units"]} == {"330104", "330109"}


def test_r1_11_a_retired_county_is_told_with_the_district_it_became(real: TestClient) -> None:
    answer = real.get("/v1/divisions/110228?date=2024-12-31").json()
    assert answer["reason"] == "retired"
    assert [(one["code"], one["share"]) for one in answer["standing"]] == [("110118", "whole")]


def test_what_happened_in_hebei_in_2020_holds_the_decision_on_xingtai(real: TestClient) -> None:
    found = ask(real, "/events?within=130000&from=2019-12-31&to=2020-12-31")
    assert XINGTAI in {no for event in found["events"] for no in event["document_nos"]}
    codes = {
        unit["code"][:2]
        for event in found["events"]
        for effect in event["effects"]
        for unit in (effect["predecessor"], effect["successor"])
        if unit is not None
    }
    assert codes == {"13"}


def test_hangzhou_before_and_after_2021(real: TestClient) -> None:
    found = ask(real, "/compare?from=2020-12-31&to=2021-12-31&within=330100&level=county")
    gone = {one["before"]["code"] for one in found["changes"] if one["change"] == ["gone"]}
    new = {one["after"]["code"] for one in found["changes"] if one["change"] == ["new"]}
    assert {"330103", "330104"} <= gone
    assert {"330113", "330114"} <= new


def test_a_comparison_of_the_whole_record_explains_every_gone_unit(real: TestClient) -> None:
    found = ask(real, "/compare?from=2010-12-31&to=2020-12-31&level=county&limit=10000")
    gone = [one for one in found["changes"] if one["change"] == ["gone"]]
    assert gone
    unexplained = [one["before"]["code"] for one in gone if not one["events"]]
    assert unexplained == []


def test_laiwu_was_abolished_in_the_list_before_it_was_announced(real: TestClient) -> None:
    assert real.get("/v1/divisions/371200?date=2019-01-05").json()["reason"] == "retired"
    public = ask(real, "/371200?date=2019-01-05&basis=announced")
    assert (public["name"], public["basis"]) == ("莱芜市", "announced")
    after = real.get("/v1/divisions/371200?date=2019-01-09&basis=announced")
    assert after.json()["reason"] == "retired"


def test_r1_10_a_point_in_the_codes_of_statistics(real: TestClient) -> None:
    found = ask(real, "/at?lon=98.29&lat=39.77&date=2024-06-30&scheme=nbs")
    named = {one["level"]: one["division"] for one in found["levels"]}
    assert named["prefecture"]["code"] == "620200"
    assert named["province"]["name"] == "甘肃省"


def test_r1_8_atoms_place_a_point_as_the_areas_themselves_do(real_divisions: Engine) -> None:
    chosen = random.Random(18)
    plain = text(
        "SELECT level, min(code) AS code FROM division_area"
        " WHERE valid @> CAST(:day AS date) AND upper_inf(known)"
        " AND ST_Covers(geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 4490)) GROUP BY level"
    )
    with real_divisions.connect() as connection:
        footing = footing_of(connection)
        for _ in range(100):
            lon, lat = chosen.uniform(75, 130), chosen.uniform(18, 50)
            day = list_day(chosen.randint(1981, 2024))
            values = {"lon": lon, "lat": lat, "day": day, "known_at": "infinity"}
            statement = footing.viewpoint.sql("spatial.divisions.answers", "areas_at_point")
            ours: dict[str, str] = {}
            for row in connection.execute(statement, values):
                if row.area_id is not None:
                    ours.setdefault(row.level, row.code)
            theirs = {row.level: row.code for row in connection.execute(plain, values)}
            assert ours == theirs, (lon, lat, day)


def test_r1_6_what_moved_to_qiantang_is_measured(real: TestClient) -> None:
    found = ask(real, "/330114/lineage?direction=backward&from=2020-12-31")
    portions = {edge["portion_basis"]: edge["portion"] for edge in found["edges"]}
    assert list(portions) == ["atoms"]
    assert all(0 < edge["portion"] < 1 for edge in found["edges"])


@pytest.mark.parametrize(
    "path",
    [
        "/at?lon=120.17&lat=30.28&date=2020-12-31",
        "/at?lon=98.29&lat=39.77&date=2024-06-30&scheme=nbs",
        "/330102?date=2000-01-01&geometry=true",
        "/330114/lineage?from=2000-12-31",
        "/330102/history?basis=announced",
        "/events?within=330000&limit=20",
        "/compare?from=2019-12-31&to=2021-12-31&within=330000",
        "/differences?limit=20",
    ],
)
def test_r1_4_an_answer_is_the_same_bytes_when_asked_again_as_of_its_instant(
    real: TestClient, path: str
) -> None:
    first = real.get(f"/v1/divisions{path}")
    assert first.status_code == 200, first.text
    again = real.get(f"/v1/divisions{path}&known_at={first.json()['known_at']}")
    assert again.content == first.content


def test_the_list_of_a_province_is_read_through_indexes(real_divisions: Engine) -> None:
    with real_divisions.connect() as connection:
        footing = footing_of(connection)
        selection = Selection(within=span_of("330000"))
        values = selection.parameters(footing, list_day(2010)) | {"rows": None, "skip": 0}
        statement = footing.viewpoint.sql("spatial.divisions.answers", "as_of").text
        rows = connection.execute(text(f"EXPLAIN {statement}"), values).scalars()
        plan = "\n".join(rows)
    assert "division_level_code" in plan
    # An index of a constraint would be read from end to end: 40 times as long.
    assert "_once" not in plan
    assert "Seq Scan" not in plan

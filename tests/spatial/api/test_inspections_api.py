"""Joint inspections through the API: from the plan to the filing, as each office sees it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from spatial.api import inspections
from spatial.errors import UnknownFile, UnsupportedUpload
from tests.conftest import TOKEN
from tests.division_rows import store_divisions
from tests.inspection_rows import (
    ABOVE,
    LEFT,
    LINE,
    MARKERS,
    OTHER,
    RIGHT,
    add_line,
    store_world,
)

HEAD = {"Authorization": f"Bearer {TOKEN}"}
WEST = {"office": LEFT, "person": "西湖区民政局 张"}
EAST = {"office": RIGHT, "person": "萧山区民政局 李"}
CHECKED = "2024-05-20T10:00:00+08:00"


class Shelf:
    """A store of files in memory, with the rows of the database."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, connection: Connection, content: bytes, media_type: str) -> str:
        if media_type not in ("application/pdf", "text/plain", "image/jpeg", "image/png"):
            raise UnsupportedUpload(f"the store takes no {media_type!r}")
        sha256 = hashlib.sha256(content).hexdigest()
        self.files[sha256] = content
        connection.execute(
            text(
                "INSERT INTO deposited_file (sha256, media_type, bytes) VALUES"
                " (decode(:sha256, 'hex'), :type, :bytes) ON CONFLICT DO NOTHING"
            ),
            {"sha256": sha256, "type": media_type, "bytes": len(content)},
        )
        return sha256

    def get(self, sha256: str) -> bytes:
        if sha256 not in self.files:
            raise UnknownFile(f"no file {sha256}")
        return self.files[sha256]


@dataclass(frozen=True)
class Facts:
    taken_at: datetime | None
    lon: float | None
    lat: float | None
    bearing_deg: float | None


class Reader:
    """Photos whose bytes say `longitude latitude`, or nothing."""

    def read_photo(self, content: bytes) -> Facts:
        said = content.decode().split()
        if not said:
            return Facts(None, None, None, None)
        return Facts(datetime(2024, 5, 20, 3, tzinfo=UTC), float(said[0]), float(said[1]), 90.0)

    def judge(
        self, connection: Connection, facts: Facts, device_id: int | None, *, gap_s: float
    ) -> Mapping[str, Any]:
        name = connection.execute(
            text("SELECT name FROM device WHERE id = :id"), {"id": device_id}
        ).scalar_one_or_none()
        return {"device": name, "gap_s": gap_s, "place": facts.lon}


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    store_world(engine)
    made = client_of(engine, inspections.router)
    assert isinstance(made.app, FastAPI)
    made.app.state.file_store = Shelf()
    made.app.state.photo_reading = Reader()
    return made


def post(client: TestClient, path: str, body: dict[str, Any], status: int = 201) -> Any:
    answer = client.post(f"/v1/{path}", json=body, headers=HEAD)
    assert answer.status_code == status, answer.text
    return answer.json()


def get(client: TestClient, path: str, status: int = 200, **query: Any) -> Any:
    answer = client.get(f"/v1/{path}", params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


def created(client: TestClient, **changes: Any) -> int:
    body = {"line": LINE, "plan_year": 2024, "round": 5, "day": "2024-05-01"} | WEST | changes
    return int(post(client, "inspections", body)["id"])


def step(client: TestClient, number: int, state: str, status: int = 201, **more: Any) -> Any:
    body = {"state": state, "day": "2024-05-20"} | WEST | more
    return post(client, f"inspections/{number}/steps", body, status)


def in_the_field(client: TestClient) -> int:
    number = created(client)
    step(client, number, "desk_check")
    step(client, number, "field_check")
    return number


def record(client: TestClient, number: int, **changes: Any) -> Any:
    body = {"side": "left", "subject": "marker", "marker": "001Q", "checked_at": CHECKED}
    return post(
        client,
        f"inspections/{number}/records",
        body | {"condition": "intact"} | WEST | changes,
    )


def photograph(
    client: TestClient, number: int, content: bytes, kind: str = "image/jpeg", **query: Any
) -> Response:
    return client.post(
        f"/v1/inspections/{number}/photos",
        params=WEST | {"side": "left"} | query,
        content=content,
        headers=HEAD | {"Content-Type": kind},
    )


def deposit(client: TestClient, content: bytes = b"%PDF-1.7", kind: str = "application/pdf") -> Any:
    answer = client.post("/v1/files", content=content, headers=HEAD | {"Content-Type": kind})
    assert answer.status_code == 201, answer.text
    return answer.json()["sha256"]


def table(answer: Response) -> list[dict[str, str]]:
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_rounds_are_entered_and_listed(client: TestClient) -> None:
    body = {"number": 6, "from": "2028-01-01", "office": "330000", "person": "省厅"}
    made = post(client, "inspection-rounds", body)
    assert made == {
        "number": 6,
        "name": "第六轮",
        "from": "2028-01-01",
        "to": "2033-01-01",
        "years": [2028, 2029, 2030, 2031, 2032],
    }
    assert [one["number"] for one in get(client, "inspection-rounds")["rounds"]] == [5, 6]
    clash = post(client, "inspection-rounds", body | {"number": 7}, 409)
    assert clash["type"] == "urn:shikong:problem:inspection-conflict"


def test_an_inspection_is_made_walked_reported_and_filed_r3_1(client: TestClient) -> None:
    number = created(client)
    whole = get(client, f"inspections/{number}")
    assert whole["line"] == {"number": LINE, "name": "西萧线"}
    assert (whole["state"], whole["state_text"], whole["since"]) == (
        "planned",
        "计划",
        "2024-05-01",
    )
    assert whole["measures"] == {"within_m": 50, "radius_m": 30, "dwell_s": 60, "gap_s": 600}
    assert whole["registered"]["agreement"] == "西萧线协议书"
    assert [one["state"] for one in whole["next"]] == ["desk_check", "cancelled"]
    step(client, number, "desk_check")
    step(client, number, "field_check", **EAST)
    for marker in MARKERS:
        made = record(client, number, marker=marker)
    finding = post(
        client,
        f"inspections/{number}/findings",
        {"record": made["id"], "category": "marker_damaged", "text": "断裂"} | WEST,
    )
    assert (finding["number"], finding["state_text"], finding["category_text"]) == (
        1,
        "待整改",
        "界桩损坏",
    )
    problem = step(client, number, "reported", 409)
    assert problem["missing"] == [{"what": "finding", "which": "1", "text": "问题未处理"}]
    assert "检查" in problem["detail"]
    step(client, number, "remedy")
    settled = post(
        client,
        f"inspections/{number}/findings/1/steps",
        {"state": "remedied", "text": "已修复"} | EAST,
    )
    assert [one["state"] for one in settled["steps"]] == ["open", "remedied"]
    step(client, number, "field_check")
    step(client, number, "reported")
    assert step(client, number, "filed", 409)["missing"][0]["text"] == "缺联检报告"
    filed = step(client, number, "filed", document=deposit(client), day="2024-05-22")
    assert (filed["state_text"], filed["next"]) == ("备案", [])
    assert [one["state_text"] for one in get(client, f"inspections/{number}/steps")["steps"]] == [
        "计划",
        "室内检查",
        "实地检查",
        "整改",
        "实地检查",
        "上报",
        "备案",
    ]
    assert filed["records"] == {
        "total": 3,
        "by_subject": {"marker": 3},
        "markers": 3,
        "markers_recorded": 3,
    }
    due = get(client, "inspections/due", date="2029-05-23")["lines"]
    assert [(one["due_on"], one["days_over"], one["last_round"]) for one in due] == [
        ("2029-05-22", 1, 5)
    ]
    assert get(client, "inspections/due", date="2029-05-22")["total"] == 0


def test_what_is_due_is_a_table_for_officers_r3_7(engine: Engine, client: TestClient) -> None:
    with engine.begin() as connection:
        add_line(connection, "3301-2", left=RIGHT, right=OTHER, name="=萧越线", since="2010-03-01")
    answer = get(client, "inspections/due", date="2015-03-01", division="330109")
    assert [one["number"] for one in answer["lines"]] == [LINE]
    assert answer["lines"][0]["overdue"] is True
    ahead = get(client, "inspections/due", date="2015-03-01", ahead_days=1)
    assert [(one["number"], one["overdue"]) for one in ahead["lines"]] == [
        (LINE, True),
        ("3301-2", False),
    ]
    found = client.get("/v1/inspections/due", params={"date": "2015-03-02", "format": "csv"})
    rows = table(found)
    assert [(row["number"], row["due_on"], row["filed_on"]) for row in rows] == [
        (LINE, "2007-07-01", ""),
        ("3301-2", "2015-03-01", ""),
    ]
    assert rows[1]["name"] == "'=萧越线", "no formula"
    assert [one["number"] for one in get(client, "inspections/due", office=OTHER)["lines"]] == [
        "3301-2"
    ]
    assert get(client, "inspections/due", 400, division="33010")["type"].endswith("bad-code")
    assert get(client, "inspections/due", 400, date="2015-02-30")["type"].endswith("bad-date")


def test_many_lines_are_planned_at_once_r3_7(engine: Engine, client: TestClient) -> None:
    with engine.begin() as connection:
        add_line(connection, "3301-2", left=RIGHT, right="330105", name="萧拱线")
        add_line(connection, "3301-3", left=LEFT, right="330105", name="西拱线")
    city = {"office": "3301", "person": "杭州市民政局", "round": 5}
    lines = [{"line": LINE, "year": 2024}, {"line": "3301-2", "year": 2025}]
    done = post(client, "inspections/plan", city | {"lines": lines}, 200)
    assert done == {"round": 5, "created": [LINE, "3301-2"], "moved": [], "unchanged": []}
    plan = get(client, "inspections/plan", round=5)
    assert [(one["year"], one["planned"]) for one in plan["years"]] == [
        (2023, 0),
        (2024, 1),
        (2025, 1),
        (2026, 0),
        (2027, 0),
    ]
    assert (plan["planned"], plan["not_planned"]) == (2, 1)
    assert [one["number"] for one in plan["unplanned"]] == ["3301-3"]
    moved = city | {"lines": [{"line": "3301-2", "year": 2024}]}
    assert post(client, "inspections/plan", moved, 200)["moved"] == ["3301-2"]
    of_year = get(client, "inspections/plan", round=5, year=2024)
    assert [one["number"] for one in of_year["lines"]] == [LINE, "3301-2"]
    assert of_year["unplanned"] == []
    rows = table(client.get("/v1/inspections/plan", params={"round": 5, "format": "csv"}))
    assert [(row["year"], row["number"], row["state_text"]) for row in rows] == [
        ("2024", LINE, "计划"),
        ("2024", "3301-2", "计划"),
        ("", "3301-3", ""),
    ]
    twice = city | {"lines": [lines[0], lines[0]]}
    assert "twice" in post(client, "inspections/plan", twice, 400)["detail"]
    assert get(client, "inspections/plan", 404, round=9)["type"].endswith("unknown-inspection")


def test_inspections_are_listed_by_round_year_line_state_and_office(
    engine: Engine, client: TestClient
) -> None:
    with engine.begin() as connection:
        add_line(connection, "3301-2", left=RIGHT, right=OTHER, name="萧越线")
    first = created(client)
    second = created(client, line="3301-2", plan_year=2025, **EAST)
    extra = created(client, round=None, reason="洪水", plan_year=2023)
    step(client, first, "desk_check")

    def numbers(**query: Any) -> list[int]:
        answer = get(client, "inspections", **query)
        assert answer["total"] == len(answer["inspections"])
        return [one["id"] for one in answer["inspections"]]

    assert numbers() == [second, first, extra]
    assert numbers(round=5) == [second, first]
    assert numbers(year=2023) == [extra]
    assert numbers(line=LINE) == [first, extra]
    assert numbers(line="9-9") == []
    assert numbers(state="desk_check") == [first]
    assert numbers(office=LEFT) == [first, extra]
    assert numbers(office=OTHER) == [second]
    assert numbers(office="3301") == numbers(office=RIGHT) == [second, first, extra]
    assert numbers(office="340000") == []
    page = get(client, "inspections", limit=1, offset=5)
    assert (page["total"], page["inspections"]) == (3, [])


def test_how_far_a_round_is_comes_from_the_newest_results(
    engine: Engine, client: TestClient
) -> None:
    number = created(client)
    with engine.begin() as connection:
        for side, walked in (("left", 10.0), ("left", 80.0), ("both", 50.0)):
            connection.execute(
                text(
                    "INSERT INTO coverage_result (inspection_id, side, starts, ends, parameters,"
                    " length_m, walked_m, parts, sources) VALUES (:id, :side, '2024-05-20Z',"
                    " '2024-05-21Z', '{}', 100, :walked, '[]', '{}')"
                ),
                {"id": number, "side": side, "walked": walked},
            )
    summary = get(client, "inspections/summary", round=5)
    assert summary["states"] == [{"state": "planned", "state_text": "计划", "count": 1}]
    assert summary["coverage"] == {
        "both": {"lines": 1, "length_m": 100, "walked_m": 50, "share": 0.5},
        "left": {"lines": 1, "length_m": 100, "walked_m": 80, "share": 0.8},
    }
    [one] = summary["inspections"]
    assert one["coverage"]["left"]["share"] == 0.8
    assert one["coverage"]["left"]["from"] == "2024-05-20T00:00:00Z"
    assert get(client, "inspections/summary", round=5, office=OTHER)["total"] == 0


def test_who_carried_a_device_is_told_to_its_own_side_alone_r3_10(client: TestClient) -> None:
    number = created(client)
    party = {"side": "left", "device": "west-1", "bearer": "张三", "from": "2024-05-20"}
    made = post(client, f"inspections/{number}/parties", party | WEST)
    post(
        client,
        f"inspections/{number}/parties",
        {"side": "right", "device": "east-1", "bearer": "李四", "from": CHECKED} | EAST,
    )

    def bearers(office: str | None) -> list[str | None]:
        query = {} if office is None else {"office": office}
        told = get(client, f"inspections/{number}/parties", **query)["parties"]
        whole = get(client, f"inspections/{number}", **query)["parties"]
        assert told == whole
        return [one["bearer"] for one in told]

    assert bearers(LEFT) == ["张三", None]
    assert bearers(RIGHT) == [None, "李四"]
    assert bearers(ABOVE) == bearers("330000") == bearers(None) == ["张三", "李四"]
    path = f"inspections/{number}/parties/{made['id']}/withdrawal"
    assert post(client, path, EAST, 403)["type"].endswith("not-permitted")
    assert [one["device"] for one in post(client, path, WEST, 200)["parties"]] == ["east-1"]
    wrong = party | {"device": "east-1"} | WEST
    problem = post(client, f"inspections/{number}/parties", wrong, 400)
    assert f"belongs to {RIGHT}" in problem["detail"]


def test_records_of_the_other_side_are_seen_when_it_is_reported_r3_10(client: TestClient) -> None:
    number = in_the_field(client)
    own = record(client, number)["id"]
    theirs = record(client, number, side="right", marker="002A", **EAST)["id"]
    both = record(client, number, side="both", marker="002B")["id"]

    def seen(office: str) -> list[int]:
        told = get(client, f"inspections/{number}/records", office=office)["records"]
        total = get(client, f"inspections/{number}", office=office)["records"]["total"]
        assert total == len(told)
        return [one["id"] for one in told]

    assert seen(LEFT) == [own, both]
    assert seen(RIGHT) == [theirs, both]
    assert seen(ABOVE) == [own, theirs, both]
    step(client, number, "reported")
    assert seen(LEFT) == seen(RIGHT) == [own, theirs, both]


@pytest.mark.parametrize(
    "path",
    ["", "/steps", "/parties", "/records", "/findings", "/photos", "/desk-check"],
)
def test_for_all_others_there_is_no_such_inspection_r3_10(client: TestClient, path: str) -> None:
    number = created(client)
    for office in (LEFT, RIGHT, ABOVE, "330000"):
        get(client, f"inspections/{number}{path}", office=office)
    for office in (OTHER, "330105", "340000", "330106001"):
        problem = get(client, f"inspections/{number}{path}", 404, office=office)
        assert problem["detail"] == f"there is no inspection {number}"
    assert get(client, f"inspections/999{path}", 404)["detail"] == "there is no inspection 999"


def test_an_office_writes_in_its_own_name_or_in_that_of_one_below_r3_10(
    client: TestClient,
) -> None:
    number = created(client)
    body = {"state": "desk_check", "day": "2024-05-20"} | WEST
    path = f"/v1/inspections/{number}/steps"
    for office, status in ((RIGHT, 403), (OTHER, 403), (ABOVE, 201)):
        answer = client.post(path, params={"office": office}, json=body, headers=HEAD)
        assert answer.status_code == status, answer.text
    stranger = {"state": "field_check", "office": OTHER, "person": "柯桥"}
    assert post(client, f"inspections/{number}/steps", stranger, 404)


def test_a_corrected_record_is_told_when_asked_for(client: TestClient) -> None:
    number = in_the_field(client)
    old = record(client, number)["id"]
    new = record(client, number, condition="worn", corrects=old)
    assert (new["condition_text"], new["corrects"], new["checked_at"]) == (
        "磨损",
        old,
        "2024-05-20T02:00:00Z",
    )
    path = f"inspections/{number}/records"
    assert [one["id"] for one in get(client, path)["records"]] == [new["id"]]
    told = get(client, path, corrected=True)["records"]
    assert [(one["id"], one["corrected_by"]) for one in told] == [
        (old, new["id"]),
        (new["id"], None),
    ]


def test_a_marker_set_again_is_confirmed_and_its_history_told(client: TestClient) -> None:
    number = in_the_field(client)
    reset = {"condition": "reset", "reset": "relocated", "lon": 120.001, "lat": 30.0}
    made = record(client, number, text="河岸坍塌", **reset)
    assert made["geometry"] == {"type": "Point", "coordinates": [120.001, 30.0]}
    path = f"inspections/{number}/records/{made['id']}/confirmation"
    agreed = {"side": "right", "checked_at": CHECKED, "text": "属实"} | EAST
    assert post(client, path, agreed | WEST | {"side": "left"}, 400)
    confirmed = post(client, path, agreed)
    assert confirmed["details"] == {"confirms": made["id"]}
    assert post(client, path, agreed, 409)["confirmed_by"] == confirmed["id"]
    history = get(client, "inspections/markers", line=LINE, marker="001Q")
    assert [
        (one["valid_from"], one["valid_to"], one["geometry"]["coordinates"])
        for one in history["registered"]
    ] == [
        ("2002-07-01", "2024-05-20", [120.0, 30.0]),
        ("2024-05-20", None, [120.001, 30.0]),
    ]
    assert [(one["side"], one["reset"], one["confirmed"]) for one in history["records"]] == [
        ("left", "relocated", True),
        ("right", None, False),
    ]
    mine = get(client, "inspections/markers", line=LINE, marker="001Q", office=RIGHT)
    assert [one["side"] for one in mine["records"]] == ["right"]


def test_a_photo_is_kept_with_what_it_says_and_how_that_was_judged(client: TestClient) -> None:
    number = in_the_field(client)
    party = {"side": "left", "device": "west-1", "from": "2024-05-20"}
    post(client, f"inspections/{number}/parties", party | WEST)
    of = record(client, number)["id"]
    answer = photograph(client, number, b"120.5 30.25", record=of, device="west-1", caption="北面")
    assert answer.status_code == 201, answer.text
    photo = answer.json()
    assert (photo["taken_at"], photo["bearing_deg"], photo["record"], photo["caption"]) == (
        "2024-05-20T03:00:00Z",
        90,
        of,
        "北面",
    )
    assert photo["geometry"]["coordinates"] == [120.5, 30.25]
    assert photo["judged"] == {"device": "west-1", "gap_s": 600, "place": 120.5}
    silent = photograph(client, number, b" ", kind="image/png").json()
    assert (silent["taken_at"], silent["geometry"]) == (None, None)
    assert silent["judged"] == {"device": None, "gap_s": 600, "place": None}
    again = photograph(client, number, b"120.5 30.25", record=of)
    assert (again.status_code, again.json()["photo"]) == (409, photo["id"])
    listed = get(client, f"inspections/{number}/photos")["photos"]
    assert [one["id"] for one in listed] == [photo["id"], silent["id"]]
    assert get(client, f"inspections/{number}/photos", office=RIGHT)["photos"] == []
    assert get(client, f"inspections/{number}")["photos"] == 2
    file = client.get(photo["href"], params={"office": LEFT})
    assert (file.content, file.headers["content-type"]) == (b"120.5 30.25", "image/jpeg")
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["etag"] == f'"{photo["sha256"]}"'
    assert client.get(photo["href"], params={"office": RIGHT}).status_code == 404
    assert client.get(photo["href"]).status_code == 200
    step(client, number, "reported", reason="试")
    assert client.get(photo["href"], params={"office": RIGHT}).status_code == 200
    assert client.get(photo["href"], params={"office": OTHER}).status_code == 404
    assert photograph(client, number, b"1 2").status_code == 409


def test_a_photo_that_cannot_be_is_refused(client: TestClient) -> None:
    number = in_the_field(client)
    theirs = record(client, number, side="right", **EAST)["id"]
    for content, query, status in (
        (b"1 2", {"kind": "text/html"}, 415),
        (b"1 2", {"kind": ""}, 415),
        (b"1 2", {"kind": "text/plain"}, 415),
        (b"", {}, 400),
        (b"1 2", {"side": "right"}, 403),
        (b"1 2", {"record": theirs}, 404),
        (b"1 2", {"record": 999}, 404),
        (b"1 2", {"device": "west-1"}, 400),
        (b"1 2", {"caption": "a\0b"}, 400),
        (b"1 2", {"office": OTHER}, 404),
    ):
        answer = photograph(client, number, content, **query)
        assert answer.status_code == status, (query, answer.text)
    assert get(client, f"inspections/{number}/photos")["photos"] == []


def test_a_body_larger_than_a_file_may_be_is_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spatial.api.inspections import files

    monkeypatch.setattr(files, "MOST_BYTES", 10)
    number = in_the_field(client)
    answer = photograph(client, number, b"1234567 90.5")
    assert (answer.status_code, answer.json()["most_bytes"]) == (413, 10)


def test_a_document_is_seen_where_it_is_used(client: TestClient) -> None:
    number = in_the_field(client)
    sha256 = deposit(client)
    assert deposit(client) == sha256
    assert client.get(f"/v1/files/{sha256}", params={"office": LEFT}).status_code == 404
    step(client, number, "reported", reason="试", document=sha256)
    answer = client.get(f"/v1/files/{sha256}", params={"office": RIGHT})
    assert (answer.content, answer.headers["content-type"]) == (b"%PDF-1.7", "application/pdf")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert client.get(f"/v1/files/{sha256}", params={"office": OTHER}).status_code == 404
    assert get(client, f"files/{'0' * 64}", 404)["type"].endswith("unknown-file")
    assert get(client, "files/xyz", 400)
    refused = client.post(
        "/v1/files", content=b"MZ", headers=HEAD | {"Content-Type": "application/x-msdownload"}
    )
    assert refused.status_code == 415


def test_the_desk_check_tells_what_is_to_be_looked_at(engine: Engine, client: TestClient) -> None:
    store_divisions(engine)
    with engine.begin() as connection:
        add_line(connection, "9901-1", left="990101", right="990122", name="东西线")
        connection.execute(
            text(
                "INSERT INTO boundary_alert (kind, key, boundary_id, marker_number, details)"
                " SELECT 'marker_displaced', 'x', id, '001Q', '{\"moved_m\": 3}' FROM boundary"
            )
        )
        connection.execute(
            text(
                "INSERT INTO boundary_alert (kind, key, boundary_id, details, ends, person)"
                " SELECT kind, key, boundary_id, details, id, '张' FROM boundary_alert"
                " WHERE boundary_id = (SELECT id FROM boundary WHERE number = '9901-1')"
            )
        )
    number = in_the_field(client)
    made = record(client, number, condition="damaged")["id"]
    finding = {"record": made, "category": "marker_damaged", "text": "断裂"} | WEST
    post(client, f"inspections/{number}/findings", finding)
    later = {"state": "deferred", "text": "汛后"} | WEST
    post(client, f"inspections/{number}/findings/1/steps", later)
    step(client, number, "reported", reason="试", document=deposit(client))
    step(client, number, "filed", day="2024-06-01")
    extra = created(client, round=None, reason="洪水", day="2024-07-01")
    check = get(client, f"inspections/{extra}/desk-check")
    assert (check["line"]["agreement"], check["line"]["agreed_on"]) == (
        "西萧线协议书",
        "2001-09-01",
    )
    assert [(one["number"], one["state"]) for one in check["markers"]] == [
        (one, "完好") for one in MARKERS
    ]
    [earlier] = check["earlier"]
    assert (earlier["id"], earlier["state_text"]) == (number, "备案")
    assert [one["state_text"] for one in earlier["unsettled"]] == ["暂缓"]
    assert check["since"] == "2024-06-01"
    assert [(one["code"], one["events"]) for one in check["changes"]] == [(LEFT, []), (RIGHT, [])]
    assert [(one["kind"], one["marker"]) for one in check["alerts"]] == [
        ("marker_displaced", "001Q")
    ]
    author = {"office": "990100", "person": "虚构市"}
    other = created(client, line="9901-1", **author)
    changed = get(client, f"inspections/{other}/desk-check")
    assert (changed["since"], changed["earlier"], changed["alerts"]) == ("2001-09-01", [], [])
    assert [(one["code"], one["known"], len(one["events"])) for one in changed["changes"]] == [
        ("990101", True, 1),
        ("990122", True, 1),
    ]
    effect = changed["changes"][0]["events"][0]["effects"][0]
    assert (effect["predecessor"]["name"], effect["successor"]["code"]) == ("东县", "990101")


def test_the_desk_check_says_where_nothing_is_known_of_divisions(client: TestClient) -> None:
    changes = get(client, f"inspections/{created(client)}/desk-check")["changes"]
    assert [(one["code"], one["known"]) for one in changes] == [(LEFT, False), (RIGHT, False)]


def test_writing_without_the_token_is_refused(client: TestClient) -> None:
    number = created(client)
    for path in (
        "inspection-rounds",
        "inspections",
        "inspections/plan",
        f"inspections/{number}/steps",
        f"inspections/{number}/parties",
        f"inspections/{number}/parties/1/withdrawal",
        f"inspections/{number}/records",
        f"inspections/{number}/records/1/confirmation",
        f"inspections/{number}/findings",
        f"inspections/{number}/findings/1/steps",
        f"inspections/{number}/photos",
        "files",
    ):
        assert client.post(f"/v1/{path}", json={}).status_code == 403, path


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"unheard": 1}, "bad-parameter"),
        ({"office": "33010"}, "bad-code"),
        ({"person": " "}, "bad-parameter"),
        ({"person": "a\0b"}, "bad-parameter"),
        ({"line": "a\0b"}, "bad-parameter"),
        ({"plan_year": 1900}, "bad-parameter"),
        ({"lead": "both"}, "bad-parameter"),
        ({"measures": {"within_m": 0}}, "bad-parameter"),
        ({"measures": {"gap_s": "NaN"}}, "bad-parameter"),
        ({"day": "2999-01-01"}, "bad-parameter"),
        ({"round": None}, "bad-parameter"),
        ({"reason": "x" * 2001}, "bad-parameter"),
        ({"day": "2024-02-30"}, "bad-date"),
    ],
)
def test_an_inspection_that_cannot_be_is_a_problem_of_its_kind(
    client: TestClient, changes: dict[str, Any], kind: str
) -> None:
    body = {"line": LINE, "plan_year": 2024, "round": 5, "day": "2024-05-01"} | WEST
    problem = post(client, "inspections", body | changes, 400)
    assert problem["type"] == f"urn:shikong:problem:{kind}"
    assert get(client, "inspections")["total"] == 0


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.sampled_from(["\ud800", "\0", "0001-01-01", "9999-12-31T23:59:59Z", "1e400", "33010\u0666"]),
    st.lists(st.integers(), max_size=2),
)
SHEET = {"side": "left", "subject": "other", "checked_at": CHECKED, "text": "试"} | WEST
FIELDS = (
    "side", "subject", "checked_at", "condition", "text", "marker", "from_m", "to_m", "device",
    "lon", "lat", "reset", "accuracy_m", "details", "corrects", "office", "person",
)  # fmt: skip


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.dictionaries(st.sampled_from(FIELDS), ODD, min_size=1, max_size=3))
def test_no_sheet_however_odd_breaks_the_server(
    client: TestClient, changes: dict[str, object]
) -> None:
    listed = get(client, "inspections")["inspections"]
    number = listed[0]["id"] if listed else in_the_field(client)
    answer = client.post(
        f"/v1/inspections/{number}/records",
        content=json.dumps(SHEET | changes),
        headers=HEAD | {"Content-Type": "application/json"},
    )
    assert answer.status_code in (201, 400, 403, 404, 409), answer.text


def test_details_of_a_record_are_bounded(client: TestClient) -> None:
    number = in_the_field(client)
    facts = {"高": 1.5, "数": 3, "完整": True, "注": "好", "空": None}
    told = record(client, number, details=facts)["details"]
    assert json.dumps(told, sort_keys=True) == json.dumps(facts, sort_keys=True)
    sheet = {"side": "left", "subject": "other", "checked_at": CHECKED} | WEST
    for details in ({"a": "x" * 2001}, {"a": [1]}, {"": 1}, {"a": "\0"}, {"reset": "rebuilt"}):
        post(client, f"inspections/{number}/records", sheet | {"details": details}, 400)

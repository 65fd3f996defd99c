"""The way of a name through the API: filed, returned, announced, listed for the public."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from spatial.api import name_filings, names
from spatial.api.name_filings import filing_settings
from spatial.api.settings import FilingSettings
from tests.conftest import TOKEN
from tests.division_rows import store_divisions

HEAD = {"Authorization": f"Bearer {TOKEN}"}
OFFICER = "虚构市民政局区划地名科"
PAPERS = [
    {"kind": kind, "name": f"{kind}.pdf", "sha256": "0" * 64, "reference": f"档案/{kind}"}
    for kind in ("report", "approval", "application", "hearing")
]
WHOLE: dict[str, Any] = {
    "officer": OFFICER,
    "kind": "naming",
    "category": "street",
    "standard_name": "望江路",
    "roman": "Wangjiang Lu",
    "division_code": "990101",
    "location": "东起滨河路，西至新华街",
    "geometry": {"type": "LineString", "coordinates": [[118.5, 30.2], [118.6, 30.2]]},
    "approving_authority": "虚构市人民政府",
    "approved_on": "2019-03-11",
    "filing_authority": "虚构市民政局",
    "papers": PAPERS,
}
ANNOUNCE = {"officer": OFFICER, "authority": "虚构市民政局", "announced_on": "2019-04-09"}


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    store_divisions(engine)
    return client_of(engine, name_filings.router)


def drafted(client: TestClient, **changes: Any) -> int:
    answer = client.post("/v1/name-filings", json=WHOLE | changes, headers=HEAD)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/v1/name-filings/{answer.json()['id']}"
    return int(answer.json()["id"])


def step(client: TestClient, number: int, name: str, **body: Any) -> Any:
    return client.post(
        f"/v1/name-filings/{number}/{name}", json={"officer": OFFICER} | body, headers=HEAD
    )


def announced(client: TestClient, **changes: Any) -> int:
    number = drafted(client, **changes)
    assert step(client, number, "file").status_code == 200
    answer = step(client, number, "announce", **ANNOUNCE)
    assert answer.status_code == 200, answer.text
    return number


def test_r2_7_a_name_is_drafted_filed_announced_and_shown_with_its_whole_history(
    client: TestClient,
) -> None:
    number = announced(client)
    answer = client.get(f"/v1/name-filings/{number}").json()
    assert answer["state"] == "announced"
    assert answer["division"]["path"] == "虚构省 虚构市 阳区"
    assert answer["geometry"]["type"] == "LineString"
    assert answer["papers"] == PAPERS
    assert [one["action"] for one in answer["history"]] == ["create", "file", "announce"]
    assert answer["history"][1]["checks"]["missing"] == []
    assert [one["revision"] for one in answer["revisions"]] == [1]
    assert answer["announcement"]["place_id"] == f"filing:{number}"
    assert "标准地名：望江路" in answer["announcement"]["text"]


def test_r2_7_announcement_that_lacks_an_item_is_a_problem_that_names_it_in_both_languages(
    client: TestClient,
) -> None:
    number = drafted(client, location=None, roman=None)
    step(client, number, "file")
    answer = step(client, number, "announce", **ANNOUNCE)
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert problem["type"] == "urn:shikong:problem:incomplete-name-filing"
    assert problem["missing"] == [
        {"item": "roman", "zh": "罗马字母拼写", "en": "Roman spelling"},
        {"item": "location", "zh": "位置描述", "en": "location description"},
    ]
    assert "位置描述 (location description)" in problem["detail"]


def test_writing_without_the_token_is_refused_and_changes_nothing(client: TestClient) -> None:
    number = drafted(client)
    assert client.post("/v1/name-filings", json=WHOLE).status_code == 403
    assert client.patch(f"/v1/name-filings/{number}", json={"officer": "x"}).status_code == 403
    for name in ("file", "return", "announce"):
        body = ANNOUNCE if name == "announce" else {"officer": "x", "remark": "y"}
        assert client.post(f"/v1/name-filings/{number}/{name}", json=body).status_code == 403
    assert client.get("/v1/name-filings").json()["total"] == 1
    assert client.get(f"/v1/name-filings/{number}").json()["state"] == "draft"


def test_returned_filing_is_changed_and_filed_again(client: TestClient) -> None:
    number = drafted(client)
    step(client, number, "file")
    assert step(client, number, "return", remark="缺平面图").json()["state"] == "returned"
    changed = client.patch(
        f"/v1/name-filings/{number}",
        json={"officer": OFFICER, "location": "东起滨江路", "revision": 1},
        headers=HEAD,
    )
    assert changed.json()["location"] == "东起滨江路"
    assert changed.json()["roman"] == "Wangjiang Lu"
    assert [one["location"] for one in changed.json()["revisions"]] == [
        "东起滨河路，西至新华街",
        "东起滨江路",
    ]
    assert step(client, number, "file").json()["state"] == "filed"


def test_field_is_emptied_by_null_and_kept_when_left_out(client: TestClient) -> None:
    number = drafted(client)
    changed = client.patch(
        f"/v1/name-filings/{number}",
        json={"officer": OFFICER, "geometry": None, "roman": None, "kind": None},
        headers=HEAD,
    ).json()
    assert (changed["geometry"], changed["roman"], changed["kind"]) == (None, None, "naming")
    assert changed["approved_on"] == "2019-03-11"


@pytest.mark.parametrize(
    ("changes", "status", "kind"),
    [
        ({"secrecy": "秘密"}, 400, "bad-parameter"),
        ({"secrecy": "公开吗"}, 400, "bad-parameter"),
        ({"division_code": "9901"}, 201, None),
        ({"division_code": "99010"}, 400, "bad-code"),
        ({"approved_on": "2019-02-30"}, 400, "bad-date"),
        ({"geometry": {"type": "Point", "coordinates": [30, 118]}}, 400, "bad-geometry"),
        ({"place_id": "chgis:nobody"}, 400, "bad-parameter"),
        ({"standard_name": ""}, 400, "bad-parameter"),
        ({"standard_name": "  "}, 400, "bad-parameter"),
        ({"kind": "praising"}, 400, "bad-parameter"),
        ({"category": "moon"}, 400, "bad-parameter"),
        ({"papers": [{"kind": "report", "name": "x", "sha256": "zz"}]}, 400, "bad-parameter"),
        ({"unheard": 1}, 400, "bad-parameter"),
    ],
)
def test_draft_that_cannot_be_is_a_problem_of_its_kind(
    client: TestClient, changes: dict[str, Any], status: int, kind: str | None
) -> None:
    answer = client.post("/v1/name-filings", json=WHOLE | changes, headers=HEAD)
    assert answer.status_code == status, answer.text
    if kind is not None:
        assert answer.json()["type"] == f"urn:shikong:problem:{kind}"
        assert client.get("/v1/name-filings").json()["total"] == 0


def test_step_out_of_turn_is_a_409_that_says_the_state(client: TestClient) -> None:
    number = announced(client)
    answer = step(client, number, "announce", **ANNOUNCE)
    assert answer.status_code == 409
    assert answer.json()["state"] == "announced"
    assert client.get("/v1/name-filings/999").status_code == 404


def test_filings_are_listed_by_state_division_and_day(client: TestClient) -> None:
    first, second = drafted(client), drafted(client, division_code="990122")
    step(client, first, "file")

    def numbers(**query: Any) -> list[int]:
        answer = client.get("/v1/name-filings", params=query).json()
        return [one["id"] for one in answer["filings"]]

    assert numbers() == [first, second]
    assert numbers(state="filed") == [first]
    assert numbers(state="draft") == [second]
    assert numbers(within="990122") == [second]
    assert numbers(within="9901") == [first, second]
    assert numbers(within="98") == []
    assert numbers(to="2020-01-01") == []
    assert numbers(**{"from": "2020-01-01"}) == [first, second]
    page = client.get("/v1/name-filings", params={"limit": 1, "offset": 1}).json()
    assert (page["total"], [one["id"] for one in page["filings"]]) == (2, [second])
    behind = client.get("/v1/name-filings", params={"offset": 5}).json()
    assert (behind["total"], behind["filings"]) == (2, [])


def test_public_list_holds_announced_names_only_as_json_and_csv(client: TestClient) -> None:
    number = announced(client)
    drafted(client, standard_name="内部路", secrecy="internal")
    answer = client.get("/v1/name-announcements", params={"within": "99"}).json()
    assert answer["total"] == 1
    (one,) = answer["announcements"]
    assert one["filing_id"] == number
    six = ("standard_name", "roman", "division_path", "location", "approving_authority")
    assert all(one[name] for name in six)
    assert one["approved_on"] == "2019-03-11"
    table = client.get("/v1/name-announcements", params={"format": "csv"})
    assert table.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["standard_name"] for row in rows] == ["望江路"]
    assert rows[0]["text"] == one["text"]
    assert client.get("/v1/name-announcements", params={"to": "2019-04-09"}).json()["total"] == 0
    before = {"known_at": "2020-01-01"}
    assert client.get("/v1/name-announcements", params=before).json()["total"] == 0


def test_announced_name_is_found_by_the_search_and_on_its_basis(
    engine: Engine, client_of: Callable[..., TestClient]
) -> None:
    store_divisions(engine)
    both = client_of(engine, name_filings.router, names.router)
    number = announced(both)

    def found(**query: Any) -> list[str]:
        answer = both.get("/v1/names", params={"q": "wangjianglu"} | query)
        assert answer.status_code == 200, answer.text
        return [hit["place_id"] for hit in answer.json()["hits"] if hit["standing"]]

    place = f"filing:{number}"
    assert found(date="2019-05-01") == [place]
    assert found(date="2019-03-20") == [place], "approved on 11 March"
    assert found(date="2019-03-20", basis="announced") == [], "announced on 9 April"
    assert found(date="2019-04-09", basis="announced") == [place]
    assert found(date="2019-03-10") == []


def test_spreadsheet_formula_in_a_text_is_no_formula_in_the_csv(client: TestClient) -> None:
    announced(client, location="=1+1")
    table = client.get("/v1/name-announcements", params={"format": "csv"})
    (row,) = csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")))
    assert row["location"] == "'=1+1"


def test_limit_of_days_is_a_setting_and_off_by_default(engine: Engine, client: TestClient) -> None:
    number = drafted(client)
    assert client.get(f"/v1/name-filings/{number}").json()["checks"]["days_late"] == 0
    client.app.dependency_overrides[filing_settings] = lambda: FilingSettings(days_allowed=10)  # type: ignore[attr-defined]
    filed = step(client, number, "file").json()
    assert filed["checks"]["days_late"] > 2000
    with engine.connect() as connection:
        kept = connection.execute(
            text("SELECT checks FROM name_filing_step WHERE action = 'file'")
        ).scalar_one()
    assert kept["days_late"] == filed["checks"]["days_late"]


def test_same_name_in_the_county_is_said_when_it_is_filed_again(client: TestClient) -> None:
    announced(client)
    number = drafted(client)
    checks = step(client, number, "file").json()["history"][-1]["checks"]
    assert [one["reason"] for one in checks["alike"]] == ["same_name"]
    assert checks["warnings"] == ["重名：望江路（990101）"]

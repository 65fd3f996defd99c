"""Declared datasets as a client sees them: lines, declarations, versions, templates."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from declaration_texts import DINING, dining, dining_text
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from spatial.api import business
from spatial.business.declarations.differences import document_of
from spatial.business.declarations.model import LINES
from spatial.business.declarations.reading import MOST_BYTES
from spatial.business.declarations.shipped import declare_shipped, shipped_declarations

WRITING = {"Authorization": "Bearer test-token"}


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(engine, business.router)


@pytest.fixture
def shipped(engine: Engine, client: TestClient) -> TestClient:
    declare_shipped(engine)
    return client


def declared(client: TestClient, text_: str = DINING, **headers: str) -> TestClient:
    answer = client.put("/v1/datasets/dining", content=text_, headers=WRITING | headers)
    assert answer.status_code in (200, 201), answer.text
    return client


def test_the_thirteen_lines_list_their_datasets_in_their_order(shipped: TestClient) -> None:
    lines = shipped.get("/v1/lines").json()["lines"]
    assert tuple(one["title"] for one in lines) == LINES
    [marriage] = [one for one in lines if one["title"] == "婚姻登记"]
    assert [one["id"] for one in marriage["datasets"]] == [
        "marriage_office",
        "marriage_registration",
        "marriage_registrations",
    ]
    assert marriage["datasets"][1] == {
        "id": "marriage_registration",
        "title": "婚姻登记月报",
        "holds": ["indicators"],
        "indicators": 6,
    }


def test_a_line_of_older_data_comes_last(engine: Engine, shipped: TestClient) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO dataset (id, title, line, owner) VALUES ('older', '旧', '其他', '市')"
            )
        )
    lines = shipped.get("/v1/lines").json()["lines"]
    assert (lines[-1]["title"], len(lines)) == ("其他", 14)


def test_datasets_of_a_line_are_listed_with_how_they_are_protected_r8_2(
    shipped: TestClient,
) -> None:
    found = shipped.get("/v1/datasets", params={"line": "流浪乞讨救助"}).json()["datasets"]
    events = next(one for one in found if one["id"] == "rescue_events")
    assert {key: events[key] for key in ("holds", "grade", "minimum_cell", "version")} == {
        "holds": ["cases"],
        "grade": "sensitive",
        "minimum_cell": 10,
        "version": 1,
    }
    assert events["retention_months"] == 24
    statistics = next(one for one in found if one["id"] == "rescue_statistics")
    share = next(one for one in statistics["indicators"] if one["nature"] == "rate")
    assert (share["numerator"], share["factor"]) == ("repeated_rescues", 100)


def test_a_dataset_is_declared_read_and_declared_again(client: TestClient) -> None:
    answer = client.put("/v1/datasets/dining", content=DINING, headers=WRITING)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert answer.json()["declared_by"] == "虚构市民政局养老服务科"
    got = client.get("/v1/datasets/dining")
    assert got.headers["etag"] == '"1"'
    document = got.json()["declaration"]
    assert document == document_of(dining())
    document["title"] = "助餐"
    renewed = client.put(
        "/v1/datasets/dining",
        params={"by": "虚构市"},
        content=json.dumps(document),
        headers=WRITING | {"If-Match": got.headers["etag"], "Content-Type": "application/json"},
    )
    assert (renewed.status_code, renewed.headers["etag"]) == (200, '"2"')
    same = client.put(
        "/v1/datasets/dining", content=json.dumps(document), headers=WRITING | {"If-Match": '"2"'}
    )
    assert (same.status_code, same.json()["version"]) == (200, 2)
    versions = client.get("/v1/datasets/dining/declarations").json()["declarations"]
    assert [(one["version"], one["declared_by"]) for one in versions] == [
        (2, "虚构市"),
        (1, "虚构市民政局养老服务科"),
    ]
    assert versions[0]["changes"] == [{"where": "title", "before": "老年助餐月报", "after": "助餐"}]
    assert versions[1]["changes"] is None


def test_nobody_overwrites_what_somebody_else_declared_meanwhile(client: TestClient) -> None:
    declared(client)
    changed = dining_text(("minimum_cell: 10", "minimum_cell: 15"))
    unsaid = client.put("/v1/datasets/dining", content=changed, headers=WRITING)
    assert (unsaid.status_code, unsaid.json()["version"]) == (428, 1)
    declared(client, changed, **{"If-Match": 'W/"1"'})
    lost = client.put("/v1/datasets/dining", content=DINING, headers=WRITING | {"If-Match": '"1"'})
    assert (lost.status_code, lost.json()["version"]) == (412, 2)
    assert lost.json()["type"] == "urn:shikong:problem:declaration-outdated"
    declared(client, DINING, **{"If-Match": "*"})
    new = client.put(
        "/v1/datasets/supper",
        content=DINING.replace("id: dining\n", "id: supper\n"),
        headers=WRITING | {"If-Match": "*"},
    )
    assert new.status_code == 412
    odd = client.put("/v1/datasets/dining", content=DINING, headers=WRITING | {"If-Match": '"a"'})
    assert (odd.status_code, "no version" in odd.json()["detail"]) == (400, True)


def test_a_refused_declaration_names_the_faulty_paths(engine: Engine, client: TestClient) -> None:
    def put(text_: str, **headers: str) -> tuple[int, list[str]]:
        answer = client.put("/v1/datasets/dining", content=text_, headers=WRITING | headers)
        assert answer.headers["content-type"] == "application/problem+json"
        return answer.status_code, [one["where"] for one in answer.json()["faults"]]

    wrong = dining_text(("kind: stock", "kind: snapshot"), ("type: integer", "type: money"))
    assert put(wrong) == (422, ["fields[1 meals].type", "indicators[0 diners].kind"])
    assert put(DINING.replace("id: dining\n", "id: supper\n")) == (422, ["id"])
    assert put("a: b: c") == (422, ["line 1, column 5"])
    declared(client)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO observation (indicator_id, division_code, starts, ends, value)"
                " VALUES ('diners', '990101', '2020-01-01', '2020-02-01', 3)"
            )
        )
    changed = dining_text(("unit: 人", "unit: 百人"))
    assert put(changed, **{"If-Match": '"1"'}) == (409, ["indicators[0 diners].unit"])


def test_declaring_needs_the_token_and_a_body_of_reasonable_length(client: TestClient) -> None:
    assert client.put("/v1/datasets/dining", content=DINING).status_code == 403
    long = client.put("/v1/datasets/dining", content="#" * (MOST_BYTES + 1), headers=WRITING)
    assert long.status_code == 413
    assert client.get("/v1/datasets/dining").status_code == 404
    assert client.get("/v1/datasets/dining/declarations").status_code == 404


def test_a_dataset_says_how_much_it_holds_and_hides_a_small_number_r8_4_r8_6(
    engine: Engine, client: TestClient
) -> None:
    declared(client)
    empty = client.get("/v1/datasets/dining").json()["holdings"]
    assert empty == {
        "records": {},
        "figures": 0,
        "data_from": None,
        "data_until": None,
        "known_at": None,
        "expired": 0,
        "expired_before": None,
    }
    _cases(engine, 99)
    few = client.get("/v1/datasets/dining").json()["holdings"]
    assert few["records"] == {"cases": None}
    _cases(engine, 24, after=99)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO observation (indicator_id, division_code, starts, ends, value,"
                " known_from) VALUES"
                " ('diners', '990101', '2019-12-01', '2020-01-01', 3, '2024-01-02'),"
                " ('diners', '990101', '2020-01-01', '2020-02-01', 3, '2024-01-03')"
            )
        )
    held = client.get("/v1/datasets/dining").json()["holdings"]
    assert held["records"] == {"cases": 100}
    assert held["figures"] == 2
    assert (held["data_from"], held["data_until"]) == ("2019-12-01", "2020-05-03")
    assert held["known_at"] == "2024-01-03T00:00:00Z"


def test_an_open_register_is_counted_exactly(engine: Engine, shipped: TestClient) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO record (dataset_id, holds, key, valid, geom) SELECT 'day_care',"
                " 'facilities', 'D' || n, daterange('2015-01-01', NULL),"
                " ST_SetSRID(ST_Point(110, 30), 4490) FROM generate_series(1, 3) AS n"
            )
        )
    held = shipped.get("/v1/datasets/day_care").json()["holdings"]
    assert (held["records"], held["data_until"]) == ({"facilities": 3}, "2015-01-01")


def _cases(engine: Engine, count: int, after: int = 0) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO record (dataset_id, holds, key, day, division_code, division_by,"
                " known_from) SELECT 'dining', 'cases', 'C' || n, DATE '2020-01-01' + n, '990101',"
                " 'code', '2024-01-01' FROM generate_series(1 + :after, :after + :count) AS n"
            ),
            {"count": count, "after": after},
        )


def test_an_empty_table_has_the_columns_of_the_declaration(client: TestClient) -> None:
    declared(client)
    answer = client.get("/v1/datasets/dining/template.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="dining.csv"'
    [header] = csv.reader(io.StringIO(answer.text))
    assert header == [
        "key", "day", "at", "division", "division_name", "lon", "lat", "address", "reason", "meals",
    ]  # fmt: skip
    figures = client.get("/v1/datasets/dining/template.csv", params={"of": "figures"}).text
    assert figures == "division,period,diners,dining_spending\r\n"


def test_the_workbook_bears_chinese_titles_units_choices_and_notes(client: TestClient) -> None:
    from openpyxl import load_workbook

    declared(client, dining_text(("title: 餐数", "title: =餐数")))
    answer = client.get("/v1/datasets/dining/template.xlsx")
    assert "spreadsheetml" in answer.headers["content-type"]
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["数据", "填写说明"]
    titles = [cell.value for cell in book["数据"][1]]
    assert titles[:3] == ["*编号", "*日期", "时间"]
    assert titles[-2:] == ["原因", "'=餐数（份）"]
    [choices] = book["数据"].data_validations.dataValidation
    assert (choices.formula1, str(choices.sqref)) == ('"独居,失能"', "I2:I10000")
    notes = {row[1]: row for row in book["填写说明"].iter_rows(min_row=3, values_only=True)}
    assert notes["meals"][3] == "整数；不小于 0"
    assert notes["key"][2] == "是"


def test_a_table_of_what_a_dataset_does_not_hold_is_refused(shipped: TestClient) -> None:
    for dataset, of in (("elderly_care", "records"), ("day_care", "figures")):
        answer = shipped.get(f"/v1/datasets/{dataset}/template.csv", params={"of": of})
        assert answer.status_code == 400
    assert shipped.get("/v1/datasets/nothing/template.xlsx").status_code == 404


def test_every_shipped_dataset_has_its_table_in_both_forms(shipped: TestClient) -> None:
    for dataset in shipped_declarations():
        for form in ("csv", "xlsx"):
            answer = shipped.get(f"/v1/datasets/{dataset.id}/template.{form}")
            assert answer.status_code == 200, dataset.id

"""The routes of harmonisation and of crosswalks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pyarrow.parquet as pq
import pytest
from area_rows import store_areas
from fastapi.testclient import TestClient
from harmonise_rows import squares, store_figures, store_indicator
from registry_rows import store_registry
from sqlalchemy import Engine

from spatial.api.business import crosswalks, harmonise

BEFORE, TODAY = date(2019, 12, 31), date(2024, 12, 31)
DAYS = "from=2018-12-31&to=2024-12-31"
WRITING = {"Authorization": "Bearer test-token"}


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
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
    store_figures(engine, "people", 2022, {"130502": 90, "130503": 120})
    store_indicator(engine, "income", None)
    return client_of(engine, harmonise.router, crosswalks.router)


def test_a_series_is_told_on_fixed_divisions_r10_1(client: TestClient) -> None:
    answer = client.get(
        "/v1/operators/harmonise",
        params={"indicator": "people", "date": "2024-12-31", "within": "1305"},
    )
    assert answer.status_code == 200
    found = answer.json()
    assert [(one["code"], one["starts"], one["value"]) for one in found["items"]] == [
        ("130502", "2018-01-01", 75),
        ("130503", "2018-01-01", 124),
        ("130502", "2022-01-01", 90),
        ("130503", "2022-01-01", 120),
    ]
    assert found["operator"] == "harmonise"
    assert found["summary"]["crosswalks"][0]["href"].startswith("/v1/crosswalks?")
    by_body = client.post(
        "/v1/operators/harmonise",
        json={"indicator": "people", "date": "2024-12-31", "within": "1305"},
    )
    assert by_body.json() == found


def test_a_span_of_periods_can_be_asked_for(client: TestClient) -> None:
    found = client.post(
        "/v1/operators/harmonise",
        json={"indicator": "people", "policy": "common_atoms", "from": "2020-01-01"},
    ).json()
    assert {one["starts"] for one in found["items"]} == {"2022-01-01"}


def test_an_indicator_without_metadata_is_a_problem_document_r10_5(client: TestClient) -> None:
    answer = client.get(
        "/v1/operators/harmonise", params={"indicator": "income", "date": "2024-12-31"}
    )
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:shikong:problem:not-harmonisable"


def test_a_crosswalk_comes_as_json_csv_and_parquet_r10_6(client: TestClient) -> None:
    found = client.get(f"/v1/crosswalks?{DAYS}").json()
    rows = {(one["source_code"], one["target_code"]): one for one in found["weights"]}
    assert rows["130521", "130502"]["weight"] == 0.25
    assert rows["130521", "130502"]["method"] == "stated"
    assert not rows["130521", "130502"]["exact"]
    assert rows["220381", "220184"]["exact"]
    sheet = client.get(f"/v1/crosswalks?{DAYS}", headers={"Accept": "text/csv"})
    assert sheet.headers["x-crosswalk-id"] == found["id"]
    read = list(csv.DictReader(io.StringIO(sheet.text)))
    assert len(read) == found["rows"]
    table = pq.read_table(io.BytesIO(client.get(f"/v1/crosswalks?{DAYS}&format=parquet").content))
    assert table.schema.metadata[b"id"] == found["id"].encode()
    assert table.to_pylist() == found["weights"]


def test_weights_of_the_way_back_are_others_r10_6(client: TestClient) -> None:
    there = client.get(f"/v1/crosswalks?{DAYS}").json()
    back = client.get("/v1/crosswalks?from=2024-12-31&to=2018-12-31").json()
    assert back["id"] != there["id"]
    rows = {(one["source_code"], one["target_code"]): one["weight"] for one in back["weights"]}
    # 桥东区 and 桥西区 are not drawn before 2020: how much of today's came from them, who knows.
    assert rows["130502", "130521"] == 0
    for one in back["weights"]:
        assert one["coverage"] == 1 or one["reason"]


def test_a_version_of_weights_is_kept_under_its_digest_r10_6(client: TestClient) -> None:
    assert client.post(f"/v1/crosswalks?{DAYS}").status_code == 403
    kept = client.post(f"/v1/crosswalks?{DAYS}", headers=WRITING)
    assert kept.status_code == 201
    assert client.post(f"/v1/crosswalks?{DAYS}", headers=WRITING).status_code == 200
    id_ = kept.json()["id"]
    found = client.get(f"/v1/crosswalks/{id_}").json()
    assert found == client.get(f"/v1/crosswalks?{DAYS}").json()
    sheet = client.get(f"/v1/crosswalks/{id_}.csv")
    assert sheet.headers["content-type"].startswith("text/csv")
    assert client.get(f"/v1/crosswalks/{id_}.parquet").content[:4] == b"PAR1"
    missing = client.get("/v1/crosswalks/" + "0" * 32)
    assert missing.status_code == 404
    assert missing.json()["type"] == "urn:shikong:problem:unknown-crosswalk"


def test_weights_of_another_hand_go_before_ours_r10_6(client: TestClient) -> None:
    body = "source_code,target_code,weight\n130521,130502,0.4\n130521,130503,0.6\n"
    kept = client.post(
        f"/v1/crosswalks/import?{DAYS}&source=某研究所", content=body.encode("gbk"), headers=WRITING
    )
    assert kept.status_code == 201, kept.text
    found = client.get(
        "/v1/operators/harmonise",
        params={"indicator": "people", "date": "2024-12-31", "within": "1305"}
        | {"weights": kept.json()["id"], "to": "2018-12-31"},
    ).json()
    assert [one["value"] for one in found["items"]] == [90, 109]
    assert found["items"][0]["methods"] == ["unchanged", "imported"]
    backwards = client.get(
        "/v1/operators/harmonise",
        params={"indicator": "people", "date": "2018-12-31", "weights": kept.json()["id"]},
    )
    assert backwards.status_code == 400
    assert "one way" in backwards.json()["detail"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("source_code,target_code\n130521,130502\n", "no column weight"),
        ("source_code,target_code,weight\n130521,130502,0.4\n", "sum to 1"),
        ("source_code,target_code,weight\n130521,130502,0.8\n130521,130503,0.3\n", "sum to 1"),
        ("source_code,target_code,weight\n130521,130502,x\n", "line 2: weight 'x'"),
        ("source_code,target_code,weight\n130521,130502,1.5\n", "from 0 to 1"),
        ("source_code,target_code,weight\n130521,130502,1\n130521,130502,0\n", "twice"),
        ("source_code,target_code,weight\n130521,130521,1\n", "no unit of level county"),
        ("source_code,target_code,weight\n13x,130521,1\n", "line 2"),
    ],
)
def test_a_table_of_weights_that_is_wrong_is_refused_r10_6(
    client: TestClient, body: str, said: str
) -> None:
    answer = client.post(
        f"/v1/crosswalks/import?{DAYS}&source=x", content=body.encode(), headers=WRITING
    )
    assert answer.status_code in (400, 404)
    assert said in answer.json()["detail"]


def test_a_sum_below_one_with_a_reason_is_taken_r10_6(client: TestClient) -> None:
    body = "source_code,target_code,weight,reason\n130521,130502,0.4,海域未计\n"
    kept = client.post(
        f"/v1/crosswalks/import?{DAYS}&source=x", content=body.encode(), headers=WRITING
    )
    assert kept.status_code == 201
    (row,) = client.get(f"/v1/crosswalks/{kept.json()['id']}").json()["weights"]
    assert (row["coverage"], row["reason"]) == (0.4, "海域未计")

"""The routes of the business lines, as a client sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from division_rows import store_divisions
from fastapi.testclient import TestClient
from indicator_folder import indicator_folder
from sqlalchemy import Engine

from ingest.business.facilities import load_facilities
from ingest.business.indicators import load_indicators
from spatial.api import business


@pytest.fixture
def client(engine: Engine, tmp_path: Path, client_of: Callable[..., TestClient]) -> TestClient:
    """A client over a database with lists, indicators and facilities."""
    store_divisions(engine)
    load_indicators(
        engine,
        indicator_folder(
            tmp_path / "in",
            "residents,990101,2018-11,50",
            "residents,990101,2019-01,3",
            "spending,990101,2018-12,120.5",
            "spending,990101,2019-01,10",
            "spending,990101,2019-03,40",
            "helped,990101,2018-01,3",
        ),
    )
    register = tmp_path / "facilities.csv"
    register.write_text(
        "id,name,kind,lon,lat,address,beds,valid_from,valid_to\n"
        "F1,虚构福利院,care_institution,110.5,30.25,虚构路1号,120,2008-03-01,\n"
        "F2,东区敬老院,care_institution,110.6,30.25,,,2008-03-01,2015-01-01\n",
        encoding="utf-8",
    )
    load_facilities(engine, register)
    return client_of(engine, business.router)


def test_datasets_list_their_indicators_and_what_the_numbers_mean(client: TestClient) -> None:
    answer = client.get("/v1/datasets")
    assert answer.status_code == 200
    [dataset] = [one for one in answer.json()["datasets"] if one["id"] == "elderly"]
    assert dataset["line"] == "养老"
    by_id = {one["id"]: one for one in dataset["indicators"]}
    assert by_id["residents"] == {
        "id": "residents",
        "dataset": "elderly",
        "title": "在院老年人数",
        "unit": "人",
        "kind": "stock",
        "period": "month",
        "additive_space": True,
        "additive_time": False,
        "nature": "extensive",
        "numerator": None,
        "denominator": None,
        "factor": 1,
        "weight": None,
        "signed": False,
        "grade": "open",
        "minimum_cell": 5,
        "readable": True,
        "data_from": "2018-11",
        "data_until": "2019-01",
    }
    assert by_id["admissions"]["data_until"] is None
    assert by_id["helped"]["readable"] is False


def test_the_nearest_facilities_of_a_day_come_with_distance_and_period(client: TestClient) -> None:
    answer = client.get(
        "/v1/facilities/nearest",
        params={"lon": 110.6, "lat": 30.25, "kind": "care_institution", "date": "2014-12-31"},
    )
    assert answer.status_code == 200
    got = answer.json()
    assert got["kind"] == {"id": "care_institution", "title": "养老机构"}
    assert (got["date"], got["data_until"], got["last_known"]) == (
        "2014-12-31",
        "2015-01-01",
        False,
    )
    near, far = got["facilities"]
    assert (near["id"], near["distance_m"], near["valid_to"]) == ("F2", 0, "2015-01-01")
    # 0.1° of the parallel of 30.25° on the ellipsoid of CGCS2000.
    assert far == {
        "id": "F1",
        "name": "虚构福利院",
        "kind": "care_institution",
        "address": "虚构路1号",
        "beds": 120,
        "lon": 110.5,
        "lat": 30.25,
        "distance_m": pytest.approx(9624.1, abs=0.5),
        "valid_from": "2008-03-01",
        "valid_to": None,
    }


def test_the_limit_cuts_the_list_and_the_date_closes_what_was_closed(client: TestClient) -> None:
    query = {"lon": 110.6, "lat": 30.25, "kind": "care_institution"}

    def ids(**more: object) -> list[str]:
        found = client.get("/v1/facilities/nearest", params=query | more).json()
        return [one["id"] for one in found["facilities"]]

    assert ids(date="2014-12-31", limit=1) == ["F2"]
    assert ids(date="2015-01-01") == ["F1"]
    assert ids() == ["F1"]


def test_no_facility_is_an_answer_with_a_reason(client: TestClient) -> None:
    got = client.get(
        "/v1/facilities/nearest?lon=110&lat=30&kind=care_institution&date=2000-01-01"
    ).json()
    assert (got["facilities"], got["reason"]) == ([], "before_the_record")


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("lon=181&lat=30&kind=day_care", "lon=181.0 is no longitude"),
        ("lon=30&lat=110&kind=day_care", "are lon and lat swapped?"),
        ("lon=nan&lat=30&kind=day_care", "lon"),
        ("lon=110&lat=30&kind=palace", "one of care_institution, day_care, rescue_station"),
        ("lon=110&lat=30", "query.kind"),
        ("lon=110&lat=30&kind=day_care&limit=0", "query.limit"),
        ("lon=110&lat=30&kind=day_care&limit=101", "query.limit"),
        ("lon=110&lat=30&kind=day_care&date=2021-02-30", "'2021-02-30' is not in the calendar"),
    ],
)
def test_a_bad_question_for_facilities_says_what_is_wrong(
    client: TestClient, query: str, detail: str
) -> None:
    answer = client.get(f"/v1/facilities/nearest?{query}")
    assert answer.status_code == 400
    assert detail in answer.json()["detail"]

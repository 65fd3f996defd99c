"""Many points in one request: every row comes back, with a unit or the reason why in none."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from spatial.api import division_batches, divisions
from tests.spatial.divisions.point_worlds import store_point_world

AT = "/v1/divisions/at"
CSV = {"content-type": "text/csv"}
PARQUET = {"content-type": "application/vnd.apache.parquet"}


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    store_point_world(engine)
    return client_of(engine, divisions.router, division_batches.router)


def rows_of(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def ask(client: TestClient, table: str | bytes, **query: str) -> list[dict[str, str]]:
    return rows_of(client.post(AT, params=query, content=table, headers=CSV))


def test_r1_8_every_point_has_one_unit_of_each_level_or_a_reason(client: TestClient) -> None:
    table = "id,lon,lat\nland,116.5,30.5\nunclear,118.5,30.5\ndirect,119.5,30.5\nsea,110,20\n"
    found = {row["id"]: row for row in ask(client, table, date="2012-01-01")}
    assert found["land"]["county_code"] == "990101"
    assert found["land"]["county_name"] == "甲区"
    assert found["land"]["prefecture_code"] == "990100"
    assert found["land"]["province_grade"] == "held"
    assert found["unclear"]["county_code"] == ""
    assert found["unclear"]["county_reason"] == "no_geometry"
    assert found["direct"]["county_code"] == "990081"
    assert found["direct"]["prefecture_reason"] == "no_prefecture"
    assert {found["sea"][f"{level}_reason"] for level in ("province", "prefecture", "county")} == {
        "sea"
    }
    assert all(row["row_error"] == "" for row in found.values())


def test_each_row_is_answered_for_its_own_date_and_the_day_of_change_is_the_new_state(
    client: TestClient,
) -> None:
    table = (
        "lon,lat,date\n117.5,30.5,2015-06-14\n117.5,30.5,2015-06-15\n117.5,30.5,\n"
        "117.5,30.5,2010-12-30\n110,20,2010-12-30\n"
    )
    found = ask(client, table, date="2010-12-31")
    assert [row["county_code"] for row in found] == ["990102", "990103", "990102", "", ""]
    assert [row["county_reason"] for row in found][3:] == ["before_the_record", "sea"]


def test_a_point_on_a_limit_belongs_to_the_unit_of_the_smallest_code(client: TestClient) -> None:
    (row,) = ask(client, "lon,lat\n117,30.5\n", date="2012-01-01")
    assert row["county_code"] == "990101"


def test_rows_that_cannot_be_read_stay_in_their_places_and_say_why(client: TestClient) -> None:
    table = (
        "name,lon,lat,date\n"
        "good,116.5,30.5,2012-01-01\n"
        "text,east,30.5,2012-01-01\n"
        "blank,,30.5,2012-01-01\n"
        "swapped,30.5,116.5,2012-01-01\n"
        "no day,116.5,30.5,2012-02-30\n"
        "too,many,116.5,30.5,2012-01-01\n"
        "nan,nan,30.5,2012-01-01\n"
        "+,+116.5, 30.5 ,2012-01-01\n"
    )
    found = ask(client, table)
    faults = [row["row_error"] for row in found]
    assert [row["name"] for row in found][:5] == ["good", "text", "blank", "swapped", "no day"]
    assert faults[0] == faults[7] == ""
    assert faults[1] == "lon 'east' is no number of degrees"
    assert faults[2] == "lon is missing"
    assert "are lon and lat swapped?" in faults[3]
    assert "'2012-02-30' is not in the calendar" in faults[4]
    assert "too,many,116.5,30.5,2012-01-01" in faults[5]
    assert "the row has 5 columns, the header 4" in faults[5]
    assert faults[6].startswith("lon 'nan'")
    assert [row["county_code"] for row in found] == ["990101", *[""] * 6, "990101"]
    assert {row["county_reason"] for row in found} == {""}


def test_other_columns_come_back_as_they_came(client: TestClient) -> None:
    table = 'code,lon,lat,remark\n007,116.5,30.5,"a, ""b""\nc"\n'
    (row,) = ask(client, table)
    assert (row["code"], row["remark"]) == ("007", 'a, "b"\nc')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_csv_of_a_spreadsheet_is_read_in_its_encoding(client: TestClient, encoding: str) -> None:
    table = "名称,经度,纬度,日期\r\n机构,116.5,30.5,2012-01-01\r\n".encode(encoding)
    (row,) = ask(client, table)
    assert (row["名称"], row["county_name"]) == ("机构", "甲区")


def test_a_gzip_body_is_unpacked_and_a_broken_one_refused(client: TestClient) -> None:
    packed = gzip.compress(b"lon,lat\n116.5,30.5\n") + gzip.compress(b"118.5,30.5\n")
    found = ask(client, packed, date="2019-01-01")
    assert [row["county_code"] for row in found] == ["990103", "990121"]
    broken = client.post(AT, content=packed[:-9], headers=CSV)
    assert broken.status_code == 400
    assert "ends in its middle" in broken.json()["detail"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "the body is empty"),
        (b"x,y\n1,2\n", "there is no column lon"),
        (b"lon,name\n1,2\n", "there is no column lat"),
        (b"lon,lat,lon\n1,2,3\n", "'lon' stands twice"),
        (b"lon,lat,county_code\n1,2,3\n", "'county_code' already"),
        (b"lon,lat,row_error\n1,2,3\n", "row_error"),
        ("lon,lat\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"lon,lat\n1,\xff\xff\xff\n", "neither in UTF-8 nor in GBK"),
    ],
)
def test_a_body_that_is_no_table_of_points_is_refused_with_the_reason(
    client: TestClient, body: bytes, sentence: str
) -> None:
    answer = client.post(AT, content=body, headers=CSV)
    assert answer.status_code == 400, answer.text
    assert sentence in answer.json()["detail"]


def test_a_header_without_rows_is_answered_without_rows(client: TestClient) -> None:
    answer = client.post(AT, content="lon,lat\n", headers=CSV)
    assert rows_of(answer) == []
    assert answer.text.startswith("lon,lat,province_code,")


def test_a_body_of_another_type_is_refused(client: TestClient) -> None:
    answer = client.post(AT, content="{}", headers={"content-type": "application/json"})
    assert answer.status_code == 415
    assert answer.json()["type"] == "urn:shikong:problem:unsupported-upload"


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_above_the_setting_is_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    monkeypatch.setenv("SHIKONG_UPLOAD_MOST_MEGABYTES", "1")
    table = b"lon,lat\n" + b"116.5,30.5\n" * 100_000
    body = gzip.compress(table) if packed else table
    answer = client.post(AT, content=body, headers=CSV)
    assert answer.status_code == 413
    assert answer.json()["most_bytes"] == 1_000_000


def test_a_parquet_table_keeps_its_types_and_can_be_answered_in_every_form(
    client: TestClient,
) -> None:
    days = pa.array([15_000, None], pa.int32()).cast(pa.date32())
    table = pa.table(
        {"id": pa.array([1, 2]), "lon": [116.5, 118.5], "lat": [30.5, 30.5], "date": days}
    )
    file = io.BytesIO()
    pq.write_table(table, file)
    query = {"date": "2019-01-01", "levels": "county"}
    answer = client.post(AT, params=query, content=file.getvalue(), headers=PARQUET)
    found = pq.read_table(io.BytesIO(answer.content))
    assert found.select(["id", "lon", "lat", "date"]) == table
    assert found["county_code"].to_pylist() == ["990101", "990121"]
    assert "province_code" not in found.column_names
    in_arrow = client.post(
        AT, params=query | {"format": "arrow"}, content=file.getvalue(), headers=PARQUET
    )
    assert pa.ipc.open_stream(in_arrow.content).read_all() == found
    as_rows = client.post(
        AT, params=query | {"format": "csv"}, content=file.getvalue(), headers=PARQUET
    )
    assert [row["county_code"] for row in rows_of(as_rows)] == ["990101", "990121"]


def test_a_geoparquet_point_column_is_read(client: TestClient) -> None:
    shapes = [shapely.Point(116.5, 30.5), shapely.LineString([(0, 0), (1, 1)]), None]
    table = pa.table(
        {"geometry": pa.array([None if one is None else one.wkb for one in shapes], pa.binary())},
        metadata={
            "geo": '{"version": "1.1.0", "primary_column": "geometry",'
            ' "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}}}'
        },
    )
    file = io.BytesIO()
    pq.write_table(table, file)
    query = {"date": "2012-01-01"}
    answer = client.post(AT, params=query, content=file.getvalue(), headers=PARQUET)
    found = pq.read_table(io.BytesIO(answer.content))
    assert found["county_code"].to_pylist() == ["990101", None, None]
    assert found["row_error"].to_pylist() == [None, "lon is missing", "lon is missing"]


def test_bytes_that_are_no_parquet_are_refused(client: TestClient) -> None:
    answer = client.post(AT, content=b"lon,lat\n1,2\n", headers=PARQUET)
    assert answer.status_code == 400
    assert "no Parquet file" in answer.json()["detail"]


def test_an_unknown_level_is_refused_with_those_that_are_there(client: TestClient) -> None:
    answer = client.post(
        AT, params={"levels": "county,village"}, content="lon,lat\n1,2\n", headers=CSV
    )
    assert answer.status_code == 400
    assert "there are province, prefecture, county" in answer.json()["detail"]


def test_long_tables_come_back_whole_and_in_order(client: TestClient) -> None:
    table = "id,lon,lat\n" + "".join(
        f"{i},{116.5 + i % 4},30.5\n" if i % 1000 else f"{i}\n" for i in range(200_000)
    )
    found = ask(client, table, date="2019-01-01", levels="county")
    assert len(found) == 200_000
    expected = ["990103", "990103", "990121", "990081"]
    for i, row in enumerate(found):
        if i % 1000:
            assert (row["id"], row["county_code"]) == (str(i), expected[i % 4])
        else:
            assert row["row_error"].endswith(f"'{i}'")

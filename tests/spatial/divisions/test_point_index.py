"""Points in bulk are answered as one point is, at every place and date, as known at any time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from threading import Thread
from typing import Any

import numpy as np
import pytest
import shapely
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from spatial.api import division_batches, divisions
from spatial.division_codes import Level
from spatial.divisions.bulk.kept import Kept
from spatial.divisions.bulk.point_index import ALWAYS, FOR_EVER, NO_AREA, Area, Coverage, PointIndex
from tests.spatial.divisions.point_worlds import store_point_world

# Corners and edges of the counties as often as their insides.
LONGITUDES = st.sampled_from([116.0, 117.0, 118.0, 120.0]) | st.floats(115.5, 120.5)
LATITUDES = st.sampled_from([30.0, 31.0]) | st.floats(29.8, 31.2)
DAYS = st.dates(date(2009, 1, 1), date(2026, 1, 1)) | st.sampled_from(
    [date(2010, 12, 31), date(2015, 6, 15), date(2018, 12, 31)]
)
POINTS = st.lists(st.tuples(LONGITUDES, LATITUDES, DAYS), min_size=1, max_size=12)


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    store_point_world(engine)
    return client_of(engine, divisions.router, division_batches.router)


def in_bulk(client: TestClient, points: list[tuple[float, float, date]], **query: str) -> Any:
    table = "lon,lat,date\n" + "".join(f"{lon!r},{lat!r},{day}\n" for lon, lat, day in points)
    answer = client.post(
        "/v1/divisions/at", params=query, content=table, headers={"content-type": "text/csv"}
    )
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def one_by_one(client: TestClient, lon: float, lat: float, day: date, **query: str) -> Any:
    answer = client.get(
        "/v1/divisions/at", params={"lon": lon, "lat": lat, "date": day.isoformat()} | query
    )
    assert answer.status_code == 200, answer.text
    return {one["level"]: one for one in answer.json()["levels"]}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(points=POINTS, basis=st.sampled_from(["list", "announced", "approved"]))
def test_points_in_bulk_are_answered_as_one_point_is(
    client: TestClient, points: list[tuple[float, float, date]], basis: str
) -> None:
    for row, (lon, lat, day) in zip(in_bulk(client, points, basis=basis), points, strict=True):
        for level, single in one_by_one(client, lon, lat, day, basis=basis).items():
            unit = single["division"] or {"code": None, "name": None}
            assert row[f"{level}_code"] == (unit["code"] or "")
            assert row[f"{level}_name"] == (unit["name"] or "")
            assert row[f"{level}_grade"] == (single["grade"] or "")
            assert row[f"{level}_reason"] == (single["reason"] or "")


def test_r1_4_a_bulk_answer_of_the_past_is_given_again_after_a_correction(
    engine: Engine, client: TestClient
) -> None:
    point = [(116.5, 30.5, date(2012, 1, 1))]
    before = in_bulk(client, point)
    with engine.begin() as connection:
        past = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    with engine.begin() as connection:
        wrong = connection.execute(
            text(
                "UPDATE division_area SET known = tstzrange(lower(known), now())"
                " WHERE code = '990101' RETURNING id"
            )
        ).scalar_one()
        right = connection.execute(
            text(
                "INSERT INTO division_area (level, code, name, valid, grade, geom, label_point)"
                " SELECT level, '990109', name, valid, grade, geom, label_point"
                " FROM division_area WHERE id = :wrong RETURNING id"
            ),
            {"wrong": wrong},
        ).scalar_one()
        connection.execute(
            text(
                "INSERT INTO division_area_atom SELECT :right, atom_id FROM division_area_atom"
                " WHERE area_id = :wrong"
            ),
            {"right": right, "wrong": wrong},
        )
    assert in_bulk(client, point)[0]["county_code"] == "990109"
    assert in_bulk(client, point, known_at=past.isoformat()) == before
    assert before[0]["county_code"] == "990101"


def test_a_unit_that_a_second_vintage_tells_apart_is_named_with_the_grade_cut(
    engine: Engine, client: TestClient
) -> None:
    with engine.begin() as connection:
        run = connection.execute(text("SELECT id FROM ingest_run")).scalar_one()
        connection.execute(
            text("INSERT INTO division_identity (id, scheme) VALUES ('mca:a:2010', 'mca'),"
                 " ('mca:b:2010', 'mca')")
        )  # fmt: skip
        vintage = connection.execute(
            text(
                "INSERT INTO shape_vintage (name, level, drawn_as_of, source_crs, role, run_id)"
                " VALUES ('second', 'county', '2014-06-30', 'EPSG:4490', 'second', :run)"
                " RETURNING id"
            ),
            {"run": run},
        ).scalar_one()
        for identity, code, west in (
            ("mca:a:2010", "990121", 118),
            ("mca:b:2010", "990122", 118.4),
        ):
            connection.execute(
                text(
                    "WITH unit AS (INSERT INTO division (code, name, level, parent_code, valid,"
                    " identity_id, run_id) VALUES (:code, :code, 'county', '990100',"
                    " '[2010-12-31,2018-12-31)', :identity, :run) RETURNING id)"
                    " INSERT INTO division_area_candidate SELECT area.id, unit.id"
                    " FROM unit, division_area AS area WHERE area.flag = 'no_geometry'"
                ),
                {"code": code, "identity": identity, "run": run},
            )
            connection.execute(
                text(
                    "INSERT INTO division_shape (vintage_id, code, name, published, geom) VALUES"
                    " (:vintage, :code, :code, true,"
                    " ST_Multi(ST_MakeEnvelope(:west, 30, :west + 0.5, 31, 4490)))"
                ),
                {"vintage": vintage, "code": code, "west": west},
            )
    day = date(2012, 1, 1)
    places = [(lon, 30.5, day) for lon in (118.2, 118.45, 118.7, 118.95)]
    found = in_bulk(client, places)
    assert [row["county_code"] for row in found] == ["990121", "", "990122", ""]
    assert [row["county_grade"] for row in found] == ["cut", "unknown", "cut", "unknown"]
    for row, (lon, lat, _) in zip(found, places, strict=True):
        single = one_by_one(client, lon, lat, day)["county"]
        assert (single["division"] or {"code": ""})["code"] == row["county_code"]
        assert single["grade"] == row["county_grade"]


def square(west: float) -> Any:
    return shapely.MultiPolygon([shapely.box(west, 0, west + 1, 1)])


def area(number: int, code: str, atoms: list[int], *spans: tuple[int, int]) -> Area:
    return Area(
        number, Level.COUNTY, None, code, code, None, "held", None, None, spans,
        np.array(atoms, dtype=np.int32),
    )  # fmt: skip


def test_an_area_that_is_drawn_in_two_spans_is_found_in_both_and_not_between() -> None:
    shapes = np.array([square(0)], dtype=object)
    index = PointIndex(
        [Coverage(Level.COUNTY, shapes, np.ones(1))],
        [area(1, "a", [0], (ALWAYS, 10), (20, FOR_EVER)), area(2, "b", [0], (12, 20))],
    )
    days = np.array([-(10**6), 9, 10, 11, 12, 19, 20, 10**6])
    lon = lat = np.full(len(days), 0.5)
    found = index.locate(lon, lat, days, [Level.COUNTY])[Level.COUNTY]
    assert found.tolist() == [0, 0, NO_AREA, NO_AREA, 1, 1, 0, 0]


def test_a_value_is_made_once_for_all_threads_and_the_oldest_is_forgotten() -> None:
    kept: Kept[int] = Kept(2)
    made: list[str] = []

    def make(key: str) -> int:
        made.append(key)
        return len(made)

    threads = [Thread(target=lambda: kept.get("a", lambda: make("a"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for key in ("b", "a", "c", "a", "b"):
        kept.get(key, lambda key=key: make(key))  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]

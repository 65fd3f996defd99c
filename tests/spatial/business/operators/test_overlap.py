"""The places of one dataset and the areas of another: what lies in them, what goes beyond."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from record_rows import (
    Facility,
    Outline,
    store_dataset,
    store_facilities,
    store_outlines,
    store_world,
    take_back,
)
from shapely.geometry import box, shape
from sqlalchemy import Engine, text

import spatial.api.business
from spatial.business.answering.answer import Answer
from spatial.business.answering.kept import asked_again, keep, kept_answer
from spatial.business.operators.again import AGAIN
from spatial.business.operators.overlap import OverlapQuestion, Relation, overlap
from spatial.business.operators.standing import Asked
from spatial.db import read_sql
from spatial.division_codes import Level
from spatial.errors import BadParameter, NotPermitted, UnknownDataset
from spatial.temporal import Period

ALWAYS = Period(date(2012, 1, 1), None)
DAY = Asked(date(2019, 1, 1), Level.COUNTY)
GEOD = Geod(ellps="GRS80")  # that of CGCS2000, but for the twelfth digit of its flattening


def square_metres(geometry: Any) -> float:
    """Geodesic, of edges that are straight in degrees and short."""
    area, _ = GEOD.geometry_area_perimeter(geometry)
    return abs(area)


@pytest.fixture
def world(engine: Engine) -> Engine:
    """Homes and cemeteries in changing counties; flood zones and approved outlines."""
    store_world(engine)
    with engine.begin() as connection:
        store_dataset(connection, "homes", "facilities", grade="open")
        store_dataset(connection, "zones", "areas")
        store_dataset(connection, "approved", "areas")
        store_dataset(connection, "observed", "areas")
        store_dataset(connection, "closed", "facilities", grade="sensitive")
    ended = Period(date(2012, 1, 1), date(2019, 1, 1))
    store_facilities(
        engine,
        "homes",
        [
            Facility("in", (110.5, 30.5), ALWAYS, {"name": "甲院"}),
            Facility("edge", (110.6, 30.5), ALWAYS),
            Facility("out", (110.7, 30.5), ALWAYS),
            Facility("ended", (110.5, 30.5), ended),
            Facility("north", (110.5, 31.5), ALWAYS),
        ],
    )
    store_outlines(
        engine,
        "zones",
        [
            Outline("z1", (110.4, 30.4, 110.6, 30.6), ALWAYS, {"name": "洪涝区"}),
            Outline("z2", (110.45, 30.45, 110.55, 30.55), ALWAYS),
            Outline("z3", (110.4, 31.4, 110.6, 31.6), ALWAYS),
            Outline("old", (110.65, 30.4, 110.75, 30.6), ended),
        ],
    )
    store_outlines(
        engine,
        "approved",
        [
            Outline("a", (110.1, 30.1, 110.11, 30.11), ALWAYS),
            Outline("b", (110.11, 30.1, 110.12, 30.11), ALWAYS),
        ],
    )
    store_outlines(
        engine,
        "observed",
        [
            Outline("o1", (110.1, 30.1, 110.112, 30.11), ALWAYS, {"reason": "a"}),
            Outline("o2", (110.111, 30.101, 110.119, 30.109), ALWAYS, {"reason": "b"}),
            Outline("o3", (110.2, 30.2, 110.21, 30.21), ALWAYS, {"reason": "none"}),
        ],
    )
    return engine


def ask(engine: Engine, *said: Any, **more: Any) -> Answer:
    with engine.connect() as connection:
        return overlap(connection, OverlapQuestion(more.pop("asked", DAY), *said, **more))


def test_facilities_are_told_with_the_areas_they_stand_in_on_the_day_r8_1(world: Engine) -> None:
    answer = ask(world, "homes", "zones")
    told = {item["key"]: [area["key"] for area in item["areas"]] for item in answer.items}
    assert told == {"in": ["z1", "z2"], "edge": ["z1"], "north": ["z3"]}
    first = next(item for item in answer.items if item["key"] == "in")
    assert (first["name"], first["code"], first["unit"]) == ("甲院", "990101", "甲县")
    assert first["areas"][0] == {"key": "z1", "name": "洪涝区"}
    assert answer.summary == {
        "records": 3,
        "listed": 3,
        "by_area": {"z1": 2, "z2": 1, "z3": 1},
        "without_place": 0,
    }


def test_another_day_has_other_places_areas_and_counties_r8_6(world: Engine) -> None:
    before = ask(world, "homes", "zones", asked=Asked(date(2015, 1, 1), Level.COUNTY))
    assert {item["key"] for item in before.items} == {"in", "edge", "out", "ended", "north"}
    codes = {item["key"]: item["code"] for item in before.items}
    assert codes["north"] == "990101"
    now = ask(world, "homes", "zones")
    assert {item["key"]: item["code"] for item in now.items}["north"] == "990102"


def test_only_those_in_a_division_of_the_day(world: Engine) -> None:
    assert [one["key"] for one in ask(world, "homes", "zones", within="990102").items] == ["north"]


def test_areas_share_square_metres(world: Engine) -> None:
    (item,) = (one for one in ask(world, "observed", "approved").items if one["key"] == "o1")
    shared = {area["key"]: area["shared_m2"] for area in item["areas"]}
    assert shared["a"] == pytest.approx(square_metres(box(110.1, 30.1, 110.11, 30.11)), rel=1e-6)
    assert sum(area["share"] for area in item["areas"]) == pytest.approx(1, abs=1e-5)


def test_what_lies_beyond_its_own_outline_is_told_with_its_shape(world: Engine) -> None:
    answer = ask(world, "observed", "approved", Relation.BEYOND, "reason")
    told = {item["key"]: item for item in answer.items}
    assert set(told) == {"o1", "o3"}
    over = box(110.11, 30.1, 110.112, 30.11)
    assert told["o1"]["beyond_m2"] == pytest.approx(square_metres(over), rel=1e-4)
    assert shape(told["o1"]["geometry"]).symmetric_difference(over).area < 1e-12
    assert (told["o1"]["areas"], told["o3"]["areas"], told["o3"]["share"]) == (["a"], [], 1)
    assert answer.summary["beyond_m2"] == pytest.approx(
        told["o1"]["beyond_m2"] + told["o3"]["beyond_m2"], abs=0.2
    )


def test_without_a_match_any_outline_counts(world: Engine) -> None:
    answer = ask(world, "observed", "approved", Relation.BEYOND)
    assert [item["key"] for item in answer.items] == ["o3"]


def test_a_small_overstep_is_left_out_where_it_is_asked(world: Engine) -> None:
    wide = ask(world, "observed", "approved", Relation.BEYOND, "reason", least_m2=1e6)
    assert [item["key"] for item in wide.items] == ["o3"]


def test_the_same_answer_comes_again_after_a_record_was_taken_back_r8_6(world: Engine) -> None:
    with world.begin() as connection:
        answer = overlap(connection, OverlapQuestion(DAY, "homes", "zones"))
        keep(connection, answer)
    take_back(world, "homes", "in")
    with world.connect() as connection:
        again = asked_again(connection, kept_answer(connection, answer.id), AGAIN)
        assert again.as_json() == answer.as_json()
        assert [one["key"] for one in ask(world, "homes", "zones").items] == ["edge", "north"]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (("closed", "zones"), NotPermitted),
        (("homes", "homes"), BadParameter),
        (("homes", "zones", Relation.BEYOND), BadParameter),
        (("observed", "approved", Relation.BEYOND, "nosuch"), BadParameter),
        (("nosuch", "zones"), UnknownDataset),
    ],
)
def test_what_cannot_be_asked_is_refused_r8_5(
    world: Engine, said: tuple[Any, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        ask(world, *said)


EDGES = st.integers(0, 40)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(EDGES, EDGES, EDGES, EDGES), min_size=1, max_size=5), st.data())
def test_what_is_shared_and_what_lies_beyond_make_the_whole(
    world: Engine, boxes: list[tuple[int, int, int, int]], data: st.DataObject
) -> None:
    """Against shapely, over boxes that lie beside, in and over each other."""

    def outline(key: str, one: tuple[int, int, int, int]) -> Outline:
        west, south = 110 + one[0] / 1000, 30 + one[1] / 1000
        return Outline(key, (west, south, west + (one[2] + 1) / 1000, south + 0.01), ALWAYS)

    own = outline("own", data.draw(st.tuples(EDGES, EDGES, EDGES, EDGES)))
    others = [outline(str(number), one) for number, one in enumerate(boxes)]
    with world.begin() as connection:
        connection.execute(text("DELETE FROM record WHERE dataset_id IN ('observed', 'approved')"))
    store_outlines(world, "observed", [own])
    store_outlines(world, "approved", others)
    expected = box(*own.box)
    for one in others:
        expected = expected.difference(box(*one.box))
    found = ask(world, "observed", "approved", Relation.BEYOND, least_m2=0.5)
    beyond = sum(item["beyond_m2"] for item in found.items)
    assert beyond == pytest.approx(square_metres(expected), rel=1e-4, abs=1)
    met = {area["key"] for item in ask(world, "observed", "approved").items
           for area in item["areas"]}  # fmt: skip
    touching = {one.key for one in others if box(*one.box).intersects(box(*own.box))}
    overlapping = {one.key for one in others if box(*one.box).intersection(box(*own.box)).area > 0}
    assert overlapping <= met <= touching | overlapping


def test_the_route_answers_as_json_and_as_a_table(
    world: Engine, client_of: Callable[..., TestClient]
) -> None:
    client = client_of(world, spatial.api.business.router)
    asked = {"dataset": "homes", "areas": "zones", "date": "2019-01-01"}
    answer = client.get("/v1/operators/overlap", params=asked).json()
    assert [item["key"] for item in answer["items"]] == ["edge", "in", "north"]
    sheet = client.get("/v1/operators/overlap", params=asked | {"format": "csv"}).text
    assert sheet.splitlines()[0].startswith("key,name,code,unit,lon,lat")
    wrong = client.get("/v1/operators/overlap", params=asked | {"relation": "near"})
    assert wrong.status_code == 400


@pytest.mark.parametrize("name", ["overlap", "beyond"])
def test_areas_are_found_around_each_record_by_their_index(world: Engine, name: str) -> None:
    asked = {"dataset": "observed", "areas": "approved", "day": DAY.day, "known_at": "infinity"}
    more = {"match": None, "base": "county"} | ({"least_m2": 1} if name == "beyond" else {})
    with world.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO record (dataset_id, holds, key, valid, geom) SELECT 'approved',"
                " 'areas', 'n' || n, daterange('2012-01-01', NULL), ST_MakeEnvelope(110 +"
                " n % 100 / 100., 30 + n / 10000., 110.005 + n % 100 / 100., 30.005 + n / 10000.,"
                " 4490) FROM generate_series(1, 5000) AS n"
            )
        )
        connection.execute(text("ANALYZE record"))
        sql = read_sql("spatial.business.operators", name)
        plan = connection.execute(text(f"EXPLAIN {sql}"), asked | more).scalars().all()
    assert "Index Scan using record_geom" in "\n".join(plan)

"""What lies within a distance: facilities listed, cases counted, small cells not shown."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pyproj import Geod
from reach_rows import Case, Facility, Road, store_cases, store_facilities, store_roads
from sqlalchemy import Engine, text

from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.reach.again import AGAIN
from spatial.business.reach.foot_points import foot_points
from spatial.business.reach.nearest import nearest
from spatial.business.reach.questions import Nearest, Within
from spatial.business.reach.straight import nearest_origin
from spatial.business.reach.within import within
from spatial.business.suppression.cell_keys import Perturbation
from spatial.db import read_sql
from spatial.errors import BadParameter, NotPermitted, UnknownFacility

GEOD = Geod(a=6378137.0, rf=298.257222101)
DAY = date(2015, 6, 1)


def ask(engine: Engine, **asked: object) -> Answer:
    with engine.connect() as connection:
        return within(connection, Within(date=DAY, **asked), Knowledge())  # type: ignore[arg-type]


def test_open_facilities_are_listed_nearest_first_with_all_they_stand_on_r8_1(land: Engine) -> None:
    places = [
        Facility("B", 110.52, 30.5),
        Facility("A", 110.51, 30.5),
        Facility("closed", 110.505, 30.5, date(2010, 1, 1), DAY),
        Facility("later", 110.505, 30.5, date(2015, 6, 2)),
        Facility("far", 110.9, 30.5),
    ]
    store_facilities(land, "station", places)
    got = ask(land, dataset="station", lon=110.5, lat=30.5, metres=5_000)
    assert [one["key"] for one in got.items] == ["A", "B"]
    assert got.items[0]["metres"] == pytest.approx(GEOD.inv(110.5, 30.5, 110.51, 30.5)[2], abs=0.01)
    assert got.exact
    assert got.divisions is not None
    assert (got.divisions.day, got.divisions.scheme) == (DAY, "mca")
    assert got.data is not None
    assert got.data.datasets == ("station",)


def test_cases_are_counted_by_division_and_period(land: Engine) -> None:
    near = [Case(110.99, 30.5), Case(110.995, 30.5), Case(111.005, 30.5)]
    away = [Case(110.99, 30.5, date(2015, 7, 1)), Case(110.2, 30.5)]
    store_cases(land, "warning", near + away, grade="sensitive")
    got = ask(land, dataset="warning", lon=111.0, lat=30.5, metres=5_000)
    assert [(one["code"], one["value"]) for one in got.items] == [("990121", 2), ("990122", 1)]
    assert got.summary["total"] == 3
    some = ask(
        land,
        dataset="warning",
        lon=111.0,
        lat=30.5,
        metres=5_000,
        **{"from": date(2015, 6, 30), "to": date(2015, 7, 2)},
    )
    assert [(one["code"], one["value"]) for one in some.items] == [("990121", 1)]


def test_a_numeric_field_is_summed_in_place_of_counting(land: Engine) -> None:
    cases = [Case(110.5, 30.5, attributes={"members": 3}), Case(110.5, 30.5)]
    store_cases(land, "household", cases, grade="personal")
    got = ask(land, dataset="household", lon=110.5, lat=30.5, metres=10, measure="members")
    assert [one["value"] for one in got.items] == [3]


def test_counts_are_perturbed_and_units_with_few_are_not_listed_r8_4(land: Engine) -> None:
    cases = [Case(110.99, 30.5)] * 3 + [Case(111.01, 30.5)] * 60
    store_cases(land, "warning", cases, grade="sensitive", minimum_cell=10)
    got = ask(land, dataset="warning", lon=111.0, lat=30.5, metres=5_000)
    assert [one["code"] for one in got.items] == ["990122"]
    assert got.perturbation is not None
    assert abs(got.items[0]["value"] - 60) <= got.perturbation["bound"]
    assert not got.exact
    # The same records by another circle, in another question: the same numbers.
    wider = ask(land, dataset="warning", lon=111.01, lat=30.5, metres=50)
    assert wider.items[0]["value"] == wider.summary["total"] == got.items[0]["value"]
    with land.connect() as connection:
        count, key = connection.execute(text("SELECT count(*), sum(cell_key) FROM record")).one()
    assert got.summary["total"] == Perturbation(10).shown(count, int(key))
    few = ask(land, dataset="warning", lon=110.99, lat=30.5, metres=10)
    assert few.summary["total"] is None


def test_single_records_of_a_closed_grade_are_never_listed_r8_5(land: Engine) -> None:
    store_facilities(land, "shelter", [Facility("A", 110.5, 30.5)], grade="sensitive")
    got = ask(land, dataset="shelter", lon=110.5, lat=30.5, metres=100)
    assert all("key" not in one and "lon" not in one for one in got.items)
    assert [one["value"] for one in got.items] == [1]
    with pytest.raises(NotPermitted, match="sensitive"):
        ask(land, dataset="shelter", facility="shelter:A", metres=100)


def test_the_places_are_a_facility_all_of_a_dataset_or_a_limit(land: Engine) -> None:
    store_facilities(land, "station", [Facility("A", 110.5, 30.5), Facility("B", 110.8, 30.5)])
    store_facilities(land, "shop", [Facility("X", 110.501, 30.5), Facility("Y", 110.801, 30.5)])
    one = ask(land, dataset="shop", facility="station:A", metres=500)
    assert [item["key"] for item in one.items] == ["X"]
    every = ask(land, dataset="shop", facilities="station", metres=500)
    assert [(item["key"], item["nearest"]) for item in every.items] == [("X", "A"), ("Y", "B")]
    store_facilities(land, "post", [Facility("P", 110.995, 30.5), Facility("Q", 110.9, 30.5)])
    limit = ask(land, dataset="post", border="990122", metres=1_000)
    assert [item["key"] for item in limit.items] == ["P"]
    assert limit.items[0]["metres"] == pytest.approx(
        GEOD.inv(110.995, 30.5, 111.0, 30.5)[2], rel=1e-3
    )
    with pytest.raises(UnknownFacility, match="'C'"):
        ask(land, dataset="shop", facility="station:C", metres=500)


def test_by_road_a_limit_is_entered_where_roads_cross_it(land: Engine) -> None:
    store_roads(land, [(110.95, 30.5), (111.05, 30.5)], [Road(0, 1)])
    store_facilities(land, "post", [Facility("P", 110.99, 30.5), Facility("Q", 110.96, 30.5)])
    got = ask(land, dataset="post", border="990122", minutes=5)
    metres = GEOD.inv(110.99, 30.5, 111.0, 30.5)[2]
    assert [(one["key"], one["minutes"]) for one in got.items] == [
        ("P", pytest.approx(metres / 10 / 60, abs=0.02))
    ]
    assert not got.exact
    assert "pgRouting" in (got.method or "")


def test_the_same_question_with_the_knowledge_of_then_has_the_same_answer_r8_6(
    land: Engine,
) -> None:
    store_facilities(land, "station", [Facility("A", 110.5, 30.5)])
    first = ask(land, dataset="station", lon=110.5, lat=30.5, metres=5_000)
    with land.begin() as connection:
        connection.execute(text("UPDATE record SET known_until = now()"))
    store_facilities(land, "station", [Facility("B", 110.5, 30.5)])
    assert first.divisions is not None
    assert first.data is not None
    then = Knowledge(first.divisions.known_at, first.data.known_at)
    with land.connect() as connection:
        again = AGAIN["within"](connection, first.question, then)
    assert again == first
    assert (again.id, again.digest) == (first.id, first.digest)
    now = ask(land, dataset="station", lon=110.5, lat=30.5, metres=5_000)
    assert [one["key"] for one in now.items] == ["B"]


@pytest.mark.parametrize(
    "asked",
    [
        {"lon": 110, "lat": 30},
        {"lon": 110, "lat": 30, "metres": 5, "minutes": 5},
        {"lon": 110, "metres": 5},
        {"metres": 5},
        {"lon": 110, "lat": 30, "border": "990121", "metres": 5},
        {"lon": 110, "lat": 30, "metres": math.nan},
        {"lon": 200, "lat": 30, "metres": 5},
    ],
)
def test_a_question_that_says_too_little_or_too_much_is_refused(asked: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Within(dataset="station", **asked)  # type: ignore[arg-type]


def test_other_schemes_and_unknown_datasets_are_refused(land: Engine) -> None:
    store_facilities(land, "station", [])
    with pytest.raises(BadParameter, match="no dataset 'palace'"):
        ask(land, dataset="palace", lon=110, lat=30, metres=5)
    with pytest.raises(BadParameter, match="scheme"):
        ask(land, dataset="station", lon=110, lat=30, metres=5, scheme="nbs")


degrees = st.tuples(st.floats(100, 120), st.floats(20, 50))


@given(st.lists(degrees, min_size=1, max_size=20), st.lists(degrees, min_size=1, max_size=20))
def test_the_nearest_origin_is_that_of_all_geodesics(
    places: list[tuple[float, float]], origins: list[tuple[float, float]]
) -> None:
    got = nearest_origin(*np.array(places).T, *np.array(origins).T)
    for place, metres in zip(places, got.metres.tolist(), strict=True):
        wanted = min(GEOD.inv(*place, *origin)[2] for origin in origins)
        assert metres == pytest.approx(wanted, rel=1e-9, abs=1e-6)


@given(st.lists(st.tuples(st.floats(110, 110.4), st.floats(30, 30.4)), min_size=1, max_size=8))
def test_feet_on_lines_are_the_nearest_of_densely_taken_points(
    places: list[tuple[float, float]],
) -> None:
    import shapely

    lines = np.array(
        [
            shapely.LineString([(110.0, 30.0), (110.2, 30.3), (110.4, 30.1)]),
            shapely.LineString([(110.1, 30.4), (110.1, 30.2)]),
        ],
        dtype=object,
    )
    got = foot_points(lines, *np.array(places).T, 100_000)
    dense = np.vstack([shapely.get_coordinates(shapely.segmentize(line, 1e-4)) for line in lines])
    for number, (lon, lat) in enumerate(places):
        count = len(dense)
        wanted = GEOD.inv(np.full(count, lon), np.full(count, lat), *dense.T)[2].min()
        assert got.metres[number] == pytest.approx(wanted, rel=2e-3, abs=6)
        line = lines[got.line[number]]
        at = line.interpolate(got.share[number], normalized=True)
        assert got.metres[number] == pytest.approx(
            GEOD.inv(lon, lat, got.lon[number], got.lat[number])[2], abs=1e-3
        )
        assert line.distance(shapely.Point(got.lon[number], got.lat[number])) < 1e-8
        assert abs(at.x - got.lon[number]) < 0.02


def test_nothing_is_found_beyond_the_reach_asked_for() -> None:
    import shapely

    line = np.array([shapely.LineString([(110, 30), (110, 31)])], dtype=object)
    got = foot_points(line, np.array([110.01, 110.2]), np.array([30.5, 30.5]), 2_000)
    assert got.line.tolist() == [0, -1]
    assert math.isnan(got.metres[1])


def test_the_nearest_come_through_the_index_of_dataset_day_and_place(land: Engine) -> None:
    dice = np.random.default_rng(1)
    places = dice.uniform((110, 30), (112, 31), (3_000, 2)).tolist()
    store_facilities(land, "station", [Facility(f"F{n}", *one) for n, one in enumerate(places)])
    with land.begin() as connection:
        connection.execute(text("ANALYZE record"))
        plan = "\n".join(
            connection.execute(
                text("EXPLAIN " + read_sql("spatial.business.reach", "nearest_facilities")),
                {"dataset": "station", "lon": 110.5, "lat": 30.5, "day": DAY, "wanted": 5}
                | {"known_at": "2100-01-01"},
            ).scalars()
        )
    assert plan.count("record_nearest") == 2
    assert "Order By: (geography(geom) <->" in plan
    assert "_st_expand" in plan


@given(st.tuples(st.floats(110, 112), st.floats(30, 31)), st.integers(1, 12))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_nearest_along_the_ground_are_those_of_all_geodesics(
    land: Engine, place: tuple[float, float], limit: int
) -> None:
    places = np.random.default_rng(2).uniform((110, 30), (112, 31), (60, 2)).tolist()
    with land.connect() as connection:
        stored = connection.execute(text("SELECT count(*) FROM record")).scalar_one()
    if not stored:
        store_facilities(
            land, "station", [Facility(f"F{n:02}", *one) for n, one in enumerate(places)]
        )
    with land.connect() as connection:
        asked = Nearest(date=DAY, lon=place[0], lat=place[1], dataset="station", limit=limit)
        got = nearest(connection, asked, Knowledge())
    wanted = sorted(GEOD.inv(*place, *one)[2] for one in places)[:limit]
    assert [one["metres"] for one in got.items] == pytest.approx(wanted, abs=0.011)

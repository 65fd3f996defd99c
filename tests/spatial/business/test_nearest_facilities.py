"""The nearest facilities: geodesic order, the day asked for, reasons for an empty answer."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from sqlalchemy import Engine, text

from spatial.business import facilities
from spatial.db import read_sql
from spatial.errors import BadParameter, NotPermitted

# GRS 80 and the ellipsoid of CGCS2000 have the same axis and flattening to 1e-10.
GEOD = Geod(a=6378137.0, rf=298.257222101)
DAY = date(2015, 6, 1)


@dataclass(frozen=True)
class Place:
    id: str
    lon: float
    lat: float
    kind: str
    start: date
    end: date | None


def store(engine: Engine, places: list[Place]) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO dataset (id, title, line, owner, holds, grade) VALUES"
                " ('care_institution', '养老机构', '养老', 'x', '{facilities}', 'open'),"
                " ('day_care', '日间照料中心', '养老', 'x', '{facilities}', 'open'),"
                " ('rescue_station', '救助管理站', '流浪乞讨救助', 'x', '{facilities}', 'open'),"
                " ('shelter', '临时庇护所', '流浪乞讨救助', 'x', '{facilities}', 'sensitive')"
                " ON CONFLICT DO NOTHING"
            )
        )
        connection.execute(
            text(
                "INSERT INTO record (dataset_id, holds, key, valid, geom) VALUES"
                " (:kind, 'facilities', :id, daterange(:start, :until),"
                " ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))"
            ),
            [
                {"id": one.id, "kind": one.kind, "start": one.start, "until": one.end}
                | {"lon": one.lon, "lat": one.lat}
                for one in places
            ],
        )


def make_places() -> list[Place]:
    """600 places: over China, a dense cluster, the date line, and close to the pole."""
    dice = random.Random(20260101)
    places = []
    for number in range(600):
        where = number % 4
        if where == 0:
            lon, lat = dice.uniform(73, 135), dice.uniform(4, 53)
        elif where == 1:
            lon, lat = dice.uniform(110, 110.1), dice.uniform(60, 60.1)
        elif where == 2:
            lon, lat = dice.choice([-1, 1]) * dice.uniform(179.5, 180), dice.uniform(-5, 5)
        else:
            lon, lat = dice.uniform(-180, 180), dice.uniform(88, 90)
        places.append(
            Place(
                f"F{number:03}",
                round(lon, 7),
                round(lat, 7),
                dice.choice(["care_institution", "day_care"]),
                date(2010, 1, 1),
                dice.choice([None, date(2012, 1, 1), date(2020, 1, 1)]),
            )
        )
    return places


PLACES = make_places()


@pytest.fixture(scope="module")
def many(module_engine: Engine) -> Engine:
    """A database with PLACES, read by all tests of this file."""
    store(module_engine, PLACES)
    return module_engine


def brute_force(lon: float, lat: float, kind: str, day: date) -> list[tuple[float, str]]:
    standing = [
        one
        for one in PLACES
        if one.kind == kind and one.start <= day and (one.end is None or day < one.end)
    ]
    return sorted((GEOD.inv(lon, lat, one.lon, one.lat)[2], one.id) for one in standing)


anywhere = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
close_by = st.tuples(st.floats(109.9, 110.2), st.floats(59.9, 60.2))


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(anywhere, close_by),
    st.sampled_from(["care_institution", "day_care"]),
    st.integers(1, 12),
    st.dates(date(2010, 1, 1), date(2021, 1, 1)),
)
def test_distances_and_order_are_those_of_a_geodesic_brute_force(
    many: Engine, place: tuple[float, float], kind: str, limit: int, day: date
) -> None:
    lon, lat = place
    with many.connect() as connection:
        got = facilities.nearest(connection, lon, lat, kind, day, limit)
    wanted = brute_force(lon, lat, kind, day)[:limit]
    assert len(got.facilities) == len(wanted)
    for one, (distance, _) in zip(got.facilities, wanted, strict=True):
        # The two programs agree to a fraction of a millimetre; the order is ours within that.
        assert one.distance_m == pytest.approx(distance, abs=0.001)
        assert GEOD.inv(lon, lat, one.lon, one.lat)[2] == pytest.approx(distance, abs=0.001)
        assert one.valid.holds(day)


def test_the_order_is_not_that_of_the_sphere_or_of_degrees(engine: Engine) -> None:
    # At 60° north a degree of longitude is half as long as one of latitude; and on the ellipsoid
    # the eastern place (55 802 m) is farther than the northern one (55 709 m), on a sphere nearer.
    east, north = (
        Place("E", 111.0, 60.0, "day_care", DAY, None),
        Place("N", 110.0, 60.5, "day_care", DAY, None),
    )
    store(engine, [east, north])
    with engine.connect() as connection:
        got = facilities.nearest(connection, 110.0, 60.0, "day_care", DAY, 1)
        spherical = connection.execute(
            text(
                "SELECT key FROM record ORDER BY geography(geom) <->"
                " geography(ST_SetSRID(ST_MakePoint(110, 60), 4490)) LIMIT 1"
            )
        ).scalar_one()
    assert [one.id for one in got.facilities] == ["N"]
    assert spherical == "E"


def test_a_facility_stands_from_its_first_day_and_not_on_its_last(engine: Engine) -> None:
    store(engine, [Place("A", 110.0, 30.0, "day_care", date(2015, 3, 1), date(2016, 3, 1))])
    with engine.connect() as connection:

        def there(day: date) -> bool:
            return bool(facilities.nearest(connection, 110, 30, "day_care", day, 1).facilities)

        assert not there(date(2015, 2, 28))
        assert there(date(2015, 3, 1))
        assert there(date(2016, 2, 29))
        assert not there(date(2016, 3, 1))


def test_an_empty_answer_says_why(engine: Engine) -> None:
    store(engine, [Place("A", 110.0, 30.0, "day_care", date(2015, 3, 1), date(2016, 3, 1))])
    with engine.connect() as connection:

        def reason(kind: str, day: date) -> str | None:
            return facilities.nearest(connection, 110, 30, kind, day, 1).reason

        assert reason("day_care", date(2015, 2, 1)) == "before_the_record"
        assert reason("day_care", date(2015, 3, 1)) is None
        assert reason("day_care", date(2017, 1, 1)) == "none_open"
        assert reason("rescue_station", date(2015, 3, 1)) == "not_loaded"


def test_a_day_after_the_register_is_answered_with_its_last_state(engine: Engine) -> None:
    store(engine, [Place("A", 110.0, 30.0, "day_care", date(2015, 3, 1), None)])
    with engine.connect() as connection:
        on = facilities.nearest(connection, 110, 30, "day_care", date(2015, 3, 1), 1)
        after = facilities.nearest(connection, 110, 30, "day_care", date(2025, 1, 1), 1)
    assert (on.data_until, on.last_known) == (date(2015, 3, 1), False)
    assert (len(after.facilities), after.last_known) == (1, True)


def test_facilities_at_one_place_are_ordered_by_identifier(engine: Engine) -> None:
    store(engine, [Place(name, 110.0, 30.0, "day_care", DAY, None) for name in "CAB"])
    with engine.connect() as connection:
        got = facilities.nearest(connection, 110, 30, "day_care", DAY, 2)
    assert [(one.id, one.distance_m) for one in got.facilities] == [("A", 0), ("B", 0)]


def test_a_kind_that_there_is_not_is_refused_with_those_there_are(engine: Engine) -> None:
    store(engine, [Place("A", 110.0, 30.0, "day_care", DAY, None)])
    with engine.connect() as connection, pytest.raises(BadParameter, match="rescue_station"):
        facilities.nearest(connection, 110, 30, "palace", DAY, 1)


def test_kinds_have_chinese_titles(engine: Engine) -> None:
    store(engine, [Place("A", 110.0, 30.0, "day_care", DAY, None)])
    with engine.connect() as connection:
        titles = {kind.id: kind.title for kind in facilities.facility_kinds(connection)}
    assert titles["care_institution"] == "养老机构"
    assert titles["day_care"] == "日间照料中心"


def test_single_facilities_of_a_closed_grade_are_not_listed_r8_5(engine: Engine) -> None:
    store(engine, [Place("A", 110.0, 30.0, "shelter", DAY, None)])
    with engine.connect() as connection, pytest.raises(NotPermitted, match="only counted"):
        facilities.nearest(connection, 110, 30, "shelter", DAY, 1)


def test_what_was_taken_back_is_not_found(engine: Engine) -> None:
    store(engine, [Place(name, 110.0, 30.0, "day_care", DAY, None) for name in "AB"])
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE record SET known_until = now() + interval '1 s' WHERE key = 'A'")
        )
        got = facilities.nearest(connection, 110, 30, "day_care", DAY, 5)
    assert [one.id for one in got.facilities] == ["B"]


def test_both_steps_use_the_index_of_kind_day_and_place(many: Engine) -> None:
    with many.begin() as connection:
        connection.execute(text("ANALYZE record"))
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(
            connection.execute(
                text("EXPLAIN " + read_sql("spatial.business", "nearest_facilities")),
                {"lon": 110.0, "lat": 30.0, "kind": "day_care", "day": DAY, "wanted": 5},
            ).scalars()
        )
    assert plan.count("record_nearest") == 2
    assert "Order By: (geography(geom) <->" in plan
    assert "_st_expand" in plan

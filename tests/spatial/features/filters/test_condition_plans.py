"""Conditions of filters use the indexes there are, and know what is stored otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from filter_trees import THINGS, create_things
from sqlalchemy import Connection, Engine, text

from spatial.features.collection import Collection
from spatial.features.filters.conditions import condition_of

METRES = replace(
    THINGS,
    geometry="ST_Transform(f.drawn, 4490)",
    stored_geometry=("f.drawn", 4546),
    valid="f.span",
    valid_at_instants=True,
)
"""The same things, drawn in Gauss-Krüger, and standing through instants."""


@pytest.fixture(scope="module")
def connection(module_engine: Engine) -> Iterator[Connection]:
    with module_engine.connect() as opened:
        create_things(opened, [])
        opened.execute(
            text(
                "INSERT INTO thing (id, name, beds, built, seen, valid, geom)"
                " SELECT n, 'n' || n, n, date '2000-01-01' + n,"
                " timestamptz '2000-01-01 00:00+08' + n * interval '1 day',"
                " daterange(date '2000-01-01' + n, date '2000-01-01' + n + 2),"
                " ST_Point(110 + n % 100 * 0.02, 30 + n / 100 * 0.02, 4490)"
                " FROM generate_series(1, 5000) AS n"
            )
        )
        opened.execute(
            text(
                "ALTER TABLE thing ADD COLUMN drawn geometry(Point, 4546)"
                " GENERATED ALWAYS AS (ST_Transform(geom, 4546)) STORED,"
                " ADD COLUMN span tstzrange"
            )
        )
        opened.execute(
            text(
                "UPDATE thing SET span = tstzrange(CASE WHEN id = 1 THEN NULL ELSE seen END,"
                " CASE WHEN id < 5000 THEN seen + interval '1 hour' END)"
            )
        )
        for index in (
            "thing_geom ON thing USING gist (geom)",
            "thing_drawn ON thing USING gist (drawn)",
            "thing_valid ON thing USING gist (valid)",
            "thing_span ON thing USING gist (span)",
            "thing_name ON thing (name)",
            "thing_beds ON thing (beds)",
            "thing_built ON thing (built)",
            "thing_seen ON thing (seen)",
        ):
            opened.execute(text(f"CREATE INDEX {index}"))
        opened.execute(text("ANALYZE thing"))
        yield opened


def select(collection: Collection, written: str, head: str = "") -> tuple[str, dict[str, object]]:
    condition = condition_of(collection, written)
    sql = f"{head}SELECT f.id FROM thing AS f WHERE {condition.sql} ORDER BY f.id"
    return sql, dict(condition.values)


def found(connection: Connection, collection: Collection, written: str) -> list[int]:
    sql, values = select(collection, written)
    return list(connection.execute(text(sql), values).scalars())


@pytest.mark.parametrize(
    ("written", "index"),
    [
        ("name = 'n17'", "thing_name"),
        ("name IN ('n17', 'n18')", "thing_name"),
        ("beds = 17", "thing_beds"),
        ("beds IN (17, 18)", "thing_beds"),
        ("beds BETWEEN 17 AND 18", "thing_beds"),
        ("built > DATE('2013-09-01')", "thing_built"),
        ("seen > DATE('2013-09-01')", "thing_seen"),
        ("seen = DATE('2010-09-01')", "thing_seen"),
        ("S_INTERSECTS(geometry, BBOX(110.1, 30.1, 110.2, 30.2))", "thing_geom"),
        ("S_INTERSECTS(geometry, BBOX(179, 30, -179, 31))", "thing_geom"),
        ("S_WITHIN(geometry, POLYGON((110 30, 110.1 30, 110.1 30.1, 110 30)))", "thing_geom"),
        ("S_EQUALS(geometry, POINT(110.02 30))", "thing_geom"),
        ("T_INTERSECTS(datetime, DATE('2004-02-03'))", "thing_valid"),
        ("T_INTERSECTS(INTERVAL('2004-02-03', '2004-02-04'), datetime)", "thing_valid"),
    ],
)
def test_a_condition_is_answered_by_an_index(
    connection: Connection, written: str, index: str
) -> None:
    sql, values = select(THINGS, written, "EXPLAIN ")
    plan = "\n".join(connection.execute(text(sql), values).scalars())
    assert index in plan, plan


@pytest.mark.parametrize(
    ("written", "index"),
    [
        ("S_INTERSECTS(geometry, BBOX(110.1, 30.1, 110.2, 30.2))", "thing_drawn"),
        ("S_WITHIN(geometry, POLYGON((110 30, 110.1 30, 110.1 30.1, 110 30)))", "thing_drawn"),
        ("T_INTERSECTS(datetime, DATE('2004-02-03'))", "thing_span"),
    ],
)
def test_what_is_stored_otherwise_has_its_own_index(
    connection: Connection, written: str, index: str
) -> None:
    sql, values = select(METRES, written, "EXPLAIN ")
    plan = "\n".join(connection.execute(text(sql), values).scalars())
    assert index in plan, plan


@pytest.mark.parametrize(
    "written",
    [
        "S_INTERSECTS(geometry, BBOX(110.11, 30.11, 110.19, 30.19))",
        "S_WITHIN(geometry, POLYGON((110.01 30.01, 110.11 30.01, 110.11 30.11, 110.01 30.01)))",
        "S_DISJOINT(geometry, BBOX(110.1, 30.05, 113, 33))",
        "S_INTERSECTS(geometry, BBOX(110.99, 20, -170, 40))",
    ],
)
def test_what_is_drawn_in_metres_is_found_as_in_degrees(
    connection: Connection, written: str
) -> None:
    expected = found(connection, THINGS, written)
    assert expected
    assert found(connection, METRES, written) == expected


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        # Thing n stands from midnight in Beijing on day n of 2000 on, for an hour.
        ("T_INTERSECTS(datetime, DATE('2000-01-06'))", [5, 5000]),
        ("T_INTERSECTS(datetime, TIMESTAMP('2000-01-05T16:00:00Z'))", [5, 5000]),
        ("T_INTERSECTS(datetime, TIMESTAMP('2000-01-05T16:59:59.999999Z'))", [5, 5000]),
        ("T_INTERSECTS(datetime, TIMESTAMP('2000-01-05T17:00:00Z'))", [5000]),
        ("T_BEFORE(datetime, DATE('2000-01-03'))", [1]),
        ("T_DURING(datetime, INTERVAL('2000-01-05', '2000-01-06'))", [5]),
        ("T_STARTS(datetime, INTERVAL('..', '2000-01-04'))", [1]),
        ("valid_from IS NULL", [1]),
        ("valid_to IS NULL", [5000]),
        ("valid_to = TIMESTAMP('2000-01-05T17:00:00Z')", [5]),
        ("T_DISJOINT(datetime, INTERVAL('2000-01-03', '..'))", [1]),
        ("T_INTERSECTS(datetime, TIMESTAMP('9999-12-31T23:59:59Z'))", [5000]),
    ],
)
def test_a_period_of_instants_holds_its_start_and_not_its_end(
    connection: Connection, written: str, ids: list[int]
) -> None:
    # The last one of all is the only one without an end, long after the others.
    every = replace(METRES, valid="CASE WHEN f.id = 5000 THEN tstzrange('1990-01-01', NULL)"
                    " ELSE f.span END") if 5000 in ids else METRES  # fmt: skip
    assert found(connection, every, written) == ids


def test_the_last_hours_of_the_calendar_are_of_its_last_day(connection: Connection) -> None:
    open_ended = replace(THINGS, valid="daterange(lower(f.valid), NULL)")
    written = "T_INTERSECTS(datetime, TIMESTAMP('9999-12-31T23:59:59Z'))"
    assert len(found(connection, open_ended, written)) == 5000

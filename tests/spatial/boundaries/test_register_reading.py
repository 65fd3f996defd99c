"""Lines, segments and markers as of a day, and as of what was known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from spatial.boundaries.register import (
    boundaries_on,
    boundary_on,
    course_on,
    markers_on,
    segments_on,
)
from spatial.errors import NoCourse, UnknownBoundary

DAY = date(2024, 5, 1)


def add_line(connection: Connection, number: str, left: str, right: str, name: str) -> int:
    line = connection.execute(
        text("INSERT INTO boundary (number) VALUES (:number) RETURNING id"), {"number": number}
    ).scalar_one()
    connection.execute(
        text(
            "INSERT INTO boundary_fact (boundary_id, valid, name, level, left_code, right_code)"
            " VALUES (:line, '[2002-07-01,)', :name, 'county', :left, :right)"
        ),
        {"line": line, "name": name, "left": left, "right": right},
    )
    return int(line)


def add_segment(connection: Connection, line: int, ordinal: int, course: str) -> None:
    connection.execute(
        text(
            "INSERT INTO boundary_segment (boundary_id, ordinal, valid, source_crs, geom)"
            " VALUES (:line, :ordinal, '[2002-07-01,)', 'EPSG:4490',"
            " ST_GeomFromText(:course, 4490))"
        ),
        {"line": line, "ordinal": ordinal, "course": course},
    )


def test_lines_are_found_by_unit_name_and_number(engine: Engine) -> None:
    with engine.begin() as connection:
        add_line(connection, "3301-1", "330106", "330109", "西萧线")
        add_line(connection, "3301-2", "330109", "330602", "萧越线")
        add_line(connection, "3401-1", "340103", "340104", "庐蜀线")
    with engine.connect() as connection:
        for wanted, of in (
            (["3301-1", "3301-2", "3401-1"], {}),
            (["3301-1", "3301-2"], {"division": "330100"}),
            (["3301-2"], {"division": "330602"}),
            (["3301-2"], {"division": "330600"}),
            (["3401-1"], {"words": "庐"}),
            (["3401-1"], {"words": "3401"}),
            ([], {"words": "%"}),
            ([], {"level": "province"}),
        ):
            total, found = boundaries_on(connection, DAY, **of)  # type: ignore[arg-type]
            assert [one.number for one in found] == wanted, of
            assert total == len(wanted)
        assert boundaries_on(connection, date(2002, 6, 30)) == (0, [])
        assert boundaries_on(connection, DAY, limit=1, offset=1)[0] == 3
        assert boundaries_on(connection, DAY, limit=1, offset=9) == (3, [])
        line = boundary_on(connection, "3301-1", DAY)
        assert (line.name, line.left_code, line.valid_from) == (
            "西萧线",
            "330106",
            date(2002, 7, 1),
        )
        with pytest.raises(UnknownBoundary, match="3301-1"):
            boundary_on(connection, "3301-1", date(1999, 1, 1))


def test_segments_follow_each_other_along_the_line(engine: Engine) -> None:
    with engine.begin() as connection:
        line = add_line(connection, "1", "330106", "330109", "一线")
        add_segment(connection, line, 2, "LINESTRING(120.1 30.1, 120.2 30.1)")
        add_segment(connection, line, 1, "LINESTRING(120 30, 120.1 30.1)")
        bare = add_line(connection, "2", "330106", "330109", "二线")
    with engine.connect() as connection:
        first, second = segments_on(connection, line, DAY)
        assert (first.ordinal, first.from_m, first.to_m) == (1, 0, second.from_m)
        assert course_on(connection, line, DAY).length_m == pytest.approx(second.to_m)
        with pytest.raises(NoCourse):
            course_on(connection, bare, DAY)


def test_what_was_known_is_told_again(engine: Engine) -> None:
    with engine.begin() as connection:
        line = add_line(connection, "1", "330106", "330109", "错线")
    with engine.begin() as connection:
        before = connection.execute(text("SELECT now()")).scalar_one()
    with engine.begin() as connection:
        connection.execute(text("UPDATE boundary_fact SET known = tstzrange(lower(known), now())"))
        connection.execute(
            text(
                "INSERT INTO boundary_fact (boundary_id, valid, name, level, left_code, right_code)"
                " VALUES (:line, '[2002-07-01,)', '对线', 'county', '330106', '330109')"
            ),
            {"line": line},
        )
    with engine.connect() as connection:
        assert boundary_on(connection, "1", DAY).name == "对线"
        assert boundary_on(connection, "1", DAY, known_at=before).name == "错线"
        with pytest.raises(UnknownBoundary):
            boundary_on(connection, "1", DAY, known_at=before - timedelta(days=1))


def test_registered_facts_are_never_changed(engine: Engine) -> None:
    with engine.begin() as connection:
        line = add_line(connection, "1", "330106", "330109", "一线")
        add_segment(connection, line, 1, "LINESTRING(120 30, 120.1 30.1)")
    for statement in (
        "UPDATE boundary_fact SET name = '改线'",
        "UPDATE boundary_fact SET name = '改线', known = tstzrange(lower(known), now())",
        "UPDATE boundary_segment SET geom = ST_Reverse(geom)",
        "UPDATE boundary SET number = '2'",
        "DELETE FROM boundary_segment",
    ):
        with pytest.raises(IntegrityError, match="evidence"), engine.begin() as connection:
            connection.execute(text(statement))
    with pytest.raises(DBAPIError, match="only added to"), engine.begin() as connection:
        connection.execute(text("TRUNCATE boundary_segment"))


def test_markers_are_read_in_order_of_their_numbers(engine: Engine) -> None:
    with engine.begin() as connection:
        line = add_line(connection, "1", "330106", "330109", "一线")
        for number, serial, kind in (("x", None, None), ("1-002Q", 2, "Q"), ("1-001A", 1, "A")):
            connection.execute(
                text(
                    "INSERT INTO boundary_marker (number, line_name, boundary_id, valid, state,"
                    " serial, kind, geom) VALUES (:number, '一线', :line, '[2002-07-01,)', '完好',"
                    " :serial, :kind, ST_SetSRID(ST_MakePoint(120, 30), 4490))"
                ),
                {"number": number, "line": line, "serial": serial, "kind": kind},
            )
    with engine.connect() as connection:
        found = markers_on(connection, line, DAY)
    assert [one.number for one in found] == ["1-001A", "1-002Q", "x"]
    assert (found[0].lon, found[0].lat, found[0].source_crs) == (120, 30, "EPSG:4490")

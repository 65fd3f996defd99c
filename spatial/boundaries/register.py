"""Reads the register of boundaries: lines, their course and their markers on a day.

What is registered has a period (valid) and the span of our clock in which we held it for true
(known), so an answer given in the past can be given again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely
from shapely import LineString
from sqlalchemy import Connection, Row, text

from spatial.boundaries.course import Course
from spatial.db import read_sql
from spatial.division_codes import significant
from spatial.errors import NoCourse, UnknownBoundary


@dataclass(frozen=True, slots=True)
class Boundary:
    """A line on a day. left_code, right_code: the units on its sides, looking from its beginning to
    its end. valid_from, valid_to: of what is registered so; to is excluded, None is open. document:
    SHA-256 of the agreement, hexadecimal. stated_m: the length that the agreement states."""

    id: int
    number: str
    name: str
    level: str
    left_code: str
    right_code: str
    valid_from: date | None
    valid_to: date | None
    approved_by: str | None
    agreement: str | None
    agreed_on: date | None
    document: str | None
    stated_m: float | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line, between two chainages. line: longitude, latitude, CGCS2000."""

    ordinal: int
    feature: str | None
    description: str | None
    from_marker: str | None
    to_marker: str | None
    accuracy_m: float | None
    source_crs: str
    line: LineString
    from_m: float
    to_m: float


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker (界桩) on a day. serial, kind: of its number (None where that is none of the
    standard); kind is Q, A, B, C, D or E. state: as registered. lon, lat: degrees, CGCS2000."""

    id: int
    number: str
    line_name: str
    serial: int | None
    kind: str | None
    state: str
    in_charge: str | None
    material: str | None
    height_m: float | None
    accuracy_m: float | None
    source_crs: str
    valid_from: date | None
    valid_to: date | None
    lon: float
    lat: float


def boundaries_on(
    connection: Connection,
    day: date,
    *,
    level: str | None = None,
    division: str | None = None,
    words: str | None = None,
    known_at: datetime | None = None,
    limit: int = 1_000,
    offset: int = 0,
) -> tuple[int, list[Boundary]]:
    """How many lines there were on a day, and a page of them in order of their numbers.

    division: a code; lines of its own and of all below it (the significant digits of the code).
    words: in the name or number. known_at: as we knew it then; now when None.
    """
    rows = connection.execute(
        text(read_sql("spatial.boundaries", "boundaries_on")),
        {
            "day": day,
            "level": level,
            "division": None if division is None else f"{significant(division)}%",
            "words": None if words is None else f"%{_literal(words)}%",
            "number": None,
            "known_at": known_at,
            "limit": limit,
            "offset": offset,
        },
    ).all()
    total = rows[0].total if rows else 0
    if not rows and offset:
        total = boundaries_on(
            connection, day, level=level, division=division, words=words, known_at=known_at, limit=1
        )[0]
    return total, [_boundary(row) for row in rows]


def boundary_on(
    connection: Connection, number: str, day: date, *, known_at: datetime | None = None
) -> Boundary:
    """The line of a number on a day. Raises UnknownBoundary."""
    row = connection.execute(
        text(read_sql("spatial.boundaries", "boundaries_on")),
        {
            "day": day,
            "level": None,
            "division": None,
            "words": None,
            "number": number,
            "known_at": known_at,
            "limit": 1,
            "offset": 0,
        },
    ).one_or_none()
    if row is None:
        raise UnknownBoundary(f"no line {number!r} is registered on {day.isoformat()}")
    return _boundary(row)


def segments_on(
    connection: Connection, boundary_id: int, day: date, *, known_at: datetime | None = None
) -> list[Segment]:
    """The pieces of a line on a day, in order; empty where no course is registered."""
    rows = connection.execute(
        text(read_sql("spatial.boundaries", "segments_on")),
        {"boundary": boundary_id, "day": day, "known_at": known_at},
    )
    segments, begin = [], 0.0
    for row in rows:
        line = shapely.from_wkb(bytes(row.geom))
        end = begin + Course.of(line).length_m
        segments.append(
            Segment(
                row.ordinal,
                row.feature,
                row.description,
                row.from_marker,
                row.to_marker,
                row.accuracy_m,
                row.source_crs,
                line,
                begin,
                end,
            )
        )
        begin = end
    return segments


def course_on(
    connection: Connection, boundary_id: int, day: date, *, known_at: datetime | None = None
) -> Course:
    """The course of a line on a day: its segments one after the other. Raises NoCourse."""
    segments = segments_on(connection, boundary_id, day, known_at=known_at)
    if not segments:
        raise NoCourse(f"no course of the line is registered on {day.isoformat()}")
    return course_of(segments)


def course_of(segments: Sequence[Segment]) -> Course:
    """Of segments in order, at least one: each begins where the one before ends."""
    pieces = [shapely.get_coordinates(segment.line) for segment in segments]
    vertices = np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
    return Course.of(LineString(vertices))


def markers_on(
    connection: Connection, boundary_id: int, day: date, *, known_at: datetime | None = None
) -> list[Marker]:
    """The markers of a line on a day, in order of their numbers."""
    rows = connection.execute(
        text(read_sql("spatial.boundaries", "markers_on")),
        {"boundary": boundary_id, "day": day, "known_at": known_at},
    )
    return [Marker(**row._mapping) for row in rows]


def _literal(words: str) -> str:
    return words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _boundary(row: Row[Any]) -> Boundary:
    values = dict(row._mapping)
    values.pop("total")
    return Boundary(**values)

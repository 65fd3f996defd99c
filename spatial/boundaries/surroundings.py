"""What lies about lines: the names of neighbours, history, tripoints, the lines near a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from sqlalchemy import Connection, text

from spatial.boundaries.course import Course, Located
from spatial.boundaries.register import Boundary, boundary_on, course_on
from spatial.db import read_sql
from spatial.division_codes import significant
from spatial.errors import BadParameter
from spatial.locations.geodesic import metres_per_degree

FARTHEST_M = 100_000.0
"""How far around a place its lines are looked for, at most."""

END_M = 50.0
"""How near a tripoint has to be to the end of a line to stand for it in words."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was registered of a line for a period, and while we held it for true. known_to: None
    while we do."""

    valid_from: date | None
    valid_to: date | None
    known_from: datetime
    known_to: datetime | None
    name: str
    level: str
    left_code: str
    right_code: str
    approved_by: str | None
    agreement: str | None
    agreed_on: date | None
    document: str | None
    stated_m: float | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Tripoint:
    """Where three units or more meet (三交点), on a day. lon, lat: CGCS2000."""

    name: str
    codes: list[str]
    lines: list[str]
    monument: str | None
    accuracy_m: float | None
    source_crs: str
    valid_from: date | None
    valid_to: date | None
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class LineAt:
    """A line near a place, and where on it the place belongs."""

    boundary: Boundary
    located: Located


def names_on(
    connection: Connection, codes: Iterable[str], day: date, *, known_at: datetime | None = None
) -> dict[str, str]:
    """The names of units on a day, by code; none for a code that named no unit then."""
    rows = connection.execute(
        text(
            "SELECT code, name FROM division WHERE scheme = 'mca' AND valid @> CAST(:day AS date)"
            " AND code = ANY(CAST(:codes AS text[]))"
            " AND known @> coalesce(CAST(:known_at AS timestamptz), 'infinity')"
        ),
        {"codes": sorted(set(codes)), "day": day, "known_at": known_at},
    )
    return {row.code: row.name for row in rows}


def history_of(connection: Connection, boundary_id: int) -> list[Told]:
    """All that was ever registered of a line, by period, what is held for true now last."""
    rows = connection.execute(
        text(read_sql("spatial.boundaries", "history_of")), {"boundary": boundary_id}
    )
    return [Told(**row._mapping) for row in rows]


def tripoints_on(
    connection: Connection,
    day: date,
    *,
    line: str | None = None,
    division: str | None = None,
    known_at: datetime | None = None,
    limit: int = 1_000,
    offset: int = 0,
) -> tuple[int, list[Tripoint]]:
    """How many tripoints there were on a day, and a page of them by name.

    line: number of one that ends there. division: a code; those of it and of all below it.
    """
    rows = connection.execute(
        text(read_sql("spatial.boundaries", "tripoints_on")),
        {
            "day": day,
            "line": line,
            "division": None if division is None else f"{significant(division)}%",
            "known_at": known_at,
            "limit": limit,
            "offset": offset,
        },
    ).all()
    found = [dict(row._mapping) for row in rows]
    total = int(found[0]["total"]) if found else 0
    return total, [
        Tripoint(**{key: value for key, value in one.items() if key != "total"})
        for one in found
        if one["name"] is not None
    ]


def names_of_ends(course: Course, tripoints: Iterable[Tripoint]) -> tuple[str, str]:
    """What the beginning and the end of a line are called: by the tripoint there, if one is."""
    begins, ends = "起点", "终点"
    for one in tripoints:
        located = course.locate(one.lon, one.lat)
        if located.away_m > END_M:
            continue
        if located.chainage_m <= END_M:
            begins = one.name
        elif located.chainage_m >= course.length_m - END_M:
            ends = one.name
    return begins, ends


def lines_at(
    connection: Connection,
    lon: float,
    lat: float,
    day: date,
    *,
    within_m: float,
    known_at: datetime | None = None,
    limit: int = 10,
) -> list[LineAt]:
    """The lines within a distance of a place on a day, the nearest first.

    lon, lat: degrees, CGCS2000. Raises BadParameter for a distance that is not above 0, or too far.
    """
    if not 0 < within_m <= FARTHEST_M:
        raise BadParameter(f"within_m={within_m:g} is not above 0 and at most {FARTHEST_M:g}")
    # The box is widened a little: a degree of longitude is shorter at its end towards the pole.
    north = 1.01 * within_m / float(metres_per_degree(np.array([lat]))[1][0])
    nearest_pole = min(abs(lat) + north, 89.9)
    east = 1.01 * within_m / float(metres_per_degree(np.array([nearest_pole]))[0][0])
    numbers = connection.execute(
        text(read_sql("spatial.boundaries", "lines_in_box")),
        {"west": lon - east, "south": lat - north, "east": lon + east, "north": lat + north}
        | {"day": day, "known_at": known_at},
    ).scalars()
    found = []
    for number in numbers.all():
        boundary = boundary_on(connection, number, day, known_at=known_at)
        located = course_on(connection, boundary.id, day, known_at=known_at).locate(lon, lat)
        if located.away_m <= within_m:
            found.append(LineAt(boundary, located))
    return sorted(found, key=lambda one: (one.located.away_m, one.boundary.number))[:limit]

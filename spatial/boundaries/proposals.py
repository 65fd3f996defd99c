"""Lines that the polygons of a day would give: proposals for those who register, never law (R3.9).

The polygons are drawings; a legal line is what an agreement says. So a proposal is kept apart from
the register, and nothing turns it into a registered line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import shapely
from shapely import MultiLineString, MultiPolygon
from sqlalchemy import Connection, text

from spatial.boundaries.shared_edges import SharedLine, shared_lines
from spatial.db import read_sql
from spatial.division_codes import Level, significant
from spatial.divisions.footing import footing_of
from spatial.errors import BadParameter

LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP)
"""The levels that have lines."""

SCHEME = "mca"
"""The codes by which lines name their neighbours."""


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """The line that two units share on a day. left_code: of the unit to its left, the smaller one.
    line: CGCS2000, as many parts as do not meet. length_m: geodesic."""

    left_code: str
    right_code: str
    line: MultiLineString
    length_m: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """A stored proposal. geometry: GeoJSON text (CGCS2000), None where it was not asked for."""

    id: int
    level: str
    day: date
    left_code: str
    right_code: str
    length_m: float
    derived_at: datetime
    geometry: str | None


def lines_between(
    connection: Connection, level: Level, day: date, units: Sequence[str] | None = None
) -> list[ProposedLine]:
    """The lines between the units that are drawn on a level on a day, by codes; all pairs, or those
    of some units (their codes, as the level draws them).

    Raises BadParameter for a level without lines, and what `footing_of` does.
    """
    if level not in LEVELS:
        raise BadParameter(f"no lines are drawn between units of level {level}")
    footing_of(connection).require(day)
    rows = connection.execute(
        text(read_sql("spatial.boundaries", "unit_atoms_on")),
        {
            "level": level.value,
            "day": day,
            "scheme": SCHEME,
            "codes": None if units is None else list(units),
        },
    ).all()
    codes = sorted({row.code for row in rows})
    place = {code: number for number, code in enumerate(codes)}
    atoms: list[MultiPolygon] = list(
        shapely.from_wkb(np.array([bytes(row.geom) for row in rows], dtype=object))
    )
    found: list[SharedLine] = shared_lines([place[row.code] for row in rows], atoms)
    return [
        ProposedLine(codes[one.left], codes[one.right], one.line, one.length_m) for one in found
    ]


def derive_proposals(
    connection: Connection, level: Level, day: date, units: tuple[str, str] | None = None
) -> int:
    """Derives and stores the lines of a level on a day; of all pairs, or of two units.

    Those that were derived of the same day before are replaced. Returns how many there are.
    Raises BadParameter where two units share no line, and what `lines_between` does.
    """
    lines = lines_between(connection, level, day, units)
    if units is not None and not lines:
        raise BadParameter(
            f"{units[0]} and {units[1]} share no line on {day.isoformat()} where level "
            f"{level.value} is drawn"
        )
    connection.execute(
        text(
            "DELETE FROM boundary_proposal WHERE level = :level AND day = :day"
            " AND (CAST(:left AS text) IS NULL OR (left_code = :left AND right_code = :right))"
        ),
        {"level": level.value, "day": day}
        | dict(
            zip(("left", "right"), (None, None) if units is None else sorted(units), strict=True)
        ),
    )
    for start in range(0, len(lines), 1_000):
        some = lines[start : start + 1_000]
        connection.execute(
            text(
                "INSERT INTO boundary_proposal (level, day, left_code, right_code, length_m, geom)"
                " SELECT :level, :day, told.*"
                " FROM (SELECT unnest(CAST(:lefts AS text[])), unnest(CAST(:rights AS text[])),"
                "  unnest(CAST(:metres AS float8[])),"
                "  ST_GeomFromWKB(unnest(CAST(:shapes AS bytea[])), 4490)) AS told"
            ),
            {
                "level": level.value,
                "day": day,
                "lefts": [one.left_code for one in some],
                "rights": [one.right_code for one in some],
                "metres": [one.length_m for one in some],
                "shapes": [shapely.to_wkb(one.line) for one in some],
            },
        )
    return len(lines)


def proposals_of(
    connection: Connection,
    *,
    level: Level | None = None,
    day: date | None = None,
    division: str | None = None,
    with_geometry: bool = False,
    limit: int = 100,
    offset: int = 0,
) -> tuple[int, list[Proposal]]:
    """How many stored proposals there are, and a page of them, the newest days first.

    division: a code; lines of its own and of all below it.
    """
    rows = connection.execute(
        text(read_sql("spatial.boundaries", "proposals")),
        {
            "level": None if level is None else level.value,
            "day": day,
            "division": None if division is None else f"{significant(division)}%",
            "with_geometry": with_geometry,
            "limit": limit,
            "offset": offset,
        },
    ).all()
    total = int(rows[0].total) if rows else 0
    return total, [
        Proposal(
            row.id, row.level, row.day, row.left_code, row.right_code, row.length_m,
            row.derived_at, row.geometry,
        )
        for row in rows
        if row.id is not None
    ]  # fmt: skip

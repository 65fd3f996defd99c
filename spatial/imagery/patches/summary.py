"""How many patches each division has in each state, and how many wait too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from spatial.access.standing import Standing
from spatial.db import read_sql
from spatial.division_codes import canonical_code, significant
from spatial.imagery.patches.states import State


@dataclass(frozen=True, slots=True)
class DivisionPatches:
    """The patches of a division by state; a patch on a limit counts on both sides of it.

    area_m2: the part of their area that lies in it, geodesic.
    """

    code: str
    name: str
    by_state: dict[State, int]
    overdue: int
    area_m2: float


def summary(
    connection: Connection, standing: Standing, level: str, within: str | None, today: date
) -> list[DivisionPatches]:
    """The divisions of a level that have patches, by code: those of the day of finding.

    within: a code; None for all that the office may see. Raises BadCode.
    """
    code = standing.code
    rows = connection.execute(
        text(read_sql("spatial.imagery.patches", "summary")),
        {
            "level": level,
            "office": None if code is None else f"{significant(code)}%",
            "within": None if within is None else f"{significant(canonical_code(within))}%",
            "today": today,
        },
    )
    found: dict[str, DivisionPatches] = {}
    for row in rows:
        one = found.get(row.code) or DivisionPatches(row.code, row.name, {}, 0, 0.0)
        found[row.code] = DivisionPatches(
            one.code,
            one.name,
            one.by_state | {State(row.state): row.patches},
            one.overdue + row.overdue,
            one.area_m2 + row.m2,
        )
    return list(found.values())

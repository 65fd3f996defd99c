"""Through which periods divisions stood in the lists, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from spatial.divisions.viewpoint import Viewpoint
from spatial.temporal import Period


@dataclass(frozen=True, slots=True)
class Held:
    """What a code meant through a period."""

    code: str
    name: str
    level: str
    parent_code: str | None
    days: Period


def held_by(
    connection: Connection, viewpoint: Viewpoint, codes: Sequence[str]
) -> dict[str, list[Held]]:
    """All that each code meant, oldest first; a code that no list ever held is left out."""
    found: dict[str, list[Held]] = {}
    rows = connection.execute(
        viewpoint.sql("spatial.business.series", "held"),
        viewpoint.parameters | {"codes": list(codes)},
    )
    for row in rows:
        days = Period(row.valid_from, row.valid_to)
        found.setdefault(row.code, []).append(
            Held(row.code, row.name, row.level, row.parent_code, days)
        )
    return found


def named_on(held: Sequence[Held], day: date) -> Held:
    """What the code meant on a day; outside its periods, the last thing before or the first."""
    earlier = [one for one in held if one.days.start <= day]
    return earlier[-1] if earlier else held[0]

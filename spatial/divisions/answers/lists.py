"""The units that stand on a day: the whole list, a level, what stands under or in a unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, text

from spatial.division_codes import Level
from spatial.divisions.answers.spans import CodeSpan
from spatial.divisions.footing import Footing

LISTED_LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
"""What a yearly list of the ministry holds; townships and villages are asked for by level."""


class Unofficial(StrEnum):
    """Types of unit that an official count leaves out (R1.10).

    functional_area: 开发区 and the like, no division. placeholder: a level that the statistics
    insert where the ministry's tree has none (市辖区, 省直辖县级行政区划).
    """

    FUNCTIONAL_AREA = "functional_area"
    PLACEHOLDER = "placeholder"


@dataclass(frozen=True, slots=True)
class Listed:
    """A unit of a list. parent_code is None for a province. identity: what goes on through time."""

    code: str
    name: str
    level: str
    parent_code: str | None
    type: str
    identity: str
    version_id: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Which units of a day.

    level: None for county and above, or with a parent for whatever stands under it. parent: its
    code, of those directly under it. within: those whose codes are in the span of a unit.
    including: types that an official count leaves out.
    """

    level: Level | None = None
    parent: str | None = None
    within: CodeSpan | None = None
    including: Sequence[Unofficial] = ()

    def parameters(self, footing: Footing, day: date) -> dict[str, Any]:
        """The bound values of `as_of.sql` and of its count."""
        levels = LISTED_LEVELS if self.parent is None else tuple(Level)
        span = self.within or CodeSpan()
        return footing.viewpoint.parameters | {
            "day": day,
            "levels": [self.level] if self.level else list(levels),
            "low": span.low,
            "high": span.high,
            "parent": self.parent,
            "without": [one.value for one in Unofficial if one not in self.including],
        }


def units_as_of(
    connection: Connection,
    footing: Footing,
    day: date,
    selection: Selection,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[Listed]:
    """The units of the selection that stand on the day, by code."""
    rows = connection.execute(
        footing.viewpoint.sql("spatial.divisions.answers", "as_of"),
        selection.parameters(footing, day) | {"rows": limit, "skip": offset},
    )
    return (
        Listed(row.code, row.name, row.level, row.parent_code, row.type, row.identity, row.id)
        for row in rows
    )


def count_as_of(connection: Connection, footing: Footing, day: date, selection: Selection) -> int:
    """How many units `units_as_of` has in all."""
    listed = footing.viewpoint.sql("spatial.divisions.answers", "as_of").text
    return int(
        connection.execute(
            text(f"SELECT count(*) FROM ({listed}) AS listed"),  # noqa: S608
            selection.parameters(footing, day) | {"rows": None, "skip": 0},
        ).scalar_one()
    )

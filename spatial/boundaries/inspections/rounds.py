"""Rounds (轮) of joint inspections: five years each, in which every line is inspected once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from spatial.boundaries.inspections.wording import round_name
from spatial.errors import BadParameter, InspectionConflict, UnknownInspection
from spatial.temporal import years_after

ROUND_YEARS = 5
"""民政部令第28号 article 2."""

_COLUMNS = "id, number, name, lower(valid) AS starts, upper(valid) AS ends"


@dataclass(frozen=True, slots=True)
class Round:
    """A round. starts: its first day. ends: the first day after it."""

    id: int
    number: int
    name: str
    starts: date
    ends: date

    @property
    def years(self) -> range:
        """The calendar years of which it has days."""
        last = self.ends.year if (self.ends.month, self.ends.day) != (1, 1) else self.ends.year - 1
        return range(self.starts.year, last + 1)


def create_round(
    connection: Connection, number: int, starts: date, *, name: str | None = None
) -> Round:
    """Enters a round of five years. name: 第五轮 and the like when None.

    Raises BadParameter, and InspectionConflict where its number or its days are another's.
    """
    ends = years_after(starts, ROUND_YEARS)
    name = round_name(number) if name is None else name.strip()
    if not 1 <= number <= 999 or not name:
        raise BadParameter("a round has a number of 1 to 999 and a name")
    connection.execute(text("LOCK TABLE inspection_round IN SHARE ROW EXCLUSIVE MODE"))
    for other in rounds(connection):
        if other.number == number or (other.starts < ends and starts < other.ends):
            raise InspectionConflict(
                f"there is round {other.number} ({other.name}) from {other.starts} until "
                f"{other.ends}, this day not included",
                round=other.number,
            )
    connection.execute(
        text(
            "INSERT INTO inspection_round (number, valid, name)"
            " VALUES (:number, daterange(:starts, :ends), :name)"
        ),
        {"number": number, "starts": starts, "ends": ends, "name": name},
    )
    return round_of(connection, number)


def rounds(connection: Connection) -> list[Round]:
    """All rounds by number."""
    found = connection.execute(
        text(f"SELECT {_COLUMNS} FROM inspection_round ORDER BY number")  # noqa: S608
    )
    return [Round(**row._mapping) for row in found]


def round_of(connection: Connection, number: int) -> Round:
    """The round of a number. Raises UnknownInspection."""
    for one in rounds(connection):
        if one.number == number:
            return one
    raise UnknownInspection(f"there is no round {number} of joint inspections")

"""What markers and what belongs to them are checked against: the lines that are registered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from spatial.boundaries.marker_numbers import MarkerNumber, parse_marker_number, review
from spatial.errors import BadMarkerNumber, BadParameter


@dataclass(frozen=True, slots=True)
class RegisteredLine:
    """A registered line. provincial: whether it is, or was at any time, one between provinces."""

    id: int
    number: str
    provincial: bool

    def marker(self, number: str) -> MarkerNumber:
        """The number of one of its markers, taken apart. Raises BadMarkerNumber."""
        return parse_marker_number(number, provincial=self.provincial, line=self.number)


def registered_lines(connection: Connection) -> Mapping[str, RegisteredLine]:
    """All lines by number."""
    rows = connection.execute(
        text(
            "SELECT line.id, line.number, coalesce(bool_or(fact.level = 'province'), false)"
            " AS provincial FROM boundary AS line LEFT JOIN boundary_fact AS fact"
            " ON fact.boundary_id = line.id AND upper_inf(fact.known) GROUP BY line.id"
        )
    )
    return {row.number: RegisteredLine(row.id, row.number, row.provincial) for row in rows}


def line_named(lines: Mapping[str, RegisteredLine], number: str) -> RegisteredLine:
    """The line of a number. Raises BadParameter where none is registered."""
    if number not in lines:
        raise BadParameter(f"no line {number!r} is registered")
    return lines[number]


def faults_of_series(connection: Connection, line: RegisteredLine) -> list[str]:
    """What is wrong with the markers of a line as they stand last (R3.2)."""
    numbers = connection.execute(
        text(
            "SELECT number FROM boundary_marker"
            " WHERE boundary_id = :line AND upper_inf(known) AND upper_inf(valid)"
        ),
        {"line": line.id},
    ).scalars()
    found = []
    for number in numbers:
        try:
            found.append(line.marker(number))
        except BadMarkerNumber:
            # Registered when the line was one of another level.
            continue
    return [fault.text for fault in review(found).faults]

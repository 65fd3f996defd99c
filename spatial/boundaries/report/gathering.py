"""Gathers what the report of an inspection tells, of what its reader may see (R3.10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, text

from spatial.access.standing import Standing
from spatial.boundaries.course import Course
from spatial.boundaries.register import (
    Boundary,
    Segment,
    boundary_on,
    course_of,
    markers_on,
    segments_on,
)
from spatial.boundaries.report.facts import (
    SIDES,
    Coverage,
    Facts,
    FindingRow,
    Inspection,
    Party,
    Photo,
    Previous,
    Record,
    Reference,
    Step,
    Tripoint,
    Visits,
)
from spatial.db import read_sql
from spatial.divisions.answers.units import resolve
from spatial.divisions.footing import footing_of
from spatial.errors import BadCode, BeforeTheRecord, UnknownDivision, UnknownInspection
from spatial.temporal import parse_date, today_in_china

_SHARED = ("reported", "filed")
"""States in which each side sees the records of the other."""


def gather(connection: Connection, inspection_id: int, standing: Standing) -> Facts:
    """What the report of an inspection tells to an office.

    A side has its own tracks and results and those of both together; records and photos of the
    other one once the inspection is reported. Raises UnknownInspection, also for
    an office that has no part in it, and UnknownBoundary where the register does not hold the line
    on the day of the report.
    """
    inspection = inspection_of(connection, inspection_id)
    seen = frozenset(side for side in SIDES if standing.sees(inspection.office(side)))
    if not seen:
        raise UnknownInspection(f"there is no inspection {inspection_id}")
    steps = [Step(**row._mapping) for row in _rows(connection, "steps", id=inspection_id)]
    day = _day_of(inspection, steps)
    boundary = boundary_on(connection, inspection.line_number, day)
    segments = segments_on(connection, boundary.id, day)
    coverage = _coverage(connection, inspection_id, seen)
    tripoints = _rows(connection, "tripoints", number=boundary.number, day=day)
    shared = {"both", *seen}
    if steps and steps[-1].state in _SHARED:
        shared |= set(SIDES)
    records = [Record(**row._mapping) for row in _rows(connection, "records", id=inspection_id)]
    photos = [Photo(**row._mapping) for row in _rows(connection, "photos", id=inspection_id)]
    return Facts(
        inspection=inspection,
        day=day,
        seen=seen,
        shared=frozenset(shared),
        names=_names(connection, _codes(inspection, boundary, steps, tripoints), day),
        boundary=boundary,
        segments=segments,
        course=_course(connection, boundary.id, segments, coverage),
        markers=markers_on(connection, boundary.id, day),
        references=[
            Reference(**row._mapping)
            for row in _rows(connection, "references", boundary=boundary.id, day=day)
        ],
        tripoints=[Tripoint(**row._mapping) for row in tripoints],
        steps=steps,
        parties=[
            Party(**row._mapping)
            for row in _rows(connection, "parties", id=inspection_id)
            if row.side in seen
        ],
        records=[record for record in records if record.side in shared],
        hidden_records=sum(record.side not in shared for record in records),
        findings=[
            FindingRow(**row._mapping) for row in _rows(connection, "findings", id=inspection_id)
        ],
        photos=[photo for photo in photos if photo.side in shared],
        coverage=coverage,
        visits=_visits(connection, inspection_id, seen),
        previous=_previous(connection, inspection_id, seen),
    )


def inspection_of(connection: Connection, inspection_id: int) -> Inspection:
    """An inspection. Raises UnknownInspection."""
    rows = _rows(connection, "inspection", id=inspection_id)
    if not rows:
        raise UnknownInspection(f"there is no inspection {inspection_id}")
    return Inspection(**rows[0]._mapping)


def _rows(connection: Connection, name: str, **values: object) -> list[Row[Any]]:
    statement = text(read_sql("spatial.boundaries.report", name))
    return list(connection.execute(statement, values))


def _day_of(inspection: Inspection, steps: list[Step]) -> date:
    """That of the report, else of the last state, else of the order."""
    reported = [step.day for step in steps if step.state == "reported"]
    if reported:
        return reported[-1]
    return steps[-1].day if steps else today_in_china(inspection.recorded_at)


def _course(
    connection: Connection,
    boundary: int,
    segments: list[Segment],
    coverage: Mapping[str, Coverage],
) -> Course | None:
    """The course of the day for which the results were computed: their chainages are of it. Else
    that of the segments of the report's day."""
    days = {str(told) for one in coverage.values() if (told := one.parameters.get("day"))}
    for day in sorted(days):
        of_results = segments_on(connection, boundary, parse_date(day))
        if of_results:
            return course_of(of_results)
    return course_of(segments) if segments else None


def _coverage(
    connection: Connection, inspection_id: int, seen: frozenset[str]
) -> dict[str, Coverage]:
    rows = _rows(connection, "coverage", id=inspection_id)
    return {
        row.side: Coverage(**row._mapping)
        for row in rows
        if row.side in seen or row.side in ("both", "either")
    }


def _visits(connection: Connection, inspection_id: int, seen: frozenset[str]) -> dict[str, Visits]:
    rows = _rows(connection, "visits", id=inspection_id)
    return {row.side: Visits(**row._mapping) for row in rows if row.side in seen}


def _previous(connection: Connection, inspection_id: int, seen: frozenset[str]) -> Previous | None:
    rows = _rows(connection, "previous", id=inspection_id)
    if not rows:
        return None
    earlier = int(rows[0].id)
    return Previous(
        inspection_of(connection, earlier),
        _coverage(connection, earlier, seen),
        _visits(connection, earlier, seen),
    )


def _codes(
    inspection: Inspection, boundary: Boundary, steps: list[Step], tripoints: list[Row[Any]]
) -> set[str]:
    codes = {boundary.left_code, boundary.right_code}
    codes |= {inspection.left_office, inspection.right_office}
    codes |= {step.office for step in steps}
    return codes.union(*(tripoint.codes for tripoint in tripoints))


def _names(connection: Connection, codes: Iterable[str], day: date) -> dict[str, str]:
    """The names that units had on a day; those that no list holds are left out."""
    names: dict[str, str] = {}
    try:
        footing = footing_of(connection)
    except BeforeTheRecord:
        return names
    for code in sorted(codes):
        try:
            names[code] = resolve(connection, footing, code, day).version.name
        except (BadCode, BeforeTheRecord, UnknownDivision):
            continue
    return names

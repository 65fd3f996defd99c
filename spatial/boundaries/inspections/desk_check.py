"""The desk check (室内检查): all that is to be looked at before anybody goes to the line.

民政部令第28号 article 5: the agreement with its maps and tables, the register of markers, and the
reports of earlier inspections with what they left open; and what became of the neighbours since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from spatial.access.standing import Standing
from spatial.boundaries.alerts import Alert, alerts_page
from spatial.boundaries.disagreement import Disagreement, disagreement_of
from spatial.boundaries.inspections.findings import UNSETTLED, Finding, findings_of
from spatial.boundaries.inspections.inspections import (
    Inspection,
    inspection_of,
    inspections_page,
)
from spatial.boundaries.inspections.states import State
from spatial.boundaries.register import Boundary, Marker, boundary_on, markers_on
from spatial.divisions.answers.events import Event, EventQuestion, event_ids, events_whole
from spatial.divisions.answers.lineages import Span
from spatial.divisions.answers.spans import span_of
from spatial.divisions.footing import footing_of
from spatial.errors import BadCode, BeforeTheRecord, NoCourse, NotYetKnown, UnknownBoundary

TOLERANCE_M = 100.0
"""Line and polygons that differ by less are told as one: maps are generalised so far."""

ALERTS_MOST = 10_000

EVENTS_MOST = 200
"""Changes of divisions of each side that are told; beyond, `more` says so."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier inspection of the line, and its findings that are not remedied."""

    inspection: Inspection
    unsettled: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to a unit and those in it since a day. events: in order of time. more: whether
    there were more than are told. known: whether the registry of divisions speaks of it at all."""

    code: str
    events: Sequence[Event]
    more: bool
    known: bool


@dataclass(frozen=True, slots=True)
class DeskCheck:
    """What is to be looked at on a day. line: None where it is not registered on that day. since:
    the day after which changes of divisions are told; None for all that are known. disagreement: of
    line and polygons; None where the line has no course, or the record of divisions no such day."""

    inspection: Inspection
    day: date
    line: Boundary | None
    markers: Sequence[Marker]
    earlier: Sequence[Earlier]
    since: date | None
    changes: Sequence[Changes]
    alerts: Sequence[Alert]
    disagreement: Disagreement | None


def desk_check(connection: Connection, number: int, standing: Standing, day: date) -> DeskCheck:
    """What is to be looked at for an inspection on a day. Raises UnknownInspection."""
    inspection = inspection_of(connection, number, standing)
    try:
        line = boundary_on(connection, inspection.line_number, day)
    except UnknownBoundary:
        line = None
    earlier = _earlier(connection, inspection, standing)
    since = _since(earlier, line)
    codes = [] if line is None else [line.left_code, line.right_code]
    return DeskCheck(
        inspection=inspection,
        day=day,
        line=line,
        markers=markers_on(connection, inspection.boundary_id, day),
        earlier=earlier,
        since=since,
        changes=[_changes(connection, code, since, day) for code in codes],
        # The oldest first, all that last.
        alerts=alerts_page(connection, line=inspection.line_number, limit=ALERTS_MOST)[::-1],
        disagreement=None if line is None else _disagreement(connection, line, day),
    )


def _disagreement(connection: Connection, line: Boundary, day: date) -> Disagreement | None:
    try:
        return disagreement_of(connection, line, day, TOLERANCE_M)
    except (NoCourse, BeforeTheRecord, NotYetKnown):
        return None


def _earlier(connection: Connection, inspection: Inspection, standing: Standing) -> list[Earlier]:
    _, found = inspections_page(
        connection, standing, boundary_id=inspection.boundary_id, limit=1_000
    )
    return [
        Earlier(
            one,
            [other for other in findings_of(connection, one.id) if other.state in UNSETTLED],
        )
        for one in found
        if one.id != inspection.id and one.state is not State.CANCELLED
    ]


def _since(earlier: Sequence[Earlier], line: Boundary | None) -> date | None:
    filed = [one.inspection.state_day for one in earlier if one.inspection.state is State.FILED]
    if filed:
        return max(filed)
    return None if line is None else line.agreed_on or line.valid_from


def _changes(connection: Connection, code: str, since: date | None, day: date) -> Changes:
    try:
        footing = footing_of(connection)
        span = span_of(code)
    except (BeforeTheRecord, NotYetKnown, BadCode):
        return Changes(code, [], more=False, known=False)
    first = since if since is None or since <= day else day
    question = EventQuestion(Span(first, day), within=span)
    ids, total = event_ids(connection, footing, question, limit=EVENTS_MOST)
    return Changes(code, events_whole(connection, footing, ids), more=total > len(ids), known=True)

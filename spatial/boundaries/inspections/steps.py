"""The way of an inspection through its states: who took which step when, and what it still lacks.

A step is taken with the inspection locked, and refused with all that is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from spatial.boundaries.inspections.deposited import require_deposited
from spatial.boundaries.inspections.findings import findings_of
from spatial.boundaries.inspections.inspections import (
    Inspection,
    locked_inspection,
    store_step,
)
from spatial.boundaries.inspections.records import records_of, unrecorded_markers
from spatial.boundaries.inspections.rights import Author
from spatial.boundaries.inspections.states import FOLLOWING, State
from spatial.boundaries.inspections.wording import MISSING, STATES
from spatial.boundaries.register import markers_on
from spatial.errors import BadParameter, InspectionConflict


@dataclass(frozen=True, slots=True)
class Step:
    """A state that was reached. day: as the office says. document: SHA-256 in hexadecimal."""

    id: int
    state: State
    day: date
    office: str
    person: str
    note: str | None
    document: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a step needs. what: key of wording.MISSING. which: number of the marker or
    finding, the state, None where it needs none."""

    what: str
    which: str | None = None

    def as_document(self) -> dict[str, str | None]:
        """As an answer says it."""
        return {"what": self.what, "which": self.which, "text": MISSING[self.what]}


def take_step(
    connection: Connection,
    number: int,
    state: State,
    author: Author,
    *,
    day: date,
    today: date,
    note: str | None = None,
    reason: str | None = None,
    document: str | None = None,
) -> int:
    """Takes an inspection to a state; the id of the step.

    reason: why not every marker is recorded; kept in the note. document: SHA-256 of a deposited
    file, the report. Raises UnknownInspection, UnknownFile, BadParameter (a day in the future or
    before the last step; a cancellation, or a report sent back, without a note),
    InspectionConflict with `missing`.
    """
    inspection = locked_inspection(connection, number, author.standing)
    if document is not None:
        require_deposited(connection, document)
    if state is State.CANCELLED and not (note or "").strip():
        raise BadParameter("a cancellation has a note that says why")
    sent_back = state is State.FIELD_CHECK and inspection.state is State.REPORTED
    if sent_back and not (note or "").strip():
        raise BadParameter("a report that is sent back has a note that says why")
    lacking = missing_for(connection, inspection, state, day, document=document)
    unrecorded = [one for one in lacking if one.what == "marker"]
    if reason is not None and reason.strip():
        lacking = [one for one in lacking if one.what != "marker"]
    _refuse(inspection, state, lacking)
    if day > today:
        raise BadParameter(f"the step is of {day}, but today is {today}")
    if day < inspection.state_day:
        raise BadParameter(
            f"the step is of {day}, but inspection {number} is {inspection.state} since "
            f"{inspection.state_day}"
        )
    if unrecorded:
        told = f"未记录界桩 {'、'.join(str(one.which) for one in unrecorded)}：{reason}"
        note = told if note is None else f"{note}；{told}"
    return store_step(connection, number, state, day, author, note, document)


def steps_of(connection: Connection, number: int) -> list[Step]:
    """The steps of an inspection, the first one first."""
    rows = connection.execute(
        text(
            "SELECT id, state, day, office, person, note, encode(document, 'hex') AS document,"
            " recorded_at FROM inspection_step WHERE inspection_id = :inspection ORDER BY id"
        ),
        {"inspection": number},
    )
    return [Step(**dict(row._mapping) | {"state": State(row.state)}) for row in rows]


def next_steps(
    connection: Connection, inspection: Inspection, day: date
) -> Mapping[State, list[Missing]]:
    """The states that may follow, with what is missing for each on a day."""
    return {
        state: missing_for(connection, inspection, state, day)
        for state in FOLLOWING[inspection.state]
    }


def missing_for(
    connection: Connection,
    inspection: Inspection,
    state: State,
    day: date,
    *,
    document: str | None = None,
) -> list[Missing]:
    """All that an inspection lacks for a state on a day; empty where it may be reached."""
    if state not in FOLLOWING[inspection.state]:
        return [Missing("state", inspection.state.value)]
    if state is State.REMEDY and inspection.open_findings == 0:
        return [Missing("no_finding")]
    if state is State.REPORTED:
        markers = markers_on(connection, inspection.boundary_id, day)
        records = records_of(connection, inspection.id)
        return [
            Missing("marker", marker.number) for marker in unrecorded_markers(records, markers)
        ] + [
            Missing("finding", str(one.number))
            for one in findings_of(connection, inspection.id)
            if one.state == "open"
        ]
    if state is State.FILED and document is None:
        # Of the last report: an earlier one was sent back.
        last = steps_of(connection, inspection.id)[-1]
        return [Missing("document")] if last.document is None else []
    return []


def _refuse(inspection: Inspection, state: State, lacking: list[Missing]) -> None:
    if not lacking:
        return
    told = "；".join(
        dict.fromkeys(
            MISSING[one.what]
            + "".join(
                f" {other.which}" for other in lacking if other.what == one.what and other.which
            )
            for one in lacking
        )
    )
    raise InspectionConflict(
        f"检查 {inspection.id} 不能{STATES[state]} (inspection {inspection.id} cannot go from "
        f"{inspection.state} to {state}): {told}",
        state=inspection.state.value,
        wanted=state.value,
        allowed=[one.value for one in FOLLOWING[inspection.state]],
        missing=[one.as_document() for one in lacking],
    )

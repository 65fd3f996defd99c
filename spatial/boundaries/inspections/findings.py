"""Findings of an inspection: problems that records tell of, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, text

from spatial.boundaries.inspections.inspections import locked_inspection, require_state
from spatial.boundaries.inspections.records import record_of
from spatial.boundaries.inspections.rights import Author, shows
from spatial.boundaries.inspections.states import IN_THE_FIELD, State
from spatial.boundaries.inspections.wording import CATEGORIES, FINDING_STATES
from spatial.db import read_sql
from spatial.errors import BadParameter, InspectionConflict, UnknownInspection

UNSETTLED = ("open", "deferred", "passed_on")
"""States in which something is still to be done, be it in the next round."""

_KEPT = (*IN_THE_FIELD, State.REPORTED, State.FILED)


@dataclass(frozen=True, slots=True)
class FindingStep:
    """A state of a finding: who said so, and why."""

    state: str
    text: str
    office: str
    person: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem. number: within the inspection. side, subject, marker, from_m, to_m: of the record
    that tells of it. steps: its states, the last one counts."""

    number: int
    record_id: int
    category: str
    side: str
    subject: str
    marker: str | None
    from_m: float | None
    to_m: float | None
    steps: tuple[FindingStep, ...]

    @property
    def state(self) -> str:
        """open, remedied, deferred or passed_on."""
        return self.steps[-1].state


def open_finding(
    connection: Connection, number: int, author: Author, *, record: int, category: str, words: str
) -> int:
    """Enters a problem that a record tells of, as open; its number within the inspection.

    Raises UnknownInspection (also for a record that the office does not see), BadParameter,
    InspectionConflict.
    """
    inspection = locked_inspection(connection, number, author.standing)
    require_state(inspection, IN_THE_FIELD, "a finding")
    of = record_of(connection, number, record)
    if not shows(author.standing, inspection, of.side):
        raise UnknownInspection(f"inspection {number} has no record {record}")
    if not of.stands:
        raise InspectionConflict(
            f"record {record} is corrected by record {of.corrected_by}: enter the finding there",
            corrected_by=of.corrected_by,
        )
    if category not in CATEGORIES:
        raise BadParameter(f"{category!r} is none of {', '.join(CATEGORIES)}")
    if not words.strip():
        raise BadParameter("a finding has a text that says what is wrong")
    own = 1 + max((one.number for one in findings_of(connection, number)), default=0)
    _store(connection, record, own, category, "open", words, author)
    return own


def settle_finding(
    connection: Connection, number: int, author: Author, *, finding: int, state: str, words: str
) -> None:
    """Enters what became of a finding; a filed inspection is no end of it.

    Raises UnknownInspection, InspectionConflict, and BadParameter for a state that it has already
    or one without a reason.
    """
    inspection = locked_inspection(connection, number, author.standing)
    require_state(inspection, _KEPT, "a state of a finding")
    for one in findings_of(connection, number):
        if one.number == finding:
            break
    else:
        raise UnknownInspection(f"inspection {number} has no finding {finding}")
    if state not in FINDING_STATES:
        raise BadParameter(f"{state!r} is none of {', '.join(FINDING_STATES)}")
    if state == one.state:
        raise InspectionConflict(f"finding {finding} is {state} already", state=state)
    if inspection.state in (State.REPORTED, State.FILED) and state == "open":
        raise InspectionConflict(
            f"inspection {number} is {inspection.state}: its findings are not opened again"
        )
    if not words.strip():
        raise BadParameter("a state of a finding has a text that says what was done, or why not")
    _store(connection, one.record_id, finding, one.category, state, words, author)


def findings_of(connection: Connection, number: int) -> list[Finding]:
    """The findings of an inspection by number."""
    rows = connection.execute(
        text(read_sql("spatial.boundaries.inspections", "findings")), {"inspection": number}
    )
    found = []
    for _, some in groupby(rows, lambda row: row.number):
        steps = list(some)
        last = steps[-1]
        found.append(
            Finding(
                last.number,
                last.record_id,
                last.category,
                last.side,
                last.subject,
                last.marker,
                last.from_m,
                last.to_m,
                tuple(
                    FindingStep(row.state, row.text, row.office, row.person, row.recorded_at)
                    for row in steps
                ),
            )
        )
    return found


def _store(
    connection: Connection,
    record: int,
    number: int,
    category: str,
    state: str,
    words: str,
    author: Author,
) -> None:
    connection.execute(
        text(
            "INSERT INTO inspection_finding (record_id, number, category, state, text, office,"
            " person) VALUES (:record, :number, :category, :state, :text, :office, :person)"
        ),
        {
            "record": record,
            "number": number,
            "category": category,
            "state": state,
            "text": words,
            "office": author.office,
            "person": author.person,
        },
    )

"""How inspections and their parts are answered: words beside keys, instants in UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from spatial.access.standing import Standing
from spatial.boundaries.inspections.findings import Finding
from spatial.boundaries.inspections.inspections import Inspection
from spatial.boundaries.inspections.parties import Party
from spatial.boundaries.inspections.photos import Photo
from spatial.boundaries.inspections.records import Record
from spatial.boundaries.inspections.rights import is_own
from spatial.boundaries.inspections.rounds import Round
from spatial.boundaries.inspections.states import State
from spatial.boundaries.inspections.steps import Missing, Step
from spatial.boundaries.inspections.wording import (
    CATEGORIES,
    CONDITIONS,
    FINDING_STATES,
    KINDS,
    STATES,
    SUBJECTS,
)
from spatial.locations.clock import iso_utc
from spatial.temporal import parse_instant


def day_text(day: date | None) -> str | None:
    """YYYY-MM-DD, None for none."""
    return None if day is None else day.isoformat()


def instant_text(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with Z, None for none."""
    return None if at is None else iso_utc(at)


def round_answer(one: Round) -> dict[str, Any]:
    """A round; `to` is not included."""
    return {
        "number": one.number,
        "name": one.name,
        "from": one.starts.isoformat(),
        "to": one.ends.isoformat(),
        "years": list(one.years),
    }


def state_answer(state: State) -> dict[str, str]:
    """A state with its word."""
    return {"state": state.value, "state_text": STATES[state]}


def inspection_answer(one: Inspection) -> dict[str, Any]:
    """An inspection in a list: what both sides share of it."""
    return {
        "id": one.id,
        "line": {"number": one.line_number, "name": one.line_name},
        "kind": one.kind,
        "kind_text": KINDS[one.kind],
        "reason": one.reason,
        "round": None
        if one.round_number is None
        else {"number": one.round_number, "name": one.round_name},
        "plan_year": one.plan_year,
        "left_office": one.left_office,
        "right_office": one.right_office,
        "lead": one.lead,
        **state_answer(one.state),
        "since": one.state_day.isoformat(),
        "open_findings": one.open_findings,
        "coverage": {side: _coverage(told) for side, told in sorted(one.coverage.items())},
    }


def measures_answer(one: Inspection) -> dict[str, float]:
    """By what its tracks are judged."""
    return {
        "within_m": one.within_m,
        "radius_m": one.radius_m,
        "dwell_s": one.dwell_s,
        "gap_s": one.gap_s,
    }


def step_answer(one: Step) -> dict[str, Any]:
    """A step: the state, who and when."""
    return {
        **state_answer(one.state),
        "day": one.day.isoformat(),
        "office": one.office,
        "person": one.person,
        "note": one.note,
        "document": one.document,
        "recorded_at": iso_utc(one.recorded_at),
    }


def next_answer(steps: Mapping[State, Sequence[Missing]]) -> list[dict[str, Any]]:
    """The states that may follow, with what is missing for each."""
    return [
        {**state_answer(state), "missing": [one.as_document() for one in lacking]}
        for state, lacking in steps.items()
    ]


def party_answer(one: Party, inspection: Inspection, asking: Standing) -> dict[str, Any]:
    """A party. Who carried the device is told to its own side and those above it alone."""
    own = is_own(asking, inspection, one.side)
    return {
        "id": one.id,
        "side": one.side,
        "device": one.device,
        "bearer": one.bearer if own else None,
        "from": iso_utc(one.starts),
        "to": instant_text(one.ends),
        "person": one.person if own else None,
        "recorded_at": iso_utc(one.recorded_at),
    }


def record_answer(one: Record) -> dict[str, Any]:
    """A record sheet."""
    return {
        "id": one.id,
        "side": one.side,
        "subject": one.subject,
        "subject_text": SUBJECTS[one.subject],
        "marker": one.marker,
        "from_m": one.from_m,
        "to_m": one.to_m,
        "checked_at": iso_utc(one.checked_at),
        "condition": one.condition,
        "condition_text": None if one.condition is None else CONDITIONS[one.condition],
        "text": one.text,
        "details": dict(one.details),
        "device": one.device,
        "office": one.office,
        "person": one.person,
        "corrects": one.corrects,
        "corrected_by": one.corrected_by,
        "confirmed_by": one.confirmed_by,
        "recorded_at": iso_utc(one.recorded_at),
        "geometry": point_answer(one.lon, one.lat),
    }


def finding_answer(one: Finding) -> dict[str, Any]:
    """A finding with its states, the first one first."""
    return {
        "number": one.number,
        "record": one.record_id,
        "category": one.category,
        "category_text": CATEGORIES[one.category],
        "state": one.state,
        "state_text": FINDING_STATES[one.state],
        "side": one.side,
        "subject": one.subject,
        "marker": one.marker,
        "from_m": one.from_m,
        "to_m": one.to_m,
        "steps": [
            {
                "state": step.state,
                "state_text": FINDING_STATES[step.state],
                "text": step.text,
                "office": step.office,
                "person": step.person,
                "recorded_at": iso_utc(step.recorded_at),
            }
            for step in one.steps
        ],
    }


def photo_answer(one: Photo) -> dict[str, Any]:
    """A photo, and where its bytes are."""
    return {
        "id": one.id,
        "record": one.record_id,
        "side": one.side,
        "sha256": one.sha256,
        "media_type": one.media_type,
        "bytes": one.bytes,
        "href": f"/v1/files/{one.sha256}",
        "device": one.device,
        "taken_at": instant_text(one.taken_at),
        "bearing_deg": one.bearing_deg,
        "caption": one.caption,
        "judged": dict(one.judged),
        "office": one.office,
        "person": one.person,
        "recorded_at": iso_utc(one.recorded_at),
        "geometry": point_answer(one.lon, one.lat),
    }


def point_answer(lon: float | None, lat: float | None) -> dict[str, Any] | None:
    """GeoJSON, longitude latitude in CGCS2000."""
    return None if lon is None else {"type": "Point", "coordinates": [lon, lat]}


def _coverage(told: Mapping[str, Any]) -> dict[str, Any]:
    length, walked = told["length_m"], told["walked_m"]
    return {
        "length_m": length,
        "walked_m": walked,
        "share": walked / length if length else None,
        **{
            name: iso_utc(parse_instant(told[key]))
            for name, key in (("from", "starts"), ("to", "ends"), ("computed_at", "at"))
        },
    }

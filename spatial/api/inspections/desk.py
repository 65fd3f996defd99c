"""How a desk check is answered."""

from __future__ import annotations

from typing import Any

from spatial.api.boundaries.answers import disagreement_answer
from spatial.api.divisions import forms
from spatial.api.inspections.answers import (
    day_text,
    finding_answer,
    inspection_answer,
    point_answer,
)
from spatial.boundaries.alerts import Alert
from spatial.boundaries.inspections.desk_check import Changes, DeskCheck
from spatial.boundaries.register import Boundary, Marker
from spatial.divisions.answers.events import Event
from spatial.locations.clock import iso_utc


def desk_check_answer(check: DeskCheck) -> dict[str, Any]:
    """All that is to be looked at. `changes`: of each side after `since`; `known` is false where
    the registry of divisions holds nothing. `disagreement` of line and polygons is null where
    there is nothing to compare."""
    return {
        "inspection": check.inspection.id,
        "date": check.day.isoformat(),
        "line": None if check.line is None else _line(check.line),
        "markers": [_marker(one) for one in check.markers],
        "earlier": [
            {
                **inspection_answer(one.inspection),
                "unsettled": [finding_answer(finding) for finding in one.unsettled],
            }
            for one in check.earlier
        ],
        "since": day_text(check.since),
        "changes": [_changes(one) for one in check.changes],
        "alerts": [_alert(one) for one in check.alerts],
        "disagreement": (
            None if check.disagreement is None else disagreement_answer(check.disagreement)
        ),
    }


def _line(line: Boundary) -> dict[str, Any]:
    return {
        "number": line.number,
        "name": line.name,
        "level": line.level,
        "left_code": line.left_code,
        "right_code": line.right_code,
        "valid_from": day_text(line.valid_from),
        "approved_by": line.approved_by,
        "agreement": line.agreement,
        "agreed_on": day_text(line.agreed_on),
        "document": line.document,
        "stated_m": line.stated_m,
        "note": line.note,
    }


def _marker(marker: Marker) -> dict[str, Any]:
    return {
        "number": marker.number,
        "serial": marker.serial,
        "kind": marker.kind,
        "state": marker.state,
        "in_charge": marker.in_charge,
        "valid_from": day_text(marker.valid_from),
        "geometry": point_answer(marker.lon, marker.lat),
    }


def _changes(changes: Changes) -> dict[str, Any]:
    return {
        "code": changes.code,
        "known": changes.known,
        "more": changes.more,
        "events": [_event(one) for one in changes.events],
    }


def _event(event: Event) -> dict[str, Any]:
    def unit(version: int | None) -> dict[str, Any] | None:
        found = None if version is None else event.versions.get(version)
        return None if found is None else {"code": found.code, "name": found.name}

    return {
        "id": event.id,
        "title": event.title,
        "document_nos": list(event.document_nos),
        "on": event.dates.on_day.isoformat(),
        **forms.dates(event.dates),
        "effects": [
            {
                "kind": one.kind,
                "predecessor": unit(one.predecessor_id),
                "successor": unit(one.successor_id),
                "note": one.note,
            }
            for one in event.effects
        ],
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "kind": alert.kind,
        "marker": alert.marker_number,
        "details": alert.details,
        "at": iso_utc(alert.raised_at),
    }

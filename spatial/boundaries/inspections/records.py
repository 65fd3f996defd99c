"""Record sheets (记录表) of an inspection: what was checked, where, and how it was found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from spatial.boundaries.inspections.inspections import (
    Inspection,
    locked_inspection,
    require_state,
)
from spatial.boundaries.inspections.parties import parties_of
from spatial.boundaries.inspections.rights import Author, require_side
from spatial.boundaries.inspections.states import IN_THE_FIELD, State
from spatial.boundaries.inspections.wording import CONDITIONS, RESETS, SUBJECTS
from spatial.boundaries.register import Marker, course_of, markers_on, segments_on
from spatial.db import read_sql
from spatial.errors import BadParameter, InspectionConflict, UnknownInspection
from spatial.locations.clock import iso_utc
from spatial.temporal import parse_instant, today_in_china

OWN_DETAILS = ("reset", "accuracy_m", "confirms")
"""Details that the platform itself writes."""

Fact = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a record sheet says. side: left, right or both. marker: its number. from_m, to_m:
    chainage. device: of a party. lon, lat: degrees, CGCS2000. reset: how a marker was set again
    (restored, relocated, rebuilt); accuracy_m: of its new position. corrects: an earlier record."""

    side: str
    subject: str
    checked_at: datetime
    condition: str | None = None
    text: str = ""
    marker: str | None = None
    from_m: float | None = None
    to_m: float | None = None
    device: str | None = None
    lon: float | None = None
    lat: float | None = None
    reset: str | None = None
    accuracy_m: float | None = None
    details: Mapping[str, Fact] = field(default_factory=dict)
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A record sheet as it was entered. corrected_by: the one that stands for it. confirmed_by: the
    one by which the other side agreed that a marker was set again."""

    id: int
    side: str
    subject: str
    marker: str | None
    from_m: float | None
    to_m: float | None
    checked_at: datetime
    device: str | None
    office: str
    person: str
    condition: str | None
    text: str
    details: Mapping[str, Any]
    corrects: int | None
    corrected_by: int | None
    confirmed_by: int | None
    recorded_at: datetime
    lon: float | None
    lat: float | None

    @property
    def stands(self) -> bool:
        """Whether no later record corrects it."""
        return self.corrected_by is None


def add_record(
    connection: Connection, number: int, author: Author, sheet: Sheet, now: datetime
) -> int:
    """Enters a record sheet while the inspection is in the field; its id.

    A correction is possible while the inspection is reported, too. Raises UnknownInspection,
    NotPermitted, BadParameter (a marker of another line, a time out of the inspection …),
    InspectionConflict.
    """
    inspection = locked_inspection(connection, number, author.standing)
    require_side(author, inspection, sheet.side)
    allowed = IN_THE_FIELD if sheet.corrects is None else (*IN_THE_FIELD, State.REPORTED)
    require_state(inspection, allowed, "a record")
    require_moment(connection, inspection, sheet.checked_at, now)
    _require_said(sheet)
    _require_on_line(connection, inspection, sheet)
    if sheet.corrects is not None:
        _require_correctable(connection, number, sheet)
    return store_record(connection, number, author, sheet, _device_id(connection, number, sheet))


def records_of(connection: Connection, number: int) -> list[Record]:
    """All records of an inspection, corrected ones as well, in order of entry."""
    rows = connection.execute(
        text(read_sql("spatial.boundaries.inspections", "records")), {"inspection": number}
    )
    return [Record(**row._mapping) for row in rows]


def record_of(connection: Connection, number: int, record: int) -> Record:
    """One record of an inspection. Raises UnknownInspection."""
    for one in records_of(connection, number):
        if one.id == record:
            return one
    raise UnknownInspection(f"inspection {number} has no record {record}")


def unrecorded_markers(records: Sequence[Record], markers: Sequence[Marker]) -> list[Marker]:
    """The markers that no standing record of either side is about."""
    told = {one.marker for one in records if one.subject == "marker" and one.stands}
    return [marker for marker in markers if marker.number not in told]


def require_moment(
    connection: Connection, inspection: Inspection, at: datetime, now: datetime
) -> None:
    """Returns for an instant of the field check until now. Raises BadParameter."""
    if at > now:
        raise BadParameter(f"checked_at ({iso_utc(at)}) lies in the future: it is {iso_utc(now)}")
    first = connection.execute(
        text(
            "SELECT min(day) FROM inspection_step"
            " WHERE inspection_id = :inspection AND state = 'field_check'"
        ),
        {"inspection": inspection.id},
    ).scalar_one()
    if first is None or at < parse_instant(first.isoformat()):
        raise BadParameter(
            f"checked_at ({iso_utc(at)}) lies before the field check of inspection "
            f"{inspection.id}, which began on {first}"
        )


def store_record(
    connection: Connection, number: int, author: Author, sheet: Sheet, device_id: int | None
) -> int:
    """Enters a sheet as it is; the id of the row."""
    own = {"reset": sheet.reset, "accuracy_m": sheet.accuracy_m}
    details = dict(sheet.details) | {
        name: value for name, value in own.items() if value is not None
    }
    return int(
        connection.execute(
            text(
                "INSERT INTO inspection_record (inspection_id, side, subject, marker_number,"
                " from_m, to_m, checked_at, device_id, office, person, condition, text, details,"
                " corrects, geom) VALUES (:inspection, :side, :subject, :marker, :from_m, :to_m,"
                " :at, :device, :office, :person, :condition, :text, CAST(:details AS jsonb),"
                " :corrects, ST_SetSRID(ST_MakePoint(:lon, :lat), 4490)) RETURNING id"
            ),
            {
                "inspection": number,
                "side": sheet.side,
                "subject": sheet.subject,
                "marker": sheet.marker,
                "from_m": sheet.from_m,
                "to_m": sheet.to_m,
                "at": sheet.checked_at,
                "device": device_id,
                "office": author.office,
                "person": author.person,
                "condition": sheet.condition,
                "text": sheet.text,
                "details": json.dumps(details, ensure_ascii=False),
                "corrects": sheet.corrects,
                "lon": sheet.lon,
                "lat": sheet.lat,
            },
        ).scalar_one()
    )


def _require_said(sheet: Sheet) -> None:
    if sheet.subject not in SUBJECTS:
        raise BadParameter(f"{sheet.subject!r} is none of {', '.join(SUBJECTS)}")
    if sheet.condition is not None and sheet.condition not in CONDITIONS:
        raise BadParameter(f"{sheet.condition!r} is none of {', '.join(CONDITIONS)}")
    if sheet.subject in ("marker", "reference") and sheet.marker is None:
        raise BadParameter(f"a record of a {sheet.subject} says the number of the marker")
    if sheet.subject == "marker" and sheet.condition is None:
        raise BadParameter("a record of a marker says its condition")
    if sheet.subject == "segment" and (sheet.from_m is None or sheet.to_m is None):
        raise BadParameter("a record of a segment says from_m and to_m")
    if sheet.condition == "not_reached" and not sheet.text.strip():
        raise BadParameter("what was not reached has a text that says why")
    if (sheet.lon is None) != (sheet.lat is None):
        raise BadParameter("a position is lon and lat")
    taken = sorted(set(sheet.details) & set(OWN_DETAILS))
    if taken:
        raise BadParameter(f"the detail {taken[0]} is written by the platform itself")
    _require_reset_said(sheet)


def _require_reset_said(sheet: Sheet) -> None:
    is_reset = sheet.subject == "marker" and sheet.condition == "reset"
    if is_reset != (sheet.reset is not None):
        raise BadParameter(
            "a record of a marker in the condition reset, and no other, says how it was set again: "
            + ", ".join(RESETS)
        )
    if sheet.reset is None:
        if sheet.accuracy_m is not None:
            raise BadParameter("accuracy_m is of the new position of a marker that was set again")
        return
    if sheet.reset not in RESETS:
        raise BadParameter(f"{sheet.reset!r} is none of {', '.join(RESETS)}")
    if sheet.side == "both":
        raise BadParameter(
            "a marker that was set again is recorded by one side and confirmed by the other"
        )
    if sheet.reset == "relocated" and sheet.lon is None:
        raise BadParameter("a marker that was relocated has a new position: lon and lat")


def _require_on_line(connection: Connection, inspection: Inspection, sheet: Sheet) -> None:
    day = today_in_china(sheet.checked_at)
    if sheet.marker is not None:
        numbers = [one.number for one in markers_on(connection, inspection.boundary_id, day)]
        if sheet.marker not in numbers:
            raise BadParameter(
                f"the line {inspection.line_number} has no marker {sheet.marker!r} on "
                f"{day.isoformat()}"
            )
    if sheet.from_m is None and sheet.to_m is None:
        return
    if sheet.to_m is not None and (sheet.from_m is None or sheet.to_m < sheet.from_m):
        raise BadParameter("to_m lies behind from_m")
    segments = segments_on(connection, inspection.boundary_id, day)
    if not segments:
        raise BadParameter(f"no course of the line {inspection.line_number} is registered")
    length = course_of(segments).length_m
    for metres in (sheet.from_m, sheet.to_m):
        if metres is not None and not 0 <= metres <= length:
            raise BadParameter(
                f"chainage {metres:g} m is not on the line {inspection.line_number}: it is "
                f"{length:.1f} m long"
            )


def _require_correctable(connection: Connection, number: int, sheet: Sheet) -> None:
    assert sheet.corrects is not None
    old = record_of(connection, number, sheet.corrects)
    if not old.stands:
        raise InspectionConflict(
            f"record {old.id} is corrected by record {old.corrected_by} already",
            corrected_by=old.corrected_by,
        )
    if old.confirmed_by is not None or "confirms" in old.details:
        raise InspectionConflict(
            f"record {old.id} is of a marker that both sides have set again: record it anew"
        )
    if (old.side, old.subject, old.marker) != (sheet.side, sheet.subject, sheet.marker):
        raise BadParameter(
            f"a correction of record {old.id} has its side, subject and marker: "
            f"{old.side}, {old.subject}, {old.marker}"
        )


def _device_id(connection: Connection, number: int, sheet: Sheet) -> int | None:
    if sheet.device is None:
        return None
    return device_of_party(connection, number, sheet.side, sheet.device, sheet.checked_at)


def device_of_party(
    connection: Connection, number: int, side: str, device: str, at: datetime | None
) -> int:
    """The id of a device that counts for a side at an instant, at any when None.

    Raises BadParameter where it does not.
    """
    for one in parties_of(connection, number):
        if (
            one.device == device
            and side in (one.side, "both")
            and (at is None or (one.starts <= at and (one.ends is None or at < one.ends)))
        ):
            return one.device_id
    raise BadParameter(
        f"{device} is no party of inspection {number} for the side {side}"
        + ("" if at is None else f" at {iso_utc(at)}")
    )

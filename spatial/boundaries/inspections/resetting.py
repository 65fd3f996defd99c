"""Markers that were set again (恢复、移位重立、损毁重立): the register follows a joint act.

One side records that the marker stands again, and how; the other confirms it by a record of its
own. Only then the register changes: a moved marker has no legal effect otherwise
(国务院令第353号). Until the day of the first record the marker stood as registered before, from
that day on as both sides say; what was held for true until now is kept as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from spatial.boundaries.inspections.inspections import (
    Inspection,
    locked_inspection,
    require_state,
)
from spatial.boundaries.inspections.records import (
    Record,
    Sheet,
    record_of,
    require_moment,
    store_record,
)
from spatial.boundaries.inspections.rights import Author, require_side
from spatial.boundaries.inspections.states import IN_THE_FIELD
from spatial.boundaries.inspections.wording import CONDITIONS, RESETS
from spatial.boundaries.register import Marker, markers_on
from spatial.errors import BadParameter, InspectionConflict
from spatial.temporal import today_in_china


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmation: its record, and the row of the register that it made."""

    record: int
    marker: int


def confirm_reset(
    connection: Connection,
    number: int,
    author: Author,
    record: int,
    *,
    side: str,
    checked_at: datetime,
    words: str,
    now: datetime,
) -> Confirmed:
    """Confirms for the other side that a marker was set again, and changes the register.

    Raises UnknownInspection, NotPermitted, BadParameter (no such record, or the same side),
    InspectionConflict (confirmed or corrected already).
    """
    inspection = locked_inspection(connection, number, author.standing)
    require_side(author, inspection, side)
    require_state(inspection, IN_THE_FIELD, "a confirmation")
    require_moment(connection, inspection, checked_at, now)
    told = record_of(connection, number, record)
    _require_confirmable(told, side)
    sheet = Sheet(
        side=side,
        subject="marker",
        checked_at=checked_at,
        condition="reset",
        text=words,
        marker=told.marker,
        lon=told.lon,
        lat=told.lat,
        details={"confirms": record},
    )
    own = store_record(connection, number, author, sheet, None)
    return Confirmed(own, _set_again(connection, inspection, told))


def _require_confirmable(told: Record, side: str) -> None:
    if "reset" not in told.details:
        raise BadParameter(f"record {told.id} does not say that a marker was set again")
    if side == told.side or side not in ("left", "right"):
        raise BadParameter(
            f"record {told.id} is of the {told.side} side: it is the other one that confirms it"
        )
    if told.confirmed_by is not None:
        raise InspectionConflict(
            f"record {told.id} is confirmed by record {told.confirmed_by} already",
            confirmed_by=told.confirmed_by,
        )
    if not told.stands:
        raise InspectionConflict(
            f"record {told.id} is corrected by record {told.corrected_by}: confirm that one",
            corrected_by=told.corrected_by,
        )


def _set_again(connection: Connection, inspection: Inspection, told: Record) -> int:
    """Enters how the marker stands from the day of the record on; the id of the row."""
    day = today_in_china(told.checked_at)
    old = _registered(connection, inspection, told, day)
    # The clock of this instant: rows that this transaction itself made before are ended, too.
    at = connection.execute(
        text(
            "UPDATE boundary_marker SET known = tstzrange(lower(known), clock_timestamp())"
            " WHERE id = :marker RETURNING upper(known)"
        ),
        {"marker": old.id},
    ).scalar_one()
    if old.valid_from is None or old.valid_from < day:
        _copy(connection, old, at, until=day)
    how = str(told.details["reset"])
    moved = how != "restored" and told.lon is not None
    return _copy(
        connection,
        old,
        at,
        since=day,
        state=CONDITIONS["intact"],
        note=f"{day.isoformat()} 联检{RESETS[how]}（检查 {inspection.id}，记录 {told.id}）",
        place=(told.lon, told.lat) if moved else None,
        accuracy_m=told.details.get("accuracy_m"),
    )


def _registered(connection: Connection, inspection: Inspection, told: Record, day: date) -> Marker:
    for one in markers_on(connection, inspection.boundary_id, day):
        if one.number == told.marker:
            return one
    raise InspectionConflict(
        f"the line {inspection.line_number} has no marker {told.marker!r} on {day} any more"
    )


def _copy(
    connection: Connection,
    old: Marker,
    at: datetime,
    *,
    since: date | None = None,
    until: date | None = None,
    state: str | None = None,
    note: str | None = None,
    place: tuple[float | None, float | None] | None = None,
    accuracy_m: float | None = None,
) -> int:
    """A row as the old one, known since an instant; what is None is as it was.

    At a new place neither its height nor the accuracy of the old survey holds.
    """
    lon, lat = place or (None, None)
    return int(
        connection.execute(
            text(
                "INSERT INTO boundary_marker (number, line_name, boundary_id, valid, known, serial,"
                " kind, state, in_charge, material, height_m, accuracy_m, source_crs, note, run_id,"
                " geom)"
                " SELECT number, line_name, boundary_id,"
                " daterange(coalesce(CAST(:since AS date), lower(valid)),"
                " coalesce(CAST(:until AS date), upper(valid))), tstzrange(:at, NULL), serial,"
                " kind, coalesce(:state, state), in_charge, material,"
                " CASE WHEN NOT :moved THEN height_m END,"
                " CASE WHEN :moved THEN CAST(:accuracy AS float8) ELSE accuracy_m END,"
                " CASE WHEN :moved THEN 'EPSG:4490' ELSE source_crs END, coalesce(:note, note),"
                " CASE WHEN CAST(:since AS date) IS NULL THEN run_id END,"
                " CASE WHEN :moved THEN ST_SetSRID(ST_MakePoint(:lon, :lat), 4490) ELSE geom END"
                " FROM boundary_marker WHERE id = :old RETURNING id"
            ),
            {
                "old": old.id,
                "at": at,
                "since": since,
                "until": until,
                "state": state,
                "note": note,
                "moved": place is not None,
                "lon": lon,
                "lat": lat,
                "accuracy": accuracy_m,
            },
        ).scalar_one()
    )

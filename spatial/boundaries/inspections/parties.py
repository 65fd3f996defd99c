"""The parties of an inspection: which devices were carried for a side, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from spatial.access.standing import Standing
from spatial.boundaries.inspections.inspections import (
    Inspection,
    locked_inspection,
    require_state,
)
from spatial.boundaries.inspections.rights import Author, office_of, require_side
from spatial.boundaries.inspections.states import OPEN_STATES
from spatial.db import read_sql
from spatial.errors import BadParameter, InspectionConflict, UnknownInspection
from spatial.locations.clock import iso_utc
from spatial.locations.register import device_named

_WORK_CLASSES = ("patrol", "vehicle")
"""Personal trackers are not for work (R4.9), and a marker does not walk."""


@dataclass(frozen=True, slots=True)
class Party:
    """A device that counts for a side. bearer: who carried it. ends: not included, None while the
    inspection runs."""

    id: int
    side: str
    device: str
    device_id: int
    bearer: str | None
    starts: datetime
    ends: datetime | None
    person: str
    recorded_at: datetime


def add_party(
    connection: Connection,
    number: int,
    author: Author,
    *,
    side: str,
    device: str,
    starts: datetime,
    ends: datetime | None = None,
    bearer: str | None = None,
) -> int:
    """Has the tracks of a device count for a side from one instant to another; the id of the row.

    Raises UnknownInspection, NotPermitted, UnknownDevice; BadParameter where the device is not of
    the side; InspectionConflict where it counts in that time already, or the inspection is over.
    """
    inspection = locked_inspection(connection, number, author.standing)
    require_side(author, inspection, side)
    require_state(inspection, OPEN_STATES, "a party")
    if ends is not None and ends <= starts:
        raise BadParameter(f"the party ends ({iso_utc(ends)}) before it begins ({iso_utc(starts)})")
    device_id = _device_of_side(connection, inspection, side, device)
    for other in parties_of(connection, number):
        if other.device_id == device_id and _meet(other, starts, ends):
            raise InspectionConflict(
                f"{device} counts for the {other.side} side already, from "
                f"{iso_utc(other.starts)}: withdraw party {other.id} first",
                party=other.id,
            )
    return _store(connection, number, author, side, device_id, bearer, starts, ends)


def withdraw_party(connection: Connection, number: int, author: Author, party: int) -> int:
    """Takes back a party that was wrong, by a row of its own; the id of that row.

    Raises UnknownInspection (also for a party that there is not, or not any more), NotPermitted.
    """
    inspection = locked_inspection(connection, number, author.standing)
    for one in parties_of(connection, number):
        if one.id == party:
            require_side(author, inspection, one.side)
            require_state(inspection, OPEN_STATES, "a withdrawal")
            return _store(
                connection, number, author, one.side, one.device_id, one.bearer, one.starts,
                one.ends, withdraws=party,
            )  # fmt: skip
    raise UnknownInspection(f"inspection {number} has no party {party}")


def parties_of(connection: Connection, number: int) -> list[Party]:
    """The parties that count, by side and time."""
    rows = connection.execute(
        text(read_sql("spatial.boundaries.inspections", "parties")), {"inspection": number}
    )
    return [Party(**row._mapping) for row in rows]


def _store(
    connection: Connection,
    number: int,
    author: Author,
    side: str,
    device_id: int,
    bearer: str | None,
    starts: datetime,
    ends: datetime | None,
    withdraws: int | None = None,
) -> int:
    return int(
        connection.execute(
            text(
                "INSERT INTO inspection_party (inspection_id, side, device_id, bearer, starts,"
                " ends, withdraws, person) VALUES (:inspection, :side, :device, :bearer, :starts,"
                " :ends, :withdraws, :person) RETURNING id"
            ),
            {
                "inspection": number,
                "side": side,
                "device": device_id,
                "bearer": bearer,
                "starts": starts,
                "ends": ends,
                "withdraws": withdraws,
                "person": author.person,
            },
        ).scalar_one()
    )


def _device_of_side(connection: Connection, inspection: Inspection, side: str, name: str) -> int:
    device = device_named(connection, name)
    if device.device_class not in _WORK_CLASSES:
        raise BadParameter(
            f"{name} is registered as {device.device_class}: parties carry devices of the classes "
            f"{' and '.join(_WORK_CLASSES)}"
        )
    owner = connection.execute(
        text("SELECT owner_code FROM device WHERE id = :device"), {"device": device.id}
    ).scalar_one()
    office = office_of(inspection, side)
    if owner is None:
        raise BadParameter(
            f"the register does not say whose {name} is: enter its owner, {office} or below it"
        )
    if not Standing(office).is_of(owner):
        raise BadParameter(
            f"{name} belongs to {owner}, not to {office}, the {side} side of inspection "
            f"{inspection.id}, nor to a unit below it"
        )
    return device.id


def _meet(other: Party, starts: datetime, ends: datetime | None) -> bool:
    return (ends is None or other.starts < ends) and (other.ends is None or starts < other.ends)

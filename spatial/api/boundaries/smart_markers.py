"""Routes of smart markers: which device stands at which registered marker (R3.11)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.access.standing import Standing
from spatial.api.dependencies import Database, Reading
from spatial.api.offices import Asking, MayWrite, require_text, writing
from spatial.boundaries.displacement import (
    BoundMarker,
    DisplacementRules,
    bind_device,
    bound_markers,
    withdraw_binding,
)
from spatial.boundaries.register import boundary_on
from spatial.errors import UnknownBoundary
from spatial.locations.clock import iso_utc
from spatial.temporal import parse_instant, today_in_china

router = APIRouter(prefix="/v1", tags=["boundaries"])

Line = Annotated[str, Path(max_length=64, description="Number of the line.")]


class BindingBody(BaseModel):
    """A device at a marker."""

    model_config = ConfigDict(extra="forbid")

    marker: str = Field(max_length=64, description="Number of the marker.")
    device: str = Field(max_length=200, description="Identifier of a device of class marker.")
    person: str = Field(min_length=1, max_length=200, pattern=r"\S", description="Name or post.")
    from_: str = Field(alias="from", description="Since when; ISO 8601 with zone, or a day.")
    to: str | None = Field(default=None, description="Until when, not included; open if left out.")


class WithdrawalBody(BaseModel):
    """Who takes a binding back."""

    model_config = ConfigDict(extra="forbid")

    person: str = Field(min_length=1, max_length=200, pattern=r"\S", description="Name or post.")


@router.get("/boundaries/{number}/marker-devices", response_model=None)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def marker_devices(number: Line, reading: Reading, asking: Asking) -> JSONResponse:
    """The devices that stand at the markers of a line now, with the rules of their alerts.

    `marker_displaced` is raised where the median of the last `fixes` fixes lies farther than
    `displaced_m` (geodesic) from the registered place, `marker_silent` after `silent_s` without
    one. Raises UnknownBoundary, also for an office that has no part in the line.
    """
    now = datetime.now(UTC)
    line = _line(reading, number, asking, now)
    bound = [one for one in bound_markers(reading, now) if one.boundary_id == line]
    rules = DisplacementRules()
    return JSONResponse(
        {
            "number": number,
            "rules": {
                "fixes": rules.fixes,
                "displaced_m": rules.displaced_m,
                "silent_s": rules.silent_s,
            },
            "devices": [_answer(one) for one in bound],
        }
    )


@router.post(
    "/boundaries/{number}/marker-devices",
    response_model=None,
    status_code=201,
    dependencies=[MayWrite],
)
@declared(DataClass.BOUNDARY, Grade.INTERNAL, Action.WRITE)
def bind(number: Line, body: BindingBody, engine: Database, asking: Asking) -> JSONResponse:
    """Has a device stand at a marker from an instant on. Raises UnknownBoundary, UnknownMarker,
    UnknownDevice; BadParameter where another device stands there, or it stands elsewhere."""
    require_text(body.marker, body.device, body.person)
    starts = parse_instant(body.from_)
    ends = None if body.to is None else parse_instant(body.to)
    with writing(engine) as connection:
        line = _line(connection, number, asking, datetime.now(UTC))
        made = bind_device(
            connection, line, body.marker, body.device, person=body.person.strip(),
            starts=starts, ends=ends,
        )  # fmt: skip
    return JSONResponse({"id": made}, status_code=201)


@router.post(
    "/boundaries/{number}/marker-devices/{binding}/withdrawal",
    response_model=None,
    status_code=201,
    dependencies=[MayWrite],
)
@declared(DataClass.BOUNDARY, Grade.INTERNAL, Action.WRITE)
def withdraw(
    number: Line,
    binding: Annotated[int, Path(ge=1, le=2**53, description="Of the answer that made it.")],
    body: WithdrawalBody,
    engine: Database,
    asking: Asking,
) -> JSONResponse:
    """Takes a binding back by a row of its own. Raises UnknownBoundary, UnknownMarker."""
    require_text(body.person)
    with writing(engine) as connection:
        line = _line(connection, number, asking, datetime.now(UTC))
        made = withdraw_binding(connection, line, binding, person=body.person.strip())
    return JSONResponse({"id": made}, status_code=201)


def _line(connection: Connection, number: str, asking: Standing, now: datetime) -> int:
    """The line, for an office that has a part in it. Raises UnknownBoundary."""
    day = today_in_china(now)
    line = boundary_on(connection, number, day)
    if not asking.takes_part(line.left_code, line.right_code):
        raise UnknownBoundary(f"no line {number!r} is registered on {day.isoformat()}")
    return line.id


def _answer(one: BoundMarker) -> dict[str, Any]:
    return {
        "id": one.id,
        "marker": one.marker_number,
        "device": one.device,
        "from": iso_utc(one.starts),
        "lon": one.lon,
        "lat": one.lat,
        "last": None if one.fixed_at is None else iso_utc(one.fixed_at),
        "fixes": one.fixes,
    }

"""Routes of geofences: areas that watch devices, and what happened there. Grade personal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from shapely.geometry import shape as shape_of
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import Database, Reading, Window, require_write_token
from spatial.api.device_classes import DeviceClass
from spatial.api.geofence_answers import event_answer, fence_answer
from spatial.divisions.answers.units import drawn_on, resolve
from spatial.divisions.footing import footing_of
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadParameter
from spatial.geojson import parse_polygon
from spatial.locations.clock import iso_utc
from spatial.locations.geofence_events import events_of_fence
from spatial.locations.geofence_register import (
    OfDivision,
    Watched,
    create_fence,
    end_fence,
    fence_of,
    fences_page,
)
from spatial.temporal import Basis, parse_date, parse_instant

router = APIRouter(prefix="/v1", tags=["geofences"])

MayWrite = Depends(require_write_token)
Number = Annotated[int, Path(ge=1, le=2**53, description="Number of the geofence.")]

_MONTH_S = 30 * 86_400


class DivisionBody(BaseModel):
    """A unit of divisions, with its limits of a day."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(max_length=64, description="Code in any form, or an identity.")
    date: str = Field(description="The day, YYYY-MM-DD.")
    scheme: str = Field(default="mca", max_length=64, description="System of codes.")


class FenceBody(BaseModel):
    """A new fence: its area is either drawn or that of a division."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(description="What it is called; 1 to 200 characters.")
    polygon: dict[str, Any] | None = Field(
        default=None,
        description="GeoJSON Polygon or MultiPolygon, longitude, latitude in CGCS2000.",
    )
    division: DivisionBody | None = None
    from_: str | None = Field(
        default=None,
        alias="from",
        description="Start, included; ISO 8601 with zone, or a day. Now when left out; of the past "
        "it is computed as well.",
    )
    to: str | None = Field(default=None, description="End, not included; open when left out.")
    overstay_s: int | None = Field(
        default=None, ge=1, le=_MONTH_S, description="Seconds that a device may stay; for ever."
    )
    devices: list[str] | None = Field(
        default=None, min_length=1, max_length=10_000, description="Identifiers of the register."
    )
    device_class: DeviceClass | None = None
    owner_code: str | None = Field(
        default=None,
        pattern="^[0-9]{6,12}$",
        description="Code of the division whose bureau owns the devices, as the register has it.",
    )


class EndBody(BaseModel):
    """When a fence ends."""

    model_config = ConfigDict(extra="forbid")

    at: str | None = Field(default=None, description="ISO 8601 with zone, or a day; now.")


@router.post("/geofences", status_code=201, response_model=None, dependencies=[MayWrite])
@declared(DataClass.POSITION, Grade.PERSONAL, Action.WRITE)
def create(body: FenceBody, engine: Database) -> JSONResponse:
    """Makes a fence. Of `devices`, `device_class` and `owner_code` each that is given has to hold.

    Events are computed as fixes arrive, and again when late ones come; those of a period that
    began already are computed soon. Its area and its devices do not change: end it, make another.
    """
    starts = datetime.now(UTC) if body.from_ is None else parse_instant(body.from_)
    with engine.begin() as connection:
        area, division = _area(connection, body)
        number = create_fence(
            connection,
            body.name,
            area,
            Watched(
                None if body.devices is None else tuple(dict.fromkeys(body.devices)),
                body.device_class and body.device_class.value,
                body.owner_code,
            ),
            starts=starts,
            ends=None if body.to is None else parse_instant(body.to),
            overstay_s=body.overstay_s,
            division=division,
        )
        answer = fence_answer(fence_of(connection, number))
    return JSONResponse(answer, status_code=201, headers={"Location": f"/v1/geofences/{number}"})


@router.post("/geofences/{number}/end", response_model=None, dependencies=[MayWrite])
@declared(DataClass.POSITION, Grade.PERSONAL, Action.WRITE)
def end(number: Number, body: EndBody, engine: Database) -> JSONResponse:
    """Ends a fence; it stays in the register with its events. Those of later instants are
    withdrawn. Late data of its period are computed as before."""
    at = datetime.now(UTC) if body.at is None else parse_instant(body.at)
    with engine.begin() as connection:
        end_fence(connection, number, at)
        return JSONResponse(fence_answer(fence_of(connection, number)))


@router.get("/geofences", response_model=None)
@declared(DataClass.POSITION, Grade.PERSONAL)
def fences(
    reading: Reading,
    device: Annotated[str | None, Query(description="Those that watch this device.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="Fences of a page.")] = 100,
    offset: Annotated[int, Query(ge=0, le=2**53, description="Fences to leave out first.")] = 0,
) -> JSONResponse:
    """The fences by number, without their areas."""
    if device is not None and "\0" in device:
        raise BadParameter("no device is named with a NUL")
    found = fences_page(reading, device=device, limit=limit, offset=offset)
    return JSONResponse(
        {"limit": limit, "offset": offset, "geofences": [fence_answer(one) for one in found]}
    )


@router.get("/geofences/{number}", response_model=None)
@declared(DataClass.POSITION, Grade.PERSONAL)
def fence(number: Number, reading: Reading) -> JSONResponse:
    """A fence with its area as GeoJSON; longitude, latitude in CGCS2000."""
    return JSONResponse(fence_answer(fence_of(reading, number)))


@router.get("/geofences/{number}/events", response_model=None)
@declared(DataClass.POSITION, Grade.PERSONAL)
def fence_events(
    number: Number,
    reading: Reading,
    window: Window,
    device: Annotated[str | None, Query(description="Of this device alone.")] = None,
    withdrawn: Annotated[
        bool, Query(description="With events that later data have withdrawn.")
    ] = False,
    limit: Annotated[int, Query(ge=1, le=10_000, description="Events of a page.")] = 1000,
    after: Annotated[
        str | None, Query(max_length=64, description="As the header Link gives it.")
    ] = None,
) -> JSONResponse:
    """What happened at a fence in [from, to), by instant: enter, leave, overstay.

    `at` of a crossing lies by proportion of the way between the fixes `fixed_before` and
    `fixed_after`. `known` false: no fix without a silence (10 minutes) or a jump was before, so the
    state was first seen at `at`; of an overstay, that it may have lasted longer. Nothing is told of
    a way through the fence between two fixes outside. Beyond `limit` the header Link (rel=next)
    leads on.
    """
    start, end_ = window
    found = events_of_fence(
        reading, number, start, end_,
        device=device, withdrawn=withdrawn, after=_after(after), limit=limit + 1,
    )  # fmt: skip
    more = len(found) > limit
    found = found[:limit]
    headers = {}
    if more:
        asked = {"from": iso_utc(start), "to": iso_utc(end_), "limit": limit}
        asked |= {"after": f"{iso_utc(found[-1].at)},{found[-1].id}"}
        asked |= {} if device is None else {"device": device}
        asked |= {"withdrawn": "true"} if withdrawn else {}
        headers["Link"] = f'</v1/geofences/{number}/events?{urlencode(asked)}>; rel="next"'
    return JSONResponse(
        {
            "geofence": number,
            "from": iso_utc(start),
            "to": iso_utc(end_),
            "events": [event_answer(one) for one in found],
        },
        headers=headers,
    )


def _after(told: str | None) -> tuple[datetime, int] | None:
    if told is None:
        return None
    at, _, number = told.rpartition(",")
    if not at or not number.isdecimal() or len(number) > 18:
        raise BadParameter("after is what the header Link of the page before gives")
    return parse_instant(at), int(number)


def _area(connection: Connection, body: FenceBody) -> tuple[BaseGeometry, OfDivision | None]:
    """The area of a fence, and the division whose it is."""
    if (body.polygon is None) == (body.division is None):
        raise BadParameter("give either polygon or division")
    if body.polygon is not None:
        return parse_polygon(body.polygon), None
    asked = body.division
    assert asked is not None
    day = parse_date(asked.date)
    footing = footing_of(connection, Viewpoint(asked.scheme, Basis.LIST, None))
    version = resolve(connection, footing, asked.code, day).version
    drawn = drawn_on(connection, footing, version, day, with_geometry=True)
    if drawn.geometry is None:
        raise BadParameter(
            f"the limits of {version.code} {version.name} on {day.isoformat()} are not known"
        )
    return shape_of(drawn.geometry), OfDivision(asked.scheme, version.code, day)

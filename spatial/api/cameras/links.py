"""Routes of links into the video platform (R7.4): redirects only, no video comes through (R7.5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.cameras.one import Number
from spatial.api.dependencies import Database, Reading
from spatial.api.offices import MayWrite, require_text
from spatial.cameras.links import (
    LinkRecord,
    LinkWish,
    links_of,
    make_link,
    note_opening,
    open_link,
    withdraw_link,
)
from spatial.cameras.settings import CameraSettings
from spatial.cameras.templates import Use
from spatial.db import beside
from spatial.locations.clock import iso_utc
from spatial.temporal import parse_instant

router = APIRouter(prefix="/v1/cameras", tags=["cameras"])

_USUAL_MINUTES = 5
_USUAL_PLAYBACK = timedelta(minutes=10)
# What a link says is for one user: nothing on the way keeps it or tells where it came from.
_UNKEPT = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
Token = Annotated[str, Path(max_length=100, description="What the link was made with.")]


def camera_settings() -> CameraSettings:
    """The settings of cameras, from the environment."""
    return CameraSettings()


Settings = Annotated[CameraSettings, Depends(camera_settings)]


class LinkBody(BaseModel):
    """For whom a link is, why, and of what."""

    model_config = ConfigDict(extra="forbid")

    user: Name = Field(description="Who will look; an account, once there are accounts.")
    purpose: Name = Field(description="What for; it is kept.")
    kind: Use = Use.LIVE
    from_: str | None = Field(
        default=None, alias="from", description="Of a playback: ISO 8601 with zone."
    )
    to: str | None = Field(default=None, description="Its end; ten minutes when left out.")
    minutes: int | None = Field(
        default=None, ge=1, description="How long the link lasts; 5, or less by the setting."
    )


class UserBody(BaseModel):
    """Who takes a link back."""

    model_config = ConfigDict(extra="forbid")

    user: Name


@router.post("/{number}/links", status_code=201, response_model=None, dependencies=[MayWrite])
@declared(DataClass.CAMERA, Grade.INTERNAL, Action.WRITE)
def make(number: Number, body: LinkBody, engine: Database, settings: Settings) -> JSONResponse:
    """Makes a link to the live picture of a camera, or to what it recorded, for one user.

    It is over after some minutes, as the setting allows; that it was made, for whom and why, is
    kept, and so is each opening. Raises UnknownCamera, NoLinkTemplate, BadLinkTemplate.
    """
    require_text(body.user, body.purpose)
    starts = None if body.from_ is None else parse_instant(body.from_)
    ends = None if body.to is None else parse_instant(body.to)
    now = datetime.now(UTC)
    if starts is not None and ends is None:
        # Of a time that lies ahead nothing is made, however far ahead it lies.
        ends = min(starts, now) + _USUAL_PLAYBACK
    wish = LinkWish(
        number,
        body.user.strip(),
        body.purpose.strip(),
        body.kind,
        starts,
        ends,
        body.minutes or min(_USUAL_MINUTES, settings.link_minutes),
    )
    with engine.begin() as connection:
        link = make_link(connection, wish, settings, now=now)
    return JSONResponse(
        {
            "id": link.id,
            "token": link.token,
            "href": f"/v1/cameras/links/{link.token}",
            "expires_at": iso_utc(link.expires_at),
        },
        201,
        headers=_UNKEPT,
    )


@router.get(
    "/links/{token}",
    response_model=None,
    status_code=302,
    responses={302: {"description": "To the video platform."}},
)
@declared(DataClass.CAMERA, Grade.INTERNAL)
def follow(token: Token, reading: Reading, engine: Database, settings: Settings) -> Response:
    """Leads to the video platform while a link lasts; keeps that it was opened, or tried.

    403 for one that nobody made, 410 once it is over or taken back, 404 where the camera is not
    shown any more.
    """
    now = datetime.now(UTC)
    opening = open_link(reading, token, settings, now=now)
    with beside(engine).begin() as writing:
        note_opening(writing, opening, now=now)
    if opening.error is not None:
        raise opening.error
    assert opening.address is not None
    return RedirectResponse(opening.address, 302, headers=_UNKEPT)


@router.post(
    "/links/{token}/withdrawal", status_code=204, response_model=None, dependencies=[MayWrite]
)
@declared(DataClass.CAMERA, Grade.INTERNAL, Action.WRITE)
def withdraw(token: Token, body: UserBody, engine: Database) -> Response:
    """Takes a link back before its time. Raises UnknownCameraLink."""
    require_text(body.user)
    with engine.begin() as connection:
        withdraw_link(connection, token, body.user.strip(), now=datetime.now(UTC))
    return Response(status_code=204)


@router.get("/{number}/links", response_model=None)
@declared(DataClass.CAMERA, Grade.PERSONAL)
def made(
    number: Number,
    reading: Reading,
    limit: Annotated[int, Query(ge=1, le=10_000, description="Links at most.")] = 100,
) -> JSONResponse:
    """The links that were made of a camera: for whom, why, until when, and each opening."""
    return JSONResponse(
        {"number": number, "links": [_record(one) for one in links_of(reading, number, limit)]}
    )


def _record(one: LinkRecord) -> dict[str, Any]:
    return {
        "id": one.id,
        "user": one.user,
        "purpose": one.purpose,
        "kind": one.use.value,
        "from": one.starts and iso_utc(one.starts),
        "to": one.ends and iso_utc(one.ends),
        "made_at": iso_utc(one.made_at),
        "expires_at": iso_utc(one.expires_at),
        "withdrawn_at": one.withdrawn_at and iso_utc(one.withdrawn_at),
        "openings": [{"at": iso_utc(at), "outcome": outcome} for at, outcome in one.uses],
    }

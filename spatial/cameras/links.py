"""Links into the video platform: made for one user and a purpose, signed, over after some minutes.

A link names a row of what was made; its signature is over all that the row says, with a secret that
stays in the database. Where it leads is put together when it is opened, from the template of the
camera or of the platform. Everything that is made, opened, refused or taken back is a row that
stays. Until accounts exist the caller names the user, and who holds a link is taken for that user.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, text

from spatial.cameras.camera import Camera
from spatial.cameras.register import camera_on
from spatial.cameras.settings import CameraSettings
from spatial.cameras.templates import Use, filled
from spatial.errors import (
    BadParameter,
    CameraLinkOver,
    NoLinkTemplate,
    ShikongError,
    UnknownCamera,
    UnknownCameraLink,
)
from spatial.locations.clock import iso_utc
from spatial.temporal import today_in_china

_TOKEN = re.compile(r"(?P<id>[1-9][0-9]{0,17})-(?P<signature>[A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True)
class LinkWish:
    """For whom, why and of what a link is. starts, ends: of a playback, None of the live picture.
    minutes: how long it lasts."""

    number: str
    user: str
    purpose: str
    use: Use
    starts: datetime | None
    ends: datetime | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was made. token: what opens it."""

    id: int
    token: str
    expires_at: datetime


def make_link(
    connection: Connection, wish: LinkWish, settings: CameraSettings, *, now: datetime
) -> Link:
    """Makes a link and keeps that it was made.

    Raises UnknownCamera (sensitive ones have none), NoLinkTemplate, BadLinkTemplate; BadParameter
    for a time that lies ahead, too long a span, or more minutes than the setting allows.
    """
    if not 1 <= wish.minutes <= settings.link_minutes:
        raise BadParameter(f"a link lasts 1 to {settings.link_minutes} minutes, not {wish.minutes}")
    _require_span(wish, settings, now)
    camera = _camera(connection, wish.number, wish.starts or now)
    _address(camera, wish.use, wish.user, wish.starts, wish.ends, settings)
    expires_at = now + timedelta(minutes=wish.minutes)
    row = connection.execute(
        text(
            "INSERT INTO camera_link"
            " (number, user_name, purpose, kind, starts, ends, made_at, expires_at)"
            " VALUES (:number, :user, :purpose, :kind, :starts, :ends, :now, :expires)"
            " RETURNING id, number, user_name, purpose, kind, starts, ends, expires_at"
        ),
        {
            "number": wish.number,
            "user": wish.user,
            "purpose": wish.purpose,
            "kind": wish.use,
            "starts": wish.starts,
            "ends": wish.ends,
            "now": now,
            "expires": expires_at,
        },
    ).one()
    return Link(row.id, f"{row.id}-{_signature(_secret(connection), row)}", expires_at)


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening a link comes to. link: None where there is none of that name. outcome: as the
    table says. address: where it leads, else error: why nowhere."""

    link: int | None
    outcome: str
    address: str | None
    error: ShikongError | None


def open_link(
    connection: Connection, token: str, settings: CameraSettings, *, now: datetime
) -> Opening:
    """Where a link leads now. Changes nothing: `note_opening` keeps it."""
    row = _row(connection, token)
    if row is None:
        return Opening(None, "forged", None, UnknownCameraLink("there is no such link"))
    if not hmac.compare_digest(_signature(_secret(connection), row), token.partition("-")[2]):
        return Opening(row.id, "forged", None, UnknownCameraLink("there is no such link"))
    if row.withdrawn:
        return Opening(row.id, "withdrawn", None, CameraLinkOver("the link was taken back"))
    if now >= row.expires_at:
        over = CameraLinkOver(f"the link is over since {iso_utc(row.expires_at)}")
        return Opening(row.id, "expired", None, over)
    try:
        camera = _camera(connection, row.number, row.starts or now)
        address = _address(camera, Use(row.kind), row.user_name, row.starts, row.ends, settings)
    except UnknownCamera as error:
        return Opening(row.id, "not_shown", None, error)
    except ShikongError as error:
        return Opening(row.id, "no_template", None, error)
    return Opening(row.id, "opened", address, None)


def note_opening(connection: Connection, opening: Opening, *, now: datetime) -> None:
    """Keeps that a link was opened, or that it was tried."""
    if opening.link is not None:
        connection.execute(
            text(
                "INSERT INTO camera_link_use (link_id, at, outcome) VALUES (:link, :at, :outcome)"
            ),
            {"link": opening.link, "at": now, "outcome": opening.outcome},
        )


def withdraw_link(connection: Connection, token: str, user: str, *, now: datetime) -> None:
    """Takes a link back before its time; again changes nothing. Raises UnknownCameraLink."""
    row = _row(connection, token)
    if row is None or not hmac.compare_digest(
        _signature(_secret(connection), row), token.partition("-")[2]
    ):
        raise UnknownCameraLink("there is no such link")
    connection.execute(
        text(
            "INSERT INTO camera_link_withdrawal (link_id, user_name, at) VALUES (:link, :user, :at)"
            " ON CONFLICT DO NOTHING"
        ),
        {"link": row.id, "user": user, "at": now},
    )


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """A link that was made, and what became of it. uses: instant and outcome of each opening."""

    id: int
    user: str
    purpose: str
    use: Use
    starts: datetime | None
    ends: datetime | None
    made_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    uses: tuple[tuple[datetime, str], ...]


def links_of(connection: Connection, number: str, limit: int) -> list[LinkRecord]:
    """The links that were made of a camera, the latest first."""
    rows = connection.execute(
        text(
            "SELECT link.id, link.user_name, link.purpose, link.kind, link.starts, link.ends,"
            " link.made_at, link.expires_at, back.at AS withdrawn_at, used.ats, used.outcomes"
            " FROM camera_link AS link"
            " LEFT JOIN camera_link_withdrawal AS back ON back.link_id = link.id"
            " LEFT JOIN LATERAL (SELECT array_agg(at ORDER BY id) AS ats,"
            "   array_agg(outcome ORDER BY id) AS outcomes"
            "   FROM camera_link_use WHERE link_id = link.id) AS used ON true"
            " WHERE link.number = :number ORDER BY link.id DESC LIMIT :limit"
        ),
        {"number": number, "limit": limit},
    )
    return [
        LinkRecord(
            row.id,
            row.user_name,
            row.purpose,
            Use(row.kind),
            row.starts,
            row.ends,
            row.made_at,
            row.expires_at,
            row.withdrawn_at,
            tuple(zip(row.ats or (), row.outcomes or (), strict=True)),
        )
        for row in rows
    ]


def _require_span(wish: LinkWish, settings: CameraSettings, now: datetime) -> None:
    if wish.use is Use.LIVE:
        if wish.starts is not None or wish.ends is not None:
            raise BadParameter("the live picture has no from and to")
        return
    if wish.starts is None or wish.ends is None:
        raise BadParameter("a playback needs from, when it begins")
    if wish.starts >= now:
        raise BadParameter(f"nothing is recorded yet of {iso_utc(wish.starts)}")
    if not wish.starts < wish.ends:
        raise BadParameter("a playback ends after its beginning")
    if wish.ends - wish.starts > timedelta(hours=settings.playback_hours):
        raise BadParameter(f"a playback spans {settings.playback_hours} hours at most")


def _camera(connection: Connection, number: str, at: datetime) -> Camera:
    return camera_on(connection, number, today_in_china(at)).camera


def _address(
    camera: Camera,
    use: Use,
    user: str,
    starts: datetime | None,
    ends: datetime | None,
    settings: CameraSettings,
) -> str:
    template = (
        camera.live_template or settings.live_template
        if use is Use.LIVE
        else camera.playback_template or settings.playback_template
    )
    if template is None:
        raise NoLinkTemplate(
            f"neither camera {camera.number} nor the platform has a template of {use} links"
        )
    return filled(
        template,
        use,
        number=camera.number,
        user=user,
        starts=starts,
        ends=ends,
        hosts=settings.allowed_hosts,
    )


def _row(connection: Connection, token: str) -> Row[Any] | None:
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    return connection.execute(
        text(
            "SELECT link.id, number, link.user_name, purpose, kind, starts, ends, expires_at,"
            " back.link_id IS NOT NULL AS withdrawn FROM camera_link AS link"
            " LEFT JOIN camera_link_withdrawal AS back ON back.link_id = link.id"
            " WHERE link.id = :id"
        ),
        {"id": int(found["id"])},
    ).one_or_none()


def _signature(secret: bytes, row: Row[Any]) -> str:
    """Over all that a link says; the parts are told apart by a sign that none of them has."""
    parts = (
        str(row.id),
        row.number,
        row.user_name,
        row.purpose,
        row.kind,
        "" if row.starts is None else iso_utc(row.starts),
        "" if row.ends is None else iso_utc(row.ends),
        iso_utc(row.expires_at),
    )
    digest = hmac.digest(secret, "\x1f".join(parts).encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _secret(connection: Connection) -> bytes:
    """What links are signed with; made when it is first asked for by who may write."""
    found = connection.execute(text("SELECT secret FROM camera_link_secret")).scalar_one_or_none()
    if found is None:
        connection.execute(
            text("INSERT INTO camera_link_secret (secret) VALUES (:secret) ON CONFLICT DO NOTHING"),
            {"secret": secrets.token_bytes(32)},
        )
        found = connection.execute(text("SELECT secret FROM camera_link_secret")).scalar_one()
    return bytes(found)

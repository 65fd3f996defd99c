"""Reads the register of cameras: on a day, as it was known at an instant.

Sensitive cameras are never told one by one, only counted (R7.4, R8.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from spatial.access.declaration import Grade
from spatial.cameras.camera import COLUMNS, Camera, State, camera_of
from spatial.cameras.statements import plan_for_values, statement
from spatial.errors import UnknownCamera
from spatial.temporal import Period, end_of_day


@dataclass(frozen=True, slots=True)
class StandingCamera:
    """A camera on a day. state: in which it was last known to be by the end of the day, None where
    nobody said; since: from when on."""

    camera: Camera
    valid: Period
    state: State | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class CameraWish:
    """Which cameras are asked for; None asks for all. words: in name or number. box: west, south,
    east, north (degrees, CGCS2000; west beyond east goes through the 180th meridian). seen: whether
    it has to be known what it sees."""

    words: str | None = None
    owner: str | None = None
    box: tuple[float, float, float, float] | None = None
    state: State | None = None
    indoor: bool | None = None
    seen: bool | None = None


def cameras_on(
    connection: Connection,
    day: date,
    wish: CameraWish,
    *,
    known_at: datetime | None = None,
    after: str = "",
    limit: int = 1_000,
) -> tuple[list[StandingCamera], int]:
    """A page of the cameras of a day by number, after one, and how many sensitive ones match."""
    plan_for_values(connection)
    words = None if wish.words is None else f"%{_literal(wish.words)}%"
    west, south, east, north = wish.box or (None, None, None, None)
    values = {
        "day": day,
        "known_at": known_at,
        "day_ends": end_of_day(day),
        "words": words,
        "owner": wish.owner,
        "state": wish.state,
        "indoor": wish.indoor,
        "seen": wish.seen,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "after": after,
        "limit": limit,
    }
    rows = connection.execute(statement("cameras_on"), values)
    found = [standing_of(row) for row in rows]
    hidden = connection.execute(statement("sensitive_on"), values).scalar_one()
    return found, int(hidden)


def camera_on(
    connection: Connection, number: str, day: date, *, known_at: datetime | None = None
) -> StandingCamera:
    """The camera of a number on a day.

    Raises UnknownCamera, also for one that is sensitive: nobody learns that there is one.
    """
    rows = connection.execute(
        statement("camera_on"),
        {"number": number, "day": day, "known_at": known_at, "day_ends": end_of_day(day)},
    ).all()
    shown = [row for row in rows if row.grade == Grade.INTERNAL]
    if not shown:
        raise UnknownCamera(f"no camera {number!r} is registered on {day.isoformat()}")
    return standing_of(shown[0])


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """A version that is, or was, held for true; known_to: None while it is."""

    camera: Camera
    valid: Period
    known_from: datetime
    known_to: datetime | None


@dataclass(frozen=True, slots=True)
class HeldState:
    """A state that was told of a camera."""

    state: State
    since: datetime
    recorded_at: datetime


def history_of(
    connection: Connection, number: str
) -> tuple[Sequence[HeldVersion], Sequence[HeldState]]:
    """All that was ever registered of a camera that is not sensitive: versions, then states.

    A version that is sensitive is left out. Raises UnknownCamera where nothing is left.
    """
    columns = ", ".join(COLUMNS)
    rows = connection.execute(
        text(
            f"SELECT {columns}, lower(valid) AS starts, upper(valid) AS ends,"  # noqa: S608
            " lower(known) AS known_from, upper(known) AS known_to FROM camera"
            " WHERE number = :number AND camera_grade(number, valid, grade) = 'internal'"
            " ORDER BY lower(valid), lower(known)"
        ),
        {"number": number},
    )
    versions = [
        HeldVersion(camera_of(row), Period(row.starts, row.ends), row.known_from, row.known_to)
        for row in rows
    ]
    if not any(one.known_to is None for one in versions):
        raise UnknownCamera(f"no camera {number!r} is registered")
    states = connection.execute(
        text(
            "SELECT state, since, recorded_at FROM camera_state WHERE number = :number"
            " ORDER BY since, id"
        ),
        {"number": number},
    )
    return versions, [HeldState(State(row.state), row.since, row.recorded_at) for row in states]


def standing_of(row: Row[Any]) -> StandingCamera:
    """Of a row with the columns of a camera, starts, ends, state and since."""
    state = None if row.state is None else State(row.state)
    return StandingCamera(camera_of(row), Period(row.starts, row.ends), state, row.since)


def _literal(words: str) -> str:
    return words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")

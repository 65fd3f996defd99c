"""A camera as it stands through some days."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from spatial.access.declaration import Grade
from spatial.cameras.sectors import View
from spatial.temporal import Period


class Kind(StrEnum):
    """How a camera is built (GB/T 28181 PTZType): ball and remote ones turn, and see all round."""

    BALL = "ball"
    DOME = "dome"
    FIXED = "fixed"
    REMOTE = "remote"

    @property
    def turns(self) -> bool:
        """Whether it can be turned about, so that it sees all round."""
        return self in (Kind.BALL, Kind.REMOTE)


KINDS = {
    Kind.BALL: "球机",
    Kind.DOME: "半球",
    Kind.FIXED: "固定枪机",
    Kind.REMOTE: "遥控枪机",
}


class State(StrEnum):
    """Whether a camera works."""

    ONLINE = "online"
    OFFLINE = "offline"
    FAULT = "fault"
    REMOVED = "removed"


STATES = {
    State.ONLINE: "在线",
    State.OFFLINE: "离线",
    State.FAULT: "故障",
    State.REMOVED: "已拆除",
}


@dataclass(frozen=True, slots=True)
class Camera:
    """What is registered of a camera for some days.

    lon, lat: degrees, CGCS2000. source_crs, source_x, source_y: the point as it came. owner: the
    unit that keeps it. bearing_by: `measured` in degrees, or `named` as one of eight directions,
    which may be off by 22.5°. height_m: above the ground. indoor: None where nobody said. facility:
    dataset and key of the one that it is in or belongs to. civil_code: 行政区划 as its catalogue
    says it, kept as it came. live_template, playback_template: see spatial.cameras.templates; None
    where those of the platform are taken. grade: sensitive ones are only counted.
    """

    number: str
    name: str
    owner: str | None
    lon: float
    lat: float
    source_crs: str
    source_x: float
    source_y: float
    kind: Kind | None
    bearing_deg: float | None
    bearing_by: str | None
    angle_deg: float | None
    reach_m: float | None
    height_m: float | None
    indoor: bool | None
    facility_dataset: str | None
    facility_key: str | None
    civil_code: str | None
    live_template: str | None
    playback_template: str | None
    note: str | None
    grade: Grade

    @property
    def view(self) -> View:
        """How it looks."""
        return View(self.bearing_deg, self.angle_deg, self.reach_m)


COLUMNS = tuple(field.name for field in fields(Camera))
"""The columns of the register that a camera has, in order."""


def camera_of(row: Any) -> Camera:
    """The camera of a row of the register that has all its columns."""
    values = {name: getattr(row, name) for name in COLUMNS}
    values["kind"] = None if row.kind is None else Kind(row.kind)
    values["grade"] = Grade(row.grade)
    return Camera(**values)


@dataclass(frozen=True, slots=True)
class CameraVersion:
    """A camera with the days through which it stands so."""

    camera: Camera
    valid: Period

"""Rows of tables of cameras, read: every cell as people write it, or the reason why not.

Reasons are in Chinese, for they go to who filled in the table.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from shapely.geometry import Point

from spatial.access.declaration import Grade
from spatial.business.intake.cells import (
    boolean_of,
    day_of,
    instant_of,
    is_nothing,
    number_of,
    written,
)
from spatial.cameras.camera import KINDS, STATES, Camera, Kind, State
from spatial.cameras.device_number import parse_camera_number
from spatial.cameras.sectors import ALL_ROUND_DEG, LONGEST_REACH_M
from spatial.cameras.templates import Use, check_template
from spatial.crs import BD09, CGCS2000, GCJ02, require_crs, to_cgcs2000
from spatial.errors import BadCameraNumber, BadParameter

TALLEST_M = 1_000.0

SYSTEMS = {
    "cgcs2000": CGCS2000, "2000国家大地坐标系": CGCS2000, "国家2000": CGCS2000,
    "epsg:4490": CGCS2000,
    "wgs84": "EPSG:4326", "wgs-84": "EPSG:4326", "epsg:4326": "EPSG:4326", "gps": "EPSG:4326",
    "gcj02": GCJ02, "gcj-02": GCJ02, "火星坐标": GCJ02, "高德": GCJ02, "高德坐标": GCJ02,
    "腾讯": GCJ02, "bd09": BD09, "bd-09": BD09, "百度": BD09, "百度坐标": BD09,
}  # fmt: skip
"""What systems of coordinates are called."""

_KINDS = {name: kind for kind, name in KINDS.items()} | {
    "1": Kind.BALL, "2": Kind.DOME, "3": Kind.FIXED, "4": Kind.REMOTE, "球型摄像机": Kind.BALL,
    "半球机": Kind.DOME, "枪机": Kind.FIXED, "枪型摄像机": Kind.FIXED, "云台": Kind.REMOTE,
    "云台摄像机": Kind.REMOTE, "ball": Kind.BALL, "dome": Kind.DOME, "fixed": Kind.FIXED,
    "remote": Kind.REMOTE,
}  # fmt: skip
_STATES = {name: state for state, name in STATES.items()} | {
    "on": State.ONLINE, "online": State.ONLINE, "正常": State.ONLINE, "ok": State.ONLINE,
    "off": State.OFFLINE, "offline": State.OFFLINE, "vlost": State.FAULT, "defect": State.FAULT,
    "fault": State.FAULT, "故障中": State.FAULT, "removed": State.REMOVED, "拆除": State.REMOVED,
}  # fmt: skip
_DIRECTIONS = {"北": 0.0, "东北": 45.0, "东": 90.0, "东南": 135.0,
               "南": 180.0, "西南": 225.0, "西": 270.0, "西北": 315.0}  # fmt: skip
# DirectionType of a catalogue of GB/T 28181. A column of degrees has another name.
_DIRECTION_TYPES = dict(
    zip("12345678", ("东", "西", "南", "北", "东南", "东北", "西南", "西北"), strict=True)
)
_GRADES = {"internal": Grade.INTERNAL, "内部": Grade.INTERNAL, "sensitive": Grade.SENSITIVE,
           "敏感": Grade.SENSITIVE}  # fmt: skip
_INDOORS = {"1": False, "2": True, "室外": False, "室内": True, "户外": False}

_LONGEST_NUMBER = 40
_SURROGATE = re.compile("[\ud800-\udfff]")

Value = TypeVar("Value")


def system_named(said: str) -> str:
    """The system of coordinates that people call so: GCJ-02, BD-09 or what PROJ knows.

    Raises BadParameter.

    >>> system_named("百度坐标"), system_named("wgs84")
    ('BD-09', 'EPSG:4326')
    """
    return SYSTEMS.get(said.casefold()) or require_crs(said)


@dataclass(frozen=True, slots=True)
class CameraRow:
    """A row. grade: None where it says none. valid_from: None where the camera is told of as it is
    on the day of the table. state: None where it says none; since: None for the day of the table.
    """

    camera: Camera
    grade: Grade | None
    valid_from: date | None
    valid_to: date | None
    state: State | None
    since: datetime | None


@dataclass(frozen=True)
class RowReader:
    """Reads the rows of one table. columns: as `columns_of` tells. crs: where a row names none,
    None when every row has to."""

    columns: Mapping[str, str]
    crs: str | None

    def text(self, values: Mapping[str, object], what: str) -> str | None:
        """What a cell says, None for nothing.

        Raises BadParameter for what is no cell: a list, an endless number, signs of no text.
        """
        column = self.columns.get(what)
        value = None if column is None else values.get(column)
        if is_nothing(value):
            return None
        if isinstance(value, list | dict):
            raise BadParameter(f"“{column}”应为一个值")
        if isinstance(value, Decimal) and abs(value.adjusted()) > _LONGEST_NUMBER:
            raise BadParameter(f"“{column}”中的数过大")
        said = written(value)
        if "\0" in said or _SURROGATE.search(said):
            raise BadParameter(f"“{column}”中有不成文字的字符")
        return said or None

    def read(self, values: Mapping[str, object]) -> CameraRow:
        """The camera of a row.

        Raises BadCameraNumber, BadParameter, BadDate, BadGeometry or BadLinkTemplate.
        """
        number = parse_camera_number(self._number_text(values)).number
        system = self._system(values)
        x, y, place = self._place(values, system)
        kind = self._one_of(values, "kind", _KINDS)
        bearing, bearing_by = self._bearing(values)
        dataset, key = self.text(values, "facility_dataset"), self.text(values, "facility_key")
        if (dataset is None) != (key is None):
            raise BadParameter("所在机构的类别和编号要么都写，要么都不写")
        grade = self._one_of(values, "grade", _GRADES)
        valid_from, valid_to = (self._day(values, one) for one in ("valid_from", "valid_to"))
        camera = Camera(
            number=number,
            name=self._required(values, "name"),
            owner=self.text(values, "owner"),
            lon=place.x,
            lat=place.y,
            source_crs=system,
            source_x=x,
            source_y=y,
            kind=kind,
            bearing_deg=bearing,
            bearing_by=bearing_by,
            angle_deg=self._angle(values, kind),
            reach_m=self._number(values, "reach", 0, LONGEST_REACH_M, "米"),
            height_m=self._number(values, "height", 0, TALLEST_M, "米"),
            indoor=self._indoor(values),
            facility_dataset=dataset,
            facility_key=key,
            civil_code=self.text(values, "civil_code"),
            live_template=self._template(values, "live_template", Use.LIVE),
            playback_template=self._template(values, "playback_template", Use.PLAYBACK),
            note=self.text(values, "note"),
            grade=grade or Grade.INTERNAL,
        )
        state = self._one_of(values, "state", _STATES)
        since = self.text(values, "state_since")
        return CameraRow(
            camera, grade, valid_from, valid_to, state, None if since is None else instant_of(since)
        )

    def hides(self, values: Mapping[str, object]) -> bool:
        """Whether a refused row may not be kept as it came: it may be a sensitive camera's."""
        try:
            indoor, grade = self._indoor(values), self._one_of(values, "grade", _GRADES)
        except BadParameter:
            return True
        if self.text(values, "facility_dataset") is not None:
            return True
        return grade is Grade.SENSITIVE or (bool(indoor) and grade is not Grade.INTERNAL)

    def _number_text(self, values: Mapping[str, object]) -> str:
        value = values.get(self.columns["number"])
        if isinstance(value, int | float | Decimal):
            raise BadCameraNumber(
                "编码存成了数字：表格程序只留 15 位，后面的已经丢失，请把这一列设为文本后重新填写"
            )
        # An apostrophe before digits is how people make a spreadsheet keep them.
        return self._required(values, "number").removeprefix("'").strip()

    def _required(self, values: Mapping[str, object], what: str) -> str:
        said = self.text(values, what)
        if said is None:
            raise BadParameter(f"“{self.columns.get(what, what)}”是空的")
        return said

    def _system(self, values: Mapping[str, object]) -> str:
        said = self.text(values, "crs") or self.crs
        if said is None:
            raise BadParameter("没有说明坐标系：请写明 CGCS2000、WGS84、GCJ-02 或 BD-09")
        return system_named(said)

    def _place(self, values: Mapping[str, object], system: str) -> tuple[float, float, Point]:
        x, y = (self._coordinate(values, what) for what in ("lon", "lat"))
        if x == 0 and y == 0:
            raise BadParameter("经度、纬度都是 0：没有坐标")
        if abs(y) > 90 and abs(x) <= 90 and system in SYSTEMS.values():
            raise BadParameter(f"经度 {x:g}、纬度 {y:g} 不在地球上：可能写反了")
        place = to_cgcs2000(Point(x, y), system)
        assert isinstance(place, Point)
        return x, y, place

    def _coordinate(self, values: Mapping[str, object], what: str) -> float:
        said = self._required(values, what)
        try:
            number = float(said.removesuffix("°"))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise BadParameter(f"“{self.columns[what]}”中的“{said[:40]}”不是度数")
        return number

    def _number(
        self, values: Mapping[str, object], what: str, least: float, most: float, unit: str
    ) -> float | None:
        said = self.text(values, what)
        if said is None:
            return None
        number = number_of(said, unit)
        if not Decimal(str(least)) <= number <= Decimal(str(most)):
            raise BadParameter(
                f"“{self.columns[what]}”是 {number}：应在 {least:g} 到 {most:g} {unit}之间"
            )
        return float(number)

    def _angle(self, values: Mapping[str, object], kind: Kind | None) -> float | None:
        angle = self._number(values, "angle", 0, ALL_ROUND_DEG, "°")
        if kind is not None and kind.turns:
            return ALL_ROUND_DEG
        return angle or None

    def _bearing(self, values: Mapping[str, object]) -> tuple[float | None, str | None]:
        said = self.text(values, "bearing")
        if said is None:
            return None, None
        column = written(self.columns["bearing"]).casefold()
        if column == "directiontype" or column in ("监视方位", "监控方位"):
            said = _DIRECTION_TYPES.get(said, said)
        named = _DIRECTIONS.get(said.removeprefix("朝").removeprefix("正"))
        if named is not None:
            return named, "named"
        degrees = self._number(values, "bearing", 0, 360, "°")
        assert degrees is not None
        return degrees % 360.0, "measured"

    def _indoor(self, values: Mapping[str, object]) -> bool | None:
        said = self.text(values, "indoor")
        if said is None:
            return None
        column = written(self.columns["indoor"]).casefold()
        if column in ("indoor", "室内"):
            return said == "室内" or (said != "室外" and boolean_of(said))
        return self._known(said, _INDOORS, "indoor")

    def _one_of(
        self, values: Mapping[str, object], what: str, known: Mapping[str, Value]
    ) -> Value | None:
        said = self.text(values, what)
        return None if said is None else self._known(said, known, what)

    def _known(self, said: str, known: Mapping[str, Value], what: str) -> Value:
        if said.casefold() not in known:
            raise BadParameter(
                f"“{self.columns[what]}”中的“{said[:40]}”不认得：应为 {'、'.join(known)} 之一"
            )
        return known[said.casefold()]

    def _day(self, values: Mapping[str, object], what: str) -> date | None:
        return self._made(values, what, day_of)

    def _made(
        self, values: Mapping[str, object], what: str, make: Callable[[object], Value]
    ) -> Value | None:
        said = self.text(values, what)
        return None if said is None else make(said)

    def _template(self, values: Mapping[str, object], what: str, use: Use) -> str | None:
        said = self.text(values, what)
        return None if said is None else check_template(said, use)

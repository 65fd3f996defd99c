"""What a source says of a road: its class, speed and direction, as maps and offices write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from spatial.errors import BadParameter

CLASSES = {
    "motorway": ("高速公路", 100.0, ("高速", "motorway_link")),
    "national": ("国道", 70.0, ("trunk", "trunk_link")),
    "provincial": ("省道", 60.0, ("primary", "primary_link")),
    "county": ("县道", 50.0, ("secondary", "secondary_link")),
    "township": ("乡道", 40.0, ("tertiary", "tertiary_link")),
    "village": ("村道", 30.0, ("unclassified", "track", "service")),
    "street": ("城市道路", 40.0, ("街道", "residential", "living_street", "road")),
    "path": ("小路", 5.0, ("人行道", "footway", "pedestrian", "steps", "cycleway", "bridleway")),
}
"""Of each class its Chinese name, the speed in km/h where a source says none, and other names:
those of OpenStreetMap among them."""

MOST_KMH = 130.0
"""Above it nothing is a speed of a road in China, where 120 is the limit."""

_CLASS_OF = {
    name: key for key, (title, _, others) in CLASSES.items() for name in (key, title, *others)
}
_SPEED = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:km/?h|公里/小时)?\s*", re.IGNORECASE)
_FORWARD = frozenset(("yes", "true", "1", "f", "ft", "forward", "单向", "是"))
_BACKWARD = frozenset(("-1", "reverse", "t", "tf", "backward", "逆向"))
_BOTH = frozenset(("", "no", "false", "0", "b", "both", "双向", "否", "none"))


@dataclass(frozen=True, slots=True)
class RoadFields:
    """Which properties of a source say what; None where it says nothing of it.

    level: where lines of different levels cross, one goes over the other.
    """

    class_: str | None = None
    speed: str | None = None
    direction: str | None = None
    name: str | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class RoadFacts:
    """What is told of a road. direction: of driving, along the drawing."""

    class_: str
    speed_kmh: float
    direction: str
    walkable: bool
    name: str | None
    level: int

    @property
    def crossing(self) -> int | None:
        """The level on which it connects to what it crosses; a motorway to nothing."""
        return None if self.class_ == "motorway" else self.level


def facts_of(properties: dict[str, Any], fields: RoadFields, class_: str | None) -> RoadFacts:
    """What the properties say. class_: of all roads, where no field tells it.

    Raises BadParameter for a class, speed, direction or level that is not understood.
    """
    told = properties.get(fields.class_) if fields.class_ else class_
    known = _CLASS_OF.get(str(told).strip())
    if known is None:
        raise BadParameter(f"unknown class of road {told!r}")
    usual = CLASSES[known][1]
    name = properties.get(fields.name) if fields.name else None
    return RoadFacts(
        known,
        _speed(properties.get(fields.speed) if fields.speed else None, usual),
        "none" if known == "path" else _direction(_told(properties, fields.direction)),
        known != "motorway",
        str(name).strip() or None if name is not None else None,
        _level(_told(properties, fields.level)),
    )


def _told(properties: dict[str, Any], field: str | None) -> str:
    value = properties.get(field) if field else None
    return "" if value is None else str(value).strip().lower()


def _speed(value: Any, usual: float) -> float:
    if value is None or str(value).strip() == "":
        return usual
    match = _SPEED.fullmatch(str(value))
    speed = float(match[1]) if match else 0.0
    if not 0 < speed <= MOST_KMH:
        raise BadParameter(f"speed {value!r} is none of a road: km/h up to {MOST_KMH:.0f}")
    return speed


def _direction(told: str) -> str:
    for words, direction in ((_BOTH, "both"), (_FORWARD, "forward"), (_BACKWARD, "backward")):
        if told in words:
            return direction
    raise BadParameter(f"direction {told!r} is not understood: yes, no, -1, 单向, 双向")


def _level(told: str) -> int:
    try:
        level = float(told or 0)
    except ValueError:
        level = 0.5
    if level != int(level):
        raise BadParameter(f"level {told!r} is no whole number")
    return int(level)

"""How well an area is known, and what is special about it."""

from __future__ import annotations

from enum import StrEnum


class AreaGrade(StrEnum):
    """How well a drawn area is known.

    held: the base polygon of the same code. derived: a union of base polygons, or reached through
    a change of code. approximate: a part moved in or out that no polygon shows. cut: divided by a
    second vintage. unknown: several units whose limits nobody knows. no_data: in no list.
    """

    HELD = "held"
    DERIVED = "derived"
    APPROXIMATE = "approximate"
    CUT = "cut"
    UNKNOWN = "unknown"
    NO_DATA = "no_data"


class AreaFlag(StrEnum):
    """What is special about a drawn area.

    no_lower_levels: no unit of the level stands in it; it is drawn with its own shape.
    no_prefecture: a province, or a county directly under one, on the prefecture layer.
    no_data: in no list of the date. no_geometry: several units share it, or its unit is unknown.
    doubly_covered: the source draws it in two units at once.
    """

    NO_LOWER_LEVELS = "no_lower_levels"
    NO_PREFECTURE = "no_prefecture"
    NO_DATA = "no_data"
    NO_GEOMETRY = "no_geometry"
    DOUBLY_COVERED = "doubly_covered"

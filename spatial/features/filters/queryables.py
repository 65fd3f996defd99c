"""What a collection can be filtered by: its properties, its geometry and its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from spatial.features.collection import Collection, Property, PropertyType

GEOMETRY = "geometry"
"""The name of the geometry of a feature."""

TIME = "datetime"
"""The name of the time of a feature: the period through which it stands, or when it happened."""


class Kind(StrEnum):
    """Of which kind a value is. INTERVAL: two instants or days, both of it."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "day"
    INSTANT = "instant"
    INTERVAL = "interval"
    GEOMETRY = "geometry"


KIND_TITLES = {
    Kind.TEXT: "文字",
    Kind.NUMBER: "数",
    Kind.BOOLEAN: "真假值",
    Kind.DAY: "日期",
    Kind.INSTANT: "时刻",
    Kind.INTERVAL: "时段",
    Kind.GEOMETRY: "几何",
}
"""As officers call them."""

_KINDS = {
    PropertyType.TEXT: Kind.TEXT,
    PropertyType.INTEGER: Kind.NUMBER,
    PropertyType.NUMBER: Kind.NUMBER,
    PropertyType.BOOLEAN: Kind.BOOLEAN,
    PropertyType.DAY: Kind.DAY,
    PropertyType.INSTANT: Kind.INSTANT,
}


@dataclass(frozen=True, slots=True)
class Queryable:
    """Something that a filter may name. sql: an expression over the alias `f`, of its kind.

    An INTERVAL is a range or multirange, of days in Beijing or, with of_instants, of instants.
    moment: of a DAY, the instant (timestamptz) where it is known. told: the property that it is,
    if it is one.
    """

    name: str
    title: str
    kind: Kind
    sql: str
    moment: str | None = None
    of_instants: bool = False
    told: Property | None = None


def queryables_of(collection: Collection) -> Mapping[str, Queryable]:
    """What a collection can be filtered by, by name.

    A property that bears the name of the geometry or of the time stands before it.
    """
    found: dict[str, Queryable] = {}
    if collection.geometry is not None:
        found[GEOMETRY] = Queryable(GEOMETRY, "几何", Kind.GEOMETRY, collection.geometry)
    if collection.valid is not None:
        valid = collection.valid
        instants = collection.valid_at_instants
        end = Kind.INSTANT if instants else Kind.DAY
        found[TIME] = Queryable(TIME, "有效时段", Kind.INTERVAL, valid, of_instants=instants)
        found["valid_from"] = Queryable("valid_from", "生效日期", end, f"lower({valid})")
        found["valid_to"] = Queryable(
            "valid_to", "失效日期（当日已不算；空为至今）", end, f"upper({valid})"
        )
    if collection.happened is not None:
        kind = Kind.INSTANT if collection.happens_at_instants else Kind.DAY
        for name in (TIME, "happened"):
            found[name] = Queryable(name, "发生时间", kind, collection.happened, collection.moment)
    for one in collection.properties:
        found[one.name] = Queryable(one.name, one.title, _KINDS[one.type], one.column, told=one)
    return found

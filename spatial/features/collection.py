"""What a collection of features is: a relation with key, geometry, periods and properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from spatial.access.declaration import DataClass, Grade


class PropertyType(StrEnum):
    """Of which type a property is. DAY: a day in Beijing; INSTANT: an instant, told in UTC."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "day"
    INSTANT = "instant"


class GeometryType(StrEnum):
    """Which geometries the features of a collection have. ANY: of several types."""

    POINT = "Point"
    LINES = "MultiLineString"
    POLYGONS = "MultiPolygon"
    ANY = "Geometry"


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the features of a collection.

    title: its meaning, in Chinese. column: an SQL expression over the relation, whose alias is `f`;
    it has the SQL type of `type` (text, bigint or integer, double precision or numeric, boolean,
    date, timestamptz). values: the only texts that it has, where they are listed.
    """

    name: str
    title: str
    type: PropertyType
    column: str
    unit: str | None = None
    values: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of features that stand in one relation.

    All texts of SQL are expressions over the alias `f` of the relation; they are ours, or of a
    declaration that was checked, never of a request.

    relation: what stands after FROM and before the alias: a table, a view, or a query in brackets.
    condition: which of its rows are features of the collection. values: bound values of both.
    key: what tells a feature from any other, in an order that an index gives: the features are read
    and paged by it. Its parts, joined by a full stop, are the id of a feature; only the first may
    hold one. key_types: the SQL types of the parts; bigint where none are told.
    geometry: in CGCS2000 (EPSG:4490), longitude, latitude; None where features have none.
    stored_geometry: the column that it is made of, with its EPSG code, where it is stored in
    another system: the index is on that. unplaced: whether a feature may have none although the
    collection has: a bbox meets it, as the standard says.
    valid: a daterange or datemultirange, the days in Beijing through which a feature stands; with
    valid_at_instants a range or multirange of instants (timestamptz).
    happened: a timestamptz or a date (a day in Beijing) on which it happened. At most one of the
    two; with neither a feature has no time. undated: whether a feature may have none although the
    collection has: it meets every time, as the standard says. happens_at_instants: whether
    `happened` is a timestamptz. moment: a timestamptz beside a `happened` that is a day: the
    instant where it is known, NULL where the day alone is.
    known_now: the condition under which a row is held for true now; known_at: the same at the
    instant `:known_at` (timestamptz). None where nothing tells. changed: a query in brackets for
    the instant (timestamptz) at which last anything was written or taken back; with known_at, what
    comes later is not known at it. None where nothing tells.
    dataset: the dataset of business data whose records the features are; its owner may edit them.
    """

    id: str
    title: str
    description: str
    data_class: DataClass
    grade: Grade
    relation: str
    key: tuple[str, ...]
    properties: tuple[Property, ...]
    key_types: tuple[str, ...] = ()
    geometry: str | None = "f.geom"
    stored_geometry: tuple[str, int] | None = None
    geometry_type: GeometryType = GeometryType.ANY
    unplaced: bool = False
    condition: str = "true"
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    valid: str | None = None
    valid_at_instants: bool = False
    undated: bool = False
    happened: str | None = None
    happens_at_instants: bool = False
    moment: str | None = None
    known_now: str | None = None
    known_at: str | None = None
    changed: str | None = None
    dataset: str | None = None

    @property
    def time_names(self) -> tuple[str, ...]:
        """The names under which a feature tells its time beside its properties.

        `valid_from` and `valid_to` (days in Beijing, or instants; the second not in it), or
        `happened`; none without a time.
        """
        if self.valid is not None:
            return ("valid_from", "valid_to")
        return () if self.happened is None else ("happened",)

    @property
    def key_parts(self) -> tuple[tuple[str, str], ...]:
        """The parts of the key, each with its SQL type."""
        types = self.key_types or ("bigint",) * len(self.key)
        return tuple(zip(self.key, types, strict=True))

    def property_named(self, name: str) -> Property | None:
        """The property of that name, None where there is none."""
        return next((one for one in self.properties if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on features as SQL over the alias `f`, with its bound values.

    The names of its values do not clash with those of others: `c1`, `c2`, … of a filter.
    """

    sql: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

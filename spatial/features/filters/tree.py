"""A filter as a tree, the same for both encodings, and how large one may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

MOST_SIGNS = 1_000_000
"""Signs of a filter at most: a polygon of the most positions fits."""

MOST_NODES = 5_000
"""Values, names and operations of a filter at most."""

MOST_DEPTH = 40
"""Operations inside each other at most; `a AND b AND c` is one operation."""

MOST_POSITIONS = 20_000
"""Positions of all geometries of a filter at most."""

MOST_SUMS = 100
"""Arithmetic operations of a filter at most: numbers grow with each."""

At = int | str
"""Where something stands: the sign in a text, counted from 0, or the JSON pointer (RFC 6901)."""


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a queryable."""

    name: str
    at: At = field(compare=False)


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, a number or a truth value."""

    value: str | int | Decimal | bool
    at: At = field(compare=False)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day (in Beijing), or an instant in UTC."""

    value: date | datetime
    at: At = field(compare=False)

    @property
    def is_day(self) -> bool:
        """Whether it is a day."""
        return not isinstance(self.value, datetime)


@dataclass(frozen=True, slots=True)
class Interval:
    """From start to end, both in it; None where it has none."""

    start: Moment | Name | None
    end: Moment | Name | None
    at: At = field(compare=False)


Coordinates = tuple["Coordinates | float", ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A geometry in the order of axes of its system, as GeoJSON nests it; heights are left out.

    kind: as GeoJSON names it, or BBox with its two corners. members: of a GeometryCollection.
    """

    kind: str
    coordinates: Coordinates
    at: At = field(compare=False)
    members: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """An operation, by its name in the JSON encoding, on its operands.

    `in` has what is looked for first, then the items of the list; `-x` is -1 times x.
    """

    op: str
    args: tuple[Node, ...]
    at: At = field(compare=False)


Node = Name | Literal | Moment | Interval | Shape | Call

SPATIAL = (
    "s_intersects", "s_equals", "s_disjoint", "s_touches", "s_within", "s_overlaps", "s_crosses",
    "s_contains",
)  # fmt: skip

TEMPORAL = (
    "t_after", "t_before", "t_disjoint", "t_equals", "t_intersects", "t_contains", "t_during",
    "t_finishedby", "t_finishes", "t_meets", "t_metby", "t_overlappedby", "t_overlaps",
    "t_startedby", "t_starts",
)  # fmt: skip

ARRAYS = ("a_equals", "a_contains", "a_containedby", "a_overlaps")

FOLDS = ("casei", "accenti")

COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")

ARITHMETIC = ("+", "-", "*", "/", "%", "div", "^")

FUNCTIONS: Mapping[str, int] = {
    **dict.fromkeys(FOLDS, 1),
    **dict.fromkeys((*SPATIAL, *TEMPORAL), 2),
}
"""What is called by name in both encodings, and of how many operands."""

OPERATORS: Mapping[str, int | None] = {
    **{"and": None, "or": None, "not": 1, "like": 2, "between": 3, "in": 2, "isNull": 1},
    **dict.fromkeys((*COMPARISONS, *ARITHMETIC), 2),
    **FUNCTIONS,
}
"""Every operation of the JSON encoding, and of how many operands; None for two or more."""

"""Which features are asked for: where, when, as known when, and by what they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from spatial.errors import BadParameter
from spatial.features.collection import Collection, Condition


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle in a projected system: easting before northing, metres. srid: its EPSG code."""

    srid: int
    min_x: float
    min_y: float
    max_x: float
    max_y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A box in degrees of CGCS2000, its edges included; west lies not east of east.

    within: the rectangle that was asked for in a projected system, which decides then; the box
    lies around it.
    """

    west: float
    south: float
    east: float
    north: float
    within: Rectangle | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The instants in [start, end); None is an open end. One instant is a span of a microsecond,
    for PostgreSQL tells no smaller ones apart.
    """

    start: datetime | None
    end: datetime | None


ALWAYS = Span(None, None)
"""All times: the whole history of a collection."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which features are asked for; all that is told has to be met.

    boxes: a feature meets one of them at least; two where a bbox lies across ±180°. when: a feature
    stands, or happened, at some instant of it. day: it stands, or happened, on that day in Beijing.
    known_at: as it was known then; None is now. condition: of a filter.
    """

    boxes: tuple[Box, ...] = ()
    when: Span | None = None
    day: date | None = None
    known_at: datetime | None = None
    condition: Condition | None = None

    @property
    def whole(self) -> bool:
        """Whether all features of a day, or of all times, are asked for."""
        return not self.boxes and self.condition is None and self.when in (None, ALWAYS)

    def by_default(self, collection: Collection, today: date) -> Selection:
        """The same, with the day that is meant where none is told: of what stands through periods
        today in Beijing; of what happened every day.
        """
        if collection.valid is None or self.when is not None or self.day is not None:
            return self
        return replace(self, day=today)

    def require_for(self, collection: Collection) -> None:
        """Returns when the collection can tell what is asked.

        Raises BadParameter for `known_at` where it keeps no earlier knowledge.
        """
        if self.known_at is not None and collection.known_at is None:
            raise BadParameter(
                f"the collection {collection.id} tells what is known now alone: leave known_at out"
            )

"""The lineage of a unit over any span, both ways, as a graph of versions and effects (R1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from spatial.divisions.answers.absence import absent
from spatial.divisions.answers.descent import Descent, Direction, StoredLinks, ascend, descend
from spatial.divisions.answers.portions import Portion, portions_of
from spatial.divisions.answers.units import resolve, versions_named
from spatial.divisions.effects import Effect
from spatial.divisions.footing import Footing
from spatial.divisions.versions import UnitVersion
from spatial.errors import BadParameter, BadPeriod


@dataclass(frozen=True, slots=True)
class Span:
    """Which changes: those after `first` and until `last`, this one included; None is no limit."""

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise BadPeriod(f"to ({self.last}) lies before from ({self.first})")

    def reaches(self, day: date) -> bool:
        """Whether the day lies in the span; its first day does, as the state that changes meet."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


EVER = Span()
"""All changes on record."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """A unit and its kin over a span.

    unit: the version asked about. versions: all that were met, oldest first. effects: in order of
    time; a predecessor or successor that no version bears is missing in `versions`. forward,
    backward: the walks, None where not asked for. portions: by the id of the effect.
    """

    unit: UnitVersion
    versions: list[UnitVersion]
    effects: list[Effect]
    portions: dict[int, Portion]
    forward: Descent | None
    backward: Descent | None


def lineage_of(
    connection: Connection,
    footing: Footing,
    asked: str,
    *,
    meant_on: date | None = None,
    span: Span = Span(),
    direction: Direction = Direction.BOTH,
) -> Lineage:
    """The lineage of the unit that a code, or an identity, names on a day.

    meant_on: the day on which the code is meant, and from which the walks go forth and back; left
    out, the version is taken that meets the span, the earliest one for a walk forward only, else
    the latest, and all that happened to it is told.
    Raises BadCode, BadParameter (a meant_on outside the span), BeforeTheRecord, and
    UnknownDivision with its reason.
    """
    if meant_on is not None and not span.reaches(meant_on):
        raise BadParameter(
            f"date ({meant_on}) must not lie before from ({span.first}) or after to ({span.last})"
        )
    unit = (
        _meeting(connection, footing, asked, span, direction)
        if meant_on is None
        else resolve(connection, footing, asked, meant_on).version
    )
    links = StoredLinks(connection, footing.viewpoint)
    forward = backward = None
    if direction is not Direction.BACKWARD:
        after = meant_on or span.first
        forward = descend(links, unit, after=after, until=span.last)
    if direction is not Direction.FORWARD:
        until = meant_on or span.last
        backward = ascend(links, unit, after=span.first, until=until)
    walks = [walk for walk in (backward, forward) if walk is not None]
    effects = {effect.id: effect for walk in walks for effect in walk.effects.values()}
    versions = {version.id: version for walk in walks for version in walk.versions.values()}
    ordered = sorted(effects.values(), key=lambda one: (one.dates.on_list, one.event_id, one.id))
    return Lineage(
        unit,
        sorted(versions.values(), key=_age),
        ordered,
        portions_of(connection, footing.viewpoint, ordered),
        forward,
        backward,
    )


def _age(version: UnitVersion) -> tuple[date, str, int]:
    start = date.min if version.valid is None else version.valid.start
    return start, version.code, version.id


def _meeting(
    connection: Connection, footing: Footing, asked: str, span: Span, direction: Direction
) -> UnitVersion:
    named, versions = versions_named(connection, footing, asked)
    within = [
        version
        for version in versions
        if (span.last is None or version.days.start <= span.last)
        and (span.first is None or version.days.end is None or version.days.end > span.first)
    ]
    if not within:
        # An empty span of a known code: it stood before it or will stand after it.
        day = span.last or span.first or footing.record.until
        raise absent(connection, footing, named, versions, day)
    earliest = direction is Direction.FORWARD and span.first is not None
    return within[0] if earliest else within[-1]

"""Two days compared: which units are gone, new, or other than they were, and by what events.

Units are matched by identity, so a unit that took another code or name is one that changed, and
what became of one that is gone is told by its lineage, never by laying shapes over each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from spatial.division_codes import Level
from spatial.divisions.answers.descent import Descent, HeldLinks, ascend, descend
from spatial.divisions.answers.lists import LISTED_LEVELS, Listed, Selection, units_as_of
from spatial.divisions.answers.spans import CodeSpan
from spatial.divisions.effects import Effect, effects_of
from spatial.divisions.footing import Footing
from spatial.divisions.registry import ChangeKind, Share
from spatial.divisions.versions import UnitVersion, versions_by_id


class Change(StrEnum):
    """What is other between two days.

    gone, new: the identity stands on one of the days only, in the levels asked about. name, code,
    level, parent, type: of an identity that stands on both. shape: its area is other, by its atoms
    or by an event that moved some.
    """

    GONE = "gone"
    NEW = "new"
    NAME = "name"
    CODE = "code"
    LEVEL = "level"
    PARENT = "parent"
    TYPE = "type"
    SHAPE = "shape"


@dataclass(frozen=True, slots=True)
class Kin:
    """A unit of the other day that some of a gone or new unit went to or came from."""

    code: str
    name: str
    identity: str
    share: Share


@dataclass(frozen=True, slots=True)
class ChangedUnit:
    """A unit that is not as it was. before, after: None where it does not stand.

    kin: where a gone one went, where a new one came from. effects: those that led from the one day
    to the other, in order of time.
    """

    identity: str
    changes: tuple[Change, ...]
    before: Listed | None
    after: Listed | None
    kin: tuple[Kin, ...]
    effects: tuple[Effect, ...]

    @property
    def code(self) -> str:
        """The code after, or before where it is gone."""
        unit = self.after or self.before
        assert unit is not None
        return unit.code


_MOVES_AREA = frozenset(
    {
        ChangeKind.ESTABLISH,
        ChangeKind.ABOLISH,
        ChangeKind.MERGE,
        ChangeKind.SPLIT,
        ChangeKind.TRANSFER,
        ChangeKind.BOUNDARY,
    }
)


@dataclass(frozen=True, slots=True)
class _Between:
    """What happened between the days. by_identity: effects that touch an identity."""

    links: HeldLinks
    versions: Mapping[int, UnitVersion]
    by_identity: Mapping[str, Sequence[Effect]]


def compare(
    connection: Connection,
    footing: Footing,
    first: date,
    last: date,
    *,
    level: Level | None = None,
    within: CodeSpan | None = None,
) -> list[ChangedUnit]:
    """The units that are not the same on two days, by code; first lies before last.

    level: None for county and above. within: those whose code on one of the days is in the span.
    """
    before = {unit.identity: unit for unit in _units(connection, footing, first, level)}
    after = {unit.identity: unit for unit in _units(connection, footing, last, level)}
    between = _between(connection, footing, first, last, [*before.values(), *after.values()])
    reshaped = _reshaped(connection, footing, (first, before), (last, after), level)
    changed = [
        _changed(before.get(identity), after.get(identity), between, last, reshaped)
        for identity in before.keys() | after.keys()
        if _inside(within, before.get(identity), after.get(identity))
    ]
    found = [one for one in changed if one is not None]
    return sorted(found, key=lambda one: (one.code, one.before is None, one.identity))


def _units(
    connection: Connection, footing: Footing, day: date, level: Level | None
) -> list[Listed]:
    return list(units_as_of(connection, footing, day, Selection(level)))


def _inside(within: CodeSpan | None, *units: Listed | None) -> bool:
    return within is None or any(unit is not None and within.holds(unit.code) for unit in units)


def _between(
    connection: Connection, footing: Footing, first: date, last: date, units: Sequence[Listed]
) -> _Between:
    effects = effects_of(connection, footing.viewpoint, since=first + timedelta(days=1), until=last)
    ids = {
        version_id
        for effect in effects
        for version_id in (effect.predecessor_id, effect.successor_id)
        if version_id is not None
    }
    versions = versions_by_id(
        connection, footing.viewpoint, ids | {unit.version_id for unit in units}
    )
    by_identity: defaultdict[str, list[Effect]] = defaultdict(list)
    for effect in effects:
        touched = {
            versions[version_id].identity
            for version_id in (effect.predecessor_id, effect.successor_id)
            if version_id is not None and version_id in versions
        }
        for identity in touched:
            by_identity[identity].append(effect)
    return _Between(HeldLinks(effects, versions), versions, by_identity)


def _reshaped(
    connection: Connection,
    footing: Footing,
    first: tuple[date, dict[str, Listed]],
    last: tuple[date, dict[str, Listed]],
    level: Level | None,
) -> frozenset[str]:
    """The identities whose shapes of both days are known and of other atoms."""
    shapes: list[dict[str, list[int]]] = []
    for day, units in (first, last):
        identity_of = {unit.version_id: unit.identity for unit in units.values()}
        rows = connection.execute(
            footing.viewpoint.sql("spatial.divisions.answers", "atoms_on"),
            {"day": day, "levels": [level] if level else list(LISTED_LEVELS)}
            | {"known_at": footing.viewpoint.parameters["known_at"]},
        )
        shapes.append(
            {
                identity_of[row.division_id]: row.atoms
                for row in rows
                if row.division_id in identity_of
            }
        )
    then, now = shapes
    return frozenset(
        identity for identity in then.keys() & now.keys() if then[identity] != now[identity]
    )


def _changed(
    before: Listed | None,
    after: Listed | None,
    between: _Between,
    last: date,
    reshaped: frozenset[str],
) -> ChangedUnit | None:
    if before is None or after is None:
        return _come_or_gone(before, after, between, last)
    identity = before.identity
    effects = between.by_identity.get(identity, ())
    said = {
        Change.NAME: before.name != after.name,
        Change.CODE: before.code != after.code,
        Change.LEVEL: before.level != after.level,
        Change.PARENT: before.parent_code != after.parent_code,
        Change.TYPE: before.type != after.type,
        Change.SHAPE: identity in reshaped
        or any(_moves_area(effect, between.versions) for effect in effects),
    }
    changes = tuple(change for change, holds in said.items() if holds)
    if not changes:
        return None
    return ChangedUnit(identity, changes, before, after, (), tuple(effects))


def _moves_area(effect: Effect, versions: Mapping[int, UnitVersion]) -> bool:
    """Whether area went from one identity to another, or the limits moved."""
    if effect.share == Share.NONE or effect.kind not in _MOVES_AREA:
        return False
    giver = versions.get(effect.predecessor_id or 0)
    taker = versions.get(effect.successor_id or 0)
    same = giver is not None and taker is not None and giver.identity == taker.identity
    return not same or effect.kind == ChangeKind.BOUNDARY


def _come_or_gone(
    before: Listed | None, after: Listed | None, between: _Between, last: date
) -> ChangedUnit:
    if before is not None:
        walk = descend(between.links, between.versions[before.version_id], until=last)
        kin = tuple(_kin(walk, one) for one in walk.standing_on(last))
        return ChangedUnit(before.identity, (Change.GONE,), before, None, kin, _in_order(walk))
    assert after is not None
    walk = ascend(between.links, between.versions[after.version_id])
    origins = [
        one for one in walk.versions.values() if one.id != after.version_id and _is_root(walk, one)
    ]
    kin = tuple(_kin(walk, one) for one in sorted(origins, key=lambda one: one.code))
    return ChangedUnit(after.identity, (Change.NEW,), None, after, kin, _in_order(walk))


def _is_root(walk: Descent, version: UnitVersion) -> bool:
    return all(effect.successor_id != version.id for effect in walk.effects.values())


def _kin(walk: Descent, version: UnitVersion) -> Kin:
    return Kin(version.code, version.name, version.identity, walk.share_of_way(version))


def _in_order(walk: Descent) -> tuple[Effect, ...]:
    return tuple(
        sorted(walk.effects.values(), key=lambda one: (one.dates.on_list, one.event_id, one.id))
    )

"""On which divisions a series is told: those of each period, of one date, or common groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from spatial.business.harmonise.flows import BIT, NOWHERE, Row
from spatial.business.harmonise.land import Land
from spatial.business.harmonise.sharing import Shares, Sharing
from spatial.business.harmonise.weights import Crosswalk, Method, Weight
from spatial.divisions.versions import UnitVersion


class Policy(StrEnum):
    """On which divisions figures are told.

    as_reported: of each period its own. fixed: of one date, before, within or after the data.
    common_atoms: the smallest groups of units that stay whole through all periods.
    """

    AS_REPORTED = "as_reported"
    FIXED = "fixed"
    COMMON_ATOMS = "common_atoms"


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is told of. members: codes and names of a group's units through time."""

    code: str
    name: str
    identity: str | None
    unit: UnitVersion
    members: tuple[tuple[str, str], ...] = ()


class Targets(Protocol):
    """The targets of a policy, and what units hand over to them."""

    def on(self, day: date) -> Sequence[Target]:
        """The targets of a period with this last day, by place."""

    def rows(self, unit: UnitVersion, day: date, period_day: date) -> Sequence[Row]:
        """What a unit that stands on a day hands over, for a period with this last day."""

    def pieces(self, unit: UnitVersion, day: date) -> list[tuple[UnitVersion, Sequence[Row]]]:
        """What the units one level below a unit hand over."""


def target_of(unit: UnitVersion) -> Target:
    """A unit as a target."""
    return Target(unit.code, unit.name, unit.identity, unit)


class FixedTargets:
    """The units of one date. brought: weights of another hand, which go before ours.

    They count for units that stand on their first day with the same land.
    """

    def __init__(self, sharing: Sharing, day: date, brought: Crosswalk | None = None) -> None:
        self._sharing = sharing
        self._day = day
        self._brought = brought
        units = sharing.land.units_on(day)
        self._targets = [target_of(one) for one in units]
        self._place = {one.id: place for place, one in enumerate(units)}
        self._unchanged = {
            one.id: ((place, 1.0, True, BIT[Method.UNCHANGED]),) for place, one in enumerate(units)
        }

    def on(self, day: date) -> Sequence[Target]:
        """See `Targets`."""
        return self._targets

    def rows(self, unit: UnitVersion, day: date, period_day: date) -> Sequence[Row]:
        """See `Targets`."""
        if self._brought is not None and unit.code in self._brought.of_source:
            there = self._sharing.land.where(unit, day, self._brought.first)
            if there.whole and there.destinations[0].unit is unit:
                return self._imported(self._brought.of_source[unit.code])
        shares = self._sharing.shares(unit, day, self._day)
        if len(shares) == 1 and shares[0].method is Method.UNCHANGED and shares[0].unit is unit:
            return self._unchanged[unit.id]
        return self._rows(shares)

    def pieces(self, unit: UnitVersion, day: date) -> list[tuple[UnitVersion, Sequence[Row]]]:
        """See `Targets`."""
        found = self._sharing.pieces(unit, day, self._day)
        return [(part, self._rows(shares)) for part, shares in found]

    def _imported(self, weights: Sequence[Weight]) -> list[Row]:
        land, bit = self._sharing.land, BIT[Method.IMPORTED]
        found = []
        for one in weights:
            unit = None if one.target is None else land.unit_of(one.target.code, self._day)
            place = NOWHERE if unit is None else self._place[unit.id]
            found.append((place, one.weight, False, bit))
        return found

    def _rows(self, shares: Shares) -> list[Row]:
        return [
            (
                NOWHERE if one.unit is None else self._place[one.unit.id],
                one.weight,
                one.exact,
                BIT[one.method],
            )
            for one in shares
        ]


class OwnTargets:
    """The units of each period itself."""

    def __init__(self, land: Land) -> None:
        self._land = land
        self._places: dict[date, dict[int, int]] = {}

    def on(self, day: date) -> Sequence[Target]:
        """See `Targets`."""
        return [target_of(one) for one in self._land.units_on(day)]

    def rows(self, unit: UnitVersion, day: date, period_day: date) -> Sequence[Row]:
        """See `Targets`."""
        if period_day not in self._places:
            units = self._land.units_on(period_day)
            self._places[period_day] = {one.id: place for place, one in enumerate(units)}
        place = self._places[period_day].get(unit.id, NOWHERE)
        return [(place, 1.0, True, BIT[Method.UNCHANGED])]

    def pieces(self, unit: UnitVersion, day: date) -> list[tuple[UnitVersion, Sequence[Row]]]:
        """See `Targets`; figures of units below are left where they are."""
        return []


@dataclass
class _Sets:
    """Disjoint sets of versions."""

    above: dict[int, int] = field(default_factory=dict)

    def root(self, one: int) -> int:
        path = []
        while self.above.setdefault(one, one) != one:
            path.append(one)
            one = self.above[one]
        for passed in path:
            self.above[passed] = one
        return one

    def join(self, one: int, other: int) -> None:
        roots = sorted((self.root(one), self.root(other)))
        self.above[roots[1]] = roots[0]


class GroupTargets:
    """The smallest groups of units that stay whole through some days, by lineage alone."""

    def __init__(self, land: Land, days: Iterable[date]) -> None:
        self._land = land
        self._sets = _Sets()
        versions: dict[int, UnitVersion] = {}
        ordered = sorted(set(days))
        for day in ordered:
            for one in land.units_on(day):
                versions[one.id] = one
                self._sets.root(one.id)
        for day, following in pairwise(ordered):
            for one in land.units_on(day):
                for there in land.where(one, day, following).destinations:
                    if there.unit.id != one.id:
                        self._sets.join(one.id, there.unit.id)
        members: defaultdict[int, list[UnitVersion]] = defaultdict(list)
        for one in versions.values():
            members[self._sets.root(one.id)].append(one)
        groups = sorted((_group(units, ordered), root) for root, units in members.items())
        self._targets = [_named(units, last) for (_, _, units, last), _ in groups]
        self._place = {root: place for place, (_, root) in enumerate(groups)}
        self._alone = {root: len({one.identity for one in members[root]}) == 1 for root in members}

    def on(self, day: date) -> Sequence[Target]:
        """See `Targets`."""
        return self._targets

    def rows(self, unit: UnitVersion, day: date, period_day: date) -> Sequence[Row]:
        """See `Targets`."""
        if unit.id in self._sets.above:
            return [self._row(self._sets.root(unit.id))]
        there = self._land.where(unit, day, period_day)
        roots = {self._sets.root(one.unit.id) for one in there.destinations}
        return [self._row(root) for root in roots] if len(roots) == 1 else []

    def pieces(self, unit: UnitVersion, day: date) -> list[tuple[UnitVersion, Sequence[Row]]]:
        """See `Targets`: they go where their unit goes."""
        rows = self.rows(unit, day, day)
        return [
            (part.unit, [(place, 1.0, True, BIT[Method.LOWER_UNITS]) for place, *_ in rows])
            for part in self._land.parts(unit, day, day)
        ]

    def _row(self, root: int) -> Row:
        method = Method.UNCHANGED if self._alone[root] else Method.LINEAGE
        return self._place[root], 1.0, True, BIT[method]


_Group = tuple[str, int, Sequence[UnitVersion], Sequence[UnitVersion]]


def _group(units: Sequence[UnitVersion], days: Sequence[date]) -> _Group:
    """What orders a group: codes of the units that stand last, with these units."""
    for day in reversed(days):
        last = sorted((one for one in units if one.stands_on(day)), key=lambda one: one.code)
        if last:
            break
    return "+".join(one.code for one in last), min(one.id for one in units), units, last


def _named(units: Sequence[UnitVersion], last: Sequence[UnitVersion]) -> Target:
    """A group under the codes and names of the units that stand last."""
    members: Mapping[tuple[str, str], None] = dict.fromkeys(
        (one.code, one.name) for one in sorted(units, key=lambda one: (one.days.start, one.code))
    )
    identities = {one.identity for one in units}
    return Target(
        "+".join(one.code for one in last),
        "、".join(one.name for one in last),
        identities.pop() if len(identities) == 1 else None,
        last[0],
        tuple(members) if len(members) > 1 else (),
    )

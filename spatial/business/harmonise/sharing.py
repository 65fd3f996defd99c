"""How the figure of a unit is shared out over the units of another day: the methods in their order.

Whole by lineage; by what the decision states; by how another indicator is distributed; by geodesic
area. The first that serves is taken, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from spatial.business.harmonise.land import Land, Lost, Where
from spatial.business.harmonise.measures import Measures
from spatial.business.harmonise.weights import Crosswalk, Method, Side, Weight
from spatial.division_codes import Level
from spatial.divisions.bulk.whole_register import WholeRegister
from spatial.divisions.versions import UnitVersion

_STATED_ROUNDING = 0.01
"""Shares that a decision states in full may miss 1 by so much, for they are rounded."""

TOO_COARSE = "too_coarse"
NO_SHAPE = "no_shape"
ELSEWHERE = "elsewhere"


class Density(Protocol):
    """How something is distributed that the figures go with: residents, say."""

    def mass(self, code: str, day: date) -> float | None:
        """How much of it a unit had about a day; None where nobody reported it."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a unit in a unit of the other day: see `Weight`."""

    unit: UnitVersion | None
    weight: float
    method: Method
    exact: bool
    reason: str | None = None


Shares = tuple[Share, ...]


class Sharing:
    """Shares between any two days, for units of one level.

    measures: of areas at the level, or of counties where the level is a higher one.
    """

    def __init__(
        self,
        register: WholeRegister,
        level: Level,
        measures: Measures,
        density: Density | None = None,
    ) -> None:
        self.land = Land(register, level)
        self.measures = measures
        self._register = register
        self._density = density
        higher = level in (Level.PROVINCE, Level.PREFECTURE)
        self._below = Sharing(register, Level.COUNTY, measures, density) if higher else None

    def shares(self, unit: UnitVersion, day: date, target: date) -> Shares:
        """The shares of a unit that stands on a day in the units of another, by code."""
        where = self.land.where(unit, day, target)
        if where.whole:
            (there,) = where.destinations
            same = there.unit.identity == unit.identity and all(
                self._register.leaves_area(step) for step in there.way
            )
            method = Method.UNCHANGED if same else Method.LINEAGE
            return (Share(there.unit, 1.0, method, exact=True),)
        if not where.destinations:
            return (Share(None, 0.0, Method.NONE, exact=False, reason=where.lost),)
        if self._below is not None:
            parts = self._by_parts(unit, day, target)
            if parts is not None:
                return parts
        return (
            self._stated(unit, where)
            or self._by_density_below(unit, where, day, target)
            or self._by_area(unit, where, day, target)
        )

    def pieces(
        self, unit: UnitVersion, day: date, target: date
    ) -> list[tuple[UnitVersion, Shares]]:
        """The units one level below a unit, with their own shares in the units of the other day."""
        found: list[tuple[UnitVersion, Shares]] = []
        own = () if self._below is not None else self.shares(unit, day, target)
        for part in self.land.parts(unit, day, target):
            if part.where.whole:
                there = part.where.destinations[0].unit
                found.append((part.unit, (Share(there, 1.0, Method.LOWER_UNITS, exact=True),)))
            elif self._below is not None:
                shares = self._below.shares(part.unit, day, target)
                found.append((part.unit, self._risen(shares, target)))
            else:
                # Of a township that was divided nothing is known but of its county.
                found.append((part.unit, own))
        return found

    def crosswalk(self, day: date, target: date, viewpoint: tuple[str, str], density: str | None
    ) -> Crosswalk:  # fmt: skip
        """All weights from one day to another. viewpoint: scheme and basis."""
        units = self.land.units_on(day)
        self.measures.need(self.involved(units, day, target))
        weights = [
            Weight(
                _side(unit),
                None if one.unit is None else _side(one.unit),
                one.weight,
                one.method,
                one.exact,
                None if one.reason is None else str(one.reason),
            )
            for unit in units
            for one in self.shares(unit, day, target)
        ]
        scheme, basis = viewpoint
        level = str(self.land.level)
        return Crosswalk(scheme, basis, level, day, target, weights, density)

    def involved(self, units: Sequence[UnitVersion], day: date, target: date) -> set[int]:
        """The versions whose areas the shares of some units may need."""
        found: set[int] = set()
        for unit in units:
            where = self.land.where(unit, day, target)
            if where.whole:
                continue
            if self._below is not None:
                parts = [part.unit for part in self.land.parts(unit, day, target)]
                found.update(part.id for part in parts)
                found |= self._below.involved(parts, day, target)
            else:
                found.add(unit.id)
                found.update(one.unit.id for one in where.destinations)
        return found

    def _risen(self, shares: Shares, target: date) -> Shares:
        """Shares in counties as shares in what the counties lie in."""
        found: list[Share] = []
        for one in shares:
            holder = None if one.unit is None else self.land.holder(one.unit, target)
            reason = one.reason
            if one.unit is not None and holder is None:
                reason = Lost.OTHER_LEVEL
            found.append(Share(holder, one.weight, one.method, one.exact, reason))
        return tuple(found)

    def _by_parts(self, unit: UnitVersion, day: date, target: date) -> Shares | None:
        """By how the counties of a unit are shared out, each as large as its mass, or its area."""
        pieces = self.pieces(unit, day, target)
        if not pieces:
            return None
        for method in (Method.DENSITY, Method.AREA):
            masses = [self._mass(part, day, method) for part, _ in pieces]
            known = [one for one in masses if one is not None]
            if len(known) != len(masses) or sum(known) <= 0:
                continue
            return _gathered(
                [(mass, shares) for mass, (_, shares) in zip(known, pieces, strict=True)], method
            )
        return None

    def _mass(self, unit: UnitVersion, day: date, method: Method) -> float | None:
        if method is Method.AREA:
            return self.measures.area(unit.id, day)
        return None if self._density is None else self._density.mass(unit.code, day)

    def _stated(self, unit: UnitVersion, where: Where) -> Shares | None:
        """By the shares of the area that one decision states; the one it leaves out is the rest."""
        if where.lost is not None:
            return None
        portions: list[float | None] = []
        events: set[int] = set()
        for one in where.destinations:
            steps = [step for step in one.way if not self._register.leaves_area(step)]
            if len(steps) > 1 or any(
                self._register.versions[step.predecessor_id or 0].identity != unit.identity
                for step in steps
            ):
                return None
            events.update(step.event_id for step in steps)
            portions.append(steps[0].portion if steps else None)
        told = [one for one in portions if one is not None]
        rest = 1 - sum(told)
        if len(events) != 1 or not told or len(told) < len(portions) - 1:
            return None
        if len(told) == len(portions):
            if abs(rest) > _STATED_ROUNDING:
                return None
            found = [one / sum(told) for one in told]
        else:
            if rest <= 0:
                return None
            found = [rest if one is None else one for one in portions]
        return tuple(
            Share(one.unit, weight, Method.STATED, exact=False)
            for one, weight in zip(where.destinations, found, strict=True)
        )

    def _by_density_below(
        self, unit: UnitVersion, where: Where, day: date, target: date
    ) -> Shares | None:
        """By the masses of the townships that went each way; else by density in the targets."""
        density = self._density
        if density is None:
            return None
        parts = self.land.parts(unit, day, target)
        if parts and self.land.parts_complete(unit, day) and all(p.where.whole for p in parts):
            masses = [density.mass(part.unit.code, day) for part in parts]
            known = [one for one in masses if one is not None]
            if len(known) == len(parts) and sum(known) > 0:
                went = [
                    (Share(part.where.destinations[0].unit, 1.0, Method.DENSITY, exact=False),)
                    for part in parts
                ]
                return _gathered(list(zip(known, went, strict=True)), Method.DENSITY)
        areas = self._shared(unit, where, day, target)
        if areas is None:
            return None
        expected: list[float] = []
        for one, shared in zip(where.destinations, areas, strict=True):
            mass = density.mass(one.unit.code, target)
            whole = self.measures.area(one.unit.id, target)
            if mass is None or not whole:
                return None
            expected.append(mass * shared / whole)
        if sum(expected) <= 0:
            return None
        return _proportional(where, expected, Method.DENSITY)

    def _shared(
        self, unit: UnitVersion, where: Where, day: date, target: date
    ) -> tuple[float, ...] | None:
        others = [one.unit.id for one in where.destinations]
        found = self.measures.shared(unit.id, day, others, target)
        return found if found is not None and sum(found) > 0 else None

    def _by_area(self, unit: UnitVersion, where: Where, day: date, target: date) -> Shares:
        """By geodesic area; without shapes a move is on record, and nothing says how large."""
        areas = self._shared(unit, where, day, target)
        if areas is None:
            if len(where.destinations) == 1:
                (there,) = where.destinations
                return (Share(there.unit, 1.0, Method.LINEAGE, exact=False, reason=where.lost),)
            return tuple(
                Share(one.unit, 0.0, Method.NONE, exact=False, reason=NO_SHAPE)
                for one in where.destinations
            )
        own = self.measures.area(unit.id, day)
        assert own is not None
        outside = max(0.0, 1 - sum(areas) / own)
        # The sum of the parts differs from the whole by rounding only, or something lies elsewhere.
        scale = own if outside > 1e-6 else sum(areas)
        reason = (where.lost or ELSEWHERE) if outside > 1e-6 else None
        return tuple(
            Share(
                one.unit,
                shared / scale,
                Method.AREA,
                exact=False,
                reason=TOO_COARSE if shared == 0 else reason,
            )
            for one, shared in zip(where.destinations, areas, strict=True)
        )


def _side(unit: UnitVersion) -> Side:
    return Side(unit.code, unit.identity, unit.name)


def _proportional(where: Where, masses: Sequence[float], method: Method) -> Shares:
    total = sum(masses)
    return tuple(
        Share(one.unit, mass / total, method, exact=False)
        for one, mass in zip(where.destinations, masses, strict=True)
    )


def _gathered(parts: Sequence[tuple[float, Shares]], method: Method) -> Shares:
    """The shares of a whole from those of its parts, each as heavy as its mass."""
    total = sum(mass for mass, _ in parts)
    weights: defaultdict[int, float] = defaultdict(float)
    units: dict[int, UnitVersion] = {}
    reason = None
    for mass, shares in parts:
        for one in shares:
            reason = reason or one.reason
            if one.unit is not None:
                units[one.unit.id] = one.unit
                weights[one.unit.id] += mass * one.weight / total
    covered = sum(weights.values())
    scale = covered if abs(covered - 1) <= 1e-9 else 1.0
    return tuple(
        Share(units[id_], weights[id_] / scale, method, exact=False,
              reason=None if scale == covered else reason)
        for id_ in sorted(units, key=lambda one: units[one].code)
    )  # fmt: skip

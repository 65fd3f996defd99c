"""Figures of an indicator brought to the units of a day, period by period: sums, and what lacks.

A figure belongs to the unit in which all of the division that reported it lies on the day asked
for (`carrying`). Where divisions of several levels reported, the highest level counts that is no
higher than the units and of which all reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from spatial.business.figures import Figure
from spatial.business.operators.carrying import Carrier, NotCarried, levels_from
from spatial.division_codes import Level, level_of
from spatial.temporal import Period

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of a unit in a period. value: None where not all reported. level: of those summed.

    codes: of the divisions that reported. expected: how many of the level stood.
    """

    value: Decimal | None
    level: Level
    codes: tuple[str, ...]
    expected: int


@dataclass(frozen=True, slots=True)
class Lost:
    """A figure that belongs to no single unit, and why."""

    division: str
    period: Period
    value: Decimal
    reason: NotCarried


@dataclass
class FigureTable:
    """Sums by unit and period. lost: of the level of the units or below, but of no single one."""

    sums: dict[tuple[str, date], Sum] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)

    def at(self, code: str, start: date) -> Sum | None:
        """The sum of a unit in the period that begins on a day; None where nobody reported."""
        return self.sums.get((code, start))


def figure_table(carrier: Carrier, found: Iterable[Figure]) -> FigureTable:
    """The figures summed up to the units that the carrier carries to."""
    table = FigureTable()
    levels = levels_from(carrier.level)
    members = _Members(carrier)
    by_period: defaultdict[Period, list[Figure]] = defaultdict(list)
    for figure in found:
        by_period[figure.period].append(figure)
    for period, figures in sorted(by_period.items(), key=lambda one: one[0].start):
        day = last_day(period)
        by_unit: defaultdict[str, defaultdict[Level, dict[str, Decimal]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        for one in figures:
            level = _level(carrier, one.division, day)
            if level not in levels:
                continue
            carried = carrier.carry(one.division, day)
            if carried.code is None:
                assert carried.reason is not None
                table.lost.append(Lost(one.division, period, one.value, carried.reason))
            else:
                by_unit[carried.code][level][one.division] = one.value
        for code, by_level in by_unit.items():
            table.sums[code, period.start] = _sum(members, code, day, levels, by_level)
    return table


def _sum(
    members: _Members,
    code: str,
    day: date,
    levels: Sequence[Level],
    by_level: Mapping[Level, Mapping[str, Decimal]],
) -> Sum:
    """By the highest level of which all reported, else the highest of which some did."""
    sums = []
    for level in levels:
        values = by_level.get(level)
        if not values:
            continue
        expected = members.of(code, level, day) | set(values)
        whole = len(values) == len(expected)
        total = sum(values.values(), ZERO) if whole else None
        sums.append(Sum(total, level, tuple(sorted(values)), len(expected)))
    return next((one for one in sums if one.value is not None), sums[0])


@dataclass
class _Members:
    """Which divisions of a level lie in each unit on a day; kept between two changes."""

    carrier: Carrier
    _found: dict[tuple[Level, int], dict[str, set[str]]] = field(default_factory=dict)

    def of(self, code: str, level: Level, day: date) -> set[str]:
        """The codes of the divisions of a level that go to the unit of a code."""
        key = level, self.carrier.edition(day)
        held = self._found.get(key)
        if held is None:
            held = self._found[key] = {
                unit: {one.code for one in versions}
                for unit, versions in self.carrier.members(level, day).items()
            }
        return held.get(code, set())


def _level(carrier: Carrier, code: str, day: date) -> Level:
    version = carrier.register.on(code, day)
    return level_of(code) if version is None else Level(version.level)


def last_day(period: Period) -> date:
    """The last day of a period that is not open."""
    assert period.end is not None
    return period.end - timedelta(days=1)

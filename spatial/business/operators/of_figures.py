"""Figures of an indicator by the divisions of a day (R8.1 c, d; R8.2): summed where that is right.

A rate is made anew from the sums of its numerator and denominator. What has no number of parts
(medians, indices, means without a declared weight) is refused, never summed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from spatial.business.answering.answer import Answer, DataOf, Knowledge
from spatial.business.figures import data_known_at, figures
from spatial.business.indicators import Indicator, indicator, require_readable
from spatial.business.operators.carrying import Carrier
from spatial.business.operators.figure_table import FigureTable, Lost, Sum, figure_table, last_day
from spatial.business.operators.numbers import number, quotient
from spatial.business.operators.over_time import Term, folded, terms_of
from spatial.business.operators.questions import Question
from spatial.business.operators.showing import figures_shown
from spatial.business.operators.standing import Stand, stand_on
from spatial.business.operators.times import periods_in
from spatial.business.operators.units import Unit, Units, named, units_on
from spatial.divisions.bulk.whole_register_loading import register_in
from spatial.errors import BadParameter, NotAdditive, UnknownIndicator
from spatial.temporal import Period

MOST_ITEMS = 200_000
MOST_LOST_NAMED = 200
"""Figures of no single unit that are named one by one."""


_Span = tuple[Period, list[list[Term]]]


@dataclass(frozen=True, slots=True)
class Parts:
    """The indicators of which a value is made. denominator: of a rate, else None."""

    asked: Indicator
    numerator: Indicator
    denominator: Indicator | None

    @property
    def all(self) -> tuple[Indicator, ...]:
        """The indicators whose figures are read."""
        return tuple(one for one in (self.numerator, self.denominator) if one is not None)


def parts_of(connection: Connection, identifier: str) -> Parts:
    """Of which indicators the values of one on other divisions are made.

    Raises UnknownIndicator, NotPermitted, and NotAdditive where there is no way.
    """
    asked = indicator(connection, identifier)
    require_readable(asked)
    if asked.additive_space:
        return Parts(asked, asked, None)
    if asked.numerator is None or asked.denominator is None:
        raise NotAdditive(
            f"{asked.id} ({asked.title}) does not add up over divisions, and no numerator and "
            "denominator are declared from which it could be made anew"
        )
    pair = [indicator(connection, one) for one in (asked.numerator, asked.denominator)]
    for one in pair:
        require_readable(one)
        if not one.additive_space:
            raise NotAdditive(f"{one.id}, of which {asked.id} is made, does not add up either")
    if pair[0].period != pair[1].period:
        raise NotAdditive(f"{pair[0].id} and {pair[1].id} are of periods of another length")
    return Parts(asked, pair[0], pair[1])


def aggregate_figures(
    connection: Connection, question: Question, knowledge: Knowledge, *, operator: str
) -> Answer:
    """Figures by division: of the whole span, or period by period (by, and always for `fixed`).

    Where not all divisions of a unit reported, the unit has no value but what was reported of it.
    Raises UnknownIndicator, NotPermitted, NotAdditive, BadParameter and what the footing raises.
    """
    assert question.indicator is not None
    stand = stand_on(connection, question.asked, knowledge)
    parts = parts_of(connection, question.indicator)
    known_at = knowledge.data or data_known_at(connection, [one.id for one in parts.all])
    if known_at is None:
        raise UnknownIndicator(f"there are no figures of {parts.asked.id} yet")
    made = _Figures(connection, question, stand, parts, known_at, operator)
    items, lost = made.items(), made.lost()
    suppressed = sum(1 for item in items if item["reason"] == "suppressed")
    return Answer(
        operator,
        question.as_json(),
        stand.divisions,
        DataOf(_datasets(parts), known_at, made.until),
        items,
        suppressed=suppressed,
        notes=tuple(_notes(parts, suppressed, lost)),
        summary={
            "units": len(items) if question.by is None else len({one["code"] for one in items}),
            "unit": parts.asked.unit,
            "kind": parts.asked.kind.value,
            "not_placed": [_lost_json(one) for one in lost[:MOST_LOST_NAMED]],
            "not_placed_count": len(lost),
        },
        keys=("code", "mca_code", "from", "to"),
    )


@dataclass
class _Figures:
    """One answer in the making."""

    connection: Connection
    question: Question
    stand: Stand
    parts: Parts
    known_at: datetime
    operator: str
    until: date | None = field(init=False, default=None)
    _units: Units = field(init=False)
    _tables: list[FigureTable] = field(init=False)

    def items(self) -> list[dict[str, Any]]:
        """An item for each unit, or for each unit and period."""
        question = self.question
        self._units = units_on(self.connection, self.stand, question.within)
        spans = list(self._spans())
        if len(spans) * len(self._units.units) > MOST_ITEMS:
            raise BadParameter(
                f"{len(spans)} periods of {len(self._units.units)} units: at most {MOST_ITEMS} "
                "cells in one answer"
            )
        self._tables = [self._table(one, spans) for one in self.parts.all]
        cells = [
            self._value(unit, period, terms)
            for unit in self._units.units
            for period, terms in spans
        ]
        return self._shown(cells)

    def lost(self) -> list[Lost]:
        """The figures of the units asked about that belong to no single one."""
        return [
            one
            for table in self._tables
            for one in table.lost
            if self._units.span.holds(one.division)
        ]

    def _spans(self) -> Iterator[_Span]:
        """The spans of which values are told, each with the periods that each indicator gives."""
        unit = self.parts.numerator.period
        whole = self.question.span
        by = self.question.by
        if by is None and self.operator != "fixed":
            periods = list(periods_in(unit, whole))
            yield whole, [terms_of(one, periods) for one in self.parts.all]
            return
        longer = unit if by is None else by.unit
        if longer is None:
            raise BadParameter(f"by={by} is no period: figures are told by day, week, month …")
        for span in periods_in(longer, whole):
            periods = list(periods_in(unit, span))
            yield span, [terms_of(one, periods) for one in self.parts.all]

    def _table(self, of: Indicator, spans: Sequence[_Span]) -> FigureTable:
        place = self.parts.all.index(of)
        starts = [term.start for _, terms in spans for term in terms[place]]
        found = figures(
            self.connection, of.id, first=min(starts), last=max(starts), known_at=self.known_at
        )
        wanted = set(starts)
        ends = [last_day(one.period) for one in found]
        self.until = max([day for day in (self.until, *ends) if day is not None], default=None)
        register = register_in(self.connection, self.stand.drawn.viewpoint)
        carrier = Carrier(register, self.question.asked.day, self.question.asked.level)
        return figure_table(carrier, (one for one in found if one.period.start in wanted))

    def _value(self, unit: Unit, period: Period, terms: list[list[Term]]) -> _Value:
        found = []
        for table, some in zip(self._tables, terms, strict=True):
            sums = {term.start: table.at(unit.code, term.start) for term in some}
            values = {start: None if one is None else one.value for start, one in sums.items()}
            value, missing = folded(some, values.__getitem__)
            told = [one for one in sums.values() if one is not None]
            found.append(
                _Folded(
                    value,
                    missing,
                    sum(len(one.codes) for one in told),
                    sum(one.expected for one in told),
                    tuple(sorted({one.level.value for one in told})),
                    _weights(some, sums),
                )
            )
        return _Value(unit, period, tuple(found))

    def _shown(self, values: Sequence[_Value]) -> list[dict[str, Any]]:
        visible = [True] * len(values)
        for place, of in enumerate(self.parts.all):
            some = [one.parts[place] for one in values]
            may = figures_shown(self.connection, of, [one.figures for one in some], self.known_at)
            visible = [
                shows and (one.value is None or may_be)
                for shows, one, may_be in zip(visible, some, may, strict=True)
            ]
        return [self._item(one, shows) for one, shows in zip(values, visible, strict=True)]

    def _item(self, one: _Value, shows: bool) -> dict[str, Any]:
        value, reason = self._told(one)
        if not shows:
            value, reason = None, "suppressed"
        assert one.period.end is not None
        first = one.parts[0]
        item = named(one.unit, self.stand) | {
            "from": one.period.start.isoformat(),
            "to": one.period.end.isoformat(),
            "value": number(value),
            "reason": reason,
            "reported": first.reported,
            "expected": first.expected,
            "levels": list(first.levels),
        }
        if self.parts.denominator is not None and shows:
            item |= {
                "numerator": number(one.parts[0].value),
                "denominator": number(one.parts[1].value),
            }
        missing = sorted({day for part in one.parts for day in part.missing})
        if missing and reason != "suppressed":
            item["missing"] = [day.isoformat() for day in missing]
        return item

    def _told(self, one: _Value) -> tuple[Decimal | None, str | None]:
        if any(part.value is None for part in one.parts):
            some = any(part.reported for part in one.parts)
            return None, "not_all_reported" if some else "not_reported"
        top = one.parts[0].value
        assert top is not None
        if self.parts.denominator is None:
            return top, None
        below = one.parts[1].value
        assert below is not None
        if below == 0:
            return None, "denominator_zero"
        return quotient(top, below, self.parts.asked.factor), None


@dataclass(frozen=True, slots=True)
class _Folded:
    """Of one indicator in a unit and a span; missing: first days of the periods without a value.

    figures: those that are summed, by division and first day, each with its weight.
    """

    value: Decimal | None
    missing: list[date]
    reported: int
    expected: int
    levels: tuple[str, ...]
    figures: Mapping[tuple[str, date], float]


@dataclass(frozen=True, slots=True)
class _Value:
    """What a value of the answer is made of."""

    unit: Unit
    period: Period
    parts: tuple[_Folded, ...]


def _weights(
    terms: Sequence[Term], sums: Mapping[date, Sum | None]
) -> dict[tuple[str, date], float]:
    return {
        (code, term.start): float(term.sign)
        for term in terms
        if (found := sums[term.start]) is not None
        for code in found.codes
    }


def _datasets(parts: Parts) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.dataset for one in (parts.asked, *parts.all)))


def _lost_json(one: Lost) -> dict[str, Any]:
    return {
        "code": one.division,
        "from": one.period.start.isoformat(),
        "reason": one.reason.value,
    }


def _notes(parts: Parts, suppressed: int, lost: Sequence[Lost]) -> Iterator[str]:
    if parts.denominator is not None:
        yield f"由 {parts.numerator.title} 与 {parts.denominator.title} 的合计重新计算，不取平均"
    if suppressed:
        yield "小于最小单元的数不予显示"
    if lost:
        yield "部分数字所属区划在所选日期分属几个单位，未计入任何单位；如需估算请用 harmonise"

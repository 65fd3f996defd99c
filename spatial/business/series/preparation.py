"""What a series stands on, before any value is read: meanings, divisions, knowledge, periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, text

from spatial.business.answering.answer import DataOf, DivisionsOf, Knowledge
from spatial.business.declarations.model import PeriodUnit
from spatial.business.indicators import (
    Indicator,
    IndicatorKind,
    indicator,
    require_readable,
)
from spatial.business.series.bases import basis_of
from spatial.business.series.conversion import require_conversion
from spatial.business.series.measures import MEASURES, require_measures
from spatial.business.series.periods import (
    first_of_year,
    last_day,
    nests,
    require_upward,
    start_of,
)
from spatial.business.series.question import MOST_DIVISIONS, SeriesQuestion
from spatial.business.series.sources import Basis
from spatial.db import read_sql
from spatial.divisions.answers.lists import Selection, units_as_of
from spatial.divisions.answers.units import span_within
from spatial.divisions.footing import Footing, footing_of
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadParameter

AT_ONCE = 200
"""Divisions whose values as reported are read together."""

_SPANS = text(read_sql("spatial.business.series", "span"))


@dataclass(frozen=True, slots=True)
class Parts:
    """From what a rate is made. open: whether both may be handed out, so that it may be made."""

    numerator: Indicator
    denominator: Indicator
    open: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """All but the values.

    question: with all that was left out. begins: first day of the first period that is read, which
    begins a year. parts: of a rate. divisor: the indicator that the measure `rate` divides by.
    data_until: last day of the last period with a value, of all divisions.
    """

    question: SeriesQuestion
    basis: Basis
    meaning: Indicator
    parts: Parts | None
    divisor: Indicator | None
    footing: Footing
    known: Knowledge
    data_known_at: datetime | None
    data_until: date | None
    codes: Sequence[str]
    begins: date

    @property
    def ends(self) -> date:
        """The last day of the last period."""
        return last_day(self.question.by, self.question.last)

    @property
    def indicators(self) -> list[Indicator]:
        """Every one whose values are read."""
        parts = (self.parts.numerator, self.parts.denominator) if self.parts else ()
        found = (self.meaning, *parts, *((self.divisor,) if self.divisor else ()))
        return list({one.id: one for one in found}.values())

    @property
    def at_once(self) -> int:
        """Of how many divisions values are read together: other bases read all at any rate."""
        return AT_ONCE if self.question.basis == "as_reported" else max(len(self.codes), 1)

    @property
    def fixed(self) -> Knowledge:
        """The knowledge that answers, as instants: asked again with it, the answer is the same."""
        return Knowledge(self.footing.known_at, self.data_known_at, self.known.weights)

    def divisions_of(self) -> DivisionsOf:
        """Which divisions the answer speaks of."""
        level = self.question.divisions.level
        day = self.question.on or self.question.divisions.day or self.ends
        return DivisionsOf.on(self.footing, day, None if level is None else str(level))

    def data_of(self) -> DataOf:
        """Which data the answer speaks of."""
        datasets = sorted({one.dataset for one in self.indicators})
        known = self.data_known_at or self.footing.known_at
        return DataOf(tuple(datasets), known, self.data_until)


def prepare(
    connection: Connection,
    question: SeriesQuestion,
    known: Knowledge | None = None,
    meaning: Indicator | None = None,
) -> Prepared:
    """What the answer to a question stands on.

    meaning: of the question's indicator, where it was read already. Raises UnknownIndicator,
    NotPermitted (grade), BadPeriod and BadParameter (periods, measures, a conversion that is none),
    UnknownDivision (`within`), BeforeTheRecord (a level on a day before the lists).
    """
    known = known or Knowledge()
    meaning = meaning or indicator(connection, question.indicator)
    require_readable(meaning)
    question.require_size()
    basis = basis_of(question.basis, question.on)
    parts = _parts(connection, meaning)
    _require_periods(meaning, parts, question.by)
    told = question.parameters
    if "rate" in question.measures and told.denominator is None:
        told = replace(told, denominator=meaning.denominator)
        question = replace(question, parameters=told)
    require_measures(meaning, question.measures, told)
    divisor = None
    if "rate" in question.measures:
        assert told.denominator is not None
        divisor = indicator(connection, told.denominator)
        require_readable(divisor)
    read = [meaning, *((parts.numerator, parts.denominator) if parts else ())]
    read += [divisor] if divisor else []
    footing = footing_of(connection, Viewpoint(known_at=known.divisions))
    spans = _spans(connection, read, known.data)
    question = _with_day(question)
    learned = [row.known for row in spans if row.known is not None]
    until = spans[0].last_end
    return Prepared(
        question,
        basis,
        meaning,
        parts,
        divisor,
        footing,
        known,
        known.data or max(learned, default=None),
        None if until is None else until - timedelta(days=1),
        _codes(connection, footing, question),
        _begins(question, [row.first_start for row in spans if row.first_start is not None]),
    )


def _parts(connection: Connection, meaning: Indicator) -> Parts | None:
    if meaning.numerator is None or meaning.denominator is None:
        return None
    above = indicator(connection, meaning.numerator)
    below = indicator(connection, meaning.denominator)
    return Parts(above, below, above.readable and below.readable)


def makeable(parts: Parts, by: PeriodUnit) -> bool:
    """Whether a rate can be made of its parts by such periods."""
    below = parts.denominator
    return nests(parts.numerator.period, by) and (
        nests(below.period, by) or below.kind is IndicatorKind.STOCK
    )


def _require_periods(meaning: Indicator, parts: Parts | None, by: PeriodUnit) -> None:
    if parts is None:
        require_conversion(
            meaning.id,
            meaning.kind,
            additive=meaning.additive_time,
            unit=meaning.period,
            to=by,
        )
        return
    require_upward(meaning.period, by)
    if by is not meaning.period and not (parts.open and makeable(parts, by)):
        raise BadParameter(
            f"{meaning.id} is a rate: by {by} it would have to be made of "
            f"{parts.numerator.id} and {parts.denominator.id}, which cannot be had by {by}"
        )


def _with_day(question: SeriesQuestion) -> SeriesQuestion:
    """With the day of the list of a level, where none is told: that of the basis, else the last."""
    divisions = question.divisions
    if divisions.level is None or divisions.day is not None:
        return question
    day = question.on or last_day(question.by, question.last)
    return replace(question, divisions=replace(divisions, day=day))


def _spans(
    connection: Connection, read: Sequence[Indicator], known_at: datetime | None
) -> Sequence[Row[Any]]:
    """Of each indicator, from when to when it has values, and when the last was learned."""
    return connection.execute(
        _SPANS, {"indicators": [one.id for one in read], "known_at": known_at or "infinity"}
    ).all()


def _begins(question: SeriesQuestion, firsts: Sequence[date]) -> date:
    """From where values are read: the begin of a year."""
    begins = question.first
    if firsts and any(MEASURES[name].history for name in question.measures):
        begins = min(begins, start_of(question.by, min(firsts)))
    if question.parameters.base is not None:
        begins = min(begins, question.parameters.base)
    return first_of_year(question.by, begins)


def _codes(connection: Connection, footing: Footing, question: SeriesQuestion) -> list[str]:
    divisions = question.divisions
    if divisions.codes is not None:
        return list(divisions.codes)
    assert divisions.day is not None
    footing.require(divisions.day)
    within = (
        None if divisions.within is None else span_within(connection, footing, divisions.within)
    )
    listed = units_as_of(
        connection,
        footing,
        divisions.day,
        Selection(divisions.level, within=within),
        limit=MOST_DIVISIONS + 1,
    )
    codes = [one.code for one in listed]
    if len(codes) > MOST_DIVISIONS:
        raise BadParameter(
            f"more than {MOST_DIVISIONS:,} divisions are asked for: give within, and ask in parts"
        )
    return codes

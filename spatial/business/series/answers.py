"""The series of divisions, and the frame of their answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.declarations.model import PeriodUnit
from spatial.business.indicators import Indicator, IndicatorKind
from spatial.business.series.conversion import converted
from spatial.business.series.line import Line, Missing, line_of
from spatial.business.series.measures import Columns, Material, derived, is_number, reasons_in
from spatial.business.series.periods import (
    MONTH,
    first_of_year,
    last_day,
    name_of,
    start_of,
    starts_between,
)
from spatial.business.series.preparation import Parts, Prepared, makeable, prepare
from spatial.business.series.question import SeriesQuestion
from spatial.business.series.rates import (
    denominators,
    of_kind,
    rate,
    reported_or_made,
)
from spatial.business.series.sources import Based, Given, Wanted
from spatial.business.series.standing import Held, held_by, named_on
from spatial.divisions.answers.absence import UnitName, successors_standing
from spatial.errors import BadParameter, UnknownDivision
from spatial.temporal import Period

MOST_VALUES = 200_000
"""Periods times divisions of an answer that is given whole; more are sent as they are computed."""


@dataclass(frozen=True, slots=True)
class DivisionSeries:
    """The series of one division.

    held: what its code meant in the periods asked for. successors: where the code is retired at the
    end of the last period, the candidates that hold then. line: the values asked for; single: what
    each period alone is about. columns: what was derived, a cell for each period. exact: whether no
    value is estimated. weights: version of the crosswalk by which values came to the division.
    """

    code: str
    name: str
    held: tuple[Held, ...]
    successors: tuple[UnitName, ...]
    line: Line
    single: Line
    columns: Columns
    exact: bool = True
    weights: str | None = None

    @property
    def suppressed(self) -> int:
        """How many periods have a value that is not shown."""
        return sum(reason is Missing.SUPPRESSED for reason in self.line.reasons)

    def cells(self) -> list[dict[str, Any]]:
        """A mapping for each period, in JSON's types."""
        line = self.line
        periods = [name_of(line.unit, start) for start in line.starts]
        columns: dict[str, Iterable[Any]] = {"period": periods}
        if line.unit is MONTH:
            columns["month"] = periods
        columns |= {"value": map(number, line.values), "reason": line.reasons}
        for name, cells in self.columns.items():
            columns[name] = map(number, cells) if is_number(name) else cells
        names = tuple(columns)
        return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def number(value: Decimal | None) -> int | float | None:
    """A decimal as JSON's number: whole ones as such."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def all_series(
    connected: Callable[[], AbstractContextManager[Connection]], prepared: Prepared
) -> Iterator[DivisionSeries]:
    """The series of all divisions in their order, some hundred read at a time.

    connected: a connection for each reading, given back before the next; what was known is fixed
    by `prepared`, so that all are of one knowledge. Raises UnknownDivision.
    """
    for begin in range(0, len(prepared.codes), prepared.at_once):
        with connected() as connection:
            found = series_of(
                connection, prepared, prepared.codes[begin : begin + prepared.at_once]
            )
        yield from found


def series_of(
    connection: Connection, prepared: Prepared, codes: Sequence[str]
) -> list[DivisionSeries]:
    """The series of some of the divisions.

    Raises UnknownDivision for a code that no list of the record ever held.
    """
    held = held_by(connection, prepared.footing.viewpoint, codes)
    for code in codes:
        if code not in held:
            raise UnknownDivision(f"no list of the record holds the division code {code!r}")
    given = {
        one.id: prepared.basis(connection, one, _wanted(prepared, one, codes), prepared.known)
        for one in prepared.indicators
    }
    starts = starts_between(prepared.question.by, prepared.begins, prepared.question.last)
    return [_one(connection, prepared, code, held[code], given, starts) for code in codes]


def _wanted(prepared: Prepared, one: Indicator, codes: Sequence[str]) -> Wanted:
    return Wanted(
        codes,
        _reads_from(prepared, one),
        start_of(one.period, prepared.ends),
        prepared.question.on,
    )


def _reads_from(prepared: Prepared, one: Indicator) -> date:
    """The first day of the first period of an indicator that is read, which begins a year.

    Of what only divides, two years more: a stock of the end of a year serves through the next.
    """
    begins = start_of(one.period, prepared.begins)
    if one.id != prepared.meaning.id:
        begins = start_of(one.period, date(max(prepared.begins.year - 2, 1), 1, 1))
    return first_of_year(one.period, begins)


def _one(
    connection: Connection,
    prepared: Prepared,
    code: str,
    held: Sequence[Held],
    given: Mapping[str, Based],
    starts: Sequence[date],
) -> DivisionSeries:
    question = prepared.question
    main = given[prepared.meaning.id].of_code.get(code, Given())

    def own(one: Indicator, by: PeriodUnit | None = None) -> Line:
        told = given[one.id].of_code.get(code, Given())
        line = _line(prepared, one, told, held)
        return line if by is None else converted(line, one.kind, by, told)

    value = _value(prepared, own, starts)
    divisor = None
    if prepared.divisor is not None:
        below = of_kind(own(prepared.divisor), prepared.divisor.kind, prepared.meaning.kind)
        divisor = denominators(*below, question.by, starts)
    material = Material.of(prepared.meaning, value, divisor)
    columns = derived(material, question.measures, question.parameters)
    place = starts.index(question.first)
    asked = Period(question.first, _after(prepared.ends))
    return DivisionSeries(
        code,
        main.name or named_on(held, prepared.ends).name,
        tuple(one for one in held if one.days.meets(asked)),
        _successors(connection, prepared, code, held),
        value.from_start(question.first),
        material.single.from_start(question.first),
        {name: cells[place:] for name, cells in columns.items()},
        exact=not any(asked.holds(start) for start in main.estimated),
        weights=given[prepared.meaning.id].weights,
    )


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _line(prepared: Prepared, one: Indicator, given: Given, held: Sequence[Held]) -> Line:
    line = line_of(
        one.period,
        starts_between(one.period, _reads_from(prepared, one), start_of(one.period, prepared.ends)),
        given.values,
        hidden=given.hidden,
        held=[version.days for version in held],
        record_start=prepared.footing.record.first,
    )
    if not given.lacking and given.otherwise is None:
        return line
    otherwise = given.otherwise
    return line.like(
        (value, None if value is not None else given.lacking.get(start, otherwise or reason))
        for start, value, reason in zip(line.starts, line.values, line.reasons, strict=True)
    )


def _value(prepared: Prepared, own: Callable[..., Line], starts: Sequence[date]) -> Line:
    """The line of the asked periods: as reported; of a rate also as it is made of its parts."""
    meaning, by, parts = prepared.meaning, prepared.question.by, prepared.parts
    if parts is None or by is meaning.period:
        line = _within(own(meaning, by), starts)
        if parts is None or not makeable(parts, by):
            return line
        return reported_or_made(line, _made(prepared, parts, own, starts))
    return _made(prepared, parts, own, starts)


def _made(
    prepared: Prepared, parts: Parts, own: Callable[..., Line], starts: Sequence[date]
) -> Line:
    """A rate from its parts; only what is hidden is told where they may not be handed out."""
    meaning, by = prepared.meaning, prepared.question.by
    above, below = parts.numerator, parts.denominator
    top, kind = of_kind(own(above), above.kind, meaning.kind)
    top = _within(converted(top, kind, by), starts)
    bottom = denominators(*of_kind(own(below), below.kind, meaning.kind), by, starts)
    made = rate(top, bottom, meaning.factor)
    if parts.open:
        return made
    return made.like(
        (None, reason if reason is Missing.SUPPRESSED else Missing.NOT_REPORTED)
        for reason in made.reasons
    )


def _within(line: Line, starts: Sequence[date]) -> Line:
    place = line.starts.index(starts[0])
    return Line(line.unit, line.starts[place:], line.values[place:], line.reasons[place:])


def _successors(
    connection: Connection, prepared: Prepared, code: str, held: Sequence[Held]
) -> tuple[UnitName, ...]:
    day = last_day(prepared.question.by, prepared.question.last)
    if named_on(held, day).days.holds(day):
        return ()
    return tuple(successors_standing(connection, code, day, prepared.footing.viewpoint))


OPERATOR = "series"


def answer(
    connection: Connection, question: SeriesQuestion, known: Knowledge | None = None
) -> Answer:
    """The series of all divisions of a question, in the frame of every answer.

    Raises as `prepare` and `series_of`; BadParameter for more than MOST_VALUES values.
    """
    prepared = prepare(connection, question, known)
    require_whole(prepared)
    found = [
        one
        for begin in range(0, len(prepared.codes), prepared.at_once)
        for one in series_of(connection, prepared, prepared.codes[begin : begin + prepared.at_once])
    ]
    return framed(prepared, found)


def require_whole(prepared: Prepared) -> None:
    """Returns where the answer is small enough to be given whole; else raises BadParameter."""
    count = prepared.question.periods * len(prepared.codes)
    if count > MOST_VALUES:
        raise BadParameter(
            f"{count:,} values are asked for: at most {MOST_VALUES:,} as one document; ask for "
            "ndjson, csv, parquet or arrow, which are sent as they are computed"
        )


def framed(prepared: Prepared, found: Sequence[DivisionSeries]) -> Answer:
    """The answer of some series."""
    return Answer(
        OPERATOR,
        prepared.question.as_json(),
        prepared.divisions_of(),
        prepared.data_of(),
        [item(one) for one in found],
        exact=all(one.exact for one in found),
        method=None if all(one.exact for one in found) else prepared.question.basis,
        weights=next((one.weights for one in found), None),
        suppressed=sum(one.suppressed for one in found),
        notes=tuple(notes(prepared, found)),
        keys=("division",),
        summary={"indicator": prepared.meaning.id, "title": prepared.meaning.title}
        | {"unit": prepared.meaning.unit, "divisions": len(found)},
    )


def item(one: DivisionSeries) -> dict[str, Any]:
    """One division of an answer."""
    return {
        "division": one.code,
        "name": one.name,
        "successors": [{"code": unit.code, "name": unit.name} for unit in one.successors],
        "values": one.cells(),
    }


def notes(prepared: Prepared, found: Sequence[DivisionSeries]) -> Iterator[str]:
    """What a reader has to know besides the numbers, in Chinese."""
    if prepared.meaning.kind is IndicatorKind.YEAR_TO_DATE:
        yield "本指标为本年累计数：当期数由相邻两期累计数相减得出，一月即为其累计数。"
    if any(any(one.columns.get("correction", ())) for one in found):
        yield "有累计数比上期少，当期数为负：说明前期数据有更正，未作改动。"
    if any(one.suppressed for one in found):
        yield "部分数值因过小未予公布，由其推算的数值一并隐去。"
    if any(Missing.NOT_REPORTED in one.line.reasons for one in found):
        yield "部分时期未报数，未作估算。"
    derived_reasons = set().union(*(reasons_in(one.columns) for one in found), set())
    if Missing.NO_SUCH_PERIOD in derived_reasons:
        yield "2月29日、第53周在上年没有同期，同比为空。"
    if prepared.parts is not None:
        yield "比率由分子、分母重新计算，不相加、不平均；已报数的以报数为准。"
    if "season" in prepared.question.measures or "anomaly" in prepared.question.measures:
        yield "季节调整用STL稳健法，至少需两个完整周期且不缺数。"


def again(connection: Connection, question: Mapping[str, Any], known: Knowledge) -> Answer:
    """A series asked again with the knowledge of then."""
    return answer(connection, SeriesQuestion.from_json(question), known)

"""Rows as figures: an indicator's value for a division in a period, in long or in wide form.

Long form: columns indicator, division, period, value. Wide form: a column per indicator, by its
identifier or title.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from spatial.business.declarations.model import (
    DatasetDeclaration,
    IndicatorDeclaration,
    IndicatorKind,
)
from spatial.business.intake.cells import is_nothing, number_of, written
from spatial.business.intake.columns import Layout, layout_of
from spatial.business.intake.matching import Matcher, Unmatched
from spatial.business.intake.periods import UNIT_TITLES, period_of
from spatial.business.intake.records import unmatched
from spatial.business.intake.rows import SourceRow
from spatial.errors import BadDate, BadParameter, ShikongError
from spatial.temporal import Period


@dataclass(frozen=True, slots=True)
class FigureTerms:
    """How the rows of a source are read.

    period: of all rows, where the table has no column of it. columns: by what of `PLACE_COLUMNS`,
    the column that is it. Codes are of the matcher's scheme.
    """

    period: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IncomingFigure:
    """A figure as it will be stored. place: where it stands in the source."""

    place: str
    indicator: str
    division: str
    period: Period
    value: Decimal
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RefusedFigure:
    """A figure that cannot be stored, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class EmptyFigure:
    """A cell without a value: not reported, and never taken for zero (R8.3)."""

    place: str


class FigureReader:
    """Reads rows as figures of one dataset."""

    def __init__(
        self, declaration: DatasetDeclaration, matcher: Matcher, terms: FigureTerms
    ) -> None:
        """Raises BadParameter: a dataset without indicators."""
        if not declaration.indicators:
            raise BadParameter(f"数据集 {declaration.id} 没有指标")
        self.declaration = declaration
        self._matcher = matcher
        self._terms = terms
        self._layouts: dict[tuple[str, ...], Layout] = {}
        self._named = {
            name: one
            for one in declaration.indicators
            for name in (written(one.title), written(one.id))
        }

    def layout(self, row: SourceRow) -> Layout:
        """What the columns of a row are."""
        columns = tuple(row.values)
        found = self._layouts.get(columns)
        if found is None:
            if len(self._layouts) >= 1_000:
                self._layouts.clear()
            found = self._layouts[columns] = self.layout_of(columns)
        return found

    def layout_of(self, columns: Sequence[str]) -> Layout:
        """What columns are. Raises SourceRefused: some cannot be told apart."""
        told = {k: v for k, v in self._terms.columns.items() if v in columns}
        return layout_of(columns, indicators=self.declaration.indicators, told=told)

    def read(self, row: SourceRow) -> Iterator[IncomingFigure | RefusedFigure | EmptyFigure]:
        """The figures of a row. Raises ShikongError where the row as a whole cannot be read."""
        if row.fault is not None:
            raise BadParameter(row.fault)
        layout = self.layout(row)
        cells = list(self._cells(layout, row))
        if all(is_nothing(value) for _, _, value, _ in cells):
            yield from (EmptyFigure(place) for place, _, _, _ in cells)
            return
        for place, indicator, value, factor in cells:
            if is_nothing(value):
                yield EmptyFigure(place)
                continue
            try:
                yield self._figure(layout, row, place, indicator, value, factor)
            except ShikongError as error:
                yield RefusedFigure(place, f"“{indicator.title}”：{error}")

    def _cells(
        self, layout: Layout, row: SourceRow
    ) -> Iterator[tuple[str, IndicatorDeclaration, object, Decimal]]:
        """Place, indicator and cell of each figure, and with what its number is multiplied."""
        said = written(layout.of(row.values, "indicator"))
        if said:
            indicator = self._named.get(said)
            if indicator is None:
                known = "、".join(f"{one.id} {one.title}" for one in self.declaration.indicators)
                raise BadParameter(f"数据集没有申报指标“{said[:60]}”：有 {known[:400]}")
            yield row.place, indicator, layout.of(row.values, "value"), Decimal(1)
            return
        if not layout.indicators:
            raise BadParameter("没有指标：要有“指标”列，或以指标名称为列名")
        for column in layout.indicators:
            place = f"{row.place} {column.column}" if len(layout.indicators) > 1 else row.place
            yield place, column.indicator, row.values.get(column.column), column.factor

    def _figure(
        self,
        layout: Layout,
        row: SourceRow,
        place: str,
        indicator: IndicatorDeclaration,
        cell: object,
        factor: Decimal,
    ) -> IncomingFigure:
        period = self._period(layout, row, indicator)
        value = number_of(cell, indicator.unit) * factor
        if value < 0 and not indicator.signed:
            raise BadParameter(f"{value} 是负数，而该指标不会是负数")
        code = written(layout.of(row.values, "division"))
        name = written(layout.of(row.values, "division_name"))
        if code and not code[0].isdecimal():
            code, name = "", code
        if not code and not name:
            raise BadParameter("没有区划：要有区划代码或名称")
        within = written(layout.of(row.values, "within"))
        found = self._matcher.in_period(code, name, within, period)
        if isinstance(found, Unmatched):
            raise unmatched(found)
        if found.note is not None:
            # A figure of a village is not the figure of the county around it.
            raise BadParameter(found.note.replace("，归到", "，其上级是") + "：数值不能归到上级")
        return IncomingFigure(place, indicator.id, found.code, period, value)

    def _period(self, layout: Layout, row: SourceRow, indicator: IndicatorDeclaration) -> Period:
        cell = layout.of(row.values, "period")
        if is_nothing(cell):
            cell = self._terms.period
        if cell is None or is_nothing(cell):
            raise BadDate("没有时期：要有“时期”列，或为全表指明时期")
        cumulative = indicator.kind is IndicatorKind.YEAR_TO_DATE
        period, unit = period_of(cell, cumulative=cumulative)
        if unit is not indicator.period:
            raise BadDate(
                f"时期“{written(cell)[:40]}”是{UNIT_TITLES[unit]}，"
                f"而该指标按{UNIT_TITLES[indicator.period]}申报"
            )
        return period

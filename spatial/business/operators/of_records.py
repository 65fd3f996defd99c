"""Records of a dataset by the divisions of a day (R8.1 c, d): counted, summed, parted."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import product
from typing import Any

from sqlalchemy import Connection, text

from spatial.business.answering.answer import Answer, DataOf, Knowledge
from spatial.business.declarations.model import PeriodUnit
from spatial.business.operators.atom_counts import atom_counts, can_be_stored, cells_of
from spatial.business.operators.carrying import Carrier, NotCarried, changes_of
from spatial.business.operators.dataset import RecordSet, record_set, records_known, records_until
from spatial.business.operators.filters import condition, numeric, require_parting
from spatial.business.operators.numbers import number, quotient
from spatial.business.operators.questions import Measure, Question
from spatial.business.operators.record_cells import (
    CellKey,
    Cells,
    Records,
    Tally,
    cells_by_code,
    cells_by_place,
    cells_by_polygon,
    count_of,
)
from spatial.business.operators.results import key_of, state_of, store, stored, worth_keeping
from spatial.business.operators.showing import (
    Cell,
    Source,
    is_small,
    notes_on_counts,
    shown,
    totals_shown,
)
from spatial.business.operators.standing import Stand, stand_on
from spatial.business.operators.times import period_of, periods_in
from spatial.business.operators.units import Units, named, units_on
from spatial.db import read_sql
from spatial.divisions.bulk.whole_register_loading import register_in
from spatial.errors import BadParameter
from spatial.geojson import parse_polygon

MOST_ITEMS = 200_000
"""Cells of one answer at most."""

NO_POINT = "no_point"
"""Why a record without a point is in no polygon."""


def aggregate_records(
    connection: Connection, question: Question, knowledge: Knowledge, *, operator: str
) -> Answer:
    """Records by division, as counts or as measures of a field.

    All records of the question are told: those in the units, those of which nobody knows in which
    unit they are (with the reason), and those outside. Of `fixed` every unit has every period.
    Raises UnknownDataset, UnknownDivision, BadParameter, BadGeometry and what the footing raises.
    """
    assert question.dataset is not None
    stand = stand_on(connection, question.asked, knowledge)
    dataset = record_set(connection, question.dataset)
    held = dataset.held(question.holds)
    latest = records_known(connection, dataset)
    known_at = knowledge.data or latest
    asked = question.as_json() | {"holds": held.value}
    state = state_of(connection, dataset, stand.drawn.viewpoint.parameters["known_at"])
    key = key_of(operator, asked, state, known_at, stand.divisions.as_json())
    parts = stored(connection, key)
    if parts is None:
        begun = time.monotonic()
        # What is known now is found by smaller indexes than what was known then.
        by_now = None if known_at >= latest else known_at
        parts = _Aggregation(connection, question, stand, dataset, by_now, operator, state).parts()
        changed = state_of(connection, dataset, stand.drawn.viewpoint.parameters["known_at"])
        if changed != state:
            # Something was learned meanwhile: that is not in what the answer says it stands on.
            parts = _Aggregation(
                connection, question, stand, dataset, known_at, operator, changed
            ).parts()
        elif worth_keeping(time.monotonic() - begun):
            store(connection, key, parts)
    return Answer(
        operator,
        asked,
        stand.divisions,
        DataOf((dataset.id,), known_at, records_until(connection, dataset, held, known_at)),
        parts["items"],
        suppressed=parts["suppressed"],
        notes=tuple(parts["notes"]),
        summary=parts["summary"],
        keys=("code", "mca_code", "from", "to", "part", "group"),
    )


@dataclass
class _Aggregation:
    """One answer in the making.

    known_at: of the records, None for all that is known by now. state: see `results.state_of`.
    """

    connection: Connection
    question: Question
    stand: Stand
    dataset: RecordSet
    known_at: datetime | None
    operator: str
    state: Sequence[str]
    _counts: Mapping[str, Any] | None = field(init=False, default=None)
    _units: Units = field(init=False)
    _records: Records = field(init=False)

    def parts(self) -> dict[str, Any]:
        """Items, summary, notes and the number of suppressed cells."""
        question = self.question
        self._units = units_on(self.connection, self.stand, question.within)
        self._records = self._chosen()
        cells = Cells()
        for key, tally in self._by_place():
            cells.add(key, tally)
        lost: dict[str, int] = {}
        for code_key, tally in self._by_code(lost):
            cells.add(code_key, tally)
        if self.operator == "fixed" or (question.by is None and question.group is None):
            self._complete(cells)
        if len(cells.tallies) > MOST_ITEMS:
            raise BadParameter(
                f"{len(cells.tallies)} cells: at most {MOST_ITEMS} in one answer; ask for longer "
                "parts of time, a higher level, or within one unit"
            )
        for (place, _, _), tally in cells.tallies.items():
            if place < 0:
                reason = self._units.reason_at(place).value
                lost[reason] = lost.get(reason, 0) + tally.count
        return self._told(cells, lost)

    def _chosen(self) -> Records:
        question, dataset = self.question, self.dataset
        group = None
        if question.group is not None:
            group = dataset.field(question.group)
            require_parting(dataset, group)
        measured = None
        if question.field is not None:
            measured = numeric(dataset, question.field, question.measure)
        return Records(
            dataset.id,
            dataset.held(question.holds),
            question.first,
            question.until,
            question.asked.day,
            self.known_at,
            condition(dataset, question.filters) if question.filters else None,
            group,
            question.by,
            measured,
        )

    def _by_place(self) -> Iterator[tuple[CellKey, Tally]]:
        units = self._units
        if units.base is None:
            return
        if self.question.polygon is None and can_be_stored(self._records):
            self._counts = atom_counts(self.connection, self._records, units.base.value, self.state)
            yield from cells_of(self._counts, units.atoms)
            return
        if self.question.polygon is None:
            yield from cells_by_place(self.connection, self._records, units.base.value, units.atoms)
            return
        shape = parse_polygon(self.question.polygon)
        rows = self.connection.execute(
            text(read_sql("spatial.business.operators", "atoms_in_polygon")),
            {"polygon": shape.wkb, "level": units.base.value}
            | {"known_at": self.stand.drawn.viewpoint.parameters["known_at"]},
        ).all()
        met = {row.id: row.inside for row in rows if row.id in units.atoms}
        whole = {atom: units.atoms[atom] for atom, inside in met.items() if inside}
        cut = {atom: units.atoms[atom] for atom, inside in met.items() if not inside}
        yield from cells_by_place(self.connection, self._records, units.base.value, whole)
        yield from cells_by_polygon(
            self.connection, self._records, units.base.value, cut, shape.wkb
        )

    def _by_code(self, lost: dict[str, int]) -> Iterator[tuple[CellKey, Tally]]:
        """The records without a place; `lost` takes in those that belong to no single unit."""
        register = register_in(self.connection, self.stand.drawn.viewpoint)
        carrier = Carrier(register, self.question.asked.day, self.question.asked.level)
        found = cells_by_code(
            self.connection,
            self._records,
            changes_of(register),
            pointed=self._units.base is None,
        )
        places = {one.code: place for place, one in enumerate(self._units.units)}
        for cell in found:
            if self.question.polygon is not None:
                lost[NO_POINT] = lost.get(NO_POINT, 0) + cell.tally.count
                continue
            carried = carrier.carry(cell.code, cell.day) if cell.code else None
            if carried is None or carried.code is None:
                reason = carried.reason if carried else NotCarried.UNKNOWN_CODE
                assert reason is not None
                if self._may_lie_within(cell.code):
                    lost[reason.value] = lost.get(reason.value, 0) + cell.tally.count
            elif carried.code in places:
                yield (places[carried.code], cell.part, cell.group), cell.tally

    def _may_lie_within(self, code: str | None) -> bool:
        """Whether a record that is in no single unit is told where only some units are asked."""
        return self._units.whole or code is None or self._units.span.holds(code)

    def _complete(self, cells: Cells) -> None:
        """Gives every unit its cells, so that none is told apart from nothing by its absence."""
        parts: Sequence[str | None] = [None]
        if self.operator == "fixed":
            assert self.question.by is not None
            unit = self.question.by.unit
            if unit is None:
                raise BadParameter(f"by={self.question.by} is no period: ask with aggregate")
            parts = [one.start.isoformat() for one in periods_in(unit, self.question.span)]
        groups = {group for _, _, group in cells.tallies} or {None}
        for place, part, group in product(range(len(self._units.units)), parts, groups):
            cells.add((place, part, group), Tally())

    def _told(self, cells: Cells, lost: Mapping[str, int]) -> dict[str, Any]:
        ordered = sorted(
            ((key, tally) for key, tally in cells.tallies.items() if key[0] >= 0),
            key=lambda one: (one[0][0], _order(one[0][1]), one[0][2] or ""),
        )
        source = Source(self.dataset.id, False, self.dataset.minimum_cell)
        candidates = [self._cell(key, tally) for key, tally in ordered]
        visible = shown(self.connection, source, candidates)
        items = [
            self._item(key, tally, shows)
            for (key, tally), shows in zip(ordered, visible, strict=True)
        ]
        placed = sum(tally.count for _, tally in ordered)
        total = self._total()
        small = source.minimum_cell
        open_totals = totals_shown(candidates, visible, small) and not any(
            is_small(count, small) for count in lost.values()
        )
        not_placed = sum(lost.values())
        summary: dict[str, Any] = {
            "units": len(self._units.units),
            "records": total if open_totals else None,
            "placed": placed if open_totals else None,
            "not_placed": {
                reason: None if is_small(count, small) else count
                for reason, count in sorted(lost.items())
            },
            "outside": total - placed - not_placed if open_totals else None,
        }
        return {
            "items": items,
            "suppressed": visible.count(False),
            "notes": list(self._notes(visible, not_placed)),
            "summary": summary,
        }

    def _total(self) -> int:
        if self._counts is not None:
            return int(self._counts["records"])
        return count_of(self.connection, self._records)

    def _cell(self, key: CellKey, tally: Tally) -> Cell:
        place, part, group = key
        period = self._period(part)
        starts, ends = (None, None) if period is None else period
        named = group if period is not None or part is None else f"{part} {group or ''}".strip()
        return Cell(self._units.units[place].code, self._decisive(tally), starts, ends, named)

    def _decisive(self, tally: Tally) -> int:
        """The count that decides whether a cell is shown: of the records that tell the field."""
        return tally.count if self._records.measured is None else tally.measured

    def _period(self, part: str | None) -> tuple[date, date] | None:
        unit = None if self.question.by is None else self.question.by.unit
        return None if unit is None or part is None else _bounds(unit, part)

    def _item(self, key: CellKey, tally: Tally, shows: bool) -> dict[str, Any]:
        place, part, group = key
        item = named(self._units.units[place], self.stand)
        period = self._period(part)
        if period is not None:
            item |= {"from": period[0].isoformat(), "to": period[1].isoformat()}
        elif self.question.by is not None:
            item["part"] = part
        if self.question.group is not None:
            item["group"] = group
        value = number(_value(self.question.measure, tally)) if shows else None
        if self.question.measure is not Measure.COUNT:
            item["count"] = self._decisive(tally) if shows else None
        reason = None if shows else "suppressed"
        if shows and value is None:
            reason = "no_data"
        return item | {"value": value, "reason": reason}

    def _notes(self, visible: Sequence[bool], not_placed: int) -> Iterator[str]:
        if not all(visible):
            yield f"小于 {self.dataset.minimum_cell} 的数不予显示"
        yield from notes_on_counts(self.dataset.minimum_cell)
        if not_placed:
            yield "部分记录不能确定属于哪一个单位，按原因计入 not_placed，不计入任何单位"
        if self._units.base is None:
            yield "该级别没有区域范围，记录按所报区划代码归入"


@lru_cache(maxsize=4096)
def _bounds(unit: PeriodUnit, part: str) -> tuple[date, date]:
    period = period_of(unit, date.fromisoformat(part))
    assert period.end is not None
    return period.start, period.end


def _order(part: str | None) -> tuple[int, str]:
    """Hours and days of week by number, periods by day, what has no time last."""
    if part is None:
        return 99, ""
    return (int(part), "") if part.isdecimal() else (0, part)


def _value(measure: Measure, tally: Tally) -> Any:
    if measure is Measure.COUNT:
        return tally.count
    if measure is Measure.SUM:
        return tally.total
    if measure is Measure.MEAN:
        return quotient(tally.total, tally.measured) if tally.total is not None else None
    return tally.least if measure is Measure.MIN else tally.greatest

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
from spatial.business.operators.showing import Shown, shown_of, told_of
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

SUPPRESSED = "suppressed"
"""Why a cell has no number: too few records, or none."""


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
        **told_of(dataset.perturbation),
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
        lost = Cells()
        for code_key, tally in self._by_code(lost):
            cells.add(code_key, tally)
        if self._whole:
            self._complete(cells)
        if len(cells.tallies) > MOST_ITEMS:
            raise BadParameter(
                f"{len(cells.tallies)} cells: at most {MOST_ITEMS} in one answer; ask for longer "
                "parts of time, a higher level, or within one unit"
            )
        for (place, _, _), tally in cells.tallies.items():
            if place < 0:
                lost.add((0, self._units.reason_at(place).value, None), tally)
        return self._told(cells, lost)

    @property
    def _whole(self) -> bool:
        """Whether every unit has its cells, also where nothing is in them."""
        return self.operator == "fixed" or (
            self.question.by is None and self.question.group is None
        )

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
            keyed=dataset.perturbation is not None,
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

    def _by_code(self, lost: Cells) -> Iterator[tuple[CellKey, Tally]]:
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
                lost.add((0, NO_POINT, None), cell.tally)
                continue
            carried = carrier.carry(cell.code, cell.day) if cell.code else None
            if carried is None or carried.code is None:
                reason = carried.reason if carried else NotCarried.UNKNOWN_CODE
                assert reason is not None
                if self._may_lie_within(cell.code):
                    lost.add((0, reason.value, None), cell.tally)
            elif carried.code in places:
                yield (places[carried.code], cell.part, cell.group), cell.tally

    def _may_lie_within(self, code: str | None) -> bool:
        """Whether a record that is in no single unit is told where only some units are asked."""
        return self._units.whole or code is None or self._units.span.holds(code)

    def _complete(self, cells: Cells) -> None:
        """Gives every unit its cells, so that none is told apart from nothing by its absence.

        Of perturbed counts those groups that are shown somewhere: another would tell that it is
        there.
        """
        parts: Sequence[str | None] = [None]
        if self.operator == "fixed":
            assert self.question.by is not None
            unit = self.question.by.unit
            if unit is None:
                raise BadParameter(f"by={self.question.by} is no period: ask with aggregate")
            parts = [one.start.isoformat() for one in periods_in(unit, self.question.span)]
        groups = {
            key[2]
            for key, tally in cells.tallies.items()
            if self.question.group is None or self._shown(tally).count is not None
        } or {None}
        for key in [key for key in cells.tallies if key[2] not in groups]:
            del cells.tallies[key]
        for place, part, group in product(range(len(self._units.units)), parts, groups):
            cells.add((place, part, group), Tally())

    def _told(self, cells: Cells, lost: Cells) -> dict[str, Any]:
        ordered = sorted(
            ((key, tally) for key, tally in cells.tallies.items() if key[0] >= 0),
            key=lambda one: (one[0][0], _order(one[0][1]), one[0][2] or ""),
        )
        items = [self._item(key, self._shown(tally)) for key, tally in ordered]
        if not self._whole:
            # Where it is told which cells hold something, one that is hidden must not be.
            items = [item for item in items if item["reason"] != SUPPRESSED]
        placed, not_placed, everything = Tally(), Tally(), self._everything()
        for _, tally in ordered:
            placed.add(tally)
        for tally in lost.tallies.values():
            not_placed.add(tally)
        outside = Tally(
            everything.count - placed.count - not_placed.count,
            everything.key - placed.key - not_placed.key,
        )
        reasons = {
            str(reason): self._count(tally)
            for (_, reason, _), tally in sorted(lost.tallies.items(), key=lambda one: str(one[0]))
        }
        summary: dict[str, Any] = {
            "units": len(self._units.units),
            "records": self._count(everything),
            "placed": self._count(placed),
            "not_placed": {name: count for name, count in reasons.items() if count is not None},
            "outside": self._count(outside),
        }
        return {
            "items": items,
            "suppressed": sum(1 for item in items if item["reason"] == SUPPRESSED),
            "notes": list(self._notes(summary)),
            "summary": summary,
        }

    def _everything(self) -> Tally:
        if self._counts is not None:
            return Tally(*self._counts["records"])
        return count_of(self.connection, self._records)

    def _count(self, tally: Tally) -> int | None:
        return shown_of(self.dataset.perturbation, Tally(tally.count, tally.key)).count

    def _shown(self, tally: Tally) -> Shown:
        measured = self._records.measured
        return shown_of(
            self.dataset.perturbation, tally, None if measured is None else measured.name
        )

    def _period(self, part: str | None) -> tuple[date, date] | None:
        unit = None if self.question.by is None else self.question.by.unit
        return None if unit is None or part is None else _bounds(unit, part)

    def _item(self, key: CellKey, shown: Shown) -> dict[str, Any]:
        place, part, group = key
        item = named(self._units.units[place], self.stand)
        period = self._period(part)
        if period is not None:
            item |= {"from": period[0].isoformat(), "to": period[1].isoformat()}
        elif self.question.by is not None:
            item["part"] = part
        if self.question.group is not None:
            item["group"] = group
        value = number(_value(self.question.measure, shown))
        if self.question.measure is not Measure.COUNT:
            item["count"] = shown.count
        reason = None
        if shown.count is None:
            reason = SUPPRESSED
        elif value is None:
            reason = "no_data"
        return item | {"value": value, "reason": reason}

    def _notes(self, summary: Mapping[str, Any]) -> Iterator[str]:
        if self.dataset.perturbation is not None:
            yield from self.dataset.perturbation.notes
        if any(summary["not_placed"].values()):
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


def _value(measure: Measure, shown: Shown) -> Any:
    if measure is Measure.COUNT:
        return shown.count
    if measure is Measure.SUM:
        return shown.total
    if measure is Measure.MEAN:
        if shown.total is None or not shown.count:
            return None
        return quotient(shown.total, shown.count)
    return shown.least if measure is Measure.MIN else shown.greatest

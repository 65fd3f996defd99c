"""Facilities (and areas) on two days: what opened, closed, moved or changed, and in which unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, text

from spatial.business.answering.answer import Answer, DataOf, Knowledge
from spatial.business.declarations.model import Holds
from spatial.business.operators.carrying import Carrier
from spatial.business.operators.change_question import ChangeQuestion, Tell
from spatial.business.operators.dataset import RecordSet, records_known, records_until
from spatial.business.operators.record_cells import Tally
from spatial.business.operators.showing import shown_of, told_of
from spatial.business.operators.standing import Stand, stand_on
from spatial.business.operators.units import Units, named, units_on
from spatial.db import read_sql
from spatial.divisions.bulk.whole_register_loading import register_in
from spatial.errors import BadParameter

MOVED_M = 1.0
"""Metres from which on a facility has moved; less is a point taken anew."""

_COUNTS = ("before", "after", "opened", "closed", "moved_in", "moved_out")


class Change(StrEnum):
    """What is other. moved: its point; fields: what is said of it."""

    OPENED = "opened"
    CLOSED = "closed"
    MOVED = "moved"
    FIELDS = "fields"


@dataclass(frozen=True, slots=True)
class Standing:
    """A facility on one of the days. place: of its unit, None where that is not known."""

    starts: date
    lon: float | None
    lat: float | None
    said: Mapping[str, Any]
    place: int | None


@dataclass(frozen=True, slots=True)
class Both:
    """A facility on both days; None where it does not stand. moved_m: geodesic. cell_key: by which
    counts are perturbed."""

    key: str
    cell_key: int
    before: Standing | None
    after: Standing | None
    moved_m: float | None

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is other; empty where it is as it was."""
        if self.before is None:
            return (Change.OPENED,)
        if self.after is None:
            return (Change.CLOSED,)
        moved = self.moved_m is not None and self.moved_m >= MOVED_M
        said = self.before.said != self.after.said
        return ((Change.MOVED,) if moved else ()) + ((Change.FIELDS,) if said else ())


def change_of_facilities(
    connection: Connection,
    question: ChangeQuestion,
    dataset: RecordSet,
    held: Holds,
    knowledge: Knowledge,
) -> Answer:
    """By unit how many stood, opened, closed, moved in and out; or each that changed by itself."""
    if question.filters or question.group or question.period:
        raise BadParameter("where, group and period: of cases and figures, not of facilities")
    if question.tell is Tell.RECORDS:
        dataset.require_listed()
    stand = stand_on(connection, question.asked, knowledge)
    known_at = knowledge.data or records_known(connection, dataset)
    units = units_on(connection, stand, question.within)
    found = list(_read(connection, question, dataset, held, stand, units, known_at))
    if question.tell is Tell.RECORDS:
        items, suppressed = list(_records(found, dataset, units, stand)), 0
    else:
        items = _by_unit(found, dataset, units, stand)
        suppressed = sum(1 for item in items for name in _COUNTS if item[name] is None)
    perturbed = None if question.tell is Tell.RECORDS else dataset.perturbation
    return Answer(
        "change",
        question.as_json() | {"holds": held.value},
        stand.divisions,
        DataOf((dataset.id,), known_at, records_until(connection, dataset, held, known_at)),
        items,
        suppressed=suppressed,
        notes=() if perturbed is None else perturbed.notes,
        summary=_summary(found, dataset, units),
        keys=("key",) if question.tell is Tell.RECORDS else ("code", "mca_code"),
        **told_of(perturbed),
    )


def _read(
    connection: Connection,
    question: ChangeQuestion,
    dataset: RecordSet,
    held: Holds,
    stand: Stand,
    units: Units,
    known_at: object,
) -> Iterator[Both]:
    rows = connection.execute(
        text(read_sql("spatial.business.operators", "facilities_on_two_days")),
        {"dataset": dataset.id, "holds": held.value, "known_at": known_at}
        | {"first": question.first, "last": question.last}
        | {"level": units.base and units.base.value},
    )
    carrier = Carrier(
        register_in(connection, stand.drawn.viewpoint), question.asked.day, question.asked.level
    )
    places = {one.code: place for place, one in enumerate(units.units)}
    for row in rows:
        sides: list[Standing | None] = []
        for side in ("before", "after"):
            starts = getattr(row, f"{side}_starts")
            if starts is None:
                sides.append(None)
                continue
            atoms = getattr(row, f"{side}_atoms")
            code = getattr(row, f"{side}_code")
            place = next((units.atoms[atom] for atom in atoms if atom in units.atoms), None)
            if place is None and not atoms and code is not None:
                place = places.get(carrier.carry(code, starts).code or "")
            sides.append(
                Standing(
                    starts,
                    getattr(row, f"{side}_lon"),
                    getattr(row, f"{side}_lat"),
                    getattr(row, f"{side}_said"),
                    None if place is None or place < 0 else place,
                )
            )
        yield Both(row.key, row.cell_key, sides[0], sides[1], row.moved_m)


def _by_unit(
    found: list[Both], dataset: RecordSet, units: Units, stand: Stand
) -> list[dict[str, Any]]:
    """An item for each unit, with the numbers that may be told; a difference is of two of them."""
    tallies: defaultdict[tuple[int, str], Tally] = defaultdict(Tally)
    for one in found:
        before = None if one.before is None else one.before.place
        after = None if one.after is None else one.after.place
        named_at = []
        if before is not None:
            named_at.append((before, "before"))
            if one.after is None:
                named_at.append((before, "closed"))
            elif after != before:
                named_at.append((before, "moved_out"))
        if after is not None:
            named_at.append((after, "after"))
            if one.before is None:
                named_at.append((after, "opened"))
            elif after != before:
                named_at.append((after, "moved_in"))
        for at in named_at:
            tallies[at].add(Tally(1, one.cell_key))
    items = []
    for place, unit in enumerate(units.units):
        told: dict[str, int | None] = {
            name: shown_of(dataset.perturbation, tallies[place, name]).count for name in _COUNTS
        }
        before, after = told["before"], told["after"]
        hidden = before is None or after is None
        told["difference"] = None if before is None or after is None else after - before
        items.append(named(unit, stand) | told | {"reason": "suppressed" if hidden else None})
    return items


def _records(
    found: list[Both], dataset: RecordSet, units: Units, stand: Stand
) -> Iterator[dict[str, Any]]:
    """An item for each that changed; fields of a closed grade are left out."""
    open_fields = {one.name for one in dataset.fields if not one.grade.closed}
    for one in found:
        inside = any(
            side is not None and side.place is not None for side in (one.before, one.after)
        )
        if not one.changes or not (inside or units.whole):
            continue
        before, after = (
            _standing(side, open_fields, units, stand) for side in (one.before, one.after)
        )
        yield {
            "key": one.key,
            "change": [change.value for change in one.changes],
            "moved_m": None if one.moved_m is None else round(one.moved_m, 1),
            "before": before,
            "after": after,
        }


def _standing(
    side: Standing | None, open_fields: set[str], units: Units, stand: Stand
) -> dict[str, Any] | None:
    if side is None:
        return None
    unit = None if side.place is None else named(units.units[side.place], stand)
    return {
        "since": side.starts.isoformat(),
        "lon": side.lon,
        "lat": side.lat,
        "division": unit,
        "fields": {name: value for name, value in side.said.items() if name in open_fields},
    }


def _summary(found: list[Both], dataset: RecordSet, units: Units) -> dict[str, Any]:
    if not units.whole:
        return {"units": len(units.units)}
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for one in found:
        one_more = Tally(1, one.cell_key)
        for name in (
            *(("before",) if one.before is not None else ()),
            *(("after",) if one.after is not None else ()),
            *(change.value for change in one.changes),
        ):
            tallies[name].add(one_more)
    told = {name: shown_of(dataset.perturbation, tally).count for name, tally in tallies.items()}
    return {
        "units": len(units.units),
        "before": told.get("before", 0 if dataset.perturbation is None else None),
        "after": told.get("after", 0 if dataset.perturbation is None else None),
        "changes": {
            change.value: told[change.value]
            for change in sorted(Change)
            if told.get(change.value) is not None
        },
    }

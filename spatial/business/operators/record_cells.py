"""Records counted and measured by unit, part of time and group: the statements, and what they give.

A record with a point is in the unit of its atom (`record_place`): the units of a day are unions of
atoms, so no polygon is asked. One without is carried by the code of its division (`carrying`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Integer,
    Select,
    String,
    TableClause,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from spatial.business.declarations.model import FieldDeclaration, Holds
from spatial.business.operators.filters import value_of
from spatial.business.operators.times import By, part_of

INFINITY = text("'infinity'::timestamptz")

record = table(
    "record",
    *(column(name) for name in ("id", "dataset_id", "holds", "day", "at", "valid", "geom")),
    *(column(name) for name in ("division_code", "attributes", "known_from", "known_until")),
    column("cell_key"),
)
record_place = table(
    "record_place",
    *(column(name) for name in ("record_id", "dataset_id", "level", "atom_id", "day")),
    *(column(name) for name in ("known_from", "known_until", "cell_key")),
)


@dataclass(frozen=True, slots=True)
class Records:
    """Which records are counted, and what of them.

    first, until: days of cases, half open; None is no limit. on: the day on which facilities and
    areas stand. known_at: None for all that is known by now. condition: on fields, None for all.
    group: the field by whose values counts are parted. measured: the field that is summed. keyed:
    whether the keys of the records are summed too, by which counts are perturbed.
    """

    dataset: str
    held: Holds
    first: date | None
    until: date | None
    on: date
    known_at: datetime | None
    condition: ColumnElement[bool] | None = None
    group: FieldDeclaration | None = None
    by: By | None = None
    measured: FieldDeclaration | None = None
    keyed: bool = False

    @property
    def plain(self) -> bool:
        """Whether places alone tell the counts: of cases by day, no field and no hour asked."""
        return (
            self.held is Holds.CASES
            and self.condition is None
            and self.group is None
            and self.measured is None
            and self.by is not By.HOUR
        )


@dataclass(slots=True)
class Tally:
    """Of the records of a cell: how many, how many tell the measured field, and its numbers.

    key, measured_key: sums of the keys of the records, 0 where they are not asked for.
    """

    count: int = 0
    key: int = 0
    measured: int = 0
    measured_key: int = 0
    total: Decimal | None = None
    least: Decimal | None = None
    greatest: Decimal | None = None

    def add(self, other: Tally) -> None:
        """Takes in the records of another cell."""
        self.count += other.count
        self.key += other.key
        self.measured += other.measured
        self.measured_key += other.measured_key
        if other.total is not None:
            self.total = other.total if self.total is None else self.total + other.total
        self.least = _end(min, self.least, other.least)
        self.greatest = _end(max, self.greatest, other.greatest)


def _end(choose: Any, one: Decimal | None, other: Decimal | None) -> Decimal | None:
    told = [value for value in (one, other) if value is not None]
    return choose(told) if told else None


CellKey = tuple[int, str | None, str | None]
"""Place of the unit (or of a reason, below zero), part of time, group."""


@dataclass
class Cells:
    """Tallies by cell."""

    tallies: dict[CellKey, Tally] = field(default_factory=dict)

    def add(self, key: CellKey, tally: Tally) -> None:
        """Takes records into a cell."""
        self.tallies.setdefault(key, Tally()).add(tally)


def cells_by_place(
    connection: Connection, records: Records, level: str, atoms: Mapping[int, int]
) -> Iterator[tuple[CellKey, Tally]]:
    """The records with a place in the atoms, which are given with the place of their units."""
    if not atoms:
        return
    statement = plain_statement(records) if records.plain else _whole(records)
    values = {"level": level, "atoms": list(atoms), "units": list(atoms.values())}
    for row in connection.execute(statement, values):
        yield _row(row)


def cells_by_polygon(
    connection: Connection, records: Records, level: str, atoms: Mapping[int, int], wkb: bytes
) -> Iterator[tuple[CellKey, Tally]]:
    """The same of those whose points lie in a polygon too (its edge included; WKB, CGCS2000)."""
    if not atoms:
        return
    inside = func.ST_Intersects(record.c.geom, func.ST_GeomFromWKB(bindparam("polygon"), 4490))
    values = {"level": level, "atoms": list(atoms), "units": list(atoms.values()), "polygon": wkb}
    for row in connection.execute(_whole(records).where(inside), values):
        yield _row(row)


@dataclass(frozen=True, slots=True)
class CodeCell:
    """Records without a place by the code of their division, None where it is not told.

    edition: the place of their day among the changes asked with. day: one of theirs, the latest.
    """

    code: str | None
    day: date
    part: str | None
    group: str | None
    tally: Tally


def cells_by_code(
    connection: Connection, records: Records, changes: Sequence[date], *, pointed: bool
) -> Iterator[CodeCell]:
    """The records of which a division is told instead of a place.

    changes: days, ascending, between which what a code means stays the same. pointed: those with
    points too, where the units have no areas.
    """
    statement = code_statement(records, pointed=pointed)
    rows = connection.execute(statement, {"changes": list(changes) or [date(1, 1, 1)]})
    for row in rows:
        yield CodeCell(row[0], row[2], row[3], row[4], Tally(*row[5:]))


def count_of(connection: Connection, records: Records) -> Tally:
    """How many records there are, wherever they lie, and the sum of their keys."""
    return Tally(*connection.execute(count_statement(records)).one())


def count_statement(records: Records) -> Select[Any]:
    """The number of the records; of all cases by record_cases_known alone."""
    return select(func.count(), _keys(records, record)).select_from(record).where(*_chosen(records))


def code_statement(records: Records, *, pointed: bool = False) -> Select[Any]:
    """Counts by the code of the division; of those without a point by record_without_point."""
    day = record.c.day if records.held is Holds.CASES else func.lower(record.c.valid)
    edition = func.width_bucket(day, cast(bindparam("changes"), ARRAY(Date)))
    part, group = _parting(records, record.c.day)
    statement = (
        select(record.c.division_code, edition, func.max(day), part, group, *_measures(records))
        .where(*_chosen(records))
        .group_by(text("1, 2, 4, 5"))
    )
    return statement if pointed else statement.where(record.c.geom.is_(None))


def atom_statement(records: Records) -> Select[Any]:
    """Counts by atom and part of time, from places alone: record_place_day tells them."""
    place = record_place.c
    part = null() if records.by is None else part_of(records.by, place.day, null())
    return (
        select(
            place.atom_id,
            cast(part, String).label("part"),
            func.count().label("records"),
            _keys(records, record_place).label("cell_keys"),
        )
        .where(
            place.dataset_id == records.dataset,
            place.level == bindparam("level"),
            *_known(place, records.known_at),
            *_days(place.day, records),
        )
        .group_by(text("1, 2"))
    )


def plain_statement(records: Records) -> Select[Any]:
    """The same by unit."""
    by_atom = atom_statement(records).subquery("by_atom")
    unit_of = _unit_of()
    total, keys = (
        cast(func.sum(one), BigInteger) for one in (by_atom.c.records, by_atom.c.cell_keys)
    )
    return (
        select(unit_of.c.unit, by_atom.c.part, null(), total, keys)
        .select_from(by_atom.join(unit_of, unit_of.c.atom_id == by_atom.c.atom_id))
        .group_by(text("1, 2"))
    )


def _whole(records: Records) -> Select[Any]:
    """Counts and measures from the records themselves, each with its place."""
    unit_of = _unit_of()
    part, group = _parting(records, record.c.day)
    joined = record.join(
        record_place,
        and_(record_place.c.record_id == record.c.id, record_place.c.level == bindparam("level")),
    ).join(unit_of, unit_of.c.atom_id == record_place.c.atom_id)
    return (
        select(unit_of.c.unit, part, group, *_measures(records))
        .select_from(joined)
        .where(*_chosen(records))
        .group_by(text("1, 2, 3"))
    )


def _unit_of() -> Any:
    """The unit of each atom, as it is given."""
    atoms = cast(bindparam("atoms"), ARRAY(BigInteger))
    units = cast(bindparam("units"), ARRAY(Integer))
    found = func.unnest(atoms, units).table_valued(
        column("atom_id", BigInteger), column("unit", Integer), name="unit_of"
    )
    return found.render_derived()


def _parting(records: Records, day: ColumnElement[Any]) -> tuple[Any, Any]:
    part = null() if records.by is None else part_of(records.by, day, record.c.at)
    group = null() if records.group is None else value_of(records.group)
    return cast(part, String), cast(group, String)


def _measures(records: Records) -> Sequence[Any]:
    counted = func.count(), _keys(records, record)
    if records.measured is None:
        return counted
    value = value_of(records.measured)
    told = func.count(value), _keys(records, record, value.is_not(None))
    return *counted, *told, func.sum(value), func.min(value), func.max(value)


def _keys(
    records: Records, of: TableClause, only: ColumnElement[bool] | None = None
) -> ColumnElement[Any]:
    """The sum of the keys of the records, of some of them where `only` is given."""
    if not records.keyed:
        return literal(0)
    summed = func.sum(of.c.cell_key)
    return func.coalesce(summed if only is None else summed.filter(only), 0)


def _chosen(records: Records) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        record.c.dataset_id == records.dataset,
        # A word of partial indexes: not a value of the statement.
        record.c.holds == literal_column(f"'{records.held.value}'"),
        *_known(record.c, records.known_at),
    ]
    if records.held is Holds.CASES:
        found += _days(record.c.day, records)
    else:
        found.append(record.c.valid.op("@>", is_comparison=True)(literal(records.on, Date)))
    if records.condition is not None:
        found.append(records.condition)
    return found


def _days(day: ColumnElement[Any], records: Records) -> list[ColumnElement[bool]]:
    found = []
    if records.first is not None:
        found.append(day >= records.first)
    if records.until is not None:
        found.append(day < records.until)
    return found


def _known(of: Any, known_at: datetime | None) -> list[ColumnElement[bool]]:
    """What is known now is what nobody took back: the words of the partial indexes."""
    if known_at is None:
        return [of.known_until == INFINITY]
    return [of.known_from <= known_at, or_(of.known_until == INFINITY, of.known_until > known_at)]


def _row(row: Any) -> tuple[CellKey, Tally]:
    return (row[0], row[1], row[2]), Tally(*row[3:])

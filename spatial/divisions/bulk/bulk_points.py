"""Where a million points lie: tables of points in, the same with units and reasons out.

Works on Arrow batches, so that no Python runs per point; only rows that cannot be read are looked
at one by one, for the sentence that says why.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from spatial.division_codes import Level, level_of
from spatial.divisions.answers.place_of_point import Reason
from spatial.divisions.bulk.point_index import EPOCH, NO_AREA, Area, Days, Floats, PointIndex
from spatial.divisions.bulk.table_forms import ROW_ERROR
from spatial.errors import BadDate, BadParameter
from spatial.temporal import parse_date

_PARTS = ("code", "name", "grade", "reason")
_DATES_KEPT = 100_000
_NUMBER = r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an area says of a point on its level: a unit with its grade, or why there is none."""

    code: str | None
    name: str | None
    grade: str | None
    reason: Reason | None


def outcome_of(area: Area) -> Outcome:
    """The outcome of the points of an area.

    A unit that stands for a lower level which has none is named on its own level only.
    """
    flag = area.flag
    if flag is None or (flag == Reason.NO_LOWER_LEVELS and level_of(area.code) == area.level):
        return Outcome(area.code, area.name, area.grade, None)
    return Outcome(None, None, area.grade, Reason(flag))


@dataclass(frozen=True, slots=True)
class PointColumns:
    """Which columns of a table hold the points.

    lon, lat: degrees, CGCS2000. date: the day of each point, None where all have the same.
    """

    lon: str
    lat: str
    date: str | None


def answer_columns(levels: Sequence[Level]) -> list[str]:
    """The columns that an answer adds to those of the table."""
    return [f"{level}_{part}" for level in levels for part in _PARTS] + [ROW_ERROR]


def answer_schema(schema: pa.Schema, levels: Sequence[Level]) -> pa.Schema:
    """The columns of the table and of the answer. Raises BadParameter for a name in both."""
    added = answer_columns(levels)
    twice = [name for name in added if name in schema.names]
    if twice:
        raise BadParameter(
            f"the table has a column {twice[0]!r} already, which the answer adds: rename it",
            columns=twice,
        )
    return pa.schema([*schema, *(pa.field(name, pa.string()) for name in added)], schema.metadata)


@dataclass
class PointQuestion:
    """One question for many points: by which index, on which levels, on which day.

    day: of points without a date of their own. record_first: before it no list speaks.
    """

    index: PointIndex
    levels: Sequence[Level]
    day: date
    record_first: date
    _texts: Mapping[str, pa.Array] = field(init=False)
    _days: OrderedDict[str, int | str] = field(init=False, default_factory=OrderedDict)

    def __post_init__(self) -> None:
        outcomes = [
            Outcome(None, None, None, Reason.SEA),
            Outcome(None, None, None, Reason.BEFORE_THE_RECORD),
            *(outcome_of(area) for area in self.index.areas),
        ]
        self._texts = {
            part: pa.array([getattr(outcome, part) for outcome in outcomes], pa.string())
            for part in _PARTS
        }

    def answer(self, batch: pa.RecordBatch, columns: PointColumns) -> pa.RecordBatch:
        """The batch with the columns of the answer, row by row in the same order.

        A row error that stands in the batch already is kept. Safe for several threads.
        """
        faults = _Faults(batch)
        lon = _numbers(batch.column(columns.lon), columns.lon, 180, faults)
        lat = _numbers(batch.column(columns.lat), columns.lat, 90, faults)
        days = self._days_of(batch, columns.date, faults)
        good = ~faults.rows
        found = self.index.locate(lon[good], lat[good], days[good], self.levels)
        early = days[good] < (self.record_first - EPOCH).days
        answers: list[pa.Array] = []
        for level in self.levels:
            places = np.zeros(batch.num_rows, dtype=np.int32)
            places[good] = np.where(
                found[level] == NO_AREA, 0, np.where(early, 1, found[level] + 2)
            )
            taken = pa.array(places, mask=faults.rows)
            answers += [self._texts[part].take(taken) for part in _PARTS]
        kept = [name for name in batch.schema.names if name != ROW_ERROR]
        return pa.RecordBatch.from_arrays(
            [*(batch.column(name) for name in kept), *answers, faults.sentences()],
            names=[*kept, *answer_columns(self.levels)],
        )

    def _days_of(self, batch: pa.RecordBatch, name: str | None, faults: _Faults) -> Days:
        own = (self.day - EPOCH).days
        if name is None:
            return np.full(batch.num_rows, own, dtype=np.int64)
        column = batch.column(name)
        if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
            return _calendar_days(column, own)
        if not _is_text(column.type):
            raise BadParameter(f"the column {name!r} holds {column.type}, not dates")
        texts = column.cast(pa.string()).dictionary_encode()
        known = [self._day_of(value.as_py()) for value in texts.dictionary]
        days = np.array([own if isinstance(day, str) else day for day in known] + [own])
        places = texts.indices.fill_null(len(known)).to_numpy(zero_copy_only=False)
        for place, fault in enumerate(known):
            if isinstance(fault, str):
                for row in np.flatnonzero(places == place):
                    faults.add(int(row), fault)
        chosen: Days = days.astype(np.int64)[places]
        return chosen

    def _day_of(self, text: str) -> int | str:
        """The day since 1970 of a text, or the sentence that says why it is none."""
        found = self._days.get(text)
        if found is None:
            stripped = text.strip()
            try:
                day = parse_date(stripped) if stripped else self.day
                found = (day - EPOCH).days
            except BadDate as error:
                found = str(error)
            self._days[text] = found
            if len(self._days) > _DATES_KEPT:
                self._days.popitem(last=False)
        return found


class _Faults:
    """The rows of a batch that cannot be read, with the first fault of each."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._said: list[str | None] = [None] * batch.num_rows
        if ROW_ERROR in batch.schema.names:
            self._said = batch.column(ROW_ERROR).to_pylist()
        self.rows: NDArray[np.bool_] = np.array([said is not None for said in self._said], bool)

    def add(self, row: int, sentence: str) -> None:
        if not self.rows[row]:
            self.rows[row] = True
            self._said[row] = sentence

    def sentences(self) -> pa.Array:
        return pa.array(self._said, pa.string())


def _numbers(column: pa.Array, name: str, most: float, faults: _Faults) -> Floats:
    """The degrees of a column; 0 where it holds none, with the fault noted."""
    kind = column.type
    if pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        values = column.cast(pa.float64())
    elif _is_text(column.type):
        values = _parsed(column.cast(pa.string()))
    else:
        raise BadParameter(f"the column {name!r} holds {column.type}, not degrees")
    numbers: Floats = np.array(values.to_numpy(zero_copy_only=False), dtype=np.float64)
    with np.errstate(invalid="ignore"):
        bad = ~(np.abs(numbers) <= most)
    if bad.any():
        for row in np.flatnonzero(bad):
            faults.add(int(row), _number_fault(column[int(row)].as_py(), numbers[row], name, most))
        numbers[bad] = 0.0
    return numbers


def _parsed(texts: pa.Array) -> pa.Array:
    try:
        return texts.cast(pa.float64())
    except pa.ArrowInvalid:
        trimmed = pc.utf8_trim_whitespace(texts)
        written = pc.match_substring_regex(trimmed, _NUMBER)
        unsigned = pc.replace_substring_regex(trimmed, r"^\+", "")
        return pc.if_else(written, unsigned, None).cast(pa.float64())


def _number_fault(value: Any, number: float, name: str, most: float) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        return f"{name} is missing"
    if np.isnan(number):
        return f"{name} {value!r} is no number of degrees"
    hint = " (are lon and lat swapped?)" if most == 90 and abs(number) <= 180 else ""
    return f"{name}={value} lies outside -{most} to {most} degrees{hint}"


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
        or pa.types.is_dictionary(kind)
    )  # fmt: skip


def _calendar_days(column: pa.Array, missing: int) -> Days:
    """Days since 1970 of dates; of instants the day in Beijing, of times without zone their own."""
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        wall = pc.add(column.cast(pa.timestamp("us", tz="UTC")), timedelta(hours=8))
        column = wall.cast(pa.timestamp("us"))
    elif pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us"), safe=False)
    days = pc.floor_temporal(column, unit="day") if pa.types.is_timestamp(column.type) else column
    whole = days.cast(pa.date32()).cast(pa.int32())
    return np.array(whole.fill_null(missing).to_numpy(zero_copy_only=False), dtype=np.int64)

"""Files of positions to candidates, batch by batch: Parquet and CSV in the layouts of LAYOUTS.

Pure reading: what a row says, or why it cannot be read; no judgement, no database.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from ingest.beidou.checks import Candidates
from spatial.errors import BadDate, SourceRefused
from spatial.locations.clock import microseconds
from spatial.temporal import parse_instant

BATCH_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column says what. None: the layout has no such column.

    altitude_unit_m: metres in its unit; altitude_none: the number that means "unknown".
    unused: columns that may be there and are not stored.
    """

    name: str
    device: str
    time: str
    lon: str
    lat: str
    altitude: str
    speed: str | None = None
    course: str | None = None
    altitude_unit_m: float = 1.0
    altitude_none: float | None = None
    unused: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that have to be there."""
        all_columns = (self.device, self.time, self.lon, self.lat, self.altitude)
        return (*all_columns, *(c for c in (self.speed, self.course) if c is not None))


LAYOUTS = (
    Layout(
        "plain", "device", "time", "lon", "lat", "altitude_m", speed="speed_kmh", course="course"
    ),
    # GeoLife 1.3: WGS 84 (equal to CGCS2000 at the metre level), feet, -777 where there is none.
    Layout(
        "geolife",
        "user",
        "time_utc",
        "lon",
        "lat",
        "alt_ft",
        altitude_unit_m=0.3048,
        altitude_none=-777.0,
        unused=("track",),
    ),
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Candidates with what is needed to tell of each row.

    names: device names, which `candidates.device` points into. first_row: the number of the first
    row in the file, from 1. raw: row index → the row as it came.
    unreadable: (record, reason, raw) of lines that make no row at all.
    """

    candidates: Candidates
    names: list[str]
    first_row: int
    raw: Callable[[int], Mapping[str, Any]]
    unreadable: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Rows of the file in this batch, the unreadable ones included."""
        return len(self.candidates) + len(self.unreadable)


def read_positions(path: Path) -> Iterator[Batch]:
    """The batches of a position file; Parquet is told by its first bytes, all else is CSV.

    Raises SourceRefused for a file of another kind, a half-written one, unknown or missing
    columns, and times without a zone in Parquet (in CSV each row is refused for itself).
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
    except OSError as error:
        raise SourceRefused(f"{path.name} cannot be read: {error.strerror}") from error
    if head == b"PAR1":
        yield from _parquet(path)
    elif path.suffix == ".parquet":
        raise SourceRefused(f"{path.name} is no Parquet file: it does not begin with PAR1")
    else:
        yield from _csv(path)


def _layout(columns: list[str], path: Path) -> Layout:
    for layout in LAYOUTS:
        if set(layout.columns) <= set(columns):
            unknown = sorted(set(columns) - set(layout.columns) - set(layout.unused))
            if unknown:
                raise SourceRefused(
                    f"{path.name} has columns that have no place: {', '.join(unknown)}; the "
                    f"columns are {','.join(layout.columns)}"
                )
            if len(set(columns)) < len(columns):
                raise SourceRefused(f"{path.name} has a column twice: {','.join(columns)}")
            return layout
    known = " or ".join(",".join(layout.columns) for layout in LAYOUTS)
    raise SourceRefused(
        f"{path.name} is no table of positions: its columns are {_shown(columns)}; needed: {known}"
    )


def _shown(columns: list[str]) -> str:
    text = ",".join(columns)
    return repr(text if len(text) <= 80 else text[:80] + "…")


# Parquet


def _parquet(path: Path) -> Iterator[Batch]:
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            layout = _layout(list(file.schema_arrow.names), path)
            _require_types(file.schema_arrow, layout, path)
            row = 1
            for table in file.iter_batches(BATCH_ROWS, columns=list(file.schema_arrow.names)):
                yield _parquet_batch(table, layout, row)
                row += table.num_rows
    except (pa.ArrowException, OSError) as error:
        raise SourceRefused(
            f"{path.name} is no whole Parquet file (half written?): {_first_line(error)}"
        ) from error


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _require_types(schema: pa.Schema, layout: Layout, path: Path) -> None:
    time = schema.field(layout.time).type
    if not pa.types.is_timestamp(time) or time.tz is None:
        raise SourceRefused(
            f"{path.name}: column {layout.time} is {time}, not an instant with a time zone"
        )
    device = schema.field(layout.device).type
    if pa.types.is_dictionary(device):
        device = device.value_type
    if not (pa.types.is_string(device) or pa.types.is_large_string(device)):
        raise SourceRefused(f"{path.name}: column {layout.device} is {device}, not text")
    for name in set(layout.columns) - {layout.time, layout.device}:
        kind = schema.field(name).type
        if not (pa.types.is_floating(kind) or pa.types.is_integer(kind)):
            raise SourceRefused(f"{path.name}: column {name} is {kind}, not a number")


def _parquet_batch(table: pa.RecordBatch, layout: Layout, first_row: int) -> Batch:
    faults: dict[int, str] = {}
    device, names = _devices(table.column(layout.device), faults)
    times = table.column(layout.time)
    _note(faults, pc.is_null(times), "time is missing")
    # Finer digits than microseconds are cut off, as PostgreSQL keeps none.
    time_us = times.cast(pa.timestamp("us", times.type.tz), safe=False).cast(pa.int64())
    numbers = {
        name: table.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False)
        for name in set(layout.columns) - {layout.time, layout.device}
    }
    candidates = _candidates(
        layout, device, time_us.fill_null(0).to_numpy(zero_copy_only=False), numbers, faults
    )
    return Batch(candidates, names, first_row, lambda row: _raw(table, row))


# CSV

_NUMBER = r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*$"
_DATE_TIME = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?"
_ZONE = r"(Z|[+-]\d\d(:?\d\d)?)$"


def _csv(path: Path) -> Iterator[Batch]:
    broken: list[tuple[str, str, Mapping[str, Any]]] = []

    def broken_line(row: pyarrow.csv.InvalidRow) -> str:
        reason = f"the line has {row.actual_columns} values, the header {row.expected_columns}"
        broken.append((f"line {row.number}", reason, {"line": _text(row.text)}))
        return "skip"

    try:
        with (
            pa.input_stream(str(path), compression="detect") as stream,
            pyarrow.csv.open_csv(
                stream,
                # In one thread: line numbers are only known then.
                read_options=pyarrow.csv.ReadOptions(use_threads=False, block_size=1 << 24),
                parse_options=pyarrow.csv.ParseOptions(invalid_row_handler=broken_line),
                convert_options=pyarrow.csv.ConvertOptions(
                    column_types={
                        name: pa.string() for layout in LAYOUTS for name in layout.columns
                    },
                    strings_can_be_null=False,
                ),
            ) as reader,
        ):
            layout = _layout(list(reader.schema.names), path)
            row = 1
            for table in reader:
                yield _csv_batch(table, layout, row, broken)
                row += table.num_rows
                broken = []
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise SourceRefused(
            f"{path.name} cannot be read as CSV in UTF-8: {_first_line(error)}"
        ) from error


def _csv_batch(
    table: pa.RecordBatch,
    layout: Layout,
    first_row: int,
    broken: list[tuple[str, str, Mapping[str, Any]]],
) -> Batch:
    faults: dict[int, str] = {}
    device, names = _devices(table.column(layout.device), faults)
    time_us = _times(table.column(layout.time), faults)
    numbers = {
        name: _numbers(table.column(name), name, faults)
        for name in layout.columns
        if name not in (layout.time, layout.device)
    }
    candidates = _candidates(layout, device, time_us, numbers, faults)
    return Batch(candidates, names, first_row, lambda row: _raw(table, row), list(broken))


def _numbers(column: pa.Array, name: str, faults: dict[int, str]) -> NDArray[np.float64]:
    """Decimal numbers; an empty text is none (NaN), another one a fault."""
    good = pc.match_substring_regex(column, _NUMBER)
    empty = pc.equal(pc.utf8_trim_whitespace(column), "")
    _note(faults, pc.invert(pc.or_(good, empty)), f"{name} is no number")
    trimmed = pc.utf8_ltrim(pc.utf8_trim_whitespace(column), characters="+")
    numbers: NDArray[np.float64] = (
        pc.if_else(good, trimmed, None).cast(pa.float64()).to_numpy(zero_copy_only=False)
    )
    return numbers


def _times(column: pa.Array, faults: dict[int, str]) -> NDArray[np.int64]:
    """ISO 8601 with zone, in microseconds; 0 where there is a fault."""
    good = pc.match_substring_regex(column, _DATE_TIME + _ZONE)
    _note(faults, pc.equal(column, ""), "time is missing")
    _note(
        faults,
        pc.match_substring_regex(column, _DATE_TIME + "$"),
        "time has no zone: add Z or +08:00",
    )
    _note(faults, pc.invert(good), "time is no ISO 8601 date-time with zone")
    texts = pc.if_else(good, column, None)
    try:
        instants = texts.cast(pa.timestamp("us", "UTC")).cast(pa.int64()).fill_null(0)
    except pa.ArrowInvalid:
        # One of them is not in the calendar: find out which, one by one.
        return _times_one_by_one(texts.to_pylist(), faults)
    time_us: NDArray[np.int64] = instants.to_numpy(zero_copy_only=False)
    return time_us


def _times_one_by_one(texts: list[str | None], faults: dict[int, str]) -> NDArray[np.int64]:
    time_us = np.zeros(len(texts), np.int64)
    for row, text in enumerate(texts):
        if text is not None:
            try:
                time_us[row] = microseconds(parse_instant(text))
            except BadDate as error:
                faults.setdefault(row, f"time: {error}")
    return time_us


# Both


def _devices(column: pa.Array, faults: dict[int, str]) -> tuple[NDArray[np.int32], list[str]]:
    """The index of each row's name, and the names."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    names = [name or "" for name in column.dictionary.to_pylist()]
    indices = column.indices.cast(pa.int32())
    blank = pa.array([i for i, name in enumerate(names) if not name.strip()], pa.int32())
    _note(
        faults,
        pc.or_(pc.is_null(indices), pc.is_in(indices.fill_null(-1), value_set=blank)),
        "device is missing",
    )
    return indices.fill_null(0).to_numpy(zero_copy_only=False), names


def _note(faults: dict[int, str], wrong: pa.BooleanArray, reason: str) -> None:
    """Keeps the first reason of each row."""
    for row in np.flatnonzero(wrong.to_numpy(zero_copy_only=False)).tolist():
        faults.setdefault(row, reason)


def _candidates(
    layout: Layout,
    device: NDArray[np.int32],
    time_us: NDArray[np.int64],
    numbers: Mapping[str, NDArray[np.float64]],
    faults: dict[int, str],
) -> Candidates:
    altitude = numbers[layout.altitude]
    if layout.altitude_none is not None:
        altitude = np.where(altitude == layout.altitude_none, np.nan, altitude)
    none = np.full(len(device), np.nan)
    return Candidates(
        device=device,
        time_us=time_us,
        lon=numbers[layout.lon],
        lat=numbers[layout.lat],
        altitude_m=_real(altitude * layout.altitude_unit_m),
        speed_kmh=_real(numbers[layout.speed] if layout.speed else none),
        course=_real(numbers[layout.course] if layout.course else none),
        faults=faults,
    )


def _real(values: NDArray[np.float64]) -> NDArray[np.float32]:
    # A number too large for a real becomes infinite, and is then judged as impossible.
    with np.errstate(over="ignore"):
        return values.astype(np.float32)


def _raw(table: pa.RecordBatch, row: int) -> dict[str, Any]:
    """The row as it came, in values that JSON can hold."""
    return {name: _plain(table.column(i)[row].as_py()) for i, name in enumerate(table.schema.names)}


def _plain(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    """PostgreSQL's jsonb holds no NUL; it is shown as its escape."""
    return re.sub("\x00", r"\\u0000", value)

"""Points in CSV: UTF-8 with or without byte-order mark, or GBK; no row is dropped."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as pa_csv

from spatial.divisions.bulk.csv_form import encoding_of, header_of
from spatial.divisions.bulk.point_tables import BATCH_ROWS, PointTable, point_columns
from spatial.divisions.bulk.table_forms import ROW_ERROR
from spatial.errors import BadParameter

_BLOCK_BYTES = 4 << 20


def open_csv(file: BinaryIO) -> PointTable:
    """A CSV table: UTF-8 with or without byte-order mark, or GBK; comma, tab or semicolon.

    All columns stay the text that they are. Raises BadParameter when it is empty, of another
    encoding, without columns of longitude and latitude, or ends within quotes.
    """
    encoding = encoding_of(file)
    names, delimiter = header_of(file, encoding)
    columns = point_columns(names)
    schema = pa.schema([pa.field(name, pa.string()) for name in names])

    def batches() -> Iterator[pa.RecordBatch]:
        file.seek(0)
        yield from _csv_batches(file, encoding, delimiter, schema)

    try:
        rows = sum(batch.num_rows for batch in batches())
    except pa.ArrowInvalid as error:
        raise BadParameter(f"the CSV cannot be read: {error}") from error
    return PointTable(schema, columns, rows, batches)


def _csv_batches(
    file: BinaryIO, encoding: str, delimiter: str, schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    broken: list[tuple[int, str]] = []

    def keep(row: pa_csv.InvalidRow) -> str:
        broken.append(
            (
                row.number - 2,  # the header is row 1
                f"the row has {row.actual_columns} columns, the header {row.expected_columns}: "
                f"{row.text!r}",
            )
        )
        return "skip"

    reader = pa_csv.open_csv(
        pa.PythonFile(_KeptOpen(file), mode="r"),
        read_options=pa_csv.ReadOptions(
            use_threads=False,
            block_size=_BLOCK_BYTES,
            encoding=encoding,
            column_names=schema.names,
            skip_rows=1,
        ),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=keep,
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=schema, strings_can_be_null=False, quoted_strings_can_be_null=False
        ),
    )
    row = 0
    for batch in reader:
        # Rows of the next block may have been parsed already; only those up to this one's end.
        row, whole = _with_broken(batch, broken, row)
        for start in range(0, whole.num_rows, BATCH_ROWS):
            yield whole.slice(start, BATCH_ROWS)
    if broken:
        yield _broken_rows(schema, [said for _, said in broken])


def _with_broken(
    batch: pa.RecordBatch, broken: list[tuple[int, str]], row: int
) -> tuple[int, pa.RecordBatch]:
    """The batch with the broken rows in their places, and the number of the row after it."""
    if not broken or broken[0][0] > row + batch.num_rows:
        return row + batch.num_rows, batch
    parts: list[pa.RecordBatch] = []
    taken = 0
    while broken and broken[0][0] <= row + batch.num_rows - taken:
        number, said = broken.pop(0)
        ahead = number - row
        if ahead:
            parts.append(_without_fault(batch.slice(taken, ahead)))
            taken += ahead
        parts.append(_broken_rows(batch.schema, [said]))
        row = number + 1
    rest = batch.slice(taken)
    parts.append(_without_fault(rest))
    return row + rest.num_rows, pa.Table.from_batches(parts).combine_chunks().to_batches()[0]


def _without_fault(batch: pa.RecordBatch) -> pa.RecordBatch:
    return batch.append_column(ROW_ERROR, pa.nulls(batch.num_rows, pa.string()))


def _broken_rows(schema: pa.Schema, said: list[str]) -> pa.RecordBatch:
    empty = [pa.nulls(len(said), field.type) for field in schema]
    return pa.RecordBatch.from_arrays(
        [*empty, pa.array(said, pa.string())], names=[*schema.names, ROW_ERROR]
    )


class _KeptOpen(io.RawIOBase):
    """The file as Arrow reads it, which closes what it has read: this one stays open."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

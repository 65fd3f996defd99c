"""Answered tables as bytes, batch by batch: CSV, Parquet or an Arrow stream."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from spatial.divisions.bulk.table_forms import TableForm
from spatial.errors import BadParameter


def writable_as(schema: pa.Schema, form: TableForm) -> None:
    """Returns when a table of these columns can go in the form; else raises BadParameter."""
    if form is not TableForm.CSV:
        return
    for column in schema:
        kind = column.type
        if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            raise BadParameter(
                f"the column {column.name!r} ({kind}) does not go into a CSV: ask for "
                "format=parquet or format=arrow"
            )


def written(
    schema: pa.Schema, batches: Iterator[pa.RecordBatch], form: TableForm
) -> Iterator[bytes]:
    """The bytes of the table, some for each batch; CSV in UTF-8."""
    if form is TableForm.CSV:
        yield _csv_header(schema)
        for batch in batches:
            yield _csv_rows(batch)
        return
    sink = _Drained()
    with _writer(sink, schema, form) as writer:
        for batch in batches:
            writer.write_batch(batch)
            yield sink.take()
    yield sink.take()


def _writer(sink: _Drained, schema: pa.Schema, form: TableForm) -> Any:
    if form is TableForm.PARQUET:
        return pq.ParquetWriter(sink, schema)
    return pa.ipc.new_stream(sink, schema)


def _csv_header(schema: pa.Schema) -> bytes:
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\n").writerow(schema.names)
    return sheet.getvalue().encode()


def _csv_rows(batch: pa.RecordBatch) -> bytes:
    sheet = io.BytesIO()
    options = pa_csv.WriteOptions(include_header=False, quoting_style="none")
    try:
        pa_csv.write_csv(batch, sheet, options)
    except pa.ArrowInvalid:
        # A value holds a comma, a quote or a line end.
        sheet = io.BytesIO()
        pa_csv.write_csv(batch, sheet, pa_csv.WriteOptions(include_header=False))
    return sheet.getvalue()


class _Drained(io.RawIOBase):
    """A file to write to whose bytes are taken away as they come."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._position = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._bytes += piece
        self._position += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._position

    def take(self) -> bytes:
        taken = bytes(self._bytes)
        self._bytes.clear()
        return taken

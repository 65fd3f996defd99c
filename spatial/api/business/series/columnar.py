"""Series as Parquet and as an Arrow stream; loaded by the first question that needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from spatial.api.business.series.tables import Row, type_of
from spatial.drained import Drained

_ROWS = 20_000

_TYPES = {"text": pa.string(), "whole": pa.int64(), "truth": pa.bool_(), "number": pa.float64()}


def schema_of(columns: Sequence[str], told: Mapping[str, str]) -> pa.Schema:
    """The schema of a table. told: what its metadata say; starts and ends are days."""
    fields = [
        pa.field(name, pa.date32() if name in ("starts", "ends") else _TYPES[type_of(name)])
        for name in columns
    ]
    return pa.schema(fields, metadata=dict(told))


def columnar(
    rows: Iterator[Row], columns: Sequence[str], told: Mapping[str, str], *, parquet: bool
) -> Iterator[bytes]:
    """The bytes of the table, some for each batch of rows.

    A Parquet file that breaks off has no foot, and an Arrow stream no end: no reader takes it for
    whole.
    """
    schema = schema_of(columns, told)
    sink = Drained()
    with _writer(sink, schema, parquet=parquet) as writer:
        while batch := list(islice(rows, _ROWS)):
            writer.write_table(_table(batch, schema))
            yield sink.taken()
    yield sink.taken()


def _table(batch: Sequence[Row], schema: pa.Schema) -> pa.Table:
    arrays = []
    for field, cells in zip(schema, zip(*batch, strict=True), strict=True):
        if field.type == pa.date32():
            arrays.append(pa.array(cells, pa.string()).cast(pa.date32()))
        else:
            arrays.append(pa.array(cells, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _writer(sink: Drained, schema: pa.Schema, *, parquet: bool) -> Any:
    if parquet:
        return pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema)
    return pa.ipc.new_stream(sink, schema)

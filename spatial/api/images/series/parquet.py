"""Series as Parquet; loaded by the first question that needs it: others do without pyarrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq

from spatial.api.images.series.tables import Row
from spatial.drained import Drained

_TEXTS = ("kind", "area", "name", "image", "datetime", "period", "reason")
_WHOLE = ("scenes", "normal_years")

_ROWS = 5_000


def parquet_of(rows: Sequence[Row], columns: Sequence[str], measure: str) -> bytes:
    """One table; its metadata tell the measure."""
    return b"".join(parquet_stream(iter(rows), columns, measure))


def parquet_stream(rows: Iterator[Row], columns: Sequence[str], measure: str) -> Iterator[bytes]:
    """As `parquet_of`, a row group at a time. A file that breaks off has no foot: no reader takes
    it.
    """
    fields = [pa.field(name, _type(name)) for name in columns]
    schema = pa.schema(fields, metadata={"measure": measure, "crs": "CGCS2000"})
    sink = Drained()
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema) as writer:
        while batch := [{name: row.get(name) for name in columns} for row in islice(rows, _ROWS)]:
            writer.write_table(pa.Table.from_pylist(batch, schema))
            yield sink.taken()
    yield sink.taken()


def _type(column: str) -> pa.DataType:
    if column in _TEXTS:
        return pa.string()
    return pa.int64() if column in _WHOLE else pa.float64()

"""Arrow's IPC stream, with geometry marked as geoarrow.wkb.

https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format ,
https://geoarrow.org/extension-types . Coordinates are easting or longitude first.
"""

from __future__ import annotations

from collections.abc import Generator

import pyarrow as pa
from sqlalchemy import Connection

from spatial.drained import Drained
from spatial.features.formats.batches import record_batches, schema_of
from spatial.features.formats.export import Export


def arrow_stream(connection: Connection, export: Export) -> Generator[bytes]:
    """The bytes of the stream, some for each batch. One that breaks off has no end mark."""
    schema = schema_of(export, export.free_name("geometry", "geom"))
    sink = Drained()
    with pa.ipc.new_stream(sink, schema) as writer:
        for batch in record_batches(connection, export, schema):
            writer.write_batch(batch)
            yield sink.taken()
    yield sink.taken()

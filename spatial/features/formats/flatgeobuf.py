"""FlatGeobuf, as GDAL writes it.

https://flatgeobuf.org . GDAL writes to a file that it can seek in, so the whole lies on disk before
its first byte is sent; memory holds a batch. There is no spatial index in it: that would need the
boxes of all features in memory, and a file that is read from its beginning has no use for one
(`ogr2ogr` adds it). Coordinates are easting or longitude first.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pyarrow as pa
from sqlalchemy import Connection

from spatial.features.collection import GeometryType
from spatial.features.formats.batches import record_batches, schema_of
from spatial.features.formats.export import Export

_PIECE = 1 << 20

_LAYER = "features"


def flatgeobuf(connection: Connection, export: Export) -> Generator[bytes]:
    """The bytes of the file. Days are instants without zone at 00:00 in it, for it has no days,
    and instants are told to the millisecond."""
    import pyogrio

    geometry = export.free_name("geometry", "geom")
    schema = schema_of(export, geometry)
    kind = export.collection.geometry_type
    collected = kind in (GeometryType.LINES, GeometryType.POLYGONS)
    failed: list[psycopg.Error] = []

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            yield from record_batches(connection, export, schema, collected=collected)
        except psycopg.Error as error:
            failed.append(error)
            raise

    reader = pa.RecordBatchReader.from_batches(schema, batches())
    with TemporaryDirectory(prefix="shikong-export-") as folder:
        file = Path(folder, "features.fgb")
        try:
            pyogrio.write_arrow(
                reader,
                file,
                layer=_LAYER,
                driver="FlatGeobuf",
                geometry_name=geometry if export.has_geometry else None,
                geometry_type="Unknown" if kind is GeometryType.ANY else kind.value,
                # GDAL 3.6 knows no codes of the authority OGC; the order of axes is x, y anyhow.
                crs=f"EPSG:{export.system.srid}",
                layer_options={"SPATIAL_INDEX": "NO"},
            )
        except (RuntimeError, pa.ArrowException):
            # On its way through C an error of the database has become a text.
            if failed:
                raise failed[0] from None
            raise
        with file.open("rb") as written:
            while piece := written.read(_PIECE):
                yield piece

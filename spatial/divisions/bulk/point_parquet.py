"""Points in Parquet, with columns of degrees or with a GeoParquet point column."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from spatial.divisions.bulk.bulk_points import PointColumns
from spatial.divisions.bulk.point_tables import (
    BATCH_ROWS,
    PointTable,
    date_column,
    has_degrees,
    point_columns,
)
from spatial.divisions.bulk.table_forms import require_room
from spatial.errors import BadParameter

_KNOWN_EPSG = (4326, 4490)


def open_parquet(file: BinaryIO) -> PointTable:
    """A Parquet table with the columns lon and lat, or a GeoParquet one with a point column.

    Raises BadParameter when it is no Parquet file, has neither, or names another CRS.
    """
    file.seek(0)
    try:
        stored = pq.ParquetFile(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise BadParameter(f"the body is no Parquet file: {error}") from error
    schema = stored.schema_arrow
    require_room(schema.names)
    geometry = _geometry_column(schema)
    metadata = {k: v for k, v in (schema.metadata or {}).items() if k == b"geo"}
    schema = schema.with_metadata(metadata or None)
    if geometry is None or has_degrees(schema.names):
        columns = point_columns(schema.names)

        def batches() -> Iterator[pa.RecordBatch]:
            yield from stored.iter_batches(BATCH_ROWS)

        return PointTable(schema, columns, stored.metadata.num_rows, batches)
    columns = PointColumns("lon", "lat", date_column(schema.names))
    with_degrees = pa.schema(
        [*schema, pa.field("lon", pa.float64()), pa.field("lat", pa.float64())], schema.metadata
    )

    def with_points() -> Iterator[pa.RecordBatch]:
        for batch in stored.iter_batches(BATCH_ROWS):
            yield _with_degrees(batch, geometry)

    return PointTable(with_degrees, columns, stored.metadata.num_rows, with_points)


def _geometry_column(schema: pa.Schema) -> str | None:
    """The point column that GeoParquet metadata name. Raises BadParameter for another CRS."""
    said = (schema.metadata or {}).get(b"geo")
    if said is None:
        return None
    try:
        document: dict[str, Any] = json.loads(said)
        name = document["primary_column"]
        about = document["columns"][name]
    except (ValueError, KeyError, TypeError) as error:
        raise BadParameter("the GeoParquet metadata cannot be read") from error
    crs = about.get("crs")
    identity = (crs or {}).get("id", {})
    # Without a crs member it is OGC:CRS84 (GeoParquet 1.1); CGCS2000 equals it at the metre level.
    if crs is not None and not (
        identity.get("authority") == "EPSG" and identity.get("code") in _KNOWN_EPSG
    ) and identity.get("code") != "CRS84":  # fmt: skip
        raise BadParameter(
            f"the column {name!r} is in {identity or 'an unnamed CRS'}: give longitude, latitude "
            "in CGCS2000 (EPSG:4490)"
        )
    if about.get("encoding") != "WKB":
        raise BadParameter(f"the column {name!r} is encoded as {about.get('encoding')}: give WKB")
    return str(name)


def _with_degrees(batch: pa.RecordBatch, geometry: str) -> pa.RecordBatch:
    """The batch with lon and lat; without them where the geometry is no point."""
    shapes = shapely.from_wkb(
        batch.column(geometry).to_numpy(zero_copy_only=False), on_invalid="ignore"
    )
    points = shapely.get_type_id(shapes) == 0
    lon, lat = np.where(points, shapely.get_x(shapes), np.nan), np.where(
        points, shapely.get_y(shapes), np.nan
    )  # fmt: skip
    missing = ~(np.isfinite(lon) & np.isfinite(lat))
    return batch.append_column("lon", pa.array(lon, mask=missing)).append_column(
        "lat", pa.array(lat, mask=missing)
    )

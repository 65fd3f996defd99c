"""GeoParquet 1.1: row groups with a box of each feature, so that a reader skips what lies outside.

https://geoparquet.org/releases/v1.1.0/ . Coordinates are easting or longitude first whatever the
axes of the system are, as the standard says.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sqlalchemy import Connection

from spatial.drained import Drained
from spatial.features.formats.batches import projjson, record_batches, schema_of
from spatial.features.formats.export import Export
from spatial.features.formats.shapes import shapes_of

# A row group ends at whichever comes first: readers skip by groups, and we hold one in memory.
_GROUP_ROWS = 50_000
_GROUP_BYTES = 16 << 20

_SIDES = ("xmin", "ymin", "xmax", "ymax")
_BOX = pa.struct([pa.field(side, pa.float64(), nullable=False) for side in _SIDES])


def geoparquet(connection: Connection, export: Export) -> Generator[bytes]:
    """The bytes of the file, some for each row group. A file that breaks off has no foot: no
    reader takes it for whole."""
    geometry = export.free_name("geometry", "geom")
    box = export.free_name("bbox", "geometry_bbox")
    read = schema_of(export, geometry)
    stored = _stored_schema(read, box) if export.has_geometry else read
    sink = Drained()
    bounds = np.array([np.inf, np.inf, -np.inf, -np.inf])
    types: set[str] = set()
    with pq.ParquetWriter(
        pa.PythonFile(sink, mode="w"), stored, compression="zstd", version="2.6"
    ) as writer:
        group: list[pa.RecordBatch] = []
        for batch in record_batches(connection, export, read):
            if export.has_geometry:
                shapes = shapes_of(batch.column(geometry))
                types |= shapes.types
                bounds = _wider(bounds, shapes.boxes)
                boxes = _boxes(shapes.boxes)
                batch = pa.RecordBatch.from_arrays([*batch.columns, boxes], schema=stored)
            group.append(batch)
            if _rows(group) >= _GROUP_ROWS or sum(one.nbytes for one in group) >= _GROUP_BYTES:
                writer.write_table(pa.Table.from_batches(group, stored))
                group = []
                yield sink.taken()
        if group:
            writer.write_table(pa.Table.from_batches(group, stored))
        if export.has_geometry:
            about = _geo(export, geometry, box, bounds, types)
            writer.add_key_value_metadata({"geo": json.dumps(about)})
    yield sink.taken()


def _rows(group: list[pa.RecordBatch]) -> int:
    return sum(batch.num_rows for batch in group)


def _stored_schema(read: pa.Schema, box: str) -> pa.Schema:
    # Readers of GeoParquet go by the file's `geo`; with the marks of Arrow as well the column
    # would come back as an extension type where geoarrow is installed, and as bytes where not.
    plain = [field.remove_metadata() if pa.types.is_binary(field.type) else field for field in read]
    return pa.schema([*plain, pa.field(box, _BOX)], metadata=read.metadata)


def _boxes(boxes: NDArray[np.float64]) -> pa.StructArray:
    missing = np.isnan(boxes[:, 0])
    return pa.StructArray.from_arrays(
        [pa.array(np.where(missing, 0.0, boxes[:, side])) for side in range(4)],
        fields=list(_BOX),
        mask=pa.array(missing),
    )


def _wider(bounds: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The bounds with boxes added; those that are NaN add nothing."""
    some = boxes[~np.isnan(boxes[:, 0])]
    if not len(some):
        return bounds
    return np.concatenate(
        [
            np.minimum(bounds[:2], some[:, :2].min(axis=0)),
            np.maximum(bounds[2:], some[:, 2:].max(axis=0)),
        ]
    )


def _geo(
    export: Export, geometry: str, box: str, bounds: NDArray[np.float64], types: set[str]
) -> dict[str, Any]:
    """The metadata of the file. They say what was written, so they are made at its end."""
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(types),
        "crs": projjson(export.system),
        "edges": "planar",
        "covering": {"bbox": {side: [box, side] for side in _SIDES}},
    }
    if np.isfinite(bounds).all():
        column["bbox"] = bounds.tolist()
    return {"version": "1.1.0", "primary_column": geometry, "columns": {geometry: column}}

"""Features as Arrow record batches: COPY's text, read by Arrow a megabyte at a time."""

from __future__ import annotations

import binascii
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
from sqlalchemy import Connection

from spatial.features.collection import PropertyType
from spatial.features.formats.copied import AS_CSV, copied, gathered
from spatial.features.formats.export import Column, Export
from spatial.features.statements import GeometryForm
from spatial.features.systems import CRS84, System

_LOT = 1 << 20
"""Bytes of text that become one batch; a row that is larger is one alone."""

_TYPES: dict[PropertyType, pa.DataType] = {
    PropertyType.TEXT: pa.string(),
    PropertyType.INTEGER: pa.int64(),
    PropertyType.NUMBER: pa.float64(),
    PropertyType.BOOLEAN: pa.bool_(),
    PropertyType.DAY: pa.date32(),
    PropertyType.INSTANT: pa.timestamp("us", "UTC"),
}

# As what they are read; days and instants come as numbers, which no setting of a session changes.
_READ_AS = _TYPES | {PropertyType.DAY: pa.int32(), PropertyType.INSTANT: pa.int64()}

_SQL: dict[PropertyType, str] = {
    PropertyType.TEXT: "{0}::text",
    PropertyType.INTEGER: "{0}::bigint",
    PropertyType.NUMBER: "{0}::float8",
    PropertyType.BOOLEAN: "{0}::boolean",
    PropertyType.DAY: "CASE WHEN isfinite({0}) THEN {0} - date '1970-01-01' END",
    PropertyType.INSTANT: "CASE WHEN isfinite({0}) "
    "THEN (extract(epoch FROM {0}) * 1000000)::bigint END",
}


def schema_of(export: Export, geometry_name: str) -> pa.Schema:
    """The schema: `id`, the columns, the geometry as WKB. Fields tell their title and unit."""
    fields = [pa.field("id", pa.string(), nullable=False)]
    fields += [pa.field(one.name, _TYPES[one.type], metadata=_told(one)) for one in export.columns]
    if export.has_geometry:
        fields.append(pa.field(geometry_name, pa.binary(), metadata=geoarrow_metadata(export)))
    about = {"title": export.collection.title, "collection": export.collection.id}
    return pa.schema(fields, metadata=about)


def _told(column: Column) -> dict[str, str]:
    return {"title": column.title} | ({} if column.unit is None else {"unit": column.unit})


def geoarrow_metadata(export: Export) -> dict[str, str]:
    """What marks a column of WKB as geometry in Arrow (geoarrow.wkb), with its CRS as PROJJSON."""
    about = {"crs": projjson(export.system), "crs_type": "projjson"}
    return {
        "ARROW:extension:name": "geoarrow.wkb",
        "ARROW:extension:metadata": json.dumps(about),
    }


def projjson(system: System) -> dict[str, Any]:
    """The system as PROJJSON; coordinates are easting or longitude first whatever its axes say."""
    from pyproj import CRS

    name = "OGC:CRS84" if system == CRS84 else f"EPSG:{system.srid}"
    document: dict[str, Any] = CRS.from_user_input(name).to_json_dict()
    return document


def record_batches(
    connection: Connection, export: Export, schema: pa.Schema, *, collected: bool = False
) -> Iterator[pa.RecordBatch]:
    """The features in order, in batches of about a megabyte.

    collected: a line or polygon comes as a collection of one, for forms with one type of geometry.
    """
    columns = [_SQL[one.type].format(one.value) for one in export.columns]
    columns.insert(0, "q.id")
    if export.has_geometry:
        wkb = "ST_AsBinary(ST_Multi(q.geom::geometry))" if collected else "q.geom"
        columns.append(f"encode({wkb}, 'hex')")
    sql, values = export.select(columns, GeometryForm.WKB)
    read_as = [pa.string(), *(_READ_AS[one.type] for one in export.columns)]
    if export.has_geometry:
        read_as.append(pa.string())
    for lot in gathered(copied(connection, sql, values, AS_CSV), _LOT):
        yield _batch(b"".join(lot), read_as, schema)


def _batch(rows: bytes, read_as: list[pa.DataType], schema: pa.Schema) -> pa.RecordBatch:
    """A batch from rows of CSV, in which NULL is nothing and an empty text is quoted."""
    names = [str(place) for place in range(len(read_as))]
    table = pyarrow.csv.read_csv(
        pa.py_buffer(rows),
        # One block, so that no row lies across two; threads would gain nothing in a megabyte.
        read_options=pyarrow.csv.ReadOptions(
            use_threads=False, block_size=len(rows) + 1, column_names=names
        ),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict(zip(names, read_as, strict=True)),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )
    arrays = []
    for field, read in zip(schema, table.columns, strict=True):
        whole = pa.concat_arrays(read.chunks)
        arrays.append(_unhexed(whole) if field.type == pa.binary() else whole.view(field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _unhexed(hexadecimal: pa.StringArray) -> pa.BinaryArray:
    """The bytes that an array of hexadecimal texts spells; all texts at once, for they adjoin."""
    validity, offsets, letters = hexadecimal.buffers()
    starts = np.frombuffer(offsets, np.int32)[: len(hexadecimal) + 1]
    data = binascii.unhexlify(memoryview(letters)[starts[0] : starts[-1]]) if letters else b""
    moved = ((starts - starts[0]) // 2).astype(np.int32)
    return pa.BinaryArray.from_buffers(
        pa.binary(), len(hexadecimal), [validity, pa.py_buffer(moved), pa.py_buffer(data)]
    )

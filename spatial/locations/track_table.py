"""A track as a GeoParquet table (version 1.1): a row for each fix."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely
from numpy.typing import NDArray

from spatial.locations.clock import microseconds
from spatial.locations.device_track import Track

_DETAILS = ("altitude_m", "speed_kmh", "course")


def parquet_of(track: Track) -> bytes:
    """The table as the bytes of a file.

    Columns: device, device_class, part, time, lon, lat, altitude_m, speed_kmh, course, geometry.
    part: number of the gap-free part, from 0. time: UTC, microseconds. lon, lat: degrees, CGCS2000;
    geometry is the same as WKB, longitude first as GeoParquet has it whatever the CRS. Null is
    "not told". Without a fix the table has no row.
    """
    lon_lat = np.concatenate([np.empty((0, 2)), *(part.lon_lat for part in track.parts)])
    times = [microseconds(time) for part in track.parts for time in part.times]
    sizes = [len(part.times) for part in track.parts]
    lon, lat = lon_lat[:, 0], lon_lat[:, 1]
    table = pa.table(
        {
            "device": pa.array([track.device] * len(times), pa.string()),
            "device_class": pa.array([track.device_class] * len(times), pa.string()),
            "part": pa.array(np.repeat(np.arange(len(sizes)), sizes), pa.int32()),
            "time": pa.array(times, pa.timestamp("us", tz="UTC")),
            "lon": pa.array(lon, pa.float64()),
            "lat": pa.array(lat, pa.float64()),
            **{name: pa.array(_column(track, name), pa.float32(), from_pandas=True)
               for name in _DETAILS},
            "geometry": pa.array(shapely.to_wkb(shapely.points(lon, lat)), pa.binary()),
        }
    )  # fmt: skip
    table = table.replace_schema_metadata({"geo": json.dumps(_geo(lon, lat))})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())


def _column(track: Track, name: str) -> NDArray[np.float32]:
    columns = [
        np.full(len(part.times), np.nan, np.float32)
        if part.told is None
        else getattr(part.told, name)
        for part in track.parts
    ]
    return np.concatenate([np.empty(0, np.float32), *columns])


def _geo(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> dict[str, object]:
    """The metadata of GeoParquet 1.1.0."""
    column: dict[str, object] = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "crs": pyproj.CRS.from_epsg(4490).to_json_dict(),
    }
    if len(lon):
        column["bbox"] = [float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())]
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}

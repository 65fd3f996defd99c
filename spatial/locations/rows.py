"""Hot fixes between PostgreSQL's rows and our columns."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spatial.locations.fixes import FixColumns, fix_keys

HOT_COLUMNS = (
    "device_id, (extract(epoch FROM fixed_at) * 1000000)::bigint AS time_us, lon_e7, lat_e7,"
    " altitude_m, speed_kmh, course, flags, alarm,"
    " extract(epoch FROM received_at)::bigint AS received_s, extras"
)
"""What a statement selects of position_fix for `columns_of`."""


def columns_of(rows: Sequence[Any]) -> FixColumns:
    """Rows of HOT_COLUMNS as columns, in their order."""
    if not rows:
        return FixColumns.none()
    # Plain tuples: numpy takes twenty times as long over SQLAlchemy's rows.
    device, time, lon, lat, altitude, speed, course, flags, alarm, received, extras = zip(
        *map(tuple, rows), strict=True
    )
    others = np.empty(len(rows), np.object_)
    others[:] = [bytes(one) for one in extras]
    return FixColumns(
        device_id=np.array(device, np.int32),
        time_us=np.array(time, np.int64),
        lon_e7=np.array(lon, np.int32),
        lat_e7=np.array(lat, np.int32),
        altitude_m=_real(altitude),
        speed_kmh=_real(speed),
        course=_real(course),
        flags=np.array(flags, np.int32),
        alarm=np.array(alarm, np.int32),
        received_s=np.array(received, np.int64),
        extras=others,
    )


def _real(values: Sequence[float | None]) -> NDArray[np.float32]:
    return np.array([np.nan if value is None else value for value in values], np.float32)


_POSTGRES_EPOCH_US = timedelta(days=10957) // timedelta(microseconds=1)
"""2000-01-01 in microseconds since 1970-01-01: PostgreSQL counts from there."""

_COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_COPY_TAIL = struct.pack(">h", -1)

COPY_COLUMNS = (
    "device_id, fixed_at, fix_key, lon_e7, lat_e7, flags, alarm, altitude_m, speed_kmh, course,"
    " received_at, extras"
)
"""The columns that `copy_binary` writes."""


def copy_binary(fixes: FixColumns) -> bytes:
    """The fixes in PostgreSQL's binary COPY format (documentation of COPY, "Binary Format").

    Every tuple has the same width, so that the whole batch is one structured array: "unknown" is
    NaN on the way and becomes null in the INSERT. Where fixes have extras, tuples are written one
    by one.
    """
    columns: tuple[tuple[str, str, NDArray[np.generic]], ...] = (
        ("device_id", ">i4", fixes.device_id),
        ("fixed_at", ">i8", fixes.time_us - _POSTGRES_EPOCH_US),
        ("fix_key", ">i8", fix_keys(fixes)),
        ("lon_e7", ">i4", fixes.lon_e7),
        ("lat_e7", ">i4", fixes.lat_e7),
        ("flags", ">i4", fixes.flags),
        ("alarm", ">i4", fixes.alarm),
        ("altitude_m", ">f4", fixes.altitude_m),
        ("speed_kmh", ">f4", fixes.speed_kmh),
        ("course", ">f4", fixes.course),
        ("received_at", ">i8", fixes.received_s * 1_000_000 - _POSTGRES_EPOCH_US),
    )
    layout = [("columns", ">i2")]
    for name, kind, _ in columns:
        layout += [(f"{name}_width", ">i4"), (name, kind)]
    layout.append(("extras_width", ">i4"))
    tuples = np.empty(len(fixes), dtype=layout)
    tuples["columns"] = len(columns) + 1
    for name, kind, values in columns:
        tuples[f"{name}_width"] = np.dtype(kind).itemsize
        tuples[name] = values
    if not fixes.extras.any():
        tuples["extras_width"] = 0
        return _COPY_HEAD + tuples.tobytes() + _COPY_TAIL
    tuples["extras_width"] = [len(extra) for extra in fixes.extras]
    heads, width = tuples.tobytes(), tuples.dtype.itemsize
    pieces = [_COPY_HEAD]
    for row, extra in enumerate(fixes.extras):
        pieces += [heads[row * width : (row + 1) * width], extra]
    return b"".join([*pieces, _COPY_TAIL])

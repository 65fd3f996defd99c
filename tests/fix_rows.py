"""Fixes in three lines: a device, its class, and (time, longitude, latitude) for each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy import Engine

from ingest.beidou.checks import microseconds
from ingest.beidou.store import FixStaging, Stored, register_devices
from spatial.locations.fixes import FixColumns, degrees_e7
from spatial.temporal import parse_instant

Row = tuple[str, float, float]


def columns(device_id: int, rows: Sequence[Row]) -> FixColumns:
    """The rows as columns, without altitude, speed and course."""
    unknown = np.full(len(rows), np.nan, np.float32)
    return FixColumns(
        device_id=np.full(len(rows), device_id, np.int32),
        time_us=np.array([microseconds(parse_instant(time)) for time, _, _ in rows], np.int64),
        lon_e7=degrees_e7(np.array([lon for _, lon, _ in rows], np.float64)),
        lat_e7=degrees_e7(np.array([lat for _, _, lat in rows], np.float64)),
        altitude_m=unknown,
        speed_kmh=unknown,
        course=unknown,
        flags=np.zeros(len(rows), np.int32),
    )


def store_track(
    engine: Engine, device: str, rows: Sequence[Row], *, device_class: str = "patrol"
) -> Stored:
    """Stores the rows in a transaction of their own."""
    with engine.begin() as connection:
        ids = register_devices(connection, [device], device_class=device_class, source="test")
        staging = FixStaging(connection)
        staging.add(columns(ids[device], rows))
        return staging.store()

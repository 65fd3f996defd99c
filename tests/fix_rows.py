"""Fixes in three lines: a device, its class, and (time, longitude, latitude) for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from sqlalchemy import Engine, text

from ingest.beidou.store import FixStaging, Stored, register_devices
from spatial.locations.clock import microseconds
from spatial.locations.fixes import FixColumns, degrees_e7, no_extras
from spatial.locations.history import fixes_of
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
        altitude_m=unknown.copy(),
        speed_kmh=unknown.copy(),
        course=unknown.copy(),
        flags=np.zeros(len(rows), np.int32),
        alarm=np.zeros(len(rows), np.int32),
        received_s=np.full(len(rows), 1_714_600_000, np.int64),
        extras=no_extras(len(rows)),
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


@dataclass(frozen=True)
class HeldFix:
    """A fix as the history gives it, wherever it lies. Unknown is None."""

    device: str
    device_class: str
    at: datetime
    lon_e7: int
    lat_e7: int
    altitude_m: float | None
    speed_kmh: float | None
    course: float | None
    flags: int
    alarm: int
    extras: bytes


def held_fixes(engine: Engine) -> list[HeldFix]:
    """All that the history holds, by device and time."""
    found = []
    with engine.connect() as connection:
        devices = connection.execute(text('SELECT * FROM device ORDER BY name COLLATE "C"')).all()
        for device in devices:
            fixes = fixes_of(connection, device.id, EARLIEST, LATEST)
            for row in range(len(fixes)):
                found.append(
                    HeldFix(
                        device.name,
                        device.device_class,
                        datetime.fromtimestamp(0, UTC)
                        + timedelta(microseconds=int(fixes.time_us[row])),
                        int(fixes.lon_e7[row]),
                        int(fixes.lat_e7[row]),
                        *(
                            None if np.isnan(value) else float(value)
                            for value in (
                                fixes.altitude_m[row],
                                fixes.speed_kmh[row],
                                fixes.course[row],
                            )
                        ),
                        int(fixes.flags[row]),
                        int(fixes.alarm[row]),
                        bytes(fixes.extras[row]),
                    )
                )
    return found


EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)

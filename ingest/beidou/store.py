"""Writes judged fixes in the caller's transaction: once each, with all that is derived from them.

COPY into a temporary table, INSERT … ON CONFLICT DO NOTHING into the month's partition, then the
newest fix of each device and the track pieces of the touched hours.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import psycopg
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.errors import BadParameter, DeviceClassConflict
from spatial.locations.fixes import FixColumns, fix_keys
from spatial.locations.tracks import EARTH_RADIUS_M, GAP, JUMP_M

DEVICE_CLASSES = ("vehicle", "patrol", "personal", "marker")

_DEVICE_NAME = re.compile(r"[\w.:-]{1,64}")

_WORK_MEM = "192MB"

_LOW_ZOOM_TOLERANCE_M = 40.0
"""Of track_piece.geom_low: a quarter of a pixel of 256 to a tile at zoom 10."""


def is_device_name(name: str) -> bool:
    """Whether it may stand in an address: 1 to 64 letters, digits, or `_ . : -`.

    >>> is_device_name("geolife-000"), is_device_name("巡查-01"), is_device_name("a/b")
    (True, True, False)
    """
    return _DEVICE_NAME.fullmatch(name) is not None


def require_device_class(device_class: str) -> None:
    """Returns for a known class. Raises BadParameter."""
    if device_class not in DEVICE_CLASSES:
        raise BadParameter(
            f"there is no device class {device_class!r}; there are {', '.join(DEVICE_CLASSES)}"
        )


def register_devices(
    connection: Connection, names: Iterable[str], *, device_class: str, source: str
) -> dict[str, int]:
    """The register's id of each device, made where it is new; locked until the transaction ends.

    source: the kind of source that names them first. The lock keeps two loads of one device from
    building its track pieces from half of the fixes each.
    Raises DeviceClassConflict when a device is registered with another class, BadParameter for an
    unknown class.
    """
    require_device_class(device_class)
    wanted = sorted(set(names))
    if not wanted:
        return {}
    connection.execute(
        text(
            "INSERT INTO device (name, device_class, source)"
            " SELECT name, :device_class, :source FROM unnest(CAST(:names AS text[])) AS name"
            " ON CONFLICT DO NOTHING"
        ),
        {"names": wanted, "device_class": device_class, "source": source},
    )
    rows = connection.execute(
        text(
            "SELECT name, id, device_class FROM device WHERE name = ANY(:names)"
            " ORDER BY id FOR UPDATE"
        ),
        {"names": wanted},
    ).all()
    for row in rows:
        if row.device_class != device_class:
            raise DeviceClassConflict(
                f"device {row.name} is registered as {row.device_class}, not as {device_class}; "
                "the class of a device is not changed by loading"
            )
    return {row.name: row.id for row in rows}


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the staged fixes: by device id, how many are new, how many were there."""

    accepted: Mapping[int, int]
    repeated: Mapping[int, int]


class FixStaging:
    """Takes fixes in batches, then stores all of them at once.

    The connection's transaction is the caller's; nothing is to be seen before it commits.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._staged: dict[int, int] = {}
        self._months: set[np.datetime64] = set()
        # A second staging in the same transaction begins anew.
        connection.execute(text("DROP TABLE IF EXISTS pg_temp.staged_fix, pg_temp.touched_hour"))
        connection.execute(
            text(
                "CREATE TEMPORARY TABLE staged_fix (device_id integer NOT NULL,"
                " fixed_at timestamptz NOT NULL, fix_key bigint NOT NULL,"
                " lon_e7 integer NOT NULL, lat_e7 integer NOT NULL, flags integer NOT NULL,"
                " altitude_m real NOT NULL, speed_kmh real NOT NULL, course real NOT NULL)"
                " ON COMMIT DROP"
            )
        )
        connection.execute(
            text(
                "CREATE TEMPORARY TABLE touched_hour (device_id integer NOT NULL,"
                " hour timestamptz NOT NULL, hour_end timestamptz NOT NULL,"
                " fixes bigint NOT NULL) ON COMMIT DROP"
            )
        )

    def add(self, fixes: FixColumns) -> None:
        """Stages a batch."""
        if len(fixes) == 0:
            return
        ids, counts = np.unique(fixes.device_id, return_counts=True)
        for device_id, count in zip(ids.tolist(), counts.tolist(), strict=True):
            self._staged[device_id] = self._staged.get(device_id, 0) + count
        self._months.update(np.unique(fixes.time_us.view("datetime64[us]").astype("M8[M]")))
        raw = self._connection.connection.driver_connection
        assert isinstance(raw, psycopg.Connection)
        with (
            raw.cursor() as cursor,
            cursor.copy(
                "COPY pg_temp.staged_fix (device_id, fixed_at, fix_key, lon_e7, lat_e7, flags,"
                " altitude_m, speed_kmh, course) FROM STDIN (FORMAT BINARY)"
            ) as copy,
        ):
            copy.write(_copy_binary(fixes))

    def store(self) -> Stored:
        """Stores what is staged: fixes, newest fix of each device, track pieces."""
        if not self._staged:
            return Stored({}, {})
        run = self._connection.execute
        # The sorts of a large file stay in memory; for this transaction only.
        run(text("SELECT set_config('work_mem', :size, true)"), {"size": _WORK_MEM})
        for month in sorted(self._months):
            starts = datetime.fromisoformat(f"{month}-01T00:00:00+00:00")
            run(text("SELECT position_fix_partition(:month)"), {"month": starts})
        run(text(read_sql("ingest.beidou", "store_fixes")))
        accepted = {
            row.device_id: row.fixes
            for row in run(
                text(
                    "SELECT device_id, sum(fixes)::bigint AS fixes FROM touched_hour"
                    " GROUP BY device_id"
                )
            )
        }
        if accepted:
            run(text(read_sql("ingest.beidou", "renew_latest")))
            self._rebuild_track_pieces()
        repeated = {
            device_id: count - accepted.get(device_id, 0)
            for device_id, count in self._staged.items()
            if count > accepted.get(device_id, 0)
        }
        return Stored(accepted, repeated)

    def _rebuild_track_pieces(self) -> None:
        run = self._connection.execute
        # The line of the hour before may end at the first fix of a touched hour.
        run(
            text(
                "INSERT INTO touched_hour SELECT device_id, hour - interval '1 hour', hour, 0"
                " FROM touched_hour AS here WHERE NOT EXISTS (SELECT FROM touched_hour AS before"
                " WHERE before.device_id = here.device_id"
                " AND before.hour = here.hour - interval '1 hour')"
            )
        )
        run(text("ANALYZE touched_hour"))
        run(
            text(
                "DELETE FROM track_piece AS piece USING touched_hour AS touched"
                " WHERE piece.device_id = touched.device_id AND piece.hour = touched.hour"
            )
        )
        run(
            text(read_sql("spatial.locations", "rebuild_track_pieces")),
            {
                "gap": GAP,
                "jump_m": JUMP_M,
                "radius_m": EARTH_RADIUS_M,
                "low_m": _LOW_ZOOM_TOLERANCE_M,
            },
        )


_POSTGRES_EPOCH_US = timedelta(days=10957) // timedelta(microseconds=1)
"""2000-01-01 in microseconds since 1970-01-01: PostgreSQL counts from there."""

_COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_COPY_TAIL = struct.pack(">h", -1)


def _copy_binary(fixes: FixColumns) -> bytes:
    """The batch in PostgreSQL's binary COPY format (documentation of COPY, "Binary Format").

    Every tuple has the same width, so that the whole batch is one structured array: "unknown" is
    NaN on the way and becomes null in the INSERT.
    """
    columns: tuple[tuple[str, str, NDArray[np.generic]], ...] = (
        ("device_id", ">i4", fixes.device_id),
        ("fixed_at", ">i8", fixes.time_us - _POSTGRES_EPOCH_US),
        ("fix_key", ">i8", fix_keys(fixes)),
        ("lon_e7", ">i4", fixes.lon_e7),
        ("lat_e7", ">i4", fixes.lat_e7),
        ("flags", ">i4", fixes.flags),
        ("altitude_m", ">f4", fixes.altitude_m),
        ("speed_kmh", ">f4", fixes.speed_kmh),
        ("course", ">f4", fixes.course),
    )
    layout = [("columns", ">i2")]
    for name, kind, _ in columns:
        layout += [(f"{name}_width", ">i4"), (name, kind)]
    tuples = np.empty(len(fixes), dtype=layout)
    tuples["columns"] = len(columns)
    for name, kind, values in columns:
        tuples[f"{name}_width"] = np.dtype(kind).itemsize
        tuples[name] = values
    return _COPY_HEAD + tuples.tobytes() + _COPY_TAIL

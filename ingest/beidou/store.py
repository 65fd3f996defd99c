"""Writes judged fixes in the caller's transaction: once each, with the newest fix of each device.

Those of the last hours become hot rows (COPY into a temporary table, then INSERT … ON CONFLICT into
the partition of the hour); older ones go straight into the sealed chunks of their hours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.errors import BadParameter, DeviceClassConflict
from spatial.locations.chunk_plan import HOUR_US
from spatial.locations.clock import instant
from spatial.locations.fixes import FixColumns, fix_keys, in_order, merge
from spatial.locations.rows import COPY_COLUMNS, copy_binary
from spatial.locations.sealing import hot_from_us, log_enriched, seal

DEVICE_CLASSES = ("vehicle", "patrol", "personal", "marker")

_DEVICE_NAME = re.compile(r"[\w.:-]{1,64}")

_MOST_HELD = 500_000
"""Fixes that are held in memory before those of sealed hours are written."""


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
    """What became of the fixes: by device id, how many are new, how many were there already.

    enriched: how many of those that were there are told more of now.
    """

    accepted: Mapping[int, int]
    repeated: Mapping[int, int]
    enriched: int = 0


class FixStaging:
    """Takes fixes in batches, and stores each once.

    The connection's transaction is the caller's, who has locked the devices (register_devices);
    nothing is to be seen before it commits.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: list[FixColumns] = []
        self._holds = 0
        self._came: Counter[int] = Counter()
        self._accepted: Counter[int] = Counter()
        self._enriched = 0
        self._staged = False

    def add(self, fixes: FixColumns) -> None:
        """Takes a batch."""
        if len(fixes) == 0:
            return
        self._came += _counts(fixes)
        self._held.append(fixes)
        self._holds += len(fixes)
        if self._holds >= _MOST_HELD:
            self._write_ended()

    def store(self) -> Stored:
        """Writes what is held still, and says what became of all."""
        self._write()
        return Stored(dict(self._accepted), dict(self._came - self._accepted), self._enriched)

    def _write_ended(self) -> None:
        """Writes the hours that seem to be over: more of the last one of a device may follow.

        A chunk that is written in two steps is written twice.
        """
        fixes = FixColumns.joined(self._held)
        hours = fixes.time_us // HOUR_US
        devices, place = np.unique(fixes.device_id, return_inverse=True)
        last = np.full(len(devices), np.iinfo(np.int64).min)
        np.maximum.at(last, place, hours)
        open_still = hours == last[place]
        if 2 * open_still.sum() > len(fixes):
            open_still[:] = False
        self._held, self._holds = [], 0
        self._write_all(fixes.take(~open_still))
        if open_still.any():
            self._held, self._holds = [fixes.take(open_still)], int(open_still.sum())

    def _write(self) -> None:
        if not self._held:
            return
        fixes = FixColumns.joined(self._held)
        self._held, self._holds = [], 0
        self._write_all(fixes)

    def _write_all(self, fixes: FixColumns) -> None:
        hot = fixes.time_us >= hot_from_us(self._connection)
        if not hot.all():
            sealed = seal(self._connection, fixes.take(~hot))
            self._enriched += sealed.enriched
            accepted = in_order(sealed.new)[0]
            self._accepted += _counts(accepted)
            _renew_latest(self._connection, accepted)
        if hot.any():
            self._write_hot(merge(FixColumns.none(), fixes.take(hot)).fixes)

    def _write_hot(self, fixes: FixColumns) -> None:
        """Writes fixes of hot hours, each once and in order, and renews the latest of each device.

        All but the fixes themselves is done by two statements: sockets bring a few at a time.
        """
        run = self._connection.execute
        for hour in np.unique(fixes.time_us // HOUR_US).tolist():
            run(text("SELECT position_fix_partition(:hour)"), {"hour": instant(hour * HOUR_US)})
        run(text(read_sql("ingest.beidou", "staged_fix")))
        if self._staged:
            # The commit empties it, and most transactions stage once.
            run(text("TRUNCATE pg_temp.staged_fix"))
        self._staged = True
        raw = self._connection.connection.driver_connection
        assert isinstance(raw, psycopg.Connection)
        with (
            raw.cursor() as cursor,
            cursor.copy(
                f"COPY pg_temp.staged_fix ({COPY_COLUMNS}) FROM STDIN (FORMAT BINARY)"
            ) as copy,
        ):
            copy.write(copy_binary(fixes))
        new = {row.device_id: row.fixes for row in run(text(_store_and_renew()))}
        self._accepted += Counter(new)
        if sum(new.values()) < len(fixes) and fixes.extras.any():
            more = run(text(read_sql("ingest.beidou", "enrich_fixes"))).all()
            told_more = self._those(fixes, more)
            log_enriched(self._connection, told_more)
            self._enriched += len(told_more)

    @staticmethod
    def _those(fixes: FixColumns, rows: Sequence[Any]) -> FixColumns:
        """The fixes that rows of device_id, time_us and fix_key name."""
        named = {tuple(row) for row in rows}
        if len(named) == len(fixes):
            return fixes
        keys = zip(
            fixes.device_id.tolist(), fixes.time_us.tolist(), fix_keys(fixes).tolist(), strict=True
        )
        return fixes.take(np.array([key in named for key in keys], np.bool_))


@cache
def _store_and_renew() -> str:
    """Stores hot fixes, renews the latest and notes what geofences have to look at; gives of each
    device how many are new."""
    store = read_sql("ingest.beidou", "store_fixes")
    renew = read_sql("ingest.beidou", "renew_latest")
    note = read_sql("ingest.beidou", "note_due")
    return f"{store}, renewed AS ({renew}), noted AS ({note}) SELECT device_id, fixes FROM newest"  # noqa: S608


@cache
def _renew_and_note() -> str:
    given, note, renew = (
        read_sql("ingest.beidou", name) for name in ("newest_given", "note_due", "renew_latest")
    )
    return f"{given}, noted AS ({note}) {renew}"


def _counts(fixes: FixColumns) -> Counter[int]:
    devices, counts = np.unique(fixes.device_id, return_counts=True)
    return Counter(dict(zip(devices.tolist(), counts.tolist(), strict=True)))


def _renew_latest(connection: Connection, added: FixColumns) -> None:
    """The newest fix of each device, and what the register says of its history.

    added: what is new, in order. A late fix never replaces a newer one (R4.5).
    """
    if len(added) == 0:
        return
    ends = np.append(np.flatnonzero(np.diff(added.device_id)), len(added) - 1)
    begins = np.append(0, ends[:-1] + 1)
    newest = added.take(ends)
    connection.execute(
        text(_renew_and_note()),
        {
            "devices": newest.device_id.tolist(),
            "times": [instant(time) for time in newest.time_us.tolist()],
            "keys": fix_keys(newest).tolist(),
            "lons": newest.lon_e7.tolist(),
            "lats": newest.lat_e7.tolist(),
            "flags": newest.flags.tolist(),
            "altitudes": _known(newest.altitude_m),
            "speeds": _known(newest.speed_kmh),
            "courses": _known(newest.course),
            "firsts": [instant(time) for time in added.time_us[begins].tolist()],
            "counts": (ends - begins + 1).tolist(),
        },
    )


def _known(values: NDArray[np.float32]) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]

"""Reads the history: hot rows and sealed chunks as one. Nobody else knows where a fix lies."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.locations.chunk_codec import decode, decode_places, decode_times
from spatial.locations.clock import instant, microseconds
from spatial.locations.fixes import E7, FixColumns, Places, in_order
from spatial.locations.rows import HOT_COLUMNS, columns_of


@dataclass(frozen=True, slots=True)
class Box:
    """A box in 1e-7 degree, CGCS2000, edges included."""

    west: int
    south: int
    east: int
    north: int

    @classmethod
    def about(cls, shape: BaseGeometry) -> Box:
        """The smallest box that holds a shape in degrees, longitude first."""
        west, south, east, north = (degrees * E7 for degrees in shape.bounds)
        return cls(math.floor(west), math.floor(south), math.ceil(east), math.ceil(north))


EARTH = Box(-180 * E7, -90 * E7, 180 * E7, 90 * E7)
"""Everywhere."""

_ALL = 2**62
"""More rows than there are."""


def fixes_of(
    connection: Connection,
    device_id: int,
    start: datetime,
    end: datetime,
    *,
    most: int | None = None,
) -> FixColumns:
    """All that is told of the fixes of a device in [start, end), in order.

    most: the first so many at least; None for all.
    """
    asked = {"device_id": device_id, "starts": start, "ends": end, "rows": most or _ALL}
    sealed = connection.execute(text(read_sql("spatial.locations", "track_chunks")), asked)
    hot = connection.execute(
        text(
            f"SELECT {HOT_COLUMNS} FROM position_fix WHERE device_id = :device_id"  # noqa: S608
            " AND fixed_at >= :starts AND fixed_at < :ends ORDER BY fixed_at, fix_key LIMIT :rows"
        ),
        asked,
    ).all()
    parts = [decode(bytes(row.body), device_id) for row in sealed]
    fixes = FixColumns.joined([FixColumns.none(), *parts, in_order(columns_of(hot))[0]])
    fixes = fixes.take(_within(fixes.time_us, start, end))
    # A hot hour may lie before a sealed one.
    in_time = (np.diff(fixes.time_us) >= 0).all()
    return fixes if in_time else fixes.take(np.argsort(fixes.time_us, kind="stable"))


def places_of(
    connection: Connection, device_id: int, start: datetime, end: datetime, *, most: int
) -> Places:
    """When and where a device was in [start, end), in order: the first `most` fixes at least."""
    asked = {"device_id": device_id, "starts": start, "ends": end, "rows": most}
    sealed = connection.execute(text(read_sql("spatial.locations", "track_chunks")), asked)
    hot = connection.execute(text(read_sql("spatial.locations", "track")), asked)
    parts = [decode_places(bytes(row.body), device_id) for row in sealed]
    return _in_time(joined([*parts, _places(hot.all())]), start, end)


def instant_before(connection: Connection, device_id: int, before_us: int) -> int | None:
    """The instant of the last fix of a device before an instant (microseconds); None without one.

    Reads two chunks at most, however long ago it was.
    """
    return _nearest_instant(connection, "instant_before", device_id, before_us)


def instant_from(connection: Connection, device_id: int, from_us: int) -> int | None:
    """The instant of the first fix of a device from an instant on; None without one."""
    return _nearest_instant(connection, "instant_from", device_id, from_us)


def _nearest_instant(
    connection: Connection, question: str, device_id: int, limit_us: int
) -> int | None:
    backwards = question == "instant_before"
    asked = {"device_id": device_id, "limit": instant(limit_us)}
    found = []
    for row in connection.execute(text(read_sql("spatial.locations", question)), asked):
        if row.body is None:
            found.append(int(row.time_us))
            continue
        times = decode_times(bytes(row.body))
        found += times[times < limit_us if backwards else times >= limit_us].tolist()
    if not found:
        return None
    return max(found) if backwards else min(found)


def times_of_devices(
    connection: Connection, devices: Sequence[int], start: datetime, end: datetime
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """The instants of the fixes of each of the devices in [start, end), in order.

    Devices without a fix there are left out. Chunks come as they are asked for: one device at a
    time is in memory, beside the hot instants of all.
    """
    asked = {"devices": list(devices), "starts": start, "ends": end}
    rows = connection.execute(text(read_sql("spatial.locations", "device_times")), asked).all()
    hot = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 2)
    left = set(hot[:, 0].tolist())
    sealed = connection.execute(
        text(read_sql("spatial.locations", "device_chunks")),
        asked,
        execution_options={"stream_results": True},
    )
    with sealed:
        for device, chunks in groupby(sealed, key=lambda row: int(row.device_id)):
            left.discard(device)
            parts = [decode_times(bytes(chunk.body)) for chunk in chunks]
            times = np.concatenate([*parts, hot[hot[:, 0] == device, 1]])
            times = np.sort(times[_within(times, start, end)])
            if len(times):
                yield device, times
    for device in sorted(left):
        yield device, hot[hot[:, 0] == device, 1]


def places_near(
    connection: Connection,
    box: Box,
    start: datetime,
    end: datetime,
    *,
    classes: Sequence[str] | None = None,
) -> Places:
    """When and where devices were in [start, end), of all whole hours in which one was in the box.

    classes: of devices; None for all. In order of device and time.
    """
    asked = _asked(box, start, end, classes)
    sealed = connection.execute(text(read_sql("spatial.locations", "near_chunks")), asked)
    parts = [decode_places(bytes(row.body), row.device_id) for row in sealed]
    hot = connection.execute(text(read_sql("spatial.locations", "near_fixes")), asked)
    parts.append(_places(hot.all()))
    return _in_time(joined(parts), start, end)


def hot_places(
    connection: Connection,
    start: datetime,
    end: datetime,
    *,
    classes: Sequence[str] | None = None,
) -> Places:
    """The part of the fixes in [start, end) that is not sealed, in order of device and time.

    For those who take sealed chunks in an order of their own.
    """
    asked = _asked(EARTH, start, end, classes)
    return _places(
        connection.execute(text(read_sql("spatial.locations", "near_fixes")), asked).all()
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What a device did beside boxes: its fixes there and around, in order, cut wherever it was
    surely elsewhere meanwhile. fixes, first_us, last_us: of all of the window."""

    stretches: tuple[Places, ...]
    fixes: int
    first_us: int | None
    last_us: int | None


def places_beside(
    connection: Connection, device_id: int, start: datetime, end: datetime, boxes: Sequence[Box]
) -> Beside:
    """When and where a device was in [start, end), of all chunks that meet one of the boxes.

    Others are not unpacked, unless they may hold the first or last fix of the window.
    """
    asked = {"device_id": device_id, "starts": start, "ends": end, "rows": _ALL}
    hot = _places(connection.execute(text(read_sql("spatial.locations", "track")), asked).all())
    sides = {
        name: [getattr(box, name) for box in boxes] for name in ("west", "south", "east", "north")
    }
    sealed = connection.execute(
        text(read_sql("spatial.locations", "chunks_beside")), asked | sides
    ).all()
    parts, away, fixes = [], [], 0
    for starts_us, count, body in map(tuple, sealed):
        if body is None:
            away.append(starts_us)
            fixes += count
        else:
            parts.append(decode_places(bytes(body), device_id))
    places = _in_time(joined([*parts, hot]), start, end)
    if not len(places):
        return Beside((), fixes, None, None)
    cuts = np.searchsorted(places.time_us, np.array(away, np.int64))
    edges = [0, *np.unique(cuts).tolist(), len(places)]
    stretches = tuple(
        places.take(slice(begin, stop)) for begin, stop in pairwise(edges) if stop > begin
    )
    first, last = int(places.time_us[0]), int(places.time_us[-1])
    return Beside(stretches, fixes + len(places), first, last)


def count_of(connection: Connection, device_id: int, start: datetime, end: datetime) -> int:
    """How many fixes a device has in [start, end); reads two chunks at most."""
    return places_beside(connection, device_id, start, end, ()).fixes


def count_near(
    connection: Connection,
    box: Box,
    start: datetime,
    end: datetime,
    *,
    classes: Sequence[str] | None = None,
) -> int:
    """How many fixes `places_near` would read at most; without reading them."""
    asked = _asked(box, start, end, classes)
    counted = connection.execute(text(read_sql("spatial.locations", "near_count")), asked)
    return int(counted.scalar_one())


def _asked(
    box: Box, start: datetime, end: datetime, classes: Sequence[str] | None
) -> dict[str, Any]:
    return {
        "west": box.west,
        "south": box.south,
        "east": box.east,
        "north": box.north,
        "starts": start,
        "ends": end,
        "classes": None if classes is None else list(classes),
    }


def _in_time(places: Places, start: datetime, end: datetime) -> Places:
    """Those in [start, end), by device and time."""
    places = places.take(_within(places.time_us, start, end))
    # A stable order: fixes of one instant stay as they lie in their hour.
    order = np.lexsort((places.time_us, places.device_id))
    return places if (np.diff(order) == 1).all() else places.take(order)


def joined(parts: Sequence[Places]) -> Places:
    """All of the parts, in their order."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return _places([])
    return Places(
        np.concatenate([part.device_id for part in parts]),
        np.concatenate([part.time_us for part in parts]),
        np.concatenate([part.lon_e7 for part in parts]),
        np.concatenate([part.lat_e7 for part in parts]),
    )


def _places(rows: Sequence[Any]) -> Places:
    """Rows of device_id, time_us, lon_e7, lat_e7."""
    # Plain tuples: numpy takes twenty times as long over SQLAlchemy's rows.
    values = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 4)
    return Places(values[:, 0].astype(np.int32), values[:, 1], values[:, 2], values[:, 3])


def _within(time_us: Any, start: datetime, end: datetime) -> Any:
    return (time_us >= microseconds(start)) & (time_us < microseconds(end))

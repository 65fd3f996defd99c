"""Seals fixes: hours that are over go into packed chunks, and whatever comes late for them too.

A fix lies in a hot row while its hour is one of the last, and in a chunk of its device afterwards.
Where an hour is sealed, hot rows of the device in it are taken along, so that a fix is never in
both. Whoever seals or stores holds the lock of the device (`lock_devices`), then looks at the
clock: so nobody writes a hot row into an hour that another has sealed.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

import numpy as np
import psycopg
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from spatial.locations.chunk_codec import BadChunk, decode, encode
from spatial.locations.chunk_plan import DAY_US, HOUR_US, Chunk, Part, Run, planned
from spatial.locations.clock import instant
from spatial.locations.fixes import FixColumns, Merged, fix_keys, merge
from spatial.locations.rows import HOT_COLUMNS, columns_of

HOT = timedelta(hours=2)
"""So long after its end an hour stays in hot rows: most of what comes late comes within it."""

_TOAST_BYTES = 1_996
"""PostgreSQL keeps large values in pieces of so many bytes, four to a page; see 0022."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What became of the fixes that came: the new ones, in order, and how many were enriched."""

    new: FixColumns
    enriched: int


def lock_devices(connection: Connection, devices: Sequence[int]) -> None:
    """Nobody else writes into the history of these devices until the transaction ends."""
    connection.execute(
        text("SELECT FROM device WHERE id = ANY(:devices) ORDER BY id FOR NO KEY UPDATE"),
        {"devices": list(devices)},
    )


def hot_from_us(connection: Connection) -> int:
    """The first hour that is hot now, in microseconds since 1970. Devices are locked before."""
    return int(
        connection.execute(
            text(
                "SELECT (extract(epoch FROM date_trunc('hour', clock_timestamp() - :hot,"
                " 'UTC')) * 1000000)::bigint"
            ),
            {"hot": HOT},
        ).scalar_one()
    )


def seal(connection: Connection, come: FixColumns) -> Sealed:
    """Puts fixes into chunks: each fix once, however often and in whatever order it comes.

    come: of devices that are locked by the caller, of hours that are not hot any more.
    """
    _require_on_earth(come)
    come = merge(FixColumns.none(), come).fixes
    hot = _take_hot(connection, come)
    # What was hot was counted when it came.
    known = len(hot)
    if known:
        joined = merge(hot, come)
    else:
        joined = Merged(come, np.ones(len(come), np.bool_), np.zeros(len(come), np.bool_))
    new, enriched = [], [joined.fixes.take(joined.enriched)]
    parts = _planned_parts(connection, joined.fixes)
    bodies = _held_bodies(connection, parts)
    written: list[tuple[Part, FixColumns]] = []
    for part in parts:
        fixes = joined.fixes.take(slice(part.begin, part.end))
        fresh = joined.new[part.begin : part.end]
        body = bodies.get((part.device, part.held.starts)) if part.held else None
        if body is not None:
            together = merge(decode(body, part.device), fixes)
            # Of those that are new to the chunk, some may have been hot before.
            was_hot = _keys_of(fixes.take(~fresh))
            added = together.fixes.take(together.new)
            if was_hot:
                kept = [key not in was_hot for key in _key_list(added)]
                added = added.take(np.array(kept, np.bool_))
            new.append(added)
            enriched.append(together.fixes.take(together.enriched))
            fixes = together.fixes
        else:
            new.append(fixes.take(fresh))
        written.append((part, fixes))
    _write(connection, written)
    told_more = FixColumns.joined(enriched)
    log_enriched(connection, told_more)
    return Sealed(FixColumns.joined([FixColumns.none(), *new]), len(told_more))


def _require_on_earth(fixes: FixColumns) -> None:
    """What hot rows refuse is refused here, too: judging comes before storing."""
    for name, most in (("lon_e7", 1_800_000_000), ("lat_e7", 900_000_000)):
        if (np.abs(getattr(fixes, name)) > most).any():
            raise ValueError(f"{name} of a fix lies beyond {most}")


def _key_list(fixes: FixColumns) -> list[tuple[int, int]]:
    return list(zip(fixes.time_us.tolist(), fix_keys(fixes).tolist(), strict=True))


def _keys_of(fixes: FixColumns) -> set[tuple[int, int]]:
    return set(_key_list(fixes))


def _take_hot(connection: Connection, come: FixColumns) -> FixColumns:
    """The hot rows of the hours that are to be sealed, which are hot no more."""
    if len(come) == 0 or not _has_hot(connection, come):
        return FixColumns.none()
    hours = np.unique(
        np.stack([come.device_id.astype(np.int64), come.time_us // HOUR_US], axis=1), axis=0
    )
    rows = connection.execute(
        text(
            "DELETE FROM position_fix USING unnest(CAST(:devices AS integer[]),"  # noqa: S608
            " CAST(:hours AS timestamptz[])) AS sealing (device, hour)"
            " WHERE device_id = device AND fixed_at >= hour"
            f" AND fixed_at < hour + interval '1 hour' RETURNING {HOT_COLUMNS}"
        ),
        {
            "devices": hours[:, 0].tolist(),
            "hours": [instant(hour * HOUR_US) for hour in hours[:, 1].tolist()],
        },
    ).all()
    return columns_of(rows)


def _has_hot(connection: Connection, come: FixColumns) -> bool:
    """Whether there may be hot rows of the time that comes: there is none for most of the past."""
    return bool(
        connection.execute(
            text(
                "SELECT EXISTS (SELECT FROM position_fix"
                " WHERE fixed_at >= :starts AND fixed_at <= :ends)"
            ),
            {
                "starts": instant(int(come.time_us.min()) // HOUR_US * HOUR_US),
                "ends": instant(int(come.time_us.max()) // HOUR_US * HOUR_US + HOUR_US),
            },
        ).scalar_one()
    )


def _planned_parts(connection: Connection, fixes: FixColumns) -> list[Part]:
    """Which fixes go into which chunk. fixes: in order."""
    if len(fixes) == 0:
        return []
    hours = fixes.time_us // HOUR_US
    changes = np.flatnonzero((np.diff(hours) != 0) | (np.diff(fixes.device_id) != 0)) + 1
    begins = [0, *changes.tolist()]
    ends = [*changes.tolist(), len(fixes)]
    runs = list(
        zip(
            fixes.device_id[begins].tolist(),
            (hours[begins] * HOUR_US).tolist(),
            begins,
            ends,
            strict=True,
        )
    )
    held = _held_chunks(connection, runs)
    parts: list[Part] = []
    for device, of_device in groupby(runs, key=lambda run: run[0]):
        parts += planned(device, list(of_device), held.get(device, []))
    return parts


def _held_chunks(connection: Connection, runs: Sequence[Run]) -> dict[int, list[Chunk]]:
    """The chunks of the devices on the days that are touched, without their bodies."""
    spans: dict[int, tuple[int, int]] = {}
    for device, hour, _, _ in runs:
        day = hour // DAY_US * DAY_US
        first, last = spans.get(device, (day, day))
        spans[device] = min(first, day), max(last, day)
    found = connection.execute(
        text(
            "SELECT device_id, (extract(epoch FROM starts) * 1000000)::bigint AS starts,"
            " (extract(epoch FROM ends) * 1000000)::bigint AS ends, fixes"
            " FROM unnest(CAST(:devices AS integer[]), CAST(:firsts AS timestamptz[]),"
            " CAST(:lasts AS timestamptz[])) AS span (device, first, last)"
            " JOIN position_chunk ON device_id = device AND starts >= first AND starts < last"
            " ORDER BY device_id, starts"
        ),
        {
            "devices": list(spans),
            "firsts": [instant(first) for first, _ in spans.values()],
            "lasts": [instant(last + DAY_US) for _, last in spans.values()],
        },
    )
    chunks: dict[int, list[Chunk]] = {}
    for row in found:
        chunks.setdefault(row.device_id, []).append(Chunk(row.starts, row.ends, row.fixes))
    return chunks


def _held_bodies(connection: Connection, parts: Sequence[Part]) -> dict[tuple[int, int], bytes]:
    """The bodies of the chunks that get more fixes; they are taken out, and written anew."""
    held = [(part.device, part.held.starts) for part in parts if part.held is not None]
    if not held:
        return {}
    rows = connection.execute(
        text(
            "DELETE FROM position_chunk USING unnest(CAST(:devices AS integer[]),"
            " CAST(:starts AS timestamptz[])) AS held (device, since)"
            " WHERE device_id = device AND starts = since"
            " RETURNING device_id, (extract(epoch FROM starts) * 1000000)::bigint AS starts,"
            " body || tail AS body"
        ),
        {
            "devices": [device for device, _ in held],
            "starts": [instant(starts) for _, starts in held],
        },
    )
    return {(row.device_id, row.starts): bytes(row.body) for row in rows}


def _write(connection: Connection, written: Sequence[tuple[Part, FixColumns]]) -> None:
    """Writes chunks, after making sure that each gives back what went in."""
    if not written:
        return
    for year in sorted({instant(part.starts).year for part, _ in written}):
        connection.execute(
            text("SELECT position_chunk_partition(:year)"),
            {"year": datetime(year, 1, 1, tzinfo=UTC)},
        )
    lines = io.StringIO()
    for part, fixes in written:
        body = encode(fixes)
        if not same(decode(body, part.device), fixes):
            raise BadChunk("a chunk does not give back the fixes that went in")
        whole = len(body) - len(body) % _TOAST_BYTES
        lines.write(
            f"{part.device}\t{len(fixes)}\t{instant(part.starts).isoformat()}"
            f"\t{instant(part.ends).isoformat()}"
            f"\t({fixes.lon_e7.max()},{fixes.lat_e7.max()}),"
            f"({fixes.lon_e7.min()},{fixes.lat_e7.min()})\t\\\\x{body[:whole].hex()}\t\\\\x{body[whole:].hex()}\n"
        )
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    with (
        raw.cursor() as cursor,
        cursor.copy(
            "COPY position_chunk (device_id, fixes, starts, ends, place, body, tail) FROM STDIN"
        ) as copy,
    ):
        copy.write(lines.getvalue())


def same(one: FixColumns, other: FixColumns) -> bool:
    """Whether both hold the same fixes in the same order, to the bit."""
    return (
        len(one) == len(other)
        and all(
            np.array_equal(_bits(getattr(one, name)), _bits(getattr(other, name)))
            for name in FixColumns.__dataclass_fields__
            if name not in ("device_id", "extras")
        )
        and one.extras.tolist() == other.extras.tolist()
    )


def _bits(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """All that is unknown is the same unknown."""
    if values.dtype != np.float32:
        return values
    return np.where(np.isnan(values), np.float32(np.nan), values).view(np.int32)


def log_enriched(connection: Connection, fixes: FixColumns) -> None:
    """Notes the fixes of which a copy told more, with what is told of them now."""
    for device in np.unique(fixes.device_id).tolist():
        of_device = fixes.take(fixes.device_id == device)
        connection.execute(
            text(
                "INSERT INTO position_log (device_id, what, fixes)"
                " VALUES (:device, 'enriched', CAST(:fixes AS jsonb))"
            ),
            {
                "device": device,
                "fixes": json.dumps(
                    [
                        {"time": instant(time).isoformat(), "extras": extras.hex()}
                        for time, extras in zip(
                            of_device.time_us.tolist(), of_device.extras.tolist(), strict=True
                        )
                    ]
                ),
            },
        )

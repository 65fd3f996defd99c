"""Where devices were at an instant, and which of them were nearest to a place then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.locations import clock
from spatial.locations.chunk_codec import decode_places
from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import CGCS2000
from spatial.locations.history import EARTH, hot_places, places_near
from spatial.locations.tracks import EARTH_RADIUS_M, GAP, cuts

_TOGETHER = 64


class Certainty(StrEnum):
    """How a position at an instant is known.

    fix: there is a fix of that very instant. between: on the way from one fix to the next, without
    a gap, by proportion of the time. last: no fix follows without a gap; the last one before.
    """

    FIX = "fix"
    BETWEEN = "between"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a device was at an instant. seconds: from the fix before to the instant."""

    device: str
    device_class: str
    lon: float
    lat: float
    certainty: Certainty
    fixed_at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Near:
    """A fix near a place. metres: geodesic."""

    device: str
    device_class: str
    lon: float
    lat: float
    fixed_at: datetime
    metres: float


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest fix of a device."""

    device: str
    device_class: str
    lon: float
    lat: float
    fixed_at: datetime
    speed_kmh: float | None
    course: float | None


def moments(
    connection: Connection, instant: datetime, *, classes: Sequence[str] | None = None
) -> list[Moment]:
    """Where each device was, by name. Of a device that is not in it, the history does not know.

    A device is known to be somewhere for as long as a silence is no gap (GAP) since its last fix.
    classes: of devices; None for all.
    """
    start, end = clock.widened(instant, instant, GAP)
    places = places_near(connection, EARTH, start, end, classes=classes)
    at = clock.microseconds(instant)
    found = []
    names = device_names(connection, np.unique(places.device_id).tolist())
    for device, (name, device_class) in names.items():
        begin, end = np.searchsorted(places.device_id, [device, device + 1])
        own = places.take(slice(begin, end))
        before = int(np.searchsorted(own.time_us, at, side="right")) - 1
        if before < 0:
            continue
        lon, lat, certainty = _between(own, before, at)
        fixed = int(own.time_us[before])
        found.append(
            Moment(
                name, device_class, lon, lat, certainty, clock.instant(fixed), (at - fixed) / 1e6
            )
        )
    return found


def _between(own: Places, before: int, at: int) -> tuple[float, float, Certainty]:
    lon, lat = own.lon_e7[before] / E7, own.lat_e7[before] / E7
    if own.time_us[before] == at:
        return float(lon), float(lat), Certainty.FIX
    pair = own.take(slice(before, before + 2))
    goes_on = len(pair) == 2 and len(cuts(pair.time_us, pair.lon_e7 / E7, pair.lat_e7 / E7)) == 0
    if not goes_on:
        return float(lon), float(lat), Certainty.LAST
    share = (at - pair.time_us[0]) / (pair.time_us[1] - pair.time_us[0])
    lon, lat = (
        (values[0] + (values[1] - values[0]) * share) / E7 for values in (pair.lon_e7, pair.lat_e7)
    )
    return float(lon), float(lat), Certainty.BETWEEN


def nearest(
    connection: Connection,
    lon: float,
    lat: float,
    instant: datetime,
    *,
    within: timedelta,
    limit: int,
    classes: Sequence[str] | None = None,
) -> list[Near]:
    """The devices nearest to a place about an instant, the nearest first: each by its nearest fix.

    within: so long before or after the instant. Chunks come in the order of their boxes until no
    further one can hold a nearer fix: nothing is left out, however many devices there are.
    """
    start, _ = clock.widened(instant, instant, within)
    _, end = clock.widened(instant, instant, within + timedelta(microseconds=1))
    best: dict[int, tuple[float, int, float, float]] = {}
    # Straight in degrees, what lies across the antimeridian is far away: looked at from there, too.
    for around in (lon, lon - 360 if lon > 0 else lon + 360):
        rows = connection.execute(
            text(read_sql("spatial.locations", "nearest_chunks")),
            {
                "x": round(around * E7),
                "y": round(lat * E7),
                "starts": start,
                "ends": end,
                "classes": None if classes is None else list(classes),
            },
            execution_options={"stream_results": True, "max_row_buffer": _TOGETHER},
        )
        with rows:
            for row in rows:
                if len(best) >= limit:
                    reach = sorted(one[0] for one in best.values())[limit - 1]
                    if _least_metres(row.far, lat, reach) > reach:
                        break
                chunk = decode_places(bytes(row.body), row.device_id)
                _better(best, chunk, lon, lat, start, end)
    hot = hot_places(connection, start, end, classes=classes)
    _better(best, hot, lon, lat, start, end)
    chosen = sorted((one, device) for device, one in best.items())[:limit]
    names = device_names(connection, [device for _, device in chosen])
    return [
        Near(*names[device], at_lon, at_lat, clock.instant(time), metres)
        for (metres, time, at_lon, at_lat), device in chosen
    ]


def _least_metres(far: float, lat: float, reach: float) -> float:
    """The least distance of a box that is `far` units of 1e-7 degree away, straight in degrees.

    A degree of longitude is shortest at the highest latitude that a nearer fix may have.
    """
    highest = min(89.9, abs(lat) + np.degrees(reach / EARTH_RADIUS_M))
    # One per cent less, for the ellipsoid.
    return float(0.99 * np.radians(far / E7) * EARTH_RADIUS_M * np.cos(np.radians(highest)))


def _better(
    best: dict[int, tuple[float, int, float, float]],
    places: Places,
    lon: float,
    lat: float,
    start: datetime,
    end: datetime,
) -> None:
    """Notes of each device the nearest fix in [start, end), where it is nearer than before."""
    inside = (places.time_us >= clock.microseconds(start)) & (
        places.time_us < clock.microseconds(end)
    )
    places = places.take(inside)
    if len(places) == 0:
        return
    lons, lats = places.lon_e7 / E7, places.lat_e7 / E7
    metres = _metres(lon, lat, lons, lats)
    for device in np.unique(places.device_id).tolist():
        begin, behind = np.searchsorted(places.device_id, [device, device + 1])
        place = int(begin + np.argmin(metres[begin:behind]))
        found = (
            float(metres[place]),
            int(places.time_us[place]),
            float(lons[place]),
            float(lats[place]),
        )
        if device not in best or found < best[device]:
            best[device] = found


def _metres(
    lon: float, lat: float, lons: NDArray[np.float64], lats: NDArray[np.float64]
) -> NDArray[np.float64]:
    metres: NDArray[np.float64] = CGCS2000.inv(
        np.full(len(lons), lon), np.full(len(lons), lat), lons, lats
    )[2]
    return metres


def latest(
    connection: Connection,
    *,
    devices: Sequence[str] | None = None,
    classes: Sequence[str] | None = None,
) -> list[Latest]:
    """The newest fix of each device, by name; of these devices or classes, None for all."""
    rows = connection.execute(
        text(read_sql("spatial.locations", "latest")),
        {
            "devices": None if devices is None else list(devices),
            "classes": None if classes is None else list(classes),
        },
    )
    return [Latest(*row) for row in rows]


def device_names(connection: Connection, devices: list[int]) -> dict[int, tuple[str, str]]:
    """Name and class of each device, in order of the names."""
    rows = connection.execute(
        text(
            "SELECT id, name, device_class FROM device WHERE id = ANY(:devices)"
            ' ORDER BY name COLLATE "C"'
        ),
        {"devices": devices},
    )
    return {row.id: (row.name, row.device_class) for row in rows}

"""The track of one device: raw as it was stored, or cleaned of spikes and simplified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from spatial.locations.cleaning import spikes
from spatial.locations.clock import instant
from spatial.locations.fixes import E7, FixColumns, Places
from spatial.locations.history import fixes_of, places_of
from spatial.locations.known_time import Known, known_of_device
from spatial.locations.register import device_named
from spatial.locations.simplifying import kept_fixes
from spatial.locations.tracks import cuts


@dataclass(frozen=True, slots=True)
class Variant:
    """What is done with the fixes of a track; by default nothing.

    clean_kmh: spikes are taken out, at this possible speed; None leaves them in. tolerance_m: then
    fixes are left out that lie within it of where the rest says, at their time; None keeps all.
    """

    clean_kmh: float | None = None
    tolerance_m: float | None = None


RAW = Variant()


@dataclass(frozen=True, slots=True)
class TrackPart:
    """A gap-free part of a track: instants (UTC) and (longitude, latitude), CGCS2000 degrees.

    told: the same fixes with all that is told of them, where that was asked for.
    """

    times: tuple[datetime, ...]
    lon_lat: NDArray[np.float64]
    told: FixColumns | None


@dataclass(frozen=True, slots=True)
class Track:
    """The fixes of one device within a half-open span.

    count: of the fixes in the parts. removed: spikes taken out; left_out: fixes that a simplified
    track does without. following: None when the parts go to the end of the span; else the first
    instant that is not in them, from which to ask on. known: of the span up to there.
    """

    device: str
    device_class: str
    parts: tuple[TrackPart, ...]
    count: int
    removed: int
    left_out: int
    following: datetime | None
    known: Known


def track(
    connection: Connection,
    device: str,
    start: datetime,
    end: datetime,
    *,
    limit: int,
    variant: Variant = RAW,
    told: bool = False,
) -> Track:
    """The track of a device in [start, end), cut at gaps and jumps.

    limit: of fixes as stored; fixes of one instant are never parted, unless more than `limit` share
    it. told: with altitude, speed and course, which takes twice as long. Each page of a long track
    is cleaned and simplified by itself. Grows with the fixes of the page, and of ten minutes before
    and after it. Raises UnknownDevice.
    """
    found = device_named(connection, device)
    fixes = fixes_of(connection, found.id, start, end, most=limit + 1) if told else None
    places = (
        places_of(connection, found.id, start, end, most=limit + 1)
        if fixes is None
        else _places(fixes)
    )
    kept, following = _page(places, limit)
    page = places.take(slice(kept))
    clean = _clean(page, variant)
    shown = _shown(page.take(clean), variant)
    page_told = None if fixes is None else fixes.take(slice(kept)).take(clean)
    return Track(
        device,
        found.device_class,
        tuple(_parts(page.take(clean), page_told, shown)),
        int(shown.sum()),
        kept - len(shown),
        len(shown) - int(shown.sum()),
        following,
        known_of_device(connection, found.id, page.time_us, start, following or end),
    )


def _places(fixes: FixColumns) -> Places:
    return Places(
        fixes.device_id,
        fixes.time_us,
        fixes.lon_e7.astype(np.int64),
        fixes.lat_e7.astype(np.int64),
    )


def _page(places: Places, limit: int) -> tuple[int, datetime | None]:
    """How many fixes the page has, and the instant of the next one; None after the last page."""
    if len(places) <= limit:
        return len(places), None
    beyond = int(places.time_us[limit])
    kept = int(np.searchsorted(places.time_us, beyond))
    if kept == 0:
        # The whole page is one instant: give it, and go on after it.
        return limit, instant(beyond + 1)
    return kept, instant(beyond)


def _clean(page: Places, variant: Variant) -> NDArray[np.bool_]:
    if variant.clean_kmh is None:
        return np.ones(len(page), np.bool_)
    return ~spikes(page, possible_kmh=variant.clean_kmh)


def _shown(clean: Places, variant: Variant) -> NDArray[np.bool_]:
    if variant.tolerance_m is None:
        return np.ones(len(clean), np.bool_)
    return kept_fixes(clean, tolerance_m=variant.tolerance_m)


def _parts(
    places: Places, told: FixColumns | None, shown: NDArray[np.bool_]
) -> Iterator[TrackPart]:
    """The parts, cut before anything is left out: what is left out afterwards makes no gap."""
    if len(places) == 0:
        return
    lon_lat = np.stack([places.lon_e7, places.lat_e7], axis=1) / E7
    bounds = [0, *cuts(places.time_us, lon_lat[:, 0], lon_lat[:, 1]).tolist(), len(places)]
    for begin, end in pairwise(bounds):
        rows = begin + np.flatnonzero(shown[begin:end])
        times = tuple(instant(us) for us in places.time_us[rows].tolist())
        yield TrackPart(times, lon_lat[rows], None if told is None else told.take(rows))

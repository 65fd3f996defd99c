"""The fixes of one device in a window, for a question that needs all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from spatial.errors import BadParameter
from spatial.locations.cleaning import spikes
from spatial.locations.clock import widened
from spatial.locations.fixes import Places
from spatial.locations.history import places_of
from spatial.locations.known_time import Known, known_of_device, known_time
from spatial.locations.register import RegisteredDevice, device_named
from spatial.locations.tracks import GAP

FIXES_MOST = 500_000
"""Fixes that one such question looks at: those of six days, one each second."""


@dataclass(frozen=True, slots=True)
class DeviceWindow:
    """The fixes of a device, in order, and what is known of the window.

    removed: spikes that are not among the places.
    """

    device: RegisteredDevice
    places: Places
    removed: int
    known: Known


def device_window(
    connection: Connection, name: str, start: datetime, end: datetime, *, clean_kmh: float | None
) -> DeviceWindow:
    """The fixes of the device of a name in [start, end).

    clean_kmh: spikes are taken out, at this possible speed; None leaves them in. Raises
    UnknownDevice, and BadParameter for more than FIXES_MOST fixes.
    """
    device = device_named(connection, name)
    places = _all(connection, device, start, end)
    known = known_of_device(connection, device.id, places.time_us, start, end)
    clean = _cleaned(places, clean_kmh)
    return DeviceWindow(device, clean, len(places) - len(clean), known)


def device_about_window(
    connection: Connection, name: str, start: datetime, end: datetime, *, clean_kmh: float | None
) -> DeviceWindow:
    """The same with the fixes as far as GAP around the window, too."""
    device = device_named(connection, name)
    places = _all(connection, device, *widened(start, end, GAP))
    clean = _cleaned(places, clean_kmh)
    known = known_time(places.time_us, start, end)
    return DeviceWindow(device, clean, len(places) - len(clean), known)


def _all(
    connection: Connection, device: RegisteredDevice, start: datetime, end: datetime
) -> Places:
    places = places_of(connection, device.id, start, end, most=FIXES_MOST + 1)
    if len(places) > FIXES_MOST:
        raise BadParameter(
            f"{device.name} has more than {FIXES_MOST} fixes from {start.isoformat()} to "
            f"{end.isoformat()}: ask for a shorter window"
        )
    return places


def _cleaned(places: Places, clean_kmh: float | None) -> Places:
    return places if clean_kmh is None else places.take(~spikes(places, possible_kmh=clean_kmh))

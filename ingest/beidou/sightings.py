"""Positions as a reader understood them, one by one, and the columns that the checks judge.

Readers of protocols and files that come in small numbers give these; the checks are the same for
all (`checks.py`).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.beidou.checks import Candidates
from ingest.jsonb import storable
from spatial.locations.clock import microseconds


@dataclass(frozen=True, slots=True)
class Sighting:
    """One position as it was told; ranges are not judged.

    device: its name. time: the instant with its zone. lon, lat: degrees, CGCS2000 as far as the
    source says. altitude_m, speed_kmh; course: degrees clockwise from north. status, alarm: the
    words of JT/T 808, None of a source that has none. extras: what else was told, as it is packed.
    fault: why it is no position; what it has beside is not believed then. record: which one it is,
    for the log. raw: what came, in the values of a JSON document.
    """

    device: str
    time: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    altitude_m: float | None = None
    speed_kmh: float | None = None
    course: float | None = None
    status: int | None = None
    alarm: int | None = None
    extras: bytes = b""
    fault: str | None = None
    record: str = ""
    raw: Mapping[str, Any] | None = None


_DECIMAL = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,3})?", re.ASCII)


def decimal(text: str | None) -> float | None:
    """A decimal number; None for none, and for what is none.

    >>> decimal(" 12.5"), decimal("nan"), decimal("1_0"), decimal("1e999")
    (12.5, None, None, None)
    """
    if text is None or not _DECIMAL.fullmatch(text.strip()):
        return None
    number = float(text.strip())
    return number if math.isfinite(number) else None


def packed(told: Mapping[str, object]) -> bytes:
    """What is told beside a position, as JSON with sorted keys; b"" for nothing.

    >>> packed({"satellites": 9, "hdop": 0.8}), packed({})
    (b'{"hdop": 0.8, "satellites": 9}', b'')
    """
    if not told:
        return b""
    text = json.dumps(storable(told), sort_keys=True, ensure_ascii=False, allow_nan=False)
    return text.encode()


def device_names(sightings: Sequence[Sighting]) -> list[str]:
    """The names of the devices, each once, in order."""
    return sorted({sighting.device for sighting in sightings})


def candidates(sightings: Sequence[Sighting], names: Sequence[str]) -> Candidates:
    """The sightings in columns, to be judged; `device` counts in `names` (of `device_names`)."""
    index = {name: number for number, name in enumerate(names)}
    return candidates_at(sightings, [index[sighting.device] for sighting in sightings])


def candidates_at(sightings: Sequence[Sighting], devices: Sequence[int]) -> Candidates:
    """The sightings in columns, to be judged. devices: what `device` says of each.

    Those that are believed have all a status word, or none has: they are of one source. Raises
    ValueError.
    """
    stated = [one.status is not None for one in sightings if one.fault is None]
    if any(stated) and not all(stated):
        raise ValueError("some of the sightings have a status word, others have none")
    faults: dict[int, str] = {}
    times = np.zeros(len(sightings), np.int64)
    for row, sighting in enumerate(sightings):
        if sighting.fault is not None:
            faults[row] = sighting.fault
        elif sighting.time is None:
            faults[row] = "the time is missing"
        else:
            times[row] = microseconds(sighting.time)
    extras = np.empty(len(sightings), np.object_)
    extras[:] = [sighting.extras for sighting in sightings]
    return Candidates(
        device=np.array(devices, np.int32),
        time_us=times,
        lon=_doubles([sighting.lon for sighting in sightings]),
        lat=_doubles([sighting.lat for sighting in sightings]),
        altitude_m=_reals([sighting.altitude_m for sighting in sightings]),
        speed_kmh=_reals([sighting.speed_kmh for sighting in sightings]),
        course=_reals([sighting.course for sighting in sightings]),
        status=_words([sighting.status for sighting in sightings]) if any(stated) else None,
        alarm=_words([sighting.alarm for sighting in sightings]) if any(stated) else None,
        extras=extras,
        faults=faults,
    )


def _doubles(values: list[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _reals(values: list[float | None]) -> NDArray[np.float32]:
    # A number too large for a real becomes infinite, and is then judged as impossible.
    with np.errstate(over="ignore"):
        return _doubles(values).astype(np.float32)


def _words(values: list[int | None]) -> NDArray[np.uint32]:
    return np.array([value or 0 for value in values], np.uint32)

"""What is inside a short message: each vendor's own, so each is read by a plug-in.

A plug-in is an entry point of the group `shikong.beidou_content`: a function that takes the payload
and the envelope, and returns the positions that it finds, or None for a content that it does not
know. It is not our code: what it raises and what it returns are checked, and neither stops the
stream.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import structlog

from ingest.beidou.short_messages.envelopes import Envelope
from ingest.beidou.sightings import Sighting, packed

log = structlog.get_logger(__name__)

GROUP = "shikong.beidou_content"

MOST_POSITIONS = 1000
"""Positions of one message at most; 14,000 bits hold fewer."""

UNKNOWN = "no plug-in knows the content"


@dataclass(frozen=True, slots=True)
class ReportedPosition:
    """A position that a plug-in found in a content.

    time: with its zone. lon, lat: degrees, CGCS2000. course: degrees clockwise from north. told:
    what else is told, in values that JSON can hold.
    """

    time: datetime
    lon: float
    lat: float
    altitude_m: float | None = None
    speed_kmh: float | None = None
    course: float | None = None
    told: Mapping[str, object] = field(default_factory=dict)


ReadContent = Callable[[bytes, Envelope], Sequence[ReportedPosition] | None]
"""What a plug-in is. It has no side effects, and an empty answer means "known, and no position"."""


@dataclass(frozen=True, slots=True)
class ContentPlugin:
    """A plug-in by its name."""

    name: str
    read: ReadContent


def content_plugins() -> tuple[ContentPlugin, ...]:
    """Those that are installed, by name; the order in which they are asked.

    One that cannot be loaded is logged, and fails on each message: it is seen, and stops nothing.
    """
    found = {plugin.name: plugin for plugin in map(_loaded, entry_points(group=GROUP))}
    return tuple(found[name] for name in sorted(found))


def _loaded(point: EntryPoint) -> ContentPlugin:
    try:
        read = point.load()
        if not callable(read):
            raise TypeError(f"{point.value} is no function")
    except Exception as error:
        kind = type(error).__name__
        log.error("content plug-in cannot be loaded", plugin=point.name, error=kind)
        return ContentPlugin(point.name, _missing(kind))
    return ContentPlugin(point.name, read)


def _missing(kind: str) -> ReadContent:
    def fail(_payload: bytes, _envelope: Envelope) -> None:
        raise ImportError(kind)

    return fail


def sightings_of(
    envelope: Envelope,
    plugins: Sequence[ContentPlugin],
    *,
    record: str = "",
    raw: Mapping[str, Any] | None = None,
) -> tuple[Sighting, ...]:
    """The positions in a message, of the first plug-in that knows its content.

    record, raw: which message it is and what came, for the log. A content that nobody knows, or
    whose reader fails, is one sighting with a fault.
    """
    faults: list[str] = []
    for plugin in plugins:
        try:
            found = plugin.read(envelope.payload, envelope)
            if found is None:
                continue
            fault = _nonsense(found)
        except Exception as error:
            # Only its kind: the text of an error of a stranger may hold anything.
            faults.append(f"plug-in {plugin.name} failed: {type(error).__name__}")
            continue
        if fault is not None:
            faults.append(f"plug-in {plugin.name} returned {fault}")
            continue
        return tuple(
            _sighting(
                envelope,
                position,
                record if len(found) == 1 else f"{record}, position {place}",
                raw,
            )
            for place, position in enumerate(found, 1)
        )
    reason = "; ".join(faults) or UNKNOWN
    return (Sighting(envelope.device, fault=reason, record=record, raw=raw),)


def _nonsense(found: object) -> str | None:
    """What is wrong with what a plug-in returned, None where nothing is."""
    if not isinstance(found, Sequence) or isinstance(found, str | bytes):
        return f"no list of positions but {type(found).__name__}"
    if len(found) > MOST_POSITIONS:
        return f"{len(found)} positions, {MOST_POSITIONS} are the most"
    for place, position in enumerate(found, 1):
        if not isinstance(position, ReportedPosition):
            return f"no position but {type(position).__name__} in place {place}"
        if not isinstance(position.time, datetime) or position.time.utcoffset() is None:
            return f"a time without its zone in place {place}"
        for name in ("lon", "lat", "altitude_m", "speed_kmh", "course"):
            value = getattr(position, name)
            if value is None and name not in ("lon", "lat"):
                continue
            if (
                isinstance(value, bool)
                or not isinstance(value, int | float)
                or not math.isfinite(value)
            ):
                return f"no number as {name} in place {place}"
        try:
            json.dumps(dict(position.told), allow_nan=False)
        except (TypeError, ValueError, RecursionError):
            return f"more than JSON holds in place {place}"
    return None


def _sighting(
    envelope: Envelope, position: ReportedPosition, record: str, raw: Mapping[str, Any] | None
) -> Sighting:
    return Sighting(
        device=envelope.device,
        time=position.time,
        lon=float(position.lon),
        lat=float(position.lat),
        altitude_m=position.altitude_m,
        speed_kmh=position.speed_kmh,
        course=position.course,
        extras=packed(dict(position.told)),
        record=record,
        raw=raw,
    )

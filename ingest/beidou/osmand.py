"""What phones send: the query form of OsmAnd and Traccar, and the JSON of Traccar Client; pure.

Query form: `id` or `deviceid`; `lat` and `lon`, or `location=lat,lon`; `timestamp`; `altitude` in
m, `bearing` or `heading` in degrees, `accuracy` in m, `hdop`, `batt` in percent, `valid` and any
other. **`speed` is in knots**, as Traccar takes it unless it is told otherwise; a program that
sends another unit says so: `speed_unit=kmh` or `ms` (the app OsmAnd itself gives m/s). JSON, from
Traccar Client 9 on: `device_id` and `location` with `timestamp`, and `coords` whose speed is in
**m/s**; speed and heading are -1 where they are unknown. Longitude and latitude are degrees of
WGS 84, taken as CGCS2000. Described at traccar.org/osmand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from ingest.beidou.sightings import Sighting, decimal, packed
from spatial.errors import BadDate, BadParameter
from spatial.temporal import CHINA_TIME, parse_instant

SPEED_UNITS: Mapping[str, float] = {"kn": 1.852, "kmh": 1.0, "ms": 3.6}
"""Units of `speed` in the query form, and how many km/h they are."""

OURS = frozenset({"device_class", "speed_unit"})
"""Parameters that say how to take the others; no part of a position."""

MOST_PARAMETERS = 200
MOST_POSITIONS = 10_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CLOCK_COUNT = re.compile(r"\d{1,16}(\.\d{1,9})?", re.ASCII)
_NO_ZONE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?", re.ASCII)

_MILLISECONDS_FROM = 10**11
"""Counts from here on are milliseconds: as seconds they are years after 5000, as milliseconds
days after 1973."""


@dataclass(frozen=True, slots=True)
class PhoneReport:
    """What one request tells: a device, and its positions in the order sent."""

    device: str
    device_class: str | None
    sightings: tuple[Sighting, ...]


def read_query(text: str) -> PhoneReport:
    """The report in a query, or in a form of the same kind. text: without `?`.

    A position whose place, time or validity cannot be read has a fault; what is beside it and
    cannot be read is unknown, and kept as it came. Raises BadParameter when no device is told.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=False, max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        raise BadParameter(f"the query has more than {MOST_PARAMETERS} parameters") from error
    told: dict[str, list[str]] = {}
    for name, value in pairs:
        # A key is for the door alone.
        if name != "key":
            told.setdefault(name, []).append(value)
    device = _first(told, "id", "deviceid")
    if device is None:
        raise BadParameter("no device is told: id or deviceid")
    return PhoneReport(device, _first(told, "device_class"), (_of_query(device, told),))


def _first(told: Mapping[str, list[str]], *names: str) -> str | None:
    return next((told[name][0] for name in names if name in told), None)


def _of_query(device: str, told: dict[str, list[str]]) -> Sighting:
    raw = {name: _plain(values) for name, values in told.items()}
    unit = _first(told, "speed_unit") or "kn"
    if unit not in SPEED_UNITS:
        raise BadParameter(f"there is no speed_unit {unit!r}; there are {', '.join(SPEED_UNITS)}")
    used = {"id", "deviceid", "timestamp", "lat", "lon", "location", "valid"}
    beside: dict[str, float | None] = {}
    for field, names in (
        ("altitude", ("altitude",)),
        ("speed", ("speed",)),
        ("course", ("bearing", "heading", "course")),
    ):
        name = next((name for name in names if name in told), field)
        beside[field] = decimal(_first(told, name))
        if beside[field] is not None:
            used.add(name)
    speed = beside["speed"]
    try:
        lon, lat = _place(told)
        time = _instant(_first(told, "timestamp"))
        _require_valid(_first(told, "valid"), _first(told, "mock"))
    except BadDate as error:
        return Sighting(device, fault=str(error), raw=raw)
    extras = {
        name: _plain(values)
        for name, values in told.items()
        if name not in used and name not in OURS
    }
    return Sighting(
        device=device,
        time=time,
        lon=lon,
        lat=lat,
        altitude_m=beside["altitude"],
        speed_kmh=None if speed is None else speed * SPEED_UNITS[unit],
        course=beside["course"],
        extras=packed(extras),
        raw=raw,
    )


def _plain(values: list[str]) -> object:
    """A parameter that was given once is one value, a number where it is one."""
    if len(values) > 1:
        return values
    number = decimal(values[0])
    return values[0] if number is None else number


def _place(told: Mapping[str, list[str]]) -> tuple[float, float]:
    """Longitude and latitude. Raises BadDate's like, for one reason is as good as the other."""
    lat, lon = _first(told, "lat"), _first(told, "lon")
    if lat is None and lon is None:
        lat, comma, lon = (_first(told, "location") or "").partition(",")
        if not comma:
            raise BadDate("longitude or latitude is missing")
    place = decimal((lon or "").strip()), decimal((lat or "").strip())
    if place[0] is None or place[1] is None:
        raise BadDate("longitude or latitude is missing, or is no number")
    return place[0], place[1]


def _instant(text: str | None) -> datetime:
    """The instant of a timestamp. Raises BadDate.

    Seconds or milliseconds since 1970-01-01 UTC; ISO 8601 with its zone; or `2024-05-01 08:00:00`,
    which is Beijing time: Traccar takes it in the zone of its server, and ours are in China.

    >>> _instant("1377177267").isoformat(), _instant("2014-06-04 09:10:11").isoformat()
    ('2013-08-22T13:14:27+00:00', '2014-06-04T09:10:11+08:00')
    """
    if text is None:
        raise BadDate("timestamp is missing")
    if _CLOCK_COUNT.fullmatch(text):
        whole, _, fraction = text.partition(".")
        count, rest = int(whole), float(f"0.{fraction or 0}")
        unit = timedelta(milliseconds=1) if count >= _MILLISECONDS_FROM else timedelta(seconds=1)
        try:
            return _EPOCH + count * unit + rest * unit
        except OverflowError as error:
            raise BadDate(f"timestamp {text} lies outside the years 1970 to 9999") from error
    if _NO_ZONE.fullmatch(text):
        try:
            return datetime.fromisoformat(text).replace(tzinfo=CHINA_TIME)
        except ValueError as error:
            raise BadDate(f"timestamp {text!r} is not in the calendar: {error}") from error
    if ":" not in text:
        raise BadDate(f"timestamp {text[:40]!r} has no time of day")
    return parse_instant(text)


def _require_valid(valid: str | None, mock: str | None) -> None:
    if valid is not None and valid.lower() in ("false", "0"):
        raise BadDate("the phone says that the position is not valid")
    if mock is not None and mock.lower() in ("true", "1"):
        raise BadDate("the position is simulated (mock)")


def read_json(body: bytes) -> PhoneReport:
    """The report in a body of JSON: one location, or a list of them under `location`.

    Raises BadParameter when the body is no JSON of this kind or tells no device. What is wrong
    with one location is its fault.
    """
    try:
        document = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadParameter("the body is no JSON in UTF-8") from error
    if not isinstance(document, dict):
        raise BadParameter("the body is no JSON object")
    device = document.get("device_id")
    if isinstance(device, int) and not isinstance(device, bool) and abs(device) < 10**64:
        device = str(device)
    if not isinstance(device, str) or not device:
        raise BadParameter("no device is told: device_id")
    device_class = document.get("device_class")
    if device_class is not None and not isinstance(device_class, str):
        raise BadParameter("device_class is no text")
    location = document.get("location")
    locations = location if isinstance(location, list) else [location]
    if not 1 <= len(locations) <= MOST_POSITIONS:
        raise BadParameter(f"{len(locations)} locations; 1 to {MOST_POSITIONS} make a report")
    try:
        sightings = tuple(_of_location(device, one) for one in locations)
    except RecursionError as error:
        raise BadParameter("the body is nested too deep") from error
    return PhoneReport(device, device_class, sightings)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _of_location(device: str, location: object) -> Sighting:
    raw = {"location": location}
    if not isinstance(location, dict):
        return Sighting(device, fault="location is no object", raw=raw)
    coords = location.get("coords")
    if not isinstance(coords, dict):
        return Sighting(device, fault="longitude or latitude is missing", raw=raw)
    lon, lat = _real(coords.get("longitude")), _real(coords.get("latitude"))
    timestamp = location.get("timestamp")
    try:
        if isinstance(timestamp, int | float):
            timestamp = f"{timestamp:.3f}" if isinstance(timestamp, float) else str(timestamp)
        time = _instant(timestamp if isinstance(timestamp, str) else None)
        _require_valid(None, "true" if location.get("mock") is True else None)
    except (BadDate, ValueError) as error:
        return Sighting(device, fault=str(error), raw=raw)
    speed, heading = _real(coords.get("speed")), _real(coords.get("heading"))
    extras: dict[str, Any] = {
        name: value
        for name, value in location.items()
        if name not in ("coords", "timestamp", "_") and value not in ({}, None)
    }
    extras |= {
        name: value
        for name, value in coords.items()
        if name not in ("longitude", "latitude", "speed", "heading", "altitude")
        and value not in (-1, None)
    }
    return Sighting(
        device=device,
        time=time,
        lon=lon,
        lat=lat,
        altitude_m=_real(coords.get("altitude")),
        # Negative where the phone does not know it.
        speed_kmh=None if speed is None or speed < 0 else speed * 3.6,
        course=None if heading is None or heading < 0 else heading,
        extras=packed(extras),
        raw=raw,
    )


def _real(value: object) -> float | None:
    """A number of JSON; None for anything else, and beyond all bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if abs(number) < float("inf") else None


def without(query: str, name: str) -> tuple[str, str | None]:
    """A query without a parameter, and the parameter's first value; the rest stays as it came.

    >>> without("id=1&key=a%20b&lat=2", "key")
    ('id=1&lat=2', 'a b')
    """
    kept: list[str] = []
    taken: str | None = None
    for part in query.split("&"):
        pairs: Iterable[tuple[str, str]] = parse_qsl(part, keep_blank_values=True)
        value = next((value for key, value in pairs if key == name), None)
        if value is None:
            kept.append(part)
        elif taken is None:
            taken = value
    return "&".join(kept), taken

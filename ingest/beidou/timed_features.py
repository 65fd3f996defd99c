"""Features with times to sightings: GeoJSON and MF-JSON; pure.

- A Point with `time`, `timestamp` or `datetime` among its properties (RFC 7946 names none).
- A LineString, MultiLineString or MultiPoint with as many times as positions: `times` (our own
  tracks), `coordTimes`, `datetimes` (MF-JSON Trajectory), or `times` in `coordinateProperties`.
- MF-JSON Prism (OGC 19-045r3): `temporalGeometry` of type MovingPoint, or a collection of them.

Positions are longitude, latitude in degrees of WGS 84 or CGCS2000, and the height in m. Times are
ISO 8601 with their zone, or numbers: milliseconds since 1970-01-01 UTC, below 1e11 seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ingest.beidou.sightings import Sighting, packed
from spatial.errors import BadDate, BadGeometry
from spatial.temporal import parse_instant

_TIME_NAMES = ("time", "timestamp", "datetime")
_TIMES_NAMES = ("times", "coordTimes", "datetimes")
_OURS = {"altitude_m": "altitude_m", "speed_kmh": "speed_kmh", "course": "course"}

_SPEED_UNITS = {"KMH": 1.0, "km/h": 1.0, "MTS": 3.6, "m/s": 3.6, "KNT": 1.852, "kn": 1.852}
"""Units of MF-JSON (UN/CEFACT codes and plain ones), and how many km/h they are."""

_PLAIN_CRS = re.compile(r"CRS84|EPSG:(.*:)?(4326|4490|4979)$")
"""Degrees of WGS 84 or CGCS2000. GeoJSON has longitude first, whatever the axes of the CRS."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS_FROM = 1e11


def require_degrees(document: Mapping[str, Any]) -> None:
    """Returns unless the `crs` of a document or feature names another than degrees.

    Raises BadGeometry.
    """
    crs = document.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else None
    if not isinstance(name, str) or not _PLAIN_CRS.search(name):
        raise BadGeometry(f"the CRS {str(name)[:80]!r} is not degrees of CGCS2000 or WGS 84")


def sightings_of(feature: Mapping[str, Any], device: str, record: str) -> Iterator[Sighting]:
    """The positions of a feature, in its order.

    device: whose they have to be: a feature that names another is none of its. record: which
    feature it is, for the log.
    Raises BadGeometry when the whole feature has no positions with times.
    """
    require_degrees(feature)
    properties = feature.get("properties")
    properties = properties if isinstance(properties, Mapping) else {}
    named = properties.get("device")
    if isinstance(named, str) and named != device:
        raise BadGeometry(f"the feature is of device {named[:64]!r}, not of {device!r}")
    moving = feature.get("temporalGeometry")
    if moving is not None:
        yield from _moving(feature, moving, device, record)
        return
    geometry = feature.get("geometry")
    if not isinstance(geometry, Mapping):
        raise BadGeometry("no geometry")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point" and "times" not in properties:
        yield _of_point(coordinates, properties, device, record)
    elif kind in ("Point", "LineString", "MultiPoint", "MultiLineString"):
        positions = [coordinates] if kind == "Point" else _list(coordinates, "coordinates")
        beside = properties.get("coordinateProperties")
        beside = beside if isinstance(beside, Mapping) else {}
        times = _named(beside, _TIMES_NAMES) or _named(properties, _TIMES_NAMES)
        if times is None:
            raise BadGeometry(f"a {kind} without times: {', '.join(_TIMES_NAMES)}")
        if kind == "MultiLineString":
            positions = _joined(positions, "coordinates")
        columns = {name: _flat(v) for name, v in beside.items() if name not in _TIMES_NAMES}
        yield from _row_by_row(positions, _flat(times), columns, device, record)
    else:
        raise BadGeometry(f"a geometry of type {str(kind)[:40]!r} is no position of a device")


def _list(value: object, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise BadGeometry(f"{name} is no list")
    return value


def _joined(lists: Sequence[object], name: str) -> list[Any]:
    return [one for inner in lists for one in _list(inner, name)]


def _named(among: Mapping[str, Any], names: Sequence[str]) -> list[Any] | None:
    value = next((among[name] for name in names if name in among), None)
    return None if value is None else _list(value, "times")


def _flat(value: object) -> list[Any]:
    """A list of values, also where it has a list for each line."""
    if not isinstance(value, list):
        return []
    nested = value and all(isinstance(inner, list) for inner in value)
    return [one for inner in value for one in inner] if nested else value


def _of_point(
    coordinates: object, properties: Mapping[str, Any], device: str, record: str
) -> Sighting:
    name = next((name for name in _TIME_NAMES if properties.get(name) is not None), None)
    values = {one: v for one, v in properties.items() if one not in (name, "device")}
    time = None if name is None else properties[name]
    return _sighting(coordinates, time, values, device, record)


def _row_by_row(
    positions: Sequence[object],
    times: Sequence[object],
    columns: Mapping[str, Sequence[Any]],
    device: str,
    record: str,
) -> Iterator[Sighting]:
    if len(times) != len(positions):
        raise BadGeometry(f"{len(positions)} positions and {len(times)} times")
    whole = {name: column for name, column in columns.items() if len(column) == len(times)}
    for row, (position, time) in enumerate(zip(positions, times, strict=True)):
        values = {name: column[row] for name, column in whole.items()}
        yield _sighting(position, time, values, device, f"{record}, position {row + 1}")


def _moving(
    feature: Mapping[str, Any], moving: object, device: str, record: str
) -> Iterator[Sighting]:
    if not isinstance(moving, Mapping):
        raise BadGeometry("temporalGeometry is no object")
    require_degrees(moving)
    if moving.get("type") == "MovingGeometryCollection":
        parts = moving.get("prisms", moving.get("members"))
        for number, part in enumerate(_list(parts, "prisms"), 1):
            if isinstance(part, Mapping) and part.get("type") == "MovingGeometryCollection":
                raise BadGeometry("a collection of moving geometries within another")
            yield from _moving(feature, part, device, f"{record}, part {number}")
        return
    if moving.get("type") != "MovingPoint":
        raise BadGeometry(f"a {str(moving.get('type'))[:40]!r} is no position of a device")
    times = _list(moving.get("datetimes"), "datetimes")
    positions = _list(moving.get("coordinates"), "coordinates")
    columns = _temporal_columns(feature.get("temporalProperties"), times)
    yield from _row_by_row(positions, times, columns, device, record)


def _temporal_columns(groups: object, times: list[Any]) -> dict[str, list[Any]]:
    """The temporal properties that have a value at each time of the geometry."""
    columns: dict[str, list[Any]] = {}
    for group in groups if isinstance(groups, list) else []:
        if not isinstance(group, Mapping) or group.get("datetimes") != times:
            continue
        for name, series in group.items():
            values = series.get("values") if isinstance(series, Mapping) else None
            if not isinstance(values, list) or len(values) != len(times):
                continue
            unit = series.get("uom", series.get("form"))
            factor = _SPEED_UNITS.get(unit) if isinstance(unit, str) else None
            if name == "speed" and factor is not None:
                columns["speed_kmh"] = [
                    None if (number := _real(value)) is None else number * factor
                    for value in values
                ]
            else:
                columns[str(name)] = values
    return columns


def _sighting(
    position: object, time: object, values: Mapping[str, Any], device: str, record: str
) -> Sighting:
    raw: dict[str, object] = {"position": position, "time": time}
    if values:
        raw["properties"] = dict(values)
    fault, instant = None, None
    try:
        instant = _instant(time)
    except BadDate as error:
        fault = str(error)
    numbers = [_real(one) for one in position] if isinstance(position, list) else []
    if len(numbers) < 2 or numbers[0] is None or numbers[1] is None:
        return Sighting(
            device,
            fault="longitude or latitude is missing, or is no number",
            record=record,
            raw=raw,
        )
    known = {name: number for name in _OURS if (number := _real(values.get(name))) is not None}
    height = numbers[2] if len(numbers) > 2 else None
    return Sighting(
        device=device,
        time=instant,
        lon=numbers[0],
        lat=numbers[1],
        altitude_m=known.get("altitude_m", height),
        speed_kmh=known.get("speed_kmh"),
        course=known.get("course"),
        extras=packed(
            {name: v for name, v in values.items() if name not in known and v is not None}
        ),
        fault=fault,
        record=record,
        raw=raw,
    )


def _real(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if abs(number) < float("inf") else None


def _instant(value: object) -> datetime:
    """The instant of a time. Raises BadDate.

    >>> _instant(1714525200000) == _instant("2024-05-01T09:00:00+08:00")
    True
    """
    if value is None:
        raise BadDate("the time is missing")
    number = _real(value)
    if number is not None:
        unit = 1e-3 if abs(number) >= _MILLISECONDS_FROM else 1.0
        try:
            return _EPOCH + timedelta(seconds=number * unit)
        except OverflowError as error:
            raise BadDate(f"the time {number:g} lies outside the years 1 to 9999") from error
    if not isinstance(value, str):
        raise BadDate("the time is no text and no number")
    if ":" not in value:
        raise BadDate(f"{value[:40]!r} has no time of day")
    return parse_instant(value)

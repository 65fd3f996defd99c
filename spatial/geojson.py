"""GeoJSON polygons of requests (RFC 7946): parsed, and refused with the place of the fault."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from shapely import MultiPolygon, Polygon
from shapely.validation import explain_validity

from spatial.errors import BadGeometry

MAX_VERTICES = 20_000
"""Positions of one polygon at most; a county of the detailed maps has some 5,000."""

_Ring = list[tuple[float, float]]

# RFC 7946 knows longitude, latitude in WGS 84 only; CGCS2000 equals it at the metre level (domain
# 4.4). An older `crs` member that names another system is never overlooked.
_KNOWN_CRS = ("CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490")


def parse_polygon(document: Mapping[str, Any]) -> Polygon | MultiPolygon:
    """The valid polygon or multi-polygon of a GeoJSON geometry, or of a Feature that holds one.

    Coordinates are longitude, latitude in CGCS2000 degrees; a height is left out. Either
    winding of rings is accepted. Nothing is repaired.

    Raises BadGeometry, with the ring and position or the point of the fault, when it is of another
    type, empty, not closed, out of range, crosses itself or the antimeridian (RFC 7946, 3.1.9: to
    be cut there into a MultiPolygon), has another CRS, or more than MAX_VERTICES positions.
    """
    geometry = _geometry(document)
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadGeometry(f"the geometry is of type {kind!r}: give a Polygon or a MultiPolygon")
    many = _sequence(coordinates if kind == "MultiPolygon" else [coordinates], "coordinates")
    if not many:
        raise BadGeometry("the MultiPolygon is empty")
    left = MAX_VERTICES
    polygons: list[Polygon] = []
    for number, rings in enumerate(many):
        name = f"polygon {number}, " if kind == "MultiPolygon" else ""
        parsed: list[_Ring] = []
        for index, positions in enumerate(_sequence(rings, f"{name}rings")):
            where = f"{name}ring {index}"
            items = _sequence(positions, where)
            left -= len(items)
            if left < 0:
                raise BadGeometry(f"the polygon has more than {MAX_VERTICES} positions")
            parsed.append(_ring(items, where))
        if not parsed:
            raise BadGeometry(f"{name}the polygon is empty: it has no ring")
        polygons.append(Polygon(parsed[0], parsed[1:]))
    shape = polygons[0] if kind == "Polygon" else MultiPolygon(polygons)
    if not shape.is_valid:
        raise BadGeometry(f"the polygon is not valid: {_fault(shape)}")
    return shape


def _geometry(document: Mapping[str, Any]) -> Mapping[str, Any]:
    _require_known_crs(document)
    if document.get("type") != "Feature":
        return document
    inner = document.get("geometry")
    if not isinstance(inner, Mapping):
        raise BadGeometry("the Feature has no geometry")
    _require_known_crs(inner)
    return inner


def _require_known_crs(document: Mapping[str, Any]) -> None:
    crs = document.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else None
    if not isinstance(name, str) or not name.endswith(_KNOWN_CRS):
        raise BadGeometry(
            f"the polygon names the CRS {name!r}: give longitude, latitude in CGCS2000 (EPSG:4490)"
        )


def _sequence(value: object, what: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise BadGeometry(f"{what}: an array is needed, not {type(value).__name__}")
    return value


def _ring(positions: Sequence[Any], where: str) -> _Ring:
    ring = [_position(value, f"{where}, position {i}") for i, value in enumerate(positions)]
    if len(ring) < 4:
        raise BadGeometry(f"{where} has {len(ring)} positions: a ring has at least 4")
    if ring[0] != ring[-1]:
        raise BadGeometry(f"{where} is not closed: it begins at {ring[0]} and ends at {ring[-1]}")
    for i, ((lon, _), (next_lon, _)) in enumerate(pairwise(ring)):
        if abs(next_lon - lon) > 180:
            raise BadGeometry(
                f"{where} goes from longitude {lon} to {next_lon} at position {i}, over the "
                "antimeridian: cut it there into a MultiPolygon"
            )
    return ring


def _position(value: object, where: str) -> tuple[float, float]:
    numbers = _sequence(value, where)
    if len(numbers) < 2 or not all(_is_number(number) for number in numbers):
        raise BadGeometry(f"{where}: a position is [longitude, latitude], two finite numbers")
    lon, lat = float(numbers[0]), float(numbers[1])
    if not -180 <= lon <= 180:
        raise BadGeometry(f"{where}: longitude {lon} lies outside -180 to 180")
    if not -90 <= lat <= 90:
        hint = " (longitude comes first; are they swapped?)" if abs(lat) <= 180 else ""
        raise BadGeometry(f"{where}: latitude {lat} lies outside -90 to 90{hint}")
    return lon, lat


def _is_number(value: object) -> bool:
    # A bool is an int to Python; an int may be too large for a float.
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _fault(shape: Polygon | MultiPolygon) -> str:
    """What GEOS says is wrong, with the point: `it crosses itself at [116.5, 39.9]`."""
    reason = str(explain_validity(shape))
    name, _, point = reason.partition("[")
    place = f" at [{', '.join(point.rstrip(']').split())}]" if point else ""
    if name in ("Self-intersection", "Ring Self-intersection"):
        name = "it crosses or touches itself"
    return f"{name}{place}"

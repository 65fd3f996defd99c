"""What RFC 7946 asks of the members of a GeoJSON document; pure, no file.

A fault of the document refuses the whole file, one of a feature or its geometry that feature alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spatial.errors import BadGeometry, SourceRefused

GEOMETRIES = (
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
)


def features_of(name: str, document: Any) -> list[dict[str, Any]]:
    """The features of a document: of a FeatureCollection, of one Feature, or of a bare geometry.

    name: of the file, for the message. `properties` of each is an object, {} where it is none;
    `fault` says what is wrong with its members, None where nothing is.
    Raises SourceRefused for what is none of these.
    """
    kind = document.get("type") if isinstance(document, Mapping) else None
    if not isinstance(document, Mapping) or kind not in (
        "FeatureCollection",
        "Feature",
        *GEOMETRIES,
    ):
        raise SourceRefused(
            f"{name} is no GeoJSON FeatureCollection, feature or geometry: its type is {kind!r}"
        )
    if kind == "FeatureCollection":
        features = document.get("features")
        if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
            raise SourceRefused(f"{name} is no GeoJSON: it has no list of features")
    elif kind == "Feature":
        features = [dict(document)]
    else:
        features = [{"type": "Feature", "properties": None, "geometry": dict(document)}]
    return [_feature(feature) for feature in features]


def crs_of_document(document: Any) -> str | None:
    """The name in the `crs` member of GeoJSON before RFC 7946, None where there is none."""
    crs = document.get("crs") if isinstance(document, Mapping) else None
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else None
    return name if isinstance(name, str) else None


def tidy_geometry(value: Any) -> tuple[dict[str, Any], str | None]:
    """The geometry object as RFC 7946 allows it, and what was changed of it (None for nothing).

    Numbers after longitude, latitude and height mean nothing (3.1.1) and go; a ring whose last
    position is not its first is closed.
    Raises BadGeometry for what is no geometry object.
    """
    if not isinstance(value, dict):
        raise BadGeometry("no geometry")
    if value.get("type") not in GEOMETRIES:
        raise BadGeometry(f"no GeoJSON geometry: the type {value.get('type')!r} is unknown")
    box = value.get("bbox")
    if box is not None and not isinstance(box, list):
        raise BadGeometry(f"no GeoJSON geometry: its bbox is {box!r}, no array")
    if value["type"] == "GeometryCollection":
        members = value.get("geometries")
        if not isinstance(members, list):
            raise BadGeometry("no GeoJSON geometry: `geometries` is no array")
        tidied = [tidy_geometry(member) for member in members]
        notes = [note for _, note in tidied if note]
        return value | {"geometries": [one for one, _ in tidied]}, notes[0] if notes else None
    notes = []
    shortened = _shortened(value.get("coordinates"))
    if shortened is not None:
        value = value | {"coordinates": shortened}
        notes.append("numbers after the height of a position are left out")
    if value["type"] in ("Polygon", "MultiPolygon"):
        closed = _closed(value.get("coordinates"), 1 if value["type"] == "Polygon" else 2)
        if closed is not None:
            value = value | {"coordinates": closed}
            notes.append("a ring that was not closed is closed")
    return value, "; ".join(notes) or None


def feature_geometry(feature: Mapping[str, Any]) -> Any:
    """The geometry object of a feature that `features_of` gave.

    Raises BadGeometry where a member of the feature itself is at fault.
    """
    fault = feature.get("fault")
    if fault is not None:
        raise BadGeometry(f"no GeoJSON feature: {fault}")
    return feature.get("geometry")


def _feature(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    return feature | {
        "properties": properties if isinstance(properties, dict) else {},
        "fault": _fault(feature),
    }


def _fault(feature: Mapping[str, Any]) -> str | None:
    if feature.get("type") != "Feature":
        return f"it has the type {feature.get('type')!r}, not Feature"
    identifier, properties = feature.get("id"), feature.get("properties")
    if identifier is not None and not isinstance(identifier, str | int | float):
        return "it has an id that is neither text nor number"
    if properties is not None and not isinstance(properties, dict):
        return "it has properties that are neither an object nor null"
    if "geometry" not in feature:
        return "it has no member `geometry`"
    return None


def _shortened(coordinates: Any) -> Any:
    """The coordinates with at most three numbers a position; None where they are so already."""
    if not isinstance(coordinates, list) or not coordinates:
        return None
    if not isinstance(coordinates[0], list):
        return coordinates[:3] if len(coordinates) > 3 and _numbers(coordinates) else None
    parts = [_shortened(part) for part in coordinates]
    if all(part is None for part in parts):
        return None
    return [whole if part is None else part for whole, part in zip(coordinates, parts, strict=True)]


def _closed(coordinates: Any, depth: int) -> Any:
    """The coordinates with every ring closed, rings `depth` lists below; None where they are so."""
    if not isinstance(coordinates, list) or not all(isinstance(part, list) for part in coordinates):
        return None
    if depth == 0:
        ends_meet = coordinates[:1] == coordinates[-1:]
        return None if ends_meet or len(coordinates) < 3 else [*coordinates, coordinates[0]]
    parts = [_closed(part, depth - 1) for part in coordinates]
    if all(part is None for part in parts):
        return None
    return [whole if part is None else part for whole, part in zip(coordinates, parts, strict=True)]


def _numbers(position: list[Any]) -> bool:
    return all(isinstance(number, int | float) for number in position)

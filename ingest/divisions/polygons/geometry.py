"""GeoJSON geometries to clean polygons and lines in CGCS2000."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from shapely.errors import GEOSException
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from ingest.divisions.polygons.date_line import crosses_date_line, cut_at_date_line
from ingest.divisions.polygons.geojson_structure import tidy_geometry
from spatial.crs import in_degrees, to_cgcs2000
from spatial.errors import BadGeometry

CGCS2000_SRID = 4490


def read_geometry(value: Any, source_crs: str) -> BaseGeometry:
    """The geometry that a GeoJSON object says, in CGCS2000, valid or not.

    It is cut where it crosses the 180th meridian.
    Raises BadGeometry with the reason for null, an empty one, bad rings or coordinates.
    """
    return read_noted(value, source_crs)[0]


def read_polygons(value: Any, source_crs: str) -> tuple[MultiPolygon, list[str]]:
    """The polygons that a GeoJSON object says, in CGCS2000 and valid, and what was repaired.

    Raises BadGeometry as `read_geometry` and `polygons_of` do.
    """
    geometry, notes = read_noted(value, source_crs)
    whole, fault = polygons_of(geometry)
    return whole, [*notes, fault] if fault else notes


def read_noted(value: Any, source_crs: str) -> tuple[BaseGeometry, list[str]]:
    """As `read_geometry`, with what had to be changed of it."""
    tidied, changed = tidy_geometry(value)
    geometry = _parse(tidied)
    degrees = in_degrees(source_crs)
    if not degrees:
        geometry = to_cgcs2000(geometry, source_crs)
    notes = [changed] if changed else []
    if crosses_date_line(geometry):
        geometry = cut_at_date_line(geometry)
        notes.append("cut at the 180th meridian")
    return to_cgcs2000(geometry, source_crs) if degrees else geometry, notes


def _parse(value: dict[str, Any]) -> BaseGeometry:
    try:
        geometry = shapely.from_geojson(json.dumps(value))
    except (GEOSException, ValueError) as error:
        raise BadGeometry(f"no GeoJSON geometry: {_first_line(error)}") from error
    if geometry is None or geometry.is_empty:
        raise BadGeometry("an empty geometry")
    return shapely.force_2d(geometry)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def polygons_of(geometry: BaseGeometry) -> tuple[MultiPolygon, str | None]:
    """The polygons of a geometry, valid, and what had to be repaired (None for nothing).

    Of a collection the polygons are taken.
    Raises BadGeometry for what is no polygon, or of which nothing is left.
    """
    if geometry.geom_type == "GeometryCollection":
        members = shapely.get_parts(geometry)
        drawn = [one for one in members if one.geom_type in ("Polygon", "MultiPolygon")]
        if drawn:
            whole, fault = polygons_of(MultiPolygon(list(shapely.get_parts(drawn))))
            others = len(members) - len(drawn)
            return whole, fault or (
                f"{others} of its collection are no polygons" if others else None
            )
    if geometry.geom_type not in ("Polygon", "MultiPolygon"):
        raise BadGeometry(f"a {geometry.geom_type}, not a polygon")
    fault = None
    if not geometry.is_valid:
        reason = shapely.is_valid_reason(geometry)
        fault = re.sub(r"\s*\[.*", "", reason)
        mended = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
        geometry = shapely.orient_polygons(mended, exterior_cw=False)
    whole = as_multipolygon(geometry)
    if whole.is_empty:
        raise BadGeometry("a polygon without area")
    return whole, fault


def as_multipolygon(geometry: BaseGeometry) -> MultiPolygon:
    """The polygonal parts of a geometry as one MultiPolygon; lines and points are left out."""
    if isinstance(geometry, MultiPolygon):
        return geometry
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return MultiPolygon([part for part in parts if isinstance(part, Polygon) and part.area > 0])


def winding_note(polygons: Iterable[MultiPolygon]) -> str | None:
    """How many of them wind their rings against RFC 7946 (3.1.6), None where none does.

    Such polygons are meant as they are drawn (a parser should not reject them, says the same
    clause), and stay so: on no table of ours does winding mean anything.
    """
    every = list(polygons)
    against = sum(_winds_clockwise(whole) for whole in every)
    if not against:
        return None
    return (
        f"{against:,} of {len(every):,} features wind their rings against RFC 7946 (3.1.6): "
        "taken as they are drawn"
    )


def _winds_clockwise(whole: MultiPolygon) -> bool:
    return any(
        not part.exterior.is_ccw or any(hole.is_ccw for hole in part.interiors)
        for part in whole.geoms
    )


def lines_of(geometry: BaseGeometry) -> MultiLineString:
    """The lines of a geometry; of polygons their rings. Raises BadGeometry for points."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        geometry = geometry.boundary
    if geometry.geom_type not in ("LineString", "LinearRing", "MultiLineString"):
        raise BadGeometry(f"a {geometry.geom_type}, neither line nor polygon")
    return MultiLineString([LineString(part) for part in shapely.get_parts(geometry)])


def ewkb_hex(geometry: BaseGeometry, srid: int) -> str:
    """The geometry for COPY, with its SRID."""
    return str(shapely.to_wkb(shapely.set_srid(geometry, srid), hex=True, include_srid=True))


def label_point(area: MultiPolygon) -> BaseGeometry:
    """A point well inside the largest part, where a name can stand."""
    parts = shapely.get_parts(area)
    return parts[int(np.argmax(shapely.area(parts)))].representative_point()

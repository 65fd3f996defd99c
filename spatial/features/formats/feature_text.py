"""Features as GeoJSON and JSON-FG 1.0 (OGC 21-045r1), each made as one text by the database.

GeoJSON: coordinates in CRS84 are longitude first; those of another system that was asked for by
name are in the order of its authority (OGC API – Features – Part 2). JSON-FG: the same, but what is
not in CRS84 stands in `place`, and `geometry` is null or the same in CRS84.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spatial.features.collection import GeometryType, PropertyType
from spatial.features.formats.export import Export
from spatial.features.statements import GeometryForm
from spatial.features.systems import CRS84, STORED, System

JSONFG_CORE = "http://www.opengis.net/spec/json-fg-1/1.0/conf/core"
JSONFG_TYPES = "http://www.opengis.net/spec/json-fg-1/1.0/conf/types-schemas"

_DIMENSIONS = {GeometryType.POINT: 0, GeometryType.LINES: 1, GeometryType.POLYGONS: 2}

_INSTANT = (
    "replace(to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '.000000', '') || 'Z'"
)

_VALUES: dict[PropertyType, str] = {
    PropertyType.TEXT: "{0}::text",
    PropertyType.INTEGER: "{0}::bigint",
    # JSON has no number for what is none, nor for infinity.
    PropertyType.NUMBER: "CASE WHEN {0}::float8 NOT IN ('NaN', 'Infinity', '-Infinity') "
    "THEN {0}::float8 END",
    PropertyType.BOOLEAN: "{0}::boolean",
    # PostgreSQL writes both as ISO 8601 in JSON, whatever the settings of the session are.
    PropertyType.DAY: "CASE WHEN isfinite({0}) THEN {0} END",
    PropertyType.INSTANT: "CASE WHEN isfinite({0}) THEN {0} END",
}

_TIMES: dict[PropertyType, str] = {
    PropertyType.DAY: "CASE WHEN isfinite({0}) THEN to_char({0}, 'YYYY-MM-DD') END",
    PropertyType.INSTANT: f"CASE WHEN isfinite({{0}}) THEN {_INSTANT} END",
}
"""As texts; JSON-FG asks for Z."""


@dataclass(frozen=True, slots=True)
class FeatureText:
    """SQL of a feature as one text over the alias `q`, and which geometry it needs there.

    system: another than that of the export.
    """

    sql: str
    geometry: GeometryForm = GeometryForm.GEOJSON
    system: System | None = None

    def select(self, export: Export, *beside: str) -> tuple[str, Mapping[str, object]]:
        """A statement that gives the texts, and what is told beside them."""
        return export.select([self.sql, *beside], self.geometry, self.system)


def geojson_text(export: Export) -> FeatureText:
    """A feature as GeoJSON."""
    return FeatureText(_feature(export, "", _shape(export)))


def jsonfg_text(export: Export, *, fallback: bool) -> FeatureText:
    """A feature as JSON-FG.

    fallback: `geometry` has the shape in CRS84 beside `place`, for readers of GeoJSON.
    """
    time = f"""',"time":' || {_time(export)} || ',"place":' || """
    if export.system == CRS84 or not export.has_geometry:
        return FeatureText(_feature(export, f"{time}'null'", _shape(export)))
    if not fallback:
        return FeatureText(_feature(export, time + _shape(export), "'null'"))
    stored = "q.geom::geometry"
    place = stored
    if export.system.srid not in (4326, STORED.srid):
        place = f"ST_Transform({stored}, {export.system.srid})"
    if export.system.northing_first:
        place = f"ST_FlipCoordinates({place})"
    feature = _feature(
        export,
        time + _geojson(place, export.system.decimals),
        _geojson(stored, CRS84.decimals),
    )
    return FeatureText(feature, GeometryForm.EWKB, STORED)


def jsonfg_members(export: Export, *, alone: bool = False) -> dict[str, object]:
    """The members that stand at the root of a JSON-FG document, before its features.

    alone: of one feature, which has its type itself.
    """
    members: dict[str, object] = {} if alone else {"type": "FeatureCollection"}
    members["conformsTo"] = [JSONFG_CORE, JSONFG_TYPES]
    members["featureType"] = export.collection.id
    if not alone and export.has_geometry and export.collection.geometry_type in _DIMENSIONS:
        members["geometryDimension"] = _DIMENSIONS[export.collection.geometry_type]
    if export.system != CRS84:
        members["coordRefSys"] = export.system.uri
    return members


def _feature(export: Export, more: str, geometry: str) -> str:
    values = ", ".join(
        f"{_VALUES[one.type].format(one.value)} AS {one.quoted}" for one in export.columns
    )
    # A row and not json_build_object, which takes fifty members at most.
    properties = "'{}'"
    if values:
        properties = f"(SELECT row_to_json(p)::text FROM (SELECT {values}) p)"  # noqa: S608
    parts = (
        """'{"type":"Feature","id":' || to_json(q.id)""",
        *([more] if more else []),
        f"""',"geometry":' || {geometry}""",
        f"""',"properties":' || {properties} || '}}'""",
    )
    return " || ".join(parts)


def _shape(export: Export) -> str:
    """The text of the geometry where the statement gives one."""
    return "coalesce(q.geom, 'null')" if export.has_geometry else "'null'"


def _geojson(shape: str, decimals: int) -> str:
    return f"coalesce(ST_AsGeoJSON({shape}, {decimals}, 0), 'null')"


def _time(export: Export) -> str:
    """The member `time`: a day, an instant, or the first and the last one of a period.

    JSON-FG has both ends in an interval: its last day is the one before ours, on which the feature
    does not stand any more; of instants the one a microsecond before, the next that can be told.
    """
    types = {column.name: column.type for column in export.columns}
    if types.keys() >= {"valid_from", "valid_to"}:
        instants = types["valid_to"] is PropertyType.INSTANT
        last = "q.valid_to - interval '1 microsecond'" if instants else "q.valid_to - 1"
        ends = [_or_open(types["valid_from"], end) for end in ("q.valid_from", f"({last})")]
        return f"""'{{"interval":["' || {ends[0]} || '","' || {ends[1]} || '"]}}'"""
    if "happened" not in types:
        return "'null'"
    name = "date" if types["happened"] is PropertyType.DAY else "timestamp"
    value = _TIMES[types["happened"]].format("q.happened")
    return f"""coalesce('{{"{name}":"' || {value} || '"}}', 'null')"""


def _or_open(kind: PropertyType, end: str) -> str:
    return f"coalesce({_TIMES[kind].format(end)}, '..')"

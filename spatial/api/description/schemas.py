"""Schemas of documents that no model of ours makes, by the name that responses give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Schema = dict[str, Any]


def _object(required: Sequence[str] = (), **properties: Schema) -> Schema:
    made: Schema = {"type": "object", "properties": properties}
    return made | {"required": list(required)} if required else made


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _of(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_TEXT: Schema = {"type": "string"}
_URI: Schema = {"type": "string", "format": "uri"}
_NUMBER: Schema = {"type": "number"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_ADDRESS: Schema = {"type": "string", "description": "URI, or a template with `templated`."}
_TIME: Schema = {"type": "string", "format": "date-time"}
_LINKS = _list(_of("Link"))

SCHEMAS: dict[str, Schema] = {
    "Problem": _object(
        ("type", "title", "status", "detail"),
        type=_URI | {"description": "Stable, for programs to test: urn:shikong:problem:…"},
        title=_TEXT,
        status={"type": "integer", "minimum": 400, "maximum": 599},
        detail=_TEXT,
    )
    | {"description": "RFC 9457; more members tell what was asked and what is allowed."},
    "Link": _object(
        ("rel", "href"),
        rel=_TEXT,
        href=_ADDRESS,
        type=_TEXT,
        title=_TEXT,
        hreflang=_TEXT,
        length=_COUNT,
        templated={"type": "boolean"},
    ),
    "LandingPage": _object(("links",), title=_TEXT, description=_TEXT, links=_LINKS),
    "Conformance": _object(("conformsTo",), conformsTo=_list(_URI), links=_LINKS),
    "Extent": _object(
        (),
        spatial=_object(
            ("bbox",),
            bbox=_list(_list(_NUMBER) | {"minItems": 4, "maxItems": 6}) | {"minItems": 1},
            crs=_URI,
        ),
        temporal=_object(
            ("interval",),
            interval=_list(
                _list({"type": ["string", "null"], "format": "date-time"})
                | {"minItems": 2, "maxItems": 2}
            )
            | {"minItems": 1},
            trs=_URI,
        ),
    ),
    "Collection": _object(
        ("id", "links"),
        id=_TEXT,
        title=_TEXT,
        description=_TEXT,
        links=_LINKS,
        extent=_of("Extent"),
        itemType=_TEXT,
        crs=_list(_TEXT),
        storageCrs=_URI,
        updateFrequency=_NUMBER | {"description": "Milliseconds; of moving features."},
    ),
    "Collections": _object(
        ("links", "collections"),
        links=_LINKS,
        collections=_list(_of("Collection")),
        numberMatched=_COUNT,
        numberReturned=_COUNT,
    ),
    "Geometry": _object(
        ("type",),
        type={
            "type": "string",
            "enum": [
                "Point",
                "MultiPoint",
                "LineString",
                "MultiLineString",
                "Polygon",
                "MultiPolygon",
                "GeometryCollection",
            ],
        },
        coordinates={"type": "array", "items": {}},
        geometries=_list(_of("Geometry")),
    ),
    "Feature": _object(
        ("type", "geometry", "properties"),
        type={"type": "string", "enum": ["Feature"]},
        id={"type": ["string", "integer"]},
        geometry={"anyOf": [_of("Geometry"), {"type": "null"}]},
        properties={"type": ["object", "null"]},
        bbox=_list(_NUMBER),
        links=_LINKS,
    ),
    "FeatureCollection": _object(
        ("type", "features"),
        type={"type": "string", "enum": ["FeatureCollection"]},
        features=_list(_of("Feature")),
        links=_LINKS,
        timeStamp=_TIME,
        numberMatched=_COUNT,
        numberReturned=_COUNT,
    ),
    "MovingGeometry": _object(
        ("type",),
        type=_TEXT,
        prisms=_list(_of("MovingPoint")),
    ),
    "MovingPoint": _object(
        ("type", "datetimes", "coordinates"),
        id=_TEXT,
        type={"type": "string", "enum": ["MovingPoint"]},
        datetimes=_list(_TIME),
        coordinates=_list(_list(_NUMBER)),
        interpolation=_TEXT,
    ),
    "MovingFeature": {
        "allOf": [
            _of("Feature"),
            _object(
                (),
                time=_list(_TIME) | {"minItems": 2, "maxItems": 2},
                temporalGeometry=_of("MovingGeometry"),
                crs={"type": "object"},
                trs={"type": "object"},
            ),
        ]
    },
    "MovingFeatureCollection": _object(
        ("type", "features"),
        type={"type": "string", "enum": ["FeatureCollection"]},
        features=_list(_of("MovingFeature")),
        crs={"type": "object"},
        trs={"type": "object"},
        links=_LINKS,
        timeStamp=_TIME,
        numberMatched=_COUNT,
        numberReturned=_COUNT,
    ),
    "TemporalGeometrySequence": _object(
        ("type", "geometrySequence"),
        type={"type": "string", "enum": ["TemporalGeometrySequence"]},
        geometrySequence=_list(_of("MovingPoint")),
        crs={"type": "object"},
        trs={"type": "object"},
        links=_LINKS,
        timeStamp=_TIME,
        numberReturned=_COUNT,
    ),
    "TemporalValues": _object(
        ("datetimes", "values"),
        datetimes=_list(_TIME),
        values=_list({"type": ["number", "null"]}),
        interpolation=_TEXT,
    ),
    "TemporalProperty": _object(
        ("name", "type"),
        name=_TEXT,
        type=_TEXT,
        form=_TEXT | {"description": "Unit, UCUM."},
        description=_TEXT,
        valueSequence=_list(_of("TemporalValues")),
        links=_LINKS,
        timeStamp=_TIME,
        numberReturned=_COUNT,
    ),
    "TemporalProperties": _object(
        ("temporalProperties",),
        temporalProperties=_list(_of("TemporalProperty")),
        links=_LINKS,
        timeStamp=_TIME,
        numberMatched=_COUNT,
        numberReturned=_COUNT,
    ),
    "TileSet": _object(
        ("dataType", "crs", "links"),
        title=_TEXT,
        dataType={"type": "string", "enum": ["map", "vector", "coverage"]},
        crs=_TEXT,
        tileMatrixSetId=_TEXT,
        tileMatrixSetURI=_URI,
        links=_LINKS,
        tileMatrixSetLimits=_list(
            _object(
                ("tileMatrix", "minTileRow", "maxTileRow", "minTileCol", "maxTileCol"),
                tileMatrix=_TEXT,
                minTileRow=_COUNT,
                maxTileRow=_COUNT,
                minTileCol=_COUNT,
                maxTileCol=_COUNT,
            )
        ),
        layers=_list({"type": "object"}),
        boundingBox={"type": "object"},
    ),
    "TileSets": _object(("tilesets",), tilesets=_list(_of("TileSet")), links=_LINKS),
    "TileMatrixSets": _object(
        ("tileMatrixSets",),
        tileMatrixSets=_list(_object(("links",), id=_TEXT, title=_TEXT, crs=_TEXT, links=_LINKS)),
    ),
    "TileMatrixSet": _object(
        ("crs", "tileMatrices"),
        id=_TEXT,
        title=_TEXT,
        crs=_TEXT,
        tileMatrices=_list({"type": "object"}),
    ),
    "ProcessSummary": _object(
        ("id", "version", "links"),
        id=_TEXT,
        title=_TEXT,
        description=_TEXT,
        version=_TEXT,
        keywords=_list(_TEXT),
        jobControlOptions=_list(
            {"type": "string", "enum": ["sync-execute", "async-execute", "dismiss"]}
        ),
        outputTransmission=_list({"type": "string", "enum": ["value", "reference"]}),
        links=_LINKS,
    ),
    "ProcessList": _object(
        ("processes", "links"), processes=_list(_of("ProcessSummary")), links=_LINKS
    ),
    "Process": {
        "allOf": [
            _of("ProcessSummary"),
            _object(
                ("inputs", "outputs"),
                inputs={"type": "object", "additionalProperties": {"type": "object"}},
                outputs={"type": "object", "additionalProperties": {"type": "object"}},
            ),
        ]
    },
    "StatusInfo": _object(
        ("processID", "type", "jobID", "status", "links"),
        processID=_TEXT,
        type={"type": "string", "enum": ["process"]},
        jobID=_TEXT,
        status={
            "type": "string",
            "enum": ["accepted", "running", "successful", "failed", "dismissed"],
        },
        progress={"type": "integer", "minimum": 0, "maximum": 100},
        message=_TEXT,
        created=_TIME,
        started=_TIME,
        finished=_TIME,
        updated=_TIME,
        expires=_TIME | {"description": "End of its results."},
        links=_LINKS,
    ),
    "JobList": _object(("jobs", "links"), jobs=_list(_of("StatusInfo")), links=_LINKS),
    "ExecuteRequest": _object(
        (),
        inputs={"type": "object", "additionalProperties": True},
        outputs={
            "type": "object",
            "additionalProperties": _object(
                (),
                format=_object((), mediaType=_TEXT),
                transmissionMode={"type": "string", "enum": ["value", "reference"]},
            ),
        },
        response={"type": "string", "enum": ["raw", "document"]},
    )
    | {"additionalProperties": False},
    "TileJson": _object(
        ("tilejson", "tiles"),
        tilejson=_TEXT,
        tiles=_list(_TEXT),
        vector_layers=_list({"type": "object"}),
        minzoom=_COUNT,
        maxzoom=_COUNT,
        bounds=_list(_NUMBER) | {"minItems": 4, "maxItems": 4},
        attribution=_TEXT,
    ),
}

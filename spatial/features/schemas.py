"""The features of a collection as logical schemas: JSON Schema 2020-12 (OGC 23-058r2, 19-079r2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spatial.business.declarations.model import DatasetDeclaration
from spatial.features.business import fields_by_name
from spatial.features.collection import Collection, GeometryType, Property, PropertyType
from spatial.features.filters.queryables import GEOMETRY, Kind, Queryable, queryables_of

Document = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TYPES: Mapping[PropertyType, Document] = {
    PropertyType.TEXT: {"type": "string"},
    PropertyType.INTEGER: {"type": "integer"},
    PropertyType.NUMBER: {"type": "number"},
    PropertyType.BOOLEAN: {"type": "boolean"},
    PropertyType.DAY: {"type": "string", "format": "date"},
    PropertyType.INSTANT: {"type": "string", "format": "date-time"},
}

_GEOMETRIES = {
    GeometryType.POINT: "geometry-point",
    GeometryType.LINES: "geometry-multilinestring",
    GeometryType.POLYGONS: "geometry-multipolygon",
    GeometryType.ANY: "geometry-any",
}

_DAY: Document = {"type": "string", "format": "date"}
_INSTANT: Document = {"type": "string", "format": "date-time"}
_INTERVAL: Document = {"type": "array", "items": _DAY, "minItems": 2, "maxItems": 2}


def queryables_schema(collection: Collection, address: str) -> Document:
    """What a filter may name, and of what type each is. address: the URI of the document."""
    told = {name: _queryable(collection, one) for name, one in queryables_of(collection).items()}
    return _schema(collection, address, told)


def feature_schema(
    collection: Collection, address: str, dataset: DatasetDeclaration | None = None
) -> Document:
    """What is told of a feature, with the roles of id, geometry and time. address: its URI.

    dataset: of whose records the features are. What its owner may write and features do not tell
    is `writeOnly`.
    """
    told: dict[str, Document] = {
        "id": {"title": "要素标识", "type": "string", "readOnly": True, "x-ogc-role": "id"}
    }
    for one in collection.properties:
        told[one.name] = _property(one)
    if collection.valid is not None:
        told["valid_from"] = {
            "title": "生效日期",
            **_DAY,
            "x-ogc-role": "primary-interval-start",
        }
        told["valid_to"] = {
            "title": "失效日期",
            "description": "当日已不算；没有则至今。北京时间的日期。",
            **_DAY,
            "x-ogc-role": "primary-interval-end",
        }
    if collection.happened is not None:
        form = _INSTANT if collection.happens_at_instants else _DAY
        told["happened"] = {"title": "发生时间", **form, "x-ogc-role": "primary-instant"}
    if collection.geometry is not None:
        told[GEOMETRY] = _geometry(collection) | {"x-ogc-role": "primary-geometry"}
    if dataset is not None:
        for name, field in fields_by_name(dataset).items():
            if field.grade.closed:
                told[name] = _property(
                    Property(name, field.title, PropertyType(field.type), "NULL", field.unit)
                ) | {"writeOnly": True}
    for place, member in enumerate(told.values(), start=1):
        member["x-ogc-propertySeq"] = place
    return _schema(collection, address, told)


def _schema(collection: Collection, address: str, properties: Mapping[str, Document]) -> Document:
    return {
        "$schema": _DIALECT,
        "$id": address,
        "type": "object",
        "title": collection.title,
        "description": collection.description,
        "properties": dict(properties),
        "additionalProperties": False,
    }


def _queryable(collection: Collection, one: Queryable) -> Document:
    if one.told is not None:
        return _property(one.told)
    if one.kind is Kind.GEOMETRY:
        return _geometry(collection) | {"x-ogc-role": "primary-geometry"}
    forms = {Kind.INTERVAL: _INTERVAL, Kind.DAY: _DAY, Kind.INSTANT: _INSTANT}
    return {"title": one.title, **forms[one.kind]}


def _property(one: Property) -> Document:
    told: Document = {"title": one.title, **_TYPES[one.type]}
    if one.values is not None:
        told["enum"] = list(one.values)
    if one.unit is not None:
        # Units are told as officers write them, not in UCUM.
        told |= {"x-ogc-unit": one.unit, "x-ogc-unitLang": "zh-CN"}
    return told


def _geometry(collection: Collection) -> Document:
    return {"title": "几何", "format": _GEOMETRIES[collection.geometry_type]}

"""A feature as somebody wants it to be: GeoJSON, checked against the declaration of its dataset."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from spatial.business.declarations.model import DatasetDeclaration, FieldDeclaration, FieldType
from spatial.errors import BadDate, FeatureRefused
from spatial.features.business import fields_by_name
from spatial.features.collection import Collection
from spatial.temporal import parse_date, parse_instant

_MEMBERS = frozenset(
    {"type", "id", "geometry", "properties", "links", "bbox", "time", "place", "conformsTo"}
)

_MOST_FAULTS = 100

_LARGEST = Decimal("1e31")
"""What the store of records holds lies below it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """properties: by their names as features tell them. geometry: GeoJSON, or None."""

    properties: Mapping[str, Any]
    geometry: Mapping[str, Any] | None


def draft_of(document: object, collection: Collection, dataset: DatasetDeclaration) -> Draft:
    """The draft that a GeoJSON feature is; an id in it says nothing.

    Raises FeatureRefused with all faults, each with its JSON pointer: another type than Feature,
    a property that there is not, a value of another type, or none where one is needed.
    """
    if not isinstance(document, Mapping):
        raise _refused([("", "应为 GeoJSON 要素（一个对象）")])
    faults: list[tuple[str, str]] = []
    if document.get("type") != "Feature":
        many = "；一次写一个要素，整批的用 /v1/datasets/…/records"
        hint = many if document.get("type") == "FeatureCollection" else ""
        raise _refused([("/type", f"应为 Feature{hint}")])
    faults += [
        (f"/{name}", "GeoJSON 要素没有这个成员") for name in document if name not in _MEMBERS
    ]
    properties = document.get("properties")
    if properties is None:
        properties = {}
    if not isinstance(properties, Mapping):
        raise _refused([*faults, ("/properties", "应为对象")])
    geometry = document.get("geometry")
    if geometry is not None and not isinstance(geometry, Mapping):
        faults.append(("/geometry", "应为 GeoJSON 几何，或 null"))
    faults += _faults_of(properties, collection, dataset)
    if faults:
        raise _refused(faults)
    # Coordinates are floats everywhere, fields stay as exact as they came.
    return Draft(properties, json.loads(json.dumps(geometry, default=float)))


def own_types(collection: Collection) -> Mapping[str, FieldType]:
    """The properties that are no declared fields, and how they are written."""
    found = {"key": FieldType.TEXT, "division_code": FieldType.TEXT}
    if collection.valid is not None:
        return found | {"valid_from": FieldType.DAY, "valid_to": FieldType.DAY}
    return found | {"happened": FieldType.DAY, "at": FieldType.INSTANT}


def _faults_of(
    properties: Mapping[str, Any], collection: Collection, dataset: DatasetDeclaration
) -> list[tuple[str, str]]:
    fields = fields_by_name(dataset)
    own = own_types(collection)
    faults = []
    for name, value in properties.items():
        place = f"/properties/{name}"
        field = fields.get(name)
        if field is None and name not in own:
            known = "、".join([*own, *fields])
            faults.append((place, f"{collection.title}没有这个属性：有 {known}"))
        elif value is not None:
            fault = _fault(value, own[name] if field is None else field.type, field)
            if fault is not None:
                faults.append((place, fault))
    faults += [
        (f"/properties/{name}", f"“{field.title}”必填")
        for name, field in fields.items()
        if field.required and properties.get(name) is None and _is_shown(name, collection)
    ]
    if collection.valid is not None and properties.get("valid_from") is None:
        faults.append(("/properties/valid_from", "必填：从哪一天起是这样"))
    if collection.happened is not None and not (properties.get("happened") or properties.get("at")):
        faults.append(("/properties/happened", "必填：哪一天发生（或写时刻 at）"))
    return faults


def _is_shown(name: str, collection: Collection) -> bool:
    """What is not told of a feature need not be said again; where it never was, the intake asks."""
    return collection.property_named(name) is not None


def _fault(value: Any, kind: FieldType, field: FieldDeclaration | None) -> str | None:
    """What is wrong with a value, None where nothing is."""
    said, check = _CHECKS[kind]
    if not check(value):
        return f"应为{said}"
    if isinstance(value, str) and "\0" in value:
        return "不能有 NUL 字符"
    if field is not None and field.values is not None and value not in field.values:
        return f"不在申报的取值中：{'、'.join(field.values[:20])}"
    return None


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and _is_read(parse_date, value)


def _is_instant(value: Any) -> bool:
    return isinstance(value, str) and "T" in value and _is_read(parse_instant, value)


def _is_read(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except BadDate:
        return False
    return True


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    return Decimal(value).copy_abs() < _LARGEST


_CHECKS: Mapping[FieldType, tuple[str, Callable[[Any], bool]]] = {
    FieldType.TEXT: ("文字", lambda value: isinstance(value, str)),
    FieldType.INTEGER: ("整数", lambda value: _is_number(value) and value == int(value)),
    FieldType.NUMBER: ("数", _is_number),
    FieldType.BOOLEAN: ("真假值", lambda value: isinstance(value, bool)),
    FieldType.DAY: ("日期（YYYY-MM-DD）", _is_day),
    FieldType.INSTANT: ("带时区的时刻", _is_instant),
}


def _refused(faults: list[tuple[str, str]]) -> FeatureRefused:
    told = [{"pointer": place, "reason": reason} for place, reason in faults[:_MOST_FAULTS]]
    first = "；".join(f"{place or '/'} {reason}" for place, reason in faults[:3])
    more = f"；等 {len(faults)} 处" if len(faults) > 3 else ""
    return FeatureRefused(f"要素不能收：{first}{more}", faults=told)

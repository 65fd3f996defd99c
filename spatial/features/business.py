"""Records of declared datasets as features: a new dataset has its collections without code.

A dataset of grade personal or sensitive has none, and no field of those grades is told. Nor has one
whose counts are protected (R8.4): who can read its records can count them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from spatial.access.declaration import DataClass
from spatial.business.declarations.model import (
    DatasetDeclaration,
    FieldDeclaration,
    FieldType,
    Holds,
)
from spatial.features.collection import Collection, GeometryType, Property, PropertyType

"""The grades of what becomes features."""

_SQL_TYPES = {
    FieldType.TEXT: "text",
    FieldType.INTEGER: "bigint",
    FieldType.NUMBER: "float8",
    FieldType.BOOLEAN: "boolean",
    FieldType.DAY: "date",
    FieldType.INSTANT: "timestamptz",
}

_OWN = frozenset({"id", "geom", "valid_from", "valid_to", "happened", "key", "division_code", "at"})
"""Names that features have already: a field of that name gets a line below after it."""

_CHANGED = """(SELECT greatest(
    (SELECT max(known_from) FROM record WHERE dataset_id = :dataset),
    (SELECT max(known_until) FROM record WHERE dataset_id = :dataset AND known_until < 'infinity'),
    (SELECT max(expired_at) FROM record_expiry WHERE dataset_id = :dataset),
    (SELECT max(declared_at) FROM dataset WHERE id = :dataset)))"""

_KINDS = {
    Holds.FACILITIES: "设施",
    Holds.CASES: "事项",
    Holds.AREAS: "范围",
}

_ORDER = (Holds.FACILITIES, Holds.CASES, Holds.AREAS)


def collections_of(dataset: DatasetDeclaration) -> tuple[Collection, ...]:
    """The collections of a dataset: one for each kind of records it holds, none where its records
    are not to be shown. One alone bears the id of the dataset; of several each adds its kind.
    """
    if dataset.grade.closed or dataset.minimum_cell > 1:
        return ()
    kinds = [holds for holds in _ORDER if holds in dataset.holds]
    return tuple(_collection(dataset, holds, alone=len(kinds) == 1) for holds in kinds)


def fields_by_name(dataset: DatasetDeclaration) -> Mapping[str, FieldDeclaration]:
    """The fields of a dataset, by their names as features tell them; those too that they do not."""
    names = {one.name for one in dataset.fields}
    return {_free(field.name, names): field for field in dataset.fields}


def holds_of(dataset: DatasetDeclaration, collection: Collection) -> Holds:
    """Which kind of records of a dataset a collection of it has."""
    return next(
        holds
        for holds in _ORDER
        if holds in dataset.holds and collection.id in (dataset.id, f"{dataset.id}-{holds}")
    )


def _collection(dataset: DatasetDeclaration, holds: Holds, *, alone: bool) -> Collection:
    values: Mapping[str, object] = MappingProxyType({"dataset": dataset.id})
    cases = holds is Holds.CASES
    about = f"{dataset.about} " if dataset.about else ""
    time = (
        "不写 date 与 datetime 时为全部。"
        if cases
        else "不写 date 与 datetime 时为今日（北京时间）的状态，datetime=../.. 为全部历史。"
    )
    return Collection(
        id=dataset.id if alone else f"{dataset.id}-{holds}",
        title=dataset.title if alone else f"{dataset.title}（{_KINDS[holds]}）",
        description=f"{about}{dataset.line}，{dataset.owner}。{time}",
        data_class=DataClass.FACILITY if holds is Holds.FACILITIES else DataClass.INDICATOR,
        grade=dataset.grade,
        relation="record",
        key=("f.key",) if cases else ("f.key", "lower(f.valid)"),
        key_types=("text",) if cases else ("text", "date"),
        properties=(*_own_properties(cases=cases), *_declared(dataset)),
        geometry_type=GeometryType.POINT if holds is Holds.FACILITIES else GeometryType.ANY,
        unplaced=True,
        # The kind is one of three words of ours.
        condition=f"f.dataset_id = :dataset AND f.holds = '{holds}'",
        values=values,
        valid=None if cases else "f.valid",
        happened="f.day" if cases else None,
        moment="f.at" if cases else None,
        known_now="f.known_until = 'infinity'",
        known_at="f.known_from <= CAST(:known_at AS timestamptz)"
        " AND f.known_until > CAST(:known_at AS timestamptz)",
        changed=_CHANGED,
        dataset=dataset.id,
    )


def _own_properties(*, cases: bool) -> tuple[Property, ...]:
    own = (
        Property("key", "记录标识", PropertyType.TEXT, "f.key"),
        Property("division_code", "所在区划代码", PropertyType.TEXT, "f.division_code"),
    )
    at = Property("at", "发生时刻；只知日期时为空", PropertyType.INSTANT, "f.at")
    return (*own, at) if cases else own


def _declared(dataset: DatasetDeclaration) -> tuple[Property, ...]:
    return tuple(
        _property(field, name)
        for name, field in fields_by_name(dataset).items()
        if not field.grade.closed
    )


def _free(name: str, names: set[str]) -> str:
    if name not in _OWN:
        return name
    while name in _OWN or name in names:
        name += "_"
    return name


def _property(field: FieldDeclaration, name: str) -> Property:
    told = f"f.attributes ->> '{field.name}'"
    kind = _SQL_TYPES[field.type]
    return Property(
        name,
        field.title,
        PropertyType(field.type),
        f"({told})" if kind == "text" else f"CAST({told} AS {kind})",
        unit=field.unit,
        values=field.values,
    )

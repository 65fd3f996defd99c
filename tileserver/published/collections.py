"""The office's own tables as collections of features, beside their tiles: no code for a new one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from spatial.errors import LayerBroken
from spatial.features.collection import Collection, GeometryType, Property, PropertyType
from spatial.features.memory import memory_of
from tileserver.layers import Layer, declared_layers
from tileserver.published.declaration import PublishedTable
from tileserver.published.relation import Relation, quoted, relation_of, relation_sql, state_of
from tileserver.published.statements import main_part

_TYPES = {
    "text": PropertyType.TEXT,
    "character varying": PropertyType.TEXT,
    "smallint": PropertyType.INTEGER,
    "integer": PropertyType.INTEGER,
    "bigint": PropertyType.INTEGER,
    "real": PropertyType.NUMBER,
    "double precision": PropertyType.NUMBER,
    "boolean": PropertyType.BOOLEAN,
    "date": PropertyType.DAY,
    "timestamp with time zone": PropertyType.INSTANT,
}

_SHAPES = {
    "POINT": GeometryType.POINT,
    "MULTILINESTRING": GeometryType.LINES,
    "MULTIPOLYGON": GeometryType.POLYGONS,
}

_PLAIN = re.compile(r"\w+")
_RESERVED = frozenset({"id", "geom", "valid_from", "valid_to", "happened"})


def published_collections(connection: Connection, id: str | None = None) -> Sequence[Collection]:
    """A collection for each layer that publishes a table, or for the one of an id; one whose table
    is not there is none.
    """
    return list(_published(connection, id))


def _published(connection: Connection, id: str | None) -> Iterator[Collection]:
    for layer in declared_layers().values():
        if not isinstance(layer.published, PublishedTable) or id not in (None, layer.id):
            continue
        found = _known(connection, layer, layer.published)
        if found is not None:
            yield found


def _known(connection: Connection, layer: Layer, table: PublishedTable) -> Collection | None:
    """The collection of a layer, read from the catalog once a change; None where none fits."""
    state = state_of(connection, layer)
    if state is None:
        return None

    def read() -> Collection | None:
        try:
            return collection_of(layer, table, relation_of(connection, layer))
        except LayerBroken:
            return None

    return memory_of(connection.engine).recall(("published", layer), state, read)


def collection_of(layer: Layer, table: PublishedTable, relation: Relation) -> Collection:
    """A published table as a collection: every column that its layer declares, its period, and
    what it says of when a row was held for true.
    """
    stored = _column(table.geometry)
    kinds = [relation.columns[one] for one in table.period]
    happens = len(kinds) == 1 and kinds[0] in ("date", "timestamp with time zone")
    period = None if happens or not kinds else _period(table, kinds[0])
    known = None if table.known is None else _column(table.known)
    default = "不写 date 与 datetime 时为今日（北京时间）的状态，datetime=../.. 为全部历史。"
    return Collection(
        id=layer.id,
        title=layer.title,
        description=f"{layer.title}。{default}" if period else f"{layer.title}。",
        data_class=layer.data_class,
        grade=layer.grade,
        relation=relation_sql(table),
        key=tuple(map(_column, relation.key)),
        key_types=tuple(relation.columns[one] for one in relation.key),
        properties=tuple(_properties(layer, table, relation)),
        geometry=_in_cgcs2000(stored, relation.srid),
        stored_geometry=None if relation.srid == 4490 else (stored, relation.srid),
        geometry_type=_SHAPES.get(relation.shape, GeometryType.ANY),
        unplaced=True,
        valid=period,
        valid_at_instants=period is not None and relation.by_instants(table.period),
        undated=period is not None or happens,
        happened=_column(table.period[0]) if happens else None,
        happens_at_instants=happens and kinds[0] != "date",
        known_now=None if known is None else f"{known} @> now()",
        known_at=None if known is None else f"{known} @> CAST(:known_at AS timestamptz)",
    )


def _in_cgcs2000(stored: str, srid: int) -> str:
    if srid == 4490:
        return stored
    # Numbers of WGS 84 are taken as they are (spatial.crs).
    return f"ST_SetSRID({stored}, 4490)" if srid == 4326 else f"ST_Transform({stored}, 4490)"


def _period(table: PublishedTable, kind: str) -> str:
    columns = [_column(one) for one in table.period]
    if len(columns) == 1:
        return columns[0]
    ranged = "daterange" if kind == "date" else "tstzrange"
    return f"{ranged}({columns[0]}, {columns[1]})"


def _properties(layer: Layer, table: PublishedTable, relation: Relation) -> Iterator[Property]:
    part = main_part(layer)
    told = {name: (column, part.fields[name]) for name, column in part.columns.items()}
    for name, column in table.parameters.items():
        told.setdefault(name, (column, name))
    for name, (column, meaning) in told.items():
        if _PLAIN.fullmatch(name) is None or _PLAIN.fullmatch(column) is None:
            continue
        kind = _TYPES.get(relation.columns[column])
        expression = _column(column)
        if relation.columns[column] == "numeric":
            kind, expression = PropertyType.NUMBER, f"CAST({expression} AS float8)"
        elif kind is None:
            kind, expression = PropertyType.TEXT, f"CAST({expression} AS text)"
        yield Property(f"{name}_" if name in _RESERVED else name, meaning, kind, expression)


def _column(name: str) -> str:
    return f"f.{quoted(name)}"

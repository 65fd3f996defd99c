"""What the catalog of the database tells of a published relation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from spatial.errors import LayerBroken
from tileserver.layers import Layer
from tileserver.published.declaration import PublishedTable, PublishedValues

_RANGES = frozenset({"daterange", "datemultirange", "tstzrange", "tstzmultirange"})
_MOMENTS = frozenset({"date", "timestamp with time zone"})


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """A relation as it stands in the database.

    columns: their types by name, as PostgreSQL writes them. key: the columns that tell rows apart.
    stored: whether it is a table, whose rows have a version. srid, shape: EPSG code and type of the
    geometry; 0 and "" of values.
    """

    columns: Mapping[str, str]
    key: tuple[str, ...]
    stored: bool
    srid: int = 0
    shape: str = ""

    @property
    def has_points(self) -> bool:
        """Whether its features are points, which nothing generalises."""
        return self.shape in ("POINT", "MULTIPOINT")

    def by_instants(self, period: tuple[str, ...]) -> bool:
        """Whether the period of a row is told to the second, so that every day is an edition."""
        return any("timestamp" in self.columns[one] or "tstz" in self.columns[one]
                   for one in period)  # fmt: skip


def relation_of(connection: Connection, layer: Layer) -> Relation:
    """The relation of a published layer. Raises LayerBroken with what does not fit."""
    published = layer.published
    assert published is not None
    oid = connection.execute(
        text("SELECT to_regclass(:name)::oid"), {"name": _quoted(published.name)}
    ).scalar_one()
    if oid is None:
        raise LayerBroken(f"layer {layer.id}: the database has no table {published.name}")
    columns = _columns(connection, oid)
    named = {*published.period, *published.parameters.values()}
    named |= {column for part in layer.parts for column in part.columns.values()}
    if published.known is not None:
        named.add(published.known)
    if isinstance(published, PublishedTable):
        named |= {published.geometry, *published.key}
        named |= set() if published.rank is None else {published.rank}
    else:
        named.add(published.code)
    missing = sorted(named - set(columns))
    if missing:
        raise LayerBroken(f"layer {layer.id}: {published.name} has no column {', '.join(missing)}")
    _require_periods(layer, published, columns)
    if isinstance(published, PublishedValues):
        return Relation(columns, (), stored=False)
    return _with_geometry(connection, layer, published, columns, oid)


def state_of(connection: Connection, layer: Layer) -> str | None:
    """A text that changes with the relation of a published layer, None where there is none.

    Of its rows in the catalog, and of those of its columns and its primary key: which they are, and
    by which transaction they were written.
    """
    assert layer.published is not None
    told: str | None = connection.execute(
        text(
            "SELECT concat_ws(' ', class.oid, class.xmin, ("
            "  SELECT string_agg(xmin::text, ' ' ORDER BY attnum) FROM pg_attribute"
            "  WHERE attrelid = class.oid AND attnum > 0), ("
            "  SELECT string_agg(indexrelid::text || '-' || xmin::text, ' ') FROM pg_index"
            "  WHERE indrelid = class.oid AND indisprimary))"
            " FROM pg_class AS class WHERE class.oid = to_regclass(:name)"
        ),
        {"name": _quoted(layer.published.name)},
    ).scalar_one_or_none()
    return told


def _columns(connection: Connection, oid: int) -> dict[str, str]:
    rows = connection.execute(
        text(
            "SELECT attname, format_type(atttypid, NULL) AS type FROM pg_attribute"
            " WHERE attrelid = CAST(:oid AS oid) AND attnum > 0 AND NOT attisdropped"
            " ORDER BY attnum"
        ),
        {"oid": oid},
    )
    return {row.attname: row.type for row in rows}


def _require_periods(
    layer: Layer, published: PublishedTable | PublishedValues, columns: Mapping[str, str]
) -> None:
    types = [columns[one] for one in published.period]
    fits = not types or (
        types[0] in _RANGES | _MOMENTS
        if len(types) == 1
        else types[0] == types[1] and types[0] in _MOMENTS
    )
    if not fits:
        raise LayerBroken(
            f"layer {layer.id}: no period is told by {', '.join(published.period)} of type "
            f"{', '.join(types)}"
        )
    if published.known is not None and columns[published.known] != "tstzrange":
        raise LayerBroken(f"layer {layer.id}: {published.known} is no range of instants")


def _with_geometry(
    connection: Connection,
    layer: Layer,
    table: PublishedTable,
    columns: Mapping[str, str],
    oid: int,
) -> Relation:
    if columns[table.geometry] != "geometry":
        raise LayerBroken(f"layer {layer.id}: {table.geometry} is no geometry")
    row = connection.execute(
        text(
            "SELECT relkind, postgis_typmod_srid(atttypmod) AS srid,"
            " upper(postgis_typmod_type(atttypmod)) AS shape,"
            " (SELECT array_agg(own.attname ORDER BY place) FROM pg_index,"
            "  unnest(indkey) WITH ORDINALITY AS member (number, place)"
            "  JOIN pg_attribute AS own ON own.attrelid = CAST(:oid AS oid)"
            "   AND own.attnum = member.number"
            "  WHERE indrelid = CAST(:oid AS oid) AND indisprimary) AS key"
            " FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
            " WHERE pg_class.oid = CAST(:oid AS oid) AND attname = :geometry"
        ),
        {"oid": oid, "geometry": table.geometry},
    ).one()
    key = table.key or tuple(row.key or ())
    if not key:
        raise LayerBroken(
            f"layer {layer.id}: {table.name} has no primary key, so its key has to be declared"
        )
    if not row.srid:
        raise LayerBroken(
            f"layer {layer.id}: {table.name}.{table.geometry} does not say its coordinates; "
            "give it a type such as geometry(Polygon, 4490)"
        )
    return Relation(columns, key, row.relkind in ("r", "m", "p"), row.srid, row.shape)


def quoted(name: str) -> str:
    """A name as SQL takes it literally."""
    return '"' + name.replace('"', '""') + '"'


def _quoted(name: str) -> str:
    return ".".join(quoted(part) for part in name.split("."))


def relation_sql(published: PublishedTable | PublishedValues) -> str:
    """The relation's name in SQL."""
    return _quoted(published.name)

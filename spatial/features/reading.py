"""Reads the features of a collection: one statement, in the order of their keys, page by page.

The statement is made of a declaration of ours and of bound values. Index: the key of the
collection gives order and place of a page at any depth; the index of the geometry gives a box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError

from spatial.errors import BadParameter, UnknownFeature
from spatial.features.collection import Collection
from spatial.features.conditions import conditions
from spatial.features.feature_ids import bound, bound_values, id_sql, key_sql
from spatial.features.selection import Selection
from spatial.features.systems import CRS84, System


class GeometryForm(StrEnum):
    """In which form geometry is read. GEOJSON: a text, coordinates rounded, in the order of axes of
    the system. WKB, EWKB: bytes, longitude or easting always first, not rounded. NONE: not at all.
    """

    NONE = "none"
    WKB = "wkb"
    EWKB = "ewkb"
    GEOJSON = "geojson"


@dataclass(frozen=True, slots=True)
class Page:
    """Features as texts of GeoJSON, in the order of their keys.

    last: the id of the last one, after which the next page begins; None where nothing follows.
    known_at: the instant whose knowledge all further pages have to be asked with; None where the
    collection keeps no earlier knowledge.
    """

    features: tuple[str, ...]
    last: str | None
    known_at: datetime | None


def statement(
    collection: Collection,
    selection: Selection,
    *,
    columns: Sequence[str] | None = None,
    after: str | None = None,
    limit: int | None = None,
    geometry: GeometryForm = GeometryForm.GEOJSON,
    system: System = CRS84,
    feature_id: str | None = None,
) -> tuple[str, dict[str, object]]:
    """SQL for features, with binds as `:name` (sqlalchemy.text), and the values of its binds.

    Output: id (text), then each property under its name, then valid_from and valid_to (date) or
    happened (date, or timestamptz), then geom; in the order of the key.
    columns: the properties, and the names of times, that are read; None reads all. after: the id
    after which to begin. limit: of rows. feature_id: of the one feature that is asked for.
    A selection without `day` and `when` has all times: see Selection.by_default.
    Raises BadParameter for a column that there is not, and for what the collection cannot tell;
    UnknownFeature for an id that no feature can have.
    """
    said, values = conditions(collection, selection)
    if after is not None:
        said.append(f"{key_sql(collection)} > {bound(collection, 'after')}")
        values |= bound_values(collection, after, "after")
    if feature_id is not None:
        said.append(f"{key_sql(collection)} = {bound(collection, 'feature')}")
        values |= bound_values(collection, feature_id, "feature")
    told = [f"{id_sql(collection)} AS id", *_columns(collection, columns)]
    if geometry is not GeometryForm.NONE:
        told.append(f"{_geometry(collection, geometry, system)} AS geom")
    where = f" WHERE {' AND '.join(said)}" if said else ""
    sql = (
        f"SELECT {', '.join(told)} FROM {collection.relation} AS f{where}"  # noqa: S608
        f" ORDER BY {', '.join(collection.key)}"
    )
    if limit is not None:
        sql += " LIMIT CAST(:row_limit AS bigint)"
        values["row_limit"] = limit
    return sql, values


def column_names(collection: Collection, columns: Sequence[str] | None = None) -> tuple[str, ...]:
    """The names of what is told of a feature beside id and geometry, in their order.

    columns: those that are wanted, None for all. Raises BadParameter for one that there is not.
    """
    names = (*(one.name for one in collection.properties), *collection.time_names)
    if columns is None:
        return names
    unknown = [name for name in columns if name not in names]
    if unknown:
        raise BadParameter(
            f"the collection {collection.id} has no property {', '.join(unknown)}; it has: "
            f"{', '.join(names)}"
        )
    return tuple(name for name in names if name in columns)


def page(
    connection: Connection,
    collection: Collection,
    selection: Selection,
    *,
    limit: int,
    after: str | None = None,
    system: System = CRS84,
    columns: Sequence[str] | None = None,
    with_geometry: bool = True,
) -> Page:
    """At most `limit` features after that id. Raises BadParameter."""
    sql, values = _feature_texts(
        collection,
        selection,
        columns=columns,
        after=after,
        limit=limit + 1,
        system=system,
        with_geometry=with_geometry,
    )
    rows = connection.execute(text(sql), values).all()
    more = len(rows) > limit
    rows = rows[:limit]
    known_at = selection.known_at
    if rows and known_at is None:
        known_at = rows[0].changed
    return Page(tuple(row.feature for row in rows), rows[-1].id if more else None, known_at)


def one(
    connection: Connection,
    collection: Collection,
    feature_id: str,
    *,
    known_at: datetime | None = None,
    system: System = CRS84,
    columns: Sequence[str] | None = None,
    with_geometry: bool = True,
) -> str:
    """One feature as a text of GeoJSON, whatever the days through which it stands.

    Raises UnknownFeature, BadParameter.
    """
    sql, values = _feature_texts(
        collection,
        Selection(known_at=known_at),
        columns=columns,
        feature_id=feature_id,
        system=system,
        with_geometry=with_geometry,
    )
    try:
        row = connection.execute(text(sql), values).first()
    except DataError as error:
        # A part of the id is no value of its type.
        raise UnknownFeature(
            f"the collection {collection.id} has no feature {feature_id!r}"
        ) from error
    if row is None:
        told = "" if known_at is None else f" known at {known_at.isoformat()}"
        raise UnknownFeature(f"the collection {collection.id} has no feature {feature_id!r}{told}")
    return str(row.feature)


def _feature_texts(
    collection: Collection,
    selection: Selection,
    *,
    columns: Sequence[str] | None,
    system: System,
    with_geometry: bool,
    after: str | None = None,
    limit: int | None = None,
    feature_id: str | None = None,
) -> tuple[str, dict[str, object]]:
    """SQL for the texts of features. Output: id, feature, changed (see Page.known_at)."""
    with_geometry = with_geometry and collection.geometry is not None
    sql, values = statement(
        collection,
        selection,
        columns=columns,
        after=after,
        limit=limit,
        geometry=GeometryForm.GEOJSON if with_geometry else GeometryForm.NONE,
        system=system,
        feature_id=feature_id,
    )
    shape = "coalesce(p.geom, 'null')" if with_geometry else "'null'"
    feature = (
        """'{"type":"Feature","id":' || to_json(p.id)::text || ',"geometry":' || """
        f"""{shape} || ',"properties":' || {_properties(collection, columns)} || '}}'"""
    )
    changed = "NULL::timestamptz"
    if collection.known_at is not None:
        changed = f"coalesce({collection.changed or 'NULL'}, now())"
    return (
        f"SELECT p.id, {feature} AS feature, {changed} AS changed FROM ({sql}) AS p",  # noqa: S608
        values,
    )


def _properties(collection: Collection, columns: Sequence[str] | None) -> str:
    names = column_names(collection, columns)
    if not names:
        return "'{}'"
    told = ", ".join(f'p."{name}"' for name in names)
    return f"(SELECT row_to_json(t)::text FROM (SELECT {told}) AS t)"  # noqa: S608


def _columns(collection: Collection, columns: Sequence[str] | None) -> list[str]:
    expressions = {one.name: one.column for one in collection.properties}
    if collection.valid is not None:
        # The cast takes the days of a multirange as well, from its first to its last.
        expressions["valid_from"] = f"lower({collection.valid})"
        expressions["valid_to"] = f"upper({collection.valid})"
    elif collection.happened is not None:
        expressions["happened"] = collection.happened
    return [f'{expressions[name]} AS "{name}"' for name in column_names(collection, columns)]


def _geometry(collection: Collection, form: GeometryForm, system: System) -> str:
    if collection.geometry is None:
        return "NULL"
    shape = collection.geometry
    if system.srid == 4326:
        # The two agree to centimetres and are told by the same numbers (spatial.crs).
        shape = f"ST_SetSRID({shape}, 4326)" if form is GeometryForm.EWKB else shape
    elif system.srid != 4490:
        shape = f"ST_Transform({shape}, {system.srid})"
    if form is GeometryForm.WKB:
        return f"ST_AsBinary({shape})"
    if form is GeometryForm.EWKB:
        return f"ST_AsEWKB({shape})"
    if system.northing_first:
        shape = f"ST_FlipCoordinates({shape})"
    return f"ST_AsGeoJSON({shape}, {system.decimals}, 0)"

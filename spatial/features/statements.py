"""The statement that reads features of a collection, in the order of their keys.

The statement is made of a declaration of ours and of bound values. Index: the key of the
collection gives order and place of a page at any depth; the index of the geometry gives a box.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from spatial.errors import BadParameter
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


class Plan(StrEnum):
    """How the features of a page are found.

    BY_KEY: read in the order of the key until there are enough: of many. GATHERED: all that meet
    what is asked, at most `FEW`, then ordered: of few, however rare they are among all. FREE: as
    the planner thinks best.
    """

    BY_KEY = "by_key"
    GATHERED = "gathered"
    FREE = "free"


FEW = 10_000
"""So many features are gathered, and counted, for a page."""


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
    plan: Plan = Plan.FREE,
) -> tuple[str, dict[str, object]]:
    """SQL for features, with binds as `:name` (sqlalchemy.text), and the values of its binds.

    Output: id (text), then each property under its name, then valid_from and valid_to (date) or
    happened (date, or timestamptz), then geom; in the order of the key. Of gathered ones also
    matched: how many were.
    columns: the properties, and the names of times, that are read; None reads all. after: the id
    after which to begin. limit: of rows. feature_id: of the one feature that is asked for.
    A selection without `day` and `when` has all times: see Selection.by_default.
    Raises BadParameter for a column that there is not, and for what the collection cannot tell;
    UnknownFeature for an id that no feature can have.
    """
    where, values = conditions(collection, selection)
    place = []
    if after is not None:
        place.append(f"{key_sql(collection)} > {bound(collection, 'after')}")
        values |= bound_values(collection, after, "after")
    if feature_id is not None:
        place.append(f"{key_sql(collection)} = {bound(collection, 'feature')}")
        values |= bound_values(collection, feature_id, "feature")
    told = [f"{id_sql(collection)} AS id", *_columns(collection, columns)]
    if geometry is not GeometryForm.NONE:
        told.append(f"{_geometry(collection, geometry, system)} AS geom")
    source = f"{collection.relation} AS f {' AND '.join([where, *place])}"
    if plan is Plan.GATHERED:
        told.append("f.shikong_matched AS matched")
        source = _gathered(collection, where, place)
        values["gathered"] = FEW + 1
    sql = f"SELECT {', '.join(told)} FROM {source} ORDER BY {', '.join(collection.key)}"  # noqa: S608
    if limit is not None:
        sql += " LIMIT CAST(:row_limit AS bigint)"
        values["row_limit"] = limit
    return sql, values


def _gathered(collection: Collection, where: str, place: Sequence[str]) -> str:
    """What meets the conditions as a relation `f`, behind a limit that the order does not pass."""
    return (
        "(SELECT f.*, count(*) OVER () AS shikong_matched FROM ("  # noqa: S608
        f"SELECT f.* FROM {collection.relation} AS f {where} LIMIT CAST(:gathered AS bigint)"
        f") AS f) AS f{' WHERE ' if place else ''}{' AND '.join(place)}"
    )


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


def known_sql(collection: Collection) -> str:
    """SQL of the instant whose knowledge answers now; NULL where no earlier one is kept."""
    if collection.known_at is None:
        return "NULL::timestamptz"
    return f"coalesce({collection.changed or 'NULL'}, now())"


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

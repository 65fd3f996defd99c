"""The statements of published relations.

Names come from the declaration and stand quoted; values are bound. Boxes are bound as numbers, so
that the planner sees them. Index: a GiST index on the geometry, which the database's owner makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from spatial.divisions.viewpoint import Viewpoint
from tileserver.layers import Layer, LayerPart
from tileserver.published.declaration import Published, PublishedTable, PublishedValues
from tileserver.published.relation import Relation, quoted, relation_sql
from tileserver.sight import Profile

_TYPES = {
    "numeric": "CAST({} AS float8)",
    "date": "CAST({} AS text)",
    "timestamp with time zone": "to_char({} AT TIME ZONE 'UTC',"
    " 'YYYY-MM-DD\"T\"HH24\\:MI\\:SS\"Z\"')",
}  # fmt: skip
_KEPT = frozenset({"text", "boolean", "smallint", "integer", "bigint", "real", "double precision",
                   "character varying"})  # fmt: skip


def _value(column: str, kind: str) -> str:
    """A column as a value of a feature: what MVT has no type for is told as text."""
    if kind in _KEPT:
        return f"source.{quoted(column)}"
    return _TYPES.get(kind, "CAST({} AS text)").format(f"source.{quoted(column)}")


def _fields(part: LayerPart, relation: Relation, profile: Profile) -> list[str]:
    return [
        f"{_value(part.columns[name], relation.columns[part.columns[name]])} AS {quoted(name)}"
        for name in part.fields_for(profile)
        if name in part.columns
    ]


def _names(part: LayerPart, profile: Profile) -> list[str]:
    return [quoted(name) for name in part.fields_for(profile) if name in part.columns]


def conditions(published: Published, relation: Relation) -> str:
    """Which rows are shown: parameters day, starts and ends (of the day, instants), known_at, and
    one for each that a request chooses, by its number.
    """
    said = [_period(published, relation)]
    if published.known is not None:
        said.append(f"source.{quoted(published.known)} @> CAST(:known_at AS timestamptz)")
    for number, column in enumerate(published.parameters.values()):
        name = f"source.{quoted(column)}"
        if relation.columns[column] not in ("text", "character varying"):
            name = f"CAST({name} AS text)"
        said.append(f"{name} = CAST(:chosen_{number} AS text)")
    return " AND ".join(one for one in said if one) or "true"


_DAY = "CAST(:day AS date)"
_INSTANTS = "tstzrange(CAST(:starts AS timestamptz), CAST(:ends AS timestamptz), :bounds)"


def _period(published: Published, relation: Relation) -> str:
    if not published.period:
        return ""
    first = f"source.{quoted(published.period[0])}"
    kind = relation.columns[published.period[0]]
    if len(published.period) == 2:
        last = f"source.{quoted(published.period[1])}"
        ranged = "daterange" if kind == "date" else "tstzrange"
        return _within(f"{ranged}({first}, {last})", kind)
    if kind in ("date", "timestamp with time zone"):
        if isinstance(published, PublishedValues):
            return (
                f"{first} <= {_DAY}" if kind == "date" else f"{first} < CAST(:ends AS timestamptz)"
            )
        return f"{first} = {_DAY}" if kind == "date" else f"{_INSTANTS} @> {first}"
    return _within(first, kind)


def _within(period: str, kind: str) -> str:
    if kind in ("date", "daterange", "datemultirange"):
        return f"{period} @> {_DAY}"
    return f"{period} && {_INSTANTS}"


def _key(relation: Relation) -> str:
    """A row's key as one text."""
    return "concat_ws('|', " + ", ".join(f"source.{quoted(one)}" for one in relation.key) + ")"


def _identifier(relation: Relation) -> str | None:
    """The column that can be a feature's id: the key, where it is a whole number."""
    if len(relation.key) == 1 and relation.columns[relation.key[0]] in (
        "smallint", "integer", "bigint",
    ):  # fmt: skip
        return f"source.{quoted(relation.key[0])}"
    return None


def main_part(layer: Layer) -> LayerPart:
    """The MVT layer of the features."""
    return next(part for part in layer.parts if part.id == layer.id)


def label_part(layer: Layer) -> LayerPart | None:
    """The MVT layer of points that sit inside the features, where the layer has one."""
    return next((part for part in layer.parts if part.id == f"{layer.id}_label"), None)


@lru_cache(maxsize=256)
def table_tile(layer: Layer, relation: Relation, profile: Profile, *, generalised: bool) -> str:
    """One tile of a table.

    Parameters: those of `conditions`; west, south, east, north (of the tile, CRS of the grid, east
    first), srid (of the grid); within_west … within_north (the tile with its margin in the CRS of
    the table); dot (what is smaller than this, in units of the CRS of the table, is a point); most
    (features that stay); layer, label_layer; where generalised also published, band.
    Columns: tile (bytea), kept (features in it), met (features of the box, at most `most` + 1).
    """
    table = layer.published
    assert isinstance(table, PublishedTable)
    part, labels = main_part(layer), label_part(layer)
    geometry = f"source.{quoted(table.geometry)}"
    shape = f"coalesce(drawing.shape, {geometry})" if generalised else geometry
    identifier = _identifier(relation)
    columns = [f"{_key(relation)} AS shikong_key", f"{shape} AS shikong_shape"]
    columns += [] if identifier is None else [f"{identifier} AS shikong_id"]
    columns += [_rank(table, relation, shape)]
    columns += _fields(part, relation, profile)
    names = _names(part, profile)
    if labels is not None:
        # What only names show has to be read as well, under a name of its own.
        columns += [
            one.replace(' AS "', ' AS "label ', 1) for one in _fields(labels, relation, profile)
        ]
    numbered = [] if identifier is None else ["shikong_id"]
    by_id = "" if identifier is None else ", 'shikong_id'"
    small = "" if relation.has_points else ", CASE WHEN small THEN true END AS small"
    statement = f"""
WITH found AS MATERIALIZED (
    SELECT {", ".join(columns)}
    FROM {relation_sql(table)} AS source
    {_DRAWING_JOIN.format(key=_key(relation), version=_VERSION) if generalised else ""}
    WHERE {geometry} && ST_MakeEnvelope(:within_west, :within_south, :within_east, :within_north,
            {relation.srid})
        AND {conditions(table, relation)}
    ORDER BY shikong_rank DESC NULLS LAST, shikong_key
    LIMIT CAST(:most AS bigint) + 1
),
chosen AS MATERIALIZED (
    SELECT *, {_SMALL if not relation.has_points else "false"} AS small
    FROM found
    ORDER BY shikong_rank DESC NULLS LAST, shikong_key
    LIMIT CAST(:most AS bigint)
),
drawn AS MATERIALIZED (
    SELECT *, ST_AsMVTGeom(
        ST_Transform(CASE WHEN small THEN ST_Centroid(ST_Envelope(shikong_shape))
                          ELSE shikong_shape END, CAST(:srid AS integer)),
        ST_MakeEnvelope(:west, :south, :east, :north, CAST(:srid AS integer)), 4096, 64, true
    ) AS shape
    FROM chosen
),
features AS (
    SELECT {", ".join([*numbered, *names, "shape"])}{small}
    FROM drawn
    -- Half open on the rounded grid: a point on a tile's edge is in one tile only.
    WHERE shape IS NOT NULL AND (GeometryType(shape) <> 'POINT'
        OR (ST_X(shape) >= 0 AND ST_X(shape) < 4096 AND ST_Y(shape) >= 0 AND ST_Y(shape) < 4096))
    ORDER BY shikong_key
)"""
    if labels is not None:
        statement += f""",
labelled AS (
    SELECT {", ".join([*numbered, *_label_names(labels, profile), "shape"])}
    FROM (
        SELECT *, ST_AsMVTGeom(
            ST_Transform(ST_PointOnSurface(shikong_shape), CAST(:srid AS integer)),
            ST_MakeEnvelope(:west, :south, :east, :north, CAST(:srid AS integer)), 4096, 64, true
        ) AS shape
        FROM (SELECT {", ".join(_but_shape(numbered, labels, profile))} FROM drawn) AS inside
    ) AS named
    WHERE shape IS NOT NULL AND CAST(:labelled AS boolean)
        AND ST_X(shape) >= 0 AND ST_X(shape) < 4096 AND ST_Y(shape) >= 0 AND ST_Y(shape) < 4096
    ORDER BY shikong_key
)"""
    named = (
        ""
        if labels is None
        else " || coalesce((SELECT ST_AsMVT(labelled, :label_layer, 4096, 'shape'"
        f"{by_id}) FROM labelled), '')"
    )
    return (
        statement
        + f"""
SELECT
    (SELECT count(*) FROM features) AS kept, (SELECT count(*) FROM found) AS met,
    coalesce((SELECT ST_AsMVT(features, :layer, 4096, 'shape'{by_id}) FROM features), ''){named}
        AS tile
"""
    )


_VERSION = "CAST(CAST(source.xmin AS text) AS bigint)"

_DRAWING_JOIN = """LEFT JOIN published_drawing AS drawing
        ON drawing.layer = :published AND drawing.band = CAST(:band AS smallint)
        AND drawing.feature = {key}
        AND drawing.version = {version}"""

_SMALL = """greatest(ST_XMax(shikong_shape) - ST_XMin(shikong_shape),
        ST_YMax(shikong_shape) - ST_YMin(shikong_shape)) < CAST(:dot AS float8)"""


def _rank(table: PublishedTable, relation: Relation, shape: str) -> str:
    """By what features stay when a tile is too large; see PublishedTable."""
    if table.rank is not None:
        return f"source.{quoted(table.rank)} AS shikong_rank"
    if relation.has_points:
        return f"md5({_key(relation)}) AS shikong_rank"
    return (f"(ST_XMax({shape}) - ST_XMin({shape})) + (ST_YMax({shape}) - ST_YMin({shape}))"
            " AS shikong_rank")  # fmt: skip


def _label_names(part: LayerPart, profile: Profile) -> list[str]:
    return [
        f'"label {name}" AS {quoted(name)}'
        for name in part.fields_for(profile)
        if name in part.columns
    ]


def _but_shape(numbered: Sequence[str], part: LayerPart, profile: Profile) -> list[str]:
    own = [f'"label {name}"' for name in part.fields_for(profile) if name in part.columns]
    return ["shikong_key", "shikong_shape", *numbered, *own]


@lru_cache(maxsize=256)
def values_tile(layer: Layer, relation: Relation, viewpoint: Viewpoint, profile: Profile) -> str:
    """One tile of divisions with their values: that of the level, each with what is told of it.

    A division of which nothing is told is there without values. Parameters: those of
    division_tile.sql and of `conditions`.
    """
    values = layer.published
    assert isinstance(values, PublishedValues)
    part = main_part(layer)
    names = _names(part, profile)
    order = ""
    if len(values.period) == 1 and not _ranged(relation.columns[values.period[0]]):
        order = f", source.{quoted(values.period[0])} DESC"
    fields = "".join(f", {one}" for one in _fields(part, relation, profile))
    told = f"""told AS MATERIALIZED (
    SELECT DISTINCT ON (source.{quoted(values.code)})
        CAST(source.{quoted(values.code)} AS text) AS shikong_code{fields}
    FROM {relation_sql(values)} AS source
    WHERE {conditions(values, relation)}
    ORDER BY source.{quoted(values.code)}{order}
),"""
    statement = viewpoint.sql("tileserver", "division_tile").text
    return (
        statement.replace("/* told */", told)
        .replace("/* joined */", "LEFT JOIN told ON told.shikong_code = area.code")
        .replace("/* told fields */", "".join(f", told.{one}" for one in names))
        .replace("/* fields */", "".join(f", {one}" for one in names))
    )


def _ranged(kind: str) -> bool:
    return "range" in kind


def steps(published: Published, relation: Relation, most: int) -> str | None:
    """The days on which what is shown changes, ascending; None where every day is its own.

    At most `most` + 1 rows. Column: starts.
    """
    if not published.period or relation.by_instants(published.period):
        return None
    first = f"source.{quoted(published.period[0])}"
    kind = relation.columns[published.period[0]]
    if kind == "datemultirange":
        begins, ends, source = "lower(one)", "upper(one)", f", unnest({first}) AS one"
    elif kind == "daterange":
        begins, ends, source = f"lower({first})", f"upper({first})", ""
    elif len(published.period) == 2:
        begins, ends, source = first, f"source.{quoted(published.period[1])}", ""
    elif isinstance(published, PublishedValues):
        begins, ends, source = first, "NULL", ""
    else:
        begins, ends, source = first, f"{first} + 1", ""
    return f"""
SELECT starts FROM (
    SELECT CAST({begins} AS date) AS starts FROM {relation_sql(published)} AS source{source}
    UNION
    SELECT CAST({ends} AS date) FROM {relation_sql(published)} AS source{source}
) AS days
WHERE starts > date '0001-01-01' AND starts < date 'infinity'
ORDER BY starts
LIMIT {most + 1}
"""


def bounds(table: PublishedTable, relation: Relation) -> str:
    """The box around what is shown. Parameters: those of `conditions`. Columns: west … north."""
    box = f"ST_Extent(ST_Transform({quoted(table.geometry)}, 4490))"
    return f"""
SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north
FROM (SELECT {box} AS box FROM {relation_sql(table)} AS source
      WHERE {conditions(table, relation)}) AS shown
"""


def shapes(table: PublishedTable, relation: Relation) -> str:
    """The shapes that are shown, WKB, degrees in CGCS2000. Parameters: those of `conditions`."""
    return f"""
SELECT ST_AsBinary(ST_Transform({quoted(table.geometry)}, 4490)) AS shape
FROM {relation_sql(table)} AS source
WHERE {conditions(table, relation)} AND NOT ST_IsEmpty({quoted(table.geometry)})
"""


def rows_to_draw(table: PublishedTable, relation: Relation, *, new_only: bool) -> str:
    """The rows of a table to be generalised: all, or those that are not drawn as they stand.

    Parameter: layer, where new_only. Columns: feature (the key), version, shape (WKB).
    """
    geometry = f"source.{quoted(table.geometry)}"
    new = f"""
    AND NOT EXISTS (
        SELECT FROM published_drawing AS drawing
        WHERE drawing.layer = :layer AND drawing.feature = {_key(relation)}
            AND drawing.version = {_VERSION})"""
    return f"""
SELECT {_key(relation)} AS feature, {_VERSION} AS version, ST_AsBinary({geometry}) AS shape
FROM {relation_sql(table)} AS source
WHERE {geometry} IS NOT NULL AND NOT ST_IsEmpty({geometry}){new if new_only else ""}
"""


def undrawn(table: PublishedTable, relation: Relation) -> str:
    """Takes away the drawings of rows that are gone or were written since. Parameter: layer."""
    return f"""
DELETE FROM published_drawing AS drawing
WHERE layer = :layer AND NOT EXISTS (
    SELECT FROM {relation_sql(table)} AS source
    WHERE {_key(relation)} = drawing.feature AND {_VERSION} = drawing.version)
"""

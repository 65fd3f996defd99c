"""Standard place names as features, at the places that bear them."""

from __future__ import annotations

from spatial.access.declaration import DataClass, Grade
from spatial.features.collection import Collection, GeometryType, Property, PropertyType

# `known` of both, as one row: a name is told with the record of its place that was held for true.
_RELATION = """(
    SELECT n.id, n.text, n.language, n.roman, n.valid, n.known, n.place_id,
        r.class_code, r.feature_type, r.place_code, p.located_in,
        r.known AS place_known, r.geom
    FROM place_name AS n
    JOIN place AS p ON p.id = n.place_id
    JOIN place_record AS r ON r.place_id = n.place_id
    WHERE n.kind = 'standard'
)"""

PLACE_NAMES = Collection(
    id="place_name",
    title="标准地名",
    description="标准地名及其所指的地。不写 date 与 datetime 时为今日（北京时间）使用的地名，"
    "datetime=../.. 为全部历史；没有说明使用时期的地名总在其中。",
    data_class=DataClass.DIVISION,
    grade=Grade.INTERNAL,
    relation=_RELATION,
    # One record of a place is known at a time.
    key=("f.id",),
    properties=(
        Property("name", "标准地名", PropertyType.TEXT, "f.text"),
        Property("language", "语言", PropertyType.TEXT, "f.language"),
        Property("roman", "罗马字母拼写", PropertyType.TEXT, "f.roman"),
        Property("place", "地名实体标识", PropertyType.TEXT, "f.place_id"),
        Property("place_code", "地名代码", PropertyType.TEXT, "f.place_code"),
        Property("class_code", "类别代码", PropertyType.TEXT, "f.class_code"),
        Property("feature_type", "类别", PropertyType.TEXT, "f.feature_type"),
        Property("located_in", "所在县级区划代码", PropertyType.TEXT, "f.located_in"),
    ),
    geometry_type=GeometryType.ANY,
    unplaced=True,
    valid="f.valid",
    undated=True,
    known_now="upper_inf(f.known) AND upper_inf(f.place_known)",
    known_at="f.known @> CAST(:known_at AS timestamptz)"
    " AND f.place_known @> CAST(:known_at AS timestamptz)",
    changed="(SELECT greatest("
    "(SELECT max(lower(known)) FROM place_name), (SELECT max(upper(known)) FROM place_name),"
    " (SELECT max(lower(known)) FROM place_record), (SELECT max(upper(known)) FROM place_record)))",
)
"""Names with the places that bear them."""

"""Suspected patches (疑似图斑) as features: where, of which kind, and in which state they stand."""

from __future__ import annotations

from spatial.access.declaration import DataClass, Grade
from spatial.features.collection import Collection, GeometryType, Property, PropertyType
from spatial.imagery.patches.states import State

# Who found and who checks a patch is told by /v1/patches to those who may know.
_RELATION = """(
    SELECT patch.id, patch.kind, patch.found_on, patch.area_m2, patch.geom,
        standing.state, standing.since, (
            SELECT d.code FROM patch_division AS d WHERE d.patch_id = patch.id
            ORDER BY array_position(
                CAST('{province,prefecture,county,township,village}' AS text[]), d.level
            ) DESC, d.share DESC, d.code
            LIMIT 1
        ) AS division_code
    FROM patch JOIN patch_standing AS standing ON standing.patch_id = patch.id
)"""

PATCHES = Collection(
    id="suspected_patch",
    title="疑似图斑",
    description="遥感影像上发现的疑似图斑，按发现日期；不写 date 与 datetime 时为全部。",
    data_class=DataClass.IMAGE,
    grade=Grade.INTERNAL,
    relation=_RELATION,
    key=("f.id",),
    properties=(
        Property("kind", "疑似类型", PropertyType.TEXT, "f.kind"),
        Property("state", "状态", PropertyType.TEXT, "f.state", values=tuple(State)),
        Property("since", "进入该状态的时刻", PropertyType.INSTANT, "f.since"),
        Property(
            "division_code", "发现之日所在最低一级区划的代码", PropertyType.TEXT, "f.division_code"
        ),
        Property("area_m2", "面积", PropertyType.NUMBER, "f.area_m2", unit="平方米"),
    ),
    geometry_type=GeometryType.POLYGONS,
    happened="f.found_on",
    changed="(SELECT max(recorded_at) FROM patch_step)",
)
"""Patches by the day on which they were found."""

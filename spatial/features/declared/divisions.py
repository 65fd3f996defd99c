"""Divisions of each level as features: every area through the days for which it is drawn."""

from __future__ import annotations

from spatial.access.declaration import DataClass, Grade
from spatial.division_codes import Level
from spatial.features.collection import Collection, GeometryType, Property, PropertyType

_TITLES = {
    Level.PROVINCE: "省级行政区",
    Level.PREFECTURE: "地级行政区",
    Level.COUNTY: "县级行政区",
    Level.TOWNSHIP: "乡级行政区",
    Level.VILLAGE: "村级单位",
}

_GRADES = ("held", "derived", "approximate", "cut", "unknown", "no_data")
_FLAGS = ("no_lower_levels", "no_prefecture", "no_data", "no_geometry", "doubly_covered")

_PROPERTIES = (
    Property("code", "区划代码，六位、九位或十二位", PropertyType.TEXT, "f.code"),
    Property("name", "名称", PropertyType.TEXT, "f.name"),
    Property("level", "级别", PropertyType.TEXT, "f.level", values=tuple(Level)),
    Property("parent_code", "上级区划代码", PropertyType.TEXT, "f.parent_code"),
    Property("grade", "图形来历", PropertyType.TEXT, "f.grade", values=_GRADES),
    Property("flag", "特别情形；通常没有", PropertyType.TEXT, "f.flag", values=_FLAGS),
)


def _of(level: Level) -> Collection:
    def newest(instants: str) -> str:
        return f"(SELECT max({instants}) FROM division_area WHERE level = '{level}')"  # noqa: S608

    return Collection(
        id=level,
        title=_TITLES[level],
        description=f"{_TITLES[level]}的历次范围与名称，含台湾、香港、澳门与南海诸岛。"
        "不写 date 与 datetime 时为今日（北京时间）的状态，datetime=../.. 为全部历史。",
        data_class=DataClass.DIVISION,
        grade=Grade.OPEN,
        relation="division_area",
        key=("f.id",),
        properties=_PROPERTIES,
        geometry_type=GeometryType.POLYGONS,
        # Areas that only another basis of dates knows have no day here.
        condition=f"f.level = '{level}' AND NOT isempty(f.valid)",
        valid="f.valid",
        known_now="upper_inf(f.known)",
        known_at="f.known @> CAST(:known_at AS timestamptz)",
        changed=f"(SELECT greatest({newest('lower(known)')}, {newest('upper(known)')}))",
    )


DIVISIONS = tuple(map(_of, Level))
"""From provinces to villages."""

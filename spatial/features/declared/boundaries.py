"""Lines and markers of boundaries as features: as they are drawn, and as they are registered."""

from __future__ import annotations

from spatial.access.declaration import DataClass, Grade
from spatial.features.collection import Collection, GeometryType, Property, PropertyType

_DEFAULT_TIME = "不写 date 与 datetime 时为今日（北京时间）的状态，datetime=../.. 为全部历史。"
_LEVELS = ("province", "prefecture", "county", "township")
_KINDS = (
    "national",
    "province",
    "sar",
    "dashed_line",
    "undetermined",
    "prefecture",
    "county",
)
_KNOWN_NOW = "upper_inf(f.known)"
_KNOWN_AT = "f.known @> CAST(:known_at AS timestamptz)"

_LINES = Collection(
    id="boundary_line",
    title="界线",
    description=f"地图上所绘的国界、省界等界线，含南海断续线。{_DEFAULT_TIME}",
    data_class=DataClass.BOUNDARY,
    grade=Grade.OPEN,
    relation="boundary_line",
    key=("f.id",),
    properties=(
        Property("kind", "类别", PropertyType.TEXT, "f.kind", values=_KINDS),
        Property("name", "名称", PropertyType.TEXT, "f.name"),
    ),
    geometry_type=GeometryType.LINES,
    valid="f.valid",
    # A run brings the lines, and none of them changes outside a run.
    changed="(SELECT max(finished_at) FROM ingest_run)",
)

_MARKERS = Collection(
    id="boundary_marker",
    title="界桩",
    description=f"界桩的位置与历次登记。{_DEFAULT_TIME}",
    data_class=DataClass.BOUNDARY,
    grade=Grade.INTERNAL,
    relation="boundary_marker",
    key=("f.id",),
    properties=(
        Property("number", "界桩号", PropertyType.TEXT, "f.number"),
        Property("line_name", "界线名称", PropertyType.TEXT, "f.line_name"),
        Property("state", "界桩状况", PropertyType.TEXT, "f.state"),
        Property("kind", "类型：Q 单立，A、B 双立，C、D、E 三立", PropertyType.TEXT, "f.kind"),
        Property("in_charge", "负责管理一方的区划代码", PropertyType.TEXT, "f.in_charge"),
        Property("material", "材质", PropertyType.TEXT, "f.material"),
        Property("height_m", "高度", PropertyType.NUMBER, "f.height_m", unit="米"),
        Property("accuracy_m", "位置精度", PropertyType.NUMBER, "f.accuracy_m", unit="米"),
    ),
    geometry_type=GeometryType.POINT,
    valid="f.valid",
    known_now=_KNOWN_NOW,
    known_at=_KNOWN_AT,
    changed="(SELECT max(greatest(lower(known), upper(known))) FROM boundary_marker)",
)

_REGISTERED = Collection(
    id="registered_boundary",
    title="法定界线",
    description=f"登记在册的行政区域界线，按线段。{_DEFAULT_TIME}",
    data_class=DataClass.BOUNDARY,
    grade=Grade.INTERNAL,
    relation="registered_boundary",
    key=("f.segment_id", "f.fact_id"),
    key_types=("bigint", "bigint"),
    properties=(
        Property("number", "界线编号", PropertyType.TEXT, "f.number"),
        Property("name", "界线名称", PropertyType.TEXT, "f.name"),
        Property("level", "级别", PropertyType.TEXT, "f.level", values=_LEVELS),
        Property("left_code", "左侧区划代码，自起点向终点看", PropertyType.TEXT, "f.left_code"),
        Property("right_code", "右侧区划代码，自起点向终点看", PropertyType.TEXT, "f.right_code"),
        Property("ordinal", "线段序号，自起点起", PropertyType.INTEGER, "f.ordinal"),
        Property("feature", "线段所沿地物；没有说明时为空", PropertyType.TEXT, "f.feature"),
    ),
    geometry_type=GeometryType.ANY,
    valid="f.valid",
    known_now=_KNOWN_NOW,
    known_at=_KNOWN_AT,
    changed="(SELECT greatest("
    "(SELECT max(greatest(lower(known), upper(known))) FROM boundary_segment),"
    " (SELECT max(greatest(lower(known), upper(known))) FROM boundary_fact)))",
)

BOUNDARIES = (_LINES, _MARKERS, _REGISTERED)
"""Lines as drawn, markers, and lines as registered."""

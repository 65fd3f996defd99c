"""Cameras as features: where they stand, and what each sees at most; never sensitive ones."""

from __future__ import annotations

from spatial.access.declaration import DataClass, Grade
from spatial.features.collection import Collection, GeometryType, Property, PropertyType

_DEFAULT_TIME = "不写 date 与 datetime 时为今日（北京时间）的点位，datetime=../.. 为全部历史。"
_SENSITIVE = "养老、救助等机构室内的敏感点位不在其中。"
_KINDS = ("ball", "dome", "fixed", "remote")
_KNOWN_NOW = "upper_inf(f.known)"
_KNOWN_AT = "f.known @> CAST(:known_at AS timestamptz)"
_CHANGED = "(SELECT max(greatest(lower(known), upper(known))) FROM camera)"

_NUMBER = Property("number", "国标编码，20 位（GB/T 28181）", PropertyType.TEXT, "f.number")
_NAME = Property("name", "名称", PropertyType.TEXT, "f.name")

_CAMERAS = Collection(
    id="camera",
    title="视频点位",
    description=f"视频点位的位置、朝向与视距；画面不经本平台。{_SENSITIVE}{_DEFAULT_TIME}",
    data_class=DataClass.CAMERA,
    grade=Grade.INTERNAL,
    relation="camera_shown",
    key=("f.id",),
    properties=(
        _NUMBER,
        _NAME,
        Property("owner", "管理单位", PropertyType.TEXT, "f.owner"),
        Property("kind", "类型", PropertyType.TEXT, "f.kind", values=_KINDS),
        Property("bearing_deg", "朝向，自正北起", PropertyType.NUMBER, "f.bearing_deg", unit="度"),
        Property(
            "bearing_by",
            "朝向的来历：按度数、按八方",
            PropertyType.TEXT,
            "f.bearing_by",
            values=("measured", "named"),
        ),
        Property("angle_deg", "视角，360 为四面", PropertyType.NUMBER, "f.angle_deg", unit="度"),
        Property("reach_m", "视距", PropertyType.NUMBER, "f.reach_m", unit="米"),
        Property("height_m", "安装高度", PropertyType.NUMBER, "f.height_m", unit="米"),
        Property("indoor", "是否室内；未知时为空", PropertyType.BOOLEAN, "f.indoor"),
        Property("sector_known", "看到哪里是否已知", PropertyType.BOOLEAN, "f.sector_known"),
    ),
    geometry_type=GeometryType.POINT,
    valid="f.valid",
    known_now=_KNOWN_NOW,
    known_at=_KNOWN_AT,
    changed=_CHANGED,
)

_SECTORS = Collection(
    id="camera_sector",
    title="视频点位可视范围",
    description="各视频点位按朝向、视角和视距至多看到的范围，未计地形与建筑物的遮挡；范围未知的点位"
    f"不在其中。{_SENSITIVE}{_DEFAULT_TIME}",
    data_class=DataClass.CAMERA,
    grade=Grade.INTERNAL,
    relation="camera_sector_shown",
    key=("f.id",),
    properties=(_NUMBER, _NAME),
    geometry_type=GeometryType.ANY,
    valid="f.valid",
    known_now=_KNOWN_NOW,
    known_at=_KNOWN_AT,
    changed=_CHANGED,
)

CAMERAS = (_CAMERAS, _SECTORS)
"""Points and sectors."""

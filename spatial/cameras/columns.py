"""Which column of a table of cameras holds what: names of GB/T 28181, and those people write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from spatial.business.intake.cells import written
from spatial.errors import SourceRefused

NAMES: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "deviceid", "device_id", "gb_id", "gbid", "国标编码", "国标编号",
               "国标id", "设备国标编号", "设备国标编码", "通道国标编号", "通道国标编码", "通道编码",
               "通道编号", "摄像机编码", "摄像机编号", "设备编码", "设备编号", "点位编码", "编码",
               "编号", "id"),
    "name": ("name", "点位名称", "摄像机名称", "设备名称", "通道名称", "监控点名称", "名称"),
    "owner": ("owner", "管理单位", "所属单位", "归属单位", "权属单位", "建设单位"),
    "lon": ("lon", "lng", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
    "crs": ("crs", "坐标系", "坐标系统"),
    "bearing": ("bearing", "bearing_deg", "朝向", "方位角", "方向角", "directiontype", "监视方位",
                "监控方位"),
    "angle": ("angle", "angle_deg", "视角", "视场角", "水平视场角"),
    "reach": ("reach", "reach_m", "视距", "可视距离", "监控距离", "有效距离"),
    "height": ("height", "height_m", "安装高度", "架设高度", "杆高"),
    "kind": ("kind", "ptztype", "ptz_type", "摄像机类型", "摄像机结构类型", "设备类型", "云台类型"),
    "indoor": ("indoor", "roomtype", "室内外", "室内", "安装位置", "位置属性"),
    "state": ("state", "status", "状态", "设备状态", "在线状态"),
    "state_since": ("state_since", "status_at", "状态时间", "状态更新时间"),
    "live_template": ("live_template", "实时链接", "实时链接模板", "链接模板"),
    "playback_template": ("playback_template", "回放链接", "回放链接模板"),
    "valid_from": ("valid_from", "启用日期", "安装日期", "投用日期", "起始日期"),
    "valid_to": ("valid_to", "停用日期", "拆除日期", "截止日期"),
    "facility_dataset": ("facility_dataset", "所在机构类别", "机构类别"),
    "facility_key": ("facility_key", "所在机构编号", "机构编号"),
    "civil_code": ("civil_code", "civilcode", "行政区划", "行政区域", "区划代码", "行政区划代码"),
    "grade": ("grade", "数据等级", "敏感等级", "等级"),
    "note": ("note", "备注", "说明"),
}  # fmt: skip
"""What a column may be, and under which names; the first found counts."""

REQUIRED = ("number", "name", "lon", "lat")


def columns_of(names: Iterable[str]) -> dict[str, str]:
    """What of `NAMES` is in which column. Columns of other names are left out."""
    plain: dict[str, str] = {}
    for name in names:
        plain.setdefault(_plain(name), name)
    found = {}
    for what, common in NAMES.items():
        column = next((plain[one] for one in common if one in plain), None)
        if column is not None:
            found[what] = column
    return found


def require_cameras(columns: Mapping[str, str]) -> None:
    """Returns where a table can be one of cameras. Raises SourceRefused with what it lacks."""
    lacking = [NAMES[one][-1] for one in REQUIRED if one not in columns]
    if lacking:
        raise SourceRefused(
            f"不是摄像机表：缺少列 {'、'.join(lacking)}（编码也可写 DeviceID、国标编码等）"
        )


def _plain(name: str) -> str:
    """A name without spaces, asterisks and what stands behind it in brackets (its unit)."""
    bare = re.sub(r"[(\[].*$", "", re.sub(r"\s+|\*", "", written(name)))
    return bare.casefold()

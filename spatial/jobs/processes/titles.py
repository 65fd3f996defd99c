"""Titles of inputs that several processes have, in Chinese."""

from __future__ import annotations

DIVISIONS = {
    "date": "区划日期",
    "level": "区划级别",
    "scheme": "代码体系",
    "basis": "变更生效依据",
    "known_at": "区划认知时刻",
    "data_known_at": "业务数据认知时刻",
    "within": "所在区划代码",
}

SPAN = {"from": "起始日", "to": "截止日（不含）"}

RECORDS = {
    "dataset": "数据集",
    "indicator": "指标",
    "holds": "数据集中的内容",
    "measure": "统计方式",
    "field": "被统计的字段",
    "where": "筛选条件",
    "group": "分组字段",
    "by": "时间分段",
    "polygon": "多边形范围",
}

TRAVEL = {
    "metres": "距离（米）",
    "minutes": "时间（分钟）",
    "mode": "出行方式",
    "direction": "去或来",
    "off_road_m": "离路最远（米）",
}

PLACE = {
    "lon": "经度",
    "lat": "纬度",
    "facility": "起点设施",
    "facilities": "设施数据集",
    "border": "界线所属区划代码",
}

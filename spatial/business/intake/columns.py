"""Which column of a table holds what: by the names and Chinese titles that people give them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from spatial.business.declarations.model import FieldDeclaration, IndicatorDeclaration
from spatial.business.intake.cells import factor_to, written
from spatial.errors import BadParameter, SourceRefused

PLACE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "key": ("key", "id", "编号", "记录编号", "唯一标识", "机构编号", "业务编号", "案件编号"),
    "day": ("day", "date", "日期", "发生日期", "业务日期", "办理日期", "登记日期", "救助日期",
            "预警日期"),
    "at": ("at", "time", "时间", "发生时间", "办理时间", "登记时间", "救助时间"),
    "valid_from": ("valid_from", "启用日期", "成立日期", "设立日期", "开业日期", "起始日期",
                   "开始日期", "生效日期"),
    "valid_to": ("valid_to", "停用日期", "注销日期", "撤销日期", "关闭日期", "截止日期",
                 "终止日期", "结束日期"),
    "division": ("division", "division_code", "code", "区划代码", "行政区划代码", "所在区划代码",
                 "地区代码", "统计用区划代码"),
    "division_name": ("division_name", "区划名称", "行政区划名称", "行政区划", "所在区划", "地区",
                      "地区名称", "所属地区", "县(市、区)", "县(市区)", "区县", "县区", "县(区)",
                      "区(县)"),
    "within": ("within", "上级", "上级区划", "所属省", "所属市", "市", "省"),
    "lon": ("lon", "lng", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
    "address": ("address", "地址", "详细地址", "住址", "所在地址"),
    "geometry": ("geometry", "geom", "wkt", "geojson", "几何", "范围"),
    "holds": ("holds",),
    "indicator": ("indicator", "指标", "指标名称", "指标编号"),
    "period": ("period", "month", "时期", "期间", "统计期", "月份", "年月", "季度", "年份", "年度"),
    "value": ("value", "值", "数值", "数据"),
}  # fmt: skip
"""What a column may be beside a declared field, and under which names; the first found counts."""

SERIAL_COLUMNS = frozenset(("序号", "行号", "no", "#"))
"""Columns that number the rows of a table and say nothing."""

_WITH_UNIT = re.compile(r"(?P<title>.+?)\s*[(\[](?:单位:?\s*)?(?P<unit>[^()\[\]]+)[)\]]")


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """A column of a declared field; its numbers are multiplied by factor to be in its unit."""

    column: str
    field: FieldDeclaration
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class IndicatorColumn:
    """A column that holds the values of one indicator (wide form)."""

    column: str
    indicator: IndicatorDeclaration
    factor: Decimal = Decimal(1)


@dataclass(frozen=True)
class Layout:
    """What the columns of a table are. places: what of `PLACE_COLUMNS` is in which column.

    unknown: columns that nobody declared; they are not stored.
    """

    places: Mapping[str, str]
    fields: Sequence[FieldColumn]
    indicators: Sequence[IndicatorColumn]
    unknown: Sequence[str]

    def of(self, values: Mapping[str, object], place: str) -> object:
        """The cell of a row that is something of `PLACE_COLUMNS`; None where there is none."""
        column = self.places.get(place)
        return None if column is None else values.get(column)


def layout_of(
    columns: Iterable[str],
    *,
    fields: Sequence[FieldDeclaration] = (),
    indicators: Sequence[IndicatorDeclaration] = (),
    told: Mapping[str, str] | None = None,
) -> Layout:
    """What the columns are: by the name or title of a field or indicator, and by common names.

    A title may have a unit behind it in brackets, the declared one or a multiple of it. told: by
    what of `PLACE_COLUMNS`, the column that is it whatever its name.
    Raises SourceRefused: two columns for one field, a column told that is not there, a unit that
    is not the declared one.
    """
    names = [name for name in columns if written(name)]
    found_fields: dict[str, FieldColumn] = {}
    found_indicators: dict[str, IndicatorColumn] = {}
    known: set[str] = set()
    for name in names:
        for one in fields:
            factor = _factor(name, (one.name, one.title), one.unit)
            if factor is not None:
                _require_once(found_fields.get(one.name), name, one.title)
                found_fields[one.name] = FieldColumn(name, one, factor)
                known.add(name)
        for indicator in indicators:
            factor = _factor(name, (indicator.id, indicator.title), indicator.unit)
            if factor is not None:
                _require_once(found_indicators.get(indicator.id), name, indicator.title)
                found_indicators[indicator.id] = IndicatorColumn(name, indicator, factor)
                known.add(name)
    places = dict(_places(names, told or {}, known))
    known |= set(places.values())
    return Layout(
        places,
        list(found_fields.values()),
        list(found_indicators.values()),
        [name for name in names if name not in known and _plain(name) not in SERIAL_COLUMNS],
    )


def _places(
    names: Sequence[str], told: Mapping[str, str], declared: Collection[str]
) -> Iterable[tuple[str, str]]:
    """What of `PLACE_COLUMNS` is in which column: a declared field only where none else is."""
    plain = {_plain(name): name for name in reversed(names)}
    free = {name: column for name, column in plain.items() if column not in declared}
    for place, wanted in told.items():
        if place not in PLACE_COLUMNS:
            raise SourceRefused(f"没有“{place}”这种列；可以指明的是 {'、'.join(PLACE_COLUMNS)}")
        if wanted not in names:
            raise SourceRefused(f"表中没有指明的列“{wanted}”；有 {'、'.join(names[:30])}")
        yield place, wanted
    for place, common in PLACE_COLUMNS.items():
        if place not in told:
            found = next((free[name] for name in common if name in free), None) or next(
                (plain[name] for name in common if name in plain), None
            )
            if found is not None:
                yield place, found


def _factor(column: str, names: Sequence[str], unit: str | None) -> Decimal | None:
    """With what the numbers of a column are multiplied; None where it is another column."""
    plain = _plain(column)
    wanted = {_plain(name) for name in names}
    if plain in wanted:
        return Decimal(1)
    found = _WITH_UNIT.fullmatch(written(column))
    if found is None or _plain(found["title"]) not in wanted:
        return None
    try:
        return factor_to(found["unit"], unit, column)
    except BadParameter as error:
        raise SourceRefused(f"列{error}") from error


def _plain(name: str) -> str:
    return re.sub(r"\s+|\*", "", written(name)).casefold()


def _require_once(before: FieldColumn | IndicatorColumn | None, column: str, title: str) -> None:
    if before is not None:
        raise SourceRefused(f"“{before.column}”和“{column}”两列都是“{title}”：请只留一列")

"""The empty table that an owner fills in for a dataset: its columns, and what each takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from spatial.business.declarations.model import (
    DatasetDeclaration,
    FieldDeclaration,
    FieldType,
    Holds,
    IndicatorDeclaration,
    Nature,
    PeriodUnit,
)
from spatial.errors import BadParameter


class TableOf(StrEnum):
    """What the rows of a table are: single records, or values of indicators."""

    RECORDS = "records"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. title, about: in Chinese. values: the only texts that it takes, where listed."""

    name: str
    title: str
    required: bool
    about: str
    values: tuple[str, ...] = ()


TYPE_TITLES = {
    FieldType.TEXT: "文本",
    FieldType.INTEGER: "整数",
    FieldType.NUMBER: "数值",
    FieldType.BOOLEAN: "是/否",
    FieldType.DAY: "日期，如 2024-05-01",
    FieldType.INSTANT: "时刻，如 2024-05-01 08:30",
}

PERIOD_FORMS = {
    PeriodUnit.DAY: "2024-05-01",
    PeriodUnit.WEEK: "2024-W05",
    PeriodUnit.MONTH: "2024-05",
    PeriodUnit.QUARTER: "2024Q2",
    PeriodUnit.HALF_YEAR: "2024H1",
    PeriodUnit.YEAR: "2024",
}

_KEY = Column("key", "编号", True, "同一记录始终用同一编号；再次报送即为更正。")
_DAY = Column("day", "日期", True, "发生之日，北京时间，如 2024-05-01。")
_AT = Column("at", "时间", False, "发生时刻，北京时间，如 2024-05-01 08:30；可不填。")
_FROM = Column("valid_from", "启用日期", True, "自该日起，如 2024-05-01。")
_TO = Column("valid_to", "停用日期", False, "该日不含在内；仍在用的不填。")
_CODE = Column("division", "区划代码", False, "记录当日有效的区划代码；与名称、坐标至少填一项。")
_NAME = Column("division_name", "区划名称", False, "如 某省某市某县某镇；与代码、坐标至少填一项。")
_LON = Column("lon", "经度", False, "CGCS2000，度。")
_LAT = Column("lat", "纬度", False, "CGCS2000，度。")
_ADDRESS = Column("address", "地址", False, "没有代码、名称和坐标时按地址开头的区划匹配。")
_AREA = Column("geometry", "范围", True, "面，WKT 或 GeoJSON，CGCS2000，经度在前。")


def template_of(declaration: DatasetDeclaration, of: TableOf | None = None) -> list[Column]:
    """The columns of a dataset's table, in their order.

    of: None takes records where it holds some, else figures. Values of indicators stand side by
    side where all are of the same periods, else one to a row. Rates are no columns: they are made
    of their numerators and denominators.
    Raises BadParameter where the dataset holds no such thing.
    """
    kinds = [one for one in declaration.holds if one is not Holds.INDICATORS]
    wanted = of or (TableOf.RECORDS if kinds else TableOf.FIGURES)
    if wanted is TableOf.RECORDS:
        if not kinds:
            raise BadParameter(f"{declaration.id} holds no single records: of=figures")
        return _of_records(declaration, kinds)
    if not declaration.indicators:
        raise BadParameter(f"{declaration.id} holds no indicators: of=records")
    return _of_figures(declaration)


def _of_records(declaration: DatasetDeclaration, kinds: Sequence[Holds]) -> list[Column]:
    columns = [_KEY]
    if len(kinds) > 1:
        columns.append(
            Column("holds", "holds", True, "记录种类。", tuple(str(one) for one in kinds))
        )
    if Holds.CASES in kinds:
        columns += [_DAY, _AT]
    if Holds.FACILITIES in kinds or Holds.AREAS in kinds:
        columns += [_FROM, _TO]
    columns += [_CODE, _NAME]
    if Holds.FACILITIES in kinds or Holds.CASES in kinds:
        columns += [_LON, _LAT, _ADDRESS]
    if Holds.AREAS in kinds:
        columns.append(_AREA)
    if len(kinds) > 1:
        # What one kind needs another has not: only the key and the kind are of all rows.
        columns = [
            replace(one, required=one.required and one.name in ("key", "holds")) for one in columns
        ]
    told = {one.name for one in declaration.fields}
    columns = [one for one in columns if one.name not in told]
    return columns + [_of_field(one) for one in declaration.fields]


def _of_field(field: FieldDeclaration) -> Column:
    about = [TYPE_TITLES[field.type]]
    if field.minimum is not None:
        about.append(f"不小于 {field.minimum}")
    if field.maximum is not None:
        about.append(f"不大于 {field.maximum}")
    if field.about:
        about.append(field.about)
    return Column(
        field.name,
        _with_unit(field.title, field.unit),
        field.required,
        "；".join(about),
        field.values or (),
    )


def _of_figures(declaration: DatasetDeclaration) -> list[Column]:
    reported = [one for one in declaration.indicators if one.nature is not Nature.RATE]
    reported = reported or list(declaration.indicators)
    units = {one.period for one in reported}
    forms = "、".join(PERIOD_FORMS[one] for one in PeriodUnit if one in units)
    division = Column("division", "区划代码", True, "统计期内有效的区划代码。")
    period = Column("period", "统计期", True, f"如 {forms}。")
    if len(units) == 1:
        return [division, period, *(_of_indicator(one) for one in reported)]
    names = tuple(one.id for one in reported)
    told = "；".join(f"{one.id} {one.title}" for one in reported)
    return [
        Column("indicator", "指标", True, told, names),
        division,
        period,
        Column("value", "数值", True, "数值；没有数据的不填行。"),
    ]


_KIND_TITLES = {"stock": "期末数", "flow": "当期数", "year_to_date": "本年累计数"}


def _of_indicator(indicator: IndicatorDeclaration) -> Column:
    about = _KIND_TITLES[indicator.kind] + (f"；{indicator.about}" if indicator.about else "")
    return Column(indicator.id, _with_unit(indicator.title, indicator.unit), False, about)


def _with_unit(title: str, unit: str | None) -> str:
    return title if unit is None else f"{title}（{unit}）"

"""Rows as records: typed by the declaration of their dataset, and matched with a division."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from shapely.geometry.base import BaseGeometry

from spatial.business.declarations.model import (
    DatasetDeclaration,
    FieldDeclaration,
    FieldType,
    Holds,
)
from spatial.business.intake.cells import (
    boolean_of,
    day_of,
    instant_of,
    integer_of,
    is_nothing,
    number_of,
    says_zone,
    written,
)
from spatial.business.intake.columns import FieldColumn, Layout, layout_of
from spatial.business.intake.matching import Matched, Matcher, Unmatched
from spatial.business.intake.places import geometry_of, point_of, require_told_crs
from spatial.business.intake.rows import SourceRow
from spatial.crs import CGCS2000
from spatial.errors import BadDate, BadParameter, DivisionUnmatched, ShikongError
from spatial.temporal import CHINA_TIME, Period

_LONGEST_TEXT = 4_000
_TOLD = ("division", "division_name", "within", "address", "lon", "lat")


@dataclass(frozen=True, slots=True)
class RecordTerms:
    """How the rows of a source are read.

    crs: of its coordinates. holds: what its rows are, where the dataset holds more than one kind.
    columns: by what of `PLACE_COLUMNS`, the column that is it. Codes are of the matcher's scheme.
    """

    crs: str = CGCS2000
    holds: Holds | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it will be stored.

    day: of a case, valid: of others. shape: in CGCS2000. division_code, division_by: None where
    only its point can say. told: what the source says of its place. attributes: JSON text.
    """

    place: str
    holds: Holds
    key: str
    day: date | None
    at: datetime | None
    valid: Period | None
    shape: BaseGeometry | None
    division_code: str | None
    division_by: str | None
    told: str
    attributes: str
    notes: tuple[str, ...]


class RecordReader:
    """Reads rows as records of one dataset."""

    def __init__(
        self, declaration: DatasetDeclaration, matcher: Matcher, terms: RecordTerms
    ) -> None:
        """Raises BadParameter: a dataset without records, a kind or system that is not taken."""
        kinds = [one for one in declaration.holds if one is not Holds.INDICATORS]
        if not kinds:
            raise BadParameter(f"数据集 {declaration.id} 只有指标，没有单条记录")
        if terms.holds is not None and terms.holds not in kinds:
            raise BadParameter(f"数据集 {declaration.id} 没有 {terms.holds}：有 {'、'.join(kinds)}")
        require_told_crs(terms.crs)
        self.declaration = declaration
        self._kinds = kinds
        self._matcher = matcher
        self._terms = terms
        self._layouts: dict[tuple[str, ...], Layout] = {}

    def layout(self, row: SourceRow) -> Layout:
        """What the columns of a row are."""
        columns = tuple(row.values)
        found = self._layouts.get(columns)
        if found is None:
            if len(self._layouts) >= 1_000:
                self._layouts.clear()
            found = self._layouts[columns] = self.layout_of(columns)
        return found

    def layout_of(self, columns: Sequence[str]) -> Layout:
        """What columns are. Raises SourceRefused: some cannot be told apart."""
        told = {k: v for k, v in self._terms.columns.items() if v in columns}
        return layout_of(columns, fields=self.declaration.fields, told=told)

    def read(self, row: SourceRow) -> Record:
        """The record of a row. Raises ShikongError with the reason, in Chinese."""
        if row.fault is not None:
            raise BadParameter(row.fault)
        layout = self.layout(row)
        holds = self._holds(layout, row)
        key = written(layout.of(row.values, "key"))
        if not key:
            raise BadParameter("没有编号：每条记录要有本数据集内唯一、不再变的编号")
        if len(key) > 200 or "\0" in key:
            raise BadParameter("编号不能超过 200 个字")
        notes: list[str] = []
        day, at, valid = self._times(layout, row, holds, notes)
        on = day if day is not None else valid.start if valid is not None else None
        assert on is not None
        shape = self._shape(layout, row, holds)
        matched = self._division(layout, row, on, shape is not None, notes)
        return Record(
            row.place, holds, key, day, at, valid, shape,
            None if matched is None else matched[0],
            None if matched is None else matched[1],
            _told(layout, row),
            self._attributes(layout, row),
            tuple(notes),
        )  # fmt: skip

    def _holds(self, layout: Layout, row: SourceRow) -> Holds:
        if self._terms.holds is not None:
            return self._terms.holds
        said = written(layout.of(row.values, "holds"))
        if said:
            found = next((one for one in self._kinds if one.value == said), None)
            if found is None:
                raise BadParameter(f"holds 为“{said[:40]}”：应为 {'、'.join(self._kinds)}")
            return found
        if len(self._kinds) > 1:
            raise BadParameter(f"数据集有 {'、'.join(self._kinds)} 几种记录：请用 holds 指明")
        return self._kinds[0]

    def _times(
        self, layout: Layout, row: SourceRow, holds: Holds, notes: list[str]
    ) -> tuple[date | None, datetime | None, Period | None]:
        day, at = layout.of(row.values, "day"), layout.of(row.values, "at")
        if holds is Holds.CASES:
            if is_nothing(day) and is_nothing(at):
                raise BadDate("没有日期")
            instant = None if is_nothing(at) else instant_of(at)
            if instant is not None and not says_zone(at):
                notes.append("未注明时区的时间按北京时间")
            if not is_nothing(day):
                on = day_of(day)
                if instant is not None and instant.astimezone(CHINA_TIME).date() != on:
                    raise BadDate(f"日期 {on} 与时间 {written(at)[:40]} 不是同一天（北京时间）")
                return on, instant, None
            assert instant is not None
            return instant.astimezone(CHINA_TIME).date(), instant, None
        start = layout.of(row.values, "valid_from")
        if is_nothing(start):
            raise BadDate("没有起始日期（valid_from）：从哪一天起是这样")
        end = layout.of(row.values, "valid_to")
        first = day_of(start)
        last = None if is_nothing(end) else day_of(end)
        if last is not None and last <= first:
            raise BadDate(f"截止日期 {last} 不在起始日期 {first} 之后（截止当日已不算）")
        return None, None, Period(first, last)

    def _shape(self, layout: Layout, row: SourceRow, holds: Holds) -> BaseGeometry | None:
        shape = geometry_of(layout.of(row.values, "geometry"), self._terms.crs)
        if shape is None:
            lon, lat = layout.of(row.values, "lon"), layout.of(row.values, "lat")
            shape = point_of(lon, lat, self._terms.crs)
        if shape is not None and (shape.geom_type == "Point") == (holds is Holds.AREAS):
            raise BadParameter(
                "范围要用多边形表示，不能是点" if holds is Holds.AREAS else "设施和个案要用点表示"
            )
        if shape is None and holds is Holds.AREAS:
            raise BadParameter("没有几何：范围要有 geometry（GeoJSON 或 WKT 多边形）")
        return shape

    def _division(
        self, layout: Layout, row: SourceRow, day: date, has_shape: bool, notes: list[str]
    ) -> tuple[str, str] | None:
        """Code and by what; None where its point has to say. Raises DivisionUnmatched."""
        code = written(layout.of(row.values, "division"))
        name = written(layout.of(row.values, "division_name"))
        if code and not code[0].isdecimal():
            code, name = "", code
        within = written(layout.of(row.values, "within"))
        if code:
            found, by = self._matcher.by_code(code, day), "code"
        elif name:
            found, by = self._matcher.by_name(name, day, within), "name"
        elif has_shape:
            return None
        else:
            address = written(layout.of(row.values, "address"))
            if not address:
                raise DivisionUnmatched("没有区划：代码、名称、点位、地址都没有", candidates=[])
            found, by = self._matcher.by_address(address, day), "name"
        if isinstance(found, Unmatched):
            raise unmatched(found)
        if found.note is not None:
            notes.append(found.note)
        if code and name and not self._agrees(found, name, day, within):
            notes.append(f"代码 {code} 当日是{found.name}，而报的名称是“{name[:40]}”：以代码为准")
        return found.code, by

    def _agrees(self, found: Matched, name: str, day: date, within: str) -> bool:
        if name == found.name:
            return True
        other = self._matcher.by_name(name, day, within)
        if isinstance(other, Matched):
            return other.code == found.code
        return any(one.code == found.code for one in other.candidates)

    def _attributes(self, layout: Layout, row: SourceRow) -> str:
        """The declared fields as JSON text, numbers as exactly as they came."""
        parts: list[str] = []
        there = {one.field.name for one in layout.fields}
        for one in self.declaration.fields:
            if one.required and one.name not in there:
                raise BadParameter(f"缺必填的列“{one.title}”（{one.name}）")
        for column in layout.fields:
            value = row.values.get(column.column)
            said = _field_text(column, value)
            if said is None:
                if column.field.required:
                    raise BadParameter(f"“{column.field.title}”必填，而此处为空")
                continue
            parts.append(f"{json.dumps(column.field.name)}:{said}")
        return f"{{{','.join(parts)}}}"


def unmatched(found: Unmatched) -> DivisionUnmatched:
    """The refusal of a row whose division cannot be told (R1.11)."""
    return DivisionUnmatched(
        str(found), candidates=[{"code": one.code, "name": one.name} for one in found.candidates]
    )


def _told(layout: Layout, row: SourceRow) -> str:
    """What the source says of the place, as it came."""
    said = {}
    for place in _TOLD:
        column = layout.places.get(place)
        text = "" if column is None else _as_came(row.values.get(column))
        if text:
            said[place] = text
    return json.dumps(said, ensure_ascii=False)


def _field_text(column: FieldColumn, value: object) -> str | None:
    """The value of a field as JSON text; None where the cell says nothing."""
    one = column.field
    if value is None or written(value) == "":
        return None
    if one.type is not FieldType.TEXT and is_nothing(value):
        return None
    try:
        return _WRITERS[one.type](column, value)
    except ShikongError as error:
        if one.grade.closed:
            # What stands in the cell is a person's: the reason tells the field alone.
            raise BadParameter(f"“{one.title}”的值不合申报（{one.type}）") from None
        raise BadParameter(f"“{one.title}”：{error}") from error


def _as_came(value: object) -> str:
    """A text without spaces around it, its signs as they are; anything else as it is written."""
    text = value.strip() if isinstance(value, str) else written(value)
    if "\0" in text or not text.isprintable():
        text = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
    return text


def _text(column: FieldColumn, value: object) -> str:
    text = _as_came(value)
    allowed = column.field.values
    if len(text) > _LONGEST_TEXT:
        raise BadParameter(f"不能超过 {_LONGEST_TEXT} 个字")
    if allowed is not None and text not in allowed:
        text = written(value)
    if allowed is not None and text not in allowed:
        raise BadParameter(f"“{text[:40]}”不在申报的取值中：{'、'.join(allowed[:20])}")
    return json.dumps(text, ensure_ascii=False)


def _number(column: FieldColumn, value: object) -> str:
    number = number_of(value, column.field.unit) * column.factor
    _require_range(column.field, number)
    return format(number.normalize() if number else Decimal(0), "f")


def _integer(column: FieldColumn, value: object) -> str:
    number = number_of(value, column.field.unit) * column.factor
    _require_range(column.field, number)
    whole = integer_of(number)
    if not -(2**63) <= whole < 2**63:
        raise BadParameter(f"整数 {whole} 超出可以存储的范围（64 位）")
    return str(whole)


def _boolean(_column: FieldColumn, value: object) -> str:
    return "true" if boolean_of(value) else "false"


def _day(_column: FieldColumn, value: object) -> str:
    return json.dumps(day_of(value).isoformat())


def _instant(_column: FieldColumn, value: object) -> str:
    return json.dumps(instant_of(value).isoformat())


_WRITERS = {
    FieldType.TEXT: _text,
    FieldType.INTEGER: _integer,
    FieldType.NUMBER: _number,
    FieldType.BOOLEAN: _boolean,
    FieldType.DAY: _day,
    FieldType.INSTANT: _instant,
}


def _require_range(one: FieldDeclaration, number: Decimal) -> None:
    if one.minimum is not None and number < one.minimum:
        raise BadParameter(f"{number} 小于申报的下限 {one.minimum}")
    if one.maximum is not None and number > one.maximum:
        raise BadParameter(f"{number} 大于申报的上限 {one.maximum}")

"""The JSON encoding of a filter (cql2-json), as the schema of OGC 21-065 has it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NoReturn

from spatial.features.filters.cql2_text import limit_of
from spatial.features.filters.source import HALF_SIGN, Source, day_of, instant_of, near, number_of
from spatial.features.filters.tree import (
    ARRAYS,
    MOST_DEPTH,
    MOST_NODES,
    OPERATORS,
    Call,
    Coordinates,
    Interval,
    Literal,
    Moment,
    Name,
    Node,
    Shape,
)
from spatial.features.filters.well_known_text import GEOMETRIES, bounds_of

_OPERATORS = {one.lower(): one for one in OPERATORS}
"""By their names in small letters: editions of the schema write t_metBy or t_metby."""

_KINDS = {kind: nesting for kind, nesting in GEOMETRIES.values() if kind != "BBox"}


def parse_json(source: Source) -> Node:
    """The tree of a filter in the JSON encoding.

    Raises BadFilter with the JSON pointer of the fault, or the sign where it is no JSON.
    """
    try:
        # Numbers stay texts until their place is known.
        document = json.loads(
            source.text, parse_int=_Digits, parse_float=_Digits, parse_constant=_Digits
        )
    except json.JSONDecodeError as error:
        raise source.fault(error.pos, f"不是 JSON（{error.msg}）") from None
    except RecursionError:
        raise source.fault("", f"嵌套太深：至多 {MOST_DEPTH} 层") from None
    return _Reader(source).node(document, "", 0)


class _Digits(str):
    """A number as it is written."""

    __slots__ = ()


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._nodes = 0

    def node(self, value: Any, at: str, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise self._source.fault(at, f"过滤条件太大：至多 {MOST_NODES} 个名称、值和运算")
        if depth > MOST_DEPTH:
            raise self._source.fault(at, f"嵌套太深：至多 {MOST_DEPTH} 层")
        if isinstance(value, _Digits):
            return Literal(self._number(value, at), at)
        if isinstance(value, str | bool):
            self._require_text(value, at)
            return Literal(value, at)
        if isinstance(value, Mapping):
            return self._object(value, at, depth)
        self._refuse(at, value, "对象、文字、数或真假值")

    def _object(self, value: Mapping[str, Any], at: str, depth: int) -> Node:
        readers: Mapping[str, Callable[[Mapping[str, Any], str, int], Node]] = {
            "op": self._call,
            "property": self._name,
            "date": self._day,
            "timestamp": self._instant,
            "interval": self._interval,
            "bbox": self._box,
            "type": self._shape,
        }
        for member, read in readers.items():
            if member in value:
                return read(value, at, depth)
        self._refuse(at, value, f"有以下成员之一的对象：{'、'.join(readers)}")

    def _call(self, value: Mapping[str, Any], at: str, depth: int) -> Node:
        self._only(value, at, "op", "args")
        said = value["op"] if isinstance(value["op"], str) else json.dumps(value["op"])
        if said.lower() in ARRAYS:
            raise self._source.fault(f"{at}/op", "要素没有数组属性，没有数组函数")
        op = _OPERATORS.get(said.lower())
        if op is None:
            raise self._source.fault(
                f"{at}/op", f"没有运算 {said[:40]}{near(said, OPERATORS)}", operators=[*OPERATORS]
            )
        args = self._list(value.get("args"), f"{at}/args")
        most = OPERATORS[op]
        if len(args) < 2 if most is None else len(args) != most:
            asked = "两个或更多" if most is None else f"{most} 个"
            raise self._source.fault(f"{at}/args", f"{op} 要{asked}参数，而来的是 {len(args)} 个")
        places = [(one, f"{at}/args/{number}") for number, one in enumerate(args)]
        if op == "in":
            items = self._list(args[1], f"{at}/args/1")
            if not items:
                raise self._source.fault(f"{at}/args/1", "in 的列表是空的")
            places[1:] = [(one, f"{at}/args/1/{number}") for number, one in enumerate(items)]
        return Call(op, tuple(self.node(one, place, depth + 1) for one, place in places), at)

    def _name(self, value: Mapping[str, Any], at: str, _depth: int = 0) -> Name:
        self._only(value, at, "property")
        return Name(self._text(value["property"], f"{at}/property"), at)

    def _day(self, value: Mapping[str, Any], at: str, _depth: int = 0) -> Moment:
        self._only(value, at, "date")
        text = self._text(value["date"], f"{at}/date")
        return Moment(day_of(self._source, text, f"{at}/date"), at)

    def _instant(self, value: Mapping[str, Any], at: str, _depth: int = 0) -> Moment:
        self._only(value, at, "timestamp")
        text = self._text(value["timestamp"], f"{at}/timestamp")
        return Moment(instant_of(self._source, text, f"{at}/timestamp"), at)

    def _interval(self, value: Mapping[str, Any], at: str, _depth: int) -> Interval:
        self._only(value, at, "interval")
        limits = self._list(value["interval"], f"{at}/interval")
        if len(limits) != 2:
            raise self._source.fault(f"{at}/interval", f"区间有两端，这里是 {len(limits)} 个")
        start, end = (self._limit(one, f"{at}/interval/{n}") for n, one in enumerate(limits))
        return Interval(start, end, at)

    def _limit(self, value: Any, at: str) -> Moment | Name | None:
        if isinstance(value, Mapping):
            for member, read in (
                ("property", self._name), ("date", self._day), ("timestamp", self._instant)
            ):  # fmt: skip
                if member in value:
                    return read(value, at)
        return limit_of(self._source, self._text(value, at), at)

    def _box(self, value: Mapping[str, Any], at: str, _depth: int) -> Shape:
        if "type" in value:
            return self._shape(value, at, _depth)
        self._only(value, at, "bbox")
        numbers = self._numbers(value["bbox"], f"{at}/bbox")
        return Shape("BBox", bounds_of(self._source, numbers, f"{at}/bbox"), at)

    def _shape(self, value: Mapping[str, Any], at: str, depth: int) -> Shape:
        kind = value["type"]
        if not isinstance(kind, str) or kind not in _KINDS:
            raise self._source.fault(f"{at}/type", f"没有这种几何：应为 {'、'.join(_KINDS)}")
        if depth > MOST_DEPTH:
            raise self._source.fault(at, f"嵌套太深：至多 {MOST_DEPTH} 层")
        if kind == "GeometryCollection":
            self._only(value, at, "type", "geometries", "bbox")
            places = f"{at}/geometries"
            members = self._list(value.get("geometries"), places)
            if not members:
                raise self._source.fault(places, "几何是空的")
            shapes = []
            for number, one in enumerate(members):
                if not isinstance(one, Mapping) or "type" not in one:
                    self._refuse(f"{places}/{number}", one, "GeoJSON 几何")
                shapes.append(self._shape(one, f"{places}/{number}", depth + 1))
            return Shape(kind, (), at, tuple(shapes))
        self._only(value, at, "type", "coordinates", "bbox")
        place = f"{at}/coordinates"
        return Shape(kind, self._coordinates(value.get("coordinates"), _KINDS[kind], place), at)

    def _coordinates(self, value: Any, nesting: int, at: str) -> Coordinates:
        if nesting == 0:
            numbers = self._numbers(value, at)
            if not 2 <= len(numbers) <= 3:
                raise self._source.fault(
                    at, f"一个位置有两个数（或加高程三个），这里是 {len(numbers)} 个"
                )
            return tuple(numbers[:2])
        items = self._list(value, at)
        if not items:
            raise self._source.fault(at, "几何是空的")
        return tuple(
            self._coordinates(one, nesting - 1, f"{at}/{number}")
            for number, one in enumerate(items)
        )

    def _numbers(self, value: Any, at: str) -> list[float]:
        found = []
        for number, one in enumerate(self._list(value, at)):
            if not isinstance(one, _Digits):
                self._refuse(f"{at}/{number}", one, "数")
            found.append(float(self._number(one, f"{at}/{number}")))
        return found

    def _number(self, value: _Digits, at: str) -> int | Decimal:
        if value.lstrip("-")[:1].isdigit():
            return number_of(self._source, str(value), at)
        raise self._source.fault(at, f"{value[:40]} 不是数")

    def _text(self, value: Any, at: str) -> str:
        if not isinstance(value, str) or isinstance(value, _Digits):
            self._refuse(at, value, "文字")
        self._require_text(value, at)
        return value

    def _require_text(self, value: str | bool, at: str) -> None:
        if not isinstance(value, str):
            return
        if "\0" in value:
            raise self._source.fault(at, "文字中不能有 NUL 字符")
        if HALF_SIGN.search(value):
            raise self._source.fault(at, "文字中有不成对的代理码（\\ud800 之类）")

    def _list(self, value: Any, at: str) -> Sequence[Any]:
        if not isinstance(value, list):
            self._refuse(at, value, "数组")
        return value

    def _only(self, value: Mapping[str, Any], at: str, *members: str) -> None:
        other = next((one for one in value if one not in members), None)
        if other is not None:
            raise self._source.fault(at, f"不认识成员 {other[:40]}：这里有 {'、'.join(members)}")

    def _refuse(self, at: str, value: Any, expected: str) -> NoReturn:
        said = "没有" if value is None else f"来的是 {_told(value)}"
        raise self._source.fault(at, f"这里应是{expected}，而{said}", expected=expected)


def _told(value: Any) -> str:
    """A value of the document, shortened, as JSON has it."""
    if isinstance(value, _Digits):
        return value[:40]
    if isinstance(value, list):
        return "数组"
    if isinstance(value, Mapping):
        return f"有 {'、'.join(list(value)[:5])[:60] or '空'} 的对象"
    return json.dumps(value, ensure_ascii=False)[:40]

"""Predicates of a filter as SQL over the alias `f`: each operation, with the kinds it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeGuard

import shapely

from spatial.features.filters import moments
from spatial.features.filters.moments import OF_INSTANTS, Ends, Time
from spatial.features.filters.queryables import Kind
from spatial.features.filters.shapes import ShapeReader
from spatial.features.filters.source import Source
from spatial.features.filters.tree import (
    COMPARISONS,
    FOLDS,
    SPATIAL,
    TEMPORAL,
    Call,
    Interval,
    Literal,
    Moment,
    Name,
    Node,
    Shape,
)
from spatial.features.filters.values import Value, Values, kind_of
from spatial.features.selection import Box
from spatial.features.systems import bounds_in

_FLIPPED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

_SPATIAL = {
    "s_intersects": "ST_Intersects",
    "s_equals": "ST_Equals",
    "s_disjoint": "ST_Disjoint",
    "s_touches": "ST_Touches",
    "s_within": "ST_Within",
    "s_overlaps": "ST_Overlaps",
    "s_crosses": "ST_Crosses",
    "s_contains": "ST_Contains",
}


@dataclass(frozen=True, slots=True)
class _Place:
    """A geometry as SQL; box: west, south, east, north of one that the filter tells."""

    sql: str
    box: tuple[float, float, float, float] | None = None


class Compilation:
    """The compilation of the predicates of one filter; its values are compiled beside it.

    stored: the column that the geometry is made of, with its EPSG code, where it is stored in
    another system.
    """

    def __init__(
        self,
        values: Values,
        source: Source,
        shapes: ShapeReader,
        stored: tuple[str, int] | None = None,
    ) -> None:
        self._values = values
        self._stored = stored
        self._source = source
        self._shapes = shapes
        self._predicates: Mapping[str, Callable[[Call], str]] = (
            {
                "and": self._chain, "or": self._chain, "not": self._not, "isNull": self._is_null,
                "like": self._like, "between": self._between, "in": self._in,
            }
            | dict.fromkeys(COMPARISONS, self._compared)
            | dict.fromkeys(SPATIAL, self._spatial)
            | dict.fromkeys(TEMPORAL, self._temporal)
        )  # fmt: skip

    def condition(self, node: Node) -> str:
        """The SQL of a predicate. Raises BadFilter with the place of the fault."""
        if isinstance(node, Literal) and isinstance(node.value, bool):
            return "true" if node.value else "false"
        if isinstance(node, Call) and node.op in self._predicates:
            return self._predicates[node.op](node)
        hint = ""
        if isinstance(node, Name) and self._values.queryable(node).kind is Kind.BOOLEAN:
            hint = f"：真假属性写作 {node.name} = TRUE"
        raise self._source.fault(node.at, f"这里应是条件（如 code = '330106'），而不是值{hint}")

    # Logic and comparisons.

    def _chain(self, call: Call) -> str:
        parts = [self.condition(one) for one in call.args]
        return f"({f' {call.op.upper()} '.join(parts)})"

    def _not(self, call: Call) -> str:
        return f"(NOT {self.condition(call.args[0])})"

    def _is_null(self, call: Call) -> str:
        [node] = call.args
        if isinstance(node, Shape | Interval):
            _ = self._parts(node) if isinstance(node, Shape) else self._interval(node)
            return "false"
        is_condition = isinstance(node, Call) and node.op in self._predicates
        sql = self.condition(node) if is_condition else self._values.of(node).sql
        return f"({sql} IS NULL)"

    def _compared(self, call: Call) -> str:
        left, right = call.args
        return self._comparison(call, call.op, left, right)

    def _between(self, call: Call) -> str:
        value, low, high = call.args
        above = self._comparison(call, ">=", value, low)
        return f"({above} AND {self._comparison(call, '<=', value, high)})"

    def _comparison(self, call: Call, op: str, left: Node, right: Node) -> str:
        one, other = self._values.comparable(left), self._values.comparable(right)
        kinds = {one.kind, other.kind}
        if one.kind is other.kind:
            return f"({one.sql} {op} {other.sql})"
        if kinds == {Kind.DAY, Kind.INSTANT}:
            if one.kind is Kind.DAY:
                return self._of_day(_FLIPPED[op], other, one, isinstance(left, Moment))
            return self._of_day(op, one, other, isinstance(right, Moment))
        named = self._values.told(left, one), self._values.told(right, other)
        raise self._source.fault(call.at, f"{named[0]}不能与{named[1]}比较：两边要同为一类")

    def _of_day(self, op: str, instant: Value, day: Value, told: bool) -> str:
        """An instant compared with a day in Beijing: by the day on which it lies.

        told: whether the filter tells the day. Then the instant stands by itself, for an index.
        """
        if not told:
            return f"({moments.day_in_beijing(instant.sql)} {op} {day.sql})"
        first, following = moments.first_instant(day.sql), moments.next_instant(day.sql)
        return {
            "=": f"({instant.sql} >= {first} AND {instant.sql} < {following})",
            "<>": f"({instant.sql} < {first} OR {instant.sql} >= {following})",
            "<": f"({instant.sql} < {first})",
            "<=": f"({instant.sql} < {following})",
            ">": f"({instant.sql} >= {following})",
            ">=": f"({instant.sql} >= {first})",
        }[op]

    def _in(self, call: Call) -> str:
        looked, *items = call.args
        value = self._values.comparable(looked)
        told = [one for one in items if isinstance(one, Literal | Moment)]
        if len(told) == len(items) and {kind_of(one) for one in told} == {value.kind}:
            return f"({value.sql} = ANY({self._values.bound_list(told)}))"
        return f"({' OR '.join(self._comparison(call, '=', looked, one) for one in items)})"

    def _like(self, call: Call) -> str:
        left, right = call.args
        value = self._values.of(left)
        if value.kind is not Kind.TEXT:
            named = self._values.told(left, value)
            raise self._source.fault(call.at, f"LIKE 比较文字，而{named}不是")
        pattern = right
        while isinstance(pattern, Call) and pattern.op in FOLDS:
            [pattern] = pattern.args
        if not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
            raise self._source.fault(right.at, "LIKE 的右边应是文字（% 任意多个字，_ 一个字）")
        if (len(pattern.value) - len(pattern.value.rstrip("\\"))) % 2:
            raise self._source.fault(pattern.at, "LIKE 的模式不能以单个 \\ 结尾：它转义后一个字")
        return f"({value.sql} LIKE {self._values.of(right).sql} ESCAPE '\\')"

    # Space and time.

    def _spatial(self, call: Call) -> str:
        one, other = (self._parts(node) for node in call.args)
        if call.op == "s_intersects":
            # Of a box across 180° each part by itself: around both the index finds everything.
            pairs = [
                f"{self._near(a, b)}ST_Intersects({a.sql}, {b.sql})" for a in one for b in other
            ]
            return f"({' OR '.join(pairs)})"
        a, b = (
            part[0].sql if len(part) == 1 else f"ST_Collect({part[0].sql}, {part[1].sql})"
            for part in (one, other)
        )
        apart = call.op == "s_disjoint" or len(one) + len(other) > 2
        near = "" if apart else self._near(one[0], other[0])
        return f"({near}{_SPATIAL[call.op]}({a}, {b}))"

    def _near(self, one: _Place, other: _Place) -> str:
        """For an index on what is stored in another system: what meets a shape meets its box."""
        if self._stored is None or (one.box is None) == (other.box is None):
            return ""
        column, srid = self._stored
        bounds = bounds_in(srid, Box(*(one.box or other.box or ())))
        edges = ", ".join(self._values.bound(edge, "float8") for edge in bounds)
        return f"{column} && ST_MakeEnvelope({edges}, {srid}) AND "

    def _parts(self, node: Node) -> list[_Place]:
        """A geometry, or the parts of one that lies across 180°."""
        if not isinstance(node, Shape):
            value = self._values.of(node)
            if value.kind is not Kind.GEOMETRY:
                raise self._source.fault(
                    node.at, f"这里应是几何，而{self._values.told(node, value)}不是"
                )
            return [_Place(value.sql)]
        return [
            _Place(
                f"ST_GeomFromWKB({self._values.bound(shapely.to_wkb(one), 'bytea')}, 4490)",
                one.bounds,
            )
            for one in self._shapes.parts(node)
        ]

    def _temporal(self, call: Call) -> str:
        one, other = call.args
        if call.op in ("t_intersects", "t_disjoint"):
            negation = "NOT " if call.op == "t_disjoint" else ""
            for period, told in ((one, other), (other, one)):
                if self._is_period(period) and (ends := self._ends(told)) is not None:
                    return f"({negation}{self._meeting(period, ends)})"
        times = self._time(one), self._time(other)
        if call.op not in OF_INSTANTS and not all(time.interval for time in times):
            raise self._source.fault(
                call.at,
                f"{call.op.upper()} 只用于两个时段；时刻和日期可用 "
                f"{'、'.join(sorted(name.upper() for name in OF_INSTANTS))}",
            )
        return moments.relation(call.op, *times)

    def _is_period(self, node: Node) -> TypeGuard[Name]:
        return isinstance(node, Name) and self._values.queryable(node).kind is Kind.INTERVAL

    def _meeting(self, period: Name, ends: Ends) -> str:
        """What T_INTERSECTS means, in the form that an index of periods answers."""
        found = self._values.queryable(period)
        kind, sql_type = (
            ("tstzrange", "timestamptz") if found.of_instants else ("daterange", "date")
        )
        met = moments.instants_met(ends) if found.of_instants else moments.days_met(ends)
        first, last = (self._values.bound(one, sql_type) for one in met)
        return f"{found.sql} && {kind}({first}, {last}, '[]')"

    def _time(self, node: Node) -> Time:
        if isinstance(node, Interval):
            return self._interval(node)
        if isinstance(node, Moment):
            sql = self._values.of(node).sql
            return Time(sql, sql, node.is_day, False)
        if isinstance(node, Name):
            found = self._values.queryable(node)
            if found.kind is Kind.INTERVAL:
                return moments.of_period(found.sql, of_instants=found.of_instants)
            if found.kind in (Kind.DAY, Kind.INSTANT):
                days = found.kind is Kind.DAY
                return Time(found.sql, found.sql, days, False, found.moment)
        raise self._source.fault(node.at, "这里应是日期、时刻、时段，或这样的属性")

    def _interval(self, node: Interval) -> Time:
        self._ends(node)
        start, end = (None if one is None else self._end(one) for one in (node.start, node.end))
        days = all(one is None or one.kind is Kind.DAY for one in (start, end))
        sql_type = "date" if days else "timestamptz"
        first = f"CAST('-infinity' AS {sql_type})" if start is None else start.sql
        last = f"CAST('infinity' AS {sql_type})" if end is None else end.sql
        if not days and start is not None and start.kind is Kind.DAY:
            first = moments.first_instant(first)
        if not days and end is not None and end.kind is Kind.DAY:
            last = moments.last_instant(last)
        return Time(first, last, days, True)

    def _end(self, node: Moment | Name) -> Value:
        value = self._values.of(node)
        if value.kind not in (Kind.DAY, Kind.INSTANT):
            named = self._values.told(node, value)
            raise self._source.fault(node.at, f"时段的一端应是日期或时刻，而{named}不是")
        return value

    def _ends(self, node: Node) -> Ends | None:
        """The ends of a time that the filter alone tells; None where a feature tells one."""
        if isinstance(node, Moment):
            return node.value, node.value
        if not isinstance(node, Interval):
            return None
        if isinstance(node.start, Name) or isinstance(node.end, Name):
            return None
        first = None if node.start is None else node.start.value
        last = None if node.end is None else node.end.value
        if first is not None and last is not None:
            if isinstance(first, datetime) != isinstance(last, datetime):
                raise self._source.fault(node.at, "时段的两端要同为日期或同为时刻")
            if last < first:
                raise self._source.fault(node.at, f"时段的止 {last} 在起 {first} 之前")
        return first, last

"""Values of a filter as SQL over the alias `f`: names found, kinds known, literals bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from spatial.features.collection import Collection
from spatial.features.filters import arithmetic
from spatial.features.filters.queryables import KIND_TITLES, Kind, Queryable, queryables_of
from spatial.features.filters.source import Source, near
from spatial.features.filters.tree import (
    ARITHMETIC,
    FOLDS,
    MOST_SUMS,
    Call,
    Interval,
    Literal,
    Moment,
    Name,
    Node,
    Shape,
)

_SQL_TYPES = {
    Kind.TEXT: "text",
    Kind.NUMBER: "numeric",
    Kind.BOOLEAN: "boolean",
    Kind.DAY: "date",
    Kind.INSTANT: "timestamptz",
}

# Full case folding: ß and SS, ς and σ are the same.
_FOLDED = {
    "casei": 'lower(upper({0} COLLATE "und-x-icu") COLLATE "und-x-icu")',
    "accenti": 'unaccent({0}) COLLATE "und-x-icu"',
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value as SQL, of a kind."""

    sql: str
    kind: Kind


class Values:
    """The values of one filter on one collection. bindings: of its literals, c1, c2, …

    All methods raise BadFilter with the place of the fault.
    """

    def __init__(self, collection: Collection, source: Source) -> None:
        self.bindings: dict[str, object] = {}
        self._collection = collection
        self._queryables = queryables_of(collection)
        self._source = source
        self._sums = 0

    def of(self, node: Node) -> Value:
        """The value of a node that is no geometry of the filter's own."""
        if isinstance(node, Name):
            found = self.queryable(node)
            return Value(found.sql, found.kind)
        if isinstance(node, Literal | Moment):
            kind = kind_of(node)
            return Value(self.bound(node.value, _type_of(kind, [node.value])), kind)
        if isinstance(node, Interval | Shape):
            kind = Kind.INTERVAL if isinstance(node, Interval) else Kind.GEOMETRY
            raise self._source.fault(node.at, f"{KIND_TITLES[kind]}只能用在时间或空间函数中")
        if node.op in FOLDS:
            return self._folded(node)
        if node.op in ARITHMETIC:
            return self._calculated(node)
        raise self._source.fault(node.at, "这里应是值，而不是条件")

    def comparable(self, node: Node) -> Value:
        """The value of a node that may be compared by = < and the like."""
        value = self.of(node)
        if value.kind is Kind.INTERVAL:
            raise self._source.fault(node.at, "时段不能这样比较：用 T_INTERSECTS 等时间函数")
        if value.kind is Kind.GEOMETRY:
            raise self._source.fault(node.at, "几何不能这样比较：用 S_INTERSECTS 等空间函数")
        return value

    def queryable(self, node: Name) -> Queryable:
        """What a name means in the collection."""
        found = self._queryables.get(node.name)
        if found is None:
            known = sorted(self._queryables)
            hint = near(node.name, known) or f"：有 {'、'.join(known)}"
            raise self._source.fault(
                node.at,
                f"{self._collection.title}没有属性 {node.name[:60]}{hint}",
                queryables=known,
            )
        return found

    def bound(self, value: object, sql_type: str) -> str:
        """The SQL of a value that is bound."""
        name = f"c{len(self.bindings) + 1}"
        self.bindings[name] = value
        return f"CAST(:{name} AS {sql_type})"

    def bound_list(self, items: Sequence[Literal | Moment]) -> str:
        """The SQL of an array of literals of one kind."""
        values: list[object] = [one.value for one in items]
        sql_type = _type_of(kind_of(items[0]), values)
        if sql_type == "numeric":
            # An array is of one type, in Python too.
            values = [Decimal(one) if isinstance(one, int) else one for one in values]
        return self.bound(values, f"{sql_type}[]")

    def told(self, node: Node, value: Value) -> str:
        """A value as messages name it: 属性 code（文字）."""
        return (
            f"属性 {node.name}（{KIND_TITLES[value.kind]}）"
            if isinstance(node, Name)
            else KIND_TITLES[value.kind]
        )

    def _folded(self, call: Call) -> Value:
        [inner] = call.args
        value = self.of(inner)
        if value.kind is not Kind.TEXT:
            raise self._source.fault(
                inner.at, f"{call.op.upper()} 用于文字，而{self.told(inner, value)}不是"
            )
        return Value(_FOLDED[call.op].format(value.sql), Kind.TEXT)

    def _calculated(self, call: Call) -> Value:
        self._sums += 1
        if self._sums > MOST_SUMS:
            raise self._source.fault(call.at, f"算术运算太多：至多 {MOST_SUMS} 次")
        parts = []
        for node in call.args:
            value = self.of(node)
            if value.kind is not Kind.NUMBER:
                raise self._source.fault(
                    call.at, f"{call.op} 用于数，而{self.told(node, value)}不是"
                )
            parts.append(value.sql)
        return Value(arithmetic.of(call.op, *parts), Kind.NUMBER)


def kind_of(node: Literal | Moment) -> Kind:
    """The kind of a literal."""
    if isinstance(node, Moment):
        return Kind.DAY if node.is_day else Kind.INSTANT
    if isinstance(node.value, bool):
        return Kind.BOOLEAN
    return Kind.TEXT if isinstance(node.value, str) else Kind.NUMBER


def _type_of(kind: Kind, values: Sequence[object]) -> str:
    """The SQL type of literals: whole numbers stay whole, so that the index of a bigint is used."""
    if kind is Kind.NUMBER and not any(isinstance(one, Decimal) for one in values):
        return "bigint"
    return _SQL_TYPES[kind]

"""Filters as trees for tests: made at random, written in both encodings, and judged by hand.

The judge is the other opinion on `spatial.features.filters`: it knows rows and trees, no SQL.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import shapely
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from spatial.access.declaration import DataClass, Grade
from spatial.features.collection import Collection, Property, PropertyType
from spatial.features.filters.tree import (
    COMPARISONS,
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
from spatial.temporal import CHINA_TIME

THINGS = Collection(
    id="thing",
    title="事物",
    description="",
    data_class=DataClass.FACILITY,
    grade=Grade.OPEN,
    relation="thing",
    key=("f.id",),
    properties=(
        Property("name", "名称", PropertyType.TEXT, "f.name"),
        Property("beds", "床位", PropertyType.INTEGER, "f.beds", unit="张"),
        Property("area", "面积", PropertyType.NUMBER, "f.area", unit="平方米"),
        Property("open", "开放", PropertyType.BOOLEAN, "f.open"),
        Property("built", "建成日期", PropertyType.DAY, "f.built"),
        Property("seen", "巡查时间", PropertyType.INSTANT, "f.seen"),
    ),
    valid="f.valid",
)


@dataclass(frozen=True)
class Thing:
    """A row of the table `thing`. valid: its first day, and the first after it or None."""

    id: int
    name: str | None = None
    beds: int | None = None
    area: float | None = None
    open: bool | None = None
    built: date | None = None
    seen: datetime | None = None
    valid: tuple[date, date | None] | None = None
    geom: BaseGeometry | None = None


def create_things(connection: Connection, things: list[Thing]) -> None:
    """Makes the table with these rows."""
    connection.execute(text("DROP TABLE IF EXISTS thing"))
    connection.execute(
        text(
            "CREATE TABLE thing (id bigint PRIMARY KEY, name text, beds bigint,"
            " area double precision, open boolean, built date, seen timestamptz, valid daterange,"
            " geom geometry(Geometry, 4490))"
        )
    )
    for one in things:
        connection.execute(
            text(
                "INSERT INTO thing VALUES (:id, :name, :beds, :area, :open, :built, :seen,"
                " CASE WHEN CAST(:start AS date) IS NOT NULL"
                " THEN daterange(CAST(:start AS date), CAST(:end AS date)) END,"
                " ST_GeomFromWKB(CAST(:geom AS bytea), 4490))"
            ),
            {name: getattr(one, name) for name in _COLUMNS}
            | {"start": one.valid and one.valid[0], "end": one.valid and one.valid[1]}
            | {"geom": None if one.geom is None else shapely.to_wkb(one.geom)},
        )


_COLUMNS = ("id", "name", "beds", "area", "open", "built", "seen")

# Rows and trees of few values, so that edges meet.

TEXTS = ["a", "b", "ab", "养老院", "a%", "it's", "a\\b"]
DAYS = [date(2024, 2, 27) + timedelta(n) for n in range(6)]
INSTANTS = [
    datetime(day.year, day.month, day.day, tzinfo=CHINA_TIME).astimezone(UTC) + beside
    for day in DAYS
    for beside in (timedelta(0), timedelta(microseconds=-1), timedelta(hours=9))
]

days, instants = st.sampled_from(DAYS), st.sampled_from(INSTANTS)


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Points, lines and boxes of few whole degrees, also boxes over 180°."""
    x, y = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    width, height = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    a, b = (float(x), float(y)), (float(x + width), float(y + height))
    kind = draw(st.sampled_from(["Point", "BBox", "LineString", "Polygon", "MultiPoint", "over"]))
    if kind == "over":
        return Shape("BBox", ((170.0 + x, a[1]), (-170.0 - x, b[1])), 0)
    if kind == "Point":
        return Shape(kind, a, 0)
    if kind == "BBox":
        return Shape(kind, (a, b), 0)
    if kind == "MultiPoint":
        return Shape(kind, (a, (b[0] + 1, b[1])), 0)
    if kind == "LineString":
        return Shape(kind, (a, (b[0] + 1, b[1])), 0)
    corners = (a, (b[0] + 1, a[1]), (b[0] + 1, b[1] + 1), (a[0], b[1] + 1), a)
    return Shape("Polygon", (corners,), 0)


def made_things(chance: Random, count: int) -> list[Thing]:
    """Rows of few values, with gaps, so that every filter of these tests meets some."""

    def some(values: Sequence[Any]) -> Any:
        return chance.choice([None, *values])

    rows = []
    for number in range(count):
        x, y, size = chance.randint(0, 4), chance.randint(0, 4), chance.randint(0, 2)
        over = chance.random() < 0.1
        geom = _flat(x + 172 * over, y, x + size + 172 * over, y + size)
        start, length = chance.choice(DAYS), chance.choice([None, 1, 2, 3])
        until = None if length is None else start + timedelta(length)
        rows.append(
            Thing(
                number,
                some(TEXTS),
                some(range(-3, 4)),
                some([-1.5, 0.0, 0.1, 2.0]),
                some([True, False]),
                some(DAYS),
                some(INSTANTS),
                some([(start, until)]),
                some([geom, shapely.boundary(geom) if size else geom]),
            )
        )
    return rows


names = st.sampled_from(TEXTS)


def _literal(value: Any) -> Literal:
    return Literal(value, 0)


def _name(*of: str) -> st.SearchStrategy[Node]:
    return st.sampled_from(of).map(lambda name: Name(name, 0))


_texts = _name("name") | names.map(_literal)
_numbers = st.recursive(
    _name("beds", "area")
    | (st.integers(-3, 3) | st.sampled_from([Decimal("0.1"), Decimal("1.5")])).map(_literal),
    lambda inner: (
        st.builds(
            lambda op, a, b: Call(op, (a, b), 0), st.sampled_from(["+", "-", "*"]), inner, inner
        )
        | st.builds(
            lambda op, a, b: Call(op, (a, _literal(b)), 0),
            st.sampled_from(["/", "%", "div", "^"]),
            inner,
            st.sampled_from([0, 1, 2]),
        )
    ),
    max_leaves=3,
)
_truths = _name("open") | st.booleans().map(_literal)
_times = _name("built", "seen", "valid_from", "valid_to") | (days | instants).map(
    lambda value: Moment(value, 0)
)
_shapes: st.SearchStrategy[Node] = _name("geometry") | shapes()


@st.composite
def _intervals(draw: st.DrawFn) -> Node:
    kind = draw(st.sampled_from(["days", "instants", "names", "valid"]))
    if kind == "valid":
        return Name("datetime", 0)
    if kind == "names":
        ends: list[Any] = [draw(st.none() | _times) for _ in range(2)]
        mixed = [isinstance(one, Moment) for one in ends]
        return Name("datetime", 0) if all(mixed) else Interval(ends[0], ends[1], 0)
    values = sorted(
        draw(st.tuples(days, days) if kind == "days" else st.tuples(instants, instants))
    )
    start, end = (draw(st.sampled_from([Moment(one, 0), None])) for one in values)
    return Interval(start, end, 0)


@st.composite
def predicates(draw: st.DrawFn) -> Node:
    """A predicate on a thing."""
    kind = draw(
        st.sampled_from(["compare", "compare", "in", "between", "like", "null", "s", "t", "t"])
    )
    if kind == "s":
        return Call(draw(st.sampled_from(SPATIAL)), (draw(_shapes), draw(_shapes)), 0)
    if kind == "t":
        op = draw(st.sampled_from(TEMPORAL))
        of_instants = op in ("t_after", "t_before", "t_disjoint", "t_equals", "t_intersects")
        time = _intervals() | _times if of_instants else _intervals()
        return Call(op, (draw(time), draw(time)), 0)
    if kind == "like":
        pattern = draw(st.sampled_from(["a%", "_", "%b", "a\\%", "%", "it'_", "a\\\\b", "养_院"]))
        return Call("like", (draw(_texts), _literal(pattern)), 0)
    if kind == "null":
        return Call("isNull", (draw(_texts | _numbers | _truths | _times),), 0)
    values = draw(st.sampled_from([_texts, _numbers, _truths, _times]))
    if kind == "compare":
        return Call(draw(st.sampled_from(COMPARISONS)), (draw(values), draw(values)), 0)
    if kind == "between":
        values = draw(st.sampled_from([_numbers, _times]))
        return Call("between", tuple(draw(values) for _ in range(3)), 0)
    return Call("in", tuple(draw(values) for _ in range(draw(st.integers(2, 4)))), 0)


trees: st.SearchStrategy[Node] = st.recursive(
    predicates() | st.booleans().map(_literal),
    lambda inner: (
        st.builds(lambda a: Call("not", (a,), 0), inner)
        | st.builds(
            lambda op, parts: Call(op, tuple(parts), 0),
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=2, max_size=3),
        )
    ),
    max_leaves=4,
)

# Both encodings.


def as_text(node: Node) -> str:
    """The tree in the text encoding."""
    if isinstance(node, Name):
        return f'"{node.name}"' if node.name in ("open", "datetime") else node.name
    if isinstance(node, Literal):
        if isinstance(node.value, bool):
            return str(node.value).lower()
        if isinstance(node.value, str):
            return "'" + node.value.replace("'", "''") + "'"
        return str(node.value)
    if isinstance(node, Moment):
        return f"{'DATE' if node.is_day else 'TIMESTAMP'}('{_rfc3339(node.value)}')"
    if isinstance(node, Interval):
        ends = (
            "'..'"
            if one is None
            else one.name
            if isinstance(one, Name)
            else f"'{_rfc3339(one.value)}'"
            for one in (node.start, node.end)
        )
        return f"INTERVAL({', '.join(ends)})"
    if isinstance(node, Shape):
        return _shape_text(node)
    parts = [as_text(one) for one in node.args]
    if node.op in ("and", "or"):
        return f" {node.op.upper()} ".join(f"({one})" for one in parts)
    if node.op == "not":
        return f"NOT ({parts[0]})"
    if node.op == "isNull":
        return f"({parts[0]}) IS NULL"
    if node.op == "like":
        return f"{parts[0]} LIKE {parts[1]}"
    if node.op == "between":
        return f"{parts[0]} BETWEEN {parts[1]} AND {parts[2]}"
    if node.op == "in":
        return f"{parts[0]} IN ({', '.join(parts[1:])})"
    if node.op in (*SPATIAL, *TEMPORAL, "casei", "accenti"):
        return f"{node.op.upper()}({', '.join(parts)})"
    left, right = (
        f"({p})" if isinstance(n, Call) else p for n, p in zip(node.args, parts, strict=True)
    )
    return f"{left} {node.op} {right}"


def _end(node: Moment | Name | None) -> str:
    if node is None:
        return ".."
    return node.name if isinstance(node, Name) else _rfc3339(node.value)


def _rfc3339(value: date | datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


def _shape_text(shape: Shape) -> str:
    if shape.kind == "BBox":
        (west, south), (east, north) = shape.coordinates  # type: ignore[misc]
        return f"BBOX({west}, {south}, {east}, {north})"
    return shapely.to_wkt(shapely.from_geojson(json.dumps(_shape_json(shape))), trim=True)


def _shape_json(shape: Shape) -> dict[str, Any]:
    if shape.kind == "BBox":
        return {"bbox": [*shape.coordinates[0], *shape.coordinates[1]]}  # type: ignore[misc]
    if shape.members:
        return {"type": shape.kind, "geometries": [_shape_json(one) for one in shape.members]}
    return {"type": shape.kind, "coordinates": shape.coordinates}


def as_json(node: Node) -> Any:
    """The tree in the JSON encoding, numbers as Python has them."""
    if isinstance(node, Name):
        return {"property": node.name}
    if isinstance(node, Literal):
        return float(node.value) if isinstance(node.value, Decimal) else node.value
    if isinstance(node, Moment):
        return {"date" if node.is_day else "timestamp": _rfc3339(node.value)}
    if isinstance(node, Interval):
        return {
            "interval": [
                ".."
                if one is None
                else as_json(one)
                if isinstance(one, Name)
                else _rfc3339(one.value)
                for one in (node.start, node.end)
            ]
        }
    if isinstance(node, Shape):
        return json.loads(json.dumps(_shape_json(node)))
    args = [as_json(one) for one in node.args]
    return {"op": node.op, "args": [args[0], args[1:]] if node.op == "in" else args}


# The judge.

Truth = bool | None
_SPAN = tuple[Any, Any]


def judged(node: Node, thing: Thing) -> Truth:
    """Whether a thing meets a predicate; None where that is not known (OGC 21-065, table 1)."""
    if isinstance(node, Literal):
        assert isinstance(node.value, bool)
        return node.value
    assert isinstance(node, Call)
    if node.op in ("and", "or"):
        deciding = node.op == "or"
        found = [judged(one, thing) for one in node.args]
        if deciding in found:
            return deciding
        return None if None in found else not deciding
    if node.op == "not":
        inner = judged(node.args[0], thing)
        return None if inner is None else not inner
    if node.op == "isNull":
        return _value(node.args[0], thing) is None
    if node.op in SPATIAL:
        one, other = (_geometry(arg, thing) for arg in node.args)
        if one is None or other is None:
            return None
        return bool(getattr(shapely, node.op.removeprefix("s_"))(one, other))
    if node.op in TEMPORAL:
        return _related(node.op, *(_span(arg, thing) for arg in node.args))
    values = [_value(arg, thing) for arg in node.args]
    if node.op == "in":
        found = [_compared("=", values[0], item) for item in values[1:]]
        return True if True in found else None if None in found else False
    if node.op == "between":
        limits = [_compared(">=", values[0], values[1]), _compared("<=", values[0], values[2])]
        return False if False in limits else None if None in limits else True
    if node.op == "like":
        return None if values[0] is None else _like(values[0], values[1])
    return _compared(node.op, *values)


def _compared(op: str, one: Any, other: Any) -> Truth:
    if one is None or other is None:
        return None
    if isinstance(one, datetime) != isinstance(other, datetime):
        # An instant and a day: by the day in Beijing.
        one, other = (
            value.astimezone(CHINA_TIME).date() if isinstance(value, datetime) else value
            for value in (one, other)
        )
    less, same = one < other, one == other
    return {
        "=": same, "<>": not same, "<": less, "<=": less or same, ">": not (less or same),
        ">=": not less,
    }[op]  # fmt: skip


def _like(value: str, pattern: str) -> bool:
    if not pattern:
        return not value
    first, rest = pattern[0], pattern[1:]
    if first == "%":
        return any(_like(value[n:], rest) for n in range(len(value) + 1))
    if first == "\\":
        first, rest = rest[0], rest[1:]
    elif first == "_":
        return bool(value) and _like(value[1:], rest)
    return value[:1] == first and _like(value[1:], rest)


def _value(node: Node, thing: Thing) -> Any:
    if isinstance(node, Name):
        if node.name in ("valid_from", "valid_to"):
            return thing.valid and thing.valid[node.name == "valid_to"]
        value = getattr(thing, node.name)
        return Decimal(str(value)) if isinstance(value, float) else value
    if isinstance(node, Literal | Moment):
        return node.value
    assert isinstance(node, Call)
    a, b = (_value(arg, thing) for arg in node.args)
    if a is None or b is None:
        return None
    a, b = Decimal(a), Decimal(b)
    if node.op in ("/", "%", "div") and b == 0:
        return None
    sums: Mapping[str, Callable[[], Decimal]] = {
        "+": lambda: a + b,
        "-": lambda: a - b,
        "*": lambda: a * b,
        "/": lambda: a / b,
        "%": lambda: a % b,
        "div": lambda: a // b,
        "^": lambda: a**b if b else Decimal(1),
    }
    return sums[node.op]()


def shape_of(shape: Shape) -> BaseGeometry:
    """The geometry of a shape in longitude and latitude."""
    if shape.kind != "BBox":
        return shapely.from_geojson(json.dumps(_shape_json(shape)))
    west, south, east, north = _shape_json(shape)["bbox"]
    if west > east:
        halves = [(west, south, 180.0, north), (-180.0, south, east, north)]
        return shapely.union_all([_flat(*half) for half in halves])
    return _flat(west, south, east, north)


def _flat(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """A box, or the line or the point that it is when it is flat."""
    corners = sorted({(west, south), (east, north)})
    if len(corners) == 1:
        return shapely.Point(corners[0])
    if west == east or south == north:
        return shapely.LineString(corners)
    return shapely.box(west, south, east, north)


def _geometry(node: Node, thing: Thing) -> BaseGeometry | None:
    return thing.geom if isinstance(node, Name) else shape_of(node)  # type: ignore[arg-type]


_FIRST, _LAST = date.min, date.max


def _span(node: Node, thing: Thing) -> _SPAN | None:
    """The first and the last day or instant of a time, both of it; None where it is not known."""
    if isinstance(node, Interval):
        start, end = (None if one is None else _value(one, thing) for one in (node.start, node.end))
        return start, end
    if node == Name("datetime", 0):
        if thing.valid is None:
            return None
        first, until = thing.valid
        return first, None if until is None else until - timedelta(days=1)
    value = _value(node, thing)
    return None if value is None else (value, value)


def _edges(span: _SPAN, days: bool) -> tuple[Any, Any]:
    start, end = span
    if days:
        return start or _FIRST, end or _LAST
    least, most = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    return (
        least if start is None else _midnight(start) if not isinstance(start, datetime) else start,
        most
        if end is None
        else _midnight(end + timedelta(days=1)) - timedelta(microseconds=1)
        if not isinstance(end, datetime)
        else end,
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA_TIME)


def is_undefined(node: Node, thing: Thing) -> bool:
    """Whether an interval of the tree lacks an end that the thing should tell, or ends before it
    begins: what it meets then nobody says.
    """
    if isinstance(node, Interval):
        span = _span(node, thing)
        assert span is not None
        told = [one for one in (node.start, node.end) if one is not None]
        start, end = _edges(span, not any(isinstance(one, datetime) for one in span))
        return start > end or sum(one is not None for one in span) < len(told)
    return isinstance(node, Call) and any(is_undefined(one, thing) for one in node.args)


def _related(op: str, one: _SPAN | None, other: _SPAN | None) -> Truth:
    if one is None or other is None:
        return None
    days = not any(isinstance(end, datetime) for span in (one, other) for end in span)
    (s1, e1), (s2, e2) = _edges(one, days), _edges(other, days)
    shared = max(s1, s2) <= min(e1, e2)
    within = (s1 > s2) + (e1 < e2)
    around = (s1 < s2) + (e1 > e2)
    return {
        "t_intersects": shared,
        "t_disjoint": not shared,
        "t_after": not shared and s1 > s2,
        "t_before": not shared and s1 < s2,
        "t_equals": (s1, e1) == (s2, e2),
        "t_during": within == 2,
        "t_contains": around == 2,
        "t_starts": s1 == s2 and within == 1,
        "t_startedby": s1 == s2 and around == 1,
        "t_finishes": e1 == e2 and s1 > s2,
        "t_finishedby": e1 == e2 and s1 < s2,
        "t_meets": e1 == s2,
        "t_metby": s1 == e2,
        "t_overlaps": s1 < s2 < e1 < e2,
        "t_overlappedby": s2 < s1 < e2 < e1,
    }[op]

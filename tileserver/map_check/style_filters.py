"""Whether the filter of a MapLibre style lets a feature through.

The operators that filters are written with, of both notations; an operator beyond them cannot be
judged, and says so instead of guessing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from spatial.errors import MapUnreadable


@dataclass(frozen=True, slots=True)
class Sample:
    """A feature that a filter is asked about. geometry: Point, LineString or Polygon."""

    properties: Mapping[str, Any]
    geometry: str


class UnknownOperator(MapUnreadable):
    """An operator of a filter that is not judged here."""


def passes(rule: Any, sample: Sample, zoom: float) -> bool:
    """Whether a filter lets a sample through at a zoom. Raises UnknownOperator."""
    if rule is None:
        return True
    return _truth(_legacy(rule) if _is_legacy(rule) else rule, sample, zoom)


def _truth(rule: Any, sample: Sample, zoom: float) -> bool:
    return bool(_value(rule, sample, zoom))


_PLAIN = frozenset({"==", "!=", "<", "<=", ">", ">="})


def _is_legacy(rule: Any) -> bool:
    """Whether a rule is of the notation before expressions, in which keys stand as plain text."""
    if not isinstance(rule, list) or not rule:
        return False
    operator, rest = rule[0], rule[1:]
    if operator in ("!in", "!has", "none"):
        return True
    if operator in ("all", "any"):
        return any(_is_legacy(one) for one in rest)
    if operator in _PLAIN:
        return len(rest) == 2 and isinstance(rest[0], str) and not isinstance(rest[1], list)
    if operator == "in":
        return len(rest) >= 1 and isinstance(rest[0], str) and not isinstance(rest[-1], list)
    return False


def _legacy(rule: Any) -> Any:
    """The same rule as an expression."""
    operator, rest = rule[0], rule[1:]
    if operator in ("all", "any"):
        return [operator, *(_legacy(one) if _is_legacy(one) else one for one in rest)]
    if operator == "none":
        return ["!", ["any", *(_legacy(one) if _is_legacy(one) else one for one in rest)]]
    if operator == "has":
        return rule
    if operator == "!has":
        return ["!", ["has", *rest]]
    key = ["geometry-type"] if rest[0] == "$type" else ["get", rest[0]]
    if operator in ("in", "!in"):
        held = ["in", key, ["literal", rest[1:]]]
        return held if operator == "in" else ["!", held]
    return [operator, key, rest[1]]


def _value(rule: Any, sample: Sample, zoom: float) -> Any:
    if not isinstance(rule, list):
        return rule
    if not rule:
        return None
    operator, rest = rule[0], rule[1:]
    if operator == "literal":
        return rest[0]
    if operator == "zoom":
        return zoom
    if operator == "geometry-type":
        return sample.geometry
    if operator == "properties":
        return dict(sample.properties)
    if operator in _LAZY:
        return _LAZY[operator](rest, lambda one: _value(one, sample, zoom))
    values = [_value(one, sample, zoom) for one in rest]
    if operator == "get":
        return (sample.properties if len(values) == 1 else values[1]).get(values[0])
    if operator == "has":
        return values[0] in (sample.properties if len(values) == 1 else values[1])
    if operator in _EAGER:
        return _EAGER[operator](*values)
    raise UnknownOperator(f"the operator {operator!r} of a filter is not judged here")


_Ask = Callable[[Any], Any]


def _case(rest: list[Any], ask: _Ask) -> Any:
    for condition, result in zip(rest[:-1:2], rest[1::2], strict=False):
        if ask(condition):
            return ask(result)
    return ask(rest[-1])


def _match(rest: list[Any], ask: _Ask) -> Any:
    subject = ask(rest[0])
    for labels, result in zip(rest[1:-1:2], rest[2::2], strict=False):
        if subject in (labels if isinstance(labels, list) else [labels]):
            return ask(result)
    return ask(rest[-1])


def _step(rest: list[Any], ask: _Ask) -> Any:
    at, found = ask(rest[0]), rest[1]
    for stop, result in zip(rest[2::2], rest[3::2], strict=True):
        if at >= stop:
            found = result
    return ask(found)


def _coalesce(rest: list[Any], ask: _Ask) -> Any:
    return next((value for value in map(ask, rest) if value is not None), None)


_LAZY: Mapping[str, Callable[[list[Any], _Ask], Any]] = MappingProxyType(
    {
        "all": lambda rest, ask: all(ask(one) for one in rest),
        "any": lambda rest, ask: any(ask(one) for one in rest),
        "case": _case,
        "match": _match,
        "step": _step,
        "coalesce": _coalesce,
    }
)


def _compared(test: Callable[[Any, Any], bool]) -> Callable[..., bool]:
    def compare(one: Any, other: Any, *_: Any) -> bool:
        try:
            return test(one, other)
        except TypeError:
            # A text and a number, or nothing at all: MapLibre lets the feature go.
            return False

    return compare


def _number(*values: Any) -> float:
    for value in values:
        try:
            return float(value)
        except (TypeError, ValueError):
            continue
    return 0.0


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _held(needle: Any, hay: Any) -> bool:
    return hay is not None and needle in hay


_EAGER: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "==": lambda one, other, *_: one == other,
        "!=": lambda one, other, *_: one != other,
        "<": _compared(lambda one, other: one < other),
        "<=": _compared(lambda one, other: one <= other),
        ">": _compared(lambda one, other: one > other),
        ">=": _compared(lambda one, other: one >= other),
        "!": lambda one: not one,
        "in": _held,
        "to-number": _number,
        "to-string": _text,
        "to-boolean": bool,
        "string": lambda *values: next((v for v in values if isinstance(v, str)), ""),
        "number": _number,
        "boolean": lambda *values: next((v for v in values if isinstance(v, bool)), False),
        "length": lambda value: len(value or ""),
        "slice": lambda value, *ends: (value or "")[slice(*map(int, ends))],
        "concat": lambda *values: "".join(map(_text, values)),
        "index-of": lambda needle, hay: (hay or "").find(needle),
        "upcase": lambda value: _text(value).upper(),
        "downcase": lambda value: _text(value).lower(),
        "%": lambda one, other: one % other,
        "+": lambda *values: sum(values),
        "-": lambda one, other=None: -one if other is None else one - other,
    }
)

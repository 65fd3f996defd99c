"""Arithmetic over the bands of an image, such as `(nir - red) / (nir + red)`.

The text comes from anybody, so it is read as a syntax tree of which only arithmetic is understood:
nothing of it is ever run as code. Bands are in their own unit (scale and offset applied).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spatial.errors import BadParameter

Numbers = NDArray[np.float64]

LONGEST = 400
"""Characters of an expression."""

_MOST_STEPS = 60

_BINARY: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide,
    ast.Pow: np.power,
}  # fmt: skip
_COMPARED: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Lt: np.less, ast.LtE: np.less_equal, ast.Gt: np.greater, ast.GtE: np.greater_equal,
    ast.Eq: np.equal, ast.NotEq: np.not_equal,
}  # fmt: skip
_FUNCTIONS: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "abs": (1, np.abs), "sqrt": (1, np.sqrt), "log": (1, np.log), "log10": (1, np.log10),
    "exp": (1, np.exp), "min": (2, np.minimum), "max": (2, np.maximum), "where": (3, np.where),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expression:
    """Arithmetic over bands. text: as it was written. bands: the names in it, each once."""

    text: str
    bands: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Expression:
        """Reads an expression. Raises BadParameter with what is not understood.

        >>> Expression.parse("(nir - red) / (nir + red)").bands
        ('nir', 'red')
        """
        if len(text) > LONGEST:
            raise BadParameter(f"the expression has {len(text)} characters; {LONGEST} are the most")
        names: dict[str, None] = {}
        _require(_tree(text), text, names)
        if not names:
            raise BadParameter(f"expression={text!r} names no band")
        return cls(text, tuple(names))

    def of(self, bands: Mapping[str, Numbers]) -> Numbers:
        """The value of each pixel; not finite where it has none (a division by nothing)."""
        with np.errstate(all="ignore"):
            found = _value(_tree(self.text), bands)
        shape = next(iter(bands.values())).shape
        return np.broadcast_to(np.asarray(found, dtype=np.float64), shape)


def _tree(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadParameter(f"expression={text!r} is no arithmetic") from error


def _require(node: ast.expr, text: str, names: dict[str, None]) -> None:
    """Returns when all of the tree is understood, and adds the bands that it names."""
    steps = 0
    waiting: list[ast.AST] = [node]
    while waiting:
        one = waiting.pop(0)
        steps += 1
        if steps > _MOST_STEPS:
            raise BadParameter(f"the expression has more than {_MOST_STEPS} steps")
        waiting = _parts(one, text, names) + waiting


def _parts(node: ast.AST, text: str, names: dict[str, None]) -> list[ast.AST]:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            if abs(number) > 1e12:
                raise BadParameter(f"{number!r} is too large a number for an expression")
            return []
        case ast.Name(id=name):
            names.setdefault(name)
            return []
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _BINARY:
            if isinstance(operator, ast.Pow) and not isinstance(right, ast.Constant):
                raise BadParameter("an exponent has to be a number")
            return [left, right]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            return [operand]
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if (
            type(operator) in _COMPARED
        ):
            return [left, right]
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
            if len(arguments) != _FUNCTIONS[name][0]:
                raise BadParameter(f"{name} takes {_FUNCTIONS[name][0]} values")
            return list(arguments)
    raise BadParameter(
        f"expression={text!r}: {ast.unparse(node)!r} is not understood; there are bands, numbers, "
        f"+ - * / **, comparisons and {', '.join(_FUNCTIONS)}"
    )


def _value(node: ast.AST, bands: Mapping[str, Numbers]) -> Any:
    match node:
        case ast.Constant(value=number):
            return np.float64(number)  # type: ignore[arg-type]
        case ast.Name(id=name):
            return bands[name]
        case ast.BinOp(left=left, op=operator, right=right):
            return _BINARY[type(operator)](_value(left, bands), _value(right, bands))
        case ast.UnaryOp(op=operator, operand=operand):
            found = _value(operand, bands)
            return -found if isinstance(operator, ast.USub) else found
        case ast.Compare(left=left, ops=[compared], comparators=[right]):
            return _COMPARED[type(compared)](_value(left, bands), _value(right, bands))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _FUNCTIONS[name][1](*(_value(one, bands) for one in arguments))
    raise AssertionError(node)

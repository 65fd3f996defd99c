"""Arithmetic of a filter as SQL that never fails: what has no value is NULL.

Numbers are counted exactly (numeric), but powers, which are counted in double precision.
"""

from __future__ import annotations

_MOST_POWER = 690
"""The natural logarithm of the greatest power, nearly that of the greatest double."""

_SIMPLE = {
    "+": "(({0})::numeric + ({1})::numeric)",
    "-": "(({0})::numeric - ({1})::numeric)",
    "*": "(({0})::numeric * ({1})::numeric)",
    "/": "(({0})::numeric / nullif(({1})::numeric, 0))",
    "%": "mod(({0})::numeric, nullif(({1})::numeric, 0))",
    "div": "div(({0})::numeric, nullif(({1})::numeric, 0))",
}

# Of zero to a negative power, of a negative number to a broken one, and beyond the doubles, NULL.
_POWER = """(
    SELECT CASE
        WHEN p.a = 0 THEN CASE WHEN p.b = 0 THEN 1 WHEN p.b > 0 THEN 0 END
        WHEN p.a < 0 AND p.b <> trunc(p.b) THEN NULL
        WHEN abs(p.a) < 1e300 AND abs(p.a) > 1e-300 AND abs(p.b) < 1e300
            AND abs(p.b * ln(abs(p.a))) < {most}
            THEN power(p.a::double precision, p.b::double precision)::numeric
        END
    FROM (SELECT ({0})::numeric AS a, ({1})::numeric AS b OFFSET 0) AS p
)"""


def of(op: str, left: str, right: str) -> str:
    """Two numbers in one operation: + - * / % div ^. Without a remainder, `div` cuts towards 0.

    A division by zero, and a power that is no real number or too large, have no value.
    """
    if op == "^":
        return _POWER.format(left, right, most=_MOST_POWER)
    return _SIMPLE[op].format(left, right)

"""The smallest circle that holds points of a plane."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

_MICROMETRE = 1e-6

_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle: its centre and radius, in the units of the points."""

    x: float
    y: float
    radius: float


def smallest_circle(points: NDArray[np.float64], *, enough: float = math.inf) -> Circle:
    """The smallest circle that holds the points, one row each, right to a millionth of the unit.

    enough: as soon as it has to be larger than that, some circle that is larger is given. Two or
    three of the points determine the circle: to those found so far the furthest one is added until
    none lies outside, each time with a look at all of them. There are few times.

    >>> smallest_circle(np.array([[0.0, 0.0], [2.0, 0.0], [1.0, 0.5]]))
    Circle(x=1.0, y=0.0, radius=1.0)
    """
    start = points[0]
    far = points[int(((points - start) ** 2).sum(axis=1).argmax())]
    basis: tuple[_Point, ...] = (_point(start), _point(far))
    circle = _around(basis)
    while circle.radius <= enough:
        squares = ((points - (circle.x, circle.y)) ** 2).sum(axis=1)
        furthest = int(squares.argmax())
        reach = math.sqrt(squares[furthest])
        if reach <= circle.radius + _MICROMETRE:
            break
        basis, wider = _smallest((*basis, _point(points[furthest])))
        if wider.radius <= circle.radius:
            # No wider for the limits of floating point: the old centre, and as wide as needed.
            return Circle(circle.x, circle.y, reach)
        circle = wider
    return circle


def _point(row: NDArray[np.float64]) -> _Point:
    return float(row[0]), float(row[1])


def _smallest(points: Sequence[_Point]) -> tuple[tuple[_Point, ...], Circle]:
    """Of at most four points the two or three that determine the smallest circle of all."""
    best: tuple[tuple[_Point, ...], Circle] | None = None
    for size in (2, 3):
        for some in combinations(points, size):
            circle = _around(some)
            holds = all(
                math.hypot(x - circle.x, y - circle.y) <= circle.radius + _MICROMETRE / 10
                for x, y in points
            )
            if holds and (best is None or circle.radius < best[1].radius):
                best = some, circle
    if best is None:
        return tuple(points[:3]), Circle(0.0, 0.0, 0.0)
    return best


def _around(points: tuple[_Point, ...]) -> Circle:
    """The circle of which two points are a diameter, or through three (radius inf if in line)."""
    (ax, ay), (bx, by) = points[:2]
    if len(points) == 2:
        return Circle((ax + bx) / 2, (ay + by) / 2, math.hypot(bx - ax, by - ay) / 2)
    bx, by, cx, cy = bx - ax, by - ay, points[2][0] - ax, points[2][1] - ay
    twice = 2 * (bx * cy - by * cx)
    if twice == 0:
        return Circle(ax, ay, math.inf)
    b, c = bx * bx + by * by, cx * cx + cy * cy
    x, y = (cy * b - by * c) / twice, (bx * c - cx * b) / twice
    return Circle(ax + x, ay + y, math.hypot(x, y))

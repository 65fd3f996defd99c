"""What drawings of values over time have in common: the frame, round numbers, marks of time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from spatial.boundaries.report.svg import element, words
from spatial.temporal import CHINA_TIME

GRID, AXIS = "#dfe3e8", "#555"


@dataclass(frozen=True, slots=True)
class Frame:
    """From instants and values to places of a drawing.

    left, right, top, bottom: of the room for values. low, high: the values at its edges.
    """

    start: datetime
    end: datetime
    low: float
    high: float
    left: float
    right: float
    top: float
    bottom: float

    def x(self, instant: datetime) -> float:
        """Where an instant is."""
        return self.left + (instant - self.start) / (self.end - self.start) * (
            self.right - self.left
        )

    def y(self, value: float) -> float:
        """Where a value is."""
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)


def span_of(instants: Sequence[datetime]) -> tuple[datetime, datetime]:
    """From when to when a drawing goes: a little beyond the first and the last instant."""
    if not instants:
        now = datetime(2000, 1, 1, tzinfo=CHINA_TIME)
        return now, now + timedelta(days=1)
    margin = max((max(instants) - min(instants)) * 0.04, timedelta(days=1))
    return min(instants) - margin, max(instants) + margin


def ticks_about(values: Sequence[float]) -> list[float]:
    """Round numbers about all values, the first below them and the last above."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if high - low <= abs(high) * 1e-9:
        low, high = low - (abs(low) or 1.0) * 0.1, high + (abs(high) or 1.0) * 0.1
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(one * power for one in (1.0, 2.0, 5.0, 10.0) if one * power >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def axes(frame: Frame, ticks: Sequence[float]) -> list[str]:
    """Both axes with their lines and names."""
    parts = []
    digits = max(0, -math.floor(math.log10(ticks[1] - ticks[0]) + 1e-9))
    for value in ticks:
        y = frame.y(value)
        parts.append(polyline([(frame.left, y), (frame.right, y)], stroke=GRID))
        told = f"{value:,.{min(digits, 9)}f}"
        parts.append(words(told, frame.left - 8, y + 4, size=11, anchor="end"))
    for instant, name in marks(frame.start, frame.end):
        x = frame.x(instant)
        parts.append(polyline([(x, frame.top), (x, frame.bottom)], stroke=GRID))
        parts.append(words(name, x, frame.bottom + 18, size=11, anchor="middle"))
    corner = [(frame.left, frame.top), (frame.left, frame.bottom), (frame.right, frame.bottom)]
    parts.append(polyline(corner, stroke=AXIS))
    return parts


def marks(start: datetime, end: datetime) -> list[tuple[datetime, str]]:
    """Begins of years, months or days in Beijing for the axis of time, eight or so."""
    start, end = start.astimezone(CHINA_TIME), end.astimezone(CHINA_TIME)
    days = (end - start).days
    if days <= 31:
        step = max(days // 8, 1)
        first = start.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        found = [first + timedelta(days=number) for number in range(0, days + 1, step)]
        return [(one, f"{one:%Y-%m-%d}") for one in found if one < end]
    months = max(math.ceil(days / 30.4 / 8), 1)
    months = next((one for one in (1, 2, 3, 6, 12) if one >= months), math.ceil(months / 12) * 12)
    named = []
    for number in range(start.year * 12, end.year * 12 + 12, months):
        mark = datetime(number // 12, number % 12 + 1, 1, tzinfo=CHINA_TIME)
        if start <= mark <= end:
            named.append((mark, f"{mark:%Y}" if months >= 12 else f"{mark:%Y-%m}"))
    return named


def polyline(
    places: Sequence[tuple[float, float]],
    *,
    fill: str = "none",
    stroke: str | None = None,
    stroke_width: float | None = None,
    opacity: str | None = None,
    stroke_dasharray: str | None = None,
) -> str:
    """A line, or a polygon where it is filled."""
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    name = "polyline" if fill == "none" else "polygon"
    return element(
        name,
        points=points,
        fill=fill,
        stroke=stroke,
        stroke_width=stroke_width,
        opacity=opacity,
        stroke_dasharray=stroke_dasharray,
    )

"""What stands at places of the map: markers with their numbers, ticks of chainage."""

from __future__ import annotations

import math

import numpy as np

from spatial.boundaries.course import Course
from spatial.boundaries.register import Marker
from spatial.boundaries.report.colours import LINE, MARKER, UNKNOWN
from spatial.boundaries.report.facts import Facts
from spatial.boundaries.report.labels import Room
from spatial.boundaries.report.projection import Frame
from spatial.boundaries.report.sheets import Sheet
from spatial.boundaries.report.svg import element, words

_NUMBER_SIZE = 12.5
_TICK_SIZE = 11.5


def visit_state(facts: Facts, number: str) -> str | None:
    """What is known of the visits of a marker by all sides that may be seen.

    visited: by each; not_seen: one of them was not seen there; else unknown. None without results.
    """
    states = []
    for visits in facts.visits.values():
        for told in visits.markers:
            if told["number"] == number:
                states.append(str(told["state"]))
    if not states:
        return None
    if "not_seen" in states:
        return "not_seen"
    return "unknown" if "unknown" in states else "visited"


def short_number(marker: Marker, line_number: str) -> str:
    """The number without that of the line at its beginning."""
    rest = marker.number.removeprefix(line_number)
    return rest or marker.number


def draw_markers(facts: Facts, course: Course, sheet: Sheet, frame: Frame, room: Room) -> str:
    """The markers in the window. Numbers that find no room are left out: the table has them."""
    symbols, numbers = [], []
    shown = []
    for marker in facts.markers:
        xy = frame.local.xy(np.array([[marker.lon, marker.lat]]))
        x, y = frame.place(xy)[0].tolist()
        left, top, right, bottom = room.edge
        if left + 4 < x < right - 4 and top + 4 < y < bottom - 4:
            shown.append((marker, x, y))
            room.take((x - 6, y - 6, x + 6, y + 6))
    for marker, x, y in shown:
        state = visit_state(facts, marker.number)
        edge = UNKNOWN if state == "unknown" else MARKER
        fill = MARKER if state == "visited" else "#fff"
        symbols.append(
            element(
                "rect",
                x=x - 4.5,
                y=y - 4.5,
                width=9,
                height=9,
                fill=fill,
                stroke=edge,
                stroke_width=2.0,
            )
        )
        for told in (marker.number, short_number(marker, facts.boundary.number)):
            place = room.place(told, x, y, size=_NUMBER_SIZE)
            if place is not None:
                numbers.append(
                    words(
                        told,
                        place.x,
                        place.y,
                        size=_NUMBER_SIZE,
                        fill=MARKER,
                        halo=True,
                        anchor=place.anchor,
                        weight="bold",
                    )
                )
                break
    return "".join(symbols + numbers)


def tick_step(length_m: float) -> float:
    """A round length of which six to fifteen go into another.

    >>> tick_step(600_000), tick_step(2_000)
    (50000.0, 200.0)
    """
    rough = length_m / 12
    power = 10 ** math.floor(math.log10(rough))
    return next(float(step * power) for step in (1, 2, 5, 10) if step * power >= rough * 0.999)


def tick_words(metres: float) -> str:
    """
    >>> tick_words(50_000), tick_words(1_200)
    ('K50', 'K1+200')
    """
    whole, rest = divmod(round(metres), 1000)
    return f"K{whole}+{rest:03d}" if rest else f"K{whole}"


def draw_ticks(course: Course, sheet: Sheet, frame: Frame, room: Room) -> str:
    """Round chainages along the line, and the length at its ends."""
    step = tick_step(sheet.to_m - sheet.from_m)
    first = math.ceil(sheet.from_m / step - 1e-9)
    drawn = []
    for number in range(first, int(sheet.to_m / step + 1e-9) + 1):
        metres = min(number * step, course.length_m)
        x, y, right, down = _across(course, metres, frame)
        drawn.append(
            element(
                "line",
                x1=x - 8 * right,
                y1=y - 8 * down,
                x2=x + 8 * right,
                y2=y + 8 * down,
                stroke=LINE,
                stroke_width=1.1,
            )
        )
        told = tick_words(metres)
        place = room.place(told, x, y, size=_TICK_SIZE)
        if place is not None:
            drawn.append(
                words(
                    told,
                    place.x,
                    place.y,
                    size=_TICK_SIZE,
                    fill="#444",
                    halo=True,
                    anchor=place.anchor,
                )
            )
    return "".join(drawn)


def _across(course: Course, metres: float, frame: Frame) -> tuple[float, float, float, float]:
    """A place of the line in the drawing, and the direction across it."""
    reach = frame.metres * 4
    places = [
        course.at(min(max(at, 0.0), course.length_m))
        for at in (metres - reach, metres, metres + reach)
    ]
    before, here, after = frame.place(frame.local.xy(np.array(places))).tolist()
    along = (after[0] - before[0], after[1] - before[1])
    size = math.hypot(*along) or 1.0
    return here[0], here[1], -along[1] / size, along[0] / size

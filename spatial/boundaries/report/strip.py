"""Draws a line straight: by chainage, what each side walked, and where the markers stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spatial.boundaries.course import Course
from spatial.boundaries.inspections.wording import SIDES as SIDE_WORDS
from spatial.boundaries.report.colours import BOTH, MARKER, NOT_WALKED, SIDE, UNKNOWN
from spatial.boundaries.report.facts import Coverage, Facts
from spatial.boundaries.report.map_points import (
    short_number,
    tick_step,
    tick_words,
    visit_state,
)
from spatial.boundaries.report.sheets import Sheet
from spatial.boundaries.report.svg import drawing, element, width_of, words
from spatial.boundaries.report.words import share_words

_WIDTH, _LEFT, _RIGHT = 1000.0, 178.0, 958.0
_ROW, _FIRST = 30.0, 70.0
_HATCH = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect width="5" height="5" fill="#fff"/>'
    f'<path d="M-1 1L1 -1M0 5L5 0M4 6L6 4" stroke="{UNKNOWN}" stroke-width="1.2"/>'
    "</pattern></defs>"
)


def draw_strip(facts: Facts, course: Course, sheet: Sheet) -> str:
    """The strip of a sheet as an SVG file; without results it shows the markers alone."""
    rows = [side for side in ("left", "right", "both") if side in facts.coverage]
    scale = _Scale(sheet.from_m, sheet.to_m)
    parts = [_HATCH]
    for number, side in enumerate(rows):
        parts.append(_row(facts, facts.coverage[side], scale, _FIRST + number * _ROW))
    bottom = _FIRST + len(rows) * _ROW
    parts.append(_markers(facts, course, scale, bottom))
    parts.append(_axis(sheet, scale, bottom))
    title = f"{facts.boundary.name}里程条图"
    return drawing(_WIDTH, bottom + 50, title, "".join(parts))


class _Scale:
    """From chainage to the drawing."""

    def __init__(self, from_m: float, to_m: float) -> None:
        self.from_m, self.to_m = from_m, to_m

    def x(self, metres: float) -> float:
        share = (metres - self.from_m) / (self.to_m - self.from_m)
        return _LEFT + (_RIGHT - _LEFT) * min(max(share, 0.0), 1.0)


def _row(facts: Facts, result: Coverage, scale: _Scale, top: float) -> str:
    colour = BOTH if result.side == "both" else SIDE[result.side]
    name = "双方均" if result.side == "both" else SIDE_WORDS[result.side]
    told = f"{name} {share_words(result.share)}"
    bar = element(
        "rect", x=_LEFT, y=top, width=_RIGHT - _LEFT, height=18, fill=colour, fill_opacity=0.85
    )
    return words(told, 10, top + 14, size=14) + bar + "".join(_gaps(result.parts, scale, top))


def _gaps(parts: Sequence[object], scale: _Scale, top: float) -> Iterable[str]:
    # What is not walked is drawn last: a short one has to be seen beside a long unknown one.
    for kind, fill in (("unknown", "url(#hatch)"), ("not_walked", NOT_WALKED)):
        for part in parts:
            assert isinstance(part, dict)
            if part["kind"] != kind or part["to_m"] <= scale.from_m or part["from_m"] >= scale.to_m:
                continue
            begin, end = scale.x(part["from_m"]), scale.x(part["to_m"])
            edge = UNKNOWN if kind == "unknown" else NOT_WALKED
            yield element(
                "rect",
                x=begin,
                y=top,
                width=max(end - begin, 1.5),
                height=18,
                fill=fill,
                stroke=edge,
                stroke_width=0.6,
            )


def _markers(facts: Facts, course: Course, scale: _Scale, bottom: float) -> str:
    """Above the rows: a sign at each marker's chainage, numbers turned where there is room."""
    drawn, free = [words("界桩", 10, _FIRST - 9, size=14)], _LEFT - 20
    placed = sorted(
        (course.locate(marker.lon, marker.lat).chainage_m, marker.number, marker)
        for marker in facts.markers
    )
    for chainage, number, marker in placed:
        if not scale.from_m <= chainage <= scale.to_m:
            continue
        x = scale.x(chainage)
        state = visit_state(facts, number)
        drawn.append(
            element(
                "line",
                x1=x,
                y1=_FIRST - 6,
                x2=x,
                y2=bottom - 6,
                stroke=MARKER,
                stroke_width=0.8,
                stroke_dasharray="2 2",
            )
            + element(
                "rect",
                x=x - 3.5,
                y=_FIRST - 16,
                width=7,
                height=7,
                fill=MARKER if state == "visited" else "#fff",
                stroke=UNKNOWN if state == "unknown" else MARKER,
                stroke_width=1.6,
            )
        )
        if x - free >= 13:
            told = short_number(marker, facts.boundary.number)
            drawn.append(words(told, x + 4, _FIRST - 21, size=11, fill=MARKER, turn=-50))
            free = x
    return "".join(drawn)


def _axis(sheet: Sheet, scale: _Scale, bottom: float) -> str:
    drawn = [
        element("line", x1=_LEFT, y1=bottom, x2=_RIGHT, y2=bottom, stroke="#222", stroke_width=1.2),
        words("里程", 10, bottom + 18, size=14),
    ]
    step = tick_step(sheet.to_m - sheet.from_m)
    number, free = -int(-sheet.from_m // step), 0.0
    while number * step <= sheet.to_m + 1e-6:
        x, told = scale.x(number * step), tick_words(number * step)
        drawn.append(
            element("line", x1=x, y1=bottom, x2=x, y2=bottom + 6, stroke="#222", stroke_width=1.2)
        )
        if x - width_of(told, 12) / 2 > free:
            drawn.append(words(told, x, bottom + 20, size=12, anchor="middle"))
            free = x + width_of(told, 12) / 2 + 4
        number += 1
    return "".join(drawn)

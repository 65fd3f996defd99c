"""What stands around a map: title, legend, scale, true north, day, 审图号."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.boundaries.course import Course
from spatial.boundaries.inspections.wording import MARKER_STATES, PART_KINDS
from spatial.boundaries.inspections.wording import SIDES as SIDE_WORDS
from spatial.boundaries.report.colours import LINE, MARKER, NOT_WALKED, SIDE, UNKNOWN
from spatial.boundaries.report.facts import SIDES, Facts
from spatial.boundaries.report.labels import Room
from spatial.boundaries.report.projection import Frame
from spatial.boundaries.report.sheets import Sheet
from spatial.boundaries.report.svg import element, width_of, words
from spatial.boundaries.report.words import chainage_words, day_words, length_words
from spatial.locations.geodesic import CGCS2000


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a map says of itself. review_number: 审图号; attribution: source line; empty if none."""

    review_number: str = ""
    attribution: str = ""


def titles(
    facts: Facts, course: Course, sheet: Sheet, frame: Frame, imprint: Imprint, areas: bool
) -> str:
    """The title above the frame, and the small print below it."""
    right = frame.left + frame.width
    what = "界线联合检查全线图" if sheet.number == 0 else "界线联合检查分幅图"
    reach = f"{chainage_words(sheet.from_m)} 至 {chainage_words(sheet.to_m)}"
    which = f"第 {sheet.number} 幅，共 {sheet.of} 幅" if sheet.number else "全线"
    below = frame.top + frame.height + 98
    small = [
        f"界线与区划为 {day_words(facts.day)} 状况",
        "坐标系 CGCS2000，横轴墨卡托投影（图幅中央经线），距离为椭球面距离",
    ]
    if not areas:
        small.append("平台无当日该级区划图形，区划面未绘")
    if imprint.attribution:
        small.append(imprint.attribution)
    if imprint.review_number:
        small.append(f"审图号：{imprint.review_number}")
    return (
        words(f"{facts.boundary.name}{what}", frame.left, 32, size=24, weight="bold")
        + words(
            f"{facts.side_unit('left')}（左） — {facts.side_unit('right')}（右）",
            frame.left,
            53,
            size=14,
            fill="#444",
        )
        + words(f"{which}　{reach}", right, 30, size=14, anchor="end", fill="#444")
        + words(
            f"全长 {length_words(course.length_m)}", right, 51, size=14, anchor="end", fill="#444"
        )
        + words("；".join(small), frame.left, below, size=11.5, fill="#555")
    )


def legend(facts: Facts, frame: Frame, *, tracked: bool) -> str:
    """What the signs mean, in two rows beside the scale; only what the map can show."""
    entries = [(_line_sample(), "登记界线")]
    for side in SIDES:
        if side in facts.coverage:
            sample = _stroke(SIDE[side], 4.0)
            entries.append((sample, f"{SIDE_WORDS[side]}已走到"))
    if facts.coverage:
        entries.append((_stroke(NOT_WALKED, 5.0), PART_KINDS["not_walked"]))
        hatch = element(
            "rect",
            x=0,
            y=-3.5,
            width=28,
            height=7,
            fill="url(#hatch)",
            stroke=UNKNOWN,
            stroke_width=0.8,
        )
        entries.append((hatch, PART_KINDS["unknown"]))
    if tracked:
        entries += [
            (_stroke(SIDE[side], 0.9), f"{SIDE_WORDS[side]}轨迹")
            for side in SIDES
            if side in facts.seen
        ]
    if facts.markers:
        if facts.visits:
            entries.append((_marker(MARKER, MARKER), f"界桩：{MARKER_STATES['visited']}"))
            entries.append((_marker("#fff", MARKER), f"界桩：{MARKER_STATES['not_seen']}"))
            entries.append((_marker("#fff", UNKNOWN), f"界桩：{MARKER_STATES['unknown']}"))
        else:
            entries.append((_marker("#fff", MARKER), "界桩"))
    return _in_rows(entries, frame)


def _in_rows(entries: list[tuple[str, str]], frame: Frame) -> str:
    left, right = frame.left + 212, frame.left + frame.width
    x, y, placed = left, frame.top + frame.height + 24, []
    for sample, told in entries:
        wide = 36 + width_of(told, 13) + 18
        if x + wide > right + 18:
            x, y = left, y + 25
        placed.append(element("g", sample, transform=f"translate({x:.0f} {y - 4:.0f})"))
        placed.append(words(told, x + 34, y, size=13))
        x += wide
    return "".join(placed)


def _stroke(colour: str, width: float) -> str:
    return element("line", x1=0, y1=0, x2=28, y2=0, stroke=colour, stroke_width=width)


def _line_sample() -> str:
    return element(
        "line",
        x1=0,
        y1=0,
        x2=28,
        y2=0,
        stroke=LINE,
        stroke_width=1.6,
        stroke_dasharray="14 3 2 3 2 3",
    )


def _marker(fill: str, edge: str) -> str:
    return element(
        "rect", x=10, y=-4.5, width=9, height=9, fill=fill, stroke=edge, stroke_width=2.0
    )


def _corner(frame: Frame, line: BaseGeometry) -> tuple[float, float]:
    """Left and top of the corner for the arrow that is farthest from the line."""
    lefts = (frame.left + frame.width - 62, frame.left + 6)
    tops = (frame.top + 4, frame.top + frame.height - 88)
    corners = [(left, top) for top in tops for left in lefts]
    if line.is_empty:
        return corners[0]
    boxes = [shapely.box(left, top, left + 56, top + 84) for left, top in corners]
    away = [min(float(line.distance(box)), 60.0) for box in boxes]
    return corners[away.index(max(away))]


def north_arrow(frame: Frame, room: Room, line: BaseGeometry) -> str:
    """True north at the middle of the sheet, in a corner; the room of the arrow is taken.

    line: as it is drawn.
    """
    lon, lat = frame.middle()
    ahead_lon, ahead_lat, _ = CGCS2000.fwd(lon, lat, 0.0, max(frame.metres, 1.0) * 50)
    ends = frame.local.xy(np.array([[lon, lat], [ahead_lon, ahead_lat]]))
    east, north = (ends[1] - ends[0]).tolist()
    turn = math.degrees(math.atan2(east, north))
    left, top = _corner(frame, line)
    x, y = left + 28, top + 42
    room.take((left, top, left + 56, top + 84))
    arrow = element(
        "path", d="M0 -30L9 18L0 10L-9 18Z", fill="#fff", stroke="#222", stroke_width=1.4
    ) + element("path", d="M0 -30L9 18L0 10Z", fill="#222")
    return (
        element(
            "rect",
            x=left,
            y=top,
            width=56,
            height=84,
            fill="#fff",
            fill_opacity=0.85,
        )
        + element("g", arrow, transform=f"translate({x:.1f} {y:.1f}) rotate({turn:.2f})")
        + words("真北", x, y + 34, size=13, anchor="middle")
    )


def nice_length(most_m: float) -> float:
    """The longest of 1, 2 and 5 times a power of ten that is not longer.

    >>> nice_length(170_000), nice_length(450)
    (100000.0, 200.0)
    """
    power = 10 ** math.floor(math.log10(most_m))
    return max(float(step * power) for step in (1, 2, 5) if step * power <= most_m)


def scale_bar(frame: Frame) -> str:
    """A bar of a round length on the ellipsoid, from west to east at the middle of the sheet."""
    metres = nice_length(frame.metres * 170)
    lon, lat = frame.middle()
    begin = CGCS2000.fwd(lon, lat, 270.0, metres / 2)
    end = CGCS2000.fwd(lon, lat, 90.0, metres / 2)
    ends = frame.local.xy(np.array([begin[:2], end[:2]]))
    wide = float(np.hypot(*(ends[1] - ends[0]))) / frame.metres
    x, y = frame.left + 4, frame.top + frame.height + 26
    half = wide / 2
    told = f"{metres / 1000:g} 千米" if metres >= 1000 else f"{metres:g} 米"
    bars = element(
        "rect", x=x, y=y, width=half, height=7, fill="#222", stroke="#222", stroke_width=1.0
    ) + element(
        "rect",
        x=x + half,
        y=y,
        width=half,
        height=7,
        fill="#fff",
        stroke="#222",
        stroke_width=1.0,
    )
    return (
        bars
        + words("0", x, y - 6, size=12)
        + words(told, x + wide, y - 6, size=12, anchor="middle" if wide > 60 else "start")
        + words(f"约 1:{_round_scale(frame.metres):,}（A4）", x, y + 27, size=12, fill="#444")
    )


def _round_scale(metres_of_unit: float) -> int:
    """Of a sheet that is 180 mm wide in print, in two digits."""
    scale = metres_of_unit * 1000 / 0.180
    power = 10 ** max(math.floor(math.log10(scale)) - 1, 0)
    return int(round(scale / power) * power)

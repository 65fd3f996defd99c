"""Draws a sheet of the map of a line: units, line, walked parts, gaps, markers, tracks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.boundaries.course import Course
from spatial.boundaries.report.areas import Area
from spatial.boundaries.report.colours import (
    AREA_EDGE,
    LEFT_AREA,
    LINE,
    NOT_WALKED,
    OTHER_AREA,
    RIGHT_AREA,
    SIDE,
    UNKNOWN,
)
from spatial.boundaries.report.facts import SIDES, Facts
from spatial.boundaries.report.gap_comparison import Span, spans_of, walked_spans
from spatial.boundaries.report.labels import Room
from spatial.boundaries.report.map_names import name_areas, name_sides
from spatial.boundaries.report.map_points import draw_markers, draw_ticks
from spatial.boundaries.report.map_rim import Imprint, legend, north_arrow, scale_bar, titles
from spatial.boundaries.report.projection import Frame, Local
from spatial.boundaries.report.sheets import Sheet
from spatial.boundaries.report.svg import drawing, element, path
from spatial.division_codes import significant

WIDTH = 1000.0
_TOP, _RIM, _EDGE = 62.0, 108.0, 12.0
_BAND = 5.0
_HATCH = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect width="5" height="5" fill="#fff"/>'
    f'<path d="M-1 1L1 -1M0 5L5 0M4 6L6 4" stroke="{UNKNOWN}" stroke-width="1.2"/>'
    "</pattern></defs>"
)


@dataclass(frozen=True)
class MapContent:
    """What all sheets of a map show. course: of facts, there is one. tracks: lines of longitude,
    latitude by side."""

    facts: Facts
    course: Course
    tracks: Mapping[str, Sequence[BaseGeometry]]
    imprint: Imprint


def frame_of(content: MapContent, sheet: Sheet) -> Frame:
    """The window of a sheet: about its part of the line and the markers beside it."""
    course = content.course
    local = Local(course.at((sheet.from_m + sheet.to_m) / 2)[0])
    shown = [course.part(sheet.from_m, sheet.to_m)]
    beside = max(200.0, (sheet.to_m - sheet.from_m) / 20)
    for marker in content.facts.markers:
        place = course.locate(marker.lon, marker.lat)
        if sheet.from_m <= place.chainage_m <= sheet.to_m and place.away_m <= beside:
            shown.append(shapely.Point(marker.lon, marker.lat))
    return Frame.about(
        local,
        local.project(shapely.GeometryCollection(shown)),
        left=_EDGE,
        top=_TOP,
        width=WIDTH - 2 * _EDGE,
        least=500.0,
        most=880.0,
    )


def draw_sheet(content: MapContent, sheet: Sheet, frame: Frame, areas: Sequence[Area]) -> str:
    """The sheet as an SVG file. areas: drawn within `frame.degrees()`."""
    facts, course = content.facts, content.course
    room = Room((frame.left, frame.top, frame.left + frame.width, frame.top + frame.height))
    line = shapely.simplify(frame.local.project(course.line), frame.metres * 0.4)
    drawn_line = _clipped(shapely.transform(line, frame.place), frame)
    _keep_off(drawn_line, room)
    parts = [
        _HATCH,
        _areas(facts, areas, frame),
        "".join(_tracks(content, frame)),
        path(drawn_line, fill="none", stroke="#fff", stroke_width=5.0),
        "".join(_bands(content, frame)),
        path(
            drawn_line,
            fill="none",
            stroke=LINE,
            stroke_width=1.6,
            stroke_dasharray="14 3 2 3 2 3",
            stroke_linejoin="round",
        ),
        # What is written first has first choice of room.
        north_arrow(frame, room, drawn_line),
        draw_markers(facts, course, sheet, frame, room),
        draw_ticks(course, sheet, frame, room),
        name_areas(facts, areas, frame, room, drawn_line),
        name_sides(facts, course, sheet, areas, frame, room),
        element(
            "rect",
            x=frame.left,
            y=frame.top,
            width=frame.width,
            height=frame.height,
            fill="none",
            stroke="#222",
            stroke_width=1.5,
        ),
        scale_bar(frame),
        titles(facts, course, sheet, frame, content.imprint, bool(areas)),
        legend(facts, frame, tracked=any(content.tracks.values())),
    ]
    title = f"{facts.boundary.name}界线图"
    return drawing(WIDTH, frame.top + frame.height + _RIM, title, "".join(parts))


def _keep_off(line: BaseGeometry, room: Room) -> None:
    """Texts rather stand beside the line and its bands than on them."""
    if line.is_empty:
        return
    places = shapely.get_coordinates(shapely.segmentize(line, 8.0))
    # A line that winds much is not to cost more than one that does not.
    for x, y in places[:: max(1, len(places) // 600)].tolist():
        room.avoid((x - 7, y - 7, x + 7, y + 7))


def _clipped(shape: BaseGeometry, frame: Frame) -> BaseGeometry:
    return shapely.clip_by_rect(shape, *frame.box.bounds)


def _areas(facts: Facts, areas: Iterable[Area], frame: Frame) -> str:
    left, right = (
        significant(facts.boundary.left_code),
        significant(facts.boundary.right_code),
    )
    fills, edges = [], []
    for area in areas:
        shape = shapely.simplify(frame.drawn(area.shape), 0.4)
        code = significant(area.code)
        fill = LEFT_AREA if code == left else RIGHT_AREA if code == right else OTHER_AREA
        fills.append(path(_clipped(shape, frame), fill=fill, fill_rule="evenodd"))
        edge = _clipped(shapely.boundary(shape), frame)
        edges.append(
            path(edge, fill="none", stroke=AREA_EDGE, stroke_width=1.0, stroke_dasharray="6 3")
        )
    return "".join(fills + edges)


def _tracks(content: MapContent, frame: Frame) -> Iterable[str]:
    window = frame.degrees()
    for side in SIDES:
        for line in content.tracks.get(side, ()):
            # Of a long track a sheet shows little: the rest is not even projected.
            near = shapely.clip_by_rect(line, *window)
            if near.is_empty:
                continue
            drawn = shapely.simplify(frame.drawn(near), 0.7)
            yield path(
                _clipped(drawn, frame),
                fill="none",
                stroke=SIDE[side],
                stroke_width=0.9,
                stroke_opacity=0.55,
                stroke_linejoin="round",
            )


def _bands(content: MapContent, frame: Frame) -> Iterable[str]:
    """Beside the line, on each side what its office walked and what it did not."""
    for side in SIDES:
        result = content.facts.coverage.get(side)
        if result is None:
            continue
        by_kind = {
            kind: spans_of(part for part in result.parts if part["kind"] == kind)
            for kind in ("unknown", "not_walked")
        }
        walked = walked_spans(content.course.length_m, spans_of(result.parts))
        for shape in _beside(content.course, walked, side, frame):
            yield path(
                shape, fill="none", stroke=SIDE[side], stroke_width=4.0, stroke_linejoin="round"
            )
        for shape in _beside(content.course, by_kind["unknown"], side, frame):
            strip = shapely.buffer(shape, 3.2, cap_style="flat")
            yield path(strip, fill="url(#hatch)", stroke=UNKNOWN, stroke_width=0.8)
        for shape in _beside(content.course, by_kind["not_walked"], side, frame):
            yield path(
                shape,
                fill="none",
                stroke=NOT_WALKED,
                stroke_width=5.0,
                stroke_linejoin="round",
                stroke_linecap="round",
            )


def _beside(
    course: Course, spans: Iterable[Span], side: str, frame: Frame
) -> Iterable[BaseGeometry]:
    # Left of a line is positive where y goes up, as metres do.
    away = _BAND * frame.metres * (1 if side == "left" else -1)
    for begin, end in spans:
        end = min(end, course.length_m)
        if begin >= end:
            continue
        piece = frame.local.project(course.part(begin, end))
        fine = shapely.simplify(piece, frame.metres * 0.6)
        moved = shapely.offset_curve(fine, away, join_style="mitre", mitre_limit=2.0)
        if moved.is_empty:
            moved = fine
        shape = _clipped(shapely.transform(moved, frame.place), frame)
        for part in np.atleast_1d(shapely.get_parts(shape)).tolist():
            if not part.is_empty and part.length > 0:
                yield part

"""The fictional register of boundaries: two lines, their markers, references, and a tripoint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon

from ingest.sample.coverage import DECIMALS, to_lon_lat, to_plane
from ingest.sample.registry import Entry
from ingest.sample.shapes import MARKER_HEADER, Feature
from spatial.boundaries.course import Course

Shapes = Sequence[tuple[Entry, Polygon | MultiPolygon]]

SINCE = "2005-06-30"
APPROVED_BY = "虚构市人民政府（样例）"

REGISTERED_MARKER_HEADER = (*MARKER_HEADER, "line_number", "in_charge", "material", "accuracy_m")
REFERENCE_HEADER = ("line_number", "marker_number", "name", "bearing", "distance_m", "valid_from")
TRIPOINT_HEADER = ("name", "codes", "lines", "lon", "lat", "accuracy_m", "valid_from")


@dataclass(frozen=True, slots=True)
class RegisteredLine:
    """A line of the fictional register. path: degrees, from its beginning to its end. left, right:
    the units on its sides. since: the day from which it runs so."""

    number: str
    name: str
    left: Entry
    right: Entry
    path: LineString
    since: str = SINCE


def registered_lines(
    marked: LineString, marked_name: str, lines: Sequence[Feature], shapes: Shapes
) -> list[RegisteredLine]:
    """The line with the markers, and another that runs on from one of its ends, where one does.

    lines: the present and former lines between counties; shapes: of the present counties. A number
    is the last two digits of both codes, the smaller one first.
    """
    found = [_line(marked_name, marked, shapes)]
    for end in (Point(marked.coords[-1]), Point(marked.coords[0])):
        for properties, geometry in sorted(lines, key=lambda one: str(one[0]["name"])):
            if (
                properties["valid_to"] is None
                and properties["name"] != marked_name
                and isinstance(geometry, LineString)
                and not geometry.is_ring
                and end.distance(shapely.boundary(geometry)) == 0
            ):
                begins = geometry.coords[0] == end.coords[0]
                path = geometry if begins else shapely.reverse(geometry)
                since = max(SINCE, str(properties["valid_from"]))
                return [*found, _line(str(properties["name"]), path, shapes, since)]
    return found


def _line(name: str, path: LineString, shapes: Shapes, since: str = SINCE) -> RegisteredLine:
    left, right = (_unit_beside(path, shapes, side) for side in (1, -1))
    number = "".join(sorted((left.code[-2:], right.code[-2:])))
    return RegisteredLine(number, name, left, right, path, since)


def _unit_beside(path: LineString, shapes: Shapes, side: int) -> Entry:
    """The unit 20 m to the left (1) or right (-1) of the middle of a piece of the path."""
    plane = to_plane(shapely.get_coordinates(path))
    for place in range(len(plane) // 2, len(plane) - 1):
        along = plane[place + 1] - plane[place]
        aside = np.array([-along[1], along[0]]) / np.hypot(*along) * 0.02 * side
        here = Point(to_lon_lat(((plane[place] + plane[place + 1]) / 2 + aside)[None, :])[0])
        for entry, shape in shapes:
            if shape.contains(here):
                return entry
    raise AssertionError("a line between two counties has a county on each side")


def line_features(lines: Sequence[RegisteredLine]) -> Iterator[Feature]:
    """The lines as features for `boundary-register`: two segments each, a river and a ridge."""
    for line in lines:
        vertices = shapely.get_coordinates(line.path)
        middle = len(vertices) // 2
        pieces = (vertices[: middle + 1], vertices[middle:])
        length = Course.of(line.path).length_m
        facts = {
            "number": line.number,
            "name": line.name,
            "level": "county",
            "left_code": line.left.code,
            "right_code": line.right.code,
            "approved_by": APPROVED_BY,
            "agreement": f"{line.name}行政区域界线协议书（样例）",
            "agreed_on": "2005-03-18",
            # As agreements do, to ten metres.
            "stated_m": round(length, -1),
            "valid_from": line.since,
        }
        for ordinal, (piece, feature) in enumerate(
            zip(pieces, ("河流中心线", "山脊线"), strict=True), start=1
        ):
            properties: Mapping[str, Any] = facts | {
                "ordinal": ordinal,
                "feature": feature,
                "description": f"沿{feature}延伸",
                "accuracy_m": 0.5,
            }
            yield properties, LineString(piece)


def registered_marker_rows(
    lines: Sequence[RegisteredLine], rows: Sequence[Sequence[object]]
) -> Iterator[tuple[object, ...]]:
    """The rows of `marker_rows`, of the first line, with what the register adds to them."""
    first = lines[0]
    for row in rows:
        smaller, larger = sorted((first.left.code, first.right.code))
        serial, letter = int(str(row[0])[-4:-1]), str(row[0])[-1]
        # A of a double is kept by the unit of the smaller code; singles by turns.
        mine = letter == "A" or (letter == "Q" and serial % 2 == 1)
        yield (*row, first.number, smaller if mine else larger, "花岗岩", 0.1)


def further_marker_rows(lines: Sequence[RegisteredLine]) -> Iterator[tuple[object, ...]]:
    """The markers of the other line: two single ones, and half of a double, which is reported."""
    for line in lines[1:]:
        course = Course.of(line.path)
        for serial, letter, share in ((1, "Q", 0.2), (2, "A", 0.5), (3, "Q", 0.8)):
            lon, lat = course.at(course.length_m * share)
            yield (
                f"{line.number}{serial:03}{letter}", line.name, f"{lon:.{DECIMALS}f}",
                f"{lat:.{DECIMALS}f}", line.since, "", "完好",
                line.number, line.left.code, "混凝土", 0.2,
            )  # fmt: skip


def reference_rows(lines: Sequence[RegisteredLine]) -> Iterator[tuple[object, ...]]:
    """What three markers of the first line are found again by."""
    number = lines[0].number
    for marker, name, bearing, distance in (
        ("001Q", "独立树", "11°15'", 35.0),
        ("001Q", "山洞口", "203.5", 120.5),
        ("003A", "石桥桥头", "348°45'", 18.2),
        ("003B", "水文标尺", "90", 7.5),
    ):
        yield (number, f"{number}{marker}", name, bearing, distance, SINCE)


def tripoint_rows(lines: Sequence[RegisteredLine]) -> Iterator[tuple[object, ...]]:
    """The place where the two lines meet."""
    for line in lines[1:]:
        units = {one.code: one for each in (lines[0], line) for one in (each.left, each.right)}
        lon, lat = line.path.coords[0]
        names = "".join(units[code].name[:-1] for code in sorted(units))
        yield (
            f"{names}三交点", " ".join(sorted(units)), f"{lines[0].number} {line.number}",
            f"{lon:.{DECIMALS}f}", f"{lat:.{DECIMALS}f}", 0.2, line.since,
        )  # fmt: skip

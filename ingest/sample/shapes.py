"""Shapes of the fictional units, the lines between counties, and the markers on one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Polygon

from ingest.sample.coverage import (
    DECIMALS,
    CellEdge,
    Points,
    to_lon_lat,
    to_plane,
    united,
)
from ingest.sample.decisions import change_day
from ingest.sample.registry import Entry, Level, YearList

Feature = tuple[Mapping[str, Any], shapely.Geometry]

MARKED_LINE = "虚甲—虚乙线"


def unit_shapes(
    cells: Sequence[Polygon], entries: YearList, level: Level
) -> list[tuple[Entry, Polygon | MultiPolygon]]:
    """The units of a level with their shapes: unions of cells, a full coverage."""
    return [
        (entry, united(cells, entry.cells)) for entry in entries.values() if entry.level == level
    ]


def unit_features(shapes: Sequence[tuple[Entry, shapely.Geometry]]) -> Iterator[Feature]:
    """Shapes as features with code, name and parent."""
    for entry, shape in shapes:
        yield (
            {"code": entry.code, "name": entry.name, "parent_code": entry.parent_code},
            shape,
        )


def drawn_again(
    shapes: Sequence[tuple[Entry, shapely.Geometry]],
) -> list[tuple[Entry, shapely.Geometry]]:
    """The same units as another office would draw them: coarser, and up to 40 m beside.

    A smooth bend of the whole plane after a simplification of the coverage: no two vintages share
    a vertex, as in real ones, but each is a coverage.
    """
    coarse = shapely.coverage_simplify([shape for _, shape in shapes], 0.001)

    def bent(lon_lat: Points) -> Points:
        x, y = to_plane(lon_lat).T
        shift = np.column_stack([np.sin(x / 7 + 1) + np.cos(y / 5), np.cos(x / 6) - np.sin(y / 8)])
        return to_lon_lat(np.column_stack([x, y]) + 0.02 * shift)

    return [
        (entry, shapely.transform(shape, bent))
        for (entry, _), shape in zip(shapes, coarse, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Line:
    """The line between two neighbouring counties of one list: its edges."""

    kind: str
    edges: frozenset[int]


def boundary_features(edges: Sequence[CellEdge], lists: Mapping[int, YearList]) -> list[Feature]:
    """The lines between counties with the period in which each ran so (valid_to exclusive)."""
    years = sorted(lists)
    of_year = {year: _lines(edges, lists[year]) for year in years}
    features: list[Feature] = []
    for year in years:
        for name, line in sorted(of_year[year].items()):
            if of_year.get(year - 1, {}).get(name) == line:
                continue
            over = (later for later in years if later > year and of_year[later].get(name) != line)
            end = next(over, None)
            properties = {
                "kind": line.kind,
                "name": name,
                "valid_from": change_day(year).isoformat(),
                "valid_to": change_day(end).isoformat() if end else None,
            }
            features.append((properties, merged_line(edges, line.edges)))
    return features


def _lines(edges: Sequence[CellEdge], entries: YearList) -> dict[str, _Line]:
    """The lines of one list by name."""
    county_of = {
        cell: entry for entry in entries.values() if entry.level == "county" for cell in entry.cells
    }
    between: dict[tuple[str, str], set[int]] = {}
    for number, edge in enumerate(edges):
        sides = [county_of.get(cell) for cell in edge.cells]
        codes = sorted(side.code for side in sides if side is not None)
        if len(codes) == 2 and codes[0] != codes[1]:
            between.setdefault((codes[0], codes[1]), set()).add(number)
    return {
        line_name(entries[one], entries[other]): _Line(
            "county" if one[:4] == other[:4] else "prefecture", frozenset(numbers)
        )
        for (one, other), numbers in between.items()
    }


def line_name(one: Entry, other: Entry) -> str:
    """The name of the line between two counties, as 虚甲—虚乙线: both names without their type."""
    return f"{one.name[:-1]}—{other.name[:-1]}线"


def merged_line(edges: Sequence[CellEdge], numbers: frozenset[int]) -> LineString | MultiLineString:
    """The edges as one line, in parts where they do not meet; degrees lon, lat."""
    parts = MultiLineString([edges[number].line for number in sorted(numbers)])
    line: LineString | MultiLineString = shapely.line_merge(parts)
    return line


MARKER_HEADER = ("number", "line_name", "lon", "lat", "valid_from", "valid_to", "state")


def marked_path(lines: Sequence[Feature]) -> LineString:
    """The present 虚甲—虚乙线 (its longest part), from north to south, in degrees lon, lat."""
    (line,) = (
        geometry
        for properties, geometry in lines
        if properties["name"] == MARKED_LINE and properties["valid_to"] is None
    )
    path: LineString = max(shapely.get_parts(line), key=lambda part: part.length)
    if path.coords[0][1] < path.coords[-1][1]:
        path = shapely.reverse(path)
    return path


def marker_rows(path: LineString) -> list[tuple[object, ...]]:
    """Nine places of markers along the line, numbered from the north: seven single, two double.

    A number has four characters of the line (the last two digits of both counties: no source
    tells the rule for county lines), the serial and the type: Q single; A and B of a pair, on
    both banks, A on the side of the smaller code (GB/T 17796-2009 as quoted in the field notes).
    """
    plane = LineString(to_plane(shapely.get_coordinates(path)))
    rows: list[tuple[object, ...]] = []
    for serial in range(1, 10):
        distance = plane.length * (serial - 0.5) / 9
        here = np.array(plane.interpolate(distance).coords[0])
        ahead = np.array(plane.interpolate(distance + 0.05).coords[0])
        along = (ahead - here) / np.hypot(*(ahead - here))
        # 虚甲区 lies west of the line that runs south: to its right, where (y, -x) points.
        right = np.array([along[1], -along[0]])
        sides = (("A", 0.045), ("B", -0.045)) if serial in (3, 7) else (("Q", 0.0),)
        for letter, aside in sides:
            lon, lat = to_lon_lat((here + aside * right)[None, :])[0]
            for valid_from, valid_to, state in _states(serial, letter):
                rows.append(
                    (
                        f"0203{serial:03}{letter}",
                        MARKED_LINE,
                        f"{lon:.{DECIMALS}f}",
                        f"{lat:.{DECIMALS}f}",
                        valid_from,
                        valid_to,
                        state,
                    )
                )
    return rows


def _states(serial: int, letter: str) -> tuple[tuple[str, str, str], ...]:
    if (serial, letter) == (5, "Q"):
        return (
            ("2005-10-20", "2016-08-03", "完好"),
            ("2016-08-03", "2017-05-10", "毁损"),
            ("2017-05-10", "", "完好"),
        )
    if (serial, letter) == (7, "B"):
        return (("2005-10-20", "2021-07-22", "完好"), ("2021-07-22", "", "移位"))
    return (("2005-10-20", "", "完好"),)

"""The fictional roads: from village to village, from town to town, and one across the province.

A road leads from the middle of a cell over its edge to the middle of the next, so that none crosses
another; each town's villages hang on it like a tree, and some cells no road reaches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from shapely import LineString, Polygon

from ingest.sample.coverage import DECIMALS, CellEdge, Points
from ingest.sample.registry import Entry, YearList
from ingest.sample.shapes import Feature

ROADS = """
[[source]]
kind = "roads"
file = "roads.geojson.gz"
crs = "EPSG:4490"
class_field = "class"
speed_field = "speed_kmh"
direction_field = "oneway"
name_field = "name"
network = "sample"
"""

_KEPT_BETWEEN_TOWNS = 0.8
_WITHOUT_ROAD = 0.03
_ONE_WAY = 0.04


def road_features(
    cells: Sequence[Polygon], edges: Sequence[CellEdge], units: YearList, rng: np.random.Generator
) -> list[Feature]:
    """The roads as features with class, speed_kmh (null: as usual), oneway and name."""
    town_of = {
        cell: entry for entry in units.values() if entry.level == "township" for cell in entry.cells
    }
    middles = np.array([cell.representative_point().coords[0] for cell in cells]).round(DECIMALS)
    reached = {cell for cell in sorted(town_of) if rng.random() >= _WITHOUT_ROAD}
    beside = [edge for edge in edges if reached.issuperset(edge.cells)]
    features: list[Feature] = []
    for edge in _chosen(beside, town_of, rng):
        one, two = edge.cells
        from_town, to_town = town_of[one], town_of[two]
        line = _line(middles, edge)
        if line.length > 0:
            features.append((_facts(from_town, to_town, rng), line))
    return features


def _chosen(
    edges: Sequence[CellEdge], town_of: dict[int, Entry], rng: np.random.Generator
) -> Iterator[CellEdge]:
    """The edges of cells that roads cross: within a town a tree, between two towns the longest."""
    joined = {cell: cell for cell in town_of}

    def root(cell: int) -> int:
        while joined[cell] != cell:
            cell = joined[cell]
        return cell

    between: dict[tuple[str, str], list[CellEdge]] = {}
    for edge in edges:
        one, two = edge.cells
        towns = sorted((town_of[one].code, town_of[two].code))
        if towns[0] != towns[1]:
            between.setdefault((towns[0], towns[1]), []).append(edge)
        elif root(one) != root(two):
            joined[root(one)] = root(two)
            yield edge
    for some in between.values():
        if rng.random() < _KEPT_BETWEEN_TOWNS:
            yield max(some, key=lambda edge: LineString(edge.line).length)


def _line(middles: Points, edge: CellEdge) -> LineString:
    """From middle to middle through the middle of the edge."""
    over = shapely.get_coordinates(LineString(edge.line).interpolate(0.5, normalized=True))
    one, two = edge.cells
    return LineString(np.vstack([middles[one], over.round(DECIMALS), middles[two]]))


def _facts(one: Entry, two: Entry, rng: np.random.Generator) -> dict[str, Any]:
    streets = one.name.endswith("街道") and two.name.endswith("街道")
    if one.code == two.code:
        class_ = "street" if streets else "village"
        name = f"{one.name}村道" if class_ == "village" else f"{one.name}内街"
    elif one.parent_code == two.parent_code:
        class_ = "street" if streets else "township"
        name = f"{one.name[:-1]}—{two.name[:-1]}公路"
    elif one.parent_code[:4] == two.parent_code[:4]:
        class_, name = "county", f"{one.name[:-1]}—{two.name[:-1]}公路"
    else:
        class_, name = "provincial", f"{one.name[:-1]}—{two.name[:-1]}公路"
    slow = rng.random()
    return {
        "class": class_,
        "speed_kmh": 20 if slow < 0.05 else None,
        "oneway": "yes" if streets and rng.random() < _ONE_WAY else "no",
        "name": name,
    }

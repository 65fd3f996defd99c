"""What can be reached in a time, as polygons: each within that of any longer time.

Of a road that is reached, all its points are, each with the time that is left there; from each, and
from the place itself, one may walk on beside the road, in a straight line, for as long as time and
`off_road_m` allow. The polygon is the union of those walks. Points are taken at the same places
whatever the time is, and circles are the same polygon in two sizes, so that a shorter time never
reaches out of a longer one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.reach.ground import answer_of, ground_of
from spatial.business.reach.measuring import BY_ROAD, Measured, reached
from spatial.business.reach.network import WALK_KMH, Roads, Travel
from spatial.business.reach.origins import Origins, datasets_named, origins_of
from spatial.business.reach.questions import Isochrones
from spatial.business.reach.routing import require_routing
from spatial.business.reach.travel_times import NodeTimes
from spatial.errors import BadParameter
from spatial.locations.geodesic import area_m2, metres_per_degree

Floats = NDArray[np.float64]

_EVERY_M = 250.0
"""Points of a road are so far apart at most."""

_ROAD_M = 20.0
"""A road that is reached is drawn at least so wide to each side, so that nothing falls apart."""

_MOST_POINTS = 400_000
_WIDEST_DEGREES = 6.0


def isochrones(connection: Connection, question: Isochrones, knowledge: Knowledge) -> Answer:
    """A polygon for each of the times, in their order, as GeoJSON in degrees (CGCS2000).

    Raises BadParameter where they would be too wide, RoutingUnavailable, NoRoads, and what
    `origins_of` raises.
    """
    times = sorted(set(question.minutes))
    named = datasets_named(question)
    ground = ground_of(connection, question, named, knowledge)
    require_routing(connection, question.day, ground.known_at)
    origins = origins_of(connection, ground.footing, question, question.day, ground.known_at)
    travel = Travel(question.mode, question.direction, times[-1] * 60, question.off_road_m)
    items = []
    if len(origins):
        roads, nodes = reached(connection, origins, travel, question.day, ground.known_at)
        samples = _Samples.of(roads, nodes, origins)
        for minutes in times:
            shape = samples.polygon(minutes * 60)
            items.append(
                {
                    "minutes": minutes,
                    "area_km2": round(area_m2(shape) / 1e6, 3),
                    "geometry": None if shape.is_empty else shapely.geometry.mapping(shape),
                }
            )
    nowhere = np.empty(0), np.empty(0, dtype=np.int64)
    return answer_of(
        "isochrones",
        question,
        ground,
        named,
        _in_json(items),
        {"origin": origins.told},
        Measured(*nowhere, off_road=0),
        (),
        level=None,
        keys=("minutes",),
        exact=False,
        method=f"{BY_ROAD}；面为已到达道路各点以剩余时间步行所及范围之并",
    )


def _in_json(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tuples of coordinates as lists, as an answer that is asked again has them too."""
    import json

    listed: list[dict[str, Any]] = json.loads(json.dumps(items))
    return listed


class _Samples:
    """Steps of reached roads between two fixed points each, with the seconds to both, on a plane of
    metres about their middle."""

    def __init__(self, scale: Floats, steps: Floats, seconds: Floats, off_road_m: float) -> None:
        self._scale, self._steps, self._seconds = scale, steps, seconds
        self._off_road_m = off_road_m

    @classmethod
    def of(cls, roads: Roads, nodes: NodeTimes, origins: Origins) -> _Samples:
        """Of all edges that are reached from an end or hold an origin, and of the origins."""
        held = nodes.origins.edge[nodes.origins.edge >= 0]
        there = np.isfinite(nodes.source_s) | np.isfinite(nodes.target_s)
        there[held] = True
        edges = np.flatnonzero(there)
        places = np.column_stack([origins.lon, origins.lat])
        west, south, east, north = shapely.total_bounds(
            np.concatenate([roads.lines[edges], shapely.points(places)])
        )
        if max(east - west, north - south) > _WIDEST_DEGREES:
            raise BadParameter(
                f"the times reach over {max(east - west, north - south):.1f} degrees: polygons are "
                f"drawn up to {_WIDEST_DEGREES:.0f}; ask for shorter times or fewer facilities"
            )
        scale = np.concatenate(metres_per_degree(np.array([(south + north) / 2])))
        # A place is a step of no length, from which nobody has left yet.
        steps = [np.repeat((places * scale)[:, None], 2, axis=1)]
        seconds = [np.zeros((len(places), 2))]
        origins_on: dict[int, list[int]] = {}
        for number, edge in enumerate(nodes.origins.edge.tolist()):
            origins_on.setdefault(edge, []).append(number)
        count = 0
        for edge in edges.tolist():
            line = roads.lines[edge]
            own = shapely.transform(line, lambda degrees: degrees * scale)
            shares = np.linspace(0, 1, max(2, int(np.ceil(own.length / _EVERY_M)) + 1))
            meet = _meeting(roads, nodes, edge)
            bends = shapely.line_locate_point(
                own, shapely.points(shapely.get_coordinates(own)), normalized=True
            )
            held_here = origins_on.get(edge, [])
            shares = np.unique(
                np.concatenate([shares, bends, meet, nodes.origins.share[held_here]])
            )
            at = shapely.get_coordinates(
                shapely.line_interpolate_point(own, shares, normalized=True)
            )
            took = _seconds_at(roads, nodes, edge, shares, held_here)
            steps.append(np.stack([at[:-1], at[1:]], axis=1))
            seconds.append(np.column_stack([took[:-1], took[1:]]))
            count += len(shares)
            if count > _MOST_POINTS:
                raise BadParameter(
                    "the times reach more roads than polygons are drawn of: ask for shorter ones"
                )
        return cls(scale, np.concatenate(steps), np.concatenate(seconds), roads.travel.off_road_m)

    def polygon(self, limit_s: float) -> shapely.Geometry:
        """What is reached in the time; an empty polygon where nothing is."""
        left = limit_s - self._seconds
        whole = (left >= 0).all(axis=1)
        partly = (left >= 0).any(axis=1) & ~whole & np.isfinite(left).all(axis=1)
        shapes = [*self._walks(left), self._drawn(self._steps[whole])]
        if partly.any():
            steps, rest = self._steps[partly], left[partly]
            # Time runs evenly along a step: where it ends, the road that is reached ends.
            first = rest[:, 0] >= 0
            near = np.where(first[:, None], steps[:, 0], steps[:, 1])
            far = np.where(first[:, None], steps[:, 1], steps[:, 0])
            share = rest.max(axis=1) / (rest.max(axis=1) - rest.min(axis=1))
            ends = near + share[:, None] * (far - near)
            shapes.append(self._drawn(np.stack([near, ends], axis=1)))
        union = shapely.union_all([one for one in shapes if not one.is_empty])
        polygon = shapely.transform(union, lambda metres: np.round(metres / self._scale, 7))
        return shapely.make_valid(polygon) if not polygon.is_valid else polygon

    def _walks(self, left: Floats) -> list[shapely.Geometry]:
        """What is walked to from both ends of each step: the hull of two circles of one kind."""
        metres = np.clip(left, 0, None) * WALK_KMH / 3.6
        metres[~np.isfinite(metres)] = 0
        metres = np.minimum(metres, self._off_road_m)
        both = (metres > 0).all(axis=1)
        one = (metres > 0).any(axis=1) & ~both
        shapes = []
        if both.any():
            circles = [
                shapely.buffer(
                    shapely.points(self._steps[both, end]), metres[both, end], quad_segs=4
                )
                for end in (0, 1)
            ]
            pairs = shapely.multipolygons(np.column_stack(circles))
            shapes.append(shapely.union_all(shapely.convex_hull(pairs)))
        if one.any():
            end = np.argmax(metres[one], axis=1)
            at = self._steps[one][np.arange(len(end)), end]
            circles_at = shapely.buffer(shapely.points(at), metres[one].max(axis=1), quad_segs=4)
            shapes.append(shapely.union_all(circles_at))
        return shapes

    def _drawn(self, steps: Floats) -> shapely.Geometry:
        if not len(steps):
            return shapely.Polygon()
        return shapely.union_all(shapely.buffer(shapely.linestrings(steps), _ROAD_M, quad_segs=2))


def _meeting(roads: Roads, nodes: NodeTimes, edge: int) -> Floats:
    """Where along an edge the ways over its two ends take equally long, if anywhere."""
    ahead, back = roads.ahead_s[edge], roads.back_s[edge]
    both = np.array([nodes.source_s[edge], nodes.target_s[edge], ahead, back])
    if not np.isfinite(both).all():
        return np.empty(0)
    share = (nodes.target_s[edge] - nodes.source_s[edge] + back) / (ahead + back)
    return np.array([share]) if 0 < share < 1 else np.empty(0)


def _seconds_at(
    roads: Roads, nodes: NodeTimes, edge: int, shares: Floats, origins: list[int]
) -> Floats:
    """Seconds to points along an edge: over its ends, or from an origin on it."""
    ahead, back = roads.ahead_s[edge], roads.back_s[edge]
    took = np.full(len(shares), np.inf)
    if np.isfinite(ahead):
        took = np.minimum(took, nodes.source_s[edge] + shares * ahead)
    if np.isfinite(back):
        took = np.minimum(took, nodes.target_s[edge] + (1 - shares) * back)
    for number in origins:
        way = shares - nodes.origins.share[number]
        part = np.where(way >= 0, way * ahead, -way * back)
        part[way == 0] = 0.0
        took = np.fmin(took, nodes.origins.leg_s[number] + part)
    return took

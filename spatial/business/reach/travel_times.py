"""Travel times: from several origins to every node by pgRouting, and from there to any place.

Origins and places lie anywhere on an edge, not only at its ends, and beside the road they are
walked to at 5 km/h; what is asked for is the least of all ways.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from spatial.business.reach.network import OnRoad, Roads, road_parameters
from spatial.db import read_sql

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NodeTimes:
    """Seconds from the nearest origin to the two ends of each edge of the roads, and which origin
    that is; infinite and -1 where none is within the limit."""

    roads: Roads
    origins: OnRoad
    source_s: Floats
    source_from: Numbers
    target_s: Floats
    target_from: Numbers


def node_times(connection: Connection, roads: Roads, origins: OnRoad) -> NodeTimes:
    """Travel times from the origins, within the limit of the roads' travel."""
    here = np.flatnonzero(origins.edge >= 0)
    edge, share, leg = origins.edge[here], origins.share[here], origins.leg_s[here]
    # To the end of an edge ahead, and to its beginning against the drawing.
    ahead = leg + _part(1 - share, roads.ahead_s[edge])
    back = leg + _part(share, roads.back_s[edge])
    tails = np.concatenate([here, here])
    heads = np.concatenate([roads.target[edge], roads.source[edge]])
    seconds = np.concatenate([ahead, back])
    may = np.isfinite(seconds)
    known = len(roads.ids)
    times = [np.full(known, np.inf), np.full(known, np.inf)]
    whence = [np.full(known, -1, dtype=np.int64), np.full(known, -1, dtype=np.int64)]
    if may.any():
        # Negative numbers are origins, for nodes are positive.
        numbers = -1 - tails[may]
        rows = connection.execute(
            text(read_sql("spatial.business.reach", "travel_times")),
            road_parameters(roads.box, roads.day, roads.known_at, roads.travel)
            | {
                "tails": numbers.tolist(),
                "heads": heads[may].tolist(),
                "seconds": seconds[may].tolist(),
                "origins": np.unique(numbers).tolist(),
                "limit_s": roads.travel.limit_s,
            },
        ).all()
        if rows:
            nodes = np.array([row.node for row in rows], dtype=np.int64)
            took = np.array([row.seconds for row in rows], dtype=np.float64)
            origin = -1 - np.array([row.origin for row in rows], dtype=np.int64)
            order = np.lexsort([origin, took, nodes])
            nodes, first = np.unique(nodes[order], return_index=True)
            took, origin = took[order][first], origin[order][first]
            for which, ends in enumerate((roads.source, roads.target)):
                place = np.minimum(np.searchsorted(nodes, ends), len(nodes) - 1)
                found = nodes[place] == ends
                times[which][found] = took[place[found]]
                whence[which][found] = origin[place[found]]
    return NodeTimes(roads, origins, times[0], whence[0], times[1], whence[1])


@dataclass(frozen=True, slots=True)
class Times:
    """For each place the seconds from its nearest origin, and which origin that is; infinite and -1
    beyond the limit and far from roads."""

    seconds: Floats
    origin: Numbers


def times_to(nodes: NodeTimes, places: OnRoad) -> Times:
    """Travel times to places from the nearest origin, legs beside the road included."""
    roads = nodes.roads
    count = len(places.edge)
    seconds = np.full(count, np.inf)
    origin = np.full(count, -1, dtype=np.int64)
    here = np.flatnonzero(places.edge >= 0)
    edge, share, leg = places.edge[here], places.share[here], places.leg_s[here]
    by_source = nodes.source_s[edge] + _part(share, roads.ahead_s[edge]) + leg
    by_target = nodes.target_s[edge] + _part(1 - share, roads.back_s[edge]) + leg
    for took, whence in ((by_source, nodes.source_from), (by_target, nodes.target_from)):
        better = took < seconds[here]
        seconds[here[better]] = took[better]
        origin[here[better]] = whence[edge[better]]
    _along_one_edge(nodes, places, here, seconds, origin)
    beyond = ~(seconds <= roads.travel.limit_s)
    seconds[beyond] = np.inf
    origin[beyond] = -1
    return Times(seconds, origin)


def _along_one_edge(
    nodes: NodeTimes, places: OnRoad, here: Numbers, seconds: Floats, origin: Numbers
) -> None:
    """Betters the times of places that share an edge with an origin: no end lies between."""
    roads, origins = nodes.roads, nodes.origins
    order = np.argsort(places.edge[here], kind="stable")
    edges = places.edge[here][order]
    for number in np.flatnonzero(origins.edge >= 0):
        edge = origins.edge[number]
        first, last = np.searchsorted(edges, [edge, edge + 1])
        if first == last:
            continue
        which = here[order[first:last]]
        way = places.share[which] - origins.share[number]
        part = np.where(way >= 0, _part(way, roads.ahead_s[edge]), _part(-way, roads.back_s[edge]))
        took = origins.leg_s[number] + part + places.leg_s[which]
        better = took < seconds[which]
        seconds[which[better]] = took[better]
        origin[which[better]] = number


def _part(share: Floats, seconds: Floats | np.float64) -> Floats:
    """Seconds of a part of an edge; of none of it no direction forbids anything."""
    return np.where(share == 0, 0.0, share * seconds)

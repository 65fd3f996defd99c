"""Which part of a line was walked: within a distance of the ways of devices, in metres along it.

The line is looked at every ten metres. A way is straight between two fixes without a gap or a jump;
a fix alone counts where it lies. What lies beyond a gap is not known, and never walked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString
from sqlalchemy import Connection

from spatial.errors import BadParameter
from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import (
    Floats,
    earth_centred,
    metres_per_degree,
    step_metres,
    tangent_axes,
)
from spatial.locations.history import Box, places_near
from spatial.locations.queries import goes_on
from spatial.locations.tracks import JUMP_M

STEP_M = 10.0
"""So far apart are the points at which the line is looked at."""

MOST_METRES = 2_000_000.0
"""The longest line of one question."""

_PIECE = 2_000
"""Points that are laid flat together: 20 km, on which a plane errs by centimetres."""

_MOST_LATITUDE = 89.0


@dataclass(frozen=True, slots=True)
class LineShare:
    """length_m: geodesic. walked_m: of it, near enough to a way. missed: the other parts, in metres
    from the beginning of the line."""

    length_m: float
    walked_m: float
    missed: tuple[tuple[float, float], ...]

    @property
    def share(self) -> float:
        """Of 0 to 1."""
        return self.walked_m / self.length_m if self.length_m else 0.0


def line_share(
    connection: Connection,
    line: LineString,
    start: datetime,
    end: datetime,
    *,
    within_m: float,
    classes: Sequence[str] | None = None,
    devices: Sequence[int] | None = None,
) -> LineShare:
    """Which part of a line devices came near to in [start, end).

    line: longitude, latitude in CGCS2000, not across the antimeridian. classes, devices: whose ways
    count; None for all. Grows with the length of the line and the fixes around it.
    Raises BadParameter for a line that is too long or too near to a pole.
    """
    box = _around(line, within_m)
    places = places_near(connection, box, start, end, classes=classes)
    if devices is not None:
        places = places.take(np.isin(places.device_id, list(devices)))
    return share_of(line, _near(places, box), within_m=within_m)


def share_of(line: LineString, places: Places, *, within_m: float) -> LineShare:
    """The same of places that are given, in order of device and time."""
    vertices = shapely.get_coordinates(line)
    lengths = step_metres(vertices[:, 0], vertices[:, 1])
    chainage = np.append(0, np.cumsum(lengths))
    length = float(chainage[-1])
    if length > MOST_METRES:
        raise BadParameter(f"the line is longer than {MOST_METRES / 1000:,.0f} km: ask in parts")
    if length == 0:
        return LineShare(0.0, 0.0, ())
    count = max(int(np.ceil(length / STEP_M)), 1)
    at = (np.arange(count) + 0.5) * (length / count)
    lon = np.interp(at, chainage, vertices[:, 0])
    lat = np.interp(at, chainage, vertices[:, 1])
    walked = _walked(lon, lat, places, within_m)
    return LineShare(length, float(walked.sum()) * length / count, _missed(walked, length / count))


def _around(line: LineString, within_m: float) -> Box:
    west, south, east, north = line.bounds
    furthest = max(abs(south), abs(north))
    if furthest > _MOST_LATITUDE:
        raise BadParameter(f"the line comes nearer to a pole than {_MOST_LATITUDE}°")
    per_lon, per_lat = metres_per_degree(np.array([furthest]))
    aside, above = within_m / per_lon[0], within_m / per_lat[0]
    return Box.about(shapely.box(west - aside, south - above, east + aside, north + above))


def _near(places: Places, box: Box) -> Places:
    """Fixes in the box, and their neighbours: a way may cross it between two fixes outside."""
    inside = (
        (places.lon_e7 >= box.west)
        & (places.lon_e7 <= box.east)
        & (places.lat_e7 >= box.south)
        & (places.lat_e7 <= box.north)
    )
    if len(places) > 1:
        # A step whose own box meets the box.
        lons = np.stack([places.lon_e7[:-1], places.lon_e7[1:]])
        lats = np.stack([places.lat_e7[:-1], places.lat_e7[1:]])
        meets = (
            (lons.min(0) <= box.east)
            & (lons.max(0) >= box.west)
            & (lats.min(0) <= box.north)
            & (lats.max(0) >= box.south)
        )
        inside[:-1] |= meets
        inside[1:] |= meets
    return places.take(inside)


def _walked(lon: Floats, lat: Floats, places: Places, within_m: float) -> NDArray[np.bool_]:
    """Of each point, whether a way comes near enough."""
    walked = np.zeros(len(lon), np.bool_)
    if len(places) == 0:
        return walked
    here = earth_centred(lon, lat)
    there = earth_centred(places.lon_e7 / E7, places.lat_e7 / E7)
    step = there[1:] - there[:-1]
    gone = goes_on(places) & ((step**2).sum(axis=1) <= JUMP_M**2)
    for begin in range(0, len(lon), _PIECE):
        piece = slice(begin, begin + _PIECE)
        middle = min(begin + _PIECE // 2, len(lon) - 1)
        axes = tangent_axes(float(lon[middle]), float(lat[middle]))
        away = there - here[middle]
        reach = np.sqrt(((here[piece] - here[middle]) ** 2).sum(axis=1).max())
        # A step of ours may begin a jump away from where it comes near.
        near = (away**2).sum(axis=1) <= (reach + within_m + JUMP_M) ** 2
        flat = away @ axes
        ways = _ways(flat, near, gone)
        if not ways:
            continue
        points = shapely.points((here[piece] - here[middle]) @ axes)
        found = shapely.STRtree(ways).query(points, predicate="dwithin", distance=within_m)
        walked[begin + np.unique(found[0])] = True
    return walked


def _ways(flat: Floats, near: NDArray[np.bool_], gone: NDArray[np.bool_]) -> list[object]:
    """Steps that were gone, and fixes that no such step touches."""
    both = np.flatnonzero(gone & near[:-1] & near[1:])
    alone = near.copy()
    alone[both] = alone[both + 1] = False
    steps = shapely.linestrings(np.stack([flat[both], flat[both + 1]], axis=1))
    return [*steps, *shapely.points(flat[alone])]


def _missed(walked: NDArray[np.bool_], step: float) -> tuple[tuple[float, float], ...]:
    """The parts that were not walked, in metres from the beginning."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], walked, [True]]).astype(np.int8)))
    return tuple(
        (float(begin) * step, float(end) * step)
        for begin, end in zip(edges[::2], edges[1::2], strict=True)
    )

"""Which part of a line was walked: within a distance of the ways of devices, in metres along it.

The line is looked at every ten metres. A way is straight between two fixes without a gap or a jump;
a fix alone counts where it lies. What lies beyond a gap is not known, and never walked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString
from sqlalchemy import Connection

from spatial.locations.fixes import Places
from spatial.locations.geodesic import metres_per_degree
from spatial.locations.history import Box, places_near
from spatial.locations.line_points import LinePoints
from spatial.locations.tracks import GAP
from spatial.locations.walked_points import WalkedPoints


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
    gap: timedelta = GAP,
    classes: Sequence[str] | None = None,
    devices: Sequence[int] | None = None,
) -> LineShare:
    """Which part of a line devices came near to in [start, end).

    line: longitude, latitude in CGCS2000, not across the antimeridian. gap: a longer silence of a
    device is no way. classes, devices: whose ways count; None for all. Grows with the length of the
    line and the fixes around it.
    Raises BadParameter for a line that is too long or too near to a pole.
    """
    points = _points_of(line)
    places = places_near(connection, _around(line, within_m), start, end, classes=classes)
    if devices is not None:
        places = places.take(np.isin(places.device_id, list(devices)))
    return _share(points, places, within_m, gap)


def share_of(
    line: LineString, places: Places, *, within_m: float, gap: timedelta = GAP
) -> LineShare:
    """The same of places that are given, in order of device and time."""
    return _share(_points_of(line), places, within_m, gap)


def missed_parts(walked: NDArray[np.bool_], step_m: float) -> tuple[tuple[float, float], ...]:
    """The parts of a line that were not walked, in metres from its beginning."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], walked, [True]]).astype(np.int8)))
    return tuple(
        (float(begin) * step_m, float(end) * step_m)
        for begin, end in zip(edges[::2], edges[1::2], strict=True)
    )


def _share(points: LinePoints, places: Places, within_m: float, gap: timedelta) -> LineShare:
    found = WalkedPoints(points, within_m, gap=gap)
    found.add(places)
    walked_m = float(found.walked.sum()) * points.step_m
    return LineShare(points.length_m, walked_m, missed_parts(found.walked, points.step_m))


def _points_of(line: LineString) -> LinePoints:
    vertices = shapely.get_coordinates(line)
    return LinePoints.of(vertices[:, 0], vertices[:, 1])


def _around(line: LineString, within_m: float) -> Box:
    west, south, east, north = line.bounds
    per_lon, per_lat = metres_per_degree(np.array([max(abs(south), abs(north))]))
    aside, above = within_m / per_lon[0], within_m / per_lat[0]
    return Box.about(shapely.box(west - aside, south - above, east + aside, north + above))

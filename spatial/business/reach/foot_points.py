"""The nearest point of lines to many places: of roads, or of a limit.

Each band of a tenth of a degree of latitude is taken as a plane of its own, so that which line is
the nearest is right to a thousandth of the distance; the distance told is geodesic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from spatial.locations.geodesic import CGCS2000, metres_per_degree

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_BANDS_PER_DEGREE = 10


@dataclass(frozen=True, slots=True)
class FootPoints:
    """For each place its nearest point on a line. line: -1 for none within reach, all else NaN.
    share: how far along the line, 0 to 1. lon, lat: of the point. metres: geodesic."""

    line: Numbers
    share: Floats
    lon: Floats
    lat: Floats
    metres: Floats


def foot_points(
    lines: NDArray[np.object_], lon: Floats, lat: Floats, within_m: float
) -> FootPoints:
    """The feet of places on lines, all in degrees (CGCS2000), no farther than `within_m`."""
    count = len(lon)
    line = np.full(count, -1, dtype=np.int64)
    share, foot_lon, foot_lat = (np.full(count, np.nan) for _ in range(3))
    if len(lines):
        whole = shapely.STRtree(lines)
        bands = np.floor(lat * _BANDS_PER_DEGREE).astype(np.int64)
        for band in np.unique(bands):
            here = np.flatnonzero(bands == band)
            middle = np.array([(band + 0.5) / _BANDS_PER_DEGREE])
            scale = np.concatenate(metres_per_degree(middle))
            wide, high = 1.02 * within_m / scale
            some = np.sort(
                whole.query(
                    shapely.box(
                        lon[here].min() - wide,
                        lat[here].min() - high,
                        lon[here].max() + wide,
                        lat[here].max() + high,
                    )
                )
            )
            if not len(some):
                continue
            plane = shapely.transform(lines[some], lambda degrees, by=scale: degrees * by)
            points = shapely.points(np.column_stack([lon[here], lat[here]]) * scale)
            place, found = shapely.STRtree(plane).query_nearest(
                points, max_distance=1.02 * within_m, all_matches=False
            )
            which = here[place]
            line[which] = some[found]
            share[which] = shapely.line_locate_point(plane[found], points[place], normalized=True)
            feet = shapely.line_interpolate_point(plane[found], share[which], normalized=True)
            foot_lon[which], foot_lat[which] = (shapely.get_coordinates(feet) / scale).T
    metres = np.full(count, np.nan)
    there = line >= 0
    metres[there] = CGCS2000.inv(lon[there], lat[there], foot_lon[there], foot_lat[there])[2]
    far = there & ~(metres <= within_m)
    line[far] = -1
    for values in (share, foot_lon, foot_lat, metres):
        values[far] = np.nan
    return FootPoints(line, share, foot_lon, foot_lat, metres)

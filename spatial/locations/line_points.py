"""A line as points every ten metres, and which of them a position is nearest to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from spatial.errors import BadParameter
from spatial.locations.geodesic import (
    Floats,
    earth_centred,
    metres_per_degree,
    step_metres,
    tangent_axes,
)

STEP_M = 10.0
"""So far apart are the points at which a line is looked at."""

MOST_METRES = 2_000_000.0
"""The longest line of one question."""

_PIECE = 20_000
"""Points that are laid flat together: 200 km, at whose ends a plane makes what is near each other
nearer by 0.01 %."""

_MOST_LATITUDE = 89.0


@dataclass(frozen=True)
class Piece:
    """Points [begin, end) of a line in a plane that touches the earth at their middle."""

    begin: int
    end: int
    origin: Floats
    axes: Floats
    flat: Floats
    west: float
    south: float
    east: float
    north: float

    def laid_flat(self, xyz: Floats) -> Floats:
        """Metres east and north of the middle, of positions as `earth_centred` gives them."""
        flat: Floats = (xyz - self.origin) @ self.axes
        return flat

    def holds(self, lon: Floats, lat: Floats, within_m: float) -> NDArray[np.bool_]:
        """Whether positions lie in the box around the points, or so many metres beside it."""
        per_lon, per_lat = metres_per_degree(np.array([max(abs(self.south), abs(self.north))]))
        aside, above = within_m / per_lon[0], within_m / per_lat[0] * 1.01
        inside: NDArray[np.bool_] = (
            (lon >= self.west - aside)
            & (lon <= self.east + aside)
            & (lat >= self.south - above)
            & (lat <= self.north + above)
        )
        return inside

    @cached_property
    def dots(self) -> NDArray[np.object_]:
        """The points as they lie flat, as geometries."""
        dots: NDArray[np.object_] = shapely.points(self.flat)
        return dots

    @cached_property
    def tree(self) -> STRtree:
        """Of these."""
        return STRtree(self.dots)


@dataclass(frozen=True)
class LinePoints:
    """Each point is the middle of a stretch of step_m metres (geodesic); lon, lat: degrees."""

    step_m: float
    lon: Floats
    lat: Floats

    @classmethod
    def of(cls, lon: Floats, lat: Floats) -> LinePoints:
        """Of the vertices of a line in CGCS2000 that does not cross the antimeridian.

        Raises BadParameter for a line that is too long, or too near to a pole.
        """
        chainage = np.append(0, np.cumsum(step_metres(lon, lat)))
        length = float(chainage[-1])
        if length > MOST_METRES:
            raise BadParameter(
                f"the line is longer than {MOST_METRES / 1000:,.0f} km: ask in parts"
            )
        if len(lat) and np.abs(lat).max() > _MOST_LATITUDE:
            raise BadParameter(f"the line comes nearer to a pole than {_MOST_LATITUDE}°")
        if length == 0:
            return cls(0.0, np.empty(0), np.empty(0))
        count = max(int(np.ceil(length / STEP_M)), 1)
        at = (np.arange(count) + 0.5) * (length / count)
        return cls(length / count, np.interp(at, chainage, lon), np.interp(at, chainage, lat))

    def __len__(self) -> int:
        return len(self.lon)

    @property
    def length_m(self) -> float:
        """Of the line."""
        return len(self) * self.step_m

    @cached_property
    def pieces(self) -> list[Piece]:
        """All points, in order, in pieces that are nearly flat."""
        found = []
        for begin in range(0, len(self), _PIECE):
            end = min(begin + _PIECE, len(self))
            lon, lat = self.lon[begin:end], self.lat[begin:end]
            middle = len(lon) // 2
            xyz = earth_centred(lon, lat)
            axes = tangent_axes(float(lon[middle]), float(lat[middle]))
            flat = (xyz - xyz[middle]) @ axes
            box = float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
            found.append(Piece(begin, end, xyz[middle], axes, flat, *box))
        return found

    def nearest(self, lon: Floats, lat: Floats, within_m: float) -> tuple[NDArray[np.intp], Floats]:
        """Of each position the nearest point and its distance; -1 and infinity beyond within_m."""
        index = np.full(len(lon), -1, np.intp)
        metres = np.full(len(lon), np.inf)
        for piece in self.pieces:
            rows = np.flatnonzero(piece.holds(lon, lat, within_m))
            if not len(rows):
                continue
            asked = shapely.points(piece.laid_flat(earth_centred(lon[rows], lat[rows])))
            pairs, away = piece.tree.query_nearest(
                asked, max_distance=within_m, return_distance=True, all_matches=False
            )
            nearer = away < metres[rows[pairs[0]]]
            those = rows[pairs[0][nearer]]
            index[those] = pairs[1][nearer] + piece.begin
            metres[those] = away[nearer]
        return index, metres

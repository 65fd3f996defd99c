"""What a camera sees: a sector of the ground about it, by bearing, view angle and reach.

Terrain, buildings and trees are not known, so a sector is what may be seen at most. Geodesic on the
ellipsoid of CGCS2000. Valid across the 180th meridian; poles have no cameras.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from spatial.locations.geodesic import CGCS2000

ALL_ROUND_DEG = 360.0
LONGEST_REACH_M = 50_000.0

DRAWN_STEP_DEG = 3.0
"""Between two vertices of a drawn arc; it lies inside the circle by 0.00035 of the reach."""

SAGITTA = 1 - math.cos(math.radians(DRAWN_STEP_DEG / 2))
"""By which share of the reach a drawn arc may lie inside the circle."""


_NEARLY_ROUND_DEG = 359.9
_WORLD = shapely.box(-180.0, -90.0, 180.0, 90.0)


class Unseen(StrEnum):
    """Why it is not known what a camera sees. no_bearing: it looks somewhere, nobody said where."""

    NO_REACH = "no_reach"
    NO_ANGLE = "no_angle"
    NO_BEARING = "no_bearing"


@dataclass(frozen=True, slots=True)
class View:
    """How a camera looks. bearing_deg: of the middle of its view, from true north, [0, 360), of no
    meaning all round. angle_deg: how wide, (0, 360]. reach_m: how far. None: not known; a reach of
    0 is none too."""

    bearing_deg: float | None
    angle_deg: float | None
    reach_m: float | None

    @property
    def all_round(self) -> bool:
        """Whether it looks, or turns, in every direction."""
        return self.angle_deg is not None and self.angle_deg >= ALL_ROUND_DEG

    @property
    def unseen(self) -> Unseen | None:
        """Why it is not known what it sees, None where it is.

        >>> View(90.0, None, 100.0).unseen, View(None, 360.0, 100.0).unseen
        (<Unseen.NO_ANGLE: 'no_angle'>, None)
        """
        if not self.reach_m:
            return Unseen.NO_REACH
        if self.angle_deg is None:
            return Unseen.NO_ANGLE
        return Unseen.NO_BEARING if self.bearing_deg is None and not self.all_round else None


def sector_of(
    lon: float, lat: float, view: View, step_deg: float = DRAWN_STEP_DEG
) -> Polygon | MultiPolygon | None:
    """The sector that a camera sees, degrees, CGCS2000; None where that is not known.

    A whole circle all round. Of several polygons where it is cut at the 180th meridian. step_deg:
    between two vertices of its arc; straight pieces lie inside the circle.
    """
    if view.unseen is not None:
        return None
    assert view.angle_deg is not None
    assert view.reach_m is not None
    # Without the slit behind a camera that looks nearly all round: its sides would cross.
    whole_round = view.angle_deg >= _NEARLY_ROUND_DEG
    middle = view.bearing_deg or 0.0
    pieces = max(2, math.ceil(view.angle_deg / step_deg))
    directions = middle + np.linspace(-0.5, 0.5, pieces + 1) * view.angle_deg
    # Anticlockwise, as RFC 7946 and the cutting at the meridian want the outside.
    directions = directions[::-1]
    if whole_round:
        directions = np.linspace(360.0, 0.0, pieces, endpoint=False)
    many = np.ones(len(directions))
    east, north, _ = CGCS2000.fwd(lon * many, lat * many, directions, view.reach_m * many)
    ring = np.column_stack([east, north])
    if not whole_round:
        ring = np.vstack([[lon, lat], ring])
    # On the side of the camera first, beyond the meridian where need be.
    ring[:, 0] = lon + (ring[:, 0] - lon + 180.0) % 360.0 - 180.0
    whole = Polygon(ring)
    west, _, east, _ = whole.bounds
    return whole if west >= -180 and east <= 180 else _cut(whole)


def _cut(whole: Polygon) -> Polygon | MultiPolygon:
    """The same with what lies beyond the 180th meridian on its other side."""
    parts: list[Polygon] = []
    for turn in (-360.0, 0.0, 360.0):
        moved = shapely.transform(whole, lambda xy, turn=turn: xy + [turn, 0.0])
        inside = shapely.intersection(moved, _WORLD)
        parts += [one for one in shapely.get_parts(inside) if isinstance(one, Polygon)]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def off_axis(view: View, towards_deg: float) -> float | None:
    """By how many degrees a direction lies beside the middle of the view, [0, 180]; None all round.

    >>> off_axis(View(350.0, 60.0, 100.0), 10.0)
    20.0
    """
    if view.all_round or view.bearing_deg is None:
        return None
    return abs((towards_deg - view.bearing_deg + 180.0) % 360.0 - 180.0)

"""The roads of a day in a box, and places brought onto them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from spatial.business.reach.foot_points import FootPoints, foot_points
from spatial.db import read_sql

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Lines = NDArray[np.object_]

WALK_KMH = 5.0
"""How fast somebody walks, on roads and beside them."""

MOST_KMH = 130.0
"""No road is faster: the check of `road_edge` says so, and boxes of questions stand on it."""


class Mode(StrEnum):
    """How somebody goes. WALK: 5 km/h on all roads that may be walked, either way."""

    DRIVE = "drive"
    WALK = "walk"


class Direction(StrEnum):
    """From where to where travel is measured. FROM: away from the places asked for. TO: to them."""

    FROM = "from"
    TO = "to"


@dataclass(frozen=True, slots=True)
class Travel:
    """What a travel time means. limit_s: more is not looked for, legs beside the road included.
    off_road_m: so far a place may lie from the next road."""

    mode: Mode
    direction: Direction
    limit_s: float
    off_road_m: float

    def most_m(self, fastest_kmh: float = MOST_KMH) -> float:
        """Farther nobody gets, in metres, where no road is faster; the ways beside it included."""
        fastest = WALK_KMH if self.mode is Mode.WALK else max(fastest_kmh, WALK_KMH)
        return self.limit_s * fastest / 3.6


Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def box_about(lon: Floats, lat: Floats, metres: float) -> Box:
    """A box that holds all that is so near to one of the places; it never crosses ±180°."""
    south, north = lat.min() - metres / 110_500, lat.max() + metres / 110_500
    # The shortest degree of longitude is that of the rim nearer to a pole.
    narrowest = max(0.001, np.cos(np.radians(min(89.9, max(abs(south), abs(north))))))
    wide = metres / (111_300 * narrowest)
    return (
        float(max(-180.0, lon.min() - wide)),
        float(max(-90.0, south)),
        float(min(180.0, lon.max() + wide)),
        float(min(90.0, north)),
    )


@dataclass(frozen=True, slots=True)
class Roads:
    """Edges by id. ahead_s, back_s: seconds along the drawing and against it in the direction that
    is asked for, NaN where nobody may go. joins: whether one may enter or leave between the ends.
    lines: degrees, CGCS2000."""

    travel: Travel
    box: Box
    day: date
    known_at: datetime
    ids: Numbers
    source: Numbers
    target: Numbers
    ahead_s: Floats
    back_s: Floats
    joins: NDArray[np.bool_]
    lines: Lines


@dataclass(frozen=True, slots=True)
class OnRoad:
    """Places brought onto roads. edge: the place in `Roads`, -1 for none near. share: how far
    along the drawing. leg_s: of the way beside the road. lon, lat: of the place on the road."""

    edge: Numbers
    share: Floats
    leg_s: Floats
    lon: Floats
    lat: Floats


def roads_in(
    connection: Connection, box: Box, day: date, known_at: datetime, travel: Travel
) -> Roads:
    """The roads on which somebody may travel in a box. To is measured on the roads turned about."""
    rows = connection.execute(
        text(read_sql("spatial.business.reach", "roads_in_box")),
        road_parameters(box, day, known_at, travel) | {"with_shapes": True},
    ).all()
    ahead, back = (
        np.array([getattr(row, name) for row in rows], dtype=np.float64)
        for name in ("cost", "reverse_cost")
    )
    return Roads(
        travel,
        box,
        day,
        known_at,
        np.array([row.id for row in rows], dtype=np.int64),
        np.array([row.source for row in rows], dtype=np.int64),
        np.array([row.target for row in rows], dtype=np.int64),
        np.where(ahead < 0, np.nan, ahead),
        np.where(back < 0, np.nan, back),
        np.array([row.joins for row in rows], dtype=bool),
        shapely.from_wkb(np.array([bytes(row.shape) for row in rows], dtype=object)),
    )


def fastest_kmh(
    connection: Connection, box: Box, day: date, known_at: datetime, travel: Travel
) -> float:
    """The speed of the fastest road in a box; 0 where there is none."""
    found = connection.execute(
        text(
            "SELECT max(speed_kmh) FROM road_edge"
            " WHERE geom && ST_MakeEnvelope(:west, :south, :east, :north, 4490)"
            " AND valid @> CAST(:day AS date) AND known_from <= CAST(:known_at AS timestamptz)"
            " AND CAST(:known_at AS timestamptz) < known_until"
        ),
        road_parameters(box, day, known_at, travel),
    ).scalar_one()
    return float(found or 0)


def road_parameters(box: Box, day: date, known_at: datetime, travel: Travel) -> dict[str, object]:
    """The bound values of `roads_in_box.sql` and of `travel_times.sql` that say which roads."""
    west, south, east, north = box
    return {
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "day": day,
        "known_at": known_at,
        "walking": travel.mode is Mode.WALK,
        "turned": travel.direction is Direction.TO,
        "walk_kmh": WALK_KMH,
    }


def on_road(roads: Roads, lon: Floats, lat: Floats) -> OnRoad:
    """The places brought to the nearest point of a road where one may enter or leave."""
    open_ = np.flatnonzero(roads.joins)
    feet: FootPoints = foot_points(roads.lines[open_], lon, lat, roads.travel.off_road_m)
    found = feet.line >= 0
    edge = np.full(len(lon), -1, dtype=np.int64)
    edge[found] = open_[feet.line[found]]
    return OnRoad(edge, feet.share, feet.metres / (WALK_KMH / 3.6), feet.lon, feet.lat)

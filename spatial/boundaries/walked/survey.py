"""What the tracks of two sides prove of a line in a window: coverage and visits, read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from sqlalchemy import Connection

from spatial.boundaries.course import Course
from spatial.boundaries.register import Marker
from spatial.boundaries.walked.clock_offset import clock_remarks
from spatial.boundaries.walked.coverage import (
    Coverage,
    SideCoverage,
    coverages,
    gaps_beside,
    marks_of,
    points_of,
)
from spatial.boundaries.walked.datum_shift import ShiftCheck
from spatial.boundaries.walked.visits import MarkerVisits, SideVisits, visits_of_either
from spatial.errors import BadParameter
from spatial.locations.clock import instant
from spatial.locations.geodesic import Floats, metres_per_degree
from spatial.locations.history import Box, places_beside
from spatial.locations.tracks import JUMP_M

_BOX_POINTS = 1_000
"""Points of a line (10 km) that share a box in which chunks are looked for."""


@dataclass(frozen=True, slots=True)
class Rules:
    """By which a line is judged. within_m: so near to it a way counts. radius_m, dwell_s: so near
    to a marker, and so long, a visit is. gap_s: after a longer silence nothing is known.
    """

    within_m: float
    radius_m: float
    dwell_s: float
    gap_s: float

    def __post_init__(self) -> None:
        """Raises BadParameter."""
        for name in ("within_m", "radius_m", "gap_s"):
            if not 0 < getattr(self, name) < np.inf:
                raise BadParameter(f"{name} must be more than 0")
        if not 0 <= self.dwell_s < np.inf:
            raise BadParameter("dwell_s must not be less than 0")


@dataclass(frozen=True, slots=True)
class Walk:
    """A device that counts for a side (left, right) in [starts, ends)."""

    device_id: int
    device: str
    side: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """What a device told in its window. remarks: why its tracks may be wrong."""

    device: str
    side: str
    fixes: int
    first: datetime | None
    last: datetime | None
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """coverage: by side (left, right, both, either). visits: by side (left, right, either)."""

    coverage: dict[str, Coverage]
    visits: dict[str, list[MarkerVisits]]
    sources: tuple[Source, ...]


def survey(
    connection: Connection,
    course: Course,
    markers: Sequence[Marker],
    walks: Sequence[Walk],
    rules: Rules,
    *,
    remarks: bool = True,
) -> Survey:
    """What the walks prove. Grows with the fixes near the line and its length.

    remarks: whether each device is looked at for a wrong system of coordinates and a wrong clock.
    Raises BadParameter for a line that is too long.
    """
    points = points_of(course)
    boxes = _boxes(points.lon, points.lat, rules.within_m + JUMP_M)
    for one in markers:
        # Where one is registered far from its line.
        boxes += _boxes(np.array([one.lon]), np.array([one.lat]), rules.radius_m)
    covered = {
        side: SideCoverage(points, within_m=rules.within_m, gap_s=rules.gap_s)
        for side in ("left", "right")
    }
    visited = {
        side: SideVisits(
            course,
            markers,
            points,
            radius_m=rules.radius_m,
            dwell_s=rules.dwell_s,
            gap_s=rules.gap_s,
        )
        for side in ("left", "right")
    }
    sources = []
    for walk in walks:
        beside = places_beside(connection, walk.device_id, walk.starts, walk.ends, boxes)
        shift = ShiftCheck(points, rules.within_m)
        for places in beside.stretches:
            gaps = gaps_beside(points, places, within_m=rules.within_m, gap_s=rules.gap_s)
            covered[walk.side].add(places, gaps)
            visited[walk.side].add(walk.device, places, gaps)
            if remarks:
                shift.add(places)
        if not beside.fixes:
            visited[walk.side].add_silent(walk.device)
        told: list[str] = []
        if remarks:
            told = [*shift.remarks(), *clock_remarks(connection, walk.device_id, beside)]
        first, last = (
            None if at is None else instant(at) for at in (beside.first_us, beside.last_us)
        )
        sources.append(Source(walk.device, walk.side, beside.fixes, first, last, tuple(told)))
    left, right = visited["left"].of_markers(), visited["right"].of_markers()
    return Survey(
        coverages(points, covered["left"], covered["right"], marks_of(course, markers)),
        {"left": left, "right": right, "either": visits_of_either(left, right)},
        tuple(sources),
    )


def _boxes(lon: Floats, lat: Floats, margin_m: float) -> list[Box]:
    """Boxes around positions that follow each other, so much wider."""
    found = []
    for begin in range(0, len(lon), _BOX_POINTS):
        lons, lats = lon[begin : begin + _BOX_POINTS], lat[begin : begin + _BOX_POINTS]
        furthest = min(float(np.abs(lats).max()) + margin_m / 1e5, 89.9)
        per_lon, per_lat = metres_per_degree(np.array([furthest]))
        aside, above = margin_m / per_lon[0], margin_m / per_lat[0] * 1.01
        around = shapely.box(
            lons.min() - aside, lats.min() - above, lons.max() + aside, lats.max() + above
        )
        found.append(Box.about(around))
    return found

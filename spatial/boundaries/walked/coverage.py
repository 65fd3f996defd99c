"""How much of a line was walked (R3.4): by each side, both and either, and what is missing.

The line is looked at every ten metres. Walked is what the ways of the devices of a side come near
enough to; unknown is what lies between the places where one of them was near the line before and
after a gap in its fixes: it may have walked there. Unknown is not absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from spatial.boundaries.course import Course
from spatial.boundaries.register import Marker
from spatial.locations.fixes import E7, Places
from spatial.locations.line_points import LinePoints
from spatial.locations.walked_points import WalkedPoints

SIDES = ("left", "right", "both", "either")
"""Whose tracks: of one side; both: where each side came near; either: where one did."""

_NOT_WALKED, _UNKNOWN, _WALKED = 0, 1, 2
_KINDS = {_NOT_WALKED: "not_walked", _UNKNOWN: "unknown"}

States = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker, and where on the line it belongs: metres from the beginning."""

    number: str
    chainage_m: float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line that was not walked, or that nobody knows of (kind: not_walked, unknown).

    from_m, to_m: chainage. nearest_marker: None on a line without markers; marker_m: from the part
    to it along the line, 0 where it stands in the part.
    """

    from_m: float
    to_m: float
    kind: str
    nearest_marker: str | None
    marker_m: float | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one of SIDES. length_m, walked_m: geodesic."""

    side: str
    length_m: float
    walked_m: float
    parts: tuple[Part, ...]

    @property
    def share(self) -> float:
        """Of 0 to 1."""
        return self.walked_m / self.length_m


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps of a track that is given as a whole, in order of time.

    before, after: the rows of the fixes around each. from_point, to_point: the points of the line
    that these are near to, -1 where they are not.
    """

    before: NDArray[np.intp]
    after: NDArray[np.intp]
    from_point: NDArray[np.intp]
    to_point: NDArray[np.intp]


def gaps_beside(points: LinePoints, places: Places, *, within_m: float, gap_s: float) -> Gaps:
    """The gaps longer than gap_s of one device, and where on the line they begin and end."""
    before = np.flatnonzero(np.diff(places.time_us) > gap_s * 1e6)
    after = before + 1
    rows = np.append(before, after)
    nearest, _ = points.nearest(places.lon_e7[rows] / E7, places.lat_e7[rows] / E7, within_m)
    return Gaps(before, after, nearest[: len(before)], nearest[len(before) :])


class SideCoverage:
    """What one side walked, as its tracks are told."""

    def __init__(self, points: LinePoints, *, within_m: float, gap_s: float) -> None:
        self._walked = WalkedPoints(points, within_m, gap=timedelta(seconds=gap_s))
        self._unknown = np.zeros(len(points), np.bool_)

    def add(self, places: Places, gaps: Gaps) -> None:
        """Takes in a track of one device."""
        self._walked.add(places)
        for one, other in zip(gaps.from_point.tolist(), gaps.to_point.tolist(), strict=True):
            if one >= 0 and other >= 0:
                self._unknown[min(one, other) : max(one, other) + 1] = True

    @property
    def states(self) -> States:
        """Of each point of the line whether it was walked, is unknown, or was not."""
        found = np.where(self._unknown, _UNKNOWN, _NOT_WALKED).astype(np.int8)
        found[self._walked.walked] = _WALKED
        return found


def coverages(
    points: LinePoints, left: SideCoverage, right: SideCoverage, marks: Sequence[Mark]
) -> dict[str, Coverage]:
    """The coverage of all four, by side."""
    one, other = left.states, right.states
    told = {
        "left": one,
        "right": other,
        "both": np.minimum(one, other),
        "either": np.maximum(one, other),
    }
    return {side: _coverage(side, points, states, marks) for side, states in told.items()}


def marks_of(course: Course, markers: Sequence[Marker]) -> list[Mark]:
    """Where the markers belong on the line, in order along it."""
    found = [
        Mark(marker.number, course.locate(marker.lon, marker.lat).chainage_m) for marker in markers
    ]
    return sorted(found, key=lambda mark: (mark.chainage_m, mark.number))


def points_of(course: Course) -> LinePoints:
    """The points at which the line is looked at. Raises BadParameter for one that is too long."""
    return LinePoints.of(course.lon, course.lat)


def _coverage(side: str, points: LinePoints, states: States, marks: Sequence[Mark]) -> Coverage:
    edges = np.flatnonzero(np.diff(states)) + 1
    begins, ends = [0, *edges.tolist()], [*edges.tolist(), len(states)]
    parts = []
    for begin, end in zip(begins, ends, strict=True):
        kind = _KINDS.get(int(states[begin]))
        if kind is not None:
            from_m, to_m = begin * points.step_m, end * points.step_m
            parts.append(Part(from_m, to_m, kind, *_nearest(from_m, to_m, marks)))
    walked_m = float((states == _WALKED).sum()) * points.step_m
    return Coverage(side, points.length_m, walked_m, tuple(parts))


def _nearest(
    from_m: float, to_m: float, marks: Sequence[Mark]
) -> tuple[str, float] | tuple[None, None]:
    if not marks:
        return None, None
    away = [max(from_m - mark.chainage_m, mark.chainage_m - to_m, 0.0) for mark in marks]
    nearest = away.index(min(away))
    return marks[nearest].number, away[nearest]

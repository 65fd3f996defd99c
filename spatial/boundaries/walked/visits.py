"""Who came to the markers of a line, for how long (R3.5); and where nobody knows.

A visit is a run of fixes within a radius of the marker itself (a double marker stands beside the
line), without a gap, of at least two, that lasts long enough. One fix outside between others does
not end it, as one inside alone does not make it.

A marker that nobody visited is unknown where a device may have been there in a gap of its fixes:
one of the fixes around the gap lies within the radius, or both lie at the line, one before and one
behind the marker. It is unknown, too, where no device of the side told anything at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from spatial.boundaries.course import Course
from spatial.boundaries.register import Marker
from spatial.boundaries.walked.coverage import Gaps
from spatial.locations.clock import instant
from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import Floats, earth_centred
from spatial.locations.line_points import LinePoints
from spatial.locations.open_cells import OpenCells


@dataclass(frozen=True, slots=True)
class Visit:
    """A device at a marker, from its first fix there to its last. nearest_m: of these fixes."""

    device: str
    arrived: datetime
    left: datetime
    dwell_s: float
    fixes: int
    nearest_m: float


@dataclass(frozen=True, slots=True)
class UnknownSpan:
    """A gap in which a device may have been at a marker; both None where it told nothing at all."""

    device: str
    starts: datetime | None
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class MarkerVisits:
    """What is known of a marker. state: visited, not_seen or unknown."""

    number: str
    serial: int | None
    kind: str | None
    chainage_m: float
    state: str
    visits: tuple[Visit, ...]
    unknown: tuple[UnknownSpan, ...]


@dataclass(slots=True)
class _Found:
    visits: list[Visit] = field(default_factory=list)
    unknown: list[UnknownSpan] = field(default_factory=list)


class SideVisits:
    """The visits of the markers of a line by one side, as its tracks are told."""

    def __init__(
        self,
        course: Course,
        markers: Sequence[Marker],
        points: LinePoints,
        *,
        radius_m: float,
        dwell_s: float,
        gap_s: float,
    ) -> None:
        self._markers = list(markers)
        self._radius_m, self._dwell_s, self._gap_s = radius_m, dwell_s, gap_s
        self._chainage = [course.locate(one.lon, one.lat).chainage_m for one in markers]
        self._step_m = points.step_m
        lon = np.array([one.lon for one in markers])
        lat = np.array([one.lat for one in markers])
        self._lon_e7, self._lat_e7 = np.rint(lon * E7), np.rint(lat * E7)
        self._xyz = earth_centred(lon, lat)
        self._cells = OpenCells(lon, lat, radius_m) if markers else None
        self._found = [_Found() for _ in markers]
        self._silent: list[str] = []
        self._told = False

    def add(self, device: str, places: Places, gaps: Gaps) -> None:
        """Takes in a track of one device, with its gaps."""
        self._told = self._told or len(places) > 0
        if self._cells is None:
            return
        still = np.zeros(len(places), np.int64)
        order = np.flatnonzero(self._cells.may_pass(places.lon_e7, places.lat_e7, still))
        order = order[np.argsort(places.lat_e7[order], kind="stable")]
        lat = places.lat_e7[order]
        # More than a degree has metres anywhere.
        reach = self._radius_m / 110_000 * E7
        lows = np.searchsorted(lat, self._lat_e7 - reach)
        highs = np.searchsorted(lat, self._lat_e7 + reach, side="right")
        for number, (low, high) in enumerate(zip(lows.tolist(), highs.tolist(), strict=True)):
            near = np.sort(order[low:high])
            metres = self._metres(places, near, number)
            inside = near[metres <= self._radius_m]
            if len(inside):
                self._add_visits(device, places, inside, metres[metres <= self._radius_m], number)
            self._add_gaps(device, places, gaps, inside, number)

    def add_silent(self, device: str) -> None:
        """Notes a device that has no fix in its window."""
        self._silent.append(device)

    def of_markers(self) -> list[MarkerVisits]:
        """What the tracks so far tell, in the order of the markers."""
        return [
            self._of_marker(marker, chainage, found)
            for marker, chainage, found in zip(
                self._markers, self._chainage, self._found, strict=True
            )
        ]

    def _of_marker(self, marker: Marker, chainage: float, found: _Found) -> MarkerVisits:
        visits = tuple(sorted(found.visits, key=lambda one: (one.arrived, one.device)))
        unknown = list(found.unknown)
        if not self._told:
            unknown += [UnknownSpan(device, None, None) for device in self._silent]
        state = "unknown" if unknown or not self._told else "not_seen"
        return MarkerVisits(
            marker.number,
            marker.serial,
            marker.kind,
            chainage,
            "visited" if visits else state,
            visits,
            tuple(unknown),
        )

    def _metres(self, places: Places, rows: NDArray[np.intp], number: int) -> Floats:
        here = earth_centred(places.lon_e7[rows] / E7, places.lat_e7[rows] / E7)
        away: Floats = np.sqrt(((here - self._xyz[number]) ** 2).sum(axis=1))
        return away

    def _add_visits(
        self, device: str, places: Places, inside: NDArray[np.intp], metres: Floats, number: int
    ) -> None:
        times = places.time_us[inside]
        ends = np.diff(times) > self._gap_s * 1e6
        # One fix outside, between two that go on, is a bad one.
        ends |= np.diff(inside) > 2
        cuts = np.flatnonzero(ends) + 1
        for run in np.split(np.arange(len(inside)), cuts):
            dwell_s = float(times[run[-1]] - times[run[0]]) / 1e6
            if len(run) < 2 or dwell_s < self._dwell_s:
                continue
            self._found[number].visits.append(
                Visit(
                    device,
                    instant(int(times[run[0]])),
                    instant(int(times[run[-1]])),
                    dwell_s,
                    len(run),
                    float(metres[run].min()),
                )
            )

    def _add_gaps(
        self, device: str, places: Places, gaps: Gaps, inside: NDArray[np.intp], number: int
    ) -> None:
        if not len(gaps.before):
            return
        at = self._chainage[number] / self._step_m
        low = np.minimum(gaps.from_point, gaps.to_point)
        high = np.maximum(gaps.from_point, gaps.to_point)
        passed = (low >= 0) & (low <= at) & (at <= high + 1)
        passed |= np.isin(gaps.before, inside) | np.isin(gaps.after, inside)
        for gap in np.flatnonzero(passed):
            begin, end = places.time_us[gaps.before[gap]], places.time_us[gaps.after[gap]]
            self._found[number].unknown.append(
                UnknownSpan(device, instant(int(begin)), instant(int(end)))
            )


def visits_of_either(
    left: Sequence[MarkerVisits], right: Sequence[MarkerVisits]
) -> list[MarkerVisits]:
    """What both sides together tell: visited by one, else unknown where one of them is."""
    return [_joined(one, other) for one, other in zip(left, right, strict=True)]


def _joined(one: MarkerVisits, other: MarkerVisits) -> MarkerVisits:
    states = {one.state, other.state}
    state = next(name for name in ("visited", "unknown", "not_seen") if name in states)
    visits = sorted([*one.visits, *other.visits], key=lambda visit: (visit.arrived, visit.device))
    return MarkerVisits(
        one.number,
        one.serial,
        one.kind,
        one.chainage_m,
        state,
        tuple(visits),
        (*one.unknown, *other.unknown),
    )

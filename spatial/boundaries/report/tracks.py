"""The tracks of an inspection: of each device in its window, as far as it was near the line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from spatial.boundaries.course import Course
from spatial.boundaries.report.facts import Facts, Party
from spatial.boundaries.report.projection import Local
from spatial.locations.device_track import Track, TrackPart, track

NEAR_M = 5_000.0
"""What a device did farther from the line is no matter of the inspection, and is left out."""

_PAGE = 200_000
_FINE_M = 20.0


@dataclass(frozen=True, slots=True)
class SideTrack:
    """The track of a device that counts for a side."""

    party: Party
    track: Track

    @property
    def fixes(self) -> int:
        """In its parts."""
        return sum(len(part.times) for part in self.track.parts)


def tracks_of(connection: Connection, facts: Facts, now: datetime) -> Iterator[SideTrack]:
    """The tracks that may be seen, one device after the other; none without a course.

    now: until when windows go that are not at an end. One device at a time is in memory; the work
    grows with its fixes.
    """
    if facts.course is None:
        return
    near = _Near(facts.course)
    for party in facts.parties:
        ends = min(now, party.ends or now)
        if ends > party.starts:
            yield SideTrack(party, _track(connection, party, ends, near))


def _track(connection: Connection, party: Party, ends: datetime, near: _Near) -> Track:
    parts: list[TrackPart] = []
    start: datetime | None = party.starts
    page: Track | None = None
    while start is not None:
        page = track(connection, party.device, start, ends, limit=_PAGE, told=True)
        parts += [piece for part in page.parts for piece in near.pieces(part)]
        start = page.following
    assert page is not None
    return replace(page, parts=tuple(parts), count=sum(len(part.times) for part in parts))


class _Near:
    """What lies within NEAR_M of a line."""

    def __init__(self, course: Course) -> None:
        self._local = Local(course.at(course.length_m / 2)[0])
        self._line = shapely.simplify(self._local.project(course.line), _FINE_M)
        shapely.prepare(self._line)

    def pieces(self, part: TrackPart) -> Iterator[TrackPart]:
        """The runs of a part that are near."""
        near = self._is_near(part.lon_lat)
        bounds = np.flatnonzero(np.diff(np.concatenate([[False], near, [False]]).astype(np.int8)))
        for begin, end in bounds.reshape(-1, 2).tolist():
            rows = np.arange(begin, end)
            yield TrackPart(
                part.times[begin:end],
                part.lon_lat[rows],
                None if part.told is None else part.told.take(rows),
            )

    def _is_near(self, lon_lat: NDArray[np.float64]) -> NDArray[np.bool_]:
        points: NDArray[np.object_] = shapely.points(self._local.xy(lon_lat))
        near: NDArray[np.bool_] = shapely.dwithin(self._line, points, NEAR_M)
        return near


def lines_of(found: Track) -> list[BaseGeometry]:
    """Its parts of more than one fix, as lines of longitude, latitude."""
    return [shapely.LineString(part.lon_lat) for part in found.parts if len(part.times) > 1]

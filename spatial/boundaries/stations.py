"""What stands along a line: markers with chainage and groups, and what words tell of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from spatial.boundaries.alignment import Alignment, Drawn, alignment_of, told
from spatial.boundaries.course import Course, Located
from spatial.boundaries.marker_numbers import MarkerNumber, Series, review
from spatial.boundaries.register import Marker, Segment
from spatial.db import read_sql


@dataclass(frozen=True, slots=True)
class PlacedMarker:
    """A marker and where on the line it belongs. Those of doubles and triples stand beside the
    line, on the banks of a river or road: a distance is no error of theirs."""

    marker: Marker
    located: Located


@dataclass(frozen=True, slots=True)
class MarkerState:
    """What a marker was through a period; valid_to is excluded, None is open."""

    number: str
    state: str
    valid_from: date | None
    valid_to: date | None
    lon: float
    lat: float
    note: str | None


@dataclass(frozen=True, slots=True)
class Reference:
    """What a marker is found again by (方位物). bearing_deg: from the marker, from true north."""

    marker_number: str
    ordinal: int
    name: str
    bearing_deg: float
    distance_m: float
    valid_from: date | None
    valid_to: date | None


def placed(course: Course, markers: Sequence[Marker]) -> list[PlacedMarker]:
    """The markers with their places on a course, in order of chainage."""
    found = [PlacedMarker(one, course.locate(one.lon, one.lat)) for one in markers]
    return sorted(found, key=lambda one: (one.located.chainage_m, one.marker.number))


def series_of(line_number: str, markers: Sequence[Marker]) -> Series:
    """The groups of the markers whose numbers are of the standard, and their faults (R3.2)."""
    return review(
        MarkerNumber(line_number, one.serial, one.kind)
        for one in markers
        if one.serial is not None and one.kind is not None
    )


def marker_states(
    connection: Connection, boundary_id: int, *, known_at: datetime | None = None
) -> dict[str, list[MarkerState]]:
    """What each marker of a line was through time, oldest first, by number."""
    rows = connection.execute(
        text(read_sql("spatial.boundaries", "marker_states")),
        {"boundary": boundary_id, "known_at": known_at},
    )
    states: dict[str, list[MarkerState]] = {}
    for row in rows:
        states.setdefault(row.number, []).append(MarkerState(**row._mapping))
    return states


def references_on(
    connection: Connection,
    boundary_id: int,
    day: date,
    *,
    marker: str | None = None,
    known_at: datetime | None = None,
) -> list[Reference]:
    """The references of the markers of a line on a day, by marker; of one when it is named."""
    rows = connection.execute(
        text(read_sql("spatial.boundaries", "references_on")),
        {"boundary": boundary_id, "day": day, "marker": marker, "known_at": known_at},
    )
    return [Reference(**row._mapping) for row in rows]


def alignment_along(
    course: Course,
    segments: Sequence[Segment],
    markers: Sequence[Marker],
    *,
    tolerance_m: float,
    begins: str = "起点",
    ends: str = "终点",
) -> Alignment:
    """What words can tell of a line: from marker to marker, and from feature to feature.

    The markers of one serial are one place, in the middle of their chainages. begins, ends: what
    stands at the ends. Raises BadAlignment for a line shorter than a metre.
    """
    places: dict[float, str] = {}
    for chainage, label in _stops(course, markers):
        places[chainage] = f"{places[chainage]}、{label}" if chainage in places else label
    places[course.length_m] = _joined(places.get(course.length_m), told(ends))
    begins = _joined(told(begins), places.pop(0.0, None))
    limits = sorted({*places, *(one.to_m for one in segments[:-1])} - {0.0})
    legs, start = [], 0.0
    for end in limits:
        if end - start < 1e-6 or end > course.length_m:
            continue
        middle = (start + end) / 2
        segment = next((one for one in segments if one.to_m >= middle), segments[-1])
        feature = None if segment.feature is None else told(segment.feature)
        legs.append(Drawn(feature or None, places.get(end), course.part(start, end)))
        start = end
    return alignment_of(begins, legs, tolerance_m)


def _joined(one: str | None, other: str | None) -> str:
    return "、".join(part for part in (one, other) if part)


def _stops(course: Course, markers: Sequence[Marker]) -> list[tuple[float, str]]:
    """Chainage and name of each place with markers."""
    groups: dict[object, list[PlacedMarker]] = {}
    for one in placed(course, markers):
        serial = one.marker.serial
        groups.setdefault(one.marker.number if serial is None else serial, []).append(one)
    return [
        (
            sum(one.located.chainage_m for one in group) / len(group),
            "、".join(sorted(told(one.marker.number) for one in group)) + "号界桩",
        )
        for group in groups.values()
    ]

"""Where facilities and markers stand on a day, for questions about the cameras around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from spatial.boundaries.register import boundary_on, markers_on
from spatial.business.facilities import facility_kinds
from spatial.db import read_sql
from spatial.errors import BadParameter, NotPermitted, UnknownFacility, UnknownMarker


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that is asked about. kind: point, facility or marker. id: dataset and key of a
    facility, line and number of a marker, with a slash between them; None of a point. lon, lat:
    degrees, CGCS2000; of an area a point on it."""

    kind: str
    id: str | None
    name: str | None
    lon: float
    lat: float


def facility_place(
    connection: Connection,
    dataset: str,
    key: str,
    day: date,
    *,
    known_at: datetime | None = None,
) -> NamedPlace:
    """Where a facility stands on a day.

    Raises BadParameter for a dataset without facilities, NotPermitted where its single records stay
    closed (R8.5), UnknownFacility where it did not stand on the day or nobody knows where.
    """
    kinds = {kind.id: kind for kind in facility_kinds(connection)}
    if dataset not in kinds:
        raise BadParameter(f"there is no kind of facility {dataset!r}: one of {', '.join(kinds)}")
    if kinds[dataset].grade.closed:
        raise NotPermitted(
            f"single records of {dataset} are of grade {kinds[dataset].grade}: "
            "they are only counted"
        )
    row = connection.execute(
        text(read_sql("spatial.cameras", "facility_place")),
        {"dataset": dataset, "key": key, "day": day, "known_at": known_at},
    ).one_or_none()
    if row is None:
        raise UnknownFacility(f"{dataset} holds no facility {key!r} with a place on {day}")
    return NamedPlace("facility", f"{dataset}/{key}", row.name, row.lon, row.lat)


def marker_place(
    connection: Connection,
    line: str,
    number: str,
    day: date,
    *,
    known_at: datetime | None = None,
) -> NamedPlace:
    """Where a marker (界桩) of a registered line stands on a day.

    Raises UnknownBoundary and UnknownMarker.
    """
    boundary = boundary_on(connection, line, day, known_at=known_at)
    for marker in markers_on(connection, boundary.id, day, known_at=known_at):
        if marker.number == number:
            return NamedPlace("marker", f"{line}/{number}", marker.number, marker.lon, marker.lat)
    raise UnknownMarker(f"line {line} has no marker {number!r} on {day}")

"""Facilities (养老机构, 日间照料, 救助管理站 …) through time: the nearest ones on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from spatial.access.declaration import Grade
from spatial.db import read_sql
from spatial.errors import BadParameter, NotPermitted
from spatial.temporal import Period


@dataclass(frozen=True, slots=True)
class FacilityKind:
    """A dataset that holds facilities; title is its Chinese name, grade that of its records."""

    id: str
    title: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class NearFacility:
    """A facility as it stood, with its geodesic distance in metres from the place asked for.

    lon, lat: degrees, CGCS2000. beds: None where the register says nothing.
    """

    id: str
    name: str
    address: str | None
    beds: int | None
    lon: float
    lat: float
    distance_m: float
    valid: Period


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest facilities of a kind on a day, nearest first.

    data_until: the last day on which the register of the kind says that something changed; a later
    day is answered with that state. reason: why there are none: `not_loaded` (no facility of the
    kind is known at all), `before_the_record` (the day lies before the first one's opening) or
    `none_open` (all known ones were closed on the day).
    """

    kind: FacilityKind
    day: date
    facilities: tuple[NearFacility, ...]
    data_until: date | None
    reason: str | None
    exact: bool = True

    @property
    def last_known(self) -> bool:
        """Whether the day lies after what the register speaks of."""
        return self.data_until is not None and self.day > self.data_until


def facility_kinds(connection: Connection) -> list[FacilityKind]:
    """The datasets that hold facilities, by identifier."""
    rows = connection.execute(
        text("SELECT id, title, grade FROM dataset WHERE 'facilities' = ANY(holds) ORDER BY id")
    )
    return [FacilityKind(row.id, row.title, Grade(row.grade)) for row in rows]


def nearest(
    connection: Connection, lon: float, lat: float, kind: str, day: date, limit: int
) -> Nearest:
    """The `limit` facilities of the kind that are nearest to a place among those open on a day.

    lon, lat: degrees, CGCS2000. Distances are geodesic, and the order is theirs exactly; equal
    ones are ordered by identifier.
    Raises BadParameter for a kind that there is not, NotPermitted for one whose single records are
    never listed (R8.5).
    """
    kinds = {known.id: known for known in facility_kinds(connection)}
    if kind not in kinds:
        raise BadParameter(f"there is no kind of facility {kind!r}: one of {', '.join(kinds)}")
    if kinds[kind].grade.closed:
        raise NotPermitted(
            f"single records of {kind} are of grade {kinds[kind].grade}: they are only counted"
        )
    rows = connection.execute(
        text(read_sql("spatial.business", "nearest_facilities")),
        {"lon": lon, "lat": lat, "kind": kind, "day": day, "wanted": limit},
    )
    found = tuple(
        NearFacility(
            row.id,
            row.name or row.id,
            row.address,
            row.beds,
            row.lon,
            row.lat,
            row.distance_m,
            Period(row.valid_from, row.valid_to),
        )
        for row in rows
    )
    first, until = _span(connection, kind)
    reason = None
    if not found:
        if first is None:
            reason = "not_loaded"
        else:
            reason = "before_the_record" if day < first else "none_open"
    return Nearest(kinds[kind], day, found, until, reason)


def _span(connection: Connection, kind: str) -> tuple[date | None, date | None]:
    row = connection.execute(
        text(read_sql("spatial.business", "facility_span")), {"kind": kind}
    ).one()
    return row.first, row.until

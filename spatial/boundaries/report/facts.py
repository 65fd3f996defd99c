"""What is known of one joint inspection: the rows that its report tells of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from spatial.boundaries.course import Course
from spatial.boundaries.register import Boundary, Marker, Segment

SIDES = ("left", "right")
"""Of the line, looking from its beginning to its end."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """A joint inspection of a line. round_number, round_name, round_from, round_to: None for an
    extra one. left_office, right_office: codes. within_m, radius_m, dwell_s, gap_s: as coverage and
    visits are to be judged."""

    id: int
    boundary_id: int
    line_number: str
    kind: str
    reason: str | None
    plan_year: int
    round_id: int | None
    round_number: int | None
    round_name: str | None
    round_from: date | None
    round_to: date | None
    left_office: str
    right_office: str
    lead: str
    within_m: float
    radius_m: float
    dwell_s: float
    gap_s: float
    person: str
    recorded_at: datetime

    def office(self, side: str) -> str:
        """The code of the office of a side."""
        return self.left_office if side == "left" else self.right_office


@dataclass(frozen=True, slots=True)
class Step:
    """A state that an inspection entered. document: SHA-256, hexadecimal, of a deposited file."""

    id: int
    state: str
    day: date
    office: str
    person: str
    note: str | None
    document: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Party:
    """A device whose track counts for a side in [starts, ends); ends None: to this day."""

    id: int
    side: str
    device_id: int
    device: str
    bearer: str | None
    starts: datetime
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """A record sheet that stands. from_m, to_m: chainage. lon, lat: degrees, CGCS2000."""

    id: int
    side: str
    subject: str
    marker_number: str | None
    from_m: float | None
    to_m: float | None
    checked_at: datetime
    device: str | None
    office: str
    person: str
    condition: str | None
    text: str
    details: Mapping[str, Any]
    corrects: int | None
    recorded_at: datetime
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """What was said of a problem at an instant; rows of one record and number are one problem."""

    id: int
    record_id: int
    number: int
    category: str
    state: str
    text: str
    office: str
    person: str
    recorded_at: datetime
    subject: str
    marker_number: str | None
    from_m: float | None
    to_m: float | None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo. taken_at, lon, lat, bearing_deg: as the file says of itself. judged: what comparing
    it with the track of its device told. marker_number: of the record to which it belongs."""

    id: int
    record_id: int | None
    sha256: str
    media_type: str
    side: str
    device: str | None
    taken_at: datetime | None
    bearing_deg: float | None
    caption: str
    judged: Mapping[str, Any]
    office: str
    person: str
    recorded_at: datetime
    lon: float | None
    lat: float | None
    marker_number: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the line a side walked. parts: what it did not, by chainage (`from_m`, `to_m`,
    `kind`, `nearest_marker`, `marker_m`)."""

    id: int
    side: str
    starts: datetime
    ends: datetime
    parameters: Mapping[str, Any]
    length_m: float
    walked_m: float
    parts: Sequence[Mapping[str, Any]]
    sources: Mapping[str, Any]
    recorded_at: datetime

    @property
    def devices(self) -> Sequence[Mapping[str, Any]]:
        """Whose tracks were looked at, of both sides: `device`, `side`, `fixes`, `remarks` …"""
        return self.sources.get("devices") or ()

    @property
    def share(self) -> float:
        """Of the length, 0 to 1."""
        return self.walked_m / self.length_m if self.length_m else 0.0


@dataclass(frozen=True, slots=True)
class Visits:
    """Which markers a side visited: `number`, `state`, `visits`, `unknown` of each."""

    id: int
    side: str
    starts: datetime
    ends: datetime
    parameters: Mapping[str, Any]
    markers: Sequence[Mapping[str, Any]]
    sources: Mapping[str, Any]
    recorded_at: datetime

    @property
    def devices(self) -> Sequence[Mapping[str, Any]]:
        """As of Coverage."""
        return self.sources.get("devices") or ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference object (方位物) of a marker. bearing_deg: from the marker, from true north."""

    id: int
    marker_number: str
    ordinal: int
    name: str
    bearing_deg: float
    distance_m: float


@dataclass(frozen=True, slots=True)
class Tripoint:
    """Where three units meet. codes: theirs. lon, lat: degrees, CGCS2000."""

    id: int
    name: str
    codes: Sequence[str]
    monument: str | None
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Previous:
    """The inspection of the line before, with its results by side."""

    inspection: Inspection
    coverage: Mapping[str, Coverage]
    visits: Mapping[str, Visits]


@dataclass(frozen=True)
class Facts:
    """All that the report of an inspection tells, of what its reader may see.

    day: whose register and divisions it goes by. seen: the sides whose tracks may be seen; shared:
    those whose records and photos may be (`both` among them).
    names: of units, by code. course: that of which the results
    are, else that of the day; None where none is registered. markers, references,
    tripoints: of the day. coverage, visits: newest results by side, of sides that may be seen.
    hidden_records: how many of the other side are not shown before it has reported.
    """

    inspection: Inspection
    day: date
    seen: frozenset[str]
    shared: frozenset[str]
    names: Mapping[str, str]
    boundary: Boundary
    segments: Sequence[Segment]
    course: Course | None
    markers: Sequence[Marker]
    references: Sequence[Reference]
    tripoints: Sequence[Tripoint]
    steps: Sequence[Step]
    parties: Sequence[Party]
    records: Sequence[Record]
    hidden_records: int
    findings: Sequence[FindingRow]
    photos: Sequence[Photo]
    coverage: Mapping[str, Coverage]
    visits: Mapping[str, Visits]
    previous: Previous | None

    @property
    def complete(self) -> bool:
        """Whether the reader sees the tracks of both sides."""
        return self.seen == frozenset(SIDES)

    @property
    def state(self) -> str | None:
        """The last state that the inspection entered."""
        return self.steps[-1].state if self.steps else None

    def unit(self, code: str) -> str:
        """The name of a unit, or its code where nobody knows it."""
        return self.names.get(code, code)

    def side_unit(self, side: str) -> str:
        """The name of the unit on a side."""
        return self.unit(self.boundary.left_code if side == "left" else self.boundary.right_code)

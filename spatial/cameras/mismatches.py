"""Where the division in a camera's number and the one that it stands in are not the same (R7.3).

A number bears the code of the day on which it was given, and keeps it: after 公主岭 2020 (220381
became 220184) it misleads. That is told apart from a camera that stands elsewhere, and from a point
that lies off because nobody said that it was shifted (GCJ-02, BD-09).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from shapely.geometry import Point
from sqlalchemy import Connection, Row, text

from spatial.cameras.device_number import parse_camera_number
from spatial.crs import BD09, CGCS2000, GCJ02, in_degrees, to_cgcs2000
from spatial.db import read_sql
from spatial.division_codes import canonical_code
from spatial.divisions.answers.absence import Candidate, candidates_on
from spatial.divisions.footing import Footing, footing_of
from spatial.divisions.versions import UnitVersion, versions_of_code
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadCode, BadGeometry

_PAGE = 2_000
_SHIFTED = (CGCS2000, GCJ02, BD09)
_AS_CGCS2000 = ("EPSG:4490", "EPSG:4326")
_LEVELS = ("county", "prefecture", "province")


class Mismatch(StrEnum):
    """In which way a number and a point disagree.

    code_retired: the code is no longer one on the day; its successors are told. elsewhere: it is
    one, and the point lies in another unit. code_not_yet: it is one only later. code_unknown: no
    list ever held it. nowhere: the point lies in no division, as at sea.
    """

    CODE_RETIRED = "code_retired"
    ELSEWHERE = "elsewhere"
    CODE_NOT_YET = "code_not_yet"
    CODE_UNKNOWN = "code_unknown"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by level, code and name."""

    level: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class MismatchedCamera:
    """A camera whose number and point disagree.

    code, code_name: of the number; the name is that of its last unit, None where it never was one.
    here: the smallest unit down to the county that holds the point, None where none does.
    successors: units of the day in which a retired code went on. agrees: whether the point lies in
    one of them, so that nothing is wrong but the code. perhaps: systems of coordinates: were
    the numbers in the source of one, the point would lie in the division of the number.
    """

    number: str
    name: str
    owner: str | None
    lon: float
    lat: float
    kind: Mismatch
    code: str
    code_name: str | None
    here: Unit | None
    successors: tuple[Candidate, ...]
    agrees: bool
    perhaps: tuple[str, ...]


@dataclass(slots=True)
class _Codes:
    """What codes mean on the day, each looked up once."""

    connection: Connection
    footing: Footing
    day: date
    _known: dict[str, tuple[list[UnitVersion], tuple[Candidate, ...]]] = field(default_factory=dict)

    def of(self, code: str) -> tuple[list[UnitVersion], tuple[Candidate, ...]]:
        """The versions of a code, and the units in which it went on by the day."""
        if code not in self._known:
            looking = self.footing.viewpoint
            versions = versions_of_code(self.connection, looking, code)
            went_on = candidates_on(self.connection, looking, versions, self.day)
            self._known[code] = versions, tuple(went_on)
        return self._known[code]


def mismatches_on(
    connection: Connection,
    day: date,
    *,
    known_at: datetime | None = None,
    kind: Mismatch | None = None,
    after: str = "",
) -> Iterator[MismatchedCamera]:
    """The cameras of a day whose number and point disagree, by number, after one.

    Looks at some thousand cameras at a time, while somebody asks for more. Raises BeforeTheRecord.
    """
    footing = footing_of(connection, Viewpoint(known_at=known_at))
    footing.require(day)
    codes = _Codes(connection, footing, day)
    while True:
        rows = connection.execute(
            text(read_sql("spatial.cameras", "standing_page")),
            {"day": day, "known_at": known_at, "after": after, "limit": _PAGE},
        ).all()
        found = _mismatched(codes, rows)
        yield from (one for one in found if kind is None or one.kind is kind)
        if len(rows) < _PAGE:
            return
        after = rows[-1].number


def _mismatched(codes: _Codes, rows: Sequence[Row[Any]]) -> list[MismatchedCamera]:
    held = _areas(codes, [(row.lon, row.lat) for row in rows])
    found = []
    for row, areas in zip(rows, held, strict=True):
        one = _judged(codes, row, areas)
        if one is not None:
            found.append(one)
    return _with_hints(codes, found, {row.number: row for row in rows})


def _judged(codes: _Codes, row: Row[Any], areas: Sequence[Row[Any]]) -> MismatchedCamera | None:
    told = parse_camera_number(row.number).division
    versions: list[UnitVersion] = []
    successors: tuple[Candidate, ...] = ()
    try:
        code = canonical_code(told)
        versions, successors = codes.of(code)
    except BadCode:
        code = told
    around = _codes_of(areas)
    stands = any(one.stands_on(codes.day) for one in versions)
    if stands and code in around:
        return None
    if not areas:
        kind = Mismatch.NOWHERE
    elif stands:
        kind = Mismatch.ELSEWHERE
    elif not versions:
        kind = Mismatch.CODE_UNKNOWN
    elif any(one.valid is not None and one.valid.start <= codes.day for one in versions):
        kind = Mismatch.CODE_RETIRED
    else:
        kind = Mismatch.CODE_NOT_YET
    return MismatchedCamera(
        row.number,
        row.name,
        row.owner,
        row.lon,
        row.lat,
        kind,
        code,
        versions[-1].name if versions else None,
        _smallest(areas),
        successors,
        any(one.code in around for one in successors),
        (),
    )


def _with_hints(
    codes: _Codes, found: list[MismatchedCamera], rows: dict[str, Row[Any]]
) -> list[MismatchedCamera]:
    """The same, with the systems of coordinates that would explain each."""
    asked: list[tuple[int, str, tuple[float, float]]] = []
    for i, one in enumerate(found):
        row = rows[one.number]
        if one.agrees or one.kind is Mismatch.CODE_UNKNOWN or not in_degrees(row.source_crs):
            continue
        given = CGCS2000 if row.source_crs in _AS_CGCS2000 else row.source_crs
        for system in _SHIFTED:
            if system == given:
                continue
            try:
                moved = to_cgcs2000(Point(row.source_x, row.source_y), system)
            except BadGeometry:
                continue
            assert isinstance(moved, Point)
            asked.append((i, system, (moved.x, moved.y)))
    held = _areas(codes, [place for _, _, place in asked])
    hints: defaultdict[int, list[str]] = defaultdict(list)
    for (i, system, _), areas in zip(asked, held, strict=True):
        wanted = {found[i].code, *(one.code for one in found[i].successors)}
        if wanted & _codes_of(areas):
            hints[i].append(system)
    return [replace(one, perhaps=tuple(hints[i])) for i, one in enumerate(found)]


def _areas(codes: _Codes, places: Sequence[tuple[float, float]]) -> list[list[Row[Any]]]:
    """The areas that hold each place on the day."""
    held: list[list[Row[Any]]] = [[] for _ in places]
    if not places:
        return held
    looking = codes.footing.viewpoint
    rows = codes.connection.execute(
        looking.sql("spatial.cameras", "areas_at_points"),
        {
            "lons": [lon for lon, _ in places],
            "lats": [lat for _, lat in places],
            "day": codes.day,
            "known_at": looking.parameters["known_at"],
        },
    )
    for row in rows:
        held[row.place - 1].append(row)
    return held


def _codes_of(areas: Collection[Row[Any]]) -> set[str]:
    """The codes of areas and of what is above them."""
    return {code for one in areas for code in (one.code, one.parent_code) if code is not None}


def _smallest(areas: Sequence[Row[Any]]) -> Unit | None:
    for level in _LEVELS:
        for one in areas:
            if one.level == level:
                return Unit(one.level, one.code, one.name)
    return None

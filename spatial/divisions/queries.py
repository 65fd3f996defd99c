"""Questions about divisions by date: lists, one unit, its history, the place of a point."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.division_codes import Level, canonical_code, level_of
from spatial.errors import BeforeTheRecord, UnknownDivision
from spatial.temporal import Period, Record


class Absence(StrEnum):
    """Why a code names no unit on a day.

    unknown: in no list ever. not_yet: first listed later. retired: listed before, no longer.
    """

    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    RETIRED = "retired"


class Reason(StrEnum):
    """Why a point has no unit of a level on a day.

    sea: in no area at all. before_the_record: before the first list. no_data: the list of the day
    has no unit there. no_geometry: one of several units, their limits unknown. doubly_covered: the
    source draws the place in two units. no_lower_levels: the unit around it has none of the level.
    no_prefecture: the province or county around it stands under no prefecture.
    """

    SEA = "sea"
    BEFORE_THE_RECORD = "before_the_record"
    NO_DATA = "no_data"
    NO_GEOMETRY = "no_geometry"
    DOUBLY_COVERED = "doubly_covered"
    NO_LOWER_LEVELS = "no_lower_levels"
    NO_PREFECTURE = "no_prefecture"


@dataclass(frozen=True, slots=True)
class Listed:
    """A unit of a list. parent_code is None for a province."""

    code: str
    name: str
    level: str
    parent_code: str | None


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit by code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Division:
    """A unit as it stands on a day, with what is drawn of it.

    grade, flag, note: of its area, or of the area it shares where its limits are unknown; None
    where nothing of its level is drawn. label_point: longitude, latitude. bbox: west, south, east,
    north. geometry: GeoJSON, None unless asked for and known. All CGCS2000.
    """

    listed: Listed
    valid: Period
    grade: str | None
    flag: str | None
    note: str | None
    label_point: tuple[float, float] | None
    bbox: tuple[float, float, float, float] | None
    geometry: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Relative:
    """A predecessor or successor. year: of the list; whole: all that was left moved."""

    code: str
    name: str | None
    year: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Version:
    """What a code meant through a period, what became of it and where it came from."""

    name: str
    level: str
    parent_code: str | None
    valid: Period
    successors: tuple[Relative, ...]
    predecessors: tuple[Relative, ...]


@dataclass(frozen=True, slots=True)
class LevelAtPoint:
    """What a point lies in on one level: a unit with its grade, or the reason why in none.

    candidates: the units it may lie in where that is not certain; a point on a limit names the
    other units there, and `division` is then the one of the smallest code.
    """

    level: str
    division: Listed | None
    grade: str | None
    reason: Reason | None
    note: str | None
    candidates: tuple[UnitName, ...]


def record_of(connection: Connection) -> Record:
    """The span of the loaded lists. Raises BeforeTheRecord when none is loaded."""
    row = connection.execute(
        text("SELECT min(list_date) AS first, max(list_date) AS until FROM division_list")
    ).one()
    if row.first is None:
        raise BeforeTheRecord("no list of divisions is loaded yet: there is no record")
    return Record(row.first, row.until)


def require_in_record(record: Record, day: date) -> None:
    """Returns when the record speaks of the day; else raises BeforeTheRecord with its start."""
    if day < record.first:
        raise BeforeTheRecord(
            f"{day} lies before the record: the first list is that of {record.first}",
            reason="before_the_record",
            record_first=record.first.isoformat(),
        )


def units_as_of(
    connection: Connection,
    day: date,
    *,
    level: Level | None = None,
    parent: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[Listed]:
    """The units that stand on the day, by code; of one level, or directly under one parent."""
    rows = connection.execute(
        text(read_sql("spatial.divisions", "as_of")),
        {"day": day, "level": level, "parent": parent, "rows": limit, "skip": offset},
    )
    return (Listed(row.code, row.name, row.level, row.parent_code) for row in rows)


def count_as_of(
    connection: Connection, day: date, *, level: Level | None = None, parent: str | None = None
) -> int:
    """How many units `units_as_of` has in all."""
    return int(
        connection.execute(
            text(
                "SELECT count(*) FROM division WHERE scheme = 'mca'"
                " AND valid @> CAST(:day AS date)"
                " AND (CAST(:level AS text) IS NULL OR level = :level)"
                " AND (CAST(:parent AS text) IS NULL OR parent_code = :parent)"
            ),
            {"day": day, "level": level, "parent": parent},
        ).scalar_one()
    )


def division_on(
    connection: Connection, code: str, day: date, *, with_geometry: bool = False
) -> Division:
    """The unit that a code, in any of its forms, names on a day.

    Raises BadCode, BeforeTheRecord, and UnknownDivision with the reason and, for a retired code,
    the units that stand on the day in which it went on.
    """
    canonical = canonical_code(code)
    require_in_record(record_of(connection), day)
    row = connection.execute(
        text(read_sql("spatial.divisions", "one_division")),
        {"code": canonical, "day": day, "with_geometry": with_geometry},
    ).one_or_none()
    if row is None:
        raise _absent(connection, canonical, day)
    return Division(
        listed=Listed(row.code, row.name, row.level, row.parent_code),
        valid=Period(row.valid_from, row.valid_to),
        grade=row.grade,
        flag=row.flag,
        note=row.note,
        label_point=None if row.label_lon is None else (row.label_lon, row.label_lat),
        bbox=None if row.west is None else (row.west, row.south, row.east, row.north),
        geometry=None if row.geometry is None else json.loads(row.geometry),
    )


def _absent(connection: Connection, code: str, day: date) -> UnknownDivision:
    versions = history_of(connection, code)
    if not versions:
        return UnknownDivision(
            f"no list of the record holds the code {code}", reason=Absence.UNKNOWN, successors=[]
        )
    earlier = [version for version in versions if version.valid.start <= day]
    if not earlier:
        first = versions[0]
        return UnknownDivision(
            f"{code} {first.name} is not yet listed on {day}: first on {first.valid.start}",
            reason=Absence.NOT_YET,
            successors=[],
            listed_from=first.valid.start.isoformat(),
        )
    last = earlier[-1]
    standing = successors_standing(connection, code, day)
    became = "、".join(f"{unit.code} {unit.name}" for unit in standing) or "not recorded"
    return UnknownDivision(
        f"{code} {last.name} is listed until {last.valid.end} and not on {day}; "
        f"its successors then: {became}",
        reason=Absence.RETIRED,
        listed_until=None if last.valid.end is None else last.valid.end.isoformat(),
        successors=[
            {"code": one.code, "name": one.name, "year": one.year, "whole": one.whole}
            for one in last.successors
        ],
        standing=[{"code": unit.code, "name": unit.name} for unit in standing],
    )


def history_of(connection: Connection, code: str) -> list[Version]:
    """All versions of a canonical code, oldest first; empty when no list ever held it."""
    rows = connection.execute(text(read_sql("spatial.divisions", "history")), {"code": code})
    versions = rows.all()
    found: defaultdict[tuple[int, str], list[Relative]] = defaultdict(list)
    for row in connection.execute(text(read_sql("spatial.divisions", "relatives")), {"code": code}):
        found[row.version_id, row.relation].append(
            Relative(row.code, row.name, row.year, row.whole)
        )
    return [
        Version(
            name=row.name,
            level=row.level,
            parent_code=row.parent_code,
            valid=Period(row.valid_from, row.valid_to),
            successors=tuple(found[row.id, "successor"]),
            predecessors=tuple(found[row.id, "predecessor"]),
        )
        for row in versions
    ]


def successors_standing(connection: Connection, code: str, day: date) -> list[UnitName]:
    """The units that stand on the day and in which a code retired before may have gone on (R1.11).

    Empty while the code itself stands on the day, and where the history names no successor.
    """
    rows = connection.execute(
        text(read_sql("spatial.divisions", "successor_candidates")), {"code": code, "day": day}
    )
    return [UnitName(row.code, row.name) for row in rows]


def levels_at(connection: Connection, lon: float, lat: float, day: date) -> list[LevelAtPoint]:
    """What a point (degrees, CGCS2000) lies in on a day, from the highest level down.

    Every level that has areas answers with exactly one unit or with a reason.
    """
    record = record_of(connection)
    rows = connection.execute(
        text(read_sql("spatial.divisions", "areas_at_point")), {"lon": lon, "lat": lat, "day": day}
    )
    by_level = {level: list(areas) for level, areas in groupby(rows, key=lambda row: row.level)}
    return [
        _at_level(connection, level, by_level[level], lon, lat, early=day < record.first)
        for level in Level
        if level in by_level
    ]


_FLAGS = frozenset(Reason)


def _at_level(
    connection: Connection, level: str, areas: list[Any], lon: float, lat: float, *, early: bool
) -> LevelAtPoint:
    area = areas[0]
    if area.area_id is None:
        return LevelAtPoint(level, None, None, Reason.SEA, None, ())
    if early:
        return LevelAtPoint(level, None, None, Reason.BEFORE_THE_RECORD, area.note, ())
    if area.flag in (Reason.NO_GEOMETRY, Reason.DOUBLY_COVERED):
        return _shared(connection, level, area, lon, lat)
    named = (UnitName(area.code, area.name),) if area.code else ()
    if area.flag in _FLAGS and not (
        area.flag == Reason.NO_LOWER_LEVELS and level_of(area.code) == level
    ):
        return LevelAtPoint(level, None, area.grade, Reason(area.flag), area.note, named)
    others = tuple(UnitName(other.code, other.name) for other in areas[1:] if other.code)
    unit = Listed(area.code, area.name, level, area.parent_code)
    return LevelAtPoint(level, unit, area.grade, None, area.note, others)


def _shared(connection: Connection, level: str, area: Any, lon: float, lat: float) -> LevelAtPoint:
    candidates = connection.execute(
        text(read_sql("spatial.divisions", "candidates_of_area")),
        {"area": area.area_id, "lon": lon, "lat": lat},
    ).all()
    drawn = [one for one in candidates if one.drawn_here]
    names = tuple(UnitName(one.code, one.name) for one in candidates)
    if area.flag == Reason.NO_GEOMETRY and len(drawn) == 1:
        # A second vintage, drawn while they stood, tells them apart.
        unit = Listed(drawn[0].code, drawn[0].name, level, drawn[0].parent_code)
        return LevelAtPoint(level, unit, "cut", None, area.note, names)
    return LevelAtPoint(level, None, area.grade, Reason(area.flag), area.note, names)

"""Results of inspections: computed from the tracks of both sides, stored, and never altered.

What changes (late data, another party, a corrected register) makes new rows that replace the old
ones; those stay.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from spatial.boundaries.register import course_on, markers_on
from spatial.boundaries.walked.coverage import SIDES, Coverage
from spatial.boundaries.walked.survey import Rules, Source, Walk, survey
from spatial.boundaries.walked.visits import MarkerVisits
from spatial.db import read_sql
from spatial.errors import UnknownInspection
from spatial.locations.clock import iso_utc
from spatial.temporal import today_in_china

VISIT_SIDES = ("left", "right", "either")


@dataclass(frozen=True, slots=True)
class StoredCoverage:
    """A stored result of one side (left, right, both, either). parts, sources, parameters: as JSON.
    replaces: the result that this one made old."""

    id: int
    inspection_id: int
    side: str
    starts: datetime
    ends: datetime
    parameters: dict[str, Any]
    length_m: float
    walked_m: float
    parts: list[dict[str, Any]]
    sources: dict[str, Any]
    replaces: int | None
    recorded_at: datetime

    @property
    def share(self) -> float:
        """Of 0 to 1."""
        return self.walked_m / self.length_m if self.length_m else 0.0


@dataclass(frozen=True, slots=True)
class StoredVisits:
    """Stored visits of one side (left, right, either); as StoredCoverage."""

    id: int
    inspection_id: int
    side: str
    starts: datetime
    ends: datetime
    parameters: dict[str, Any]
    markers: list[dict[str, Any]]
    sources: dict[str, Any]
    replaces: int | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CoverageSummary:
    """The newest coverage of an inspection by one side. parts: of the line that are missing; of
    them unknown ones."""

    inspection_id: int
    side: str
    length_m: float
    walked_m: float
    parts: int
    unknown: int
    starts: datetime
    ends: datetime
    recorded_at: datetime


def compute(connection: Connection, inspection_id: int, *, now: datetime) -> bool:
    """Computes coverage and visits of an inspection, and stores them where they differ from those
    that are stored: whether they did.

    Of an inspection that runs, until now. Without devices there is nothing to compute. The course
    and the markers are those of the day (in Beijing) on which the first device began to count.
    Raises UnknownInspection, NoCourse.
    """
    row = connection.execute(
        # Two that compute the same would each replace the same result.
        text("SELECT * FROM inspection WHERE id = :id FOR NO KEY UPDATE"),
        {"id": inspection_id},
    ).one_or_none()
    if row is None:
        raise UnknownInspection(f"there is no inspection {inspection_id}")
    walks = walks_of(connection, inspection_id, now)
    covered = {one.side: one for one in coverage_results(connection, inspection_id)}
    visited = {one.side: one for one in visit_results(connection, inspection_id)}
    if not walks and not covered:
        return False
    starts = min(one.starts for one in walks or covered.values())
    ends = max((one.ends for one in walks), default=now)
    day = today_in_china(starts)
    rules = Rules(row.within_m, row.radius_m, row.dwell_s, row.gap_s)
    course = course_on(connection, row.boundary_id, day)
    found = survey(connection, course, markers_on(connection, row.boundary_id, day), walks, rules)
    told = {
        "inspection": inspection_id,
        "starts": starts,
        "ends": ends,
        "parameters": asdict(rules) | {"day": day.isoformat()},
        "sources": {
            "devices": sources_json(found.sources),
            "segments": _segments(connection, row.boundary_id, day.isoformat()),
        },
    }
    changed = False
    for side in SIDES:
        values = _coverage_json(found.coverage[side])
        changed |= _store(connection, "coverage_result", side, told, values, covered.get(side))
    for side in VISIT_SIDES:
        values = {"markers": markers_json(found.visits[side])}
        changed |= _store(connection, "visit_result", side, told, values, visited.get(side))
    return changed


def walks_of(connection: Connection, inspection_id: int, now: datetime) -> list[Walk]:
    """The devices that count for both sides, as far as their time has come."""
    rows = connection.execute(
        text(read_sql("spatial.boundaries.walked", "inspection_walks")),
        {"inspection": inspection_id},
    )
    return [
        Walk(
            row.device_id,
            row.device,
            row.side,
            row.starts,
            now if row.ends is None else min(row.ends, now),
        )
        for row in rows
        if row.starts < now
    ]


def coverage_results(
    connection: Connection, inspection_id: int, *, every: bool = False
) -> list[StoredCoverage]:
    """The stored coverage of each side; every: also what was replaced, the newest first."""
    rows = connection.execute(
        text(read_sql("spatial.boundaries.walked", "coverage_results")),
        {"inspections": [inspection_id], "every": every},
    )
    return [StoredCoverage(**row._mapping) for row in rows]


def visit_results(
    connection: Connection, inspection_id: int, *, every: bool = False
) -> list[StoredVisits]:
    """The stored visits of each side; every: also what was replaced, the newest first."""
    rows = connection.execute(
        text(read_sql("spatial.boundaries.walked", "visit_results")),
        {"inspections": [inspection_id], "every": every},
    )
    return [StoredVisits(**row._mapping) for row in rows]


def summaries(
    connection: Connection, inspection_ids: Sequence[int]
) -> dict[int, list[CoverageSummary]]:
    """The newest coverage of each of the inspections that have one, in one statement."""
    rows = connection.execute(
        text(read_sql("spatial.boundaries.walked", "coverage_summaries")),
        {"inspections": list(inspection_ids)},
    )
    found: dict[int, list[CoverageSummary]] = {}
    for row in rows:
        found.setdefault(row.inspection_id, []).append(CoverageSummary(**row._mapping))
    return found


def _segments(connection: Connection, boundary_id: int, day: str) -> list[int]:
    return list(
        connection.execute(
            text(
                "SELECT id FROM boundary_segment WHERE boundary_id = :boundary"
                " AND valid @> CAST(:day AS date) AND upper_inf(known) ORDER BY ordinal"
            ),
            {"boundary": boundary_id, "day": day},
        ).scalars()
    )


_STORED = {
    "coverage_result": ("length_m", "walked_m", "parts"),
    "visit_result": ("markers",),
}
_JSON = ("parameters", "sources", "parts", "markers")


def _store(
    connection: Connection,
    table: str,
    side: str,
    told: dict[str, Any],
    values: dict[str, Any],
    last: StoredCoverage | StoredVisits | None,
) -> bool:
    """Stores a result unless it says the same as the last one, but for the end of what runs on."""
    row = told | values
    compared = ("starts", "parameters", "sources", *_STORED[table])
    if last is not None and all(getattr(last, name) == row[name] for name in compared):
        return False
    row |= {"side": side, "replaces": None if last is None else last.id}
    names = ("side", "starts", "ends", "parameters", "sources", "replaces", *_STORED[table])
    places = [f"CAST(:{name} AS jsonb)" if name in _JSON else f":{name}" for name in names]
    for name in set(_JSON) & set(names):
        row[name] = json.dumps(row[name], ensure_ascii=False)
    connection.execute(
        text(
            f"INSERT INTO {table} (inspection_id, {', '.join(names)})"  # noqa: S608
            f" VALUES (:inspection, {', '.join(places)})"
        ),
        row,
    )
    return True


def _metres(value: float) -> float:
    """To the millimetre: further digits are those of the computer."""
    return round(value, 3)


def _coverage_json(coverage: Coverage) -> dict[str, Any]:
    return {
        "length_m": _metres(coverage.length_m),
        "walked_m": _metres(coverage.walked_m),
        "parts": parts_json(coverage),
    }


def parts_json(coverage: Coverage) -> list[dict[str, Any]]:
    """What was not walked, as it is stored and told."""
    return [
        {
            "from_m": _metres(one.from_m),
            "to_m": _metres(one.to_m),
            "kind": one.kind,
            "nearest_marker": one.nearest_marker,
            "marker_m": None if one.marker_m is None else _metres(one.marker_m),
        }
        for one in coverage.parts
    ]


def markers_json(found: Sequence[MarkerVisits]) -> list[dict[str, Any]]:
    """The visits of markers, as they are stored and told."""
    return [_marker_json(one) for one in found]


def _marker_json(one: MarkerVisits) -> dict[str, Any]:
    return {
        "number": one.number,
        "serial": one.serial,
        "kind": one.kind,
        "chainage_m": _metres(one.chainage_m),
        "state": one.state,
        "visits": [
            {
                "device": visit.device,
                "arrived": iso_utc(visit.arrived),
                "left": iso_utc(visit.left),
                "dwell_s": visit.dwell_s,
                "fixes": visit.fixes,
                "nearest_m": _metres(visit.nearest_m),
            }
            for visit in one.visits
        ],
        "unknown": [
            {"device": span.device, "from": _iso(span.starts), "to": _iso(span.ends)}
            for span in one.unknown
        ],
    }


def _source_json(one: Source) -> dict[str, Any]:
    return {
        "device": one.device,
        "side": one.side,
        "fixes": one.fixes,
        "first": _iso(one.first),
        "last": _iso(one.last),
        "remarks": list(one.remarks),
    }


def sources_json(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """What the devices told, as it is stored and told."""
    return [_source_json(one) for one in sources]


def _iso(at: datetime | None) -> str | None:
    return None if at is None else iso_utc(at)

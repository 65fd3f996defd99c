"""Routes of divisions: lists and units as of a day, histories, the place of a point."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Lat, Lon, Reading
from spatial.division_codes import Level, canonical_code
from spatial.divisions import queries
from spatial.divisions.queries import Absence, Relative, UnitName
from spatial.errors import UnknownDivision
from spatial.temporal import Record

router = APIRouter(prefix="/v1", tags=["divisions"])

PAGE = 1000
PAGE_MOST = 10_000


@router.get("/divisions", response_model=None)
@declared(DataClass.DIVISION, Grade.OPEN)
def divisions(
    reading: Reading,
    day: AsOf,
    level: Annotated[Level | None, Query(description="Units of this level only.")] = None,
    parent: Annotated[str | None, Query(description="Units directly under this code.")] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MOST, description="Units of a page.")] = PAGE,
    offset: Annotated[int, Query(ge=0, le=2**53, description="Units to leave out first.")] = 0,
    format: Annotated[
        Literal["json", "csv"], Query(description="json in pages; csv whole, without pages.")
    ] = "json",
) -> Response:
    """The units that stand on a day, by code.

    The list of a year is the state at the end of its 31 December. Before the first list the answer
    is the problem `before-the-record`; after the last it is the last known state (`last_known`).
    """
    record = queries.record_of(reading)
    queries.require_in_record(record, day)
    above = None if parent is None else queries.division_on(reading, parent, day).listed.code
    if format == "csv":
        return _as_csv(queries.units_as_of(reading, day, level=level, parent=above), record)
    total = queries.count_as_of(reading, day, level=level, parent=above)
    page = queries.units_as_of(reading, day, level=level, parent=above, limit=limit, offset=offset)
    following = None
    if offset + limit < total:
        asked = {"date": day.isoformat(), "level": level, "parent": above}
        kept = {name: value for name, value in asked.items() if value is not None}
        following = "/v1/divisions?" + urlencode(kept | {"limit": limit, "offset": offset + limit})
    return JSONResponse(
        _basis(record, day)
        | {
            "scheme": "mca",
            "total": total,
            "limit": limit,
            "offset": offset,
            "next": following,
            "divisions": [
                {
                    "code": unit.code,
                    "name": unit.name,
                    "level": unit.level,
                    "parent_code": unit.parent_code,
                }
                for unit in page
            ],
        }
    )


def _as_csv(units: Any, record: Record) -> Response:
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(("code", "name", "level", "parent_code"))
    writer.writerows((u.code, u.name, u.level, u.parent_code or "") for u in units)
    return Response(
        sheet.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="divisions.csv"',
            "X-Data-Until": record.until.isoformat(),
        },
    )


@router.get("/divisions/at", response_model=None)
@declared(DataClass.DIVISION, Grade.OPEN)
def division_at(reading: Reading, lon: Lon, lat: Lat, day: AsOf) -> JSONResponse:
    """What a point lies in on a day: for every level one unit, or the reason why in none.

    `grade` says how well the limits are known (held, derived, approximate, cut). Where several
    units share an area, `candidates` names them. A point on a limit belongs to the unit of the
    smallest code, and `candidates` names the others.
    """
    levels = queries.levels_at(reading, lon, lat, day)
    return JSONResponse(
        {"lon": lon, "lat": lat}
        | _basis(queries.record_of(reading), day)
        | {
            "levels": [
                {
                    "level": one.level,
                    "division": None
                    if one.division is None
                    else {
                        "code": one.division.code,
                        "name": one.division.name,
                        "parent_code": one.division.parent_code,
                    },
                    "grade": one.grade,
                    "reason": one.reason,
                    "note": one.note,
                    "candidates": _names(one.candidates),
                }
                for one in levels
            ]
        }
    )


@router.get("/divisions/{code}", response_model=None)
@declared(DataClass.DIVISION, Grade.OPEN)
def division(
    code: str,
    reading: Reading,
    day: AsOf,
    geometry: Annotated[bool, Query(description="With the shape, as GeoJSON.")] = False,
) -> JSONResponse:
    """The unit that a code names on a day; every form of the code will do (51, 510000 …).

    A code that names none on the day is the problem `unknown-division` with a `reason` (unknown,
    not_yet, retired) and the successors of a retired one.
    """
    found = queries.division_on(reading, code, day, with_geometry=geometry)
    unit = found.listed
    return JSONResponse(
        {
            "code": unit.code,
            "name": unit.name,
            "level": unit.level,
            "parent_code": unit.parent_code,
            "valid_from": found.valid.start.isoformat(),
            "valid_to": found.valid.end and found.valid.end.isoformat(),
        }
        | _basis(queries.record_of(reading), day)
        | {
            "grade": found.grade,
            "flag": found.flag,
            "note": found.note,
            "label_point": found.label_point,
            "bbox": found.bbox,
            "geometry": found.geometry,
        }
    )


@router.get("/divisions/{code}/history", response_model=None)
@declared(DataClass.DIVISION, Grade.OPEN)
def division_history(code: str, reading: Reading) -> JSONResponse:
    """All that a code meant, oldest first, with what became of each version and its origins.

    `valid_to` is not included in the version, and null while it stands. `year` is the list in which
    the move first shows; `whole` says that all that was left of the earlier unit went there.
    """
    canonical = canonical_code(code)
    record = queries.record_of(reading)
    versions = queries.history_of(reading, canonical)
    if not versions:
        raise UnknownDivision(
            f"no list of the record holds the code {canonical}",
            reason=Absence.UNKNOWN,
            successors=[],
        )
    return JSONResponse(
        {
            "code": canonical,
            "data_until": record.until.isoformat(),
            "versions": [
                {
                    "name": version.name,
                    "level": version.level,
                    "parent_code": version.parent_code,
                    "valid_from": version.valid.start.isoformat(),
                    "valid_to": version.valid.end and version.valid.end.isoformat(),
                    "successors": _relatives(version.successors),
                    "predecessors": _relatives(version.predecessors),
                }
                for version in versions
            ],
        }
    )


def _basis(record: Record, day: date) -> dict[str, Any]:
    """The day and the end of the data that an answer stands on."""
    return {
        "date": day.isoformat(),
        "data_until": record.until.isoformat(),
        "last_known": day > record.until,
    }


def _names(units: tuple[UnitName, ...]) -> list[dict[str, str]]:
    return [{"code": unit.code, "name": unit.name} for unit in units]


def _relatives(relatives: tuple[Relative, ...]) -> list[dict[str, Any]]:
    return [
        {"code": one.code, "name": one.name, "year": one.year, "whole": one.whole}
        for one in relatives
    ]

"""Routes of tripoints, of lines that polygons propose, and of sketches from words.

Grade internal.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from shapely.geometry import mapping

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.boundaries import answers
from spatial.api.boundaries.lines import Limit, Offset, without_nul
from spatial.api.dependencies import AsOf, KnownAt, Lat, Lon, Reading
from spatial.api.standard.documents import GEO_JSON
from spatial.api.standard.responses import document_responses
from spatial.boundaries.alignment import read_alignment, sketch
from spatial.boundaries.proposals import proposals_of
from spatial.boundaries.surroundings import names_on, tripoints_on
from spatial.division_codes import Level, canonical_code
from spatial.temporal import parse_date

router = APIRouter(prefix="/v1", tags=["boundaries"])


@router.get("/tripoints", response_model=None)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def tripoints(
    reading: Reading,
    day: AsOf,
    known: KnownAt,
    line: Annotated[str | None, Query(max_length=64, description="Where this line ends.")] = None,
    division: Annotated[str | None, Query(description="Of this unit and all below it.")] = None,
    limit: Limit = 1_000,
    offset: Offset = 0,
) -> JSONResponse:
    """The tripoints (三交点) of a day, by name; longitude, latitude in CGCS2000."""
    total, found = tripoints_on(
        reading, day, line=line and without_nul(line),
        division=None if division is None else canonical_code(division),
        known_at=known, limit=limit, offset=offset,
    )  # fmt: skip
    names = names_on(reading, [code for one in found for code in one.codes], day, known_at=known)
    asked: dict[str, Any] = {"line": line, "division": division}
    asked |= answers.head_of(day, known)
    return JSONResponse(
        answers.head_of(day, known)
        | {
            "total": total,
            "limit": limit,
            "offset": offset,
            "next": answers.next_page(
                "/v1/tripoints", asked, limit=limit, offset=offset, total=total
            ),
            "tripoints": [answers.tripoint_answer(one, names) for one in found],
        }
    )


@router.get("/boundary-proposals", response_model=None)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def boundary_proposals(
    reading: Reading,
    date: Annotated[str | None, Query(description="Derived of this day, YYYY-MM-DD.")] = None,
    level: Annotated[Level | None, Query(description="Of this level.")] = None,
    division: Annotated[str | None, Query(description="Of this unit and all below it.")] = None,
    geometry: Annotated[bool, Query(description="With the lines, as GeoJSON.")] = False,
    limit: Annotated[int, Query(ge=1, le=1_000, description="Rows of a page.")] = 100,
    offset: Offset = 0,
) -> JSONResponse:
    """Lines that the polygons of a day would give (`shikong derive-boundaries`), newest days first.

    They are proposals for those who register, never law. left: the unit to the left of the line.
    """
    day = None if date is None else parse_date(date)
    total, found = proposals_of(
        reading, level=level, day=day,
        division=None if division is None else canonical_code(division),
        with_geometry=geometry, limit=limit, offset=offset,
    )  # fmt: skip
    names = {
        one_day: names_on(
            reading,
            [
                code
                for one in found
                if one.day == one_day
                for code in (one.left_code, one.right_code)
            ],
            one_day,
        )
        for one_day in {one.day for one in found}
    }
    asked = {"date": date, "level": level, "division": division}
    asked |= {"geometry": "true"} if geometry else {}
    return JSONResponse(
        {
            "total": total,
            "limit": limit,
            "offset": offset,
            "next": answers.next_page(
                "/v1/boundary-proposals", asked, limit=limit, offset=offset, total=total
            ),
            "proposals": [answers.proposal_answer(one, names[one.day]) for one in found],
        }
    )


@router.get(
    "/boundary-sketch",
    response_class=Response,
    responses=document_responses("FeatureCollection", GEO_JSON),
)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def boundary_sketch(
    lon: Lon,
    lat: Lat,
    text: Annotated[str, Query(max_length=20_000, description="An alignment in words.")],
) -> JSONResponse:
    """A sketch of an alignment text from a beginning: GeoJSON, a feature for each leg; CGCS2000.

    It shows what the words say and no more: each piece is straight, in the middle of its direction.
    """
    alignment = read_alignment(text)
    return answers.collection(
        {"begins": alignment.begins, "metres": alignment.metres},
        [
            answers.feature({"feature": leg.feature, "to": leg.to}, mapping(leg.line))
            for leg in sketch(alignment, lon, lat)
        ],
    )

"""Routes of the register of boundaries (行政区域界线): lines and what stands along them.

Grade internal.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse, Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.boundaries import answers
from spatial.api.dependencies import AsOf, KnownAt, Lat, Lon, Reading
from spatial.api.standard.documents import GEO_JSON
from spatial.api.standard.responses import document_responses
from spatial.boundaries.alignment import TOLERANCE_M
from spatial.boundaries.directions import direction_of
from spatial.boundaries.disagreement import disagreement_of
from spatial.boundaries.register import (
    Boundary,
    boundaries_on,
    boundary_on,
    course_of,
    markers_on,
    segments_on,
)
from spatial.boundaries.stations import (
    alignment_along,
    marker_states,
    placed,
    references_on,
    series_of,
)
from spatial.boundaries.surroundings import (
    history_of,
    lines_at,
    names_of_ends,
    names_on,
    tripoints_on,
)
from spatial.division_codes import Level, canonical_code
from spatial.errors import BadParameter, NoCourse

router = APIRouter(prefix="/v1", tags=["boundaries"])

Limit = Annotated[int, Query(ge=1, le=10_000, description="Rows of a page.")]
Offset = Annotated[int, Query(ge=0, le=2**53, description="Rows to leave out first.")]


def without_nul(value: str) -> str:
    """A text that the database can be asked for. Raises BadParameter."""
    if "\0" in value:
        raise BadParameter("nothing of the register is named with a NUL")
    return value


def line_on(
    number: Annotated[str, Path(max_length=64, description="Number of the line.")],
    reading: Reading,
    day: AsOf,
    known: KnownAt,
) -> Boundary:
    """The line of the path on the day. Raises UnknownBoundary."""
    return boundary_on(reading, without_nul(number), day, known_at=known)


Line = Annotated[Boundary, Depends(line_on)]


@router.get("/boundaries", response_model=None)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def boundaries(
    reading: Reading,
    day: AsOf,
    known: KnownAt,
    level: Annotated[Level | None, Query(description="Lines of this level only.")] = None,
    division: Annotated[
        str | None, Query(description="Lines of this unit and of all below it, by code.")
    ] = None,
    q: Annotated[str | None, Query(max_length=64, description="In the name or number.")] = None,
    limit: Limit = 1_000,
    offset: Offset = 0,
) -> JSONResponse:
    """The lines that are registered on a day, by number, with their neighbours.

    left and right: seen from the beginning of the line to its end; their names are those of the
    day. The next page of the same knowledge is asked for with `known_at`.
    """
    code = None if division is None else canonical_code(division)
    total, found = boundaries_on(
        reading, day, level=level, division=code, words=q and without_nul(q),
        known_at=known, limit=limit, offset=offset,
    )  # fmt: skip
    names = _names(reading, found, day, known)
    asked = {"date": day.isoformat(), "level": level, "division": division, "q": q}
    asked |= {"known_at": answers.head_of(day, known)["known_at"]}
    return JSONResponse(
        answers.head_of(day, known)
        | {
            "total": total,
            "limit": limit,
            "offset": offset,
            "next": answers.next_page(
                "/v1/boundaries", asked, limit=limit, offset=offset, total=total
            ),
            "boundaries": [answers.line_answer(one, names) for one in found],
        }
    )


@router.get("/boundaries/at", response_model=None)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def boundaries_at(
    reading: Reading,
    lon: Lon,
    lat: Lat,
    day: AsOf,
    known: KnownAt,
    within_m: Annotated[float, Query(description="How far around, metres; to 100 km.")] = 1_000.0,
    limit: Annotated[int, Query(ge=1, le=100, description="Lines at most.")] = 10,
) -> JSONResponse:
    """The lines near a place, the nearest first: how far, at which chainage, on which side."""
    found = lines_at(reading, lon, lat, day, within_m=within_m, known_at=known, limit=limit)
    names = _names(reading, [one.boundary for one in found], day, known)
    return JSONResponse(
        answers.head_of(day, known)
        | {
            "lon": lon,
            "lat": lat,
            "within_m": within_m,
            "boundaries": [answers.line_at_answer(one, names) for one in found],
        }
    )


@router.get("/boundaries/{number}", response_model=None)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def boundary(line: Line, reading: Reading, day: AsOf, known: KnownAt) -> JSONResponse:
    """A line: facts, lengths, segments with chainage, tripoints at its ends, its markers by groups.

    computed_m is geodesic, null where no course is registered. history: all that was ever
    registered of it, with the time in which it was held for true. markers: whether the series is
    complete, and what is wrong (half of a double, a hole); never a reason to refuse.
    """
    segments = segments_on(reading, line.id, day, known_at=known)
    _, tripoints = tripoints_on(reading, day, line=line.number, known_at=known)
    codes = [line.left_code, line.right_code, *(code for one in tripoints for code in one.codes)]
    names = names_on(reading, codes, day, known_at=known)
    markers = markers_on(reading, line.id, day, known_at=known)
    series = series_of(line.number, markers)
    return JSONResponse(
        answers.line_answer(line, names)
        | answers.head_of(day, known)
        | {
            "computed_m": answers.metres(segments[-1].to_m) if segments else None,
            "history": [answers.told_answer(one) for one in history_of(reading, line.id)],
            "segments": [answers.segment_answer(one) for one in segments],
            "tripoints": [answers.tripoint_answer(one, names) for one in tripoints],
            "markers": {"count": len(markers)} | answers.series_answer(series),
        }
    )


@router.get(
    "/boundaries/{number}/course",
    response_class=Response,
    responses=document_responses("FeatureCollection", GEO_JSON),
)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def course(line: Line, reading: Reading, day: AsOf, known: KnownAt) -> JSONResponse:
    """The course of a line as GeoJSON, a feature for each segment in order; CGCS2000."""
    segments = segments_on(reading, line.id, day, known_at=known)
    _require_course(bool(segments), line, day)
    head = {"number": line.number, "length_m": answers.metres(segments[-1].to_m)}
    return answers.collection(
        head | answers.head_of(day, known), [answers.segment_feature(one) for one in segments]
    )


@router.get(
    "/boundaries/{number}/markers",
    response_class=Response,
    responses=document_responses("FeatureCollection", GEO_JSON),
)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def markers(line: Line, reading: Reading, day: AsOf, known: KnownAt) -> JSONResponse:
    """The markers of a line as GeoJSON, in order of chainage; CGCS2000.

    away_m: from the line, on `side`. Doubles and triples stand beside a river or road, the line
    between them, so that a distance is no error. states: what the marker was through time.
    """
    segments = segments_on(reading, line.id, day, known_at=known)
    _require_course(bool(segments), line, day)
    found = markers_on(reading, line.id, day, known_at=known)
    states = marker_states(reading, line.id, known_at=known)
    head = {"number": line.number} | answers.series_answer(series_of(line.number, found))
    return answers.collection(
        head | answers.head_of(day, known),
        [
            answers.marker_feature(one, states.get(one.marker.number, []))
            for one in placed(course_of(segments), found)
        ],
    )


@router.get("/boundaries/{number}/alignment", response_model=None)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def alignment(
    line: Line,
    reading: Reading,
    day: AsOf,
    known: KnownAt,
    tolerance_m: Annotated[
        float, Query(ge=1, le=100_000, description="How far a piece may run beside the line.")
    ] = TOLERANCE_M,
) -> JSONResponse:
    """The line in words (走向说明): from marker to marker and feature to feature, with metres.

    Directions are the sixteen of GB/T 17796, from true north. A smaller tolerance tells more.
    """
    segments = segments_on(reading, line.id, day, known_at=known)
    _require_course(bool(segments), line, day)
    course = course_of(segments)
    _, tripoints = tripoints_on(reading, day, line=line.number, known_at=known)
    begins, ends = names_of_ends(course, tripoints)
    told = alignment_along(
        course,
        segments,
        markers_on(reading, line.id, day, known_at=known),
        tolerance_m=tolerance_m,
        begins=begins,
        ends=ends,
    )
    return JSONResponse(
        {"number": line.number, "tolerance_m": tolerance_m}
        | answers.head_of(day, known)
        | answers.alignment_answer(told)
    )


@router.get("/boundaries/{number}/references", response_model=None)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def references(
    line: Line,
    reading: Reading,
    day: AsOf,
    known: KnownAt,
    marker: Annotated[str | None, Query(max_length=64, description="Of this marker alone.")] = None,
) -> JSONResponse:
    """What the markers of a line are found again by (方位物): bearing from true north, distance."""
    found = references_on(
        reading, line.id, day, marker=marker and without_nul(marker), known_at=known
    )
    return JSONResponse(
        {"number": line.number}
        | answers.head_of(day, known)
        | {
            "references": [
                answers.reference_answer(one, direction_of(one.bearing_deg)) for one in found
            ]
        }
    )


@router.get("/boundaries/{number}/disagreement", response_model=None)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def disagreement(
    line: Line,
    reading: Reading,
    day: AsOf,
    known: KnownAt,
    tolerance_m: Annotated[float, Query(description="Metres by which both may differ.")] = 100.0,
) -> JSONResponse:
    """Where the line and the polygons of the day differ by more than a tolerance (R3.9).

    parts: of the line, by chainage, with the greatest distance and the area between. beyond: parts
    of the polygons' border far from the line. comparable false: the polygons share no border.
    Nothing is changed: the line is what the agreement says.
    """
    return JSONResponse(
        answers.disagreement_answer(
            disagreement_of(reading, line, day, tolerance_m, known_at=known)
        )
    )


def _names(
    reading: Reading, lines: list[Boundary], day: date, known: datetime | None
) -> dict[str, str]:
    codes = [code for one in lines for code in (one.left_code, one.right_code)]
    return names_on(reading, codes, day, known_at=known)


def _require_course(there: bool, line: Boundary, day: date) -> None:
    if not there:
        raise NoCourse(f"no course of line {line.number} is registered on {day.isoformat()}")

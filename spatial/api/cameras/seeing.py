"""Routes: which cameras see a place or a line, and which stand near a place (R7.2)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.cameras.answers import (
    head_of,
    line_sighting_answer,
    place_answer,
    sighting_answer,
    stretches_answer,
)
from spatial.api.cameras.asking import Place
from spatial.api.dependencies import AsOf, KnownAt, Reading
from spatial.api.offices import require_text
from spatial.boundaries.register import boundary_on, course_on
from spatial.cameras.seeing import (
    LIMITS,
    UNKNOWN_WITHIN_M,
    Sightings,
    cameras_near,
    cameras_seeing,
    cameras_seeing_line,
)

router = APIRouter(prefix="/v1/cameras", tags=["cameras"])


@router.get("/seeing", response_model=None)
@declared(DataClass.CAMERA, Grade.INTERNAL)
def seeing(place: Place, reading: Reading, day: AsOf, known: KnownAt) -> JSONResponse:
    """The cameras whose sector holds a point, a facility or a marker on a day, nearest first.

    off_axis_deg: how far beside the middle of the camera's view it lies, null all round. Terrain,
    buildings and trees are not known: `limits` says so. sensitive: cameras that see it and are only
    counted. unknown_view: cameras within `unknown_within_m` of which nobody knows what they see.
    """
    found = cameras_seeing(reading, place.lon, place.lat, day, known_at=known)
    return JSONResponse(
        head_of(day, known)
        | {"place": place_answer(place)}
        | _told(found)
        | {"unknown_within_m": UNKNOWN_WITHIN_M}
    )


@router.get("/near", response_model=None)
@declared(DataClass.CAMERA, Grade.INTERNAL)
def near(
    place: Place,
    reading: Reading,
    day: AsOf,
    known: KnownAt,
    radius_m: Annotated[
        float, Query(gt=0, le=50_000, description="How far around, metres.")
    ] = 500.0,
) -> JSONResponse:
    """The cameras within some metres of a point, a facility or a marker on a day, nearest first.

    sees: whether the place lies in the sector of the camera, null where that is not known.
    """
    found = cameras_near(reading, place.lon, place.lat, radius_m, day, known_at=known)
    return JSONResponse(
        head_of(day, known) | {"place": place_answer(place), "radius_m": radius_m} | _told(found)
    )


@router.get("/seeing-line/{line}", response_model=None)
@declared(DataClass.CAMERA, Grade.INTERNAL)
def seeing_line(
    line: Annotated[str, Path(max_length=64, description="Number of a registered line.")],
    reading: Reading,
    day: AsOf,
    known: KnownAt,
) -> JSONResponse:
    """The cameras that see any of a registered line on a day, and what share of it.

    stretches: seen by at least one camera that may be told of, as metres from the beginning of the
    line; `seen_m` is their length. Raises UnknownBoundary and NoCourse.
    """
    require_text(line)
    boundary = boundary_on(reading, line, day, known_at=known)
    course = course_on(reading, boundary.id, day, known_at=known)
    found = cameras_seeing_line(reading, course, day, known_at=known)
    return JSONResponse(
        head_of(day, known)
        | {
            "line": {"number": boundary.number, "name": boundary.name},
            "length_m": round(found.length_m, 2),
            "seen_m": round(found.seen_m, 2),
            "share": round(found.seen_m / found.length_m, 6),
            "stretches": stretches_answer(found.stretches),
            "cameras": [line_sighting_answer(one, found.length_m) for one in found.cameras],
            "sensitive": found.sensitive,
            "limits": list(LIMITS),
        }
    )


def _told(found: Sightings) -> dict[str, Any]:
    return {
        "cameras": [sighting_answer(one) for one in found.cameras],
        "sensitive": found.sensitive,
        "unknown_view": found.unknown_view,
        "limits": list(LIMITS),
    }

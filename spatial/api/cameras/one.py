"""Routes of one camera: what it is on a day, where, what it sees, and its history."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import JSONResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.cameras.answers import (
    camera_answer,
    head_of,
    number_answer,
    sector_answer,
    state_answer,
    version_answer,
)
from spatial.api.dependencies import AsOf, KnownAt, Reading
from spatial.cameras.device_number import parse_camera_number
from spatial.cameras.divisions import DivisionOf, divisions_of
from spatial.cameras.register import camera_on, history_of
from spatial.cameras.seeing import LIMITS

router = APIRouter(prefix="/v1/cameras", tags=["cameras"])


def camera_number(
    number: Annotated[str, Path(max_length=40, description="20 digits of GB/T 28181.")],
) -> str:
    """The number of the path. Raises BadCameraNumber."""
    return parse_camera_number(number).number


Number = Annotated[str, Depends(camera_number)]


@router.get("/{number}", response_model=None)
@declared(DataClass.CAMERA, Grade.INTERNAL)
def camera(number: Number, reading: Reading, day: AsOf, known: KnownAt) -> JSONResponse:
    """A camera on a day: what is registered, its sector, and the divisions that it stands in.

    divisions: by its point on the day, from the highest level down, never by its number, whose
    parts are in `digits` (R7.3). Raises UnknownCamera.
    """
    found = camera_on(reading, number, day, known_at=known)
    where = divisions_of(reading, found.camera, day, known_at=known)
    return JSONResponse(
        head_of(day, known)
        | camera_answer(found)
        | {
            "digits": number_answer(number),
            "sector": sector_answer(found.camera),
            "divisions": [_division(one) for one in where],
            "limits": list(LIMITS),
        }
    )


@router.get("/{number}/history", response_model=None)
@declared(DataClass.CAMERA, Grade.INTERNAL)
def history(number: Number, reading: Reading) -> JSONResponse:
    """All that was ever registered of a camera, and the states that were told of it.

    known_to: until when a version was held for true, null while it is. Raises UnknownCamera.
    """
    versions, states = history_of(reading, number)
    return JSONResponse(
        {
            "number": number,
            "versions": [version_answer(one) for one in versions],
            "states": [state_answer(one) for one in states],
        }
    )


def _division(one: DivisionOf) -> dict[str, Any]:
    return {"level": one.level, "code": one.code, "name": one.name, "reason": one.reason}

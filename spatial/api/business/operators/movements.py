"""Routes of tracks, visits and coverage as operators. They read persons' data: grade personal."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.boundaries.coverage import Devices, Judging
from spatial.api.business.given import given
from spatial.api.business.operators.parameters import KnownNames
from spatial.api.dependencies import Reading, Window
from spatial.api.offices import Asking
from spatial.api.standard.responses import also_as
from spatial.business.operators.movements import (
    TrackQuestion,
    WalkQuestion,
    device_tracks,
    line_coverage,
    line_visits,
)

router = APIRouter(prefix="/v1/operators", tags=["operators"], dependencies=[KnownNames])

Number = Annotated[str, Query(description="Number of the boundary line.")]


@router.get("/coverage", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def get_coverage(
    boundary: Number,
    reading: Reading,
    window: Window,
    asking: Asking,
    judging: Judging,
    device: Devices = None,
) -> Response:
    """How much of a line was walked in [from, to), by each side, both and either (R3.4).

    As /v1/boundaries/{number}/coverage, with an id by which the answer is asked again.
    """
    devices = None if device is None else tuple(device)
    question = WalkQuestion(boundary, *window, judging, asking.code, devices)
    return given(line_coverage(reading, question))


@router.get("/visits", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def get_visits(
    boundary: Number,
    reading: Reading,
    window: Window,
    asking: Asking,
    judging: Judging,
    device: Devices = None,
) -> Response:
    """Who came to the markers of a line in [from, to): an item for each side and marker (R3.5)."""
    devices = None if device is None else tuple(device)
    question = WalkQuestion(boundary, *window, judging, asking.code, devices)
    return given(line_visits(reading, question))


@router.get("/tracks", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.POSITION, Grade.PERSONAL)
def get_tracks(
    device: Annotated[str, Query(description="Identifier of the device.")],
    reading: Reading,
    window: Window,
    clean_kmh: Annotated[
        float | None, Query(gt=0, description="Spikes faster than this are taken out.")
    ] = None,
    tolerance_m: Annotated[
        float | None, Query(gt=0, le=100_000, description="Metres: as `simplify` of tracks.")
    ] = None,
) -> Response:
    """Where a device went in [from, to): an item for each part of its track without a gap."""
    question = TrackQuestion(device, *window, clean_kmh, tolerance_m)
    return given(device_tracks(reading, question))

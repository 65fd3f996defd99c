"""The writing route: fixes of one device, sent by a program."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Engine

from ingest.beidou.checks import Candidates
from ingest.beidou.sent_positions import store_sent
from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import engine_of, require_write_token
from spatial.errors import BadDate
from spatial.locations.clock import microseconds
from spatial.temporal import parse_instant

router = APIRouter(prefix="/v1", tags=["positions"])

KIND = "positions-http"
MOST_FIXES = 10_000


class SentFix(BaseModel):
    """One fix as sent. Ranges are judged for each, so that one bad fix does not lose the others."""

    model_config = ConfigDict(extra="forbid")

    time: str = Field(max_length=64, description="ISO 8601 with zone, by the device's clock.")
    lon: float = Field(allow_inf_nan=False, description="Degrees east, CGCS2000.")
    lat: float = Field(allow_inf_nan=False, description="Degrees north, CGCS2000.")
    altitude_m: float | None = Field(default=None, allow_inf_nan=False)
    speed_kmh: float | None = Field(default=None, allow_inf_nan=False)
    course: float | None = Field(
        default=None, allow_inf_nan=False, description="Degrees clockwise from north."
    )


class SentPositions(BaseModel):
    """Fixes of one device, in any order."""

    model_config = ConfigDict(extra="forbid")

    device: str = Field(description="Identifier: 1 to 64 letters, digits, or _ . : -")
    device_class: str | None = Field(
        default=None,
        description="vehicle, patrol, personal or marker; needed for a device that is new.",
    )
    fixes: list[SentFix] = Field(min_length=1, max_length=MOST_FIXES)


@router.post("/positions", status_code=201, dependencies=[Depends(require_write_token)])
@declared(DataClass.POSITION, Grade.PERSONAL, Action.WRITE)
def send_positions(
    sent: SentPositions, engine: Annotated[Engine, Depends(engine_of)]
) -> JSONResponse:
    """Stores fixes of one device; answers when they are durable.

    accepted: new ones; repeated: those that were stored before (sending again does no harm);
    refused: index in `fixes` and reason, for each that is no position. Refused ones are kept in
    the log of ingest runs as they came.
    """
    return store_sent(
        engine,
        _candidates(sent.fixes),
        kind=KIND,
        device=sent.device,
        device_class=sent.device_class,
        body=sent.model_dump_json().encode(),
        raw=lambda index: sent.fixes[index].model_dump(),
    )


def _candidates(fixes: list[SentFix]) -> Candidates:
    faults: dict[int, str] = {}
    times = np.zeros(len(fixes), np.int64)
    for index, fix in enumerate(fixes):
        try:
            times[index] = microseconds(_fix_time(fix.time))
        except BadDate as error:
            faults[index] = f"time: {error}"
    return Candidates(
        device=np.zeros(len(fixes), np.int32),
        time_us=times,
        lon=np.array([fix.lon for fix in fixes], np.float64),
        lat=np.array([fix.lat for fix in fixes], np.float64),
        altitude_m=_real([fix.altitude_m for fix in fixes]),
        speed_kmh=_real([fix.speed_kmh for fix in fixes]),
        course=_real([fix.course for fix in fixes]),
        faults=faults,
    )


def _fix_time(value: str) -> datetime:
    # A plain day is an instant elsewhere (a window begins at midnight); a fix has a time of day.
    if ":" not in value:
        raise BadDate(f"{value!r} has no time of day")
    return parse_instant(value)


def _real(values: list[float | None]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    with np.errstate(over="ignore"):
        return np.array([np.nan if v is None else v for v in values]).astype(np.float32)

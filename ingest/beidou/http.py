"""The writing route: fixes of one device, sent by a program."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, Engine, text

from ingest.beidou.checks import Candidates, judge
from ingest.beidou.store import FixStaging, is_device_name, register_devices
from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import engine_of, require_write_token
from spatial.errors import BadDate, BadParameter
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
    if not is_device_name(sent.device):
        raise BadParameter("device is not 1 to 64 letters, digits or _ . : -")
    received = datetime.now(UTC)
    with engine.begin() as connection:
        device_id = _device_id(connection, sent)
        judgement = judge(_candidates(sent.fixes), received)
        staging = FixStaging(connection)
        staging.add(
            judgement.candidates.columns(
                judgement.accepted, np.array([device_id], np.int32), received
            )
        )
        stored = staging.store()
        accepted = stored.accepted.get(device_id, 0)
        if judgement.refused or judgement.repaired:
            _log_remarks(
                connection, sent, received, accepted, judgement.refused, judgement.repaired
            )
    return JSONResponse(
        {
            "accepted": accepted,
            "repeated": stored.repeated.get(device_id, 0),
            "refused": [
                {"index": index, "reason": judgement.refused[index]}
                for index in sorted(judgement.refused)
            ],
        },
        status_code=201,
    )


def _device_id(connection: Connection, sent: SentPositions) -> int:
    """The register's id, made where the device is new. Raises BadParameter without a class."""
    device_class = sent.device_class
    if device_class is None:
        device_class = connection.execute(
            text("SELECT device_class FROM device WHERE name = :name"), {"name": sent.device}
        ).scalar_one_or_none()
    if device_class is None:
        raise BadParameter(
            f"the register holds no device {sent.device}: send device_class with its first fixes"
        )
    return register_devices(connection, [sent.device], device_class=device_class, source=KIND)[
        sent.device
    ]


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


def _log_remarks(
    connection: Connection,
    sent: SentPositions,
    received: datetime,
    accepted: int,
    refused: Mapping[int, str],
    repaired: Mapping[int, str],
) -> None:
    """A run of its own in the log, with what was refused or changed, in the same transaction."""
    body = sent.model_dump_json().encode()
    run_id = connection.execute(
        text(
            "INSERT INTO ingest_run (kind, source_name, source_sha256, parameters, status,"
            " accepted, repaired, refused, started_at, finished_at)"
            " VALUES (:kind, :name, :sha256, CAST(:parameters AS jsonb), 'loaded',"
            " :accepted, :repaired, :refused, :received, clock_timestamp()) RETURNING id"
        ),
        {
            "kind": KIND,
            "name": sent.device,
            "sha256": hashlib.sha256(body).hexdigest(),
            # The instant, and the transaction where two share it: the same body may come again.
            "parameters": json.dumps(
                {"received_at": received.isoformat(), "transaction": _transaction(connection)}
            ),
            "accepted": accepted,
            "repaired": len(repaired),
            "refused": len(refused),
            "received": received,
        },
    ).scalar_one()
    remarks: list[dict[str, Any]] = [
        {
            "run": run_id,
            "disposition": disposition,
            "record": f"{sent.device}, fix {index}",
            "reason": reason,
            "raw": sent.fixes[index].model_dump_json(),
        }
        for disposition, reasons in (("refused", refused), ("repaired", repaired))
        for index, reason in sorted(reasons.items())
    ]
    connection.execute(
        text(
            "INSERT INTO ingest_remark (run_id, disposition, record, reason, raw)"
            " VALUES (:run, :disposition, :record, :reason, CAST(:raw AS jsonb))"
        ),
        remarks,
    )


def _transaction(connection: Connection) -> str:
    return str(connection.execute(text("SELECT txid_current()")).scalar_one())

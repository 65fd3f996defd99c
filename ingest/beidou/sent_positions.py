"""Positions that one device sends over HTTP: judged, stored and logged in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
from fastapi.responses import JSONResponse
from sqlalchemy import Connection, Engine, text

from ingest.beidou.checks import Candidates, Judgement, judge
from ingest.beidou.store import FixStaging, is_device_name, register_devices
from ingest.jsonb import storable
from spatial.errors import BadParameter


def store_sent(
    engine: Engine,
    found: Candidates,
    *,
    kind: str,
    device: str,
    device_class: str | None,
    body: bytes,
    raw: Callable[[int], object],
) -> JSONResponse:
    """Stores what one device sent; the answer, when it is durable.

    found: of this device alone. kind: of the source, for the log. device_class: needed where the
    device is new. body: all that came, for its hash. raw: the index of a position → what came of
    it, in values that JSON has; those refused or changed are kept in the log with it.

    accepted: new ones; repeated: those that were stored before (sending again does no harm);
    refused: index and reason, for each that is no position.
    Raises BadParameter, DeviceClassConflict.
    """
    if not is_device_name(device):
        raise BadParameter("device is not 1 to 64 letters, digits or _ . : -")
    received = datetime.now(UTC)
    with engine.begin() as connection:
        device_id = _device_id(connection, device, device_class, kind)
        judgement = judge(found, received)
        staging = FixStaging(connection)
        staging.add(
            judgement.candidates.columns(
                judgement.accepted, np.array([device_id], np.int32), received
            )
        )
        stored = staging.store()
        accepted = stored.accepted.get(device_id, 0)
        if judgement.refused or judgement.repaired:
            _log_remarks(connection, kind, device, body, received, accepted, judgement, raw)
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


def _device_id(connection: Connection, device: str, device_class: str | None, kind: str) -> int:
    """The register's id, made where the device is new. Raises BadParameter without a class."""
    if device_class is None:
        device_class = connection.execute(
            text("SELECT device_class FROM device WHERE name = :name"), {"name": device}
        ).scalar_one_or_none()
    if device_class is None:
        raise BadParameter(
            f"the register holds no device {device}: send device_class with its first fixes"
        )
    return register_devices(connection, [device], device_class=device_class, source=kind)[device]


def _log_remarks(
    connection: Connection,
    kind: str,
    device: str,
    body: bytes,
    received: datetime,
    accepted: int,
    judgement: Judgement,
    raw: Callable[[int], object],
) -> None:
    """A run of its own in the log, with what was refused or changed, in the same transaction."""
    run_id = connection.execute(
        text(
            "INSERT INTO ingest_run (kind, source_name, source_sha256, parameters, status,"
            " accepted, repaired, refused, started_at, finished_at)"
            " VALUES (:kind, :name, :sha256, CAST(:parameters AS jsonb), 'loaded',"
            " :accepted, :repaired, :refused, :received, clock_timestamp()) RETURNING id"
        ),
        {
            "kind": kind,
            "name": device,
            "sha256": hashlib.sha256(body).hexdigest(),
            # The instant, and the transaction where two share it: the same body may come again.
            "parameters": json.dumps(
                {"received_at": received.isoformat(), "transaction": _transaction(connection)}
            ),
            "accepted": accepted,
            "repaired": len(judgement.repaired),
            "refused": len(judgement.refused),
            "received": received,
        },
    ).scalar_one()
    connection.execute(
        text(
            "INSERT INTO ingest_remark (run_id, disposition, record, reason, raw)"
            " VALUES (:run, :disposition, :record, :reason, CAST(:raw AS jsonb))"
        ),
        [
            {
                "run": run_id,
                "disposition": disposition,
                "record": f"{device}, fix {index}",
                "reason": storable(reason),
                "raw": json.dumps(storable(raw(index)), ensure_ascii=False),
            }
            for disposition, reasons in (
                ("refused", judgement.refused),
                ("repaired", judgement.repaired),
            )
            for index, reason in sorted(reasons.items())
        ],
    )


def _transaction(connection: Connection) -> str:
    return str(connection.execute(text("SELECT txid_current()")).scalar_one())

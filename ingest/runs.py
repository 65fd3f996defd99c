"""One transaction and one `ingest_run` row per source.

A loader opens `ingest_run(...)`, writes through `run.connection`, and says for each record that
it repaired or refused why. Everything of the run, its log row included, is one transaction: a
run that is killed leaves nothing. A source that is already loaded changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import structlog
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, text

from ingest.jsonb import storable
from spatial.errors import ShikongError, SourceRefused

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one run did. `status` is loaded, unchanged (the source was there) or failed."""

    run_id: int
    kind: str
    source: str
    status: str
    accepted: int
    repaired: int
    refused: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Records handled a second, 0 for a run that had nothing to do."""
        handled = self.accepted + self.refused
        return handled / self.seconds if self.seconds > 0 and self.status == "loaded" else 0.0


@dataclass(slots=True)
class IngestRun:
    """A run under way. `accepted` counts records stored, those repaired among them.

    repaired, refused: raise them through `repair` and `refuse`, which keep the reason.
    """

    connection: Connection
    id: int
    already_loaded: bool = False
    accepted: int = 0
    repaired: int = 0
    refused: int = 0
    _remarks: list[dict[str, Any]] = field(default_factory=list)

    def repair(self, record: str, reason: str, raw: Mapping[str, Any] | None = None) -> None:
        """Keeps why a stored record differs from what the source says of it."""
        self.repaired += 1
        self._remark("repaired", record, reason, raw)

    def refuse(self, record: str, reason: str, raw: Mapping[str, Any] | None = None) -> None:
        """Keeps a record that is not stored, as it came, with the reason."""
        self.refused += 1
        self._remark("refused", record, reason, raw)

    def _remark(
        self, disposition: str, record: str, reason: str, raw: Mapping[str, Any] | None
    ) -> None:
        self._remarks.append(
            {
                "run": self.id,
                "disposition": disposition,
                "record": storable(record),
                "reason": storable(reason),
                "raw": None if raw is None else _json(raw),
            }
        )
        if len(self._remarks) >= 1000 and not self._copying():
            self.flush_remarks()

    def _copying(self) -> bool:
        """Whether the connection is within a COPY, so that remarks have to wait for its end."""
        driver = self.connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        return driver.info.transaction_status is TransactionStatus.ACTIVE

    def flush_remarks(self) -> None:
        """Writes the remarks collected so far."""
        if self._remarks:
            self.connection.execute(
                text(
                    "INSERT INTO ingest_remark (run_id, disposition, record, reason, raw)"
                    " VALUES (:run, :disposition, :record, :reason, CAST(:raw AS jsonb))"
                ),
                self._remarks,
            )
            self._remarks.clear()


def _json(raw: Mapping[str, Any]) -> str:
    """What came of a record, as JSON that the database takes, whatever stands in it."""
    return json.dumps(storable(raw), ensure_ascii=False, default=str)


def source_sha256(path: Path) -> str:
    """The SHA-256 of a file, or of a folder's files with their relative names, in hex.

    Raises SourceRefused when nothing is there.
    """
    if not path.exists():
        raise SourceRefused(f"there is no {path}")
    digest = hashlib.sha256()
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            digest.update(f"{file.relative_to(path)}\0{source_sha256(file)}\n".encode())
    else:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


_OPEN_RUN = text(
    "INSERT INTO ingest_run (kind, source_name, source_sha256, parameters, status,"
    " started_at, finished_at)"
    " VALUES (:kind, :name, :sha256, CAST(:parameters AS jsonb), 'loaded', :now, :now)"
    " RETURNING id"
)
_CLOSE_RUN = text(
    "UPDATE ingest_run SET accepted = :accepted, repaired = :repaired, refused = :refused,"
    " finished_at = :now WHERE id = :id"
)
_LOADED_BEFORE = text(
    "SELECT id, accepted, repaired, refused FROM ingest_run WHERE status = 'loaded'"
    " AND kind = :kind AND source_sha256 = :sha256 AND parameters = CAST(:parameters AS jsonb)"
)
_UNLOADED_RUN = text(
    "INSERT INTO ingest_run (kind, source_name, source_sha256, parameters, status, accepted,"
    " repaired, refused, started_at, finished_at, same_as, failure)"
    " VALUES (:kind, :name, :sha256, CAST(:parameters AS jsonb), :status, 0, 0, 0, :begun, :now,"
    " :same_as, :failure)"
)


def is_loaded(
    engine: Engine,
    kind: str,
    source: Path,
    parameters: Mapping[str, Any] | None = None,
    *,
    sha256: str | None = None,
) -> bool:
    """Whether a source is loaded already, for loaders that do long work before their run."""
    values = {
        "kind": kind,
        "sha256": sha256 or source_sha256(source),
        "parameters": json.dumps(parameters or {}, sort_keys=True, default=str),
    }
    with engine.connect() as connection:
        return connection.execute(_LOADED_BEFORE, values).one_or_none() is not None


@contextmanager
def ingest_run(
    engine: Engine,
    kind: str,
    source: Path,
    parameters: Mapping[str, Any] | None = None,
    *,
    sha256: str | None = None,
) -> Iterator[IngestRun]:
    """Opens the one transaction of a source; commits with its log row, or leaves nothing.

    kind: the name of the loader, as in `shikong ingest KIND`. parameters: what beside the bytes
    decides the result; the same bytes with other parameters are another source. sha256: what
    `source_sha256` says of the source, for a caller who asked already.
    When `run.already_loaded` is true the loader returns at once.
    An exception rolls all back, leaves a row of status `failed` with its text, and goes on up.
    """
    values: dict[str, Any] = {
        "kind": kind,
        "name": source.name,
        "sha256": sha256 or source_sha256(source),
        "parameters": json.dumps(parameters or {}, sort_keys=True, default=str),
    }
    begun = datetime.now(UTC)
    try:
        with engine.begin() as connection:
            # One load of a source at a time: a second one waits here, then finds it loaded.
            connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"),
                {"key": f"ingest {kind} {values['sha256']}"},
            )
            before = connection.execute(_LOADED_BEFORE, values).one_or_none()
            if before is not None:
                unchanged = {"status": "unchanged", "same_as": before.id, "failure": None}
                connection.execute(
                    _UNLOADED_RUN, values | unchanged | {"begun": begun, "now": begun}
                )
                yield IngestRun(
                    connection, before.id, True, before.accepted, before.repaired, before.refused
                )
                return
            run_id = connection.execute(_OPEN_RUN, values | {"now": begun}).scalar_one()
            run = IngestRun(connection, run_id)
            yield run
            run.flush_remarks()
            connection.execute(
                _CLOSE_RUN,
                {
                    "id": run_id,
                    "accepted": run.accepted,
                    "repaired": run.repaired,
                    "refused": run.refused,
                    "now": datetime.now(UTC),
                },
            )
    except Exception as error:
        with engine.begin() as connection:
            connection.execute(
                _UNLOADED_RUN,
                values
                | {"status": "failed", "same_as": None, "failure": failure_text(error)}
                | {"begun": begun, "now": datetime.now(UTC)},
            )
        raise


def failure_text(error: Exception) -> str:
    """The sentence of one of our own errors; of any other only its kind, for it may hold data."""
    return str(error) if isinstance(error, ShikongError) else type(error).__name__


def report(run: IngestRun, kind: str, source: Path, seconds: float) -> IngestReport:
    """The report of a finished run; logs it too."""
    status = "unchanged" if run.already_loaded else "loaded"
    outcome = IngestReport(
        run.id, kind, source.name, status, run.accepted, run.repaired, run.refused, seconds
    )
    log.info(
        "ingest",
        kind=kind,
        source=source.name,
        status=status,
        accepted=run.accepted,
        repaired=run.repaired,
        refused=run.refused,
        seconds=round(seconds, 1),
        per_second=round(outcome.per_second),
    )
    return outcome

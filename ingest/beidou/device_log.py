"""Loads a file of one device's positions: bytes → sightings → checks → fixes, one transaction.

What is common to logs of a receiver, GPX and GeoJSON; how each is read is its reader's matter.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import numpy as np
from sqlalchemy import Engine

from ingest.beidou.checks import judge
from ingest.beidou.positions import note_stored
from ingest.beidou.sightings import Sighting, candidates
from ingest.beidou.store import (
    FixStaging,
    is_device_name,
    register_devices,
    require_device_class,
)
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.errors import BadParameter, SourceRefused
from spatial.progress import step

_READ_BYTES = 1 << 18
_BATCH = 50_000


def utc_now() -> datetime:
    """Our clock."""
    return datetime.now(UTC)


class LogReader(Protocol):
    """Reads a file of positions from its bytes, in any pieces; pure, and of bounded memory.

    Raises SourceRefused when the file is none of its kind.
    """

    def feed(self, chunk: bytes) -> Iterator[Sighting]:
        """The sightings that are whole now."""

    def finish(self) -> Iterator[Sighting]:
        """Those that the end of the file completes."""

    def left_out(self) -> Mapping[str, tuple[int, str]]:
        """What carries no position, by its kind: how many there were, and of what."""


def load_device_log(
    engine: Engine,
    kind: str,
    path: Path,
    reader: LogReader,
    *,
    device: str,
    device_class: str,
    clock: Callable[[], datetime] = utc_now,
) -> IngestReport:
    """Loads one file of positions of one device.

    kind: of the source, as in `shikong ingest KIND`. reader: a new one. device: whose positions
    they are; such a file does not say it. device_class: given and not guessed. clock: what "the
    future" is measured by.

    Sightings that are no position are refused with what came; what carries no position is counted
    in one remark for each kind.

    Raises SourceRefused, BadParameter, DeviceClassConflict; then nothing of it is stored.
    """
    require_device_class(device_class)
    if not is_device_name(device):
        raise BadParameter("device is not 1 to 64 letters, digits or _ . : -")
    began = time.perf_counter()
    parameters = {"device": device, "device_class": device_class}
    with ingest_run(engine, kind, path, parameters) as run:
        if not run.already_loaded:
            if not path.is_file():
                raise SourceRefused(f"{path.name} is no file")
            loader = _Loader(run, kind, device, device_class, clock())
            with (
                step(f"bytes of {path.name}", path.stat().st_size) as progress,
                path.open("rb") as stream,
            ):
                while chunk := stream.read(_READ_BYTES):
                    loader.keep(reader.feed(chunk))
                    progress.advance(len(chunk))
            loader.keep(reader.finish())
            loader.finish(reader.left_out())
    return report(run, kind, path, time.perf_counter() - began)


class _Loader:
    """The state of one load: the sightings that wait to be staged."""

    def __init__(
        self, run: IngestRun, kind: str, device: str, device_class: str, now: datetime
    ) -> None:
        self._run, self._kind, self._now = run, kind, now
        self._device, self._class = device, device_class
        self._waiting: list[Sighting] = []
        self._staging = FixStaging(run.connection)
        self._ids: dict[str, int] = {}

    def keep(self, sightings: Iterator[Sighting]) -> None:
        """Takes sightings; stages them in batches."""
        for sighting in sightings:
            self._waiting.append(sighting)
            if len(self._waiting) >= _BATCH:
                self._stage()

    def _stage(self) -> None:
        """Judges and stages the sightings collected so far."""
        sightings, self._waiting = self._waiting, []
        if not sightings:
            return
        judgement = judge(candidates(sightings, [self._device]), self._now)
        for row in sorted(judgement.refused):
            sighting = sightings[row]
            self._run.refuse(sighting.record, judgement.refused[row], sighting.raw)
        for row in sorted(judgement.repaired):
            sighting = sightings[row]
            self._run.repair(sighting.record, judgement.repaired[row], sighting.raw)
        if judgement.accepted.any() and not self._ids:
            self._ids = register_devices(
                self._run.connection, [self._device], device_class=self._class, source=self._kind
            )
        ids = np.array([self._ids.get(self._device, 0)], np.int32)
        self._staging.add(judgement.candidates.columns(judgement.accepted, ids, self._now))

    def finish(self, left_out: Mapping[str, tuple[int, str]]) -> None:
        """Stores what is staged; says what was no position."""
        self._stage()
        note_stored(self._run, self._staging.store(), self._ids)
        for kind, (count, what) in sorted(left_out.items()):
            self._run.repair(
                kind, f"{count:,} {what} that carry no position are left out", {what: count}
            )

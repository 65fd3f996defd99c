"""Loads a log of NMEA sentences of one receiver: lines → sentences → fixes by time of day."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from ingest.beidou.checks import Candidates, judge
from ingest.beidou.nmea.epochs import POSITION_KINDS, Epoch, EpochReader
from ingest.beidou.nmea.sentences import BadSentence, Line, LineReader, read_sentence
from ingest.beidou.positions import note_stored
from ingest.beidou.store import (
    FixStaging,
    is_device_name,
    register_devices,
    require_device_class,
)
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.errors import BadBody, BadParameter, SourceRefused
from spatial.locations.clock import microseconds
from spatial.progress import step

KIND = "nmea"

_READ_BYTES = 1 << 20
_BATCH = 50_000


def load_nmea(
    engine: Engine,
    path: Path,
    *,
    device: str,
    device_class: str,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> IngestReport:
    """Loads one log of NMEA 0183 (up to 4.11; talkers BD, GB, GN and any other).

    device: whose log it is; a log does not say it. device_class: given and not guessed. clock: what
    "the future" is measured by.

    RMC, GGA, GNS and ZDA of one time of day make one fix (`nmea/epochs.py`). Refused with what
    came: sentences with a wrong checksum, times at which the receiver has no fix or a simulated
    one, times without a date. Other sentences are counted in one remark for each kind.

    Raises SourceRefused when the file holds no sentence, BadParameter, DeviceClassConflict; then
    nothing of it is stored.
    """
    require_device_class(device_class)
    if not is_device_name(device):
        raise BadParameter("device is not 1 to 64 letters, digits or _ . : -")
    began = time.perf_counter()
    parameters = {"device": device, "device_class": device_class}
    with ingest_run(engine, KIND, path, parameters) as run:
        if not run.already_loaded:
            if not path.is_file():
                raise SourceRefused(f"{path.name} is no file")
            loader = _Loader(run, device, device_class, clock())
            reader = LineReader()
            with (
                step(f"bytes of {path.name}", path.stat().st_size) as progress,
                path.open("rb") as stream,
            ):
                while chunk := stream.read(_READ_BYTES):
                    for line in reader.feed(chunk):
                        loader.take(line)
                    progress.advance(len(chunk))
            if (rest := reader.finish()) is not None:
                loader.take(rest)
            loader.finish(path.name)
    return report(run, KIND, path, time.perf_counter() - began)


class _Loader:
    """The state of one load: the epoch under way, and those that wait to be staged."""

    def __init__(self, run: IngestRun, device: str, device_class: str, now: datetime) -> None:
        self._run, self._device, self._now = run, device, now
        self._class = device_class
        self._epochs = EpochReader()
        self._waiting: list[Epoch] = []
        self._sentences = 0
        self._others: Counter[str] = Counter()
        self._staging = FixStaging(run.connection)
        self._ids: dict[str, int] = {}

    def take(self, line: Line) -> None:
        """Reads a line; keeps the fixes that are whole then."""
        text = line.content.decode("ascii", "backslashreplace")
        try:
            sentence = read_sentence(line.content)
            if sentence is None:
                return
            self._sentences += 1
            if sentence.kind not in POSITION_KINDS:
                self._others[sentence.kind or sentence.talker] += 1
            self._keep(self._epochs.take(sentence, line.offset, text))
        except (BadSentence, BadBody) as error:
            self._run.refuse(f"line at byte {line.offset}", str(error), {"line": text})

    def _keep(self, epochs: Iterator[Epoch]) -> None:
        self._waiting.extend(epochs)
        if len(self._waiting) >= _BATCH:
            self._stage()

    def _stage(self) -> None:
        """Judges and stages the epochs collected so far."""
        epochs, self._waiting = self._waiting, []
        judgement = judge(_candidates(epochs), self._now)
        for row in sorted(judgement.refused):
            self._run.refuse(
                f"epoch at byte {epochs[row].offset}",
                judgement.refused[row],
                {"lines": epochs[row].raw},
            )
        for row in sorted(judgement.repaired):
            self._run.repair(
                f"epoch at byte {epochs[row].offset}",
                judgement.repaired[row],
                {"lines": epochs[row].raw},
            )
        if judgement.accepted.any() and not self._ids:
            self._ids = register_devices(
                self._run.connection, [self._device], device_class=self._class, source=KIND
            )
        ids = np.array([self._ids.get(self._device, 0)], np.int32)
        self._staging.add(judgement.candidates.columns(judgement.accepted, ids, self._now))

    def finish(self, source: str) -> None:
        """Stores what is staged; says what was no position."""
        self._keep(self._epochs.finish())
        if self._sentences == 0:
            raise SourceRefused(f"{source} holds no NMEA sentence with a right checksum")
        self._stage()
        note_stored(self._run, self._staging.store(), self._ids)
        for kind, count in sorted(self._others.items()):
            self._run.repair(
                kind,
                f"{count:,} sentences that carry no position are left out",
                {"sentences": count},
            )


def _candidates(epochs: list[Epoch]) -> Candidates:
    """The epochs in columns; what is no position is a fault of its row."""
    faults: dict[int, str] = {}
    times = np.zeros(len(epochs), np.int64)
    for row, epoch in enumerate(epochs):
        if epoch.refused is not None:
            faults[row] = epoch.refused
        elif epoch.instant is None:
            faults[row] = "no sentence tells the date (RMC, ZDA)"
        else:
            times[row] = microseconds(epoch.instant)
    extras = np.empty(len(epochs), np.object_)
    extras[:] = [epoch.extras for epoch in epochs]
    return Candidates(
        device=np.zeros(len(epochs), np.int32),
        time_us=times,
        lon=_reals([epoch.lon for epoch in epochs]),
        lat=_reals([epoch.lat for epoch in epochs]),
        altitude_m=_reals([epoch.altitude_m for epoch in epochs]).astype(np.float32),
        speed_kmh=_reals([epoch.speed_kmh for epoch in epochs]).astype(np.float32),
        course=_reals([epoch.course for epoch in epochs]).astype(np.float32),
        extras=extras,
        faults=faults,
    )


def _reals(values: list[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], np.float64)

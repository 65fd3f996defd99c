"""Loads files of positions (Parquet, CSV): read → checks → fixes, one transaction, one report."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, text

from ingest.beidou.checks import Candidates, judge
from ingest.beidou.position_files import Batch, read_positions
from ingest.beidou.store import (
    FixStaging,
    Stored,
    is_device_name,
    register_devices,
    require_device_class,
)
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.division_codes import canonical_code
from spatial.locations.fixes import FixColumns
from spatial.progress import step

KIND = "positions"


def load_positions(
    engine: Engine,
    path: Path,
    *,
    device_class: str,
    device_prefix: str = "",
    owner_code: str | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> IngestReport:
    """Loads one file of positions.

    path: Parquet or CSV in one of the layouts of `position_files.LAYOUTS`; longitude, latitude in
    degrees of CGCS2000 or WGS 84. device_class: of all its devices; whether a device belongs to a
    person decides who may see it, so nobody guesses it. device_prefix: put before each name in the
    file. owner_code: of the division whose bureau owns its devices; what stands stays when it is
    left out. clock: what "the future" is measured by.

    Each row is accepted, refused (a remark with the row as it came) or repeated: the same device,
    instant and values were there already, in this file or before. Repeats are counted in one
    remark for each device (`raw.repeated`); rows = accepted + refused + repeated.

    Raises SourceRefused, BadParameter, DeviceClassConflict; then nothing of the file is stored.
    """
    require_device_class(device_class)
    began = time.perf_counter()
    parameters = {"device_class": device_class, "device_prefix": device_prefix}
    if owner_code is not None:
        parameters["owner_code"] = canonical_code(owner_code)
    with ingest_run(engine, KIND, path, parameters) as run:
        if not run.already_loaded:
            loader = _Loader(run, device_class, device_prefix, clock())
            with step(f"positions of {path.name}") as progress:
                for batch in read_positions(path):
                    loader.take(batch)
                    progress.advance(batch.rows)
            loader.finish()
            if owner_code is not None:
                loader.give_to(canonical_code(owner_code))
    return report(run, KIND, path, time.perf_counter() - began)


class _Loader:
    """The state of one load: devices met so far, and the staged fixes."""

    def __init__(
        self, run: IngestRun, device_class: str, device_prefix: str, now: datetime
    ) -> None:
        self._run = run
        self._class, self._prefix, self._now = device_class, device_prefix, now
        self._ids: dict[str, int] = {}
        self._staging = FixStaging(run.connection)

    def take(self, batch: Batch) -> None:
        """Judges and stages one batch; says what is refused."""
        for record, reason, raw in batch.unreadable:
            self._run.refuse(record, reason, raw)
        names = [self._prefix + name for name in batch.names]
        judgement = judge(batch.candidates, self._now)
        accepted = judgement.accepted
        refused = dict(judgement.refused)
        bad_names = [i for i, name in enumerate(names) if not is_device_name(name)]
        for row in np.flatnonzero(accepted & np.isin(batch.candidates.device, bad_names)).tolist():
            refused[row] = "the device name is not 1 to 64 letters, digits or _ . : -"
            accepted[row] = False
        for row in sorted(refused):
            self._run.refuse(f"row {batch.first_row + row}", refused[row], batch.raw(row))
        for row in sorted(judgement.repaired):
            if accepted[row]:
                self._run.repair(
                    f"row {batch.first_row + row}", judgement.repaired[row], batch.raw(row)
                )
        self._staging.add(self._columns(judgement.candidates, accepted, names))

    def _columns(
        self, candidates: Candidates, accepted: NDArray[np.bool_], names: list[str]
    ) -> FixColumns:
        met = np.unique(candidates.device[accepted]).tolist()
        new = {names[i] for i in met} - self._ids.keys()
        self._ids |= register_devices(
            self._run.connection, new, device_class=self._class, source=KIND
        )
        ids = np.zeros(max(len(names), 1), np.int32)
        for i in met:
            ids[i] = self._ids[names[i]]
        return candidates.columns(accepted, ids, self._now)

    def give_to(self, owner_code: str) -> None:
        """Says which division's bureau owns the devices that were met."""
        self._run.connection.execute(
            text("UPDATE device SET owner_code = :owner WHERE id = ANY(:ids)"),
            {"owner": owner_code, "ids": list(self._ids.values())},
        )

    def finish(self) -> None:
        """Stores what is staged; counts it."""
        note_stored(self._run, self._staging.store(), self._ids)


def note_stored(run: IngestRun, stored: Stored, ids: dict[str, int]) -> None:
    """Counts the accepted fixes, and says of each device how many repeats were stored once."""
    run.accepted += sum(stored.accepted.values())
    for name, device_id in sorted(ids.items()):
        count = stored.repeated.get(device_id, 0)
        if count:
            run.repair(
                name,
                f"{count:,} exact repeats (same instant and values) are stored once",
                {"repeated": count},
            )

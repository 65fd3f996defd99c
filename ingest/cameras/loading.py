"""Loads tables of cameras: CSV, Excel, JSON lines, and catalogues of GB/T 28181 in XML."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine

from ingest.business.tables import table_rows
from ingest.cameras.catalogue_xml import catalogue_rows
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.business.intake.columns import Layout
from spatial.business.intake.rows import SourceRow
from spatial.cameras.columns import columns_of, require_cameras
from spatial.cameras.registering import Table, begin_registering, register_table
from spatial.cameras.rows import RowReader, system_named
from spatial.errors import SourceRefused
from spatial.temporal import parse_date, today_in_china

KIND = "cameras"


def load_cameras(
    engine: Engine, path: Path, *, crs: str | None = None, day: date | str | None = None
) -> IngestReport:
    """Registers the cameras of a file; one transaction.

    crs: of the positions, where a row names none; without both the row is refused. day: on which
    rows without dates of their own are so (YYYY-MM-DD); the day of the load when None.
    Rows that break a rule are refused, each with its reason, and kept. The same file twice changes
    nothing.
    Raises SourceRefused when the file as a whole is no table of cameras, BadParameter for an
    unknown system and BadDate.
    """
    begun = time.monotonic()
    system = None if crs is None else system_named(crs)
    told = parse_date(day) if isinstance(day, str) else day
    parameters = {"crs": system, "day": told and told.isoformat()}
    with ingest_run(engine, KIND, path, parameters) as run:
        if not run.already_loaded:
            _load(run, path, system, told)
    return report(run, KIND, path, time.monotonic() - begun)


def _load(run: IngestRun, path: Path, crs: str | None, told: date | None) -> None:
    instant = begin_registering(run.connection)
    with _rows(run, path) as rows:
        every = list(rows)
    names = dict.fromkeys(name for row in every if row.fault is None for name in row.values)
    if not names:
        raise SourceRefused(f"{path.name} 中没有一行")
    columns = columns_of(names)
    require_cameras(columns)
    table = Table(
        RowReader(columns, crs),
        told or today_in_china(datetime.now(UTC)),
        as_of_now=told is None,
        run_id=run.id,
    )
    done = register_table(run.connection, every, table, run.refuse, instant)
    run.accepted += done.accepted


@contextmanager
def _rows(run: IngestRun, path: Path) -> Iterator[Iterator[SourceRow]]:
    if path.suffix.lower() == ".xml":
        if not path.is_file():
            raise SourceRefused(f"{path.name} is no file")
        yield catalogue_rows(path)
        return
    with table_rows(path, _Remarks(run), _layout_of) as rows:
        yield rows


class _Remarks:
    """What is told of a file beside its rows."""

    def __init__(self, run: IngestRun) -> None:
        self._run = run

    def refuse(self, place: str, reason: str, raw: object) -> None:
        """A row that cannot be read at all; it is not kept, for nobody knows whose it is."""
        self._run.refuse(place, reason)

    def note(self, place: str, reason: str) -> None:
        """A remark on the file."""
        self._run.repair(place, reason)


def _layout_of(names: Sequence[str]) -> Layout:
    """The columns as the reader of workbooks wants them, to tell the header of a sheet."""
    found = columns_of(names)
    places = {"key" if what == "number" else what: column for what, column in found.items()}
    return Layout(places, (), (), [name for name in names if name not in found.values()])

"""Loads files of records and figures of declared datasets: any table, one way into the store."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from ingest.business.tables import table_rows
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.business.declarations.model import DatasetDeclaration, Holds
from spatial.business.declarations.store import declaration_of
from spatial.business.intake.figure_store import take_figures
from spatial.business.intake.figures import FigureReader, FigureTerms
from spatial.business.intake.matching import matcher_of
from spatial.business.intake.record_store import take_records
from spatial.business.intake.records import RecordReader, RecordTerms
from spatial.business.intake.rows import Origin, Taken
from spatial.crs import CGCS2000
from spatial.db import read_sql
from spatial.errors import BadParameter, SourceRefused


class RunSink:
    """Tells a run of the loaders what was refused and what has to be remarked."""

    def __init__(self, run: IngestRun, declaration: DatasetDeclaration) -> None:
        """run: the run under way.

        Rows of a dataset whose records are personal or sensitive are not kept when they are
        refused: remarks have no retention, and the place tells where they stand in the source.
        """
        self._run = run
        self._keeps_rows = not declaration.grade.closed

    def refuse(self, place: str, reason: str, raw: Mapping[str, object] | None) -> None:
        """A row that is not stored, as it came."""
        self._run.refuse(place, reason, raw if self._keeps_rows else None)

    def note(self, place: str, reason: str) -> None:
        """What has to be told of a stored row, or of the source."""
        self._run.repair(place, reason)


def load_records(
    engine: Engine,
    path: Path,
    *,
    dataset: str,
    crs: str = CGCS2000,
    scheme: str = "mca",
    holds: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> IngestReport:
    """Loads a file of single records of a declared dataset and says what it did.

    crs: of its coordinates. scheme: of its codes, mca or nbs. holds: what its rows are, where the
    dataset holds more than one kind. columns: what stands in columns of uncommon names, as
    {"day": "救助日期"}. Rows that break a rule are refused, each with its reason.
    Raises UnknownDataset, BadParameter, SourceRefused when the file as a whole cannot be taken.
    """
    kind = None if holds is None else _holds(holds)
    terms = RecordTerms(crs, kind, columns or {})
    told = {"crs": crs, "scheme": scheme, "holds": holds, "columns": dict(columns or {})}

    def take(run: IngestRun) -> Taken:
        declaration = declaration_of(run.connection, dataset).declaration
        reader = RecordReader(declaration, matcher_of(engine, scheme), terms)
        sink = RunSink(run, declaration)
        with table_rows(path, sink, reader.layout_of) as rows:
            return take_records(run.connection, reader, rows, sink, Origin(run_id=run.id))

    return _load(engine, "records", path, {"dataset": dataset, **told}, take)


def load_figures(
    engine: Engine,
    path: Path,
    *,
    dataset: str,
    period: str | None = None,
    scheme: str = "mca",
    columns: Mapping[str, str] | None = None,
) -> IngestReport:
    """Loads a file of figures of a declared dataset and says what it did.

    Long form (indicator, division, period, value) or wide form (a column per indicator). period:
    of all rows, where the table has no column of it. scheme, columns: as for records.
    Raises UnknownDataset, BadParameter, SourceRefused when the file as a whole cannot be taken.
    """
    terms = FigureTerms(period, columns or {})
    told = {"period": period, "scheme": scheme, "columns": dict(columns or {})}

    def take(run: IngestRun) -> Taken:
        declaration = declaration_of(run.connection, dataset).declaration
        reader = FigureReader(declaration, matcher_of(engine, scheme), terms)
        sink = RunSink(run, declaration)
        told_period = period is not None
        with table_rows(path, sink, reader.layout_of, period_told=told_period) as rows:
            return take_figures(run.connection, reader, rows, sink, Origin(run_id=run.id))

    return _load(engine, "figures", path, {"dataset": dataset, **told}, take)


def _load(
    engine: Engine,
    kind: str,
    path: Path,
    told: Mapping[str, object],
    take: Callable[[IngestRun], Taken],
) -> IngestReport:
    begun = time.monotonic()
    with engine.connect() as connection:
        parameters = {**told, **_judged_by(connection, str(told["dataset"]))}
    with ingest_run(engine, kind, path, parameters) as run:
        if not run.already_loaded:
            run.accepted = take(run).accepted
    return report(run, kind, path, time.monotonic() - begun)


def _judged_by(connection: Connection, dataset: str) -> dict[str, object]:
    """By what a source is judged: a changed declaration or registry lets it be loaded anew.

    Raises SourceRefused where no division list is loaded, so that nothing could be matched.
    """
    held = connection.execute(
        text(read_sql("ingest.business", "judged_by")), {"dataset": dataset}
    ).one()
    if not held.lists:
        raise SourceRefused(
            "no division list is loaded, so nothing could be placed: load the division history "
            "first"
        )
    return {name: held._mapping[name] for name in ("declaration", "run", "registry")}


def _holds(text_: str) -> Holds:
    try:
        return Holds(text_)
    except ValueError:
        raise BadParameter(f"holds={text_!r}: one of facilities, cases, areas") from None

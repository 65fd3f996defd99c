"""Loads a folder of monthly indicators: `datasets.toml` and one CSV per dataset."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, Row, text

from ingest.bulk import copy_rows
from ingest.business.csv_rows import csv_rows
from ingest.business.dataset_file import FILE_NAME, DatasetEntry, read_dataset_file
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.business.declarations.model import IndicatorDeclaration, PeriodUnit
from spatial.business.declarations.store import declarations, declare_all
from spatial.business.intake.knowledge import lock_dataset
from spatial.business.series.periods import MONTH, last_day
from spatial.business.suppression.renewal import protect_dataset
from spatial.db import read_sql
from spatial.division_codes import canonical_code
from spatial.divisions.answers.absence import successors_standing
from spatial.divisions.versions import versions_of_code
from spatial.divisions.viewpoint import NOW
from spatial.errors import (
    BadDeclaration,
    BadParameter,
    DeclarationConflict,
    ShikongError,
    SourceRefused,
)
from spatial.temporal import parse_month

COLUMNS = ("indicator", "division", "month", "value")


def load_indicators(engine: Engine, path: Path) -> IngestReport:
    """Loads the datasets of a folder and says what it did.

    Each dataset's values are in `<dataset>.csv`: `indicator,division,month,value`, months as
    YYYY-MM, division codes of 2 to 12 digits. A value is refused, with its reason, when its
    indicator is not of the dataset, its month or number is ill-formed or negative, it stands in
    the file twice, or no division list holds its code on any day of the month; then the reason
    names the units in which the code may have gone on (R1.11). A stored value of the same month is
    replaced by another one, with a remark that keeps the old one.
    The registry decides the result: after a new list or a correction the same folder is loaded
    anew.
    Raises SourceRefused when the folder as a whole cannot be taken.
    """
    begun = time.monotonic()
    with engine.connect() as connection:
        held = connection.execute(
            text(
                "SELECT (SELECT max(run_id) FROM division"
                " WHERE scheme = 'mca' AND upper_inf(known)) AS run,"
                " (SELECT max(known_from) FROM division_registry) AS registry"
            )
        ).one()
    parameters = {"division_run": held.run, "division_registry": held.registry}
    with ingest_run(engine, "indicators", path, parameters) as run:
        if not run.already_loaded:
            _load(run, path)
    return report(run, "indicators", path, time.monotonic() - begun)


def parse_value(value: str, *, signed: bool = False) -> Decimal:
    """The number of a line, exactly.

    Raises BadParameter: no finite number, or negative where the indicator is not signed.
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number.adjusted() > 30:
        raise BadParameter(f"{value!r} is no number")
    if number < 0 and not signed:
        raise BadParameter(f"{value} is negative: a count or a sum is not")
    return number


def _load(run: IngestRun, folder: Path) -> None:
    datasets = read_dataset_file(folder)
    lists = run.connection.execute(text("SELECT count(*) FROM division_list")).scalar_one()
    if not lists:
        raise SourceRefused(
            "no division list is loaded, so no value could be placed: load the division history "
            "first"
        )
    for dataset in datasets:
        if not (folder / f"{dataset.id}.csv").is_file():
            raise SourceRefused(
                f"{FILE_NAME} declares {dataset.id}, but {dataset.id}.csv is missing"
            )
    declared = _declare(run, datasets)
    expected = {FILE_NAME} | {f"{dataset.id}.csv" for dataset in datasets}
    for file in sorted(folder.iterdir()):
        if file.name not in expected:
            run.refuse(file.name, f"{FILE_NAME} declares no dataset of this file")
    run.connection.execute(
        text(
            "CREATE TEMPORARY TABLE incoming (file text, line integer, indicator_id text,"
            " division_code text, month date, value numeric) ON COMMIT DROP"
        )
    )
    for dataset in datasets:
        copy_rows(
            run.connection,
            "incoming",
            ("file", "line", "indicator_id", "division_code", "month", "value"),
            _well_formed(
                run,
                folder / f"{dataset.id}.csv",
                {entry.id: declared[entry.id] for entry in dataset.indicator},
            ),
        )
    run.connection.execute(text("ANALYZE incoming"))
    _refuse_repeated(run)
    _refuse_unplaced(run)
    _store(run, [dataset.id for dataset in datasets])


def _declare(run: IngestRun, datasets: Sequence[DatasetEntry]) -> dict[str, IndicatorDeclaration]:
    """Stores the metadata and gives those of the file's indicators, by identifier.

    A change of what stored values mean refuses the source.
    """
    standing = declarations(run.connection, [dataset.id for dataset in datasets])
    try:
        wanted = [
            dataset.declaration(
                standing[dataset.id].declaration if dataset.id in standing else None
            )
            for dataset in datasets
        ]
        declare_all(run.connection, wanted, FILE_NAME, run=run.id)
    except (ValidationError, BadDeclaration, DeclarationConflict) as error:
        raise SourceRefused(f"{FILE_NAME}: {error}") from error
    for one in wanted:
        if one.id not in standing:
            continue
        before = standing[one.id]
        for old in before.declaration.indicators:
            if one.indicator(old.id) != old:
                run.repair(
                    old.id,
                    f"replaces the metadata of {one.id} in version {before.version}",
                    old.model_dump(mode="json"),
                )
    told = {entry.id for dataset in datasets for entry in dataset.indicator}
    return {one.id: one for dataset in wanted for one in dataset.indicators if one.id in told}


def _well_formed(
    run: IngestRun, path: Path, declared: Mapping[str, IndicatorDeclaration]
) -> Iterator[tuple[str, int, str, str, date, Decimal]]:
    """The lines that say an indicator of the dataset, a code, a month and a number."""
    for row in csv_rows(path, COLUMNS):
        record = f"{path.name} line {row.line}"
        if row.values is None:
            run.refuse(record, f"{len(row.raw)} values, not {len(COLUMNS)}", {"line": row.raw})
            continue
        try:
            indicator = declared.get(row.values["indicator"])
            if indicator is None:
                raise BadParameter(
                    f"{FILE_NAME} declares no indicator {row.values['indicator']!r} in {path.stem}"
                )
            if indicator.period is not PeriodUnit.MONTH:
                raise BadParameter(
                    f"{indicator.id} is declared of each {indicator.period}: this table is of"
                    " months"
                )
            code = canonical_code(row.values["division"])
            month = parse_month(row.values["month"])
            value = parse_value(row.values["value"], signed=indicator.signed)
        except ShikongError as error:
            run.refuse(record, str(error), row.values)
            continue
        yield path.name, row.line, indicator.id, code, month, value


def _refuse_repeated(run: IngestRun) -> None:
    for row in run.connection.execute(text(read_sql("ingest.business", "take_repeated"))):
        reason = "duplicate: the same indicator, division and month stand in an earlier line"
        if row.contradicts:
            reason = "duplicate: other lines give another value for the same division and month"
        _refuse(run, row, reason)


def _refuse_unplaced(run: IngestRun) -> None:
    reasons: dict[tuple[str, date], str] = {}
    for row in run.connection.execute(text(read_sql("ingest.business", "take_unplaced"))):
        key = (row.division_code, row.month)
        if key not in reasons:
            reasons[key] = _why_unplaced(run.connection, *key)
        _refuse(run, row, reasons[key])


def _why_unplaced(connection: Connection, code: str, month: date) -> str:
    """Why no list holds the code in the month, with the candidates of that month."""
    versions = versions_of_code(connection, NOW, code)
    if not versions:
        return f"no list of the record holds the division code {code}"
    if all(month < version.days.start for version in versions):
        first = versions[0]
        return (
            f"the division code {code} ({first.name}) stands in the lists from"
            f" {first.days.start} only"
        )
    last = [version for version in versions if version.days.start <= month][-1]
    heirs = successors_standing(connection, code, last_day(MONTH, month))
    told = ", ".join(f"{heir.code} {heir.name}" for heir in heirs) or "none known"
    return (
        f"the division code {code} ({last.name}) was retired on {last.days.end}; candidates: {told}"
    )


def _refuse(run: IngestRun, row: Row[Any], reason: str) -> None:
    raw = {
        "indicator": row.indicator_id,
        "division": row.division_code,
        "month": row.month.isoformat()[:7],
        "value": str(row.value),
    }
    run.refuse(f"{row.file} line {row.line}", reason, raw)


def _store(run: IngestRun, datasets: Sequence[str]) -> None:
    # One writer at a time, and instants that only rise: what protects small cells relies on it.
    now = max((lock_dataset(run.connection, one) for one in sorted(datasets)), default=None)
    replaced = run.connection.execute(text(read_sql("ingest.business", "replaced_observations")))
    for row in replaced:
        run.repair(
            f"{row.file} line {row.line}",
            f"replaces the value {row.stored_value} that run {row.stored_run} stored",
        )
    run.connection.execute(text(read_sql("ingest.business", "end_replaced")), {"now": now})
    run.connection.execute(
        text(read_sql("ingest.business", "store_observations")), {"run": run.id, "now": now}
    )
    for dataset in datasets:
        protect_dataset(run.connection, dataset)
    run.accepted += run.connection.execute(text("SELECT count(*) FROM incoming")).scalar_one()

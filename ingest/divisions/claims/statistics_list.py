"""Loads a list of statistical division codes, and derives the scheme `nbs` from all of them.

The source is a CSV with the columns code (2, 4, 6, 9 or 12 digits), name, level (province, city,
county, town, village) and parent_code. Villages may come in a file of their own, or not at all.
Each row becomes a `version` claim of `nbs`; the registry of the scheme is derived from them.
"""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Engine

from ingest.divisions.claims.assertions import (
    Assertion,
    assertions_of,
    store_assertions,
    store_list_dates,
)
from ingest.divisions.content import require_content
from ingest.divisions.derivation.applying import Applied, apply_registry
from ingest.divisions.derivation.differences import Difference, store_differences
from ingest.divisions.derivation.mapping import coded_units, derive_mapping
from ingest.divisions.documents import read_table
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.division_codes import Level
from spatial.divisions.derivation.scheme_differences import SchemeDifference, scheme_differences
from spatial.divisions.derivation.statistics_codes import (
    SCHEME,
    BadListRow,
    Edition,
    LeftOut,
    StatisticalUnit,
    read_unit,
    statistics_registry,
)
from spatial.errors import BadCode, SourceRefused
from spatial.progress import step
from spatial.temporal import parse_date

KIND = "statistics-codes"
COLUMNS = ("code", "name", "level", "parent_code")


def load_statistics_codes(engine: Engine, path: Path, *, list_date: date | str) -> IngestReport:
    """Stores a `version` claim of `nbs` for each row of the list of a day; one transaction.

    list_date: the day whose state the list gives, as a date or YYYY-MM-DD.
    Rows with an ill-formed code, a parent that their code does not lie in, a parent that a file
    with that level lacks, or a code that stands twice are refused with the reason.
    Raises BadDate; SourceRefused when the file cannot be read, lacks columns, holds no usable row,
    or mixes fictional and real.
    """
    begun = time.monotonic()
    day = list_date if isinstance(list_date, date) else parse_date(list_date)
    with ingest_run(engine, KIND, path, {"list_date": day.isoformat()}) as run:
        if not run.already_loaded:
            _load(run, path, day)
    return report(run, KIND, path, time.monotonic() - begun)


def _load(run: IngestRun, path: Path, day: date) -> None:
    rows = list(read_table(path, COLUMNS))
    levels: defaultdict[Level, set[str]] = defaultdict(set)
    units: list[tuple[int, StatisticalUnit, dict[str, str]]] = []
    with step(f"{path.name} 统计用区划代码", len(rows)) as progress:
        for line, row in rows:
            try:
                unit = read_unit(row)
                if unit.code in levels[unit.level]:
                    raise BadListRow(f"{unit.code} stands twice in the list")
            except (BadListRow, BadCode) as error:
                run.refuse(f"line {line}", str(error), row)
            else:
                levels[unit.level].add(unit.code)
                units.append((line, unit, row))
            progress.advance(1)
    kept = [unit for unit in units if _has_its_parent(run, unit, levels)]
    if not kept:
        raise SourceRefused(f"{path.name} holds no row that could be stored")
    require_content(run.connection, path.name, (unit.code for _, unit, _ in kept))
    store_assertions(
        run,
        SCHEME,
        "version",
        (
            Assertion(f"line {line}", unit.code, unit.name, day, row, _said(unit))
            for line, unit, row in kept
        ),
    )
    store_list_dates(run.connection, SCHEME, [day])


def _has_its_parent(
    run: IngestRun,
    row: tuple[int, StatisticalUnit, dict[str, str]],
    levels: dict[Level, set[str]],
) -> bool:
    """Whether the parent stands in the file, or the file holds nothing of its level."""
    line, unit, raw = row
    if unit.parent_code is None or unit.level_above is None:
        return True
    above = levels.get(unit.level_above, set())
    if not above or unit.parent_code in above:
        return True
    run.refuse(f"line {line}", f"{unit.code}: the list lacks its parent {unit.parent_code}", raw)
    return False


def _said(unit: StatisticalUnit) -> dict[str, str | None]:
    return {"level": unit.level.value, "parent_code": unit.parent_code}


def derive_statistics(connection: Connection) -> Applied:
    """Derives the registry of `nbs` from all loaded editions and stores it as a difference.

    What became no version (placeholders), and where a list says other than the ministry's registry
    on its day, stands in the report of differences with the reason.
    The mapping to the ministry's codes follows, so that its registry has to be applied before.
    The caller owns the transaction.
    """
    editions: defaultdict[tuple[date, int], list[StatisticalUnit]] = defaultdict(list)
    for claim in assertions_of(connection, SCHEME, "version"):
        assert claim.code
        assert claim.name
        assert claim.list_date
        editions[claim.list_date, claim.run_id].append(
            StatisticalUnit(
                claim.code, claim.name, Level(claim.said["level"]), claim.said["parent_code"]
            )
        )
    registry, left_out = statistics_registry(
        Edition(day, run_id, units) for (day, run_id), units in editions.items()
    )
    applied = apply_registry(connection, registry)
    derive_mapping(connection, left_out, applied.known_from)
    runs = {
        day: run_id
        for (day, run_id), units in sorted(editions.items())
        if any(unit.level is not Level.VILLAGE for unit in units)
    }
    ours, theirs = coded_units(connection, "mca"), coded_units(connection, SCHEME)
    store_differences(
        connection,
        (KIND,),
        [
            *map(_left_out, left_out),
            *(
                _difference(one, day, run_id)
                for day, run_id in runs.items()
                for one in scheme_differences(day, ours, theirs)
            ),
        ],
    )
    return applied


def _left_out(one: LeftOut) -> Difference:
    return Difference(
        run_id=one.run_id,
        scheme=SCHEME,
        as_of=one.list_date,
        code=one.unit.canonical,
        kind="level",
        source_says=f"{one.unit.code} {one.unit.name}",
        registry_says=None,
        explanation=one.reason,
    )


def _difference(one: SchemeDifference, day: date, run_id: int) -> Difference:
    return Difference(
        run_id=run_id,
        scheme=SCHEME,
        as_of=day,
        code=one.code,
        kind=one.kind,
        source_says=one.source_says,
        registry_says=one.registry_says,
        explanation=one.explanation,
    )

"""Loads published lists of division codes: what stood on a day, as somebody printed it.

Two forms are known by their columns. Yearly: year, code, name, the state at the end of its 31
December. Monthly revisions: source, revision (YYYYMM), code, name, the state at the end of the
month. Each row becomes a `listed` claim of the ministry's scheme. No version comes from it: the
lists are what the registry is compared with (`ingest.divisions.derivation.differences`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from ingest.divisions.claims.assertions import Assertion, store_assertions
from ingest.divisions.content import require_content
from ingest.divisions.documents import read_table
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.division_codes import canonical_code
from spatial.errors import BadCode, BadDate, ShikongError, SourceRefused
from spatial.progress import step
from spatial.temporal import list_day, month_period, parse_month, today_in_china

KIND = "division-lists"

_SHARED = ("code", "name")
_FIRST_YEAR = 1949


class BadListRow(ShikongError):
    """A row of a published list that says something impossible; the message is the reason."""


def load_division_lists(engine: Engine, path: Path) -> IngestReport:
    """Stores a `listed` claim for each row of the lists in the file; one transaction.

    Rows with an ill-formed code, no name, an impossible year or revision, or a code that the same
    list holds already are refused with the reason, the rest is stored.
    Raises SourceRefused when the file cannot be read, has neither form, holds no usable row, or
    mixes fictional and real.
    """
    begun = time.monotonic()
    with ingest_run(engine, KIND, path) as run:
        if not run.already_loaded:
            _load(run, path)
    return report(run, KIND, path, time.monotonic() - begun)


def _load(run: IngestRun, path: Path) -> None:
    rows = list(read_table(path, _SHARED))
    yearly = all("year" in row for _, row in rows)
    if not yearly and not all("revision" in row for _, row in rows):
        raise SourceRefused(f"{path.name} has neither a column year nor a column revision")
    today = today_in_china(datetime.now(UTC))
    seen: dict[tuple[str, date, str], int] = {}
    claims: list[Assertion] = []
    with step(f"{path.name} 区划代码表", len(rows)) as progress:
        for line, row in rows:
            try:
                claim = _claim(line, row, yearly, today)
                series = "" if yearly else row.get("source", "")
                key = (series, claim.list_date or today, claim.code or "")
                if key in seen:
                    raise BadListRow(
                        f"{claim.code} stands twice in the list of {claim.list_date}, "
                        f"first on line {seen[key]}"
                    )
            except (BadListRow, BadCode, BadDate) as error:
                run.refuse(f"line {line}", str(error), row)
            else:
                seen[key] = line
                claims.append(claim)
            progress.advance(1)
    if not claims:
        raise SourceRefused(f"{path.name} holds no row that could be stored")
    require_content(run.connection, path.name, (claim.code or "" for claim in claims))
    store_assertions(run, "mca", "listed", claims)


def _claim(line: int, row: Mapping[str, str], yearly: bool, today: date) -> Assertion:
    day = _year_end(row["year"], today) if yearly else _month_end(row["revision"], today)
    code = canonical_code(row["code"])
    if not row["name"]:
        raise BadListRow(f"{code} has no name")
    said = {} if yearly else {"series": row.get("source", ""), "revision": row["revision"]}
    return Assertion(f"line {line}", code, row["name"], day, row, said)


def _year_end(year: str, today: date) -> date:
    if not re.fullmatch(r"[0-9]{4}", year) or not _FIRST_YEAR <= int(year) <= today.year:
        raise BadListRow(f"{year!r} is no year of a list: {_FIRST_YEAR} to {today.year}")
    return list_day(int(year))


def _month_end(revision: str, today: date) -> date:
    """The last day of the month that YYYYMM names."""
    if not re.fullmatch(r"[0-9]{6}", revision):
        raise BadListRow(f"{revision!r} is no revision: write YYYYMM, as in 201512")
    month = parse_month(f"{revision[:4]}-{revision[4:]}")
    if month.year < _FIRST_YEAR or month > today:
        raise BadListRow(f"the revision {revision} lies outside the months of {_FIRST_YEAR} to now")
    end = month_period(month).end
    assert end is not None
    return end - timedelta(days=1)

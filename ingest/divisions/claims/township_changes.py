"""Loads yearly tables of township changes, and adds the townships they tell of to the registry.

The source is a CSV with the columns year, province, old_code, old_name, reason, new_code,
new_name and approval, made from sheets with merged cells: a blank province, reason or approval is
that of the row above within one year, a reason and an approval within one province. Each row
becomes a `township_change` claim.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from ingest.divisions.claims.assertions import Assertion, assertions_of, store_assertions
from ingest.divisions.content import require_content
from ingest.divisions.derivation.differences import Difference, store_differences
from ingest.divisions.documents import read_table
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.division_codes import Level, canonical_code, level_of
from spatial.divisions.derivation.township_changes import Township, TownshipChange, TownshipClaim
from spatial.divisions.derivation.township_registry import with_townships
from spatial.divisions.registry import Registry
from spatial.errors import BadCode, ShikongError, SourceRefused
from spatial.progress import step
from spatial.temporal import list_day, today_in_china

KIND = "township-changes"
COLUMNS = (
    "year",
    "province",
    "old_code",
    "old_name",
    "reason",
    "new_code",
    "new_name",
    "approval",
)
_FIRST_YEAR = 1949


class BadTownshipRow(ShikongError):
    """A row of a table that says something impossible; the message is the reason."""


@dataclass(slots=True)
class _Filled:
    """A row with what merged cells above it say; cell: the line on which they begin."""

    line: int
    raw: dict[str, str]
    province: str
    reason: str
    approval: str
    cell: int

    @property
    def record(self) -> str:
        return f"line {self.line}"


def load_township_changes(engine: Engine, path: Path) -> IngestReport:
    """Stores a `township_change` claim for each row of the tables; one transaction.

    Cells that the original split over two rows are put together, each with a note. Rows without a
    unit, with an ill-formed code or no name, or that stand twice are refused with the reason.
    Raises SourceRefused when the file cannot be read, lacks columns, holds no usable row, or mixes
    fictional and real.
    """
    begun = time.monotonic()
    with ingest_run(engine, KIND, path) as run:
        if not run.already_loaded:
            _load(run, path)
    return report(run, KIND, path, time.monotonic() - begun)


def _load(run: IngestRun, path: Path) -> None:
    rows = list(_filled(read_table(path, COLUMNS)))
    claims: list[Assertion] = []
    seen: dict[tuple[str, str, str], int] = {}
    with step(f"{path.name} 乡级变更", len(rows)) as progress:
        for row, below in zip(rows, [*rows[1:], None], strict=True):
            try:
                claim = _claim(run, row, below)
                key = (row.raw["year"], claim.code or "", claim.said["new_code"] or "")
                if key in seen:
                    raise BadTownshipRow(f"the change stands already on line {seen[key]}")
            except (BadTownshipRow, BadCode) as error:
                run.refuse(row.record, str(error), row.raw)
            else:
                seen[key] = row.line
                claims.append(claim)
            progress.advance(1)
    if not claims:
        raise SourceRefused(f"{path.name} holds no row that could be stored")
    codes = (claim.code or claim.said["new_code"] for claim in claims)
    require_content(run.connection, path.name, codes)
    store_assertions(run, "mca", "township_change", claims)


def _filled(rows: Iterator[tuple[int, dict[str, str]]]) -> Iterator[_Filled]:
    year = province = reason = approval = ""
    cell = 0
    for line, row in rows:
        if row["year"] != year:
            year, province, reason, approval = row["year"], "", "", ""
        if row["province"] and row["province"] != province:
            # No cell is merged over two provinces. A reason that is missing at the head of one
            # is unknown, not that of the province above.
            province, reason, approval = row["province"], "", ""
        if row["reason"] or row["approval"]:
            cell = line
        reason, approval = row["reason"] or reason, row["approval"] or approval
        yield _Filled(line, row, province, reason, approval, cell)


def _claim(run: IngestRun, row: _Filled, below: _Filled | None) -> Assertion:
    """The claim of a row; `below` is the next one, which may hold the rest of a split cell."""
    raw = row.raw
    year = _year(raw["year"])
    old_code, old_name = raw["old_code"], raw["old_name"]
    new_code, new_name, into = raw["new_code"], raw["new_name"], None
    if re.fullmatch(r"并入\S+", new_code):
        new_code, into = "", new_code.removeprefix("并入")
    if new_name and not new_code:
        if below is not None and below.cell == row.cell and _code_alone(below):
            new_code = below.raw["new_code"]
            run.repair(row.record, f"its new code {new_code} stands one row below", raw)
        elif old_code:
            new_code = old_code
            run.repair(row.record, f"it gives no new code: a rename keeps {old_code}", raw)
    elif _code_alone(row):
        new_code = ""
        run.repair(row.record, "its new code belongs to the name one row above", raw)
    if not old_code and not new_code:
        raise BadTownshipRow("the row names neither an old code nor a new one")
    for code, name in ((old_code, old_name), (new_code, new_name)):
        if code:
            _require_township(code, name)
    return Assertion(
        row.record,
        old_code or None,
        old_name or None,
        list_day(year),
        raw,
        {
            "line": row.line,
            "cell": row.cell,
            "province": row.province,
            "reason": row.reason,
            "approval": row.approval,
            "new_code": new_code or None,
            "new_name": new_name or None,
            "into": into,
        },
    )


def _code_alone(row: _Filled) -> bool:
    """Whether the row has a new code without its name: the lower half of a split cell."""
    return bool(row.raw["new_code"].isdigit() and not row.raw["new_name"] and row.raw["old_code"])


def _year(text: str) -> int:
    last = today_in_china(datetime.now(UTC)).year
    if not re.fullmatch(r"[0-9]{4}", text) or not _FIRST_YEAR <= int(text) <= last:
        raise BadTownshipRow(f"{text!r} is no year of a table: {_FIRST_YEAR} to {last}")
    return int(text)


def _require_township(code: str, name: str) -> None:
    if canonical_code(code) != code or level_of(code) is not Level.TOWNSHIP:
        raise BadTownshipRow(f"{code} is no code of a township: it has nine digits")
    if not name:
        raise BadTownshipRow(f"{code} has no name")


def add_townships(connection: Connection, registry: Registry) -> Registry:
    """The registry of the ministry's scheme with the townships that all loaded tables tell of.

    Changes of townships that the registry has from lists stand in the report of differences.
    """
    claims = []
    for found in assertions_of(connection, "mca", "township_change"):
        said = found.said
        assert found.list_date
        claims.append(
            TownshipClaim(
                run_id=found.run_id,
                line=said["line"],
                year=found.list_date.year,
                cell=said["cell"],
                reason=said["reason"],
                approval=said["approval"],
                old=_township(found.code, found.name),
                new=_township(said["new_code"], said["new_name"]),
                into=said["into"],
            )
        )
    complete, left_out = with_townships(registry, claims)
    store_differences(connection, (KIND,), [_difference(change) for change in left_out])
    return complete


def _difference(change: TownshipChange) -> Difference:
    """A change that the lists tell of themselves."""
    unit = (*change.old, *change.new)[0]
    names = [
        "、".join(f"{one.code} {one.name}" for one in side) for side in (change.old, change.new)
    ]
    return Difference(
        run_id=change.run_id,
        scheme="mca",
        as_of=list_day(change.year),
        code=unit.code,
        kind="relation",
        source_says=" → ".join(filter(None, names)),
        registry_says=None,
        explanation="代码表已载该乡级单位的沿革，登记库依代码表，不再依变更表推断",
    )


def _township(code: str | None, name: str | None) -> Township | None:
    return Township(code, name) if code and name else None

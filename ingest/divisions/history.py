"""Loads the history of division codes: yearly versions of each code with what became of them.

The source is a CSV with the columns code, name, level, parent_code, valid_from, valid_to and
successors; other columns are ignored. `valid_from` is the year of the first list that holds the
version, `valid_to` the year of the first that does not (empty: it stands still).

`successors` are codes joined by `;`. A year in brackets, `110101[2010]`, says that a part moved
to that code in the list of 2010. Without brackets the code took area when the version ended, in
the list of `valid_to`; it took all that was left when it is the only one without brackets
(`whole`), else a part of it.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from ingest.bulk import copy_rows, days, reserve_ids
from ingest.divisions.content import require_content
from ingest.divisions.documents import read_table
from ingest.progress import step
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.division_codes import Level, canonical_code, level_of
from spatial.errors import BadCode, ShikongError, SourceRefused
from spatial.temporal import Period, list_day

KIND = "division-history"
COLUMNS = ("code", "name", "level", "parent_code", "valid_from", "valid_to", "successors")

_SUCCESSOR = re.compile(r"([0-9]+)(?:\[([0-9]{4})\])?")
_NO_PARENT = "000000"


class BadRow(ShikongError):
    """A row of the history that says something impossible; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Successor:
    """One successor of a version. whole: it took all that was left of the version."""

    code: str
    list_year: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a code as one row of the source says it."""

    code: str
    name: str
    level: Level
    parent_code: str | None
    valid: Period
    successors: tuple[Successor, ...]

    def years(self) -> list[int]:
        """Every list year that the row mentions."""
        ends = [self.valid.end.year] if self.valid.end else []
        return [self.valid.start.year, *ends, *(s.list_year for s in self.successors)]


def load_division_history(
    engine: Engine, path: Path, *, last_list: int | None = None
) -> IngestReport:
    """Stores versions, successions and list days of the source; one transaction.

    last_list: the year of the newest list that the history was made from, where nothing changed
    in it: no row mentions such a year. None takes the newest year that a row mentions.
    Rows that say something impossible are refused with the reason, the rest is stored.
    Raises SourceRefused when the file cannot be read, lacks columns or mixes fictional and real.
    """
    begun = time.monotonic()
    parameters = {} if last_list is None else {"last_list": last_list}
    with ingest_run(engine, KIND, path, parameters) as run:
        if not run.already_loaded:
            _load(run, path, last_list)
    return report(run, KIND, path, time.monotonic() - begun)


def _load(run: IngestRun, path: Path, last_list: int | None) -> None:
    rows = list(read_table(path, COLUMNS))
    standing = _standing_periods(run.connection)
    versions: list[Version] = []
    with step(f"{path.name} 区划沿革", len(rows)) as progress:
        for line, row in rows:
            try:
                version = read_version(row)
                _require_free(version, standing)
            except (BadRow, BadCode) as error:
                run.refuse(f"line {line}", str(error), row)
            else:
                standing[version.code].append(version.valid)
                versions.append(version)
            progress.advance(1)
        if not versions:
            raise SourceRefused(f"{path.name} holds no row that could be stored")
        require_content(run.connection, path.name, (version.code for version in versions))
        newest = max(year for version in versions for year in version.years())
        if last_list is not None and last_list < newest:
            raise SourceRefused(
                f"{path.name} mentions the list of {newest}, after its last list {last_list}"
            )
        _store(run, versions, last_list or newest)
    run.accepted += len(versions)


def read_version(row: Mapping[str, str]) -> Version:
    """The version that a row of the source says. Raises BadRow or BadCode with the reason."""
    code = canonical_code(row["code"])
    name = row["name"]
    if not name:
        raise BadRow(f"{code} has no name")
    try:
        level = Level(row["level"])
    except ValueError as error:
        known = ", ".join(Level)
        raise BadRow(f"{code}: unknown level {row['level']!r}; known are {known}") from error
    if level is not level_of(code):
        raise BadRow(f"{code} has the form of a {level_of(code)}, not of a {level}")
    first = _year(code, "valid_from", row["valid_from"])
    until = _year(code, "valid_to", row["valid_to"]) if row["valid_to"] else None
    if until is not None and until <= first:
        raise BadRow(f"{code}: valid_to {until} is not after valid_from {first}")
    return Version(
        code=code,
        name=name,
        level=level,
        parent_code=_parent(row["parent_code"]),
        valid=Period(list_day(first), list_day(until) if until else None),
        successors=_successors(code, row["successors"], first, until),
    )


def _parent(code: str) -> str | None:
    return None if code in ("", _NO_PARENT) else canonical_code(code)


def _year(code: str, column: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", value) or int(value) == 0:
        raise BadRow(f"{code}: {column} {value!r} is no year")
    return int(value)


def _successors(code: str, value: str, first: int, until: int | None) -> tuple[Successor, ...]:
    parts = [part.strip() for part in value.split(";") if part.strip()]
    unbracketed = sum("[" not in part for part in parts)
    found = []
    for part in parts:
        match = _SUCCESSOR.fullmatch(part)
        if match is None:
            raise BadRow(f"{code}: successor {part!r} is neither CODE nor CODE[YEAR]")
        year = int(match[2]) if match[2] else until
        if year is None:
            raise BadRow(f"{code} stands still but names the successor {part} without a year")
        if year <= first or (until is not None and year > until):
            raise BadRow(f"{code}: a part moved to {part}, outside the years of the row")
        whole = match[2] is None and unbracketed == 1
        found.append(Successor(canonical_code(match[1]), year, whole))
    keys = [(successor.code, successor.list_year) for successor in found]
    if len(set(keys)) < len(keys):
        raise BadRow(f"{code} names a successor twice in one year: {value}")
    return tuple(found)


def _standing_periods(connection: Connection) -> defaultdict[str, list[Period]]:
    held = connection.execute(text("SELECT code, lower(valid), upper(valid) FROM division"))
    periods: defaultdict[str, list[Period]] = defaultdict(list)
    for code, start, end in held:
        periods[code].append(Period(start, end))
    return periods


def _require_free(version: Version, standing: Mapping[str, list[Period]]) -> None:
    for other in standing.get(version.code, ()):
        if version.valid.meets(other):
            raise BadRow(
                f"{version.code} {version.name} from {version.valid.start} overlaps another "
                f"version of the code, from {other.start} until {other.end or 'now'}"
            )


def _store(run: IngestRun, versions: list[Version], last_list: int) -> None:
    ids = reserve_ids(run.connection, "division", len(versions))
    copy_rows(
        run.connection,
        "division",
        ("id", "code", "name", "level", "parent_code", "valid", "run_id"),
        (
            (key, v.code, v.name, v.level.value, v.parent_code)
            + (days(v.valid.start, v.valid.end), run.id)
            for key, v in zip(ids, versions, strict=True)
        ),
    )
    copy_rows(
        run.connection,
        "division_succession",
        ("division_id", "successor_code", "list_year", "whole"),
        (
            (key, successor.code, successor.list_year, successor.whole)
            for key, version in zip(ids, versions, strict=True)
            for successor in version.successors
        ),
    )
    first_list = min(year for version in versions for year in version.years())
    run.connection.execute(
        text("INSERT INTO division_list (list_date) VALUES (:day) ON CONFLICT DO NOTHING"),
        [{"day": list_day(year)} for year in range(first_list, last_list + 1)],
    )

"""Loads the history of division codes: yearly versions of each code with what became of them.

Each row becomes one `version` claim of the ministry's scheme, beside those of other files: which
of them holds is decided when the registry is derived.

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

from sqlalchemy import Engine

from ingest.divisions.claims.assertions import Assertion, store_assertions, store_list_dates
from ingest.divisions.content import require_content
from ingest.divisions.documents import read_table
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.division_codes import Level, canonical_code, level_of
from spatial.errors import BadCode, ShikongError, SourceRefused
from spatial.progress import step
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
    """Stores the claims and list days of the source; one transaction.

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
    standing: defaultdict[str, list[Period]] = defaultdict(list)
    versions: list[tuple[int, Version, Mapping[str, str]]] = []
    with step(f"{path.name} 区划沿革", len(rows)) as progress:
        for line, row in rows:
            try:
                version = read_version(row)
                _require_free(version, standing)
            except (BadRow, BadCode) as error:
                run.refuse(f"line {line}", str(error), row)
            else:
                standing[version.code].append(version.valid)
                versions.append((line, version, row))
            progress.advance(1)
        if not versions:
            raise SourceRefused(f"{path.name} holds no row that could be stored")
        require_content(run.connection, path.name, (version.code for _, version, _ in versions))
        newest = max(year for _, version, _ in versions for year in version.years())
        if last_list is not None and last_list < newest:
            raise SourceRefused(
                f"{path.name} mentions the list of {newest}, after its last list {last_list}"
            )
        _store(run, versions, last_list or newest)


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
        parent_code=_parent(code, level, row["parent_code"]),
        valid=Period(list_day(first), list_day(until) if until else None),
        successors=_successors(code, row["successors"], first, until),
    )


def _parent(code: str, level: Level, written: str) -> str | None:
    """The parent of a unit, of a higher level than its own: so that no circle can be."""
    if written in ("", _NO_PARENT):
        return None
    parent = canonical_code(written)
    order = list(Level)
    if order.index(level_of(parent)) >= order.index(level):
        raise BadRow(f"{code}: its parent {parent} is a {level_of(parent)}, not above a {level}")
    return parent


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


def _require_free(version: Version, standing: Mapping[str, list[Period]]) -> None:
    for other in standing.get(version.code, ()):
        if version.valid.meets(other):
            raise BadRow(
                f"{version.code} {version.name} from {version.valid.start} overlaps another "
                f"version of the code, from {other.start} until {other.end or 'now'}"
            )


def _store(
    run: IngestRun, versions: list[tuple[int, Version, Mapping[str, str]]], last_list: int
) -> None:
    store_assertions(
        run,
        "mca",
        "version",
        (
            Assertion(
                f"line {line}",
                version.code,
                version.name,
                version.valid.start,
                row,
                _said(version),
            )
            for line, version, row in versions
        ),
    )
    first_list = min(year for _, version, _ in versions for year in version.years())
    days = (list_day(year) for year in range(first_list, last_list + 1))
    store_list_dates(run.connection, "mca", days)


def _said(version: Version) -> dict[str, object]:
    """What a `version` claim says beside code and name; years are those of lists."""
    return {
        "level": version.level.value,
        "parent_code": version.parent_code,
        "first_list": version.valid.start.year,
        "until_list": version.valid.end.year if version.valid.end else None,
        "successors": [
            {"code": one.code, "list_year": one.list_year, "whole": one.whole}
            for one in version.successors
        ],
    }

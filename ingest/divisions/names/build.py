"""Makes the searchable names of divisions from the registry, and says where other places lie.

Names of divisions are derived rows: they are made anew as a whole whenever the registry changed.
Each carries the knowledge of the versions that it comes from, so that a search with `known_at`
answers as it would have then.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import structlog
from psycopg.types.range import TimestamptzRange
from sqlalchemy import Connection, Engine, text

from ingest.bulk import copy_rows
from spatial.db import read_sql
from spatial.division_codes import Level
from spatial.divisions.names.forms import Form, forms_of
from spatial.divisions.names.kinds import PAST
from spatial.progress import step

log = structlog.get_logger(__name__)

RULES = 1
"""Raised when the derivation changes, so that the names are made anew."""

_WEIGHTS = {level.value: weight for weight, level in enumerate(Level)}

_BASES = ("valid", "valid_announced", "valid_approved")


@dataclass(frozen=True, slots=True)
class _Known:
    """A name of a unit through one span of knowledge: its codes, level and days on each basis."""

    identity: str
    name: str
    codes: tuple[str, ...]
    level: str
    days: tuple[tuple[tuple[Any, Any], ...], ...]
    known_from: datetime
    known_to: datetime | None

    @property
    def stands(self) -> bool:
        return any(end is None for _, end in self.days[0])


def build_names(engine: Engine) -> None:
    """Makes names and places of divisions from the registry; one transaction.

    Does nothing when registry, areas and loaded places are those of the last time. The cost grows
    with the number of names: about a minute for a hundred thousand.
    """
    begun = time.monotonic()
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('build names', 0))"))
        fingerprint = _fingerprint(connection)
        if fingerprint == _built_from(connection):
            log.info("names are up to date")
            return
        connection.execute(text("DELETE FROM place_name WHERE derived"))
        names = list(_known_names(connection))
        _store_places(connection, names)
        stored = _store_names(connection, names)
        connection.execute(text(read_sql("ingest.divisions.names", "locate_places")))
        connection.execute(text(read_sql("ingest.divisions.names", "code_place_names")))
        connection.execute(
            text(
                "INSERT INTO place_name_build (fingerprint, built_at) VALUES (:fingerprint, :now)"
                " ON CONFLICT (only_row) DO UPDATE"
                " SET fingerprint = excluded.fingerprint, built_at = excluded.built_at"
            ),
            {"fingerprint": fingerprint, "now": datetime.now(UTC)},
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE) place, place_record, place_name"))
    log.info("names", units=len(names), forms=stored, seconds=round(time.monotonic() - begun, 1))


def _fingerprint(connection: Connection) -> str:
    said = connection.execute(text(read_sql("ingest.divisions.names", "built_from"))).scalar_one()
    return hashlib.sha256(json.dumps([RULES, said]).encode()).hexdigest()


def _built_from(connection: Connection) -> str | None:
    found = connection.execute(text("SELECT fingerprint FROM place_name_build"))
    value = found.scalar_one_or_none()
    return None if value is None else str(value)


def _known_names(connection: Connection) -> Iterator[_Known]:
    """The names of every unit, span of knowledge by span of knowledge."""
    rows: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in connection.execute(text(read_sql("ingest.divisions.names", "named_versions"))):
        rows[row.identity_id, row.name].append(row)
    for (identity, name), versions in rows.items():
        yield from _spans(identity, name, versions)


def _spans(identity: str, name: str, versions: Sequence[Any]) -> Iterator[_Known]:
    moments = sorted(
        {row.known_from for row in versions}
        | {row.known_to for row in versions if row.known_to is not None}
    )
    last: _Known | None = None
    for start, end in zip(moments, [*moments[1:], None], strict=True):
        held = [
            row
            for row in versions
            if row.known_from <= start and (row.known_to is None or start < row.known_to)
        ]
        if not held:
            continue
        now = _Known(
            identity,
            name,
            tuple(sorted({row.code for row in held})),
            held[-1].level,
            tuple(_days(held, basis) for basis in _BASES),
            start,
            end,
        )
        if last is not None and last.known_to == start and _said(last) == _said(now):
            last = replace(last, known_to=end)
        else:
            if last is not None:
                yield last
            last = now
    if last is not None:
        yield last


def _said(one: _Known) -> tuple[Any, ...]:
    return one.identity, one.name, one.codes, one.level, one.days


def _days(rows: Iterable[Any], basis: str) -> tuple[tuple[Any, Any], ...]:
    """The periods on a basis; of a scheme without it those of lists."""
    found = []
    for row in rows:
        period = getattr(row, basis)
        period = row.valid if period is None else period
        if not period.isempty:
            found.append((period.lower, period.upper))
    return tuple(sorted(found, key=lambda period: period[0]))


def _store_places(connection: Connection, names: Iterable[_Known]) -> None:
    first: dict[str, datetime] = {}
    for one in names:
        known = first.get(one.identity)
        first[one.identity] = one.known_from if known is None else min(known, one.known_from)
    connection.execute(
        text(
            "INSERT INTO place (id, identity_id, known_from)"
            " SELECT 'division:' || id, id, known"
            " FROM unnest(CAST(:ids AS text[]), CAST(:known AS timestamptz[])) AS one (id, known)"
            " ON CONFLICT (id) DO NOTHING"
        ),
        {"ids": list(first), "known": list(first.values())},
    )


NAME_COLUMNS = (
    "place_id",
    "kind",
    "text",
    "language",
    "roman",
    "pinyin",
    "key",
    "toneless",
    "initials",
) + ("weight", "codes", "valid", "valid_announced", "valid_approved", "derived", "known")


def _store_names(connection: Connection, names: Sequence[_Known]) -> int:
    spelled: dict[str, list[Form]] = {}
    with step("地名索引", len(names)) as progress:

        def rows() -> Iterator[Sequence[object]]:
            for one in names:
                if one.name not in spelled:
                    spelled[one.name] = list(forms_of(one.name))
                for form in spelled[one.name]:
                    yield _row(one, form)
                progress.advance(1)

        return copy_rows(connection, "place_name", NAME_COLUMNS, rows())


def _row(one: _Known, form: Form) -> tuple[object, ...]:
    spelling = form.spelling
    return (
        f"division:{one.identity}",
        form.kind.value,
        form.text,
        form.language,
        form.roman,
        spelling.pinyin,
        spelling.key,
        spelling.toneless,
        spelling.initials,
        _WEIGHTS[one.level] if one.stands else PAST,
        list(one.codes),
        *(
            multirange(days) or (None if place == 0 else "{}")
            for place, days in enumerate(one.days)
        ),
        True,
        TimestamptzRange(one.known_from, one.known_to, "[)"),
    )


def multirange(days: Iterable[tuple[Any, Any]]) -> str | None:
    """The text of a datemultirange, None for no day at all."""
    parts = [f"[{start or ''},{end or ''})" for start, end in days]
    return "{" + ",".join(parts) + "}" if parts else None

"""Reads the whole register of a scheme and its mappings, and keeps the newest few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, text

from spatial.db import read_sql
from spatial.divisions.bulk.kept import Kept
from spatial.divisions.bulk.whole_register import WholeRegister, whole_register
from spatial.divisions.effects import effects_of
from spatial.divisions.versions import UnitVersion
from spatial.divisions.viewpoint import Viewpoint
from spatial.temporal import Period

MOST_KEPT = 4
"""Registers in memory at most; one of all counties of forty years takes some ten megabytes."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A code in another scheme over a period; code None where that has none, with the reason."""

    code: str | None
    valid: Period
    reason: str


Mapping_ = Mapping[str, Sequence[Mapped]]
"""What each code of one scheme is in another."""

_registers: WeakKeyDictionary[Engine, Kept[WholeRegister]] = WeakKeyDictionary()
_mappings: WeakKeyDictionary[Engine, Kept[Mapping_]] = WeakKeyDictionary()


def register_of(engine: Engine, viewpoint: Viewpoint) -> WholeRegister:
    """The register of the viewpoint's scheme and basis as known at its instant."""
    with _snapshot(engine) as connection:
        return register_in(connection, viewpoint)


def register_in(connection: Connection, viewpoint: Viewpoint) -> WholeRegister:
    """The same, read in a transaction that the caller has begun."""
    kept = _registers.setdefault(connection.engine, Kept(MOST_KEPT))
    while True:
        changed = _changed(connection, viewpoint)
        key = (viewpoint.scheme, viewpoint.basis, changed)
        found = kept.get(key, lambda: _read(connection, viewpoint))
        # Outside a snapshot the registry may change between the two statements.
        if _changed(connection, viewpoint) == changed:
            return found
        kept.forget(key)


def forget_registers(engine: Engine) -> None:
    """Drops what is kept of a database, so that the next question reads it anew."""
    _registers.pop(engine, None)


def mapping_of(engine: Engine, viewpoint: Viewpoint, to_scheme: str) -> Mapping_:
    """What the codes of the viewpoint's scheme are in another, as known at its instant."""
    with _snapshot(engine) as connection:
        return mapping_on(connection, viewpoint, to_scheme)


def mapping_on(connection: Connection, viewpoint: Viewpoint, to_scheme: str) -> Mapping_:
    """The same by a connection that is there already."""
    kept = _mappings.setdefault(connection.engine, Kept(MOST_KEPT))
    key = (viewpoint.scheme, to_scheme, _changed(connection, viewpoint))
    return kept.get(key, lambda: _read_mapping(connection, viewpoint, to_scheme))


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        connection = connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with connection.begin():
            yield connection


def _changed(connection: Connection, viewpoint: Viewpoint) -> object:
    return connection.execute(
        text(read_sql("spatial.divisions.bulk", "register_knowledge")),
        {"known_at": viewpoint.parameters["known_at"]},
    ).scalar_one()


def _read(connection: Connection, viewpoint: Viewpoint) -> WholeRegister:
    rows = connection.execute(
        viewpoint.sql("spatial.divisions.bulk", "register_versions"), viewpoint.parameters
    )
    versions = [
        UnitVersion(
            row.id,
            row.identity,
            row.code,
            row.name,
            row.level,
            row.type,
            row.parent_code,
            None if row.valid_from is None else Period(row.valid_from, row.valid_to),
            row.start_basis,
        )
        for row in rows
    ]
    return whole_register(versions, effects_of(connection, viewpoint))


def _read_mapping(connection: Connection, viewpoint: Viewpoint, to_scheme: str) -> Mapping_:
    rows = connection.execute(
        text(read_sql("spatial.divisions.bulk", "scheme_mapping")),
        viewpoint.parameters | {"to_scheme": to_scheme},
    )
    found: defaultdict[str, list[Mapped]] = defaultdict(list)
    for row in rows:
        valid = Period(row.valid_from or date.min, row.valid_to)
        found[row.from_code].append(Mapped(row.to_code, valid, row.reason))
    return found

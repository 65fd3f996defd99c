"""Declared datasets in the database: versions, history, and how a declaration is stored."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from spatial.business.declarations.judging import Faults, faults_in
from spatial.business.declarations.model import DatasetDeclaration, IndicatorDeclaration
from spatial.business.declarations.older import older_dataset, older_indicator
from spatial.business.declarations.reading import bad_declaration
from spatial.business.suppression.renewal import protect_all
from spatial.db import read_sql
from spatial.errors import DeclarationConflict, DeclarationOutdated, UnknownDataset

_PACKAGE = "spatial.business.declarations"

# Two declarations at once are stored one after the other: each sees the references of the other.
_DECLARING = 0x5348_4B44


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration as it is stored. version: from 1. declared_by: empty of an older release."""

    declaration: DatasetDeclaration
    version: int
    declared_at: datetime
    declared_by: str


def declaration_of(connection: Connection, identifier: str) -> Declared:
    """The declaration of a dataset that stands now. Raises UnknownDataset."""
    found = declarations(connection, [identifier]).get(identifier)
    if found is None:
        raise UnknownDataset(f"there is no dataset {identifier!r}; /v1/datasets lists all")
    return found


def declarations(
    connection: Connection, identifiers: Collection[str] | None = None
) -> dict[str, Declared]:
    """The declarations that stand now, by dataset; of all where no identifiers are told."""
    asked = {"ids": None if identifiers is None else sorted(identifiers)}
    rows = connection.execute(text(read_sql(_PACKAGE, "datasets")), asked).all()
    of_dataset: dict[str, list[IndicatorDeclaration]] = {}
    if any(not row.declaration for row in rows):
        for row in connection.execute(text(read_sql(_PACKAGE, "older_indicators")), asked):
            of_dataset.setdefault(row.dataset_id, []).append(older_indicator(row))
    return {
        row.id: Declared(
            DatasetDeclaration.model_validate(row.declaration)
            if row.declaration
            else older_dataset(row, of_dataset.get(row.id, [])),
            row.version,
            row.declared_at,
            row.declared_by,
        )
        for row in rows
    }


def history_of(connection: Connection, identifier: str) -> list[Declared]:
    """All versions of a dataset's declaration, the newest first. Raises UnknownDataset.

    What an older release declared was not kept when it was replaced.
    """
    rows = connection.execute(
        text(
            "SELECT declaration, version, declared_at, declared_by FROM dataset_declaration"
            " WHERE dataset_id = :id ORDER BY version DESC"
        ),
        {"id": identifier},
    )
    return [declaration_of(connection, identifier)] + [
        Declared(
            DatasetDeclaration.model_validate(row.declaration),
            row.version,
            row.declared_at,
            row.declared_by,
        )
        for row in rows
    ]


def declare(
    connection: Connection,
    declaration: DatasetDeclaration,
    by: str,
    *,
    expected: int | None = None,
    run: int | None = None,
) -> Declared:
    """Stores a declaration in the caller's transaction, and gives it as it stands now.

    The same declaration again changes nothing. by: who declares it. expected: the version that it
    was made from, 0 for a new dataset; None takes it whatever stands. run: of the ingest that
    brought it.
    Raises BadDeclaration (references), DeclarationConflict (it would change what stored data mean)
    and DeclarationOutdated.
    """
    [declared] = declare_all(
        connection,
        [declaration],
        by,
        expected=None if expected is None else {declaration.id: expected},
        run=run,
    )
    return declared


def declare_all(
    connection: Connection,
    wanted: Sequence[DatasetDeclaration],
    by: str | Mapping[str, str],
    *,
    expected: Mapping[str, int] | None = None,
    run: int | None = None,
) -> list[Declared]:
    """Stores declarations that may refer to each other, all or none; else as `declare`.

    by: who declares, of all or by dataset.
    """
    take_turn(connection)
    known = declarations(connection)
    for one in wanted:
        standing = known[one.id].version if one.id in known else 0
        if expected is not None and expected.get(one.id, standing) != standing:
            raise DeclarationOutdated(
                f"{one.id} is declared in version {standing}, not {expected[one.id]}: read it"
                " again and make the change there",
                version=standing,
            )
    changed = [one for one in wanted if _differs(one, known.get(one.id))]
    if changed:
        _lock(connection, [one.id for one in changed])
        standing_now = {name: one.declaration for name, one in known.items()}
        _raise(faults_in(connection, changed, standing_now), several=len(changed) > 1)
        for one in changed:
            _store(connection, one, by if isinstance(by, str) else by[one.id], run)
        known |= declarations(connection, [one.id for one in changed])
        # Another k, or another whole of a part: nothing is shown until it is protected anew.
        protect_all(connection)
    return [known[one.id] for one in wanted]


def take_turn(connection: Connection) -> None:
    """Waits until nobody else declares; then nobody else does until the transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _DECLARING})


def _raise(found: Mapping[str, Faults], *, several: bool) -> None:
    def listed(faults: Mapping[str, Sequence[tuple[str, str]]]) -> list[tuple[str, str]]:
        return [
            (f"{name}: {path}" if several else path, reason)
            for name, those in faults.items()
            for path, reason in those
        ]

    own = listed({name: one.own for name, one in found.items()})
    if own:
        raise bad_declaration(own)
    stored = listed({name: one.stored for name, one in found.items()})
    if stored:
        raise DeclarationConflict(
            "; ".join(f"{path}: {reason}" for path, reason in stored),
            faults=[{"where": path, "what": reason} for path, reason in stored],
        )


def _differs(wanted: DatasetDeclaration, standing: Declared | None) -> bool:
    return standing is None or standing.declaration != wanted


def _lock(connection: Connection, identifiers: Collection[str]) -> None:
    """Whoever stores figures or records of the datasets waits, or is waited for."""
    asked = {"ids": sorted(identifiers)}
    for table, key in (("dataset", "id"), ("indicator", "dataset_id")):
        connection.execute(
            text(f"SELECT id FROM {table} WHERE {key} = ANY(:ids) ORDER BY id FOR UPDATE"),  # noqa: S608
            asked,
        ).all()


def _store(
    connection: Connection,
    wanted: DatasetDeclaration,
    by: str,
    run: int | None,
) -> None:
    connection.execute(text(read_sql(_PACKAGE, "keep_declaration")), {"id": wanted.id})
    connection.execute(
        text(read_sql(_PACKAGE, "store_dataset")),
        {
            "id": wanted.id,
            "title": wanted.title,
            "line": wanted.line,
            "owner": wanted.owner,
            "holds": [str(one) for one in wanted.holds],
            "grade": wanted.grade,
            "minimum_cell": wanted.minimum_cell,
            "retention_months": wanted.retention_months,
            "declaration": _document(wanted),
            "by": by,
            "run": run,
        },
    )
    connection.execute(
        text("DELETE FROM indicator WHERE dataset_id = :dataset AND id <> ALL(:ids)"),
        {"dataset": wanted.id, "ids": [one.id for one in wanted.indicators]},
    )
    if wanted.indicators:
        connection.execute(
            text(read_sql(_PACKAGE, "store_indicator")),
            [
                one.model_dump(exclude={"about"}) | {"dataset": wanted.id, "run": run}
                for one in wanted.indicators
            ],
        )


def _document(declaration: DatasetDeclaration) -> str:
    return json.dumps(
        declaration.model_dump(mode="json", exclude_none=True), ensure_ascii=False, sort_keys=True
    )

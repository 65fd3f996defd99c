"""What is wrong with declarations: in their references, and against what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from spatial.business.declarations.changes import (
    Fault,
    Stored,
    change_faults,
    left_holds,
    touched_fields,
    untold_signs,
)
from spatial.business.declarations.model import DatasetDeclaration, Holds
from spatial.business.declarations.references import Referred, reference_faults, referred
from spatial.db import read_sql


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with a declaration: in itself, or against what is stored."""

    own: tuple[Fault, ...]
    stored: tuple[Fault, ...]


def faults_in(
    connection: Connection,
    wanted: Sequence[DatasetDeclaration],
    standing: Mapping[str, DatasetDeclaration],
) -> dict[str, Faults]:
    """What is wrong with each of the declarations, by dataset; empty where nothing is.

    standing: all that stand now. The wanted ones are judged as if they all took their places.
    """
    after = {**standing, **{one.id: one for one in wanted}}
    before, coming = _referable(standing.values()), _referable(after.values())
    others = [one for one in standing.values() if one.id not in {new.id for new in wanted}]
    found = {}
    for one in wanted:
        own = (*_foreign(one, after.values()), *reference_faults(one, coming))
        stored: list[Fault] = []
        old = standing.get(one.id)
        if old is not None:
            stored += change_faults(old, one, _stored(connection, old, one))
            stored += _orphaned(one, old, others, before, coming)
        if own or stored:
            found[one.id] = Faults(own, tuple(stored))
    return found


def _referable(datasets: Iterable[DatasetDeclaration]) -> dict[str, Referred]:
    return {one.id: referred(one) for dataset in datasets for one in dataset.indicators}


def _foreign(wanted: DatasetDeclaration, datasets: Iterable[DatasetDeclaration]) -> list[Fault]:
    """An identifier of an indicator names one in all datasets."""
    owners = {
        one.id: dataset.id
        for dataset in datasets
        if dataset.id != wanted.id
        for one in dataset.indicators
    }
    return [
        (f"indicators[{number} {one.id}].id", f"is of the dataset {owners[one.id]} already")
        for number, one in enumerate(wanted.indicators)
        if one.id in owners
    ]


def _orphaned(
    wanted: DatasetDeclaration,
    old: DatasetDeclaration,
    others: Iterable[DatasetDeclaration],
    before: Mapping[str, Referred],
    coming: Mapping[str, Referred],
) -> list[Fault]:
    """References of other datasets that held, and would not hold any more."""
    changed = {one.id for one in old.indicators if coming.get(one.id) != before[one.id]}
    if not changed:
        return []
    return [
        ("indicators", f"{dataset.id} refers to it: {path}: {reason}")
        for dataset in others
        for path, reason in reference_faults(dataset, coming)
        if (path, reason) not in reference_faults(dataset, before)
    ]


def _stored(
    connection: Connection, before: DatasetDeclaration, after: DatasetDeclaration
) -> Stored:
    row = connection.execute(
        text(read_sql("spatial.business.declarations", "stored")),
        {
            "dataset": before.id,
            "indicators": [one.id for one in before.indicators],
            "signs": untold_signs(before, after),
            "holds": [str(one) for one in left_holds(before, after)],
            "fields": touched_fields(before, after),
        },
    ).one()
    return Stored(row.figures, row.negative, [Holds(one) for one in row.records], row.fields)

"""A dataset whose records are asked about: what is declared of it, and what is known of it when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from spatial.access.declaration import Grade
from spatial.business.declarations.model import DatasetDeclaration, FieldDeclaration, Holds
from spatial.business.suppression.cell_keys import Perturbation, perturbation_of
from spatial.db import read_sql
from spatial.errors import BadParameter, NotPermitted, UnknownDataset

RECORDS = (Holds.CASES, Holds.FACILITIES, Holds.AREAS)
"""What single records can be."""


@dataclass(frozen=True, slots=True)
class RecordSet:
    """A dataset as far as its records go.

    minimum_cell: the least count that is shown. declared_at: from when it is known at all.
    """

    id: str
    title: str
    holds: tuple[Holds, ...]
    grade: Grade
    minimum_cell: int
    fields: tuple[FieldDeclaration, ...]
    declared_at: datetime

    @property
    def perturbation(self) -> Perturbation | None:
        """How counts of its records are perturbed; None where they are exact."""
        return perturbation_of(self.minimum_cell)

    @property
    def closed(self) -> bool:
        """Whether its single records stay closed."""
        return self.grade.closed

    def field(self, name: str) -> FieldDeclaration:
        """The declared field of a name. Raises BadParameter with those that there are."""
        for one in self.fields:
            if one.name == name:
                return one
        known = "、".join(one.name for one in self.fields) or "none"
        raise BadParameter(f"the dataset {self.id} declares no field {name!r}: there are {known}")

    def held(self, asked: Holds | None) -> Holds:
        """Which records are asked about: those named, else the first kind that it holds.

        Raises BadParameter.
        """
        there = [one for one in RECORDS if one in self.holds]
        if not there:
            raise BadParameter(
                f"the dataset {self.id} holds no records, only figures: ask for one of its "
                "indicators"
            )
        if asked is None:
            return there[0]
        if asked not in there:
            raise BadParameter(f"the dataset {self.id} holds {', '.join(there)}, no {asked}")
        return asked

    def require_listed(self) -> None:
        """Returns when single records may be listed; else raises NotPermitted (R8.5)."""
        if self.closed:
            raise NotPermitted(
                f"the records of {self.id} are of grade {self.grade}: only counts of them are told"
            )


def record_set(connection: Connection, identifier: str) -> RecordSet:
    """The dataset of an identifier. Raises UnknownDataset."""
    row = connection.execute(
        text(
            "SELECT id, title, holds, grade, minimum_cell, declaration, declared_at FROM dataset"
            " WHERE id = :id"
        ),
        {"id": identifier},
    ).one_or_none()
    if row is None:
        raise UnknownDataset(f"there is no dataset {identifier!r}; /v1/datasets lists all")
    fields = DatasetDeclaration.model_validate(row.declaration).fields if row.declaration else ()
    return RecordSet(
        row.id,
        row.title,
        tuple(Holds(one) for one in row.holds),
        Grade(row.grade),
        row.minimum_cell,
        fields,
        row.declared_at,
    )


def records_known(connection: Connection, dataset: RecordSet) -> datetime:
    """When the last thing of a dataset's records was learned or taken back, else declared."""
    known: datetime | None = connection.execute(
        text(read_sql("spatial.business.operators", "records_known")), {"dataset": dataset.id}
    ).scalar_one()
    return known or dataset.declared_at


def records_until(
    connection: Connection, dataset: RecordSet, held: Holds, known_at: datetime
) -> date | None:
    """The last day of which the records spoke at an instant; None where there are none."""
    until: date | None = connection.execute(
        text(read_sql("spatial.business.operators", "records_until")),
        {"dataset": dataset.id, "holds": held.value, "known_at": known_at},
    ).scalar_one()
    return until

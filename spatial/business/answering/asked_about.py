"""How much was asked about the single records of a dataset: who asks enough learns small counts.

Perturbed counts withstand few questions, not any number of them (`suppression.cell_keys`): the best
estimate of a small set from N pairs of answers, with it and without, is off by k times the root of
1/2N. After 2k² of them that is half a record. Answers are kept, so that this is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from spatial.db import read_sql


@dataclass(frozen=True, slots=True)
class AskedOfDay:
    """Of a day in Beijing and an operator: how many different questions were answered."""

    day: date
    operator: str
    questions: int


def asked_about(connection: Connection, dataset: str, since: date) -> Sequence[AskedOfDay]:
    """What was asked about the records of a dataset from a day on, by day and operator."""
    rows = connection.execute(
        text(read_sql("spatial.business.answering", "asked_about")),
        {"dataset": dataset, "since": since},
    )
    return [AskedOfDay(row.day, row.operator, row.questions) for row in rows]


def enough_to_tell(minimum_cell: int) -> int:
    """How many different questions tell the count of one small set to half a record, where each
    second one is the same without it.

    >>> enough_to_tell(10)
    400
    """
    return 4 * minimum_cell**2

"""Which single records go because the time for which they are kept is over (R8.5, R9.11).

A record goes whole, with all that was ever known of it, and leaves a count in `record_expiry`. What
is kept of rows that were refused goes as well. Figures stay: they are of nobody. That something
went is learned as anything is: answers of before say that they are other ones when asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, text

from spatial.business.declarations.store import declarations
from spatial.business.intake.knowledge import lock_dataset
from spatial.db import read_sql
from spatial.temporal import end_of_day, months_before


@dataclass(frozen=True, slots=True)
class Retained:
    """What went of a dataset. before: the first day that is kept. records: how many went.

    remarks: rows of files that were refused or repaired, and pushes whose answers told of such.
    """

    dataset: str
    months: int
    before: date
    records: int
    remarks: int


def retain(
    connection: Connection, today: date, datasets: Sequence[str] | None = None
) -> list[Retained]:
    """Deletes the records of declared datasets that are older than their retention, in the caller's
    transaction; what went of each dataset that has one.

    today: in Beijing. A case is as old as its day, a facility or an area as the day on which it
    closed: what stands has no age. Of a record that was corrected the newest day decides, whatever
    is known of it now. datasets: only of these.
    """
    found = []
    for name, declared in sorted(declarations(connection, datasets).items()):
        months = declared.declaration.retention_months
        if months is None:
            continue
        before = months_before(today, months)
        learned = lock_dataset(connection, name)
        gone = connection.execute(
            text(read_sql("spatial.business.declarations", "expire_records")),
            {"dataset": name, "before": before, "learned": learned},
        ).one()
        told = connection.execute(
            text(read_sql("spatial.business.declarations", "expire_remarks")),
            {"dataset": name, "before": end_of_day(before - timedelta(days=1))},
        ).one()
        found.append(Retained(name, months, before, gone.records, told.remarks + told.pushes))
    return found

"""When something of a dataset is learned: one writer at a time, and instants that only rise.

An answer names the instant whose knowledge it stands on. Asked again with it, it is the same only
where nothing is ever learned "before" that instant any more: so each writer waits for the one
before, and takes an instant after all that is stored.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, text

from spatial.db import read_sql


def lock_dataset(connection: Connection, dataset: str) -> datetime:
    """Waits for other writers of the dataset, and returns the instant at which this one learns.

    The lock goes with the transaction. The instant lies after all that is stored of the dataset.
    """
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"),
        {"key": f"business {dataset}"},
    )
    learned: datetime = connection.execute(
        text(read_sql("spatial.business.intake", "learned_at")), {"dataset": dataset}
    ).scalar_one()
    return learned

"""Places records in the atoms of the coverage, so that no polygon is asked at question time.

What is placed once stays so: later calls look at new records, and, after areas were built anew, at
new atoms. Placed again is nothing.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from spatial.business.intake.knowledge import lock_dataset
from spatial.db import read_sql


def place(connection: Connection, dataset: str) -> int:
    """Places what is new of a dataset, and returns how many places that are.

    New are records since the last call, and atoms that were built since. A facility or an area
    without a division is given that of its point. Call it in the transaction that stored records,
    under the lock of the dataset (`knowledge.lock_dataset`), and after areas were built.
    """
    reached = connection.execute(
        text(read_sql("spatial.business.intake", "placed_through")), {"dataset": dataset}
    ).one()
    if (reached.records_through, reached.atoms_through) == (reached.records, reached.atoms):
        return 0
    new_atoms = reached.atoms_through < reached.atoms
    asked = {
        "dataset": dataset,
        **reached._mapping,
        "after": 0 if new_atoms else reached.records_through,
    }
    placed = connection.execute(
        text(read_sql("spatial.business.intake", "place_records")), asked
    ).rowcount
    connection.execute(text(read_sql("spatial.business.intake", "divide_by_point")), asked)
    connection.execute(
        text(
            "INSERT INTO record_placement VALUES (:dataset, :records, :atoms)"
            " ON CONFLICT (dataset_id) DO UPDATE SET records_through = excluded.records_through,"
            " atoms_through = excluded.atoms_through"
        ),
        asked,
    )
    return placed


def place_all(connection: Connection) -> int:
    """The same for every dataset that holds records: after areas were built."""
    holding = connection.execute(
        text("SELECT id FROM dataset WHERE holds && ARRAY['facilities', 'cases', 'areas']")
    )
    placed = 0
    for dataset in sorted(holding.scalars()):
        lock_dataset(connection, dataset)
        placed += place(connection, dataset)
    return placed

"""Counts of cases by atom, stored: of whatever day and level the units are, they are the same.

Units are unions of atoms, so the second question about a dataset reads no record any more.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from spatial.business.operators.record_cells import (
    CellKey,
    Records,
    Tally,
    atom_statement,
    count_of,
)
from spatial.business.operators.results import key_of, store, stored, worth_keeping
from spatial.business.operators.times import By

FEW_PARTS = (None, By.YEAR, By.SEASON, By.WEEKDAY)
"""Parts of time of which there are so few that counts by atom are few too."""


def can_be_stored(records: Records) -> bool:
    """Whether places alone tell the counts, and in few parts."""
    return records.plain and records.by in FEW_PARTS


def atom_counts(
    connection: Connection, records: Records, level: str, state: Sequence[str]
) -> Mapping[str, Any]:
    """`rows`: atom, part of time, count and sum of keys of each; `records`: how many there are and
    the sum of their keys, placed or not.

    level: of the atoms. state: of all that counts are made from (`results.state_of`).
    """
    asked = {
        "dataset": records.dataset,
        "level": level,
        "from": records.first,
        "to": records.until,
        "by": records.by,
        "known_at": records.known_at,
        "keyed": records.keyed,
    }
    key = key_of("atom counts", asked, list(state))
    found = stored(connection, key)
    if found is None:
        begun = time.monotonic()
        rows = connection.execute(atom_statement(records), {"level": level}).all()
        total = count_of(connection, records)
        found = {"rows": [list(row) for row in rows], "records": [total.count, total.key]}
        if worth_keeping(time.monotonic() - begun):
            store(connection, key, found)
    return found


def cells_of(
    counts: Mapping[str, Any], atoms: Mapping[int, int]
) -> Iterator[tuple[CellKey, Tally]]:
    """The counts of the atoms, which are given with the place of their units."""
    for atom, part, count, keys in counts["rows"]:
        place = atoms.get(atom)
        if place is not None:
            yield (place, part, None), Tally(count, keys)

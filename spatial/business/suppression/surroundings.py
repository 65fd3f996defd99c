"""In which division each unit lies in each period, from the registry or from its code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from spatial.business.suppression.elementary import NOBODY
from spatial.db import read_sql


def around_through_time(
    connection: Connection, codes: Iterable[str], days: Sequence[date]
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The codes with all divisions around them, and the place of each one's parent on each day.

    What the registry says of scheme mca by its lists; where it says nothing of a code on a day,
    what the code says by itself. NOBODY where nothing is around.
    """
    registry: dict[str, list[tuple[date, date | None, str | None]]] = {}
    for said in connection.execute(text(read_sql("spatial.business.suppression", "parents"))):
        registry.setdefault(said.code, []).append(
            (said.valid_from, said.valid_to, said.parent_code)
        )
    known = sorted(set(codes))
    place = {code: number for number, code in enumerate(known)}
    rows: list[list[str | None]] = []
    for code in known:
        row = _parents(code, registry.get(code, ()), days)
        rows.append(row)
        for parent in dict.fromkeys(row):
            if parent is not None and parent not in place:
                place[parent] = len(known)
                known.append(parent)
    parents = np.full((len(known), len(days)), NOBODY, dtype=np.int32)
    for number, row in enumerate(rows):
        parents[number] = [NOBODY if parent is None else place[parent] for parent in row]
    return tuple(known), parents


def _parents(
    code: str, versions: Sequence[tuple[date, date | None, str | None]], days: Sequence[date]
) -> list[str | None]:
    by_code = parent_by_code(code)
    if not versions:
        return [by_code] * len(days)
    found: list[str | None] = []
    for day in days:
        parent = by_code
        for start, end, said in versions:
            if start <= day and (end is None or day < end):
                parent = said
                break
        found.append(None if parent == code else parent)
    return found


def parent_by_code(code: str) -> str | None:
    """The division around one as its code of 6, 9 or 12 digits tells; None of a province.

    >>> parent_by_code("990101001"), parent_by_code("990101"), parent_by_code("990000")
    ('990101', '990100', None)
    """
    if len(code) > 6:
        return code[: len(code) - 3]
    if code.endswith("0000"):
        return None
    return f"{code[:2]}0000" if code.endswith("00") else f"{code[:4]}00"

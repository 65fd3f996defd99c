"""Which numbers of an answer are shown: small cells are not (R8.4).

Of figures the protection decides that was made for all questions together (`suppression`). Counts
of records, with filters, groups and polygons of one's own, are perturbed by the keys of the records
(`suppression.cell_keys`), so that several answers do not tell more than one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from spatial.business.indicators import Indicator
from spatial.business.operators.record_cells import Tally
from spatial.business.suppression.cell_keys import PERTURBED, Perturbation
from spatial.business.suppression.protection import protection_of


@dataclass(frozen=True, slots=True)
class Shown:
    """What is told of the records of a cell; nothing of a hidden one.

    count: of those that tell the measured field, where one is measured.
    """

    count: int | None = None
    total: Decimal | None = None
    least: Decimal | None = None
    greatest: Decimal | None = None


_HIDDEN = Shown()


def shown_of(perturbation: Perturbation | None, tally: Tally, measured: str | None = None) -> Shown:
    """What is told of a cell: as it is, where its dataset has no small cells, else perturbed.

    measured: the name of the field whose numbers the tally has.
    """
    count, key = tally.count, tally.key
    if measured is not None:
        count, key = tally.measured, tally.measured_key
    if perturbation is None:
        return Shown(count, tally.total, tally.least, tally.greatest)
    told = perturbation.shown(count, key)
    if told is None:
        return _HIDDEN
    if measured is None or tally.total is None:
        return Shown(told)
    ends = (Decimal(end or 0) for end in (tally.least, tally.greatest))
    largest = max(abs(end) for end in ends)
    total = perturbation.sum_shown(tally.total, count, key, largest, measured)
    return Shown(told, total)


def told_of(perturbation: Perturbation | None) -> Mapping[str, Any]:
    """Members of an `Answer` that say how its counts are perturbed."""
    if perturbation is None:
        return {}
    return {"exact": False, "method": PERTURBED, "perturbation": perturbation.as_json()}


def figures_shown(
    connection: Connection,
    of: Indicator,
    sums: Sequence[Mapping[tuple[str, date], float]],
    known_at: datetime,
) -> list[bool]:
    """For each weighted sum of reported figures (code, first day) whether it may be shown.

    known_at: the instant whose knowledge answers.
    """
    if not of.minimum_cell:
        return [True] * len(sums)
    figures = [figure for one in sums for figure in one]
    if not figures:
        return [True] * len(sums)
    protection = protection_of(
        connection,
        of,
        codes=sorted({code for code, _ in figures}),
        first=min(start for _, start in figures),
        last=max(start for _, start in figures),
        known_at=known_at,
    )
    return [protection.shows(one) for one in sums]

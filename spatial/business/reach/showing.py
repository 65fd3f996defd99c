"""Which counts of reach are shown: small cells are not, nor what would tell them (R8.4)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from spatial.business.operators.showing import Cell, Source, shown


def hidden_cells(
    connection: Connection,
    source: Source,
    cells: Sequence[tuple[str, int]],
    *,
    total_shown: bool,
) -> list[bool]:
    """Which of the counts of disjoint cells (code, count) stay hidden.

    total_shown: where their sum is told too, a hidden one could be had by subtraction, so that the
    smallest others are hidden as well, until what is hidden together is no small cell either.
    """
    visible = shown(connection, source, [Cell(code, count) for code, count in cells])
    hidden = [not one for one in visible]
    if not total_shown or not any(hidden):
        return hidden
    counts = [count for _, count in cells]
    others = sorted(
        (place for place, count in enumerate(counts) if count and not hidden[place]),
        key=lambda place: counts[place],
    )
    for place in others:
        together = sum(count for count, away in zip(counts, hidden, strict=True) if away)
        if sum(hidden) > 1 and together >= 2 * source.minimum_cell:
            break
        hidden[place] = True
    return hidden


def hidden_parts(parts: Sequence[int], minimum_cell: int) -> bool:
    """Whether the parts of a whole stay hidden, all of them: one of them is small."""
    return any(0 < part < minimum_cell for part in parts)

"""Which counts are shown where a dataset has small cells (R8.4)."""

from __future__ import annotations

from collections.abc import Sequence


def hidden_cells(counts: Sequence[int], minimum: int, *, total_shown: bool) -> list[bool]:
    """Which of the counts of disjoint cells stay hidden: those above 0 and below the minimum.

    total_shown: where their sum is told too, a hidden one could be had by subtraction, so that the
    smallest others are hidden as well, until what is hidden together is not small.
    """
    hidden = [0 < count < minimum for count in counts]
    if not total_shown or not any(hidden):
        return hidden
    others = sorted(
        (place for place, count in enumerate(counts) if count and not hidden[place]),
        key=lambda place: counts[place],
    )
    for place in others:
        together = sum(count for count, away in zip(counts, hidden, strict=True) if away)
        if sum(hidden) > 1 and together >= 2 * minimum:
            break
        hidden[place] = True
    return hidden


def hidden_parts(parts: Sequence[int], minimum: int) -> bool:
    """Whether the parts of a whole stay hidden, all of them: one of them is small."""
    return any(0 < part < minimum for part in parts)

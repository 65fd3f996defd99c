"""Figures of sources turned into figures of targets (R10.1, R10.3, R10.5). Pure, on arrays.

Extensive figures are shared out and summed; whole numbers stay whole, by largest remainder, so that
the total over a closed group of units is kept exactly. Intensive ones are averaged; a constant
field stays constant. What one source alone hands over passes as it is, to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from spatial.business.harmonise.flows import BIT, Flags, Floats, Flow, Ints
from spatial.business.harmonise.weights import TOLERANCE, Method

MISSING, SHOWN, HIDDEN = 0, 1, 2
"""What a source has: nothing, a value, or one below the least cell that is shown."""

MORE_DIGITS = 4
"""Decimals that a mean has more than what it is made of."""


@dataclass(frozen=True)
class Column:
    """Figures of targets in a period.

    values: whole numbers times ten to the minus `digits`, where known. exact: all of it is
    there, and no part of it is estimated. coverage: share of what the target is made of that had
    figures (of area or of its weight where these are known, else of sources). estimated: share of
    the value that is.
    methods: bits of `flows.BIT`. hidden: a source had a figure that is not shown. unweighted: land
    of a source lies here, and nothing says how much.
    """

    digits: int
    values: Ints
    known: Flags
    exact: Flags
    coverage: Floats
    estimated: Floats
    methods: Ints
    hidden: Flags
    unweighted: Flags


def summed(
    flow: Flow,
    values: Ints,
    state: Ints,
    digits: int,
    masses: Floats | None = None,
    allowed: Flags | None = None,
) -> Column:
    """Extensive figures on the targets.

    values, state: of sources, in order. masses: sizes of sources, for the coverage of targets of
    which a source has no figure; None counts sources. allowed: of targets, whether the sum of all
    of their sources may be shown although single ones may not (R8.4).
    """
    frame, use = _framed(flow, state, digits, masses, allowed)
    moved = np.zeros(flow.targets, dtype=np.int64)
    whole = use & flow.whole
    np.add.at(moved, flow.target[whole], values[flow.source[whole]])
    part = use & ~flow.whole
    if not part.any():
        return replace(frame, values=np.where(frame.known, moved, 0))
    expected = np.zeros(flow.targets)
    source, target = flow.source[part], flow.target[part]
    np.add.at(expected, target, flow.weight[part] * values[source])
    shared = _whole_shares(flow, part, values, expected)
    size = np.abs(moved) + np.abs(expected)
    some = np.bincount(target, minlength=flow.targets) > 0
    estimated = np.where(
        size > 0, np.abs(expected) / np.where(size > 0, size, 1), np.where(some, 1.0, 0.0)
    )
    # Weights of a source that goes whole may be estimated too: nobody knows of a part that left.
    return replace(
        frame,
        values=np.where(frame.known, moved + shared, 0),
        estimated=np.maximum(estimated, frame.estimated),
    )


def averaged(flow: Flow, values: Ints, state: Ints, digits: int, masses: Floats | None) -> Column:
    """Intensive figures on the targets, with some more decimals than they came with.

    masses: areas of sources, or what they are weighted with; NaN where it is not known. A mean of
    several sources of which one has no mass is not known.
    """
    frame, use = _framed(flow, state, digits, masses)
    more = 10**MORE_DIGITS
    rows = use & (flow.weight > 0)
    source, target = flow.source[rows], flow.target[rows]
    count = np.bincount(target, minlength=flow.targets)
    first = np.full(flow.targets, -1, dtype=np.int64)
    first[target[::-1]] = source[::-1]
    base = np.where(first >= 0, values[first], 0)
    size = np.full(flow.sources, np.nan) if masses is None else masses
    weight = size[source] * flow.weight[rows]
    over = values[source] - base[target]
    total = np.bincount(target, weight, minlength=flow.targets)
    sums = np.bincount(target, weight * over, minlength=flow.targets)
    # Where all are equal no mass is asked for: the mean is what they are.
    varied = np.zeros(flow.targets, dtype=np.bool_)
    np.logical_or.at(varied, target, over != 0)
    usable = ~varied | (np.isfinite(total) & (total > 0))
    mean = np.where(varied & usable, sums / np.where(usable & (total > 0), total, 1), 0.0)
    found = base * more + np.rint(mean * more).astype(np.int64)
    known = frame.known & usable & (count > 0)
    estimated = np.maximum(frame.estimated, _estimated_mass(flow, rows, weight))
    return replace(
        frame,
        digits=digits + MORE_DIGITS,
        values=np.where(known, found, 0),
        known=known,
        estimated=estimated,
    )


def divided(numerator: Column, denominator: Column, factor: float, digits: int) -> Column:
    """A rate made anew: `factor` times the quotient, to so many decimals.

    Not known where one of the two is not, or the denominator is 0.
    """
    below = denominator.values / 10.0**denominator.digits
    known = numerator.known & denominator.known & (below != 0)
    quotient = factor * (numerator.values / 10.0**numerator.digits) / np.where(known, below, 1)
    return Column(
        digits,
        np.where(known, np.rint(quotient * 10.0**digits), 0).astype(np.int64),
        known,
        numerator.exact & denominator.exact,
        np.minimum(numerator.coverage, denominator.coverage),
        np.maximum(numerator.estimated, denominator.estimated),
        numerator.methods | denominator.methods,
        numerator.hidden | denominator.hidden,
        numerator.unweighted | denominator.unweighted,
    )


def without_small(column: Column, least: int) -> Column:
    """The column without values above 0 and below the least cell that is shown (R8.4)."""
    if least <= 1:
        return column
    small = column.known & (column.values > 0) & (column.values < least * 10**column.digits)
    return replace(
        column,
        values=np.where(small, 0, column.values),
        known=column.known & ~small,
        hidden=column.hidden | small,
    )


def _framed(
    flow: Flow,
    state: Ints,
    digits: int,
    masses: Floats | None,
    allowed: Flags | None = None,
) -> tuple[Column, Flags]:
    """All of a column but its values, and the rows that bring some."""
    into = flow.target >= 0
    here = into & (flow.weight > 0)
    hidden = here & (state[flow.source] == HIDDEN)
    if allowed is not None:
        hidden &= ~allowed[flow.target]
    use = here & (state[flow.source] != MISSING) & ~hidden
    unweighted = into & ~here & (flow.method == BIT[Method.NONE])
    targets = flow.targets

    def any_of(rows: Flags) -> Flags:
        return np.bincount(flow.target[rows], minlength=targets) > 0

    methods = np.zeros(targets, dtype=np.int64)
    np.bitwise_or.at(methods, flow.target[use], flow.method[use])
    estimated = np.zeros(targets)
    np.maximum.at(estimated, flow.target[use & ~flow.exact & flow.whole], 1.0)
    known = any_of(use)
    open_ = any_of(unweighted)
    return (
        Column(
            digits,
            np.zeros(targets, dtype=np.int64),
            known,
            known & ~any_of(use & ~flow.exact) & ~any_of(here & ~use) & ~open_,
            _coverage(flow, here, use, unweighted, masses),
            estimated,
            methods,
            any_of(hidden),
            open_,
        ),
        use,
    )


def _coverage(
    flow: Flow, here: Flags, use: Flags, unweighted: Flags, masses: Floats | None
) -> Floats:
    """Which share of what each target is made of has figures."""
    rows = here | unweighted
    target, source = flow.target[rows], flow.source[rows]
    weight = np.where(flow.weight[rows] > 0, flow.weight[rows], 1.0)
    counted = np.bincount(target, weight, minlength=flow.targets)
    had = np.bincount(target, weight * use[rows], minlength=flow.targets)
    found = np.where(counted > 0, had / np.where(counted > 0, counted, 1), 0.0)
    if masses is None:
        return found
    size = weight * masses[source]
    total = np.bincount(target, size, minlength=flow.targets)
    part = np.bincount(target, np.where(use[rows], size, 0.0), minlength=flow.targets)
    sized = np.isfinite(total) & (total > 0)
    return np.where(sized, part / np.where(sized, total, 1), found)


def _whole_shares(flow: Flow, part: Flags, values: Ints, expected: Floats) -> Ints:
    """What divided sources give, in whole numbers that keep the total of each closed group.

    Every target gets what is expected rounded down, and those with the largest remainders one
    more, as many as are left over in the group; of equal ones the first by code.
    """
    label = flow.groups
    source = np.unique(flow.source[part])
    one_target = np.zeros(flow.sources, dtype=np.int64)
    one_target[flow.source[part]] = flow.target[part]
    weights = np.bincount(flow.source[part], flow.weight[part], minlength=flow.sources)
    given = np.where(
        np.abs(weights[source] - 1) <= TOLERANCE,
        values[source],
        np.rint(weights[source] * values[source]).astype(np.int64),
    )
    due = np.zeros(flow.targets, dtype=np.int64)
    np.add.at(due, label[one_target[source]], given)
    involved = np.unique(flow.target[part])
    floor = np.floor(expected[involved]).astype(np.int64)
    rest = expected[involved] - floor
    group = label[involved]
    np.subtract.at(due, group, floor)
    order = np.lexsort((involved, -rest, group))
    ranked = group[order]
    begin = np.searchsorted(ranked, ranked, side="left")
    end = np.searchsorted(ranked, ranked, side="right")
    rank, members = np.arange(len(order)) - begin, end - begin
    left = due[ranked]
    found = np.zeros(flow.targets, dtype=np.int64)
    # Floats of long numbers may leave more than one for each: then all get a round more.
    found[involved[order]] = floor[order] + left // members + (rank < left % members)
    return found


def _estimated_mass(flow: Flow, rows: Flags, weight: Floats) -> Floats:
    """Which share of what a mean is made of is estimated; 1 where sizes are not known."""
    target = flow.target[rows]
    guess = ~flow.exact[rows]
    total = np.bincount(target, weight, minlength=flow.targets)
    part = np.bincount(target, np.where(guess, weight, 0.0), minlength=flow.targets)
    some = np.bincount(target, guess, minlength=flow.targets) > 0
    sized = np.isfinite(total) & (total > 0)
    return np.where(sized, part / np.where(sized, total, 1), np.where(some, 1.0, 0.0))

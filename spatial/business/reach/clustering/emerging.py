"""How hot spots come and go: Gi* of each unit and period, its trend, and a name for the course.

The names are those of the emerging hot spot analysis of ESRI (ArcGIS Pro, space-time pattern
mining); the trend is that of Mann 1945, Econometrica 13:245–259, and Kendall, with ties.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from spatial.business.reach.clustering.gi_star import false_discovery
from spatial.business.reach.clustering.neighbours import Neighbours

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_MOSTLY = 0.9


class Course(StrEnum):
    """How a hot spot (or cold spot) came.

    new: in the last period for the first time. consecutive: in the last ones without a break, and
    never before. intensifying, persistent, diminishing: in nine of ten, the last too, with a rise,
    none, a fall. sporadic: in the last, and on and off before. oscillating: in the last, and the
    other kind before. historical: in nine of ten, but not in the last. none: none of these.
    """

    NEW = "new"
    CONSECUTIVE = "consecutive"
    INTENSIFYING = "intensifying"
    PERSISTENT = "persistent"
    DIMINISHING = "diminishing"
    SPORADIC = "sporadic"
    OSCILLATING = "oscillating"
    HISTORICAL = "historical"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Emerging:
    """z: by unit and period. sign: 1 hot, -1 cold, 0 neither, after false discoveries are kept
    low over all of them. trend_z, trend_p: of each unit's z. kind: 1 where the course is one of
    hot spots, -1 of cold ones."""

    z: Floats
    sign: Numbers
    trend_z: Floats
    trend_p: Floats
    course: tuple[Course, ...]
    kind: Numbers


def emerging(counts: Floats, neighbours: Neighbours, alpha: float) -> Emerging:
    """The course of each unit. counts: by unit and period, two periods at least.

    A neighbour in time is the period before; mean and spread are those of all units and periods.
    """
    from scipy.stats import norm

    z = _space_time_z(counts, neighbours)
    p = 2 * norm.sf(np.abs(z))
    found = false_discovery(p.ravel()).reshape(p.shape) <= alpha
    sign = np.where(found, np.sign(z), 0).astype(np.int64)
    trend_z, trend_p = mann_kendall(z)
    rising = np.where(trend_p <= alpha, np.sign(trend_z), 0).astype(int)
    named = [_course(row, int(trend)) for row, trend in zip(sign, rising, strict=True)]
    kinds = np.array([kind for _, kind in named], dtype=np.int64)
    return Emerging(z, sign, trend_z, trend_p, tuple(course for course, _ in named), kinds)


def mann_kendall(series: Floats) -> tuple[Floats, Floats]:
    """z and p (of both sides) of a trend in each row, by the normal approximation with ties.

    >>> z, p = mann_kendall(np.array([[1.0, 2, 3, 4, 5, 6]]))
    >>> z.round(3).tolist(), p.round(4).tolist()
    ([2.63], [0.0085])
    """
    from scipy.stats import norm

    rows, length = series.shape
    first, later = np.triu_indices(length, 1)
    score = np.sign(series[:, later] - series[:, first]).sum(axis=1)
    spread = np.full(rows, length * (length - 1) * (2 * length + 5) / 18.0)
    for row in range(rows):
        ties = np.unique(series[row], return_counts=True)[1]
        spread[row] -= (ties * (ties - 1) * (2 * ties + 5)).sum() / 18.0
    centred = score - np.sign(score)
    z = np.divide(centred, np.sqrt(spread), out=np.zeros(rows), where=spread > 0)
    return z, np.minimum(1.0, 2 * norm.sf(np.abs(z)))


def _space_time_z(counts: Floats, neighbours: Neighbours) -> Floats:
    units, periods = counts.shape
    spread, count = counts.std(), units * periods
    if spread == 0:
        return np.zeros(counts.shape)
    sums = neighbours @ counts + counts
    weights = np.repeat((np.diff(neighbours.indptr) + 1.0)[:, None], periods, axis=1)
    both = sums.copy()
    both[:, 1:] += sums[:, :-1]
    wide = weights.copy()
    wide[:, 1:] += weights[:, :-1]
    scale = spread * np.sqrt((count * wide - wide**2) / (count - 1))
    away: Floats = both - counts.mean() * wide
    z: Floats = np.divide(away, scale, out=np.zeros(counts.shape), where=scale > 0)
    return z


def _course(sign: Numbers, trend: int) -> tuple[Course, int]:
    """The name of a course of signs, and whether it is of hot or of cold spots."""
    last = int(sign[-1])
    for kind in (1, -1):
        of_kind = sign == kind
        mostly = of_kind.mean() >= _MOSTLY
        if last != kind:
            if mostly:
                return Course.HISTORICAL, kind
            continue
        if mostly:
            return {
                kind: Course.INTENSIFYING,
                -kind: Course.DIMINISHING,
                0: Course.PERSISTENT,
            }[trend], kind
        if of_kind.sum() == 1:
            other = (sign == -kind).any()
            return (Course.OSCILLATING if other else Course.NEW), kind
        if (sign == -kind).any():
            return Course.OSCILLATING, kind
        run = len(sign) - np.flatnonzero(~of_kind)[-1] - 1
        unbroken = of_kind.sum() == run
        return (Course.CONSECUTIVE if unbroken else Course.SPORADIC), kind
    return Course.NONE, 0

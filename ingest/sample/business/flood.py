"""The flood of July 2024, which several business lines tell of."""

from __future__ import annotations

from datetime import date

import numpy as np

from ingest.sample.business.ground import Ground, Shares
from ingest.sample.coverage import Points

FIRST_DAY, LAST_DAY = date(2024, 7, 11), date(2024, 7, 31)
COUNTY = "990104"
RADIUS_KM = 9.0


def middle(ground: Ground) -> Points:
    """Where the water came: the lowest cell of 虚庚区; on the working plane (km)."""
    inside = ground.within(COUNTY, FIRST_DAY) > 0
    lowest: Points = ground.middles[int(np.argmin(np.where(inside, ground.hilliness, 2.0)))]
    return lowest


def flooded(ground: Ground) -> Shares:
    """1 for the cells whose middle lies within RADIUS_KM of it, else 0."""
    away = np.hypot(*(ground.middles - middle(ground)).T)
    share: Shares = (away < RADIUS_KM).astype(np.float64)
    return share

"""Single records as an office keeps them: a key, a day or a period, a place, their fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from ingest.sample.business.ground import Ground, Shares, Spot
from ingest.sample.registry import Level

Row = dict[str, object]
"""A record by the names of its columns; days as ISO 8601 texts, an empty text for nothing."""


def case_row(
    ground: Ground, key: str, day: date, spot: Spot, level: Level = "township", **fields: object
) -> Row:
    """A case with its point, and the code that its division of the level had on its day."""
    return {
        "key": key,
        "day": day.isoformat(),
        "division": ground.unit(spot.cell, day, level).code,
        "lon": spot.lon,
        "lat": spot.lat,
        **fields,
    }


def facility_row(
    ground: Ground, key: str, name: str, spot: Spot, since: date, until: date | None = None,
    **fields: object,
) -> Row:  # fmt: skip
    """A facility with its point, the code of its first day, its address in the names of today."""
    return {
        "key": key,
        "valid_from": since.isoformat(),
        "valid_to": "" if until is None else until.isoformat(),
        "division": ground.unit(spot.cell, since, "township").code,
        "lon": spot.lon,
        "lat": spot.lat,
        "name": name,
        "address": ground.address(spot.cell, LAST_DAY),
        **fields,
    }


LAST_DAY = date(2024, 12, 31)
"""The last day of which the sample speaks."""


def one_of(shares: Mapping[str, float], rng: np.random.Generator) -> str:
    """One of the names, drawn with their shares."""
    names = list(shares)
    chances = np.array(list(shares.values()))
    return names[int(rng.choice(len(names), p=chances / chances.sum()))]


def yes(chance: float, rng: np.random.Generator) -> bool:
    """Whether something of a chance happened."""
    return bool(rng.random() < chance)


def town_stem(ground: Ground, cell: int) -> str:
    """How the town of a cell is called today, without its type: 虚云溪."""
    return ground.unit(cell, LAST_DAY, "township").name.removesuffix("街道").rstrip("镇乡")


def spread_spots(
    ground: Ground, count: int, weight: Shares, rng: np.random.Generator
) -> Sequence[Spot]:
    """Places of as many facilities: no two in one cell."""
    chances = ground.people * weight
    chosen = rng.choice(len(ground.cells), count, replace=False, p=chances / chances.sum())
    return [ground.spot(int(cell), rng) for cell in chosen]

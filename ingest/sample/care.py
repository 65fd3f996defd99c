"""The fictional facilities: care institutions, day care and rescue stations, with their days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from shapely import Polygon

from ingest.sample.coverage import DECIMALS
from ingest.sample.registry import YearList

FACILITY_HEADER = (
    "id",
    "name",
    "kind",
    "lon",
    "lat",
    "address",
    "beds",
    "valid_from",
    "valid_to",
)
_FACILITIES = 40
_KINDS = (
    ("care_institution", "养老院", (40, 260)),
    ("care_institution", "敬老院", (20, 90)),
    ("day_care", "日间照料中心", (8, 30)),
    ("day_care", "日间照料中心", (8, 30)),
    ("rescue_station", "救助管理站", (10, 40)),
)


def facility_rows(
    cells: Sequence[Polygon], entries: YearList, rng: np.random.Generator
) -> list[tuple[object, ...]]:
    """Forty facilities inside villages of as many towns; nine have closed since.

    The third is extended in 2019: a second row of the same id with more beds.
    """
    towns = [entry for entry in entries.values() if entry.level == "township"]
    rows: list[tuple[object, ...]] = []
    for number, chosen in enumerate(rng.permutation(len(towns))[:_FACILITIES]):
        town = towns[int(chosen)]
        kind, title, (fewest, most) = _KINDS[number % len(_KINDS)]
        point = cells[min(town.cells)].representative_point()
        county = entries[town.parent_code]
        opened = date(2003 + int(rng.integers(0, 19)), int(rng.integers(1, 13)), 1)
        closed = ""
        if number % 7 == 4 or number % 11 == 6:
            closed = date(
                min(opened.year + int(rng.integers(3, 9)), 2024), int(rng.integers(2, 13)), 15
            ).isoformat()
        beds = int(rng.integers(fewest, most))
        first = (
            f"SK-{number + 1:04}",
            f"{town.name[:3]}{title}",
            kind,
            f"{point.x:.{DECIMALS}f}",
            f"{point.y:.{DECIMALS}f}",
            f"{town.province_name}{town.prefecture_name}{county.name}{town.name}",
        )
        if number == 2:
            rows.append((*first, beds, "2010-03-01", "2019-07-01"))
            rows.append((*first, beds + 12, "2019-07-01", ""))
        else:
            rows.append((*first, beds, opened.isoformat(), closed))
    return rows

"""儿童福利与未成年人保护: children by village, stations, schools, monthly figures."""

from __future__ import annotations

from datetime import date

import numpy as np

from ingest.sample.business.figures import Counting, Reported, Values, YearToDate, by_month
from ingest.sample.business.ground import Ground, Month, day_between, months
from ingest.sample.business.rows import (
    Row,
    case_row,
    facility_row,
    one_of,
    spread_spots,
    town_stem,
    yes,
)

_CATEGORIES = {"农村留守": 58.0, "流动": 16.0, "事实无人抚养": 13.0, "孤儿": 5.0, "其他困境": 8.0}


def register(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Children by the code of their village: no points are kept of them."""
    rows = []
    for number, spot in enumerate(ground.spots(700, 0.25 + ground.hilliness, rng), start=1):
        category = one_of(_CATEGORIES, rng)
        carers = {"祖父母": 62.0, "父母一方": 26.0, "亲属": 12.0}
        row = case_row(
            ground, f"ET-{number:05}", day_between(date(2024, 10, 8), date(2024, 12, 27), rng),
            spot, "village", category=category,
            age_group=one_of({"0-5": 24.0, "6-13": 51.0, "14-17": 25.0}, rng),
            carer=one_of({"亲属": 60.0, "机构": 40.0} if category == "孤儿" else carers, rng),
            visited="是" if yes(0.82, rng) else "否",
        )  # fmt: skip
        rows.append({name: value for name, value in row.items() if name not in ("lon", "lat")})
    return rows


def stations(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Twenty stations, opened since 2020; some counties have none yet."""
    return [
        facility_row(
            ground, f"WB-{number:03}", f"{town_stem(ground, spot.cell)}未成年人保护工作站", spot,
            day_between(date(2020, 6, 1), date(2024, 6, 1), rng), staff=int(rng.integers(1, 5)),
        )
        for number, spot in enumerate(spread_spots(ground, 20, 1.05 - ground.hilliness, rng), 1)
    ]  # fmt: skip


def schools(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Forty-five schools; eight small ones in the hills were closed in the summer of 2021."""
    stages = ("小学", "小学", "初中", "九年一贯制", "幼儿园", "小学", "高中", "小学", "特殊教育")
    rows = []
    for number, spot in enumerate(spread_spots(ground, 45, np.ones(len(ground.cells)), rng), 1):
        stage = stages[number % len(stages)]
        closed = (number % 5 == 0 and stage == "小学") or number in (3, 11, 26)
        rows.append(
            facility_row(
                ground, f"XX-{number:03}", f"{town_stem(ground, spot.cell)}{stage}", spot,
                date(2005 + int(rng.integers(0, 13)), 9, 1),
                date(2021, 8, 1) if closed else None,
                stage=stage, boarding="是" if yes(0.3, rng) else "否",
            )
        )  # fmt: skip
    return rows


def reported(ground: Ground, rng: np.random.Generator) -> list[Reported]:
    """Monthly figures, 2022 to 2024: parents leave after the Spring Festival and come back."""
    cells = len(ground.cells)
    orphans, unsupported, left, migrant = (Counting(rng, cells) for _ in range(4))
    directors, built = Counting(rng, cells), rng.random(cells)
    spent = YearToDate(cells)

    def values(month: Month) -> Values:
        step = (month.year - 2022) * 12 + month.number - 1
        children = ground.residents(month.year) * 0.16
        of_orphans = orphans.whole(children * 0.0011)
        alone = unsupported.whole(children * (0.0021 + 0.00002 * step))
        cost = np.rint((of_orphans + alone) * 1350 / 100).astype(np.int64)
        return {
            "orphans": of_orphans,
            "unsupported_children": alone,
            "left_behind_children": left.whole(
                children * (0.015 + 0.09 * ground.hilliness) * month.season(6, 0.12)
            ),
            "migrant_children": migrant.whole(children * (0.05 - 0.04 * ground.hilliness)),
            "child_directors": directors.whole(np.full(cells, 0.97)),
            "protection_stations": (built < 0.02 + 0.0009 * step).astype(np.int64),
            "child_living_spending": spent.after(month.year, cost),
        }

    return by_month(months(2022, 2024), values)

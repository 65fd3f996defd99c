"""慈善: organisations, projects, money by month; much of it went to the flood of 2024."""

from __future__ import annotations

from datetime import date

import numpy as np

from ingest.sample.business import flood
from ingest.sample.business.figures import Counting, Reported, Values, YearToDate, by_month
from ingest.sample.business.ground import Ground, Month, day_between, months
from ingest.sample.business.rows import (
    LAST_DAY,
    Row,
    case_row,
    facility_row,
    one_of,
    spread_spots,
    town_stem,
)

_FIELDS = {
    "扶贫济困": 26.0, "扶老": 18.0, "救孤": 6.0, "恤病": 14.0,
    "助残": 10.0, "教育": 16.0, "环境": 6.0, "其他": 4.0,
}  # fmt: skip


def organisations(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Eighteen organisations; six may ask everybody for money."""
    kinds = ("基金会", "社会团体", "社会服务机构")
    return [
        facility_row(
            ground, f"CS-{number:03}", f"{town_stem(ground, spot.cell)}慈善{kinds[number % 3]}",
            spot, day_between(date(2008, 1, 1), date(2022, 12, 1), rng),
            kind=kinds[number % 3], public_fundraising="是" if number % 3 == 0 else "否",
        )
        for number, spot in enumerate(spread_spots(ground, 18, 1.05 - ground.hilliness, rng), 1)
    ]  # fmt: skip


def projects(ground: Ground, organisations: list[Row], rng: np.random.Generator) -> list[Row]:
    """Projects of 2023 and 2024 at the place that they serve."""
    spots = list(ground.spots(150, 0.4 + ground.hilliness, rng))
    wet = list(ground.spots(26, flood.flooded(ground), rng))
    rows = []
    for number, spot in enumerate([*spots, *wet], start=1):
        after_flood = number > len(spots)
        field = "救灾" if after_flood else one_of(_FIELDS, rng)
        first = flood.FIRST_DAY if after_flood else date(2023, 1, 5)
        rows.append(
            case_row(
                ground, f"XM-{number:04}",
                day_between(first, date(2024, 9, 30) if after_flood else LAST_DAY, rng), spot,
                name=f"{town_stem(ground, spot.cell)}{field}项目",
                organization=organisations[int(rng.integers(0, len(organisations)))]["name"],
                field=field, amount=round(float(rng.lognormal(2.6, 0.9)), 1),
            )
        )  # fmt: skip
    return rows


def reported(ground: Ground, rng: np.random.Generator) -> list[Reported]:
    """Monthly figures, 2022 to 2024: gifts come about the Spring Festival and after the flood."""
    cells = len(ground.cells)
    flows, founded = Counting(rng, cells), rng.random(cells)
    given, spent = YearToDate(cells), YearToDate(cells)

    def values(month: Month) -> Values:
        step = (month.year - 2022) * 12 + month.number - 1
        people = ground.residents(month.year)
        wet = flood.flooded(ground) * ((month.year, month.number) in ((2024, 7), (2024, 8)))
        gifts = people * 0.055 * month.season(1, 0.5) * (1.05 - ground.hilliness)
        return {
            "charity_organizations": (founded < 0.04 + 0.0005 * step).astype(np.int64),
            "charity_donations": given.after(month.year, flows.drawn(gifts + 900 * wet)),
            "charity_spending": spent.after(
                month.year, flows.drawn(people * 0.045 * month.season(12, 0.3) + 700 * wet)
            ),
            "charity_new_projects": flows.drawn(people / 42_000 + 0.5 * wet),
        }

    return by_month(months(2022, 2024), values)

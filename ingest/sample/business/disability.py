"""残疾人福利: recipients of the two subsidies, applications from elsewhere, service points."""

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

_TYPES = {
    "视力": 12.0,
    "听力": 14.0,
    "言语": 3.0,
    "肢体": 42.0,
    "智力": 9.0,
    "精神": 12.0,
    "多重": 8.0,
}
_HOMES = ("910000", "920000", "930000", "940000", "950000", "960000")
"""Codes of other provinces, which are nobody's: a sample says nothing of real places."""


def recipients(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Who gets a subsidy, at the last check; some live elsewhere than where they are paid."""
    rows = []
    counties = [unit.code for unit in ground.units(date(2024, 12, 31), "county")]
    for number, spot in enumerate(ground.spots(600, 0.6 + ground.elderly, rng), start=1):
        day = day_between(date(2024, 1, 8), date(2024, 12, 20), rng)
        subsidy = one_of({"生活补贴": 45.0, "护理补贴": 37.0, "两项均享受": 18.0}, rng)
        grades = (
            {"一级": 40.0, "二级": 60.0} if subsidy != "生活补贴" else {"三级": 60.0, "四级": 40.0}
        )
        row = case_row(
            ground, f"CJ-{number:05}", day, spot, subsidy=subsidy,
            disability_type=one_of(_TYPES, rng), disability_grade=one_of(grades, rng),
        )  # fmt: skip
        home = str(row["division"])[:6]
        moved = yes(0.09, rng)
        others = [one for one in counties if one != home]
        row["registered_code"] = str(rng.choice(others)) if moved else home
        # Of who has not moved there is nothing to be transferred.
        row["transferred"] = ("是" if yes(0.35, rng) else "否") if moved else ""
        rows.append(row)
    return rows


def applications(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """跨省通办: taken in by offices in the districts, for people whose home is elsewhere."""
    rows = []
    urban = 1.05 - ground.hilliness
    for number, spot in enumerate(ground.spots(160, urban, rng), start=1):
        day = day_between(date(2023, 1, 4), date(2024, 12, 20), rng)
        rows.append(
            case_row(
                ground, f"KS-{number:04}", day, spot,
                home_code=str(rng.choice(_HOMES, p=(0.06, 0.2, 0.2, 0.3, 0.16, 0.08))),
                subsidy=one_of({"生活补贴": 55.0, "护理补贴": 45.0}, rng),
                result=one_of({"准予": 78.0, "受理": 9.0, "不予": 8.0, "撤回": 5.0}, rng),
            )
        )  # fmt: skip
    return rows


def points(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Where people are trained and cared for: eighteen, few in the hills."""
    kinds = ("康复机构", "托养机构", "辅具服务站", "社区康复站")
    return [
        facility_row(
            ground, f"KF-{number:03}", f"{town_stem(ground, spot.cell)}{kinds[number % 4]}", spot,
            day_between(date(2012, 1, 1), date(2022, 12, 1), rng),
            kind=kinds[number % 4], places=int(rng.integers(10, 80)),
        )
        for number, spot in enumerate(spread_spots(ground, 18, 1.1 - ground.hilliness, rng), 1)
    ]  # fmt: skip


def reported(ground: Ground, rng: np.random.Generator) -> list[Reported]:
    """Monthly figures, 2022 to 2024."""
    cells = len(ground.cells)
    registered, living, nursing = (Counting(rng, cells) for _ in range(3))
    flows, spent = Counting(rng, cells), YearToDate(cells)

    def values(month: Month) -> Values:
        step = (month.year - 2022) * 12 + month.number - 1
        persons = ground.residents(month.year) * (0.024 + 0.012 * ground.hilliness)
        certified = registered.whole(persons)
        of_living = living.whole(persons * (0.31 + 0.0006 * step))
        of_nursing = nursing.whole(persons * (0.38 + 0.0008 * step))
        flow = flows.drawn(persons * 0.0016)
        # Hundredths of 万元: 85 and 95 yuan a month.
        cost = np.rint((of_living * 85 + of_nursing * 95) / 100).astype(np.int64)
        return {
            "registered_disabled_persons": certified,
            "living_subsidy_recipients": of_living,
            "nursing_subsidy_recipients": of_nursing,
            "disability_subsidy_spending": spent.after(month.year, cost),
            "cross_province_subsidy_applications": flow,
        }

    return by_month(months(2022, 2024), values)

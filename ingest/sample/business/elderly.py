"""养老: people at home, meal points, fire stations, zones of danger, alarms, monthly figures."""

from __future__ import annotations

from datetime import date

import numpy as np

from ingest.sample.business import flood
from ingest.sample.business.figures import Counting, Mean, Reported, Values, YearToDate, by_month
from ingest.sample.business.ground import Ground, Month, day_between, months
from ingest.sample.business.plots import area_row, circle
from ingest.sample.business.rows import (
    LAST_DAY,
    Row,
    case_row,
    facility_row,
    one_of,
    spread_spots,
    town_stem,
    yes,
)

_AGES = {"60-69": 52.0, "70-79": 31.0, "80-89": 14.0, "90及以上": 3.0}
_ABILITY = {"完好": 64.0, "轻度失能": 18.0, "中度失能": 9.0, "重度失能": 6.0, "完全失能": 3.0}


def persons(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """People of 60 years and more at home, at the last visit."""
    rows = []
    for number, spot in enumerate(ground.spots(1000, ground.elderly, rng), start=1):
        rows.append(
            case_row(
                ground, f"LN-{number:05}", day_between(date(2024, 9, 2), LAST_DAY, rng), spot,
                age_group=one_of(_AGES, rng), alone="是" if yes(0.24, rng) else "否",
                ability=one_of(_ABILITY, rng),
            )
        )  # fmt: skip
    return rows


def meal_points(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Thirty-four meal points, nearly all opened since 2020."""
    return [
        facility_row(
            ground, f"ZC-{number:03}", f"{town_stem(ground, spot.cell)}老年助餐点", spot,
            day_between(date(2019, 1, 1), date(2024, 9, 1), rng),
            meals=10 * int(rng.integers(3, 25)),
        )
        for number, spot in enumerate(spread_spots(ground, 34, 1.05 - ground.hilliness, rng), 1)
    ]  # fmt: skip


def fire_stations(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """A fire station in every county."""
    rows = []
    for number, county in enumerate(ground.units(LAST_DAY, "county"), start=1):
        cells = sorted(county.cells)
        spot = ground.spot(cells[len(cells) // 2], rng)
        rows.append(
            facility_row(
                ground, f"XF-{number:02}", f"{county.name}消防救援站", spot,
                day_between(date(2005, 1, 1), date(2014, 1, 1), rng),
            )
        )  # fmt: skip
    return rows


def hazard_zones(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """The zone of the flood, and six slopes."""
    zone = circle(flood.middle(ground), flood.RADIUS_KM)
    rows = [area_row("FX-01", "2020-01-01", zone, "虚庚河洪涝风险区", kind="洪涝", level="高")]
    steep = np.argsort(-ground.hilliness, kind="stable")[:60]
    for number, cell in enumerate(rng.choice(steep, 6, replace=False), start=2):
        shape = circle(ground.middles[cell], float(rng.uniform(0.6, 1.6)))
        rows.append(
            area_row(
                f"FX-{number:02}", "2020-01-01", shape,
                f"{town_stem(ground, int(cell))}滑坡风险区", kind="滑坡",
                level=one_of({"高": 30.0, "中": 45.0, "低": 25.0}, rng),
            )
        )  # fmt: skip
    return rows


def alarms(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """What wristbands told in 2024."""
    rows = []
    kinds = {"离开安全区": 48.0, "跌倒": 14.0, "心率异常": 12.0, "求助": 10.0, "电量低": 16.0}
    for number, spot in enumerate(ground.spots(90, 1.05 - ground.hilliness, rng), start=1):
        day = day_between(date(2024, 1, 3), LAST_DAY, rng)
        hour, minute = int(rng.integers(5, 23)), int(rng.integers(0, 60))
        rows.append(
            case_row(
                ground, f"GJ-{number:04}", day, spot,
                at=f"{day.isoformat()}T{hour:02}:{minute:02}:00+08:00", kind=one_of(kinds, rng),
                device=f"SH{int(rng.integers(1, 40)):04}", handled="是" if yes(0.93, rng) else "否",
            )
        )  # fmt: skip
    return rows


def reported(ground: Ground, rng: np.random.Generator) -> list[Reported]:
    """Monthly figures, 2020 to 2024."""
    cells = len(ground.cells)
    residents, allowance, spent = Counting(rng, cells), Counting(rng, cells), YearToDate(cells)

    def values(month: Month) -> Values:
        step = (month.year - 2020) * 12 + month.number - 1
        people = ground.people
        beds = np.rint(people * (0.0055 + 0.00002 * step)).astype(np.int64)
        cost = np.rint(beds * 0.9 + people * 0.012).astype(np.int64)
        return {
            "care_beds": beds,
            "nursing_care_beds": np.rint(beds * (0.42 + 0.002 * step)).astype(np.int64),
            "care_residents": residents.about(beds * 0.47, 0.03),
            "elderly_allowance_recipients": allowance.whole(people * ground.elderly * 0.13),
            "elderly_care_spending": spent.after(month.year, cost),
            "care_fee_median": Mean(1900 + 9.0 * step - 500 * ground.hilliness, beds),
        }

    return by_month(months(2020, 2024), values)

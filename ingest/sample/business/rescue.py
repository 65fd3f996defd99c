"""流浪乞讨救助: where and when people are found; a hot spot by night in winter."""

from __future__ import annotations

from datetime import date

import numpy as np

from ingest.sample.business.figures import Counting, Reported, Values, YearToDate, by_month
from ingest.sample.business.ground import Ground, Month, Spot, day_between, months, seasonal_day
from ingest.sample.business.plots import spot_at
from ingest.sample.business.rows import (
    Row,
    case_row,
    facility_row,
    one_of,
    spread_spots,
    town_stem,
    yes,
)

STATION_TOWN = "990102001"
"""The 街道 with the coach station about which most are found."""
_CATEGORIES = {"老年人": 24.0, "未成年人": 5.0, "残疾人": 11.0, "疑似精神障碍": 17.0, "其他": 43.0}
_FOUND = {"街面巡查": 41.0, "公安护送": 21.0, "群众报告": 17.0, "自行求助": 15.0, "城管移交": 6.0}
_OUTCOMES = {"劝导离开": 38.0, "进站救助": 39.0, "就医": 9.0, "护送返乡": 11.0, "移交": 3.0}
_HOMES = ("940200", "950700", "960300", "990102", "990122", "990203")
_DAYTIME = np.array([1, 1, 1, 1, 1, 2, 4, 6, 7, 7, 6, 6, 5, 5, 6, 6, 6, 6, 5, 5, 5, 4, 3, 2.0])


def events(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Two years: all over the towns by day, and about the coach station on winter nights."""
    urban = (1.02 - ground.hilliness) ** 4
    rows: list[Row] = []
    for year in (2023, 2024):
        for spot in ground.spots(330, urban, rng):
            hour = int(rng.choice(24, p=_DAYTIME / _DAYTIME.sum()))
            rows.append(_event(ground, seasonal_day(year, 4, 0.15, rng), spot, hour, rng))
        town = ground.listed(date(year, 6, 1))[STATION_TOWN]
        cell = min(town.cells)
        for _ in range(110):
            day = seasonal_day(year, 1, 0.95, rng)
            hour = int(rng.choice([20, 21, 22, 23], p=[0.2, 0.3, 0.3, 0.2]))
            rows.append(_event(ground, day, ground.spot_near(cell, 0.75, rng), hour, rng))
    rows.sort(key=lambda row: (str(row["at"]), str(row["lon"])))
    for number, row in enumerate(rows, start=1):
        row["key"] = f"JZ-{number:05}"
    return rows


def _event(ground: Ground, day: date, spot: Spot, hour: int, rng: np.random.Generator) -> Row:
    row = case_row(
        ground, "", day, spot,
        category=one_of(_CATEGORIES, rng), found_by=one_of(_FOUND, rng),
        outcome=one_of(_OUTCOMES, rng),
        # Every fourth is of few who are found again and again.
        person=f"R{int(rng.integers(1, 26)):04}" if yes(0.25, rng)
        else f"R{int(rng.integers(100, 9999)):04}",
        home_code=str(rng.choice(_HOMES)), hour=hour,
    )  # fmt: skip
    row["at"] = f"{day.isoformat()}T{hour:02}:{int(rng.integers(0, 60)):02}:00+08:00"
    return row


def known_places(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """The places that patrols look at every night."""
    kinds = ("桥洞", "地下通道", "车站", "广场", "商业街", "医院周边")
    cell = min(ground.listed(date(2024, 6, 1))[STATION_TOWN].cells)
    urban = (1.02 - ground.hilliness) ** 4
    spots = [*spread_spots(ground, 23, urban, rng), spot_at(ground.middles[cell], cell)]
    return [
        facility_row(
            ground, f"DW-{number:03}",
            f"{town_stem(ground, spot.cell)}{'车站' if number == 24 else kinds[number % 6]}",
            spot, day_between(date(2018, 1, 1), date(2022, 12, 1), rng),
            kind="车站" if number == 24 else kinds[number % 6],
            exposed="是" if number % 6 in (0, 1) else "否",
        )
        for number, spot in enumerate(spots, start=1)
    ]  # fmt: skip


def reported(ground: Ground, rng: np.random.Generator) -> list[Reported]:
    """Monthly figures, 2022 to 2024."""
    cells = len(ground.cells)
    flows, resident, spent = Counting(rng, cells), Counting(rng, cells), YearToDate(cells)

    def values(month: Month) -> Values:
        people = ground.residents(month.year)
        times = flows.drawn(people * 0.00022 * (1.1 - ground.hilliness) * month.season(1, 0.4))
        return {
            "rescued_person_times": times,
            "repeated_rescues": flows.rng.binomial(times, 0.22),
            "station_residents": resident.whole(people * 0.00006),
            "rescue_spending": spent.after(month.year, times * 9),
        }

    return by_month(months(2022, 2024), values)

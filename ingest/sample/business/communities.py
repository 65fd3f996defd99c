"""基层治理与社区: communities and grids as areas, service stations, pilots, the population."""

from __future__ import annotations

from datetime import date

import numpy as np

from ingest.sample.business.figures import Counting, Mean, Reported, Values, by_month
from ingest.sample.business.ground import Ground, Month, day_between, months
from ingest.sample.business.plots import area_row, rectangle
from ingest.sample.business.rows import (
    LAST_DAY,
    Row,
    facility_row,
    one_of,
    spread_spots,
    town_stem,
)
from ingest.sample.coverage import united
from spatial.locations.geodesic import area_m2

_DISTRICTS = ("990102", "990103")


def communities(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """The 社区 of two districts with their limits, households and people of 2024."""
    people = ground.residents(2024)
    rows = []
    for unit in ground.units(LAST_DAY, "village"):
        if unit.code[:6] in _DISTRICTS and unit.name.endswith("社区"):
            own = sorted(unit.cells)
            inside = int(people[own].sum())
            rows.append(
                area_row(
                    f"SQ-{unit.code}", "2015-01-01", united(ground.cells, own), unit.name,
                    kind="社区", households=round(inside / float(rng.uniform(2.3, 2.9))),
                    population=inside,
                )
            )  # fmt: skip
    return rows


def grids(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Grid units in 虚甲区: some were drawn before the 街道 were, and lie across their border."""
    rows = []
    towns = [
        unit for unit in ground.units(LAST_DAY, "township") if unit.parent_code == _DISTRICTS[0]
    ]
    for number, town in enumerate(towns, start=1):
        cells = sorted(town.cells)[:3]
        for part, cell in enumerate(cells, start=1):
            # Every third town's last grid is so wide that it reaches over to its neighbours.
            size = 5.2 if number % 3 == 0 and part == len(cells) else 0.8
            shape = rectangle(ground.middles[cell], size, 0.7, float(rng.uniform(0, np.pi)))
            rows.append(
                area_row(
                    f"WG-{number:02}{part:02}", "2021-03-01", shape,
                    f"{town.name}第{part}网格", kind="社区网格",
                    households=int(rng.integers(180, 420)), keeper=f"网格员{number:02}{part:02}",
                )
            )  # fmt: skip
    return rows


def stations(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Sixty service stations: hardly any in the hills."""
    weight = 1.05 - ground.hilliness
    return [
        facility_row(
            ground, f"FW-{number:03}", f"{town_stem(ground, spot.cell)}社区综合服务站", spot,
            day_between(date(2010, 1, 1), date(2023, 12, 1), rng),
            area=round(float(rng.uniform(120, 900)), 1),
        )
        for number, spot in enumerate(spread_spots(ground, 60, weight, rng), start=1)
    ]  # fmt: skip


def pilots(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """智慧社区 pilots in three batches; one was given up again."""
    batches = (
        ("第一批", date(2022, 10, 1)),
        ("第二批", date(2023, 6, 1)),
        ("第三批", date(2024, 5, 1)),
    )
    rows = []
    for number, spot in enumerate(spread_spots(ground, 12, 1.05 - ground.hilliness, rng), start=1):
        batch, since = batches[number % 3]
        village = ground.unit(spot.cell, LAST_DAY, "village")
        rows.append(
            facility_row(
                ground, f"ZH-{number:02}", f"{village.name}智慧社区", spot, since,
                date(2024, 1, 1) if number == 4 else None, batch=batch,
                level=one_of({"国家级": 15.0, "省级": 45.0, "市级": 40.0}, rng),
            )
        )  # fmt: skip
    return rows


def reported(ground: Ground, rng: np.random.Generator) -> list[Reported]:
    """Monthly figures, 2018 to 2024: the people that all other lines are measured by."""
    cells = len(ground.cells)
    elder, oldest, workers = (Counting(rng, cells) for _ in range(3))

    areas = np.array([area_m2(cell) / 1e6 for cell in ground.cells])

    def values(month: Month) -> Values:
        step = (month.year - 2018) * 12 + month.number - 1
        people = ground.residents(month.year)
        old = elder.whole(people * ground.elderly * (1 + 0.0028 * step))
        committees = np.zeros(cells, np.int64)
        for village in ground.units(month.last_day, "village"):
            committees[min(village.cells)] = 1
        return {
            "resident_population": people,
            "resident_households": np.rint(people / 2.6).astype(np.int64),
            "elderly_population_60": old,
            "elderly_population_80": oldest.whole(old * 0.14),
            "residents_committees": committees,
            "community_workers": workers.whole(people / 900),
            "population_density": Mean(people / areas, areas),
        }

    return by_month(months(2018, 2024), values)

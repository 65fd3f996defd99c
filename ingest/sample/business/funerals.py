"""殡葬: burial grounds as approved and as measured, forbidden zones, 清明 by the hour."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from ingest.sample.business.figures import Counting, Reported, Values, by_year
from ingest.sample.business.ground import Ground, Spot, day_between
from ingest.sample.business.plots import area_row, at, rectangle, spot_at
from ingest.sample.business.rows import (
    LAST_DAY,
    Row,
    case_row,
    facility_row,
    one_of,
    spread_spots,
    town_stem,
)

_CEMETERIES = 14
BEYOND = (3, 8, 11)
"""The cemeteries that have grown over their approved outline."""
_ZONES = ("河道", "公路两侧", "铁路两侧", "林地", "水源保护区", "林地")
_QINGMING = {2022: date(2022, 4, 5), 2023: date(2023, 4, 5), 2024: date(2024, 4, 4)}
_HOURS = np.array([1, 4, 9, 14, 15, 12, 8, 6, 6, 4, 2.0])


def cemetery_spots(ground: Ground, seed: int) -> list[Spot]:
    """Where the cemeteries lie: the same for all that is told of them."""
    rng = np.random.default_rng([seed, 33, 0])
    return list(spread_spots(ground, _CEMETERIES, np.ones(len(ground.cells)), rng))


def cemeteries(ground: Ground, spots: list[Spot], rng: np.random.Generator) -> list[Row]:
    """The approved outlines; the fifth was extended in 2020."""
    rows = []
    for number, spot in enumerate(spots, start=1):
        public = number % 3 != 0
        told: dict[str, Any] = {
            "address": ground.address(spot.cell, LAST_DAY),
            "kind": "公益性公墓" if public else "经营性公墓",
            "document": f"虚民函〔{2005 + number}〕{number}号",
            "capacity": 100 * int(rng.integers(8, 60)),
        }
        name = f"{town_stem(ground, spot.cell)}公墓"
        since = f"{2005 + number}-06-01"
        small, large = (rectangle(at(spot), width, 0.24, number) for width in (0.32, 0.45))
        if number == 5:
            rows.append(area_row(f"GM-{number:02}", since, small, name, "2020-05-01", **told))
            since, small = "2020-05-01", large
            told |= {"document": "虚民函〔2020〕9号"}
        rows.append(area_row(f"GM-{number:02}", since, small, name, **told))
    return rows


def observed(ground: Ground, spots: list[Spot]) -> list[Row]:
    """The outlines as a drone saw them in 2024: three reach 60 m beyond."""
    return [
        area_row(
            f"SC-{number:02}", "2024-05-01",
            rectangle(
                at(spot),
                {5: 0.45}.get(number, 0.32) + (0.12 if number in BEYOND else -0.01),
                0.23, number,
            ),
            f"{town_stem(ground, spot.cell)}公墓", cemetery=f"GM-{number:02}", source="无人机",
        )
        for number, spot in enumerate(spots, start=1)
    ]  # fmt: skip


def zone_cells(ground: Ground, seed: int) -> list[int]:
    """In which cells the forbidden zones lie."""
    rng = np.random.default_rng([seed, 33, 1])
    return [int(cell) for cell in rng.choice(len(ground.cells), len(_ZONES), replace=False)]


def forbidden_zones(ground: Ground, cells: list[int], rng: np.random.Generator) -> list[Row]:
    """Six zones in which nobody may be buried."""
    rows = []
    for number, (kind, cell) in enumerate(zip(_ZONES, cells, strict=True), start=1):
        wide = 0.9 if kind in ("林地", "水源保护区") else 0.12
        shape = rectangle(ground.middles[cell], 2.4, wide, float(rng.uniform(0, np.pi)))
        name = f"{town_stem(ground, cell)}{kind}禁葬区"
        rows.append(area_row(f"JZ-{number:02}", "2012-01-01", shape, name, kind=kind))
    return rows


def suspected_graves(ground: Ground, cells: list[int], rng: np.random.Generator) -> list[Row]:
    """New graves that images show: twelve in the first forest, the others scattered."""
    cell = cells[_ZONES.index("林地")]
    near = [spot_at(ground.middles[cell] + rng.normal(0, 0.15, 2), cell) for _ in range(12)]
    rows = []
    for number, spot in enumerate([*near, *ground.spots(48, ground.hilliness, rng)], start=1):
        rows.append(
            case_row(
                ground, f"YS-{number:03}", day_between(date(2023, 3, 1), date(2024, 11, 30), rng),
                spot, area=round(float(rng.uniform(6, 60)), 1),
                zone="林地" if number <= len(near) else "无",
                state=one_of({"待核查": 38.0, "属实": 30.0, "不属实": 16.0, "已整治": 16.0}, rng),
            )
        )  # fmt: skip
    return rows


def ecological_sites(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Eleven sites for ecological burials, opened one after another since 2016."""
    methods = ("树葬", "花葬", "草坪葬", "骨灰堂")
    spots = spread_spots(ground, 11, np.ones(len(ground.cells)), rng)
    return [
        facility_row(
            ground, f"ST-{number:02}",
            f"{town_stem(ground, spot.cell)}{methods[number % 4]}园", spot,
            date(2015 + number // 2 + 1, 4, 1), method=methods[number % 4],
            capacity=100 * int(rng.integers(2, 20)),
        )
        for number, spot in enumerate(spots, start=1)
    ]  # fmt: skip


def funeral_homes(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Four funeral homes."""
    return [
        facility_row(
            ground, f"BY-{number:02}", f"{town_stem(ground, spot.cell)}殡仪馆", spot,
            date(2003 + 3 * number, 1, 1), furnaces=int(rng.integers(2, 7)),
        )
        for number, spot in enumerate(spread_spots(ground, 4, 1.1 - ground.hilliness, rng), 1)
    ]  # fmt: skip


def counts(ground: Ground, spots: list[Spot], rng: np.random.Generator) -> list[Row]:
    """People and vehicles by the hour at six cemeteries, three days about 清明 of 2024."""
    rows = []
    for number, spot in list(enumerate(spots, start=1))[:6]:
        size = float(rng.uniform(40, 160))
        for away in (-1, 0, 1):
            day = _QINGMING[2024] + timedelta(days=away)
            for place, hour in enumerate(range(6, 17)):
                visitors = int(rng.poisson(size * _HOURS[place] * (1.0 if away == 0 else 0.45)))
                row = case_row(
                    ground, f"JS-{number:02}-{day:%m%d}-{hour:02}", day, spot,
                    at=f"{day.isoformat()}T{hour:02}:00:00+08:00", cemetery=f"GM-{number:02}",
                    hour=hour, visitors=visitors, vehicles=round(visitors / 3.4),
                )  # fmt: skip
                rows.append(row)
    return rows


def by_day(ground: Ground, rng: np.random.Generator) -> list[Reported]:
    """What counties reported of the seven days about 清明, 2022 to 2024."""
    flows = Counting(rng, len(ground.cells))
    found = []
    for year, festival in _QINGMING.items():
        for away in range(-3, 4):
            day = festival + timedelta(days=away)
            rush = {0: 0.05, -1: 0.02, 1: 0.018}.get(away, 0.006)
            visitors = flows.drawn(ground.residents(year) * rush)
            values: Values = {
                "festival_visitors": visitors,
                "festival_vehicles": flows.rng.binomial(visitors, 0.29),
            }
            found.append(Reported(day.isoformat(), day, values))
    return found


def reported(ground: Ground, rng: np.random.Generator) -> list[Reported]:
    """Yearly figures, 2015 to 2024: graves are used up, ecological burials grow."""
    cells = len(ground.cells)
    flows = Counting(rng, cells)
    capacity = rng.integers(40, 260, cells)
    used = np.floor(capacity * rng.uniform(0.3, 0.6, cells)).astype(np.int64)

    def values(year: int) -> Values:
        nonlocal capacity, used
        dead = flows.drawn(ground.residents(year) * (0.004 + 0.02 * ground.elderly))
        burnt = flows.rng.binomial(dead, 0.52 + 0.025 * (year - 2015))
        capacity = capacity + flows.drawn(np.full(cells, 3.0))
        used = np.minimum(capacity, used + flows.rng.binomial(burnt, 0.12))
        return {
            "deaths": dead,
            "cremations": burnt,
            "ecological_burials": flows.rng.binomial(burnt, 0.01 + 0.004 * (year - 2015)),
            "cemetery_capacity": capacity,
            "cemetery_used": used,
            "cemetery_left": capacity - used,
        }

    return by_year(range(2015, 2025), values)

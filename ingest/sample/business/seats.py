"""区划: seats of governments, one of which moved, steps of adjustments, codes still in use."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from ingest.sample.business.figures import Reported, Values, by_year
from ingest.sample.business.ground import Ground
from ingest.sample.business.rows import LAST_DAY, Row, case_row, facility_row
from ingest.sample.decisions import DECISIONS
from spatial.locations.geodesic import area_m2

MOVED = "990122"
"""The county whose seat moved, in 2019."""
_KINDS = {
    "rename": "更名",
    "transfer": "划转",
    "split": "拆分",
    "merge": "合并",
    "subordination": "划转",
}


def seats(ground: Ground) -> list[Row]:
    """The seats of all counties and townships of today."""
    rows = []
    for unit in [*ground.units(LAST_DAY, "county"), *ground.units(LAST_DAY, "township")]:
        level = "县级" if unit.level == "county" else "乡级"
        cells = sorted(unit.cells)
        places: list[tuple[int, date, date | None]] = [(cells[0], date(2004, 12, 31), None)]
        if unit.code == MOVED:
            day = date(2019, 6, 1)
            places = [
                (cells[0], date(2004, 12, 31), day),
                (cells[-1], day, None),
            ]
        for cell, since, until in places:
            rows.append(
                facility_row(
                    ground, f"ZD-{unit.code}", f"{unit.name}人民政府", ground.middle_spot(cell),
                    since, until,
                    unit_code=unit.code, level=level,
                )
            )  # fmt: skip
    return rows


def adjustments(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """What was done when for each decision since 2015, and for two that are under way."""
    rows: list[Row] = []
    for number, decision in enumerate(
        (each for each in DECISIONS if each.approved >= "2015"), start=1
    ):
        approved = date.fromisoformat(decision.approved)
        effect = decision.effects[0]
        for step, (stage, days) in enumerate(
            (("申报", -220), ("论证", -90), ("批复", 0), ("公告", 25), ("实施", 40)), start=1
        ):
            day = approved + timedelta(days=days)
            listed = ground.listed(day)
            unit = listed.get(effect.source) or listed[effect.target]
            spot = ground.spot(min(unit.cells), rng)
            rows.append(
                case_row(
                    ground, f"TZ-{number:02}-{step}", day, spot, "county",
                    kind=_KINDS[effect.kind], stage=stage,
                    document=decision.number if stage in ("批复", "公告", "实施") else "",
                )
            )  # fmt: skip
    for number, (code, kind) in enumerate((("990131", "更名"), ("990181", "设立")), start=90):
        spot = ground.spot(min(ground.listed(LAST_DAY)[code].cells), rng)
        day = date(2024, 9, 3 * (number - 80) - 20)
        rows.append(
            case_row(
                ground, f"TZ-{number}-1", day, spot, "county", kind=kind, stage="申报", document=""
            )
        )
    return rows


def retired_codes(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Systems that still write codes of divisions which are no more."""
    rows = []
    systems = ("低收入人口动态监测平台", "婚姻登记信息系统", "养老服务信息系统")
    codes = (("990221", 41), ("990222", 36), ("990281", 18), ("990123", 3), ("990105", 2))
    for first, system in enumerate(systems):
        for second, (code, records) in enumerate(codes[: len(codes) - first]):
            last = max(year for year, units in ground.lists.items() if code in units)
            spot = ground.spot(min(ground.lists[last][code].cells), rng)
            rows.append(
                case_row(
                    ground, f"DM-{first + 1}{second + 1}", date(2024, 12, 16), spot, "county",
                    system=system, used_code=code, records=records - 4 * first + 9,
                )
            )  # fmt: skip
    return rows


def reported(ground: Ground) -> list[Reported]:
    """Yearly figures, 2015 to 2024, counted on the lists; areas are geodesic, in km²."""
    areas = np.array([round(area_m2(cell) / 1e4) for cell in ground.cells], np.int64)

    def values(year: int) -> Values:
        towns, streets = np.zeros_like(areas), np.zeros_like(areas)
        for town in ground.units(date(year, 12, 31), "township"):
            towns[min(town.cells)] = 1
            streets[min(town.cells)] = town.name.endswith("街道")
        return {"township_units": towns, "subdistrict_units": streets, "land_area": areas}

    return by_year(range(2015, 2025), values)

"""地名: announcements, signs, streets without a name, names that are used wrongly."""

from __future__ import annotations

from datetime import date

import numpy as np

from ingest.sample.business.figures import Counting, Reported, Values
from ingest.sample.business.ground import Ground, Month, day_between
from ingest.sample.business.plots import area_row, rectangle
from ingest.sample.business.rows import (
    LAST_DAY,
    Row,
    case_row,
    facility_row,
    one_of,
    town_stem,
    yes,
)

_KINDS = {"道路街巷": 46.0, "居民点": 22.0, "建筑物": 14.0, "设施": 12.0, "自然地理实体": 6.0}
_ENDS = {"道路街巷": "路", "居民点": "新村", "建筑物": "大厦", "设施": "桥", "自然地理实体": "岭"}
_SOURCES = {"公开地图": 44.0, "导航": 22.0, "道路指示牌": 20.0, "广告": 14.0}
_STEMS = "安平康宁和顺兴隆永福吉庆"


def announcements(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Two years of announcements; some lack an item that the regulation asks for."""
    rows = []
    for number, spot in enumerate(ground.spots(140, 1.05 - ground.hilliness, rng), start=1):
        kind = one_of(_KINDS, rng)
        stem = f"虚{''.join(rng.choice(list(_STEMS), 2))}"
        action = one_of({"命名": 68.0, "更名": 24.0, "注销": 8.0}, rng)
        name = f"{stem}{_ENDS[kind]}"
        rows.append(
            case_row(
                ground, f"GG-{number:04}", day_between(date(2023, 1, 4), LAST_DAY, rng), spot,
                name=name, kind=kind, action=action,
                former_name=f"虚老{name[1:]}" if action == "更名" else "",
                complete="否" if yes(0.14, rng) else "是",
            )
        )  # fmt: skip
    return rows


def signs(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Eighty signs and in which state they are."""
    return [
        facility_row(
            ground, f"BZ-{number:04}", f"{town_stem(ground, spot.cell)}大街", spot,
            day_between(date(2012, 1, 1), date(2023, 12, 1), rng),
            kind=one_of({"路街巷牌": 62.0, "村牌": 22.0, "楼门牌": 16.0}, rng),
            condition=one_of({"完好": 82.0, "破损": 12.0, "缺失": 6.0}, rng),
        )
        for number, spot in enumerate(ground.spots(80, 1.05 - ground.hilliness, rng), start=1)
    ]  # fmt: skip


def streets(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """The streets of two districts as narrow areas: every sixth has no name, some no sign."""
    rows = []
    cells = np.flatnonzero(ground.within("990102", LAST_DAY) + ground.within("990103", LAST_DAY))[
        ::2
    ]
    for number, cell in enumerate(cells, start=1):
        length = float(rng.uniform(0.4, 1.1))
        shape = rectangle(ground.middles[cell], length, 0.02, float(rng.uniform(0, np.pi)))
        name = "" if number % 6 == 0 else f"{town_stem(ground, int(cell))}{number}路"
        rows.append(
            area_row(
                f"JX-{number:03}", "2014-01-01", shape, name, length=round(length * 1000),
                signs=0 if number % 5 == 0 else int(rng.integers(1, 6)),
            )
        )  # fmt: skip
    return rows


def findings(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Names as public maps and boards write them, beside the standard one."""
    rows = []
    for number, spot in enumerate(ground.spots(48, 1.05 - ground.hilliness, rng), start=1):
        stem = town_stem(ground, spot.cell)
        rows.append(
            case_row(
                ground, f"BG-{number:03}", day_between(date(2024, 1, 4), LAST_DAY, rng), spot,
                used_name=f"{stem}大道", standard_name=f"{stem}大街",
                source=one_of(_SOURCES, rng),
                settled="是" if yes(0.55, rng) else "否",
            )
        )  # fmt: skip
    return rows


def reported(ground: Ground, rng: np.random.Generator) -> list[Reported]:
    """Quarterly figures, 2021 to 2024."""
    cells = len(ground.cells)
    flows = Counting(rng, cells)
    names = rng.integers(18, 60, cells)
    signs_of = rng.integers(2, 14, cells)
    found = []
    for year in range(2021, 2025):
        for quarter in range(1, 5):
            announced = flows.drawn(np.full(cells, 0.35))
            names = names + announced
            signs_of = signs_of + flows.drawn(np.full(cells, 0.08))
            values: Values = {
                "standard_place_names": names,
                "announced_place_names": announced,
                "incomplete_announcements": flows.rng.binomial(announced, 0.14),
                "place_name_signs": signs_of,
            }
            found.append(Reported(f"{year}Q{quarter}", Month(year, 3 * quarter).last_day, values))
    return found

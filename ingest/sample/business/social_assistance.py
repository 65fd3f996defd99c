"""社会救助: low-income households, their warnings with the flood of 2024, monthly figures."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from ingest.sample.business import flood
from ingest.sample.business.figures import Counting, Mean, Reported, Values, YearToDate, by_month
from ingest.sample.business.ground import Ground, Month, day_between, months, seasonal_day
from ingest.sample.business.rows import Row, case_row, one_of, yes

_CATEGORIES = {
    "最低生活保障": 60.0,
    "特困人员": 14.0,
    "最低生活保障边缘": 20.0,
    "刚性支出困难": 6.0,
}
_CAUSES = {
    "因病": 38.0,
    "因残": 22.0,
    "因学": 8.0,
    "失业": 9.0,
    "因灾": 3.0,
    "缺劳力": 17.0,
    "其他": 3.0,
}
_WARNINGS = {
    "大额医疗支出": 40.0,
    "新增残疾": 12.0,
    "失业": 18.0,
    "子女就学": 10.0,
    "收入骤降": 16.0,
    "其他": 4.0,
}
RETIRED = ("990221", "990222", "990281")
"""Codes of counties that are no more, under which an old system still writes warnings."""


def households(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """The register: poorer in the hills; every third has its village's code and no point."""
    rows = []
    poor = 0.02 + 0.05 * ground.hilliness
    for number, spot in enumerate(ground.spots(1200, poor, rng), start=1):
        day = day_between(date(2023, 1, 4), date(2024, 12, 20), rng)
        category = one_of(_CATEGORIES, rng)
        members = 1 if category == "特困人员" else int(rng.integers(1, 6))
        alone = members == 1 and yes(0.7, rng)
        elderly = 1 if alone else int(rng.integers(0, min(members, 2) + 1))
        row = case_row(
            ground, f"DB-{number:05}", day, spot, "village",
            category=category, members=members, elderly_members=elderly,
            elderly_alone="是" if alone else "否",
            disabled_members=int(yes(0.3, rng)),
            minor_members=0 if alone else int(rng.integers(0, max(1, members - elderly))),
            monthly_income=int(rng.integers(210, 980)), reason=one_of(_CAUSES, rng),
        )  # fmt: skip
        if number % 3 == 0:
            row |= {"lon": "", "lat": ""}
        rows.append(row)
    for row in rows:
        row["registered_code"] = _registered(row, rng)
    return rows


def warnings(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """Two years of warnings, more in winter; in July 2024 many where the flood was."""
    poor = 0.02 + 0.05 * ground.hilliness
    rows: list[Row] = []
    for year, count in ((2023, 380), (2024, 420)):
        for spot in ground.spots(count, poor, rng):
            day = seasonal_day(year, 1, 0.35, rng)
            rows.append(case_row(ground, "", day, spot, reason=one_of(_WARNINGS, rng)))
    for spot in ground.spots(150, flood.flooded(ground), rng):
        # Most come in the first days after the water.
        later = min(int(rng.exponential(5)), (flood.LAST_DAY - flood.FIRST_DAY).days)
        day = flood.FIRST_DAY + timedelta(days=later)
        rows.append(case_row(ground, "", day, spot, reason="受灾"))
    rows.sort(key=lambda row: (str(row["day"]), str(row["lon"])))
    for number, row in enumerate(rows, start=1):
        row["key"] = f"YJ-{number:06}"
        row["level"] = one_of({"红": 12.0, "橙": 33.0, "黄": 55.0}, rng)
        row["status"] = _status(str(row["day"]), rng)
        row["household"] = f"DB-{int(rng.integers(1, 1201)):05}"
        row["registered_code"] = _registered(row, rng)
    return rows + _broken(rows)


def _status(day: str, rng: np.random.Generator) -> str:
    open_still = {"待核查": 45.0, "核查中": 35.0, "已纳入救助": 12.0, "不符合条件": 8.0}
    done = {"核查中": 6.0, "已纳入救助": 58.0, "不符合条件": 36.0}
    return one_of(open_still if day >= "2024-12-01" else done, rng)


def _registered(row: Row, rng: np.random.Generator) -> str:
    """The county's code; an old system keeps that of before the change for every fourth case."""
    code = str(row["division"])[:6]
    before = {"990203": RETIRED[:2], "990182": RETIRED[2:]}.get(code, ())
    return str(rng.choice(before)) if before and yes(0.25, rng) else code


def _broken(rows: list[Row]) -> list[Row]:
    """What people send beside: rows that end in quarantine, each for a reason of its own."""
    like = rows[100]
    return [
        like | {"key": "YJ-900001", "division": "990198001", "lon": "", "lat": ""},
        like | {"key": "YJ-900002", "day": "2024-02-30"},
        like | {"key": "YJ-900003", "reason": "不详"},
        like | {"key": "YJ-900004", "reason": ""},
        like | {"key": ""},
    ]


def reported(ground: Ground, rng: np.random.Generator) -> list[Reported]:
    """Monthly figures, 2018 to 2024: fewer recipients every year, more spending for each."""
    cells = len(ground.cells)
    poor = 0.018 + 0.022 * ground.hilliness
    counting = {name: Counting(rng, cells) for name in ("allowance", "extreme", "marginal")}
    flows = Counting(rng, cells)
    spent = YearToDate(cells)

    def values(month: Month) -> Values:
        step = (month.year - 2018) * 12 + month.number - 1
        people = ground.residents(month.year) * poor
        recipients = counting["allowance"].about(people * (1 - 0.0035 * step), 0.01)
        wet = flood.flooded(ground) if (month.year, month.number) == (2024, 7) else 0.0
        warned = people * 0.006 * month.season(1, 0.35) + 1.5 * wet
        # In hundredths of 万元, which are 100 yuan: what the allowance adds to an income.
        standard = (480 + 3.1 * step) * (1.08 - 0.12 * ground.hilliness)
        cost = np.rint(recipients * standard * 0.62 / 100).astype(np.int64)
        return {
            "subsistence_allowance_recipients": recipients,
            "subsistence_allowance_households": np.ceil(recipients / 1.7).astype(np.int64),
            "extreme_poverty_recipients": counting["extreme"].whole(people * 0.16),
            "marginal_low_income_persons": counting["marginal"].whole(people * 0.22),
            "temporary_assistance_cases": flows.drawn(people * 0.02 * month.season(1, 0.4)),
            "subsistence_allowance_spending": spent.after(month.year, cost),
            "assistance_warning_households": flows.drawn(warned),
            "subsistence_standard": Mean(standard, recipients),
        }

    return by_month(months(2018, 2024), values)

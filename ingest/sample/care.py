"""The fictional business lines: dated care institutions, and monthly indicators of counties."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from shapely import Polygon

from ingest.sample.coverage import DECIMALS
from ingest.sample.decisions import change_day
from ingest.sample.registry import Entry, YearList

FACILITY_HEADER = (
    "id",
    "name",
    "kind",
    "lon",
    "lat",
    "address",
    "beds",
    "valid_from",
    "valid_to",
)
_FACILITIES = 40
_KINDS = (
    ("care_institution", "养老院", (40, 260)),
    ("care_institution", "敬老院", (20, 90)),
    ("day_care", "日间照料中心", (8, 30)),
    ("day_care", "日间照料中心", (8, 30)),
    ("rescue_station", "救助管理站", (10, 40)),
)


def facility_rows(
    cells: Sequence[Polygon], entries: YearList, rng: np.random.Generator
) -> list[tuple[object, ...]]:
    """Forty facilities inside villages of as many towns; every fifth has closed since.

    The third is extended in 2019: a second row of the same id with more beds.
    """
    towns = [entry for entry in entries.values() if entry.level == "township"]
    rows: list[tuple[object, ...]] = []
    for number, chosen in enumerate(rng.permutation(len(towns))[:_FACILITIES]):
        town = towns[int(chosen)]
        kind, title, (fewest, most) = _KINDS[number % len(_KINDS)]
        point = cells[min(town.cells)].representative_point()
        county = entries[town.parent_code]
        opened = date(2003 + int(rng.integers(0, 19)), int(rng.integers(1, 13)), 1)
        closed = ""
        if number % 5 == 4 or number % 11 == 6:
            closed = date(
                min(opened.year + int(rng.integers(3, 9)), 2024), int(rng.integers(2, 13)), 15
            ).isoformat()
        beds = int(rng.integers(fewest, most))
        first = (
            f"SK-{number + 1:04}",
            f"{town.name[:3]}{title}",
            kind,
            f"{point.x:.{DECIMALS}f}",
            f"{point.y:.{DECIMALS}f}",
            f"{town.province_name}{town.prefecture_name}{county.name}{town.name}",
        )
        if number == 2:
            rows.append((*first, beds, "2010-03-01", "2019-07-01"))
            rows.append((*first, beds + 12, "2019-07-01", ""))
        else:
            rows.append((*first, beds, opened.isoformat(), closed))
    return rows


DATASETS = """\
# Datasets of the business lines (业务条线) and what each number means.

[[dataset]]
id = "social_assistance"
title = "社会救助月报（虚构）"
line = "社会救助"
owner = "虚构省民政厅社会救助处"

[[dataset.indicator]]
id = "subsistence_allowance_recipients"
title = "最低生活保障人数"
unit = "人"
kind = "stock"
additive_space = true
additive_time = false
grade = "open"
minimum_cell = 5

[[dataset]]
id = "marriage_registration"
title = "婚姻登记月报（虚构）"
line = "婚姻登记"
owner = "虚构省民政厅社会事务处"

[[dataset.indicator]]
id = "marriages"
title = "结婚登记对数（本年累计）"
unit = "对"
kind = "year_to_date"
additive_space = true
additive_time = false
grade = "open"
minimum_cell = 0

[[dataset]]
id = "elderly_care"
title = "养老服务月报（虚构）"
line = "养老服务"
owner = "虚构省民政厅养老服务处"

[[dataset.indicator]]
id = "care_beds"
title = "养老机构床位数"
unit = "张"
kind = "stock"
additive_space = true
additive_time = false
grade = "open"
minimum_cell = 0
"""

OBSERVATION_HEADER = ("indicator", "division", "month", "value")
MISSING = ("990122", "2022-07")
"""The county and month for which no dataset has a value."""


@dataclass(frozen=True, slots=True)
class _Month:
    year: int
    number: int

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def text(self) -> str:
        return f"{self.year}-{self.number:02}"


def observation_rows(
    lists: Mapping[int, YearList], rng: np.random.Generator
) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each dataset, 2020-01 to 2024-12, on the county codes of each month's last day.

    A cell of the land keeps its people through all changes of codes, so that sums over what a
    county became go on smoothly.
    """
    cells = sorted(next(iter(lists.values()))["990000"].cells)
    people = {cell: int(rng.integers(1500, 6000)) for cell in cells}
    rows: dict[str, list[tuple[object, ...]]] = {
        "social_assistance": [],
        "marriage_registration": [],
        "elderly_care": [],
    }
    weddings = dict.fromkeys(cells, 0.0)
    for step, month in enumerate(_months()):
        season = 1 + 0.25 * np.sin(2 * np.pi * (month.number - 2) / 12)
        if month.number == 1:
            weddings = dict.fromkeys(cells, 0.0)
        for cell in cells:
            weddings[cell] += people[cell] * 0.00048 * season * float(rng.uniform(0.7, 1.3))
        for county in _counties(lists, month.last_day):
            if (county.code, month.text) == MISSING:
                continue
            inhabitants = sum(people[cell] for cell in county.cells)
            values = {
                "social_assistance": (
                    "subsistence_allowance_recipients",
                    round(inhabitants * (0.031 - 0.00012 * step) * float(rng.uniform(0.99, 1.01))),
                ),
                "marriage_registration": (
                    "marriages",
                    round(sum(weddings[cell] for cell in county.cells)),
                ),
                "elderly_care": ("care_beds", round(inhabitants * (0.0055 + 0.00002 * step))),
            }
            for dataset, (indicator, value) in values.items():
                rows[dataset].append((indicator, county.code, month.text, value))
    return rows


def _months() -> Iterator[_Month]:
    for year in range(2020, 2025):
        for number in range(1, 13):
            yield _Month(year, number)


def _counties(lists: Mapping[int, YearList], day: date) -> list[Entry]:
    year = day.year if day >= change_day(day.year) else day.year - 1
    return [entry for entry in lists[year].values() if entry.level == "county"]

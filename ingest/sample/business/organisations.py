"""社会组织: the register with its offices, annual reports, yearly figures."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from ingest.sample.business.figures import Reported, Values, by_year
from ingest.sample.business.ground import Ground, Spot, day_between
from ingest.sample.business.rows import (
    LAST_DAY,
    Row,
    case_row,
    facility_row,
    one_of,
    town_stem,
    yes,
)

_KINDS = {"社会团体": 50.0, "社会服务机构": 46.0, "基金会": 4.0}
_MOST = {"社会团体": 3, "社会服务机构": 2, "基金会": 1}
"""The most that a cell ever gets."""
_FIELDS = (
    "养老服务",
    "教育",
    "农村发展",
    "文化体育",
    "行业商会",
    "志愿服务",
    "环境保护",
    "医疗卫生",
)


def homes(ground: Ground, rng: np.random.Generator) -> list[Spot]:
    """Where 260 organisations live: most in the towns, nine in one house."""
    urban = (1.05 - ground.hilliness) ** 2
    house = ground.spot(min(ground.listed(LAST_DAY)["990103002"].cells), rng)
    return [*ground.spots(251, urban, rng), *[house] * 9]


def register(ground: Ground, spots: list[Spot], rng: np.random.Generator) -> list[Row]:
    """The organisations; some live in another county than the office that registered them."""
    prefecture = "990100"
    rows = []
    for number, spot in enumerate(spots, start=1):
        kind = one_of(_KINDS, rng)
        since = day_between(date(2006, 1, 1), date(2024, 9, 1), rng)
        ends = yes(0.12, rng) and since < date(2019, 1, 1)
        until = day_between(date(2019, 6, 1), date(2024, 6, 1), rng) if ends else None
        county = ground.unit(spot.cell, since, "county").code
        office = one_of({county: 74.0, prefecture: 18.0, "990102": 8.0}, rng)
        field = str(rng.choice(_FIELDS))
        suffix = {"社会团体": "协会", "社会服务机构": "服务中心", "基金会": "基金会"}[kind]
        rows.append(
            facility_row(
                ground, f"SZ-{number:04}", f"{town_stem(ground, spot.cell)}{field}{suffix}", spot,
                since, until, kind=kind, credit_code=f"5299{number:010}XU{number % 97:02}",
                registration_code=office, field=field,
                capital=round(float(rng.lognormal(1.6, 1.0)), 1),
            )
        )  # fmt: skip
    return rows


def annual_reports(
    ground: Ground, register: list[Row], spots: list[Spot], rng: np.random.Generator
) -> list[Row]:
    """The reports of 2021 to 2023: due on 31 May of the next year, one in nine comes later."""
    rows: list[Row] = []
    for each, spot in zip(register, spots, strict=True):
        for year in (2021, 2022, 2023):
            due = date(year + 1, 5, 31)
            ended = str(each["valid_to"]) or "9999"
            if (
                str(each["valid_from"]) > f"{year}-12-31"
                or ended < due.isoformat()
                or yes(0.04, rng)
            ):
                continue
            late = yes(0.11, rng)
            days = int(rng.integers(1, 120)) if late else -int(rng.integers(0, 75))
            rows.append(
                case_row(
                    ground, f"{each['key']}-{year}", due + timedelta(days=days), spot,
                    organization=each["credit_code"], kind=each["kind"], year=year,
                    late="是" if late else "否",
                )
            )  # fmt: skip
    return rows


def reported(ground: Ground, rng: np.random.Generator) -> list[Reported]:
    """Yearly figures, 2015 to 2024."""
    founded = {
        kind: rng.integers(1988, 2032, (len(ground.cells), most)) for kind, most in _MOST.items()
    }
    late = rng.random(len(ground.cells))

    def values(year: int) -> Values:
        standing = {kind: (years <= year).sum(1) for kind, years in founded.items()}
        together = sum(standing.values(), np.zeros(len(ground.cells), np.int64))
        new = sum(((years == year).sum(1) for years in founded.values()), np.zeros_like(together))
        return {
            "associations": standing["社会团体"],
            "social_service_institutions": standing["社会服务机构"],
            "foundations": standing["基金会"],
            "registered_organizations": together,
            "new_organizations": new,
            "late_annual_reports": np.floor(together * 0.11 + late).astype(np.int64),
        }

    return by_year(range(2015, 2025), values)

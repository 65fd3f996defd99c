"""婚姻登记: offices, single registrations, monthly figures that run from January."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from ingest.sample.business.figures import Counting, Reported, Values, YearToDate, by_month
from ingest.sample.business.ground import Ground, Month, Spot, months, seasonal_day
from ingest.sample.business.rows import LAST_DAY, Row, facility_row, one_of, yes

_LUCKY = ("2024-02-14", "2024-05-20", "2024-08-08", "2024-10-10")


def offices(ground: Ground, rng: np.random.Generator) -> list[Row]:
    """An office in every county."""
    rows = []
    for number, county in enumerate(ground.units(LAST_DAY, "county"), start=1):
        spot = ground.spot(sorted(county.cells)[1], rng)
        rows.append(
            facility_row(
                ground, f"HY-{number:02}", f"{county.name}婚姻登记处", spot, date(2004, 12, 31),
                windows=int(rng.integers(2, 7)), phone=f"099-5{number:02}0520",
            )
        )  # fmt: skip
    return rows


def registrations(ground: Ground, offices: list[Row], rng: np.random.Generator) -> list[Row]:
    """900 registrations of 2024 at their offices: on working days, and on lucky ones."""
    counties = ground.units(LAST_DAY, "county")
    people = ground.residents(2024)
    sizes = np.array([people[sorted(county.cells)].sum() for county in counties], np.float64)
    rows = []
    for number in range(1, 901):
        at = int(rng.choice(len(counties), p=sizes / sizes.sum()))
        day = date.fromisoformat(str(rng.choice(_LUCKY))) if yes(0.12, rng) else _working(rng)
        code = counties[at].code
        # As the law has it until 2025-05-10: one of the two is at home where they register,
        # but for the trial across provinces.
        elsewhere = str(rng.choice(["920100", "930100", "940100", *(c.code for c in counties)]))
        trial = yes(0.04, rng)
        office = offices[at]
        spot = Spot(str(office["lon"]), str(office["lat"]), sorted(counties[at].cells)[1])
        rows.append(
            {
                "key": f"DJ-{number:05}",
                "day": day.isoformat(),
                "division": ground.unit(spot.cell, day, "township").code,
                "lon": spot.lon,
                "lat": spot.lat,
                "kind": one_of({"结婚": 63.0, "离婚": 24.0, "补领": 13.0}, rng),
                "office": office["key"],
                "home_code_a": elsewhere if trial else code,
                "home_code_b": elsewhere if yes(0.31, rng) else code,
            }
        )
    return rows


def _working(rng: np.random.Generator) -> date:
    """A day from Monday to Friday: who would have come on a weekend comes before or after it."""
    day = seasonal_day(2024, 2, 0.3, rng)
    return day + timedelta(days=(0, 0, 0, 0, 0, -1, 1)[day.weekday()])


def reported(ground: Ground, rng: np.random.Generator) -> list[Reported]:
    """Monthly figures, 2020 to 2024, each the sum from January on (本年累计)."""
    cells = len(ground.cells)
    flows = Counting(rng, cells)
    sums = [YearToDate(cells) for _ in range(4)]

    def values(month: Month) -> Values:
        step = (month.year - 2020) * 12 + month.number - 1
        people = ground.people * month.season(2, 0.25)
        married = flows.drawn(people * 0.00048 * (1 - 0.004 * step))
        of_month = (
            married,
            flows.drawn(people * 0.00021),
            # Often: who works in the next county registers there.
            flows.rng.binomial(married, 0.42),
            flows.drawn(people * 0.00006),
        )
        names = ("marriages", "divorces", "cross_region_marriages", "reissued_certificates")
        return {
            name: sum_.after(month.year, flow)
            for name, sum_, flow in zip(names, sums, of_month, strict=True)
        }

    return by_month(months(2020, 2024), values)

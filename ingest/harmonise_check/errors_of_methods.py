"""How far each method is from the truth, on a land whose truth is known (R10.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.harmonise_check.made_land import measures_of, register_of, reported_of
from ingest.sample.changing_land import ChangingLand
from spatial.business.declarations.model import Nature
from spatial.business.harmonise.harmonising import Harmoniser, Plan
from spatial.business.harmonise.meanings import Meaning
from spatial.business.harmonise.measures import AtomMeasures
from spatial.business.harmonise.reported import Reported
from spatial.business.harmonise.targets import Policy
from spatial.division_codes import Level
from spatial.temporal import list_day

RECIPIENTS = Meaning("recipients", "made", "人", Nature.EXTENSIVE)
RESIDENTS = Meaning("residents", "made", "人", Nature.EXTENSIVE)

Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Errors:
    """How far values are from the truth.

    mape: mean of |error| over truth. rmse, worst: in the unit of the indicator. exact: share of
    units that are met to the last digit. total: error of the sum of all units.
    """

    units: int
    mape: float
    rmse: float
    worst: float
    exact: float
    total: float


@dataclass(frozen=True, slots=True)
class Checked:
    """A method from the figures of one year to the counties of another."""

    method: str
    year: int
    on: int
    errors: Errors
    flagged_exact: int
    wrongly_exact: int


def errors(found: Values, truth: Mapping[str, int]) -> Errors:
    """The errors of values against the truth; a unit without a value counts as 0."""
    codes = sorted(truth)
    true = np.array([truth[code] for code in codes], dtype=np.float64)
    off = np.array([found.get(code, 0.0) for code in codes]) - true
    return Errors(
        len(codes),
        float(np.mean(np.abs(off) / np.maximum(true, 1))),
        float(np.sqrt(np.mean(off**2))),
        float(np.abs(off).max()),
        float(np.mean(off == 0)),
        float(sum(found.values()) - true.sum()),
    )


@dataclass(frozen=True)
class _Way:
    """Which figures there are, and by what divided counties are shared out."""

    townships: bool
    density: bool
    density_townships: bool = False
    shapes: bool = True


WAYS: Mapping[str, _Way] = {
    "lower_units": _Way(townships=True, density=False),
    "density_townships": _Way(townships=False, density=True, density_townships=True),
    "density_counties": _Way(townships=False, density=True),
    "area": _Way(townships=False, density=False),
    "lineage_alone": _Way(townships=False, density=False, shapes=False),
}
"""The platform's methods, by what there is to go by, from the most to the least."""


def check(land: ChangingLand, pairs: Sequence[tuple[int, int]]) -> list[Checked]:
    """Every method on every pair of years: figures of the first on the counties of the second."""
    register, measures = register_of(land), measures_of(land)
    found = []
    for year, on in pairs:
        truth = land.truth("recipients", year, on)
        for name, way in WAYS.items():

            def reads(
                indicator: str,
                _first: object,
                _last: object,
                way: _Way = way,
                years: tuple[int, int] = (year, on),
            ) -> Reported:
                townships = way.townships if indicator == "recipients" else way.density_townships
                return reported_of(land, indicator, years, townships=townships)

            drawn = measures if way.shapes else AtomMeasures({}, {})
            plan = Plan(
                Level.COUNTY, Policy.FIXED, list_day(on), RESIDENTS if way.density else None
            )
            harmoniser = Harmoniser(register, plan, drawn, reads)
            (series,) = harmoniser.harmonised([RECIPIENTS], None, None)
            period = next(one for one in series.periods if one.day == list_day(year))
            values, exact = {}, set()
            for place, target in enumerate(period.targets):
                if period.column.known[place]:
                    values[target.code] = float(period.column.values[place])
                    if period.column.exact[place]:
                        exact.add(target.code)
            wrong = sum(values[code] != truth[code] for code in exact)
            found.append(Checked(name, year, on, errors(values, truth), len(exact), wrong))
        for name, baseline in BASELINES.items():
            values = dict(baseline(land, year, on))
            found.append(Checked(name, year, on, errors(values, truth), 0, 0))
    return found


def _same_code(land: ChangingLand, year: int, on: int) -> Values:
    """What a join by codes makes of it: what has no code of the other year falls out."""
    there = land.reported("recipients", on)
    return {
        code: float(value)
        for code, value in land.reported("recipients", year).items()
        if code in there
    }


def _chained(land: ChangingLand, year: int, on: int) -> Values:
    """Area weights from list to list: land goes on to where it never was."""
    sizes = measures_of(land).sizes
    area = np.array([sizes[number] for number in range(len(land.parcels))])
    values: NDArray[np.float64] = np.zeros(len(land.units))
    for code, value in land.reported("recipients", year).items():
        values[_place(land, code, year)] = value
    step = 1 if on >= year else -1
    for now in range(year, on, step):
        before, after = land.county[now], land.county[now + step]
        whole = np.bincount(before, area, minlength=len(land.units))
        share = values[before] * area / whole[before]
        values = np.zeros(len(land.units))
        np.add.at(values, after, share)
    return {land.units[place].code: float(values[place]) for place in np.unique(land.county[on])}


def _place(land: ChangingLand, code: str, year: int) -> int:
    places: list[int] = np.unique(land.county[year]).tolist()
    return next(place for place in places if land.units[place].code == code)


BASELINES: Mapping[str, Callable[[ChangingLand, int, int], Values]] = {
    "chained_area": _chained,
    "same_code": _same_code,
}
"""What the platform does not do, and others do."""

"""Of whom gaps are told: records where they lie, figures spread over land, or the land itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from spatial.business.figures import figures
from spatial.business.indicators import Indicator, indicator, require_readable
from spatial.business.reach.cells import cells_of, shape_at
from spatial.business.reach.questions import Gaps
from spatial.business.reach.records import Cases, dataset_of, placed_records
from spatial.business.reach.showing import EXACT, Told
from spatial.business.reach.units import Unit, shapes_of, units_on
from spatial.business.suppression.protection import Figure
from spatial.division_codes import Level, level_of
from spatial.divisions.footing import Footing
from spatial.errors import BadParameter

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Spread:
    """Of which figures the points are parts. codes: of the figures' divisions. starts: the first
    day of their period. source: the place in codes of each point's. share: of it that each has."""

    indicator: Indicator
    codes: tuple[str, ...]
    starts: date
    source: Numbers
    share: Floats

    def weights(self, points: NDArray[np.bool_]) -> dict[Figure, float]:
        """How much of each figure some points have together."""
        together = np.bincount(self.source[points], self.share[points], len(self.codes))
        return {
            (self.codes[place], self.starts): float(together[place])
            for place in np.flatnonzero(together).tolist()
        }


@dataclass(frozen=True, slots=True)
class Population:
    """Points with a weight, each in an area (-1 for none).

    records: of which each point is one, None where they are parts of figures or of land. told: how
    numbers of records are told. spread: where points are parts of figures. unit: of the sums.
    left_out: how many figures have no land that is known.
    """

    lon: Floats
    lat: Floats
    area: Numbers
    weight: Floats
    unit: str
    method: str
    records: Cases | None = None
    told: Told = EXACT
    spread: Spread | None = None
    left_out: int = 0


def population_of(
    connection: Connection,
    footing: Footing,
    question: Gaps,
    units: Mapping[int, Unit],
    known_at: datetime,
) -> Population:
    """Who or what is told of. Raises BadParameter, UnknownIndicator, NotPermitted."""
    if question.of is not None:
        return _records(connection, footing, question, known_at)
    if question.indicator is not None:
        found = indicator(connection, question.indicator)
        require_readable(found)
        if not found.additive_space:
            raise BadParameter(
                f"{found.id} does not add up over space, so that it cannot be spread over land"
            )
        return _figures(connection, footing, question, units, found, known_at)
    areas = np.array(list(units), dtype=np.int64)
    cells = cells_of(shapes_of(connection, areas), question.step_m)
    return Population(
        cells.lon,
        cells.lat,
        areas[cells.shape] if len(areas) else cells.shape,
        np.full(len(cells), question.step_m**2 / 1e6),
        "平方公里",
        method=f"按 {question.step_m:g} 米等积格网中心点计面积",
    )


def _records(
    connection: Connection, footing: Footing, question: Gaps, known_at: datetime
) -> Population:
    assert question.of is not None
    dataset = dataset_of(connection, question.of)
    cases = placed_records(
        connection,
        footing,
        dataset,
        question.level,
        question.day,
        known_at,
        first=question.first,
        last=question.last,
        measure=question.measure,
    )
    return Population(
        cases.lon,
        cases.lat,
        cases.area,
        cases.weight,
        question.measure or "条",
        method="按各条记录的位置逐条计算",
        records=cases,
        told=Told(dataset.perturbation, question.measure),
    )


def _figures(
    connection: Connection,
    footing: Footing,
    question: Gaps,
    units: Mapping[int, Unit],
    of: Indicator,
    known_at: datetime,
) -> Population:
    """The latest figures up to the day, each spread evenly over its division as it was then."""
    latest, by_code = latest_figures(connection, of, question.day, known_at)
    levels = {str(level_of(code)) for code in by_code}
    # Of several levels the lowest is nearest to where people are.
    level = next(str(one) for one in reversed(Level) if str(one) in levels)
    there = latest if latest >= footing.record.first else question.day
    drawn = units_on(connection, footing, level, there)
    sources = [area for area, unit in drawn.items() if unit.code in by_code and unit.flag is None]
    if question.within is not None:
        sources = _near(connection, sources, units)
    ids = np.array(sources, dtype=np.int64)
    cells = cells_of(shapes_of(connection, ids), question.step_m)
    areas = np.array(list(units), dtype=np.int64)
    unit = shape_at(shapes_of(connection, areas), cells.lon, cells.lat)
    share = 1 / np.bincount(cells.shape, minlength=len(ids))
    values = np.array([by_code[drawn[area].code] for area in sources], dtype=np.float64)
    placed = {drawn[area].code for area in sources}
    return Population(
        cells.lon,
        cells.lat,
        np.where(unit < 0, -1, areas[unit]),
        values[cells.shape] * share[cells.shape],
        of.unit,
        method=f"{of.title} {latest} 起一期的数，在各{_TITLES[level]}（{there} 的范围）内按面积"
        f"均摊到 {question.step_m:g} 米等积格网，为估计",
        spread=Spread(
            of,
            tuple(drawn[area].code for area in sources),
            latest,
            cells.shape,
            share[cells.shape],
        ),
        left_out=0 if question.within is not None else len(by_code.keys() - placed),
    )


def latest_figures(
    connection: Connection, of: Indicator, day: date, known_at: datetime
) -> tuple[date, dict[str, float]]:
    """The figures by code of the last period that had ended on the day, and its first day.

    Raises BadParameter where there is none.
    """
    told = [
        one
        for one in figures(connection, of.id, last=day, known_at=known_at)
        if one.period.end is not None and one.period.end <= day + timedelta(days=1)
    ]
    if not told:
        raise BadParameter(f"there is no figure of {of.id} of a period before {day}")
    latest = max(one.period.start for one in told)
    return latest, {one.division: float(one.value) for one in told if one.period.start == latest}


_TITLES = {"province": "省", "prefecture": "地级单位", "county": "县", "township": "乡镇"}


def _near(connection: Connection, sources: list[int], units: Mapping[int, Unit]) -> list[int]:
    """Those of the areas that share land with one of the units."""
    import shapely

    wanted = shapes_of(connection, np.array(list(units), dtype=np.int64))
    shapes = shapes_of(connection, np.array(sources, dtype=np.int64))
    _, touched = shapely.STRtree(shapes).query(wanted, predicate="intersects")
    return [sources[place] for place in np.unique(touched).tolist()]

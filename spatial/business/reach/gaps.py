"""The share of people, cases or land beyond a distance of any facility (operator g)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.indicators import indicator
from spatial.business.reach.ground import Ground, answer_of, ground_of, plain
from spatial.business.reach.measuring import BY_ROAD, STRAIGHT, Measured, measured
from spatial.business.reach.origins import Origins
from spatial.business.reach.population import Population, Spread, population_of
from spatial.business.reach.questions import Gaps
from spatial.business.reach.records import Cases, dataset_of, open_facilities, placed_records
from spatial.business.reach.showing import Told
from spatial.business.reach.units import Unit, units_on
from spatial.business.suppression.protection import protection_of
from spatial.errors import BadParameter

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]


def gaps(connection: Connection, question: Gaps, knowledge: Knowledge) -> Answer:
    """How much of each unit of the level lies beyond the distance of all facilities of the day.

    Units in which nobody is within it are told apart as `without`, of perturbed counts those in
    which fewer than can be told are. Raises BadParameter, UnknownIndicator,
    NotPermitted, RoutingUnavailable, NoRoads, and what a footing raises.
    """
    target = dataset_of(connection, question.facilities)
    if "facilities" not in target.holds:
        raise BadParameter(f"the dataset {target.id} holds no facilities")
    named = {target.id}
    if question.of is not None:
        named.add(question.of)
    if question.indicator is not None:
        named.add(indicator(connection, question.indicator).dataset)
    datasets = tuple(sorted(named))
    ground = ground_of(connection, question, datasets, knowledge)
    units = units_on(connection, ground.footing, question.level, question.day, question.within)
    found = open_facilities(connection, target.id, question.day, ground.known_at)
    whom = population_of(connection, ground.footing, question, units, ground.known_at)
    origins = Origins(found.lon, found.lat, np.empty(0, dtype=object), found, {})
    far = measured(
        connection,
        origins,
        whom.lon,
        whom.lat,
        travel=question.travel,
        within_m=question.metres,
        day=question.day,
        known_at=ground.known_at,
    )
    standing = placed_records(
        connection, ground.footing, target, question.level, question.day, ground.known_at
    )
    here = Counter(standing.area.tolist()) if target.minimum_cell == 0 else None
    return _answer(connection, question, ground, datasets, units, whom, far, here, len(found))


def _answer(
    connection: Connection,
    question: Gaps,
    ground: Ground,
    datasets: tuple[str, ...],
    units: Any,
    whom: Population,
    far: Measured,
    here: Counter[int] | None,
    facilities: int,
) -> Answer:
    order = {area: place for place, area in enumerate(units)}
    place = np.array([order.get(area, -1) for area in whom.area.tolist()], dtype=np.int64)
    parts = _Parts(place, ~(far.far <= question.most), len(order))
    if whom.records is not None:
        shown = _shown_records(whom.records, whom.told, parts)
    else:
        shown = _shown_points(connection, whom, parts, ground.known_at)
    items = [
        _item(unit, total, beyond, here)
        for unit, total, beyond in zip(units.values(), shown.total, shown.beyond, strict=True)
    ]
    perturbation = whom.told.perturbation
    summary: dict[str, Any] = {
        "facilities": facilities,
        "unit": whom.unit,
        "total": shown.everything,
        "beyond": shown.gone,
        "share": _share(shown.gone, shown.everything),
        "without": [
            unit.code for unit, none in zip(units.values(), shown.without, strict=True) if none
        ],
        "outside_units": int((place < 0).sum()) if perturbation is None else None,
        "without_place": whom.left_out,
    }
    by_road = question.minutes is not None
    return answer_of(
        "gaps",
        question,
        ground,
        datasets,
        items,
        summary,
        far,
        (),
        question.level,
        sum(one is None for one in shown.beyond),
        keys=("code",),
        exact=whom.records is not None,
        method=f"{BY_ROAD if by_road else STRAIGHT}；{whom.method}",
        perturbation=perturbation,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The unit of each point (-1 for none), whether it lies beyond; how many units there are."""

    place: Numbers
    beyond: Mask
    units: int


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is told of each unit, and of all of them; None where it is hidden. without: whether
    nobody there is within reach, or too few are to be told.
    """

    total: list[int | float | None]
    beyond: list[int | float | None]
    everything: int | float | None
    gone: int | float | None
    without: list[bool]


def _shown_records(records: Cases, told: Told, parts: _Parts) -> _Shown:
    """Of records, each number by itself: exact, or perturbed by the keys of its records."""
    inside = parts.place >= 0
    total, beyond, near = (
        told.by_place(records.some(which), parts.place[which], parts.units)
        for which in (inside, inside & parts.beyond, inside & ~parts.beyond)
    )
    return _Shown(
        total,
        beyond,
        told.whole(records.some(inside)),
        told.whole(records.some(inside & parts.beyond)),
        [bool(all_) and not some for all_, some in zip(total, near, strict=True)],
    )


def _shown_points(
    connection: Connection, whom: Population, parts: _Parts, known_at: datetime
) -> _Shown:
    """Of land as it is; of figures by what is hidden of them."""
    inside = parts.place >= 0
    total, missing = (
        np.bincount(parts.place[which], whom.weight[which], parts.units).tolist()
        for which in (inside, inside & parts.beyond)
    )
    may = _May([True] * parts.units, [True] * parts.units, True, True)
    if whom.spread is not None:
        may = _shown_figures(connection, whom.spread, parts, known_at)
    everything, gone = sum(total), sum(missing)
    return _Shown(
        [_rounded(one) if shows else None for one, shows in zip(total, may.whole, strict=True)],
        [_rounded(one) if shows else None for one, shows in zip(missing, may.part, strict=True)],
        _rounded(everything) if may.sum_whole else None,
        _rounded(gone) if may.sum_part else None,
        [
            shows and bool(_rounded(all_)) and _rounded(all_) == _rounded(far)
            for all_, far, shows in zip(total, missing, may.part, strict=True)
        ],
    )


@dataclass(frozen=True, slots=True)
class _May:
    """Of each unit whether its whole may be shown, and whether its parts may; and of all units."""

    whole: list[bool]
    part: list[bool]
    sum_whole: bool
    sum_part: bool


def _shown_figures(
    connection: Connection, spread: Spread, parts: _Parts, known_at: datetime
) -> _May:
    """By what is hidden of the figures: a part of a unit is a sum of shares of them."""
    count, inside = parts.units, parts.place >= 0
    if not spread.indicator.minimum_cell:
        return _May([True] * count, [True] * count, True, True)
    guard = protection_of(
        connection,
        spread.indicator,
        codes=sorted(spread.codes),
        first=spread.starts,
        last=spread.starts,
        known_at=known_at,
    )

    def shows(points: Mask) -> bool:
        return guard.shows(spread.weights(points))

    units = [parts.place == at for at in range(count)]
    whole = [shows(one) for one in units]
    part = [all_ and shows(one & parts.beyond) for one, all_ in zip(units, whole, strict=True)]
    everything = shows(inside)
    return _May(whole, part, everything, everything and shows(inside & parts.beyond))


def _rounded(value: float) -> int | float:
    return plain(round(value, 1))


def _share(part: float | None, whole: float | None) -> float | None:
    """A share of two numbers that are told; perturbed, a part may be more than its whole."""
    if part is None or not whole:
        return None
    return round(min(part / whole, 1.0), 6)


def _item(
    unit: Unit,
    total: int | float | None,
    beyond: int | float | None,
    here: Counter[int] | None,
) -> dict[str, Any]:
    item = unit.as_json()
    if here is not None:
        item["facilities"] = here.get(unit.area, 0)
    item |= {"total": total, "beyond": beyond, "share": _share(beyond, total)}
    return item | ({"reason": "suppressed"} if total is None or beyond is None else {})

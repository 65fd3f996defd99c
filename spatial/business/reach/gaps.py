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
from spatial.business.operators.showing import Source, notes_on_counts
from spatial.business.reach.ground import Ground, answer_of, ground_of, plain
from spatial.business.reach.measuring import BY_ROAD, STRAIGHT, Measured, measured
from spatial.business.reach.origins import Origins
from spatial.business.reach.population import Population, Spread, population_of
from spatial.business.reach.questions import Gaps
from spatial.business.reach.records import dataset_of, open_facilities, placed_records
from spatial.business.reach.showing import hidden_cells, hidden_parts
from spatial.business.reach.units import Unit, units_on
from spatial.business.suppression.protection import protection_of
from spatial.errors import BadParameter

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]


def gaps(connection: Connection, question: Gaps, knowledge: Knowledge) -> Answer:
    """How much of each unit of the level lies beyond the distance of all facilities of the day.

    Units in which nobody is within it are told apart as `without`. Where a dataset has small cells,
    a unit of which a part is small shows neither part. Raises BadParameter, UnknownIndicator,
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
    inside = place >= 0
    beyond = ~(far.far <= question.most)
    count = len(order)
    total, missing = (
        np.bincount(place[which], whom.weight[which], count) for which in (inside, inside & beyond)
    )
    parts = _Parts(place, inside, beyond, [unit.code for unit in units.values()])
    if whom.spread is not None:
        shown = _shown_figures(connection, whom.spread, parts, ground.known_at)
    else:
        source = Source(question.of or "", False, whom.minimum_cell)
        shown = _shown_counts(connection, source, parts)
    items = [
        _item(unit, float(total[at]), float(missing[at]), here, shown.whole[at], shown.part[at])
        for at, unit in enumerate(units.values())
    ]
    told = [one for one in items if one["beyond"] is not None]
    everything, gone = float(total.sum()), float(missing.sum())
    summary: dict[str, Any] = {
        "facilities": facilities,
        "unit": whom.unit,
        "total": plain(round(everything, 1)) if shown.sum_whole else None,
        "beyond": plain(round(gone, 1)) if shown.sum_part else None,
        "share": round(gone / everything, 6) if shown.sum_part and everything else None,
        "without": [one["code"] for one in told if one["total"] and one["beyond"] == one["total"]],
        "outside_units": int((~inside).sum()) if not whom.minimum_cell else None,
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
        notes_on_counts(whom.minimum_cell) if whom.spread is None else (),
        question.level,
        sum(not one for one in shown.part),
        keys=("code",),
        exact=whom.counted,
        method=f"{BY_ROAD if by_road else STRAIGHT}；{whom.method}",
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The unit of each point, whether it is in one, whether it lies beyond; and codes of units."""

    place: Numbers
    inside: Mask
    beyond: Mask
    codes: list[str]


@dataclass(frozen=True, slots=True)
class _Shown:
    """Of each unit whether its whole may be shown, and whether its parts may; and of all units."""

    whole: list[bool]
    part: list[bool]
    sum_whole: bool
    sum_part: bool


def _shown_counts(connection: Connection, source: Source, parts: _Parts) -> _Shown:
    """By small cells of records: of the units, and of the two parts of each."""
    count, least = len(parts.codes), source.minimum_cell
    heads = np.bincount(parts.place[parts.inside], minlength=count)
    out = np.bincount(parts.place[parts.inside & parts.beyond], minlength=count)
    cells = list(zip(parts.codes, heads.tolist(), strict=True))
    away = hidden_cells(connection, source, cells, total_shown=True)
    split = [hidden_parts((far, all_ - far), least) for far, all_ in zip(out, heads, strict=True)]
    part = [not (one or other) for one, other in zip(away, split, strict=True)]
    hidden = int(sum(1 for one in part if not one))
    # What is hidden of one unit must not come out of the sums of all.
    sums = hidden != 1 and not hidden_parts((int(out.sum()), int((heads - out).sum())), least)
    whole = not 0 < int(heads.sum()) < least
    return _Shown([not one for one in away], part, whole, whole and sums)


def _shown_figures(
    connection: Connection, spread: Spread, parts: _Parts, known_at: datetime
) -> _Shown:
    """By what is hidden of the figures: a part of a unit is a sum of shares of them."""
    count = len(parts.codes)
    if not spread.indicator.minimum_cell:
        return _Shown([True] * count, [True] * count, True, True)
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

    units = [parts.inside & (parts.place == at) for at in range(count)]
    whole = [shows(one) for one in units]
    part = [all_ and shows(one & parts.beyond) for one, all_ in zip(units, whole, strict=True)]
    everything = shows(parts.inside)
    return _Shown(whole, part, everything, everything and shows(parts.inside & parts.beyond))


def _item(
    unit: Unit,
    total: float,
    beyond: float,
    here: Counter[int] | None,
    whole: bool,
    part: bool,
) -> dict[str, Any]:
    item = unit.as_json()
    if here is not None:
        item["facilities"] = here.get(unit.area, 0)
    if not part:
        told = plain(round(total, 1)) if whole else None
        return item | {"total": told, "beyond": None, "share": None, "reason": "suppressed"}
    share = round(beyond / total, 6) if total else None
    return item | {
        "total": plain(round(total, 1)),
        "beyond": plain(round(beyond, 1)),
        "share": share,
    }

"""The share of people, cases or land beyond a distance of any facility (operator g)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from sqlalchemy import Connection

from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.indicators import indicator
from spatial.business.operators.showing import Source
from spatial.business.reach.ground import Ground, answer_of, ground_of, plain
from spatial.business.reach.measuring import BY_ROAD, STRAIGHT, Measured, measured
from spatial.business.reach.origins import Origins
from spatial.business.reach.population import Population, population_of
from spatial.business.reach.questions import Gaps
from spatial.business.reach.records import dataset_of, open_facilities, placed_records
from spatial.business.reach.showing import hidden_cells, hidden_parts
from spatial.business.reach.units import Unit, units_on
from spatial.errors import BadParameter


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
    heads, out = (np.bincount(place[which], minlength=count) for which in (inside, inside & beyond))
    least = whom.minimum_cell
    cells = heads if whom.counted else np.round(total)
    codes = [unit.code for unit in units.values()]
    pairs = list(zip(codes, cells.astype(int).tolist(), strict=True))
    source = Source(question.of or question.indicator or "", question.of is None, least)
    hidden_all = hidden_cells(connection, source, pairs, total_shown=True)
    parts = (
        np.column_stack([out, heads - out])
        if whom.counted
        else np.round(np.column_stack([missing, total - missing]))
    )
    hidden = [hidden_parts([int(one) for one in row], least) for row in parts]
    items = [
        _item(unit, float(total[at]), float(missing[at]), here, hidden_all[at], hidden[at])
        for at, unit in enumerate(units.values())
    ]
    told = [one for one in items if one["beyond"] is not None]
    everything, gone = float(total.sum()), float(missing.sum())
    # What is hidden of one unit must not come out of the sums of all.
    sums = not any(hidden) or sum(hidden) > 1
    summary: dict[str, Any] = {
        "facilities": facilities,
        "unit": whom.unit,
        "total": plain(round(everything, 1)) if not least or sum(cells) >= least else None,
        "beyond": plain(round(gone, 1)) if sums else None,
        "share": round(gone / everything, 6) if sums and everything else None,
        "without": [one["code"] for one in told if one["total"] and one["beyond"] == one["total"]],
        "outside_units": int((~inside).sum()) if not least else None,
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
        sum(one or other for one, other in zip(hidden_all, hidden, strict=True)),
        keys=("code",),
        exact=whom.counted,
        method=f"{BY_ROAD if by_road else STRAIGHT}；{whom.method}",
    )


def _item(
    unit: Unit,
    total: float,
    beyond: float,
    here: Counter[int] | None,
    hidden_all: bool,
    hidden: bool,
) -> dict[str, Any]:
    item = unit.as_json()
    if here is not None:
        item["facilities"] = here.get(unit.area, 0)
    if hidden_all or hidden:
        whole = None if hidden_all else plain(round(total, 1))
        return item | {"total": whole, "beyond": None, "share": None, "reason": "suppressed"}
    share = round(beyond / total, 6) if total else None
    return item | {
        "total": plain(round(total, 1)),
        "beyond": plain(round(beyond, 1)),
        "share": share,
    }

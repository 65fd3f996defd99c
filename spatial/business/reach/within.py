"""What of a dataset lies within a distance or travel time (operator e)."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import Connection

from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.reach.ground import Ground, answer_of, ground_of, how_far, nearest_of
from spatial.business.reach.measuring import Measured, measured
from spatial.business.reach.origins import Origins, datasets_named, origins_of
from spatial.business.reach.questions import Within
from spatial.business.reach.records import (
    DatasetOf,
    dataset_of,
    open_facilities,
    placed_records,
)
from spatial.business.reach.showing import Told
from spatial.business.reach.units import units_on

_NO_UNIT = {"code": None, "name": None, "parent_code": None}


def within(connection: Connection, question: Within, knowledge: Knowledge) -> Answer:
    """What of a dataset lies within metres or minutes of a place, of facilities or of a limit.

    Facilities of an open grade are listed, nearest first; all else is counted by division, and
    small cells are not listed. Raises BadParameter, NotPermitted, UnknownFacility,
    RoutingUnavailable, NoRoads, and what a footing raises.
    """
    dataset = dataset_of(connection, question.dataset)
    named = tuple(sorted({dataset.id, *datasets_named(question)}))
    ground = ground_of(connection, question, named, knowledge)
    origins = origins_of(connection, ground.footing, question, question.day, ground.known_at)
    if "facilities" in dataset.holds and dataset.listed and question.measure is None:
        return _listed(connection, question, dataset, origins, ground, named)
    return _counted(connection, question, dataset, origins, ground, named)


def _measured(
    connection: Connection, question: Within, origins: Origins, ground: Ground, lon: Any, lat: Any
) -> Measured:
    return measured(
        connection,
        origins,
        lon,
        lat,
        travel=question.travel,
        within_m=question.metres,
        day=question.day,
        known_at=ground.known_at,
    )


def _listed(
    connection: Connection,
    question: Within,
    dataset: DatasetOf,
    origins: Origins,
    ground: Ground,
    named: tuple[str, ...],
) -> Answer:
    found = open_facilities(connection, dataset.id, question.day, ground.known_at)
    far = _measured(connection, question, origins, ground, found.lon, found.lat)
    inside = np.flatnonzero(far.far <= question.most)
    # By distance, and by key where it is the same: facilities come by key.
    order = inside[np.argsort(far.far[inside], kind="stable")]
    items = [
        {
            "key": found.keys[place],
            "name": found.names[place],
            "lon": float(found.lon[place]),
            "lat": float(found.lat[place]),
            **how_far(float(far.far[place]), by_road=question.minutes is not None),
            **nearest_of(origins, int(far.origin[place])),
        }
        for place in order[: question.limit].tolist()
    ]
    summary = {"origin": origins.told, "total": len(inside), "listed": len(items)}
    notes = ("所列不全，请缩小范围或提高 limit",) if len(items) < len(inside) else ()
    return answer_of(
        "within", question, ground, named, items, summary, far, notes, level=None, keys=("key",)
    )


def _counted(
    connection: Connection,
    question: Within,
    dataset: DatasetOf,
    origins: Origins,
    ground: Ground,
    named: tuple[str, ...],
) -> Answer:
    units = units_on(connection, ground.footing, question.level, question.day)
    travel = question.travel
    reach_m = question.metres if travel is None else travel.most_m() + 2 * travel.off_road_m
    assert reach_m is not None
    cases = placed_records(
        connection,
        ground.footing,
        dataset,
        question.level,
        question.day,
        ground.known_at,
        first=question.first,
        last=question.last,
        box=origins.box(reach_m) if len(origins) else None,
        measure=question.measure,
    )
    far = _measured(connection, question, origins, ground, cases.lon, cases.lat)
    inside = cases.some(far.far <= question.most)
    areas = sorted(units, key=lambda area: units[area].code)
    order = {area: place for place, area in enumerate(areas, start=1)}
    # The first place is that of no unit.
    place = np.array([order.get(area, 0) for area in inside.area.tolist()], dtype=np.int64)
    told = Told(dataset.perturbation, question.measure)
    there = np.bincount(place, minlength=len(areas) + 1) > 0
    items = [
        (units[areas[at - 1]].as_json() if at else _NO_UNIT) | {"value": value}
        for at, value in enumerate(told.by_place(inside, place, len(areas) + 1))
        # Units without any are not listed, so that those with too few must not be either.
        if there[at] and value is not None
    ]
    total = told.whole(inside)
    summary = {"origin": origins.told, "total": total, "measure": question.measure or "count"}
    return answer_of(
        "within",
        question,
        ground,
        named,
        items,
        summary,
        far,
        (),
        question.level,
        keys=("code",),
        perturbation=dataset.perturbation,
    )

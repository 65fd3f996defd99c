"""The facilities nearest to a point, along the ground or by road (operator f)."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import Connection, text

from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.reach.ground import Ground, answer_of, ground_of, how_far
from spatial.business.reach.measuring import Measured, measured
from spatial.business.reach.network import Travel
from spatial.business.reach.origins import Origins
from spatial.business.reach.questions import Nearest
from spatial.business.reach.records import (
    DatasetOf,
    Facilities,
    dataset_of,
    open_facilities,
    require_facilities,
)
from spatial.business.reach.routing import require_routing
from spatial.db import read_sql

_FIRST_LIMIT_S = 300.0
_WIDER = 2.0


def nearest(connection: Connection, question: Nearest, knowledge: Knowledge) -> Answer:
    """The facilities of a dataset that are nearest to a point among those that stand on the day.

    Along the ground the order is that of geodesic distances, by road that of travel times; equal
    ones are ordered by key. Raises BadParameter, NotPermitted, RoutingUnavailable, NoRoads.
    """
    dataset = dataset_of(connection, question.dataset)
    require_facilities(dataset)
    ground = ground_of(connection, question, (dataset.id,), knowledge)
    if question.by == "minutes":
        return _by_road(connection, question, dataset, ground)
    rows = connection.execute(
        text(read_sql("spatial.business.reach", "nearest_facilities")),
        {
            "dataset": dataset.id,
            "lon": question.lon,
            "lat": question.lat,
            "day": question.day,
            "known_at": ground.known_at,
            "wanted": question.limit,
        },
    )
    items = [
        {"key": row.key, "name": row.name, "lon": row.lon, "lat": row.lat}
        | how_far(row.metres, by_road=False)
        | {"attributes": _shown(row.attributes)}
        for row in rows
    ]
    return _answer(question, dataset, ground, items, None)


def _by_road(
    connection: Connection, question: Nearest, dataset: DatasetOf, ground: Ground
) -> Answer:
    """Looks within a travel time that grows until as many as are wanted are found.

    All that can be reached within a time lies in the box that is looked at, and what is found
    within it is nearer than anything that is not: no straight line chooses beforehand.
    """
    require_routing(connection, question.day, ground.known_at)
    found = open_facilities(connection, dataset.id, question.day, ground.known_at)
    here = Origins(np.array([question.lon]), np.array([question.lat]), _NO_LINES, None, {})
    most = question.most_minutes * 60
    limit = min(_FIRST_LIMIT_S, most)
    while True:
        travel = Travel(question.mode, question.direction, limit, question.off_road_m)
        far = measured(
            connection,
            here,
            found.lon,
            found.lat,
            travel=travel,
            within_m=None,
            day=question.day,
            known_at=ground.known_at,
        )
        reached = int(np.isfinite(far.far).sum())
        if limit >= most or reached >= min(question.limit, len(found)):
            break
        limit = min(most, limit * _WIDER)
    # Facilities come by key, and a stable order keeps it where times are equal.
    order = np.argsort(far.far, kind="stable")[: min(question.limit, reached)]
    return _answer(question, dataset, ground, _items(found, far, order.tolist()), far)


_NO_LINES = np.empty(0, dtype=object)


def _items(found: Facilities, far: Measured, order: list[int]) -> list[dict[str, Any]]:
    return [
        {
            "key": found.keys[place],
            "name": found.names[place],
            "lon": float(found.lon[place]),
            "lat": float(found.lat[place]),
            **how_far(float(far.far[place]), by_road=True),
            "attributes": _shown(found.attributes[place]),
        }
        for place in order
    ]


def _shown(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in sorted(attributes.items()) if name != "name"}


def _answer(
    question: Nearest,
    dataset: DatasetOf,
    ground: Ground,
    items: list[dict[str, Any]],
    far: Measured | None,
) -> Answer:
    summary: dict[str, Any] = {"dataset": dataset.id, "title": dataset.title, "found": len(items)}
    notes = () if items else ("当日没有可到达的设施",)
    return answer_of(
        "nearest",
        question,
        ground,
        (dataset.id,),
        items,
        summary,
        far,
        notes,
        level=None,
        keys=("key",),
    )

"""Crosswalks between any two days of a scheme, computed directly (R10.6)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from shapely.geometry import shape
from sqlalchemy import Connection

from spatial.business.harmonise.harmonising import Plan, stored_harmoniser
from spatial.business.harmonise.meanings import Meaning
from spatial.business.harmonise.overlay import overlay
from spatial.business.harmonise.targets import Policy
from spatial.business.harmonise.weights import Crosswalk, Method, Side, Weight
from spatial.division_codes import Level
from spatial.divisions.answers.own_shapes import OwnShape, has_own_shapes, own_shapes_on
from spatial.divisions.footing import Footing

_ROUNDING = 1e-9


def computed_crosswalk(
    connection: Connection,
    footing: Footing,
    level: Level,
    first: date,
    second: date,
    density: Meaning | None = None,
    data_known_at: datetime | None = None,
) -> Crosswalk:
    """The weights from the divisions of one day to those of another, earlier or later.

    A scheme whose versions bring shapes of their own has no record of changes: its shapes are laid
    over each other. Raises BeforeTheRecord.
    """
    footing.require(first)
    footing.require(second)
    viewpoint = footing.viewpoint
    if has_own_shapes(connection, viewpoint):
        shapes = [
            [one for one in own_shapes_on(connection, viewpoint, day) if one.level == level]
            for day in (first, second)
        ]
        weights = overlaid(*shapes)
        return Crosswalk(viewpoint.scheme, str(viewpoint.basis), str(level), first, second, weights)
    plan = Plan(level, Policy.FIXED, second, density)
    harmoniser = stored_harmoniser(connection, viewpoint, plan, data_known_at)
    return harmoniser.sharing.crosswalk(
        first,
        second,
        (viewpoint.scheme, str(viewpoint.basis)),
        None if density is None else density.id,
    )


def overlaid(sources: list[OwnShape], targets: list[OwnShape]) -> list[Weight]:
    """Weights between dated shapes: whole where a version stands on both days, else by overlay.

    The error of a weight is the share that was left out as slivers; land in no target of the other
    day is lost, and the weights sum to less.
    """
    standing = {(one.identity, one.valid): one for one in targets}
    changed = [one for one in sources if (one.identity, one.valid) not in standing]
    found = overlay([_geometry(one) for one in changed], [_geometry(one) for one in targets])
    pieces: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for piece in found.pieces:
        pieces[piece.source].append((piece.target, piece.weight))
    place = {id(one): index for index, one in enumerate(changed)}
    weights: list[Weight] = []
    for one in sources:
        if id(one) not in place:
            there = standing[one.identity, one.valid]
            weights.append(Weight(_side(one), _side(there), 1.0, Method.UNCHANGED, exact=True))
            continue
        index = place[id(one)]
        covered = sum(weight for _, weight in pieces[index])
        reason = None if covered > 1 - _ROUNDING else "uncovered"
        if not pieces[index]:
            weights.append(Weight(_side(one), None, 0.0, Method.NONE, exact=False, reason=reason))
        weights += [
            Weight(
                _side(one),
                _side(targets[target]),
                min(weight, 1.0),
                Method.OVERLAY,
                exact=False,
                reason=reason,
                error=found.slivers[index],
            )
            for target, weight in pieces[index]
        ]
    return weights


def _geometry(one: OwnShape) -> Any:
    assert one.geometry is not None
    return shape(one.geometry)


def _side(one: OwnShape) -> Side:
    return Side(one.code, one.identity, one.name)

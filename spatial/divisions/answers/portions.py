"""How much of a unit's area an effect moved: what the source says, else what the shapes show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from spatial.divisions.effects import Effect
from spatial.divisions.registry import Share
from spatial.divisions.viewpoint import Viewpoint


class PortionBasis(StrEnum):
    """Where a portion comes from.

    source: the decision says it. whole: all that was left went there. atoms: measured on the
    shapes of both days, geodesically.
    """

    SOURCE = "source"
    WHOLE = "whole"
    ATOMS = "atoms"


@dataclass(frozen=True, slots=True)
class Portion:
    """Share of the predecessor's area, in (0, 1]."""

    value: float
    basis: PortionBasis


_DIGITS = 6


def portions_of(
    connection: Connection, viewpoint: Viewpoint, effects: Iterable[Effect]
) -> dict[int, Portion]:
    """The portion of each effect by its id; none where nobody says it and no shape shows it."""
    found: dict[int, Portion] = {}
    unmeasured: list[Effect] = []
    for effect in effects:
        if effect.portion is not None:
            found[effect.id] = Portion(effect.portion, PortionBasis.SOURCE)
        elif effect.share == Share.WHOLE:
            found[effect.id] = Portion(1.0, PortionBasis.WHOLE)
        elif effect.share != Share.NONE and effect.predecessor_id and effect.successor_id:
            unmeasured.append(effect)
    if not unmeasured:
        return found
    rows = connection.execute(
        viewpoint.sql("spatial.divisions.answers", "portions"),
        {
            "effects": [effect.id for effect in unmeasured],
            "givers": [effect.predecessor_id for effect in unmeasured],
            "takers": [effect.successor_id for effect in unmeasured],
            "days": [effect.dates.on_day for effect in unmeasured],
            "known_at": viewpoint.parameters["known_at"],
        },
    )
    for row in rows:
        # Where no atom shows the move, the shapes are too coarse for it: that is no zero.
        if row.portion > 0:
            value = min(1.0, round(row.portion, _DIGITS))
            found[row.effect] = Portion(value, PortionBasis.ATOMS)
    return found

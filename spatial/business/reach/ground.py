"""On what an answer of reach stands, and the frame in which it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from spatial.business.answering.answer import Answer, DataOf, DivisionsOf, Knowledge
from spatial.business.reach.measuring import BY_ROAD, STRAIGHT, Measured
from spatial.business.reach.origins import Origins
from spatial.business.reach.questions import Question
from spatial.business.reach.records import records_known_at
from spatial.business.reach.units import standing
from spatial.business.suppression.cell_keys import PERTURBED, Perturbation
from spatial.divisions.footing import Footing

_NOTHING_KNOWN = datetime(1970, 1, 1, tzinfo=UTC)
"""The cut-off of data of which there are none."""


@dataclass(frozen=True, slots=True)
class Ground:
    """On what an answer stands: divisions from a footing, data as known at an instant."""

    footing: Footing
    known_at: datetime


def ground_of(
    connection: Connection, question: Question, datasets: tuple[str, ...], knowledge: Knowledge
) -> Ground:
    """The ground of a question: what is known by now where no knowledge of then is asked for."""
    footing = standing(connection, question.scheme, question.basis, knowledge.divisions)
    known_at = knowledge.data or records_known_at(connection, datasets)
    return Ground(footing, known_at or _NOTHING_KNOWN)


def how_far(far: float, *, by_road: bool) -> dict[str, float]:
    """A distance as it stands in items."""
    return {"minutes": round(far / 60, 2)} if by_road else {"metres": round(far, 2)}


def nearest_of(origins: Origins, origin: int) -> dict[str, Any]:
    """Which of several facilities is the nearest, as it stands in items."""
    if origins.facilities is None or len(origins.facilities) < 2:
        return {}
    return {"nearest": origins.facilities.keys[origin]}


def plain(value: float) -> int | float:
    """A sum as JSON shows it: whole where it is."""
    return int(value) if value == int(value) else round(value, 6)


def answer_of(
    operator: str,
    question: Question,
    ground: Ground,
    datasets: tuple[str, ...],
    items: list[dict[str, Any]],
    summary: Mapping[str, Any],
    far: Measured | None,
    notes: tuple[str, ...],
    level: str | None,
    suppressed: int = 0,
    *,
    keys: tuple[str, ...],
    exact: bool = True,
    method: str | None = None,
    perturbation: Perturbation | None = None,
) -> Answer:
    """An answer in its frame. A travel time is an estimate, and so is a perturbed count, whatever
    else is exact.
    """
    by_road = far is not None and far.off_road is not None
    more = dict(summary)
    if far is not None and far.off_road is not None:
        more["off_road"] = far.off_road
    how = method or (BY_ROAD if by_road else STRAIGHT)
    if perturbation is not None:
        notes = (*notes, *perturbation.notes)
    return Answer(
        operator=operator,
        question=question.as_json(),
        divisions=DivisionsOf.on(ground.footing, question.day, level),
        data=DataOf(datasets, ground.known_at),
        items=items,
        exact=exact and not by_road and perturbation is None,
        method=how if perturbation is None else f"{how}；{PERTURBED}",
        suppressed=suppressed,
        notes=notes,
        summary=more,
        keys=keys,
        perturbation=None if perturbation is None else perturbation.as_json(),
    )

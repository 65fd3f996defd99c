"""Divisions on two days beside each other: what is gone, new, or other than it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from spatial.business.answering.answer import Answer, DivisionsOf, Knowledge
from spatial.business.operators.change_question import ChangeQuestion
from spatial.divisions.answers.comparison import ChangedUnit, compare
from spatial.divisions.answers.lists import Listed
from spatial.divisions.answers.units import span_within
from spatial.divisions.effects import Effect
from spatial.divisions.footing import footing_of
from spatial.divisions.viewpoint import Viewpoint


def change_of_divisions(
    connection: Connection, question: ChangeQuestion, knowledge: Knowledge
) -> Answer:
    """Each unit of the level that is not the same on both days, with its kin and the events."""
    asked = question.asked
    footing = footing_of(connection, Viewpoint(asked.scheme, asked.basis, knowledge.divisions))
    footing.require(question.first)
    within = None
    if question.within is not None:
        within = span_within(connection, footing, question.within)
    found = compare(
        connection, footing, question.first, question.last, level=asked.level, within=within
    )
    counts = Counter(change.value for one in found for change in one.changes)
    return Answer(
        "change",
        question.as_json(),
        DivisionsOf.on(footing, question.last, asked.level.value),
        None,
        [_changed(one) for one in found],
        summary={"units": len(found), "changes": dict(sorted(counts.items()))},
        keys=("identity",),
    )


def _changed(one: ChangedUnit) -> dict[str, Any]:
    return {
        "identity": one.identity,
        "code": one.code,
        "change": [change.value for change in one.changes],
        "before": _unit(one.before),
        "after": _unit(one.after),
        "kin": [{"code": kin.code, "name": kin.name, "share": kin.share.value} for kin in one.kin],
        "events": _events(one.effects),
    }


def _unit(unit: Listed | None) -> dict[str, Any] | None:
    if unit is None:
        return None
    return {
        "code": unit.code,
        "name": unit.name,
        "type": unit.type,
        "parent_code": unit.parent_code,
    }


def _events(effects: Sequence[Effect]) -> list[dict[str, Any]]:
    """The events of effects in order of time, each once."""
    by_event: dict[int, list[Effect]] = {}
    for one in effects:
        by_event.setdefault(one.event_id, []).append(one)
    return [
        {
            "id": event,
            "on": some[0].dates.on_day.isoformat(),
            "kinds": list(dict.fromkeys(one.kind for one in some)),
            "document_nos": list(some[0].document_nos),
        }
        for event, some in by_event.items()
    ]

"""What happened in a place between two days; one decision whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Connection

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.api.divisions import forms
from spatial.api.divisions.lineage import Changes
from spatial.api.standard.documents import GEO_JSON
from spatial.api.standard.responses import also_as
from spatial.division_codes import Level
from spatial.divisions.answers.events import (
    Event,
    EventQuestion,
    day_shown,
    event_ids,
    event_of,
    events_whole,
)
from spatial.divisions.answers.shapes_of_versions import shapes_on
from spatial.divisions.answers.units import span_within
from spatial.divisions.effects import Effect
from spatial.divisions.footing import Footing, in_utc
from spatial.divisions.registry import ChangeKind

router = APIRouter(prefix="/v1", tags=["divisions"])

_EVENTS_AT_A_TIME = 100
"""How many events are read with their shapes before they are sent: memory stays small."""


@router.get("/divisions/events", response_model=None, responses=also_as(GEO_JSON))
@declared(DataClass.DIVISION, Grade.OPEN)
def division_events(
    reading: Reading,
    footing: forms.Standing,
    span: Changes,
    within: Annotated[
        str | None, Query(description="Changes of this unit and of all that lies in it.")
    ] = None,
    kind: Annotated[
        ChangeKind | None, Query(description="Events with a change of this kind.")
    ] = None,
    level: Annotated[
        Level | None, Query(description="Events with a change of a unit of this level.")
    ] = None,
    limit: forms.Limit = forms.PAGE,
    offset: forms.Offset = 0,
    format: Annotated[
        Literal["json", "geojson"],
        Query(description="json in pages; geojson whole, a feature for each effect."),
    ] = "json",
) -> Response:
    """What happened to divisions between two days: every decision with all that it did.

    Changes after `from` and until `to`, this day included, on the day of the basis (`on`): so what
    lies between two lists is what leads from the one to the other. Whether a unit lies in `within`
    is told by the code that it had before or after the change. A change that no decision is known
    of is an event of its own, without document. In GeoJSON each effect is a feature with the shape
    of its successor on that day, else of its predecessor on the day before, null where none is
    known.
    """
    codes = None if within is None else span_within(reading, footing, within)
    question = EventQuestion(span, kind, level, codes)
    asked = {"from": forms.day(span.first), "to": forms.day(span.last)}
    asked |= {"within": within, "kind": kind, "level": level}
    if format == "geojson":
        ids, total = event_ids(reading, footing, question)
        head = asked | forms.basis_of(footing) | {"total": total}
        return forms.collection(head, _features(reading, footing, ids), footing)
    ids, total = event_ids(reading, footing, question, limit=limit, offset=offset)
    following = forms.page_after(
        "/v1/divisions/events", asked, footing, limit=limit, offset=offset, total=total
    )
    return JSONResponse(
        asked
        | forms.basis_of(footing)
        | {"total": total, "limit": limit, "offset": offset, "next": following}
        | {"events": [_event(one) for one in events_whole(reading, footing, ids)]}
    )


@router.get("/divisions/events/{event}", response_model=None)
@declared(DataClass.DIVISION, Grade.OPEN)
def division_event(event: int, reading: Reading, footing: forms.Standing) -> JSONResponse:
    """One decision whole: its document, its five dates, its wording and all its effects (R1.9).

    An event that was corrected since is the problem `unknown-event` with the reason `corrected` and
    the id of what is held `instead`; with the `known_at` of the old answer it is told as it was.
    """
    found = event_of(reading, footing, event)
    return JSONResponse(
        _event(found)
        | {"wording": found.wording, "known_to": found.known_to and in_utc(found.known_to)}
        | forms.basis_of(footing)
    )


def _event(one: Event) -> dict[str, Any]:
    return (
        {"id": one.id, "key": one.key, "title": one.title}
        | {"document_nos": list(one.document_nos), "on": one.dates.on_day.isoformat()}
        | forms.dates(one.dates)
        | {
            "date_notes": list(one.date_notes),
            "sources": list(one.sources),
            "effects": [_effect(one, effect) for effect in one.effects],
        }
    )


def _effect(event: Event, effect: Effect) -> dict[str, Any]:
    return {
        "predecessor": _unit(event, effect.predecessor_id),
        "successor": _unit(event, effect.successor_id),
    } | forms.effect(effect)


def _unit(event: Event, version_id: int | None) -> dict[str, Any] | None:
    unit = None if version_id is None else event.versions.get(version_id)
    return None if unit is None else {"id": unit.id} | forms.version(unit)


def _features(
    reading: Connection, footing: Footing, ids: list[int]
) -> Iterator[tuple[dict[str, Any], str | None]]:
    for start in range(0, len(ids), _EVENTS_AT_A_TIME):
        events = events_whole(reading, footing, ids[start : start + _EVENTS_AT_A_TIME])
        places = {effect.id: day_shown(effect) for event in events for effect in event.effects}
        shapes = shapes_on(reading, footing, {one for one in places.values() if one is not None})
        for event in events:
            for effect in event.effects:
                place = places[effect.id]
                shape = None if place is None else shapes.get(place)
                properties = (
                    forms.event_facts(effect)
                    | _effect(event, effect)
                    | {"grade": None if shape is None else shape.grade}
                )
                yield properties, None if shape is None else shape.geojson

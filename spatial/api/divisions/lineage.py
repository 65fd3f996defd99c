"""The lineage of a unit over HTTP: what became of it and where it came from."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.api.divisions import forms
from spatial.divisions.answers.descent import Descent, Direction
from spatial.divisions.answers.lineages import Span, lineage_of
from spatial.divisions.answers.portions import Portion
from spatial.divisions.effects import Effect
from spatial.divisions.versions import UnitVersion
from spatial.temporal import parse_date

router = APIRouter(prefix="/v1", tags=["divisions"])


def span_of_days(
    from_: Annotated[
        str | None, Query(alias="from", description="Changes after this day, YYYY-MM-DD.")
    ] = None,
    to: Annotated[
        str | None, Query(description="Changes until this day, included, YYYY-MM-DD.")
    ] = None,
) -> Span:
    """The changes after one day and until another. Raises BadDate and BadPeriod."""
    return Span(
        None if from_ is None else parse_date(from_), None if to is None else parse_date(to)
    )


Changes = Annotated[Span, Depends(span_of_days)]


@router.get("/divisions/{code}/lineage", response_model=None)
@declared(DataClass.DIVISION, Grade.OPEN)
def division_lineage(
    code: str,
    reading: Reading,
    footing: forms.Standing,
    span: Changes,
    date: Annotated[
        str | None, Query(description="The day on which the code is meant, YYYY-MM-DD.")
    ] = None,
    direction: Annotated[
        Direction, Query(description="To successors, to predecessors, or both.")
    ] = Direction.BOTH,
) -> JSONResponse:
    """What became of a unit and where it came from, over any span, with documents and shares.

    `nodes` are versions; an edge leads from the version before a change (`from`) to the one after
    it (`to`), each null where nothing is on record. `forward.units` are those that stand at the end
    of the span and hold some of the unit, `backward.units` those of its beginning that some of it
    comes from. A walk follows events in the order of time, so it never runs in a circle.
    `portion` is the share of the predecessor's area; `portion_basis` says where it comes from
    (source, whole, atoms: measured on the shapes of the days before and after).
    """
    meant_on = None if date is None else parse_date(date)
    found = lineage_of(reading, footing, code, meant_on=meant_on, span=span, direction=direction)
    ends = {
        "forward": None
        if found.forward is None
        else _end(found.forward, span.last or footing.record.until),
        "backward": None
        if found.backward is None
        else _end(found.backward, span.first or footing.record.first),
    }
    return JSONResponse(
        {"unit": {"id": found.unit.id} | forms.version(found.unit)}
        | {"from": forms.day(span.first), "to": forms.day(span.last), "direction": direction}
        | forms.basis_of(footing, meant_on)
        | ends
        | {
            "nodes": [{"id": one.id} | forms.version(one) for one in found.versions],
            "edges": [_edge(one, found.portions.get(one.id)) for one in found.effects],
        }
    )


def _end(walk: Descent, on: date) -> dict[str, Any]:
    units = sorted(walk.standing_on(on), key=lambda one: one.code)
    return {"on": on.isoformat(), "units": [_kin(walk, one) for one in units]}


def _kin(walk: Descent, unit: UnitVersion) -> dict[str, Any]:
    return {
        "id": unit.id,
        "code": unit.code,
        "name": unit.name,
        "identity": unit.identity,
        "share": walk.share_of_way(unit),
    }


def _edge(effect: Effect, portion: Portion | None) -> dict[str, Any]:
    return (
        {"from": effect.predecessor_id, "to": effect.successor_id}
        | forms.effect(effect)
        | forms.event_facts(effect)
        | {
            "portion": None if portion is None else portion.value,
            "portion_basis": None if portion is None else portion.basis,
        }
    )

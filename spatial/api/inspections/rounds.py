"""Routes of the rounds of joint inspections."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import Database, Reading
from spatial.api.inspections.answers import round_answer
from spatial.api.inspections.bodies import RoundBody
from spatial.api.offices import Asking, MayWrite, require_text, writing
from spatial.boundaries.inspections.rounds import create_round, rounds
from spatial.temporal import parse_date

router = APIRouter(prefix="/v1", tags=["inspections"])


@router.get("/inspection-rounds", response_model=None)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def list_rounds(reading: Reading) -> JSONResponse:
    """The rounds by number; `to` is the first day after a round."""
    return JSONResponse({"rounds": [round_answer(one) for one in rounds(reading)]})


@router.post("/inspection-rounds", status_code=201, response_model=None, dependencies=[MayWrite])
@declared(DataClass.BOUNDARY, Grade.INTERNAL, Action.WRITE)
def create(body: RoundBody, engine: Database, asking: Asking) -> JSONResponse:
    """Enters a round: five years from its first day. Rounds do not overlap."""
    body.author(asking)
    require_text(body.name)
    with writing(engine) as connection:
        made = create_round(connection, body.number, parse_date(body.from_), name=body.name)
    return JSONResponse(round_answer(made), status_code=201)

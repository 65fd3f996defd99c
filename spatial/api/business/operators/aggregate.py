"""Routes of aggregation: by divisions at a day over a span, and on fixed divisions."""

from __future__ import annotations

import json
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.business.given import given
from spatial.api.business.operators.parameters import AskedDivisions, Knowing, KnownNames
from spatial.api.dependencies import Database, Reading
from spatial.api.standard.responses import also_as
from spatial.api.uploads import Body
from spatial.business.answering.answer import Answer
from spatial.business.declarations.model import Holds
from spatial.business.operators.aggregate import aggregate, fixed
from spatial.business.operators.bodies import AggregateBody, day_of
from spatial.business.operators.filters import parse_filter
from spatial.business.operators.questions import Measure, Question
from spatial.business.operators.times import By
from spatial.db import reading
from spatial.errors import BadParameter, UploadTooLarge

router = APIRouter(prefix="/v1/operators", tags=["operators"], dependencies=[KnownNames])

MOST_BYTES = 4_000_000
"""Of a question with a polygon: twice what the most positions that are read take."""


def question(
    asked: AskedDivisions,
    dataset: Annotated[
        str | None, Query(description="The dataset whose records are counted.")
    ] = None,
    indicator: Annotated[
        str | None, Query(description="The indicator whose figures are summed.")
    ] = None,
    holds: Annotated[
        Holds | None, Query(description="facilities, cases or areas, where a dataset has several.")
    ] = None,
    from_: Annotated[
        str | None, Query(alias="from", description="First day of the span, YYYY-MM-DD.")
    ] = None,
    to: Annotated[
        str | None, Query(description="End of the span, not included, YYYY-MM-DD.")
    ] = None,
    within: Annotated[str | None, Query(description="Units that lie in this one.")] = None,
    measure: Annotated[
        Measure, Query(description="count, or sum, mean, min, max of `field`.")
    ] = Measure.COUNT,
    field: Annotated[str | None, Query(description="The numeric field that is measured.")] = None,
    where: Annotated[
        list[str] | None,
        Query(description="field=value, field=one|another, field!=value, field>=value; repeated."),
    ] = None,
    group: Annotated[str | None, Query(description="A field by whose values to part.")] = None,
    by: Annotated[
        By | None,
        Query(description="Parts of time: day to year, season, weekday, hour (Beijing time)."),
    ] = None,
) -> Question:
    """The question that the parameters ask. Raises BadDate, BadPeriod and BadParameter."""
    return Question(
        asked,
        dataset,
        indicator,
        holds,
        day_of(from_),
        day_of(to),
        within,
        None,
        measure,
        field,
        tuple(parse_filter(one) for one in where or ()),
        group,
        by,
    )


Asking = Annotated[Question, Depends(question)]


def parsed(body: BinaryIO) -> AggregateBody:
    """The question of a body. Raises UploadTooLarge before it is read whole, and BadParameter."""
    whole = body.read(MOST_BYTES + 1)
    if len(whole) > MOST_BYTES:
        raise UploadTooLarge(
            f"the question has more than {MOST_BYTES} bytes: simplify its polygon (20,000 positions"
            " at most), or ask within a division by its code",
            most_bytes=MOST_BYTES,
        )
    if b"\\u0000" in whole or b"\0" in whole:
        raise BadParameter("no text holds a NUL")
    try:
        return AggregateBody.model_validate(json.loads(whole))
    except ValidationError as error:
        faults = [
            {"where": ".".join(str(part) for part in one["loc"]), "what": one["msg"]}
            for one in error.errors()
        ]
        names = ", ".join(one.alias or name for name, one in AggregateBody.model_fields.items())
        raise BadParameter(
            "; ".join(f"{one['where']}: {one['what']}" for one in faults)
            + f"; members are {names}",
            faults=faults,
        ) from error
    except ValueError as error:
        raise BadParameter(f"the body is no JSON: {error}") from error


@router.get("/aggregate", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.INDICATOR, Grade.INTERNAL)
def get_aggregate(asking: Asking, knowing: Knowing, reading: Reading) -> Response:
    """Records of a dataset, or figures of an indicator, by the divisions of a day over a span.

    An item is a unit (with `by` and `group`: a cell of it). `summary` tells all records: `placed`
    in units, `not_placed` by reason (divided, coarser, unknown_code, no_geometry …), `outside`.
    Small cells are `suppressed`; counts of records with a minimum cell are perturbed. A rate is
    made anew from numerator and denominator; what does not add up is refused (422).
    """
    return given(aggregate(reading, asking, knowing))


@router.get("/fixed", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.INDICATOR, Grade.INTERNAL)
def get_fixed(asking: Asking, knowing: Knowing, reading: Reading) -> Response:
    """The same as a series: every unit of the fixed day `date` in every period (`by`) of the span.

    Records are counted where they lie: exact. Figures of divisions that went on whole are exact
    too; others are `not_placed`, and the operator `harmonise` estimates them.
    """
    return given(fixed(reading, asking, knowing))


@router.post("/aggregate", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.INDICATOR, Grade.INTERNAL, Action.READ)
async def post_aggregate(body: Body, engine: Database) -> Response:
    """The question as JSON, perhaps with `polygon` (GeoJSON, CGCS2000): records in it by division.

    A POST because a polygon does not fit into an address; it changes nothing.
    """

    def answered() -> Answer:
        asked = parsed(body)
        with reading(engine) as connection:
            return aggregate(connection, asked.question, asked.knowing)

    return given(await run_in_threadpool(answered))


@router.post("/fixed", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.INDICATOR, Grade.INTERNAL, Action.READ)
async def post_fixed(body: Body, engine: Database) -> Response:
    """The question as JSON, on fixed divisions. A POST for its polygon; it changes nothing."""

    def answered() -> Answer:
        asked = parsed(body)
        with reading(engine) as connection:
            return fixed(connection, asked.question, asked.knowing)

    return given(await run_in_threadpool(answered))

"""Routes of the operator `harmonise`: series on fixed divisions (R10.1 to R10.5)."""

from __future__ import annotations

from datetime import date as Day
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.business.given import given
from spatial.api.business.operators.parameters import KnownNames
from spatial.api.dependencies import KnownAt, Reading
from spatial.api.standard.responses import also_as
from spatial.business.answering.answer import Knowledge
from spatial.business.harmonise.bodies import HarmoniseBody
from spatial.business.harmonise.questions import Question, harmonise
from spatial.business.harmonise.targets import Policy
from spatial.division_codes import Level
from spatial.temporal import Basis, parse_date

router = APIRouter(prefix="/v1", tags=["business"])


@router.get(
    "/operators/harmonise",
    response_model=None,
    dependencies=[KnownNames],
    responses=also_as("text/csv"),
)
@declared(DataClass.INDICATOR, Grade.INTERNAL)
def harmonise_series(
    reading: Reading,
    known: KnownAt,
    indicator: Annotated[str, Query(description="Identifier, as /v1/datasets lists it.")],
    level: Annotated[Level, Query(description="Level of the divisions.")] = Level.COUNTY,
    policy: Annotated[
        Policy,
        Query(
            description="as_reported: of each period its own; fixed: of `date`; common_atoms: "
            "the smallest groups of units that stay whole through all periods."
        ),
    ] = Policy.FIXED,
    date: Annotated[
        str | None, Query(description="Of policy fixed: the day of the divisions, YYYY-MM-DD.")
    ] = None,
    first: Annotated[
        str | None, Query(alias="from", description="First day of the first period, YYYY-MM-DD.")
    ] = None,
    until: Annotated[
        str | None,
        Query(alias="to", description="Periods begin before this day, YYYY-MM-DD."),
    ] = None,
    within: Annotated[str | None, Query(description="Only what lies in this unit.")] = None,
    density: Annotated[
        str | None,
        Query(
            description="The extensive indicator (residents, say) by which divided units are "
            "shared out; the area when left out."
        ),
    ] = None,
    weights: Annotated[
        str | None, Query(description="Id of an imported crosswalk, whose weights go first.")
    ] = None,
    basis: Annotated[
        Basis, Query(description="By which date of a decision a change takes effect.")
    ] = Basis.LIST,
) -> Response:
    """An indicator through time on divisions that do not change.

    Counts stay exact where units moved whole, and say how they were estimated where they did not.

    Each value says whether it is `exact`, by which `methods`, which share of it is estimated
    (`estimated_share`) and which share of the unit had figures (`coverage`). A value that is null,
    or of a part only, says why in `reason`: not_reported, suppressed, no_weight, partial,
    partial_suppressed, partial_no_weight. An indicator whose nature nobody declared is refused.
    """
    days = _day(date), _day(first), _day(until)
    question = Question(indicator, level, policy, *days, within, density, weights, basis)
    return given(harmonise(reading, question, Knowledge(known, known)))


@router.post(
    "/operators/harmonise",
    response_model=None,
    dependencies=[KnownNames],
    responses=also_as("text/csv"),
)
@declared(DataClass.INDICATOR, Grade.INTERNAL, Action.READ)
def harmonise_series_by_body(reading: Reading, body: HarmoniseBody) -> Response:
    """The same question as a JSON body."""
    return given(harmonise(reading, body.question(), body.knowledge()))


def _day(text: str | None) -> Day | None:
    return None if text is None else parse_date(text)

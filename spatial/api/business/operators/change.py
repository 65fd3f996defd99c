"""The route of change between two days."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.business.given import given
from spatial.api.business.operators.parameters import AskedDivisions, Knowing, KnownNames
from spatial.api.dependencies import Reading
from spatial.api.standard.responses import also_as
from spatial.business.declarations.model import Holds, PeriodUnit
from spatial.business.operators.change import change
from spatial.business.operators.change_question import ChangeQuestion, Tell
from spatial.business.operators.filters import parse_filter
from spatial.temporal import parse_date

router = APIRouter(prefix="/v1/operators", tags=["operators"], dependencies=[KnownNames])


@router.get("/change", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.INDICATOR, Grade.INTERNAL)
def get_change(
    asked: AskedDivisions,
    knowing: Knowing,
    reading: Reading,
    from_: Annotated[str, Query(alias="from", description="The earlier day, YYYY-MM-DD.")],
    to: Annotated[str, Query(description="The later day, YYYY-MM-DD.")],
    dataset: Annotated[
        str | None, Query(description="A dataset; of neither this nor indicator: the divisions.")
    ] = None,
    indicator: Annotated[str | None, Query(description="An indicator.")] = None,
    holds: Annotated[
        Holds | None, Query(description="facilities, cases or areas, where a dataset has several.")
    ] = None,
    within: Annotated[str | None, Query(description="Units that lie in this one.")] = None,
    period: Annotated[
        PeriodUnit | None,
        Query(description="Of cases and figures: length of the periods that hold the two days."),
    ] = None,
    where: Annotated[
        list[str] | None, Query(description="Of cases: field=value and so on; repeated.")
    ] = None,
    group: Annotated[str | None, Query(description="Of cases: a field to part by.")] = None,
    tell: Annotated[
        Tell, Query(description="Of facilities: numbers of units, or each that changed.")
    ] = Tell.UNITS,
) -> Response:
    """What is other on the second day than on the first, on the divisions of `date`.

    Facilities: how many opened, closed, moved in and out, by unit; `tell=records` names each (not
    of closed grades). Cases and figures: both numbers, difference and ratio, on the same divisions;
    where one is suppressed neither difference nor ratio is told. Without dataset and indicator: the
    divisions themselves, with kin and events.
    """
    question = ChangeQuestion(
        asked,
        parse_date(from_),
        parse_date(to),
        dataset,
        indicator,
        holds,
        within,
        period,
        tuple(parse_filter(one) for one in where or ()),
        group,
        tell,
    )
    return given(change(reading, question, knowing))

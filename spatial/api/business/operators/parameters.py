"""What the routes of operators have in common: whose knowledge, which divisions, known names."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.routing import APIRoute

from spatial.api.business.given import AnswerForm
from spatial.api.dependencies import KnownAt
from spatial.api.standard.known_parameters import parameter_names
from spatial.business.answering.answer import Knowledge
from spatial.business.operators.bodies import past, today
from spatial.business.operators.standing import Asked
from spatial.division_codes import Level
from spatial.errors import BadParameter
from spatial.temporal import Basis, parse_date


def answer_form(
    format: Annotated[
        AnswerForm | None, Query(description="json or csv; the header Accept if left out.")
    ] = None,
    bom: Annotated[
        bool, Query(description="Whether a CSV begins with a byte order mark, for Excel.")
    ] = False,
) -> None:
    """Declares the parameters that `given` reads when it writes the answer."""
    del format, bom


def known_names(request: Request, _form: Annotated[None, Depends(answer_form)]) -> None:
    """As `only_known_names`, of a route whose answer is given as JSON or CSV."""
    only_known_names(request)


def only_known_names(request: Request) -> None:
    """Returns when the route knows every parameter of the request.

    Raises BadParameter with those that it knows: a misspelt name is never passed over.
    """
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    known = list(dict.fromkeys(parameter_names(route.dependant)))
    unknown = sorted(set(request.query_params) - set(known))
    if unknown:
        raise BadParameter(
            f"there is no parameter {unknown[0]!r}: there are {', '.join(known)}",
            unknown=unknown,
            known=known,
        )
    if any("\0" in value for value in request.query_params.values()):
        raise BadParameter("no text holds a NUL")


KnownNames = Depends(known_names)

OnlyKnownNames = Depends(only_known_names)


def knowledge(
    known_at: KnownAt,
    data_known_at: Annotated[
        str | None,
        Query(
            description="Answer with the business data that were known at this instant (ISO 8601 "
            "with zone, or a day in Beijing); all by now when left out."
        ),
    ] = None,
) -> Knowledge:
    """Whose knowledge answers. Raises BadDate, and BadParameter for an instant to come."""
    return Knowledge(known_at, past(data_known_at))


Knowing = Annotated[Knowledge, Depends(knowledge)]


def divisions_asked(
    date: Annotated[
        str | None,
        Query(description="The day whose divisions are meant, YYYY-MM-DD; today if left out."),
    ] = None,
    level: Annotated[Level, Query(description="Level of the units.")] = Level.COUNTY,
    scheme: Annotated[
        str, Query(description="System of the codes in the answer: mca (ministry), nbs and others.")
    ] = "mca",
    basis: Annotated[
        Basis, Query(description="By which date of a decision a change takes effect.")
    ] = Basis.LIST,
) -> Asked:
    """The divisions of the question. Raises BadDate."""
    return Asked(today() if date is None else parse_date(date), level, scheme, basis)


AskedDivisions = Annotated[Asked, Depends(divisions_asked)]

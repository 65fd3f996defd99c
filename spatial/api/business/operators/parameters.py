"""What the routes of operators have in common: whose knowledge, which divisions, known names."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from spatial.api.business.given import AnswerForm
from spatial.api.dependencies import KnownAt
from spatial.business.answering.answer import Knowledge
from spatial.business.operators.standing import Asked
from spatial.division_codes import Level
from spatial.divisions.footing import in_utc
from spatial.errors import BadParameter
from spatial.temporal import Basis, parse_date, parse_instant, today_in_china


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
    known = list(dict.fromkeys(_names(route.dependant)))
    unknown = sorted(set(request.query_params) - set(known))
    if unknown:
        raise BadParameter(
            f"there is no parameter {unknown[0]!r}: there are {', '.join(known)}",
            unknown=unknown,
            known=known,
        )
    if any("\0" in value for value in request.query_params.values()):
        raise BadParameter("no text holds a NUL")


def _names(dependant: Dependant) -> list[str]:
    own = [
        name
        for one in dependant.query_params
        for name in _names_in(one.field_info.annotation, one.alias)
    ]
    return own + [name for below in dependant.dependencies for name in _names(below)]


def _names_in(kind: object, name: str) -> list[str]:
    """The name of a parameter, or those of the members of a model of parameters."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [one.alias or member for member, one in kind.model_fields.items()]
    return [name]


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
    return Knowledge(known_at, _past(data_known_at))


Knowing = Annotated[Knowledge, Depends(knowledge)]


def _past(said: str | None) -> datetime | None:
    if said is None:
        return None
    instant, now = parse_instant(said), datetime.now(UTC)
    if instant > now:
        raise BadParameter(
            f"data_known_at ({in_utc(instant)}) lies in the future: it is {in_utc(now)} now"
        )
    return instant


def today() -> date:
    """Today in Beijing."""
    return today_in_china(datetime.now(UTC))


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


class KnowingBody(BaseModel):
    """What every question that is sent as JSON may hold."""

    model_config = ConfigDict(extra="forbid")

    date: str | None = Field(default=None, description="YYYY-MM-DD; today if left out.")
    scheme: str = "mca"
    basis: Basis = Basis.LIST
    known_at: str | None = Field(default=None, description="Of the divisions: ISO 8601.")
    data_known_at: str | None = Field(default=None, description="Of the business data: ISO 8601.")

    @property
    def knowing(self) -> Knowledge:
        """Whose knowledge answers. Raises BadDate and BadParameter."""
        divisions = None if self.known_at is None else parse_instant(self.known_at)
        return Knowledge(divisions, _past(self.data_known_at))


class QuestionBody(KnowingBody):
    """The same with the level of the units."""

    level: Level = Level.COUNTY

    @property
    def asked(self) -> Asked:
        """The divisions of the question. Raises BadDate."""
        day = today() if self.date is None else parse_date(self.date)
        return Asked(day, self.level, self.scheme, self.basis)


def day_of(said: str | None) -> date | None:
    """A day that may be left out. Raises BadDate."""
    return None if said is None else parse_date(said)


Json = dict[str, Any]

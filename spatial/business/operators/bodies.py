"""Questions of operators as JSON: whose knowledge, which divisions, what is aggregated."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from spatial.business.answering.answer import Knowledge
from spatial.business.declarations.model import Holds
from spatial.business.operators.filters import Filter, parse_filter
from spatial.business.operators.questions import Measure, Question
from spatial.business.operators.standing import Asked
from spatial.business.operators.times import By
from spatial.division_codes import Level
from spatial.divisions.footing import in_utc
from spatial.errors import BadParameter
from spatial.temporal import Basis, parse_date, parse_instant, today_in_china


def _writable(row: dict[str, Any]) -> dict[str, Any]:
    """A row that can be written as JSON again, which Python's reading allows more than.

    Raises ValueError for what is no number (NaN, infinite) and for half a pair of surrogates.
    """
    try:
        json.dumps(row, allow_nan=False, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ValueError("a text of it has half a pair of surrogates") from error
    return row


Json = Annotated[dict[str, Any], AfterValidator(_writable)]


def today() -> date:
    """Today in Beijing."""
    return today_in_china(datetime.now(UTC))


def day_of(said: str | None) -> date | None:
    """A day that may be left out. Raises BadDate."""
    return None if said is None else parse_date(said)


def past(said: str | None) -> datetime | None:
    """An instant that may be left out and is not to come. Raises BadDate, BadParameter."""
    if said is None:
        return None
    instant, now = parse_instant(said), datetime.now(UTC)
    if instant > now:
        raise BadParameter(
            f"data_known_at ({in_utc(instant)}) lies in the future: it is {in_utc(now)} now"
        )
    return instant


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
        return Knowledge(divisions, past(self.data_known_at))


class QuestionBody(KnowingBody):
    """The same with the level of the units."""

    level: Level = Level.COUNTY

    @property
    def asked(self) -> Asked:
        """The divisions of the question. Raises BadDate."""
        day = today() if self.date is None else parse_date(self.date)
        return Asked(day, self.level, self.scheme, self.basis)


class AggregateBody(QuestionBody):
    """The same question as JSON, which a polygon may be a part of."""

    dataset: str | None = None
    indicator: str | None = None
    holds: Holds | None = None
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    within: str | None = None
    polygon: Json | None = None
    measure: Measure = Measure.COUNT
    field: str | None = None
    where: tuple[Json | str, ...] = ()
    group: str | None = None
    by: By | None = None

    @property
    def question(self) -> Question:
        """The question. Raises BadDate, BadPeriod and BadParameter."""
        filters = tuple(
            parse_filter(one) if isinstance(one, str) else Filter.from_json(one)
            for one in self.where
        )
        return Question(
            self.asked,
            self.dataset,
            self.indicator,
            self.holds,
            day_of(self.from_),
            day_of(self.to),
            self.within,
            self.polygon,
            self.measure,
            self.field,
            filters,
            self.group,
            self.by,
        )

"""What is asked of series and warnings, as parameters of an address and as bodies."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from spatial.api.dependencies import KnownAt
from spatial.business.answering.answer import Knowledge
from spatial.business.declarations.model import PeriodUnit
from spatial.business.indicators import Indicator
from spatial.business.series.measures import MEASURES, Parameters
from spatial.business.series.periods import parse_bound
from spatial.business.series.question import Divisions, SeriesQuestion
from spatial.business.series.seasons import UNUSUAL
from spatial.division_codes import Level
from spatial.errors import BadParameter
from spatial.temporal import parse_date, parse_instant

_MEASURES = f"Joined by commas: {', '.join(MEASURES)}."


class SeriesBody(BaseModel):
    """A series of many divisions: of codes, or of all of a level on a day."""

    model_config = ConfigDict(extra="forbid")

    divisions: list[str] | None = Field(default=None, description="Their codes, in any form.")
    level: Level | None = Field(default=None, description="All divisions of that level.")
    within: str | None = Field(default=None, description="Of those, what lies in this one.")
    date: str | None = Field(
        default=None, description="The day of the divisions of a level; the last day if left out."
    )
    start: str = Field(alias="from", description="First period: 2018-01, 2018-Q1, 2018 …")
    end: str = Field(alias="to", description="Last period, included.")
    by: PeriodUnit | None = Field(default=None, description="The indicator's own if left out.")
    measures: list[str] = Field(default=[], description=f"Any of {', '.join(MEASURES)}.")
    window: int = Field(default=3, description="Periods of the moving mean.")
    centred: bool = Field(default=False, description="Whether the period is in its middle.")
    least: int | None = Field(default=None, description="Values that it needs; all if left out.")
    base: str | None = Field(default=None, description="The period whose index is 100.")
    per: Decimal = Field(default=Decimal(1000), gt=0, description="With what a rate is multiplied.")
    denominator: str | None = Field(default=None, description="The indicator of the rate.")
    unusual: float = Field(default=UNUSUAL, gt=0, description="Robust z of an anomaly.")
    basis: str = Field(default="as_reported", description="On which divisions the values are.")
    on: str | None = Field(default=None, description="The day of the basis fixed.")
    known_at: str | None = Field(default=None, description="Whose knowledge answers.")

    def question(self, meaning: Indicator) -> SeriesQuestion:
        """The question for an indicator. Raises BadDate, BadCode, BadParameter."""
        by = self.by or meaning.period
        return SeriesQuestion(
            meaning.id,
            Divisions.told(
                self.divisions,
                self.level,
                self.within,
                None if self.date is None else parse_date(self.date),
            ),
            parse_bound(self.start, by).first_in(by),
            parse_bound(self.end, by).last_in(by),
            by,
            tuple(self.measures),
            Parameters(
                self.window,
                self.centred,
                self.least,
                None if self.base is None else parse_bound(self.base, by).first_in(by),
                self.per,
                self.denominator,
                self.unusual,
            ),
            self.basis,
            None if self.on is None else parse_date(self.on),
        )

    def knowledge(self) -> Knowledge:
        """Whose knowledge answers. Raises BadDate."""
        return knowledge_at(None if self.known_at is None else parse_instant(self.known_at))


def knowledge_at(instant: datetime | None) -> Knowledge:
    """What was known at an instant, of divisions and of data."""
    return Knowledge(instant, instant)


def asked_of_one(
    division: Annotated[str, Query(description="Division code of 2 to 12 digits, as in 990101.")],
    from_: Annotated[
        str, Query(alias="from", description="First period: 2018-01, 2018-Q1, 2018-W05, 2018 …")
    ],
    to: Annotated[str, Query(description="Last period, included.")],
    known: KnownAt,
    by: Annotated[
        PeriodUnit | None, Query(description="Length of the periods; the indicator's own.")
    ] = None,
    measures: Annotated[str, Query(description=_MEASURES)] = "",
    window: Annotated[int, Query(description="Periods of the moving mean.")] = 3,
    centred: Annotated[bool, Query(description="Whether the period is in its middle.")] = False,
    least: Annotated[int | None, Query(description="Values that it needs; all.")] = None,
    base: Annotated[str | None, Query(description="The period whose index is 100.")] = None,
    per: Annotated[str, Query(description="With what a rate is multiplied.")] = "1000",
    denominator: Annotated[str | None, Query(description="The indicator of the rate.")] = None,
    unusual: Annotated[float, Query(gt=0, description="Robust z of an anomaly.")] = UNUSUAL,
    basis: Annotated[str, Query(description="On which divisions the values are.")] = "as_reported",
    on: Annotated[str | None, Query(description="The day of the basis fixed.")] = None,
) -> tuple[SeriesBody, Knowledge]:
    """What is asked of one division."""
    body = SeriesBody.model_validate(
        {
            "divisions": [division],
            "from": from_,
            "to": to,
            "by": by,
            "measures": names_in(measures),
            "window": window,
            "centred": centred,
            "least": least,
            "base": base,
            "per": _positive("per", per),
            "denominator": denominator,
            "unusual": unusual,
            "basis": basis,
            "on": on,
        }
    )
    return body, knowledge_at(known)


Asked = Annotated[tuple[SeriesBody, Knowledge], Depends(asked_of_one)]


def names_in(text: str) -> list[str]:
    """Names joined by commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def _positive(name: str, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or value <= 0:
        raise BadParameter(f"{name}={text!r} is no number above 0")
    return value

"""Routes of early warnings: by the rules of the indicator's declaration, or by rules of a body."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.business.given import given
from spatial.api.business.series.bodies import knowledge_at, names_in
from spatial.api.dependencies import KnownAt, Reading
from spatial.api.standard.responses import also_as
from spatial.business.declarations.model import PeriodUnit
from spatial.business.declarations.warning_rules import Severity, WarningRule
from spatial.business.indicators import indicator
from spatial.business.series.measures import Parameters
from spatial.business.series.periods import parse_bound
from spatial.business.series.question import Divisions, SeriesQuestion
from spatial.business.series.warnings import (
    MOST_RULES,
    WarningsQuestion,
    last_whole,
    warnings,
)
from spatial.division_codes import Level
from spatial.temporal import parse_date, parse_instant

router = APIRouter(prefix="/v1", tags=["business"])


class WarningsBody(BaseModel):
    """Rules and the divisions that they are looked at in."""

    model_config = ConfigDict(extra="forbid")

    rules: list[WarningRule] | None = Field(
        default=None,
        max_length=MOST_RULES,
        description="Those of the indicator's declaration if left out.",
        examples=[[{"kind": "rise", "periods": 3, "percent": 10, "severity": "warning"}]],
    )
    divisions: list[str] | None = Field(default=None, description="Their codes, in any form.")
    level: Level | None = Field(default=None, description="All divisions of that level.")
    within: str | None = Field(default=None, description="Of those, what lies in this one.")
    date: str | None = Field(
        default=None, description="The day of the divisions of a level; the last day if left out."
    )
    at: str | None = Field(
        default=None, description="The period that is judged; the last whole one if left out."
    )
    by: PeriodUnit | None = Field(default=None, description="The indicator's own if left out.")
    severity: Severity = Field(default=Severity.NOTICE, description="The least that is answered.")
    per: Decimal = Field(default=Decimal(1000), gt=0, description="With what a rate is multiplied.")
    denominator: str | None = Field(default=None, description="The indicator of a rate.")
    basis: str = Field(default="as_reported", description="On which divisions the values are.")
    on: str | None = Field(default=None, description="The day of the basis fixed.")
    known_at: str | None = Field(default=None, description="Whose knowledge answers.")

    def question(self, connection: Connection, identifier: str) -> WarningsQuestion:
        """The question for an indicator.

        Raises UnknownIndicator, BadDate, BadCode, BadParameter.
        """
        meaning = indicator(connection, identifier)
        by = self.by or meaning.period
        at = last_whole(meaning, by) if self.at is None else parse_bound(self.at, by).last_in(by)
        about = SeriesQuestion(
            identifier,
            Divisions.told(
                self.divisions,
                self.level,
                self.within,
                None if self.date is None else parse_date(self.date),
            ),
            at,
            at,
            by,
            (),
            Parameters(per=self.per, denominator=self.denominator),
            self.basis,
            None if self.on is None else parse_date(self.on),
        )
        rules = None if self.rules is None else tuple(self.rules)
        return WarningsQuestion(about, rules, self.severity)


@router.get(
    "/indicators/{identifier}/warnings",
    summary="指标预警",
    response_model=None,
    responses=also_as("text/csv"),
)
@declared(DataClass.INDICATOR, Grade.INTERNAL)
def warnings_of(
    identifier: str,
    reading: Reading,
    known: KnownAt,
    division: Annotated[str | None, Query(description="Codes, joined by commas.")] = None,
    level: Annotated[Level | None, Query(description="All divisions of that level.")] = None,
    within: Annotated[str | None, Query(description="Of those, what lies in this one.")] = None,
    date: Annotated[str | None, Query(description="The day of the divisions of a level.")] = None,
    at: Annotated[str | None, Query(description="The period: 2020-06, 2020-Q2 …")] = None,
    by: Annotated[PeriodUnit | None, Query(description="Length of the periods.")] = None,
    severity: Annotated[Severity, Query(description="The least that is answered.")] = (
        Severity.NOTICE
    ),
) -> Response:
    """What the rules of an indicator's declaration find in divisions, the most urgent first.

    Each warning has a severity and a reason in Chinese. Rules look at shown values alone; the
    summary counts how often one could not look, and why.
    """
    codes: Sequence[str] | None = None if division is None else names_in(division)
    told: dict[str, Any] = {"divisions": codes, "level": level, "within": within, "date": date}
    body = WarningsBody.model_validate(told | {"at": at, "by": by, "severity": severity})
    return given(warnings(reading, body.question(reading, identifier), knowledge_at(known)))


@router.post(
    "/indicators/{identifier}/warnings",
    summary="按给定规则预警",
    response_model=None,
    responses=also_as("text/csv"),
)
@declared(DataClass.INDICATOR, Grade.INTERNAL)
def warnings_by_rules(identifier: str, reading: Reading, body: WarningsBody) -> Response:
    """The same by rules of the body: threshold, rise, year_on_year, deviation, not_reported."""
    known = knowledge_at(None if body.known_at is None else parse_instant(body.known_at))
    return given(warnings(reading, body.question(reading, identifier), known))

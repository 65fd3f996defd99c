"""What a declaration says: fields, indicators, grades, small cells, retention (R8.2).

id: low_income_households          # of the dataset
title: 低收入家庭
line: 社会救助
owner: 虚构市民政局社会救助科
grade: sensitive                   # of single records
minimum_cell: 10                   # counts below it are not shown (R8.4)
retention_months: 60               # single records are kept so long; left out: for ever
holds: [cases, indicators]
fields:                            # of records
  - {name: reason, title: 致贫原因, type: text, values: [因病, 失业], grade: internal}
  - {name: members, title: 家庭人口, type: integer, unit: 人, grade: internal}
indicators:
  - id: low_income_recipients
    title: 低保对象人数
    unit: 人
    kind: stock                    # stock, flow or year_to_date
    period: month
    additive_space: true
    additive_time: false
    nature: extensive              # extensive, intensive, rate or other
    grade: internal
    minimum_cell: 10
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from spatial.access.declaration import Grade
from spatial.business.declarations.warning_rules import WarningRule

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=63)]
Words = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*\S[^\x00]*$")]
Sentences = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
Cell = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]

LINES = (
    "社会救助",
    "残疾人福利",
    "儿童福利与未成年人保护",
    "流浪乞讨救助",
    "基层治理与社区",
    "社会组织",
    "地名",
    "区划",
    "界线",
    "慈善",
    "养老",
    "婚姻登记",
    "殡葬",
)
"""The thirteen business lines (业务条线); spatial.business.declarations.reading asks for one."""


class IndicatorKind(StrEnum):
    """How a value relates to time.

    STOCK: 期末数, the state at the period's end. FLOW: what happened in the period.
    YEAR_TO_DATE: 本年累计数, what happened from January to the period's end.
    """

    STOCK = "stock"
    FLOW = "flow"
    YEAR_TO_DATE = "year_to_date"


class Holds(StrEnum):
    """What a dataset holds. facilities, areas: dated through a period; cases: dated on a day."""

    FACILITIES = "facilities"
    CASES = "cases"
    AREAS = "areas"
    INDICATORS = "indicators"


class FieldType(StrEnum):
    """Of which type the values of a field are. day: an ISO 8601 date; instant: with its zone."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "day"
    INSTANT = "instant"


class PeriodUnit(StrEnum):
    """Of which length the periods of an indicator are; weeks begin on Monday (ISO 8601)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


class Nature(StrEnum):
    """How values go over to other divisions (R10.5).

    EXTENSIVE: counts and sums: shared out, and summed. INTENSIVE: densities and means: averaged by
    area or by another indicator. RATE: made anew from numerator and denominator. OTHER: medians and
    indices: to no other division at all.
    """

    EXTENSIVE = "extensive"
    INTENSIVE = "intensive"
    RATE = "rate"
    OTHER = "other"


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldDeclaration(_Declared):
    """A field of single records.

    values: the only texts it may have, where they are listed. minimum, maximum: of numbers, both
    allowed. about: what it means, where the title does not say it (口径).
    """

    name: Identifier
    title: Words
    type: FieldType
    grade: Grade
    unit: Words | None = None
    values: tuple[Words, ...] | None = None
    required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    about: Sentences | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        numeric = self.type in (FieldType.INTEGER, FieldType.NUMBER)
        if self.values is not None:
            if self.type is not FieldType.TEXT:
                raise ValueError(f"values are listed of a text only, not of a {self.type}")
            if not self.values or len(set(self.values)) < len(self.values):
                raise ValueError("values lists one text or more, each once")
        if not numeric and (self.minimum is not None or self.maximum is not None):
            raise ValueError(f"a {self.type} has no minimum or maximum")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(f"minimum {self.minimum} lies above maximum {self.maximum}")
        if not numeric and self.unit is not None:
            raise ValueError(f"a {self.type} has no unit")
        return self


class IndicatorDeclaration(_Declared):
    """The metadata of an indicator (R8.2).

    factor: of a rate, what the quotient is multiplied with. weight: the indicator with which an
    intensive one is averaged; None for the area. about: what is counted, where the title does not
    say it (口径). warnings: the rules of early warning (预警规则) for questions that name none.
    """

    id: Identifier
    title: Words
    unit: Words
    kind: IndicatorKind
    period: PeriodUnit = PeriodUnit.MONTH
    additive_space: Annotated[bool, Field(strict=True)]
    additive_time: Annotated[bool, Field(strict=True)]
    nature: Nature | None = None
    numerator: Identifier | None = None
    denominator: Identifier | None = None
    factor: Decimal = Field(default=Decimal(1), gt=0)
    weight: Identifier | None = None
    signed: bool = False
    grade: Grade
    minimum_cell: Cell
    about: Sentences | None = None
    warnings: tuple[WarningRule, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.additive_time and self.kind is not IndicatorKind.FLOW:
            raise ValueError(f"a {self.kind} does not add up over months: additive_time = false")
        if (self.numerator is None) != (self.denominator is None):
            raise ValueError("numerator and denominator stand together or not at all")
        if self.nature is Nature.RATE and self.numerator is None:
            raise ValueError("a rate needs its numerator and denominator")
        if self.nature is Nature.EXTENSIVE and not self.additive_space:
            raise ValueError("what is extensive adds up over space: additive_space = true")
        if self.nature in (Nature.RATE, Nature.INTENSIVE) and self.additive_space:
            raise ValueError(f"a {self.nature} does not add up over space: additive_space = false")
        if self.weight is not None and self.nature is not Nature.INTENSIVE:
            raise ValueError("only an intensive indicator is averaged with a weight")
        return self


class DatasetDeclaration(_Declared):
    """The declaration of a dataset. about: what it is and where it comes from."""

    id: Identifier
    title: Words
    line: Words
    owner: Words
    holds: tuple[Holds, ...] = Field(min_length=1)
    grade: Grade
    minimum_cell: Cell = 0
    retention_months: Annotated[int, Field(gt=0, le=1200, strict=True)] | None = None
    about: Sentences | None = None
    fields: tuple[FieldDeclaration, ...] = ()
    indicators: tuple[IndicatorDeclaration, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (Holds.INDICATORS in self.holds) != bool(self.indicators):
            raise ValueError("holds names indicators exactly where there are some")
        if self.fields and set(self.holds) == {Holds.INDICATORS}:
            raise ValueError("fields are of single records, and holds names none")
        for what, names in (
            ("holds", [str(one) for one in self.holds]),
            ("field", [one.name for one in self.fields]),
            ("indicator", [one.id for one in self.indicators]),
            ("title of a field", [one.title for one in self.fields]),
            ("title of an indicator", [one.title for one in self.indicators]),
        ):
            twice = [name for name, count in Counter(names).items() if count > 1]
            if twice:
                raise ValueError(f"{what} {', '.join(twice)} stands there more than once")
        return self

    def field(self, name: str) -> FieldDeclaration | None:
        """The field of the name."""
        return next((one for one in self.fields if one.name == name), None)

    def indicator(self, identifier: str) -> IndicatorDeclaration | None:
        """The indicator of the identifier."""
        return next((one for one in self.indicators if one.id == identifier), None)

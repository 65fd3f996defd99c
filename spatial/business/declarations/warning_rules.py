"""Early-warning rules as data: of an indicator's declaration, or of a question (预警规则).

warnings:
  - {kind: threshold, above: 500, severity: alarm}
  - {kind: rise, periods: 3, percent: 10, severity: warning, title: 连续三月上升}
  - {kind: year_on_year, above: 30, severity: notice}
  - {kind: deviation, z: 3.5, direction: up, severity: warning}
  - {kind: not_reported, periods: 2, severity: notice}
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Limit = Annotated[Decimal, Field(allow_inf_nan=False)]


class Severity(StrEnum):
    """How urgent a warning is: 提示, 预警, 警报 (rising)."""

    NOTICE = "notice"
    WARNING = "warning"
    ALARM = "alarm"


class Direction(StrEnum):
    """Which way of going off a rule looks at."""

    UP = "up"
    DOWN = "down"
    BOTH = "both"


class _Rule(BaseModel):
    """title: what the rule is called in Chinese; its kind where it is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    severity: Severity = Severity.WARNING
    title: Annotated[str, Field(min_length=1, max_length=60)] | None = None


class _Bounded(_Rule):
    """above: from more than which on it warns; below: from less than which on."""

    above: Limit | None = None
    below: Limit | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.above is None and self.below is None:
            raise ValueError("give above or below: nothing is more or less than nothing")
        return self


class Threshold(_Bounded):
    """The value; what the period alone brought (periodic); or the rate, where the question has a
    denominator."""

    kind: Literal["threshold"]
    of: Literal["value", "periodic", "rate"] = "value"


class YearOnYear(_Bounded):
    """The change from the same period of the year before, in per cent."""

    kind: Literal["year_on_year"]


class Rise(_Rule):
    """A rise (or fall) from each period to the next, `periods` times in a row.

    percent: how much it is at least in all, of the value before it.
    """

    kind: Literal["rise"]
    periods: Annotated[int, Field(ge=1, le=60, strict=True)] = 3
    direction: Literal[Direction.UP, Direction.DOWN] = Direction.UP
    percent: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)] = Decimal(0)


class DeviationRule(_Rule):
    """A value away from the seasonal norm by z robust standard deviations or more."""

    kind: Literal["deviation"]
    z: Annotated[Decimal, Field(gt=0, allow_inf_nan=False)] = Decimal("3.5")
    direction: Direction = Direction.BOTH


class NotReported(_Rule):
    """No value for `periods` periods in a row, though the division stands in the list."""

    kind: Literal["not_reported"]
    periods: Annotated[int, Field(ge=1, le=60, strict=True)] = 1


WarningRule = Annotated[
    Threshold | YearOnYear | Rise | DeviationRule | NotReported, Field(discriminator="kind")
]
"""One rule, told apart by its kind."""

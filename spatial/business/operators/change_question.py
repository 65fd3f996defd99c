"""What is asked of two days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from spatial.business.declarations.model import Holds, PeriodUnit
from spatial.business.operators.filters import Filter
from spatial.business.operators.standing import Asked
from spatial.errors import BadParameter, BadPeriod
from spatial.temporal import parse_date


class Tell(StrEnum):
    """What the items of a change of facilities are: units with numbers, or single facilities."""

    UNITS = "units"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class ChangeQuestion:
    """Two days, the earlier one first, and of what.

    asked: the divisions on which numbers are told. period: of cases and figures the length of the
    periods that hold the two days; None for that of the indicator, or a month. within: a code.
    """

    asked: Asked
    first: date
    last: date
    dataset: str | None = None
    indicator: str | None = None
    holds: Holds | None = None
    within: str | None = None
    period: PeriodUnit | None = None
    filters: tuple[Filter, ...] = ()
    group: str | None = None
    tell: Tell = Tell.UNITS

    def __post_init__(self) -> None:
        """Raises BadParameter and BadPeriod."""
        if self.last <= self.first:
            raise BadPeriod(f"to ({self.last}) must lie after from ({self.first})")
        if self.dataset is not None and self.indicator is not None:
            raise BadParameter("ask for a dataset or for an indicator (for divisions: neither)")

    def as_json(self) -> dict[str, Any]:
        """As members of an answer's question."""
        return self.asked.as_json() | {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "dataset": self.dataset,
            "indicator": self.indicator,
            "holds": self.holds and self.holds.value,
            "within": self.within,
            "period": self.period and self.period.value,
            "where": [one.as_json() for one in self.filters],
            "group": self.group,
            "tell": self.tell.value,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> ChangeQuestion:
        """From the question of an answer that was given."""
        return cls(
            Asked.from_json(said),
            parse_date(said["from"]),
            parse_date(said["to"]),
            said["dataset"],
            said["indicator"],
            said["holds"] and Holds(said["holds"]),
            said["within"],
            said["period"] and PeriodUnit(said["period"]),
            tuple(Filter.from_json(one) for one in said["where"]),
            said["group"],
            Tell(said["tell"]),
        )

"""What is asked of records and figures by division: one question for `aggregate` and `fixed`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from spatial.business.declarations.model import Holds
from spatial.business.operators.filters import Filter
from spatial.business.operators.standing import Asked
from spatial.business.operators.times import By
from spatial.errors import BadParameter, BadPeriod
from spatial.temporal import Period, parse_date


class Measure(StrEnum):
    """What is told of the records of a cell; of figures always the sum."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    MIN = "min"
    MAX = "max"


@dataclass(frozen=True, slots=True)
class Question:
    """Records of a dataset, or figures of an indicator, by the divisions of a day.

    first, until: the span of days, half open; None is no limit. within: a code. polygon: GeoJSON,
    longitude, latitude in CGCS2000. by: parts of time. group: a field by whose values to part.
    """

    asked: Asked
    dataset: str | None = None
    indicator: str | None = None
    holds: Holds | None = None
    first: date | None = None
    until: date | None = None
    within: str | None = None
    polygon: Mapping[str, Any] | None = None
    measure: Measure = Measure.COUNT
    field: str | None = None
    filters: tuple[Filter, ...] = ()
    group: str | None = None
    by: By | None = None

    def __post_init__(self) -> None:
        """Raises BadParameter and BadPeriod."""
        if (self.dataset is None) == (self.indicator is None):
            raise BadParameter("ask for a dataset (its records) or for an indicator: one of both")
        if self.first is not None and self.until is not None and self.until <= self.first:
            raise BadPeriod(f"to ({self.until}, not included) must lie after from ({self.first})")
        if self.within is not None and self.polygon is not None:
            raise BadParameter("within and polygon both choose a place: give one of them")
        if (self.measure is not Measure.COUNT) != (self.field is not None):
            raise BadParameter("a field is measured by sum, mean, min or max, and count needs none")
        if self.indicator is not None:
            self._require_figures()

    def _require_figures(self) -> None:
        given = {
            "holds": self.holds,
            "field": self.field,
            "where": self.filters,
            "group": self.group,
            "polygon": self.polygon,
        }
        wrong = [name for name, value in given.items() if value]
        if wrong:
            raise BadParameter(
                f"{', '.join(wrong)}: of records only; figures of an indicator are of whole "
                "divisions"
            )

    @property
    def span(self) -> Period:
        """The days asked about. Raises BadParameter where an end is open."""
        if self.first is None or self.until is None:
            raise BadParameter("give from and to (not included), both as YYYY-MM-DD")
        return Period(self.first, self.until)

    def as_json(self) -> dict[str, Any]:
        """As members of an answer's question."""
        return self.asked.as_json() | {
            "dataset": self.dataset,
            "indicator": self.indicator,
            "holds": self.holds and self.holds.value,
            "from": self.first and self.first.isoformat(),
            "to": self.until and self.until.isoformat(),
            "within": self.within,
            "polygon": self.polygon and dict(self.polygon),
            "measure": self.measure.value,
            "field": self.field,
            "where": [one.as_json() for one in self.filters],
            "group": self.group,
            "by": self.by and self.by.value,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Question:
        """From the question of an answer that was given."""
        return cls(
            Asked.from_json(said),
            said["dataset"],
            said["indicator"],
            said["holds"] and Holds(said["holds"]),
            said["from"] and parse_date(said["from"]),
            said["to"] and parse_date(said["to"]),
            said["within"],
            said["polygon"],
            Measure(said["measure"]),
            said["field"],
            tuple(Filter.from_json(one) for one in said["where"]),
            said["group"],
            said["by"] and By(said["by"]),
        )

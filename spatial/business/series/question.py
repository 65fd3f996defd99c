"""What is asked of a series, and the same as JSON, so that it can be asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from spatial.business.declarations.model import PeriodUnit
from spatial.business.series.measures import Parameters
from spatial.business.series.periods import name_of, number_between, parse_bound
from spatial.business.series.seasons import UNUSUAL
from spatial.division_codes import Level, canonical_code
from spatial.errors import BadParameter, BadPeriod
from spatial.temporal import parse_date

LONGEST: Mapping[PeriodUnit, int] = {PeriodUnit.DAY: 4000}
_LONGEST = 1200

MOST_DIVISIONS = 5000
"""Of one question."""


@dataclass(frozen=True, slots=True)
class Divisions:
    """For which divisions: codes, or those of a level on a day, which may lie within one."""

    codes: tuple[str, ...] | None = None
    level: Level | None = None
    within: str | None = None
    day: date | None = None

    @classmethod
    def told(
        cls,
        codes: Sequence[str] | None,
        level: str | None,
        within: str | None,
        day: date | None,
    ) -> Divisions:
        """Checked: codes in canonical form, each once, in their order.

        Raises BadParameter unless it is codes or a level, one of the two, and for too many of them;
        BadCode.
        """
        if (codes is None) == (level is None):
            raise BadParameter("give division codes or a level of divisions: one of the two")
        if codes is not None:
            if within is not None or day is not None:
                raise BadParameter("within and date go with a level, not with division codes")
            if not codes or len(codes) > MOST_DIVISIONS:
                raise BadParameter(
                    f"{len(codes):,} divisions are asked for: 1 to {MOST_DIVISIONS:,} at a time"
                )
            return cls(tuple(dict.fromkeys(canonical_code(code) for code in codes)))
        assert level is not None
        try:
            wanted = Level(level)
        except ValueError:
            raise BadParameter(f"there is no level {level!r}: one of {', '.join(Level)}") from None
        return cls(None, wanted, None if within is None else canonical_code(within), day)

    def as_json(self) -> dict[str, Any]:
        """As it stands in a question."""
        return {
            "divisions": None if self.codes is None else list(self.codes),
            "level": None if self.level is None else str(self.level),
            "within": self.within,
            "date": None if self.day is None else self.day.isoformat(),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Divisions:
        """The inverse of `as_json`."""
        day = told.get("date")
        return cls.told(
            told.get("divisions"),
            told.get("level"),
            told.get("within"),
            None if day is None else parse_date(day),
        )


@dataclass(frozen=True, slots=True)
class SeriesQuestion:
    """A series of an indicator.

    first, last: first days of the first and the last period, both included. by: of which length the
    periods are. basis: see `sources.BASES`; on: the day of the divisions, for a basis that needs
    one.
    """

    indicator: str
    divisions: Divisions
    first: date
    last: date
    by: PeriodUnit
    measures: tuple[str, ...] = ()
    parameters: Parameters = field(default_factory=Parameters)
    basis: str = "as_reported"
    on: date | None = None

    @property
    def periods(self) -> int:
        """How many are asked for."""
        return number_between(self.by, self.first, self.last)

    def require_size(self) -> None:
        """Returns where it is for some periods, and not too many.

        Raises BadPeriod (the last lies before the first), BadParameter.
        """
        if self.last < self.first:
            raise BadPeriod(
                f"the last {self.by} {name_of(self.by, self.last)} lies before the first "
                f"{name_of(self.by, self.first)}"
            )
        most = LONGEST.get(self.by, _LONGEST)
        if self.periods > most:
            raise BadParameter(f"{self.periods} {self.by}s asked for: at most {most} at a time")

    def as_json(self) -> dict[str, Any]:
        """The question as an answer keeps it: with it and the knowledge it is asked again."""
        told = self.parameters
        return {
            "indicator": self.indicator,
            **self.divisions.as_json(),
            "from": name_of(self.by, self.first),
            "to": name_of(self.by, self.last),
            "by": str(self.by),
            "measures": list(self.measures),
            "window": told.window,
            "centred": told.centred,
            "least": told.least,
            "base": None if told.base is None else name_of(self.by, told.base),
            "per": str(told.per),
            "denominator": told.denominator,
            "unusual": told.unusual,
            "basis": self.basis,
            "on": None if self.on is None else self.on.isoformat(),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> SeriesQuestion:
        """The inverse of `as_json`."""
        by = PeriodUnit(told["by"])
        base, on = told.get("base"), told.get("on")
        return cls(
            indicator=told["indicator"],
            divisions=Divisions.from_json(told),
            first=parse_bound(told["from"], by).first_in(by),
            last=parse_bound(told["to"], by).last_in(by),
            by=by,
            measures=tuple(told["measures"]),
            parameters=Parameters(
                window=told["window"],
                centred=told["centred"],
                least=told["least"],
                base=None if base is None else parse_bound(base, by).first_in(by),
                per=Decimal(told["per"]),
                denominator=told["denominator"],
                unusual=told.get("unusual", UNUSUAL),
            ),
            basis=told["basis"],
            on=None if on is None else parse_date(on),
        )

"""Where the values of a series come from: one function for each basis (R10.1).

A basis gives the values of an indicator for divisions, by the first day of the indicator's own
periods, and says which of them are not shown (R8.4). `as_reported` is each period on the divisions
of its own day; `fixed` and `common_atoms` put them on other divisions first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from sqlalchemy import Connection

from spatial.business.answering.answer import Knowledge
from spatial.business.figures import figures
from spatial.business.indicators import Indicator
from spatial.business.series.line import Missing
from spatial.business.suppression.protection import Protection, protection_of


@dataclass(frozen=True, slots=True)
class Given:
    """The values of an indicator for one division.

    values: by first day of period, also those that are not shown. hidden: periods that are not.
    may_sum: whether the sum of some periods may be shown though one of them is not. lacking: why a
    period has no value; otherwise: why any other has none, where the basis knows better than the
    lists of divisions. estimated: periods whose value is no exact one. name: of what the values
    are, where it is not the division itself.
    """

    values: Mapping[date, Decimal] = field(default_factory=dict)
    hidden: frozenset[date] = frozenset()
    may_sum: Callable[[Sequence[date]], bool] | None = None
    lacking: Mapping[date, Missing] = field(default_factory=dict)
    otherwise: Missing | None = None
    estimated: frozenset[date] = frozenset()
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Based:
    """The values of divisions by code; one without any may be left out.

    weights: version of the crosswalk by which they were put there.
    """

    of_code: Mapping[str, Given]
    weights: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a basis. first, last: first days of periods, both included.

    on: the day of the divisions, for a basis that needs one.
    """

    codes: Sequence[str]
    first: date
    last: date
    on: date | None = None


class Basis(Protocol):
    """Gives the values of an indicator for divisions."""

    def __call__(
        self, connection: Connection, meaning: Indicator, wanted: Wanted, known: Knowledge
    ) -> Based:
        """The values, with the knowledge that is told; all by now where it is none."""
        ...


def as_reported(
    connection: Connection, meaning: Indicator, wanted: Wanted, known: Knowledge
) -> Based:
    """The values of each division code, each period on the divisions of its own day.

    Which of them may be shown, and which sums of others, `suppression.protection` says.
    """
    found: dict[str, dict[date, Decimal]] = {}
    for one in figures(
        connection,
        meaning.id,
        first=wanted.first,
        last=wanted.last,
        codes=wanted.codes,
        known_at=known.data,
    ):
        found.setdefault(one.division, {})[one.period.start] = one.value
    protection = protection_of(
        connection,
        meaning,
        codes=wanted.codes,
        first=wanted.first,
        last=wanted.last,
        known_at=known.data,
    )

    if isinstance(protection, Protection) and not protection.minimum:
        return Based({code: Given(values) for code, values in found.items()})

    def given(code: str, values: Mapping[date, Decimal]) -> Given:
        hidden = frozenset(start for start in values if not protection.shows(((code, start),)))
        if not hidden:
            return Given(values)
        return Given(
            values, hidden, lambda starts: protection.shows([(code, start) for start in starts])
        )

    return Based({code: given(code, values) for code, values in found.items()})

"""Where the values of a series come from: one function for each basis (R10.1).

A basis gives the values of an indicator for divisions, by the first day of the indicator's own
periods, and says which of them are not shown. `as_reported` is each period on the divisions of its
own day. Others put them on other divisions first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from sqlalchemy import Connection

from spatial.business.answering.answer import Knowledge
from spatial.business.figures import figures
from spatial.business.indicators import Indicator
from spatial.business.series.line import Missing
from spatial.business.suppression.protection import protection_of
from spatial.errors import BadParameter


@dataclass(frozen=True, slots=True)
class Given:
    """The values of an indicator for one division.

    values: by first day of period, also those that are not shown. hidden: periods that are not.
    lacking: why a period has none, where the basis knows better than the lists of divisions.
    estimated: periods whose value is no exact one.
    """

    values: Mapping[date, Decimal] = field(default_factory=dict)
    hidden: frozenset[date] = frozenset()
    lacking: Mapping[date, Missing] = field(default_factory=dict)
    estimated: frozenset[date] = frozenset()


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
    ) -> Mapping[str, Given]:
        """The values by code; a code without any may be left out."""
        ...


def as_reported(
    connection: Connection, meaning: Indicator, wanted: Wanted, known: Knowledge
) -> dict[str, Given]:
    """The values of each division code, each period on the divisions of its own day."""
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
    return {
        code: Given(
            values,
            frozenset(start for start in values if not protection.shows([(code, start)])),
        )
        for code, values in found.items()
    }


BASES: dict[str, Basis] = {"as_reported": as_reported}
"""By name."""


def basis_of(name: str) -> Basis:
    """The basis of a name. Raises BadParameter, which names those that there are."""
    if name not in BASES:
        raise BadParameter(f"there is no basis {name!r}: one of {', '.join(BASES)}")
    return BASES[name]

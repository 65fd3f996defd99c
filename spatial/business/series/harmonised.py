"""Values of series on the divisions of one day, or of groups that stay whole (R10.1 to R10.3).

What `spatial.business.harmonise` tells of a target is a value of the series where all of the target
has figures that may be shown. Of a part there is none: `incomplete`, or `suppressed`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from spatial.business.answering.answer import Knowledge
from spatial.business.harmonise.harmonising import PeriodSeries, Plan, stored_harmoniser
from spatial.business.harmonise.meanings import meaning as harmonised_meaning
from spatial.business.harmonise.targets import Policy, Target
from spatial.business.indicators import Indicator
from spatial.business.series.line import Missing
from spatial.business.series.sources import Based, Given, Wanted
from spatial.division_codes import level_of
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadParameter, UnknownDivision

_ALL = 1 - 1e-9


def fixed(connection: Connection, meaning: Indicator, wanted: Wanted, known: Knowledge) -> Based:
    """The values on the divisions of the day `wanted.on`.

    Raises UnknownDivision for a code that stands for no division on that day, NotHarmonisable.
    """
    return _based(connection, meaning, wanted, known, Policy.FIXED)


def common_atoms(
    connection: Connection, meaning: Indicator, wanted: Wanted, known: Knowledge
) -> Based:
    """The values of the smallest group with each division that stays whole through all periods.

    Raises UnknownDivision for a code that is in no group, NotHarmonisable.
    """
    return _based(connection, meaning, wanted, known, Policy.COMMON_ATOMS)


@dataclass(slots=True)
class _Gathered:
    """The periods of one target as they come."""

    name: str
    values: dict[date, Decimal] = field(default_factory=dict)
    lacking: dict[date, Missing] = field(default_factory=dict)
    estimated: set[date] = field(default_factory=set)

    def given(self) -> Given:
        return Given(
            self.values,
            lacking=self.lacking,
            otherwise=Missing.NOT_REPORTED,
            estimated=frozenset(self.estimated),
            name=self.name,
        )


def _based(
    connection: Connection, meaning: Indicator, wanted: Wanted, known: Knowledge, policy: Policy
) -> Based:
    levels = {level_of(code) for code in wanted.codes}
    if len(levels) > 1:
        raise BadParameter(
            f"on the basis {policy} all divisions are of one level, not of "
            f"{', '.join(sorted(levels))}"
        )
    if not levels:
        return Based({})
    viewpoint = Viewpoint(known_at=known.divisions)
    plan = Plan(levels.pop(), policy, wanted.on)
    harmoniser = stored_harmoniser(connection, viewpoint, plan, known.data)
    asked = harmonised_meaning(connection, meaning.id)
    (found,) = harmoniser.harmonised([asked], wanted.first, wanted.last)
    gathered: dict[str, _Gathered] = {}
    digest = hashlib.sha256()
    places: dict[int, dict[str, int]] = {}
    for one in found.periods:
        key = id(one.targets)
        if key not in places:
            places[key] = _places(one.targets, wanted.codes)
            _require_all(wanted, places[key], policy)
        _take(one, places[key], gathered)
        digest.update(f"{one.day}|{one.weights}|".encode())
    of_code = {code: one.given() for code, one in gathered.items()}
    silent = Given(otherwise=Missing.NOT_REPORTED)
    return Based(
        {code: of_code.get(code, silent) for code in wanted.codes}, digest.hexdigest()[:32]
    )


def _places(targets: Sequence[Target], codes: Iterable[str]) -> dict[str, int]:
    """By code, which target holds it: as itself, or as a member of a group."""
    holding = {
        code: place
        for place, target in enumerate(targets)
        for code in (target.code, *(member for member, _ in target.members))
    }
    return {code: holding[code] for code in codes if code in holding}


def _require_all(wanted: Wanted, places: dict[str, int], policy: Policy) -> None:
    for code in wanted.codes:
        if code not in places:
            where = f"of {wanted.on}" if policy is Policy.FIXED else "of the periods asked for"
            raise UnknownDivision(f"{code} is no division {where}: its level has none of that code")


def _take(one: PeriodSeries, places: dict[str, int], gathered: dict[str, _Gathered]) -> None:
    column, start = one.column, one.period.start
    for code, place in places.items():
        into = gathered.get(code)
        if into is None:
            into = gathered[code] = _Gathered(one.targets[place].name)
        if column.hidden[place]:
            into.lacking[start] = Missing.SUPPRESSED
        elif column.unweighted[place]:
            into.lacking[start] = Missing.NOT_HARMONISED
        elif not column.known[place]:
            into.lacking[start] = Missing.NOT_REPORTED
        elif column.coverage[place] < _ALL:
            into.lacking[start] = Missing.INCOMPLETE
        else:
            into.values[start] = Decimal(int(column.values[place])).scaleb(-column.digits)
            if not column.exact[place]:
                into.estimated.add(start)

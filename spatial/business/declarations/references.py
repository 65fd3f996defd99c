"""What indicators say of each other: numerator, denominator, weight (R8.2, R10.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spatial.business.declarations.model import (
    DatasetDeclaration,
    IndicatorDeclaration,
    Nature,
    PeriodUnit,
)


@dataclass(frozen=True, slots=True)
class Referred:
    """What is asked of an indicator that another one refers to."""

    id: str
    period: PeriodUnit
    additive_space: bool
    nature: Nature | None


def referred(indicator: IndicatorDeclaration) -> Referred:
    """The indicator as others refer to it."""
    return Referred(indicator.id, indicator.period, indicator.additive_space, indicator.nature)


def reference_faults(
    declaration: DatasetDeclaration, known: Mapping[str, Referred]
) -> list[tuple[str, str]]:
    """What is wrong with the references of a dataset's indicators: (path, reason).

    known: every indicator that there is, those of the declaration included. A rate is made anew
    from sums, and a mean is weighted with one, so that what is referred to adds up over space; its
    periods are those of who refers to it.
    """
    return [
        (f"indicators[{number} {one.id}].{key}", reason)
        for number, one in enumerate(declaration.indicators)
        for key, name in references_of(one)
        if (reason := _fault(one, name, known.get(name))) is not None
    ]


def references_of(indicator: IndicatorDeclaration) -> Iterator[tuple[str, str]]:
    """The references (key, identifier) of an indicator."""
    for key, name in (
        ("numerator", indicator.numerator),
        ("denominator", indicator.denominator),
        ("weight", indicator.weight),
    ):
        if name is not None:
            yield key, name


def _fault(one: IndicatorDeclaration, name: str, found: Referred | None) -> str | None:
    if name == one.id:
        return "an indicator does not refer to itself"
    if found is None:
        return f"there is no indicator {name!r}"
    if not found.additive_space:
        return f"{name} does not add up over space: nothing is made of its sums"
    if found.period is not one.period:
        return f"{name} is of each {found.period}, {one.id} of each {one.period}"
    return None

"""Which changes of a declaration are refused: those that change what stored data mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from spatial.business.declarations.model import (
    DatasetDeclaration,
    FieldDeclaration,
    Holds,
    IndicatorDeclaration,
)

Fault = tuple[str, str]
"""The path in the declaration, and the reason."""

_MEANING = ("kind", "unit", "period", "nature", "numerator", "denominator", "factor")
_LEARNED = frozenset(("nature", "numerator", "denominator"))
"""May be told later where it was not: that adds to what is known of the values, changing none."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of a dataset, by now or formerly.

    figures: indicators with a value; negative: those with one below zero. records: what single
    records it holds. fields: names of fields that have a value in some record.
    """

    figures: Collection[str]
    negative: Collection[str]
    records: Collection[Holds]
    fields: Collection[str]


def touched_fields(before: DatasetDeclaration, after: DatasetDeclaration) -> list[str]:
    """The fields that are gone or mean something else: only of these it matters what is stored."""
    return [one.name for one in before.fields if _differing(one, after.field(one.name)) is not None]


def left_holds(before: DatasetDeclaration, after: DatasetDeclaration) -> list[Holds]:
    """What it does not hold any more."""
    return [one for one in before.holds if one not in after.holds]


def untold_signs(before: DatasetDeclaration, after: DatasetDeclaration) -> list[str]:
    """The indicators that may not be negative any more."""
    return [
        one.id
        for one in before.indicators
        if one.signed and (new := after.indicator(one.id)) is not None and not new.signed
    ]


def change_faults(
    before: DatasetDeclaration, after: DatasetDeclaration, stored: Stored
) -> list[Fault]:
    """Why the declaration may not take the place of the one before; empty where it may.

    What nothing is stored of may change as it likes; so may titles, owners, grades, cells, terms,
    and the bounds of coming values.
    """
    return [
        *_of_holds(before, after, stored),
        *_of_fields(before, after, stored),
        *_of_indicators(before, after, stored),
    ]


def _of_holds(
    before: DatasetDeclaration, after: DatasetDeclaration, stored: Stored
) -> Iterator[Fault]:
    for one in left_holds(before, after):
        if one in stored.records:
            yield "holds", f"{one} are stored: they cannot be left out"


def _of_fields(
    before: DatasetDeclaration, after: DatasetDeclaration, stored: Stored
) -> Iterator[Fault]:
    for old in before.fields:
        if old.name not in stored.fields:
            continue
        new = after.field(old.name)
        if new is None:
            yield "fields", f"{old.name} is told in stored records: it cannot be left out"
            continue
        differing = _differing(old, new)
        if differing is not None:
            place = f"fields[{after.fields.index(new)} {old.name}].{differing}"
            yield (
                place,
                f"stored records are of {getattr(old, differing)!r}, not"
                f" {getattr(new, differing)!r}: give the new field another name",
            )


def _differing(old: FieldDeclaration, new: FieldDeclaration | None) -> str | None:
    if new is None:
        return "name"
    return next((key for key in ("type", "unit") if getattr(old, key) != getattr(new, key)), None)


def _of_indicators(
    before: DatasetDeclaration, after: DatasetDeclaration, stored: Stored
) -> Iterator[Fault]:
    for old in before.indicators:
        if old.id not in stored.figures:
            continue
        new = after.indicator(old.id)
        if new is None:
            yield "indicators", f"{old.id} has stored values: it cannot be left out"
            continue
        place = f"indicators[{after.indicators.index(new)} {old.id}]"
        for key in _MEANING:
            was, will = getattr(old, key), getattr(new, key)
            if was != will and not (was is None and key in _LEARNED):
                yield (
                    f"{place}.{key}",
                    f"{_told(will)}, but the stored values are of {_told(was)}: give the new"
                    " indicator another id",
                )
        if _sums_otherwise(old, new):
            yield f"{place}.additive_space", "stored values add up over space as before"
        if old.signed and not new.signed and old.id in stored.negative:
            yield f"{place}.signed", "some of the stored values are negative"


def _sums_otherwise(old: IndicatorDeclaration, new: IndicatorDeclaration) -> bool:
    return old.nature is not None and old.additive_space != new.additive_space


def _told(value: object) -> str:
    return "nothing" if value is None else repr(str(value))

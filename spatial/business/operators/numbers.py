"""Numbers as they stand in answers."""

from __future__ import annotations

from decimal import Decimal


def number(value: Decimal | int | None) -> int | float | None:
    """A number of JSON: whole ones without a point, others as the nearest double."""
    if value is None:
        return None
    return int(value) if value == value // 1 else float(value)


def quotient(one: Decimal, other: Decimal | int, factor: Decimal = Decimal(1)) -> Decimal:
    """A quotient to twelve places, so that it is the same on every machine."""
    return round(one * factor / other, 12)

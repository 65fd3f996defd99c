"""How a line is divided among the sheets of its map (pure)."""

from __future__ import annotations

from dataclasses import dataclass

SHEET_M = 50_000.0
"""A longer line has sheets of about so much of it, beside the overview."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the map. number: 0 is the overview of the whole line. of: how many others."""

    number: int
    of: int
    from_m: float
    to_m: float

    @property
    def name(self) -> str:
        """What its files are called."""
        return "overview" if self.number == 0 else f"sheet-{self.number:02d}"


def sheets_of(length_m: float) -> list[Sheet]:
    """The overview, and pieces of one length where the line is longer than a sheet.

    >>> [sheet.to_m for sheet in sheets_of(120_000)]
    [120000, 40000.0, 80000.0, 120000.0]
    >>> len(sheets_of(50_000))
    1
    """
    pieces = -int(-length_m // SHEET_M)
    overview = Sheet(0, pieces if pieces > 1 else 0, 0, length_m)
    if pieces <= 1:
        return [overview]
    step = length_m / pieces
    return [overview] + [
        Sheet(number + 1, pieces, number * step, min((number + 1) * step, length_m))
        for number in range(pieces)
    ]

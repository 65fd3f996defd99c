"""For whom somebody asks: the office that decides what of two sides may be seen (R3.10).

Until accounts exist the caller names the office; then the account will.
"""

from __future__ import annotations

from dataclasses import dataclass

from spatial.division_codes import significant


@dataclass(frozen=True, slots=True)
class Standing:
    """code: of the division whose office asks; None for the platform's own people, who see all."""

    code: str | None = None

    def is_of(self, unit: str) -> bool:
        """Whether a unit is that of the office, or below it."""
        return self.code is None or unit.startswith(significant(self.code))

    def sees(self, side: str) -> bool:
        """Whether what the office of a side brought may be seen: its own, or what is below it.

        >>> Standing("330106").sees("330106"), Standing("330106").sees("330109")
        (True, False)
        >>> Standing("330100").sees("330106"), Standing("330100").sees("330109")
        (True, True)
        """
        return self.is_of(side)

    def takes_part(self, left: str, right: str) -> bool:
        """Whether the office may see what an inspection of two units has in common."""
        return self.is_of(left) or self.is_of(right)

"""What lies in a unit, told by codes: GB/T 2260 and its extensions write it in the leading digits.

On every list of the ministry a county stands in the prefecture and province of its first digits;
a unit that comes under another one gets another code (民政部令第79号: 隶属变更, also 代管).
"""

from __future__ import annotations

from dataclasses import dataclass

from spatial.division_codes import Level, level_of


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """Codes from `low` on and before `high`, in the order of their digits; high None: no end."""

    low: str = ""
    high: str | None = None

    def holds(self, code: str) -> bool:
        """Whether the code is in the span."""
        return self.low <= code and (self.high is None or code < self.high)


_DIGITS = {
    Level.PROVINCE: 2,
    Level.PREFECTURE: 4,
    Level.COUNTY: 6,
    Level.TOWNSHIP: 9,
    Level.VILLAGE: 12,
}


def span_of(code: str) -> CodeSpan:
    """The codes of a unit and of all that lies in it. code: in canonical form.

    >>> span_of("330000"), span_of("130999")
    (CodeSpan(low='33', high='34'), CodeSpan(low='130999', high='131000'))
    >>> span_of("990000")
    CodeSpan(low='99', high=None)
    """
    lead = code[: _DIGITS[level_of(code)]]
    if lead.strip("9") == "":
        return CodeSpan(lead)
    return CodeSpan(lead, str(int(lead) + 1).zfill(len(lead)))

"""How answers say what share of their window is known."""

from __future__ import annotations

from typing import Any

from spatial.locations.clock import iso_utc
from spatial.locations.known_time import Known

GAPS_LISTED = 1000
"""Gaps of one answer at most; their number and length is told in full."""


def known_answer(known: Known, *, listed: bool = True) -> dict[str, Any]:
    """Seconds and share (0 to 1) of the window that are known, and the number of gaps.

    listed: also the first GAPS_LISTED gaps, from and to in UTC.
    """
    answer: dict[str, Any] = {
        "seconds": round(known.seconds, 6),
        "share": round(known.share, 6),
        "gap_count": len(known.gaps),
    }
    if listed:
        answer["gaps"] = [
            {"from": iso_utc(begin), "to": iso_utc(end)} for begin, end in known.gaps[:GAPS_LISTED]
        ]
    return answer

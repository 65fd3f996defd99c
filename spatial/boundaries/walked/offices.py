"""What an office may see of coverage: its own side, and of both together the share (R3.10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spatial.access.standing import Standing
from spatial.errors import NotPermitted


def sides_seen(asking: Standing, left: str, right: str) -> frozenset[str]:
    """The sides (left, right, both, either) of which all may be seen.

    Raises NotPermitted for an office that is of neither.
    """
    own = {side for side, code in (("left", left), ("right", right)) if asking.sees(code)}
    if not own:
        raise NotPermitted(f"the office {asking.code} is on neither side of the line")
    return frozenset({"left", "right", "both", "either"} if len(own) == 2 else own)


def coverage_answer(
    seen: frozenset[str], side: str, length_m: float, walked_m: float, parts: Sequence[Any]
) -> dict[str, Any] | None:
    """The coverage of a side; of both the share alone where one of them may not be seen."""
    if side not in seen and side != "both":
        return None
    told: dict[str, Any] = {
        "side": side,
        "length_m": length_m,
        "walked_m": walked_m,
        "share": walked_m / length_m if length_m else 0.0,
    }
    return told | ({"parts": list(parts)} if side in seen else {})

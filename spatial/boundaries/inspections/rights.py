"""Who may see and write what of an inspection of two sides (R3.10).

Both sides, and the level above them, see what they have in common: states, parties, findings,
results, and records of both. A record or photo of one side is its own until the inspection is
reported; who carried its devices is its own for ever. For all others there is no such inspection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from spatial.access.standing import Standing
from spatial.boundaries.inspections.states import SHARED, State
from spatial.errors import NotPermitted, UnknownInspection


class TwoSided(Protocol):
    """What decides about rights: the offices of both sides, and how far the inspection is."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def left_office(self) -> str: ...  # noqa: D102
    @property
    def right_office(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> State: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes. office: code of the division in whose name; person: name or post."""

    office: str
    person: str

    @property
    def standing(self) -> Standing:
        """What the office may see."""
        return Standing(self.office)


def require_part(standing: Standing, inspection: TwoSided) -> None:
    """Returns where the office has part in the inspection. Raises UnknownInspection."""
    if not standing.takes_part(inspection.left_office, inspection.right_office):
        raise UnknownInspection(f"there is no inspection {inspection.id}")


def require_side(author: Author, inspection: TwoSided, side: str) -> None:
    """Returns where the author may write for a side: the side's own office or one above it.

    For `both` either office may. Raises UnknownInspection for who has no part at all, and
    NotPermitted.
    """
    require_part(author.standing, inspection)
    if side != "both" and not author.standing.sees(office_of(inspection, side)):
        raise NotPermitted(
            f"the office {author.office} does not write for the {side} side of inspection "
            f"{inspection.id}: that is {office_of(inspection, side)} and those above it"
        )


def office_of(inspection: TwoSided, side: str) -> str:
    """The office of a side, left or right."""
    return inspection.left_office if side == "left" else inspection.right_office


def is_own(standing: Standing, inspection: TwoSided, side: str) -> bool:
    """Whether what is of a side alone may be seen: who carried a device, where it was."""
    return side == "both" or standing.sees(office_of(inspection, side))


def shows(standing: Standing, inspection: TwoSided, side: str) -> bool:
    """Whether a record or photo of a side may be seen: its own, or of a reported inspection."""
    return inspection.state in SHARED or is_own(standing, inspection, side)

"""What a tile shows: which day, by which date of a decision, as known when, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from spatial.temporal import Basis


class Profile(StrEnum):
    """For whom a tile is made, which is part of its key.

    public: open fields only, generalised, rounded, limited in zoom, divisions as announced (R5.6,
    R5.7). internal: all that is graded open or internal.
    """

    PUBLIC = "public"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Sight:
    """One way of looking at a layer.

    day: as of which it is drawn; None lies before the record. basis: by which date of a decision a
    change takes effect. known_at: with what was known at that instant; None is now. chosen: by name
    what a layer lets choose, such as an indicator. profile: for whom.
    """

    day: date | None
    basis: Basis = Basis.LIST
    known_at: datetime | None = None
    profile: Profile = Profile.INTERNAL
    chosen: tuple[tuple[str, str], ...] = ()

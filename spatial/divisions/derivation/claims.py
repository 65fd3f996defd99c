"""What sources claim, as the derivation reads it. Years are those of yearly lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from spatial.division_codes import Level
from spatial.divisions.registry import ChangeKind, Share


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a claim stands: the run that loaded it, and the record within its source."""

    run_id: int
    record: str


@dataclass(frozen=True, slots=True)
class SuccessorClaim:
    """A code that took area in the list of the year. whole: all that was left."""

    code: str
    year: int
    whole: bool


@dataclass(frozen=True, slots=True)
class VersionClaim:
    """A code stands in the lists from `first` until, and not in, `until` (None: the last)."""

    origin: Origin
    code: str
    name: str
    level: Level
    parent_code: str | None
    first: int
    until: int | None
    successors: tuple[SuccessorClaim, ...] = ()

    def holds(self, year: int) -> bool:
        """Whether the claim says that the list of the year holds it."""
        return self.first <= year and (self.until is None or year < self.until)


@dataclass(frozen=True, slots=True)
class Move:
    """Lower units that a text moves from one unit to another; names as written."""

    source: str
    target: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A decision as a source prints it. approved: the date it bears, None where it bears none."""

    number: str | None
    title: str | None
    approved: date | None
    text: str
    sources: tuple[Mapping[str, str], ...] = ()
    moves: tuple[Move, ...] = ()
    date_notes: tuple[str, ...] = ()


class Op(StrEnum):
    """What a line of changes says of a code: it left the list, came into it, or a part moved."""

    ADD = "add"
    REMOVE = "remove"
    TRANSFER = "transfer"


class Same(StrEnum):
    """A relation to a unit that is named by its likeness: of the same name, code, or the parent."""

    NAME = "_"
    CODE = "."
    PARENT = ".."


@dataclass(frozen=True, slots=True)
class Other:
    """The other unit of a relation, by name or by likeness. doubtful: the source says so."""

    name: str | Same
    doubtful: bool


@dataclass(frozen=True, slots=True)
class ChangeClaim:
    """One line of a notice: a code in the list of the year, and where its area went or came from.

    outward: True when area went to the others, False when it came from them, None: not said.
    document: the one that the line rests on; beside: the others of the same notice.
    """

    origin: Origin
    op: Op
    code: str
    name: str
    year: int
    outward: bool | None
    others: tuple[Other, ...]
    document: Document | None
    beside: tuple[Document, ...] = ()

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents of the notice, its own first."""
        return self.beside if self.document is None else (self.document, *self.beside)


@dataclass(frozen=True, slots=True)
class EffectClaim:
    """What a recorded decision did to a pair of codes. seat: where the government moved to."""

    kind: ChangeKind
    from_code: str | None
    to_code: str | None
    share: Share
    continues: bool | None = None
    portion: float | None = None
    moved: tuple[str, ...] = ()
    seat: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionClaim:
    """A decision as an office records it. None: not said."""

    origin: Origin
    number: str
    year: int
    title: str | None
    approved: date | None
    announced: date | None
    effective: date | None
    wording: str | None
    sources: tuple[Mapping[str, str], ...]
    effects: tuple[EffectClaim, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """All claims on one scheme. list_years: of every list there is, in order."""

    scheme: str
    list_years: tuple[int, ...]
    versions: tuple[VersionClaim, ...]
    changes: tuple[ChangeClaim, ...] = ()
    decisions: tuple[DecisionClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a claim says other than the registry. kind: as in `division_difference`."""

    run_id: int
    as_of: date | None
    code: str | None
    kind: str
    source_says: str | None
    registry_says: str | None
    explanation: str

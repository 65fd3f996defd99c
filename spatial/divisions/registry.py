"""What the registry of a scheme holds: versions, events and effects. Pure records, no database.

The registry is derived from assertions (`division_assertion`): `ingest.divisions.derivation` does
so, compares it with what stands in the database, and stores what differs as new facts in system
time. A record here has no id yet: an effect names versions by their place in `Registry.versions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum

from spatial.temporal import Period


class ChangeKind(StrEnum):
    """The eleven kinds of change, and what of a unit each leaves as it was.

    establish 设立. abolish 撤销. rename 更名 (code kept). merge 合并. split 拆分.
    transfer 部分划转. subordination 隶属变更, also 代管 (new code, same area). boundary 界线变更.
    seat 驻地迁移.
    type 建制类型变更 (撤县设市, 撤县设区, 乡改镇). code 代码变更 (nothing changed on the ground).
    """

    ESTABLISH = "establish"
    ABOLISH = "abolish"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    TRANSFER = "transfer"
    SUBORDINATION = "subordination"
    BOUNDARY = "boundary"
    SEAT = "seat"
    TYPE = "type"
    CODE = "code"


class Share(StrEnum):
    """How much of the predecessor's area an effect concerns.

    whole: all that was left of it. part: some of it. none: no area (a seat moved). unknown.
    """

    WHOLE = "whole"
    PART = "part"
    NONE = "none"
    UNKNOWN = "unknown"


class StartBasis(StrEnum):
    """Where the first day of a version comes from.

    decision: the date of a decision. list: the first list that holds it. record_start: it stood
    when the record began. first_mention: a change names it, and its beginning is not on record.
    source: the source gives the day itself.
    """

    DECISION = "decision"
    LIST = "list"
    RECORD_START = "record_start"
    FIRST_MENTION = "first_mention"
    SOURCE = "source"


class Passed(Enum):
    """A version that holds through no day on a basis."""

    OVER = "passed over"


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """A version of a unit. Periods in days; None: the scheme has no events, so no such basis."""

    code: str
    name: str
    level: str
    type: str
    parent_code: str | None
    identity: str
    valid: Period
    announced: Period | Passed | None
    approved: Period | Passed | None
    start_basis: StartBasis
    run_id: int


@dataclass(frozen=True, slots=True)
class EffectRecord:
    """What an event did to one pair of versions, given by their places in `Registry.versions`.

    predecessor None: it came from nothing on record. successor None: what became of it is not on
    record. successor_code: the code that the source names where no version bears it.
    continues, rule: whether the identity goes on, and the rule that says so.
    portion: of the predecessor's area, in (0, 1], where known. moved: names of the lower units.
    """

    kind: ChangeKind
    predecessor: int | None
    successor: int | None
    continues: bool
    rule: str
    share: Share
    successor_code: str | None = None
    portion: float | None = None
    moved: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A decision, or where none is on record a change between two lists, with all it did.

    key: what names it in every derivation. approved_on (批复, 成文), announced_on (公告),
    effective_on (in practice): None where nobody says. list_date: of the list that first shows it.
    on_list, on_announced, on_approved: when it takes effect on each basis of time.
    date_notes: dates that were read and not taken, and why a basis has the date it has.
    sources: name and address of each. wording: the text of the decision.
    """

    key: str
    title: str | None
    document_nos: tuple[str, ...]
    approved_on: date | None
    announced_on: date | None
    effective_on: date | None
    list_date: date | None
    on_list: date
    on_announced: date
    on_approved: date
    effects: tuple[EffectRecord, ...]
    date_notes: tuple[str, ...] = ()
    wording: str | None = None
    sources: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Registry:
    """All versions and events of one scheme."""

    scheme: str
    versions: tuple[VersionRecord, ...]
    events: tuple[EventRecord, ...] = field(default=())


def identity_id(scheme: str, code: str, first_year: int) -> str:
    """The id of an identity that begins with a version of the code in the list of the year.

    >>> identity_id("mca", "110228", 1981)
    'mca:110228:1981'
    """
    return f"{scheme}:{code}:{first_year}"

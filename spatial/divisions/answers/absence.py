"""Why a code names no unit on a day, and which units of that day it may have gone on in (R1.11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from spatial.divisions.answers.descent import StoredLinks, descend
from spatial.divisions.answers.relatives import relatives_of
from spatial.divisions.footing import Footing
from spatial.divisions.registry import Share
from spatial.divisions.versions import UnitVersion, versions_of_code
from spatial.divisions.viewpoint import NOW, Viewpoint
from spatial.errors import UnknownDivision


class Absence(StrEnum):
    """Why a code names no unit on a day.

    unknown: in no list ever. not_yet: first listed later. retired: listed before, no longer.
    """

    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit by code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a code, or the unit around it, is in another scheme on the same day."""

    scheme: str
    code: str
    name: str
    level: str

    def facts(self) -> dict[str, Any]:
        """The unit as members of an answer."""
        return {"scheme": self.scheme, "code": self.code, "name": self.name, "level": self.level}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit in which a code may have gone on.

    share: of the earlier unit, that went this way: whole where all that was left of it did.
    document_nos: of the decisions on the way, in order.
    """

    code: str
    name: str
    identity: str
    share: Share
    document_nos: tuple[str, ...]

    def facts(self) -> dict[str, Any]:
        """The candidate as members of an answer."""
        return {
            "code": self.code,
            "name": self.name,
            "identity": self.identity,
            "share": self.share.value,
            "document_nos": list(self.document_nos),
        }


def elsewhere(connection: Connection, footing: Footing, code: str, day: date) -> list[Elsewhere]:
    """What other schemes of official codes hold under a code on a day, or under its township."""
    if not footing.published_codes or not code.isdecimal():
        return []
    rows = connection.execute(
        footing.viewpoint.sql("spatial.divisions.answers", "in_other_schemes"),
        footing.viewpoint.parameters
        | {"codes": [code, code[:9]] if len(code) == 12 else [code], "day": day},
    )
    return [Elsewhere(*row) for row in rows]


def candidates_on(
    connection: Connection, viewpoint: Viewpoint, versions: list[UnitVersion], day: date
) -> list[Candidate]:
    """The units that stand on the day and in which the last version before it may have gone on.

    versions: of one code or identity. Empty while one of them stands on the day, and where the
    record names no successor.
    """
    earlier = [one for one in versions if one.valid is not None and one.valid.start <= day]
    if not earlier or earlier[-1].stands_on(day):
        return []
    found = descend(StoredLinks(connection, viewpoint), earlier[-1], until=day)
    return [
        Candidate(
            one.code,
            one.name,
            one.identity,
            found.share_of_way(one),
            tuple(dict.fromkeys(no for step in found.ways[one.id] for no in step.document_nos)),
        )
        for one in sorted(found.standing_on(day), key=lambda one: one.code)
    ]


def successors_standing(
    connection: Connection, code: str, day: date, viewpoint: Viewpoint = NOW
) -> list[UnitName]:
    """The units that stand on the day and in which a code retired before may have gone on.

    Empty while the code itself stands on the day, and where the record names no successor.
    """
    versions = versions_of_code(connection, viewpoint, code)
    return [
        UnitName(one.code, one.name) for one in candidates_on(connection, viewpoint, versions, day)
    ]


def absent(
    connection: Connection,
    footing: Footing,
    asked: str,
    versions: list[UnitVersion],
    day: date,
) -> UnknownDivision:
    """The error for a code or identity none of whose versions stands on the day."""
    if not versions:
        others = elsewhere(connection, footing, asked, day)
        return UnknownDivision(
            f"no list of the record holds the code {asked}",
            reason=Absence.UNKNOWN,
            successors=[],
            elsewhere=[one.facts() for one in others],
        )
    earlier = [one for one in versions if one.valid is not None and one.valid.start <= day]
    if not earlier:
        first = versions[0]
        assert first.valid is not None
        return UnknownDivision(
            f"{asked} {first.name} is not yet listed on {day}: first on {first.valid.start}",
            reason=Absence.NOT_YET,
            successors=[],
            listed_from=first.valid.start.isoformat(),
        )
    last = earlier[-1]
    assert last.valid is not None
    standing = candidates_on(connection, footing.viewpoint, versions, day)
    became = "、".join(f"{unit.code} {unit.name}" for unit in standing) or "not recorded"
    relatives = relatives_of(connection, footing.viewpoint, [last])
    return UnknownDivision(
        f"{asked} {last.name} is listed until {last.valid.end} and not on {day}; "
        f"its successors then: {became}",
        reason=Absence.RETIRED,
        listed_until=None if last.valid.end is None else last.valid.end.isoformat(),
        successors=[one.facts() for one in relatives[last.id].successors],
        standing=[one.facts() for one in standing],
    )

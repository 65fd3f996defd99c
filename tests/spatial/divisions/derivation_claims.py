"""Claims written shortly, and what the registry that follows from them says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from spatial.division_codes import level_of
from spatial.divisions.derivation.claims import (
    ChangeClaim,
    Claims,
    DecisionClaim,
    Document,
    EffectClaim,
    Op,
    Origin,
    Other,
    SuccessorClaim,
    VersionClaim,
)
from spatial.divisions.derivation.derive import derive
from spatial.divisions.derivation.notices import read_relation
from spatial.divisions.registry import EffectRecord, EventRecord, Registry, VersionRecord

PROVINCE, CITY = "980000", "982100"


def stands(
    code: str,
    name: str,
    first: int,
    until: int | None = None,
    *went: tuple[str, int],
    parent: str | None = None,
    run: int = 1,
) -> VersionClaim:
    """A version claim; went: (code, list year) of what took area of it."""
    at_end = [s for s in went if s[1] == until]
    return VersionClaim(
        Origin(run, f"line {code}"),
        code,
        name,
        level_of(code),
        parent or _parent(code),
        first,
        until,
        tuple(
            SuccessorClaim(to, year, whole=year == until and len(at_end) == 1) for to, year in went
        ),
    )


def _parent(code: str) -> str | None:
    """The province of a prefecture, 东市 of a county."""
    if code[2:] == "0000":
        return None
    return PROVINCE if code[4:] == "00" else CITY


BACKGROUND = (stands(PROVINCE, "虚省", 2000), stands(CITY, "东市", 2000))


def line(
    op: str, code: str, name: str, year: int, relation: str = "", document: Document | None = None
) -> ChangeClaim:
    outward, others = read_relation(relation)
    named: tuple[Other, ...] = others
    return ChangeClaim(
        Origin(2, f"line {code}"), Op(op), code, name, year, outward, named, document
    )


def document(number: str | None, approved: str | None, text: str = "批复全文") -> Document:
    day = date.fromisoformat(approved) if approved else None
    return Document(number, f"关于{number}", day, text)


def decision(
    number: str,
    year: int,
    *effects: EffectClaim,
    approved: str | None = None,
    announced: str | None = None,
    run: int = 3,
) -> DecisionClaim:
    return DecisionClaim(
        origin=Origin(run, f"decision {number}"),
        number=number,
        year=year,
        title=None,
        approved=date.fromisoformat(approved) if approved else None,
        announced=date.fromisoformat(announced) if announced else None,
        effective=None,
        wording=None,
        sources=({"name": "虚构公报"},),
        effects=tuple(effects),
    )


def derived(
    versions: Iterable[VersionClaim],
    changes: Sequence[ChangeClaim] = (),
    decisions: Sequence[DecisionClaim] = (),
    years: Iterable[int] = range(2000, 2011),
) -> Registry:
    return derive(claims_of(versions, changes, decisions, years))[0]


def claims_of(
    versions: Iterable[VersionClaim],
    changes: Sequence[ChangeClaim] = (),
    decisions: Sequence[DecisionClaim] = (),
    years: Iterable[int] = range(2000, 2011),
) -> Claims:
    return Claims("mca", tuple(years), (*BACKGROUND, *versions), tuple(changes), tuple(decisions))


def versions_of(registry: Registry, code: str) -> list[VersionRecord]:
    found = [version for version in registry.versions if version.code == code]
    return sorted(found, key=lambda version: version.valid)


def effects_between(
    registry: Registry, before: str | None, after: str | None
) -> list[tuple[EventRecord, EffectRecord]]:
    """The effects from one code to another, with their events."""

    def code(place: int | None) -> str | None:
        return None if place is None else registry.versions[place].code

    return [
        (event, effect)
        for event in registry.events
        for effect in event.effects
        if (code(effect.predecessor), code(effect.successor)) == (before, after)
    ]

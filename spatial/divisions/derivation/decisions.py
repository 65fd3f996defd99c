"""The decisions behind the claims of one list year: printed documents and recorded decisions."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from spatial.divisions.derivation.claims import (
    Claims,
    DecisionClaim,
    Difference,
    Document,
    EffectClaim,
    Move,
    VersionClaim,
)
from spatial.temporal import list_day


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision in the list year that first shows what it did. None: nobody says.

    effects: only those that an office recorded; a document's are read from the lists.
    """

    key: str
    year: int
    number: str | None
    title: str | None
    approved: date | None
    announced: date | None
    effective: date | None
    wording: str | None
    sources: tuple[Mapping[str, str], ...]
    date_notes: tuple[str, ...]
    moves: tuple[Move, ...] = ()
    effects: tuple[EffectClaim, ...] = ()


def decision_key(scheme: str, year: int, number: str | None, text: str) -> str:
    """What names a decision in every derivation: its number, else a digest of its text.

    >>> decision_key("mca", 2020, "国函〔2020〕78号", "")
    'mca/2020/国函〔2020〕78号'
    """
    return f"{scheme}/{year}/{number or '~' + digest(text)}"


def digest(text: str) -> str:
    """Sixteen hex digits of a SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def decisions_of(claims: Claims, recorded: Iterable[DecisionClaim]) -> dict[str, Decision]:
    """All decisions by key. recorded: those that can be applied; they overrule a document.

    Of two records of one decision the later one overrules the earlier, in what it says.
    """
    found: dict[str, Decision] = {}
    for change in claims.changes:
        for document in change.documents:
            decision = _of_document(claims.scheme, change.year, document)
            found.setdefault(decision.key, decision)
    for claim in sorted(recorded, key=lambda one: one.origin.run_id):
        key = decision_key(claims.scheme, claim.year, claim.number, "")
        found[key] = _overruled(found.get(key) or _bare(key, claim), claim)
    return found


def _of_document(scheme: str, year: int, document: Document) -> Decision:
    return Decision(
        key=decision_key(scheme, year, document.number, document.text),
        year=year,
        number=document.number,
        title=document.title,
        approved=document.approved,
        announced=None,
        effective=None,
        wording=document.text,
        sources=document.sources,
        date_notes=document.date_notes,
        moves=document.moves,
    )


def _bare(key: str, claim: DecisionClaim) -> Decision:
    return Decision(key, claim.year, claim.number, None, None, None, None, None, (), ())


def _overruled(decision: Decision, claim: DecisionClaim) -> Decision:
    return replace(
        decision,
        title=claim.title or decision.title,
        approved=claim.approved or decision.approved,
        announced=claim.announced or decision.announced,
        effective=claim.effective or decision.effective,
        wording=claim.wording or decision.wording,
        sources=(*decision.sources, *(s for s in claim.sources if s not in decision.sources)),
        effects=claim.effects or decision.effects,
    )


def applicable(
    claims: Claims, versions: Iterable[VersionClaim]
) -> tuple[list[DecisionClaim], list[Difference]]:
    """The recorded decisions all of whose units are known, and a difference for each other one.

    One effect on a unit that the lists do not hold refuses the whole decision: a half-applied
    state would be worse than none.
    """
    standing: defaultdict[str, list[VersionClaim]] = defaultdict(list)
    for version in versions:
        standing[version.code].append(version)
    taken: list[DecisionClaim] = []
    refused: list[Difference] = []
    list_before = dict(zip(claims.list_years[1:], claims.list_years, strict=False))
    for claim in claims.decisions:
        before = list_before.get(claim.year)
        if before is None:
            refused.append(_refused(claim, None, f"{claim.year} 年没有前后两份代码表可供对照"))
            continue
        unknown = [
            (code, year)
            for effect in claim.effects
            for code, year in ((effect.from_code, before), (effect.to_code, claim.year))
            if code is not None and not any(v.holds(year) for v in standing[code])
        ]
        if unknown:
            code, year = unknown[0]
            refused.append(_refused(claim, code, f"{year} 年代码表没有 {code}"))
        else:
            taken.append(claim)
    return taken, refused


def _refused(claim: DecisionClaim, code: str | None, reason: str) -> Difference:
    return Difference(
        run_id=claim.origin.run_id,
        as_of=list_day(claim.year),
        code=code,
        kind="unknown_unit",
        source_says=f"{claim.number} {claim.title or ''}".strip(),
        registry_says=None,
        explanation=f"{reason}：整个决定未采用",
    )

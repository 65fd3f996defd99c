"""Which version claims hold, and the spans of years that follow from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from spatial.division_codes import Level
from spatial.divisions.derivation.claims import Difference, Origin, SuccessorClaim, VersionClaim
from spatial.temporal import list_day


@dataclass(frozen=True, slots=True)
class Span:
    """A version of a unit in list years: in the lists from `first` until, and not in, `until`.

    place: its place among all spans, and in `Registry.versions`.
    new_of: where it begins a new unit under a code and name that stood before, the reason.
    """

    place: int
    origin: Origin
    code: str
    name: str
    level: Level
    parent_code: str | None
    first: int
    until: int | None
    successors: tuple[SuccessorClaim, ...]
    new_of: str | None = None

    def holds(self, year: int) -> bool:
        """Whether the list of the year holds it."""
        return self.first <= year and (self.until is None or year < self.until)


def choose_versions(
    claims: Iterable[VersionClaim],
) -> tuple[list[VersionClaim], list[Difference]]:
    """The claims that hold, and a difference for each that does not.

    Of each code the file that was loaded last is believed, whole; what an earlier one says of the
    code, and the last does not say just so, is reported.
    """
    by_code: defaultdict[str, defaultdict[int, list[VersionClaim]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for claim in claims:
        by_code[claim.code][claim.origin.run_id].append(claim)
    chosen: list[VersionClaim] = []
    differences: list[Difference] = []
    for runs in by_code.values():
        last = max(runs)
        held = sorted(runs[last], key=lambda claim: claim.first)
        chosen.extend(held)
        said = {_content(claim) for claim in held}
        for run, others in runs.items():
            if run != last:
                differences.extend(
                    _overruled(other, held) for other in others if _content(other) not in said
                )
    return sorted(chosen, key=lambda claim: (claim.code, claim.first)), differences


def without_parent(chosen: Iterable[VersionClaim], years: Iterable[int]) -> list[Difference]:
    """A difference for each version that stands in a list in which its parent does not."""
    claims = list(chosen)
    standing: defaultdict[str, list[VersionClaim]] = defaultdict(list)
    for claim in claims:
        standing[claim.code].append(claim)
    lists = sorted(years)
    found = []
    for claim in claims:
        if claim.parent_code is None:
            continue
        alone = [
            year
            for year in lists
            if claim.holds(year)
            and not any(parent.holds(year) for parent in standing[claim.parent_code])
        ]
        if alone:
            found.append(
                Difference(
                    run_id=claim.origin.run_id,
                    as_of=list_day(alone[0]),
                    code=claim.code,
                    kind="parent",
                    source_says=_words(claim),
                    registry_says=None,
                    explanation=f"上级 {claim.parent_code} 不在 {alone[0]} 年等 {len(alone)} 份"
                    "代码表中：照录，但无从归入上级",
                )
            )
    return found


def _content(claim: VersionClaim) -> VersionClaim:
    return replace(claim, origin=Origin(0, ""))


def _overruled(claim: VersionClaim, held: list[VersionClaim]) -> Difference:
    meeting = [
        one
        for one in held
        if (claim.until is None or one.first < claim.until)
        and (one.until is None or claim.first < one.until)
    ]
    kind = "extra"
    if meeting:
        nearest = meeting[0]
        unlike = {
            "name": nearest.name != claim.name,
            "parent": nearest.parent_code != claim.parent_code,
            "later": nearest.first < claim.first,
            "earlier": nearest.first > claim.first,
            "date": nearest.until != claim.until,
        }
        kind = next((key for key, differs in unlike.items() if differs), "relation")
    return Difference(
        run_id=claim.origin.run_id,
        as_of=list_day(claim.first),
        code=claim.code,
        kind=kind,
        source_says=_words(claim),
        registry_says="；".join(map(_words, meeting)) or None,
        explanation=f"另有后载入的来源（第 {held[0].origin.run_id} 次载入），以后载入者为准",
    )


def _words(claim: VersionClaim) -> str:
    until = "" if claim.until is None else f"{claim.until - 1}"
    went = "、".join(f"{one.code}[{one.year}]" for one in claim.successors)
    return f"{claim.name} {claim.first}–{until}，上级 {claim.parent_code or '无'}" + (
        f"，去向 {went}" if went else ""
    )


def spans_of(chosen: Iterable[VersionClaim], renewed: Mapping[tuple[str, int], str]) -> list[Span]:
    """The spans: equal neighbours of one code as one, and cut where a new unit begins.

    chosen: in order of code and year. renewed: (code, list year) at which the code, though it
    stands on, becomes another unit; and why.
    """
    joined: list[VersionClaim] = []
    for claim in chosen:
        if joined and _says_the_same(joined[-1], claim):
            joined[-1] = _joined(joined[-1], claim)
        else:
            joined.append(claim)
    parts = [part for claim in joined for part in _cut(claim, renewed)]
    return [
        Span(
            place,
            c.origin,
            c.code,
            c.name,
            c.level,
            c.parent_code,
            c.first,
            c.until,
            c.successors,
            renewed.get((c.code, c.first)),
        )
        for place, c in enumerate(parts)
    ]


def _says_the_same(one: VersionClaim, next_one: VersionClaim) -> bool:
    """Whether the second only repeats the first: some sources tell a change of a parent's name."""
    ends_in = [s.code for s in one.successors if s.year == one.until]
    return (
        one.until == next_one.first
        and (one.code, one.name, one.level, one.parent_code)
        == (next_one.code, next_one.name, next_one.level, next_one.parent_code)
        and one.code in ends_in
    )


def _joined(one: VersionClaim, next_one: VersionClaim) -> VersionClaim:
    kept = [replace(s, whole=False) for s in one.successors if s.code != one.code]
    return replace(one, until=next_one.until, successors=(*kept, *next_one.successors))


def _cut(claim: VersionClaim, renewed: Mapping[tuple[str, int], str]) -> Iterable[VersionClaim]:
    """The claim in parts, cut at each year in which its code becomes another unit."""
    years = sorted(
        year
        for code, year in renewed
        if code == claim.code and claim.first < year and (claim.until is None or year < claim.until)
    )
    first = claim.first
    for year in years:
        yield replace(
            claim,
            first=first,
            until=year,
            successors=(
                *(s for s in claim.successors if first < s.year <= year),
                SuccessorClaim(claim.code, year, whole=False),
            ),
        )
        first = year
    yield replace(
        claim, first=first, successors=tuple(s for s in claim.successors if s.year > first)
    )

"""Whatever the lists say, and however the decisions are dated: lists, codes and parents hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from derivation_claims import decision, document, line
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.division_codes import level_of
from spatial.divisions.derivation.claims import (
    ChangeClaim,
    Claims,
    DecisionClaim,
    EffectClaim,
    Origin,
    SuccessorClaim,
    VersionClaim,
)
from spatial.divisions.derivation.derive import derive
from spatial.divisions.registry import ChangeKind, Passed, Registry, Share, VersionRecord
from spatial.temporal import Period, list_day

YEARS = range(2000, 2006)
PREFECTURES = ("982100", "982200")
COUNTIES = ("982121", "982101", "982122", "982221", "982202")
NAMES = ("甲县", "乙县", "甲区")

State = dict[str, str]
"""The name of each code that stands in a list."""


@st.composite
def lists(draw: st.DrawFn) -> dict[int, State]:
    """A list for each year, each county under a prefecture that stands."""
    found = {}
    for year in YEARS:
        state = {"980000": "虚省"}
        for code in PREFECTURES:
            if draw(st.booleans()):
                state[code] = draw(st.sampled_from(("东市", "西市")))
        for code in COUNTIES:
            if code[:4] + "00" in state and draw(st.booleans()):
                state[code] = draw(st.sampled_from(NAMES))
        found[year] = state
    return found


@st.composite
def claims(draw: st.DrawFn) -> tuple[dict[int, State], Claims]:
    """Version claims that say the lists, with random successors, notices and decisions."""
    published = draw(lists())
    versions = []
    for code in ("980000", *PREFECTURES, *COUNTIES):
        for name, first, until in _runs(published, code):
            versions.append(_version(draw, published, code, name, first, until))
    notices = [notice for one in versions for notice in _notices(draw, one) if draw(st.booleans())]
    decisions = [_decision(draw, published, number) for number in range(draw(st.integers(0, 3)))]
    return published, Claims(
        "mca", tuple(YEARS), tuple(versions), tuple(notices), tuple(d for d in decisions if d)
    )


def _runs(published: dict[int, State], code: str) -> list[tuple[str, int, int | None]]:
    """The years through which the code stands under one name."""
    found: list[tuple[str, int, int | None]] = []
    for year in YEARS:
        name, before = published[year].get(code), published.get(year - 1, {}).get(code)
        if name == before:
            continue
        if before is not None:
            found[-1] = (*found[-1][:2], year)
        if name is not None:
            found.append((name, year, None))
    return found


def _version(
    draw: st.DrawFn,
    published: dict[int, State],
    code: str,
    name: str,
    first: int,
    until: int | None,
) -> VersionClaim:
    went = []
    last = until or max(YEARS)
    for year in range(first + 1, last + 1):
        for other in draw(st.sets(st.sampled_from(COUNTIES), max_size=2)):
            if other in published[year] and (other != code or year == until):
                went.append((other, year))
    at_end = [one for one in went if one[1] == until]
    parent = None if code == "980000" else "980000" if code in PREFECTURES else code[:4] + "00"
    return VersionClaim(
        Origin(1, f"line {code}"), code, name, level_of(code), parent, first, until,
        tuple(SuccessorClaim(to, y, whole=y == until and len(at_end) == 1) for to, y in went),
    )  # fmt: skip


def _day(draw: st.DrawFn, year: int) -> date:
    return list_day(year) + timedelta(days=draw(st.integers(-800, 100)))


def _notices(draw: st.DrawFn, version: VersionClaim) -> list[ChangeClaim]:
    found = []
    for op, year in (("add", version.first), ("remove", version.until)):
        if year is not None and year > min(YEARS):
            number = draw(st.sampled_from(("一号", "二号", "三号", "四号")))
            # The date of a document is one, however many lines rest on it.
            approved = list_day(year) - timedelta(days=(ord(number[0]) * 97 + year) % 500)
            text = draw(st.sampled_from(("同意。", "撤销甲区、乙县，设立新的甲区。")))
            found.append(
                line(op, version.code, version.name, year, "",
                     document(number, approved.isoformat(), text))
            )  # fmt: skip
    return found


def _decision(draw: st.DrawFn, published: dict[int, State], number: int) -> DecisionClaim | None:
    year = draw(st.sampled_from(YEARS[1:]))
    pairs = [(a, b) for a in published[year - 1] for b in published[year]]
    before, after = draw(st.sampled_from(pairs))
    effect = EffectClaim(
        draw(st.sampled_from((ChangeKind.MERGE, ChangeKind.TRANSFER, ChangeKind.BOUNDARY))),
        before,
        after,
        draw(st.sampled_from((Share.WHOLE, Share.PART))),
        continues=draw(st.sampled_from((None, True, False))),
    )
    days = [_day(draw, year).isoformat() if draw(st.booleans()) else None for _ in range(2)]
    return decision(f"决定{number}", year, effect, approved=days[0], announced=days[1])


def _periods(
    registry: Registry, key: Callable[[VersionRecord], str], basis: str
) -> dict[str, list[Period]]:
    found: defaultdict[str, list[Period]] = defaultdict(list)
    for version in registry.versions:
        period = getattr(version, basis)
        if not isinstance(period, Passed):
            found[key(version)].append(period)
    return {name: sorted(periods, key=lambda p: p.start) for name, periods in found.items()}


@settings(max_examples=150, deadline=None)
@given(claims())
def test_r1_3_every_list_is_reproduced_and_between_two_only_their_units_stand(
    given_claims: tuple[dict[int, State], Claims],
) -> None:
    published, said = given_claims
    registry, _ = derive(said)
    for year in YEARS:
        day = list_day(year)
        standing = [v for v in registry.versions if v.valid.holds(day)]
        assert {v.code: v.name for v in standing} == published[year]
        assert len(standing) == len(published[year])
    for version in registry.versions:
        assert version.valid.start.year in YEARS


@settings(max_examples=150, deadline=None)
@given(claims())
def test_r1_1_no_code_and_no_identity_stands_twice_on_any_basis(
    given_claims: tuple[dict[int, State], Claims],
) -> None:
    registry, _ = derive(given_claims[1])
    for basis in ("valid", "announced", "approved"):
        for key in (lambda v: v.code, lambda v: v.identity):
            for periods in _periods(registry, key, basis).values():
                for one, other in pairwise(periods):
                    assert not one.meets(other)


@settings(max_examples=150, deadline=None)
@given(claims())
def test_a_parent_stands_on_every_day_on_which_a_unit_under_it_does(
    given_claims: tuple[dict[int, State], Claims],
) -> None:
    registry, _ = derive(given_claims[1])
    for basis in ("valid", "announced", "approved"):
        by_code = _periods(registry, lambda v: v.code, basis)
        days = {p.start for periods in by_code.values() for p in periods}
        days |= {p.end for periods in by_code.values() for p in periods if p.end}
        for version in registry.versions:
            period = getattr(version, basis)
            if version.parent_code is None or isinstance(period, Passed):
                continue
            for day in days:
                if period.holds(day):
                    assert any(p.holds(day) for p in by_code[version.parent_code])


@settings(max_examples=100, deadline=None)
@given(claims())
def test_all_effects_of_an_event_fall_on_its_day_and_join_what_stood_and_stands(
    given_claims: tuple[dict[int, State], Claims],
) -> None:
    registry, _ = derive(given_claims[1])
    assert len({event.key for event in registry.events}) == len(registry.events)
    for event in registry.events:
        eve = event.on_list - timedelta(days=1)
        for effect in event.effects:
            if effect.predecessor is not None:
                assert registry.versions[effect.predecessor].valid.holds(eve)
            if effect.successor is not None:
                assert registry.versions[effect.successor].valid.holds(event.on_list)
            if effect.continues:
                assert effect.predecessor is not None
                assert effect.successor is not None
                before = registry.versions[effect.predecessor]
                assert before.identity == registry.versions[effect.successor].identity

"""Walks along effects: they follow time, end in circles, and are the same both ways."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from spatial.divisions.answers.descent import HeldLinks, ascend, descend
from spatial.divisions.effects import Effect, EventDates
from spatial.divisions.registry import Share
from spatial.divisions.versions import UnitVersion
from spatial.temporal import Period

FIRST = date(2000, 1, 1)
VERSIONS = 6

# From, to (places of versions), day of the change, whether all of it went there.
Step = tuple[int, int, int, bool]

steps = st.lists(
    st.tuples(
        st.integers(0, VERSIONS - 1),
        st.integers(0, VERSIONS - 1),
        st.integers(1, 8),
        st.booleans(),
    ),
    max_size=14,
)


def version(number: int) -> UnitVersion:
    """A version that stands for ever, so that only effects lead on."""
    code = f"99010{number}"
    days = Period(FIRST, None)
    return UnitVersion(
        number + 1, f"mca:{code}:2000", code, code, "county", "unknown", None, days, "list"
    )


def effect(number: int, step: Step) -> Effect:
    giver, taker, day, whole = step
    on = FIRST + timedelta(days=day)
    return Effect(
        id=number,
        event_id=number,
        event_key=str(number),
        title=None,
        document_nos=(f"第{number}号",),
        dates=EventDates(on, None, None, None, datetime(2025, 1, 1, tzinfo=UTC), on, on),
        kind="transfer",
        predecessor_id=giver + 1,
        successor_id=taker + 1,
        successor_code=None,
        continues=False,
        rule="test",
        share="whole" if whole else "part",
        portion=None,
        moved=(),
        note=None,
    )


def links(world: Sequence[Step]) -> HeldLinks:
    effects = [effect(number, step) for number, step in enumerate(world)]
    effects.sort(key=lambda one: one.dates.on_list)
    return HeldLinks(effects, {one + 1: version(one) for one in range(VERSIONS)})


def reached_in_time(world: Sequence[Step], start: int) -> set[int]:
    """All that a place can come to by steps of rising days, tried one by one."""
    ways = {(start, 0)}
    grown = True
    while grown:
        onward = {
            (taker, day)
            for place, since in ways
            for giver, taker, day, _ in world
            if giver == place and day > since
        }
        grown = not onward <= ways
        ways |= onward
    return {place for place, _ in ways}


@given(steps, st.integers(0, VERSIONS - 1))
def test_a_walk_meets_what_steps_in_order_of_time_lead_to(world: list[Step], start: int) -> None:
    found = descend(links(world), version(start))
    assert {one - 1 for one in found.versions} == reached_in_time(world, start)


@given(steps, st.integers(0, VERSIONS - 1))
def test_r1_6_walks_both_ways_meet_each_other(world: list[Step], start: int) -> None:
    held = links(world)
    forth = {one for one in descend(held, version(start)).versions}
    for other in range(VERSIONS):
        back = ascend(held, version(other)).versions
        assert (start + 1 in back) == (other + 1 in forth)


@given(steps, st.integers(0, VERSIONS - 1), st.integers(0, 9), st.integers(0, 9))
def test_a_span_leaves_out_other_days(world: list[Step], start: int, first: int, last: int) -> None:
    after, until = FIRST + timedelta(days=first), FIRST + timedelta(days=last)
    for walk in (descend, ascend):
        found = walk(links(world), version(start), after=after, until=until)
        assert all(after < one.dates.on_day <= until for one in found.effects.values())


@given(steps, st.integers(0, VERSIONS - 1))
# A version is reached on day 3 in one step, and on day 2 in two: it goes on from there on day 3.
@example([(0, 2, 2, False), (1, 0, 1, False), (1, 2, 3, False), (2, 3, 3, False)], 1)
def test_the_share_of_a_way_is_whole_only_when_each_step_was(world: list[Step], start: int) -> None:
    found = descend(links(world), version(start))
    for one in found.versions.values():
        whole = all(step.share == "whole" for step in found.ways[one.id])
        assert (found.share_of_way(one) is Share.WHOLE) == whole
        days = [step.dates.on_list for step in found.ways[one.id]]
        assert days == sorted(set(days))

"""What a tile shows through time: laid together from its features, and nothing else."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tileserver.store.timelines import Days, steps_of

EPOCH = date(2000, 1, 1)


def day(number: int | None) -> date | None:
    return None if number is None else EPOCH + timedelta(days=number)


@st.composite
def periods(draw: st.DrawFn) -> list[Days]:
    """Some periods of one feature that do not overlap, the first and last perhaps open."""
    cuts = sorted(draw(st.sets(st.integers(0, 20), max_size=6)))
    bounds: list[int | None] = list(cuts)
    if draw(st.booleans()):
        bounds.insert(0, None)
    if draw(st.booleans()):
        bounds.append(None)
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
    return [(day(first), day(last)) for first, last in pairs]


def holds(period: Days, on: date) -> bool:
    first, last = period
    return (first is None or first <= on) and (last is None or on < last)


@given(st.lists(periods(), max_size=5))
def test_a_step_holds_what_stands_on_each_of_its_days(features: list[list[Days]]) -> None:
    steps = steps_of(enumerate(features))
    assert steps[0][0] is None
    for number in range(-2, 24):
        on = EPOCH + timedelta(days=number)
        shown = [ids for start, ids in steps if start is None or start <= on][-1]
        standing = {
            feature for feature, own in enumerate(features) if any(holds(one, on) for one in own)
        }
        assert shown == standing


@given(st.lists(periods(), max_size=5))
def test_steps_ascend_and_each_differs_from_the_one_before(features: list[list[Days]]) -> None:
    steps = steps_of(enumerate(features))
    days = [start for start, _ in steps[1:]]
    assert all(start is not None for start in days)
    assert days == sorted(days, key=lambda start: start or EPOCH)
    for (_, before), (_, after) in itertools.pairwise(steps):
        assert before != after

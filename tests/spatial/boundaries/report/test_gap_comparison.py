"""What became of the gaps, from one round to the next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spatial.boundaries.report.gap_comparison import Span, change, walked_spans

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda one: (one[0], one[0] + one[1])),
    max_size=6,
)


def metres(spans: list[Span] | tuple[Span, ...]) -> set[int]:
    return {metre for begin, end in spans for metre in range(int(begin), int(end))}


@given(before=SPANS, after=SPANS)
def test_each_metre_is_told_once(before: list[Span], after: list[Span]) -> None:
    found = change(before, after)
    assert metres(found.newly_walked) == metres(before) - metres(after)
    assert metres(found.newly_missed) == metres(after) - metres(before)
    assert metres(found.missed_again) == metres(before) & metres(after)


@given(missed=SPANS)
def test_what_is_not_missed_is_walked(missed: list[Span]) -> None:
    walked = walked_spans(50, missed)
    assert metres(walked) == set(range(50)) - metres(missed)
    assert walked == sorted(walked)

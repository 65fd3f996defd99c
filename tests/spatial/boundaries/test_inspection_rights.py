"""Which office sees and writes what of an inspection, over all codes (R3.10)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.access.standing import Standing
from spatial.boundaries.inspections.rights import (
    Author,
    is_own,
    require_part,
    require_side,
    shows,
)
from spatial.boundaries.inspections.states import State
from spatial.errors import NotPermitted, UnknownInspection

TWO = st.sampled_from(["01", "02", "30"])
CODES = st.one_of(
    st.builds("{}0000".format, TWO),
    st.builds("{}{}00".format, TWO, TWO),
    st.builds("{}{}{}".format, TWO, TWO, TWO),
    st.builds("{}{}{}001".format, TWO, TWO, TWO),
)
SIDES = st.sampled_from(["left", "right", "both"])


@dataclass(frozen=True)
class Two:
    left_office: str
    right_office: str
    state: State
    id: int = 7


def stands_above(office: str, unit: str) -> bool:
    """By the digits in pairs: each that the office names is that of the unit."""
    named = [office[0:2], office[2:4], office[4:6], office[6:]]
    while named and named[-1].strip("0") == "":
        named.pop()
    return all(unit[2 * n : 2 * n + len(pair)] == pair for n, pair in enumerate(named))


INSPECTIONS = st.builds(Two, CODES, CODES, st.sampled_from(list(State))).filter(
    lambda two: two.left_office != two.right_office
)


@settings(deadline=None, max_examples=400)
@given(two=INSPECTIONS, office=st.one_of(st.none(), CODES), side=SIDES)
def test_each_side_sees_its_own_both_what_is_shared_and_the_level_above_all_r3_10(
    two: Two, office: str | None, side: str
) -> None:
    asking = Standing(office)
    left = office is None or stands_above(office, two.left_office)
    right = office is None or stands_above(office, two.right_office)
    if not (left or right):
        with pytest.raises(UnknownInspection, match="no inspection 7"):
            require_part(asking, two)
        assert side == "both" or not is_own(asking, two, side)
        return
    require_part(asking, two)
    own = {"left": left, "right": right, "both": True}[side]
    assert is_own(asking, two, side) == own
    assert shows(asking, two, side) == (own or two.state in (State.REPORTED, State.FILED))


@settings(deadline=None, max_examples=400)
@given(two=INSPECTIONS, office=CODES, side=SIDES)
def test_for_a_side_writes_its_office_or_one_above_r3_10(two: Two, office: str, side: str) -> None:
    author = Author(office, "甲")
    left, right = (stands_above(office, one) for one in (two.left_office, two.right_office))
    if not (left or right):
        with pytest.raises(UnknownInspection):
            require_side(author, two, side)
    elif {"left": left, "right": right, "both": True}[side]:
        require_side(author, two, side)
    else:
        with pytest.raises(NotPermitted, match=f"{side} side of inspection 7"):
            require_side(author, two, side)

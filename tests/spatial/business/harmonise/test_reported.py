"""Figures as whole numbers of their last decimal."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.business.harmonise.reported import scaled, whole_numbers
from spatial.errors import BadParameter


@given(st.lists(st.decimals(-(10**9), 10**9, places=3), min_size=1))
def test_a_number_is_the_same_after_it_was_a_whole_one_r10_2(values: list[Decimal]) -> None:
    found = whole_numbers(",".join(format(one, "f") for one in values), 3)
    assert [Decimal(one).scaleb(-3) for one in found.tolist()] == values


def test_whole_numbers_are_read_as_they_are() -> None:
    assert whole_numbers("1,-20,300000000000", 0).tolist() == [1, -20, 300000000000]


def test_a_number_of_too_many_digits_is_refused() -> None:
    with pytest.raises(BadParameter, match="18 digits"):
        scaled([Decimal("1234567890.123456789")], 9)
    with pytest.raises(BadParameter, match="18 digits"):
        whole_numbers("1" * 19, 0)

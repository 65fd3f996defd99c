"""What an office may see of two sides."""

import pytest

from spatial.access.standing import Standing


@pytest.mark.parametrize(
    ("office", "sees_left", "sees_right"),
    [
        ("330106", True, False),
        ("330109", False, True),
        ("330100", True, True),
        ("330000", True, True),
        ("330200", False, False),
        ("340000", False, False),
        (None, True, True),
    ],
)
def test_each_side_sees_its_own_and_the_level_above_both_r3_10(
    office: str | None, sees_left: bool, sees_right: bool
) -> None:
    standing = Standing(office)
    assert (standing.sees("330106"), standing.sees("330109")) == (sees_left, sees_right)
    assert standing.takes_part("330106", "330109") == (sees_left or sees_right)

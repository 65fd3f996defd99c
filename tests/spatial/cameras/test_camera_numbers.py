"""The 20 digits of GB/T 28181."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.cameras.device_number import CAMERA_TYPES, parse_camera_number
from spatial.errors import BadCameraNumber


def test_parts_of_a_number_are_told_r7_1() -> None:
    number = parse_camera_number("22038100001310000001")
    assert (number.centre, number.division, number.industry) == ("22038100", "220381", "00")
    assert (number.type, number.serial, number.network) == ("131", "0000001", "0")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "0 位"),
        ("2203810000131000000", "19 位"),
        ("220381000013100000012", "21 位"),
        ("2203810000131000000A", "不全是数字"),
        ("２２０３８１００００１３１０００００１", "不全是数字"),
        ("22038100002000000001", "类型 200"),
        ("00038100001310000001", "不是区划代码"),
        ("2.20381000013100E+19", "不全是数字"),
    ],
)
def test_what_is_no_number_of_a_camera_is_refused_with_the_reason_r7_1(
    text: str, reason: str
) -> None:
    with pytest.raises(BadCameraNumber, match=reason):
        parse_camera_number(text)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused_r7_1(text: str) -> None:
    try:
        number = parse_camera_number(text)
    except BadCameraNumber:
        return
    assert number.centre + number.industry + number.type + number.serial == text
    assert number.type in CAMERA_TYPES

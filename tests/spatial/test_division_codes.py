import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.division_codes import (
    Level,
    canonical_code,
    is_fictional,
    is_prefecture_city,
    is_urban_district,
    level_of,
    prefecture_code,
    province_code,
)
from spatial.errors import BadCode


@pytest.mark.parametrize("text", ["51", "5100", "510000", "510000000", "510000000000"])
def test_all_writings_of_a_province_are_one_code_r1_2(text: str) -> None:
    assert canonical_code(text) == "510000"


@pytest.mark.parametrize(
    ("text", "code", "level"),
    [
        ("11", "110000", Level.PROVINCE),
        ("4419", "441900", Level.PREFECTURE),
        ("441900000000", "441900", Level.PREFECTURE),
        ("659001", "659001", Level.COUNTY),
        ("460021", "460021", Level.COUNTY),
        ("110101001", "110101001", Level.TOWNSHIP),
        ("441900003000", "441900003", Level.TOWNSHIP),
        ("110101001000", "110101001", Level.TOWNSHIP),
        ("110101001002", "110101001002", Level.VILLAGE),
    ],
)
def test_the_shape_of_a_code_says_its_level(text: str, code: str, level: Level) -> None:
    assert canonical_code(text) == code
    assert level_of(text) is level


@pytest.mark.parametrize(
    "text",
    ["", "5", "511", "51000", "5101040", "00", "000000", "510000001", "51０１", "51010x"]
    + ["510104000001", " 51", "5101040010021"],
)
def test_a_text_of_no_form_is_refused(text: str) -> None:
    with pytest.raises(BadCode):
        canonical_code(text)


@given(st.text(alphabet="0123456789", max_size=14))
def test_a_canonical_code_is_its_own_canonical_form(text: str) -> None:
    try:
        code = canonical_code(text)
    except BadCode:
        return
    assert canonical_code(code) == code
    assert canonical_code(code.ljust(12, "0")) == code


def test_parents_by_digits() -> None:
    assert province_code("330104") == "330000"
    assert prefecture_code("330104") == "330100"


def test_ranges_of_gb_t_2260() -> None:
    assert is_urban_district("330104")
    assert not is_urban_district("330122")
    assert not is_urban_district("330182")
    assert is_prefecture_city("330100")
    assert not is_prefecture_city("132700")
    assert is_fictional("990101")
    assert not is_fictional("110101")

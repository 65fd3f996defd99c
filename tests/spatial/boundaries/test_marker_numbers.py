"""Marker numbers: what they say, what is refused, and which groups are incomplete."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.boundaries.marker_numbers import (
    Fault,
    Group,
    MarkerNumber,
    parse_marker_number,
    review,
)
from spatial.errors import BadMarkerNumber

NUMBERS = st.builds(
    MarkerNumber,
    st.from_regex(r"[0-9A-Z]{4}", fullmatch=True),
    st.integers(1, 999),
    st.sampled_from("QABCDE"),
)


@settings(deadline=None)
@given(NUMBERS)
def test_what_is_written_is_read_again_r3_2(number: MarkerNumber) -> None:
    assert len(str(number)) == 8
    assert parse_marker_number(str(number), provincial=True, line=number.line) == number


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=12),
    st.integers(1, 999),
)
def test_number_of_a_line_inside_a_province_has_any_length_r3_2(line: str, serial: int) -> None:
    read = parse_marker_number(f"{line}{serial:03}Q", provincial=False, line=line)
    assert (read.line, read.serial, read.kind) == (line, serial, "Q")


@settings(deadline=None)
@given(st.text(max_size=10))
def test_any_text_is_read_or_refused_with_itself_r3_2(text: str) -> None:
    said = ""
    try:
        read = str(parse_marker_number(text, provincial=True))
    except BadMarkerNumber as error:
        read, said = text, str(error)
    assert read == text
    assert not said or repr(text) in said


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("4142000Q", "serials begin with 001"),
        ("4142001F", "one of the letters"),
        ("4142001q", "one of the letters"),
        ("414201Q", "have 8"),
        ("41420001Q", "have 8"),
        ("4142００1Q", "three digits"),
        ("4142001Ｑ", "one of the letters"),
        ("4142001Q ", "one of the letters"),
        ("", "is no marker number"),
        ("豫皖42001Q", "have 8"),
        ("4243001Q", "does not begin with '4142'"),
    ],
)
def test_number_that_does_not_fit_is_refused_r3_2(number: str, reason: str) -> None:
    with pytest.raises(BadMarkerNumber, match=reason):
        parse_marker_number(number, provincial=True, line="4142")


def _series(*numbers: str) -> list[MarkerNumber]:
    return [parse_marker_number(f"4142{number}", provincial=True) for number in numbers]


def test_whole_groups_are_told_and_nothing_is_wrong_r3_2() -> None:
    told = review(_series("003E", "001Q", "002B", "002A", "003C", "003D"))
    assert told.complete
    assert [(one.serial, one.group, one.letters) for one in told.groups] == [
        (1, Group.SINGLE, "Q"),
        (2, Group.DOUBLE, "AB"),
        (3, Group.TRIPLE, "CDE"),
    ]


@pytest.mark.parametrize(
    ("numbers", "faults"),
    [
        (("001Q", "002A"), [(2, Fault.INCOMPLETE)]),
        (("001B",), [(1, Fault.INCOMPLETE)]),
        (("001C", "001E"), [(1, Fault.INCOMPLETE)]),
        (("001Q", "001A"), [(1, Fault.MIXED)]),
        (("001B", "001C"), [(1, Fault.MIXED)]),
        (("001Q", "001Q"), [(1, Fault.REPEATED)]),
        (("002Q", "005Q"), [(1, Fault.HOLE), (3, Fault.HOLE), (4, Fault.HOLE)]),
    ],
)
def test_what_is_wrong_with_a_series_is_reported_r3_2(
    numbers: tuple[str, ...], faults: list[tuple[int, Fault]]
) -> None:
    told = review(_series(*numbers))
    assert [(one.serial, one.fault) for one in told.faults] == faults
    assert {one.serial for one in told.groups} == {int(number[:3]) for number in numbers}


def test_half_of_a_double_names_the_other_half_r3_2() -> None:
    told = review(_series("001A"))
    assert told.groups[0].missing == "B"
    assert told.faults[0].text == "第001号只有A，缺B"


@settings(deadline=None)
@given(st.lists(NUMBERS, max_size=40))
def test_every_number_is_in_the_group_of_its_serial_r3_2(numbers: list[MarkerNumber]) -> None:
    told = review(numbers)
    letters = {group.serial: set(group.letters) for group in told.groups}
    assert {(n.serial, n.kind) for n in numbers} == {
        (serial, letter) for serial, found in letters.items() for letter in found
    }
    holes = {fault.serial for fault in told.faults if fault.fault is Fault.HOLE}
    assert holes.isdisjoint(letters)
    assert holes | set(letters) == set(range(1, max(letters, default=0) + 1))

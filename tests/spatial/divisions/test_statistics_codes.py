"""Lists of the statistics bureau as versions: no false level, any number of editions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.division_codes import Level
from spatial.divisions.derivation.statistics_codes import (
    BadListRow,
    Edition,
    StatisticalUnit,
    read_unit,
    statistics_registry,
)
from spatial.divisions.registry import VersionRecord
from spatial.errors import BadCode, ShikongError
from spatial.temporal import Period

FIRST, SECOND = date(2023, 12, 31), date(2025, 12, 31)

BEIJING = (
    ("11", "北京市", "province", ""),
    ("1101", "市辖区", "city", "11"),
    ("110101", "东城区", "county", "1101"),
    ("110101001", "东华门街道", "town", "110101"),
)
DONGGUAN = (
    ("44", "广东省", "province", ""),
    ("4419", "东莞市", "city", "44"),
    ("441900", "东莞市", "county", "4419"),
    ("441900003", "东城街道", "town", "441900"),
)


def units(*rows: tuple[str, str, str, str]) -> list[StatisticalUnit]:
    names = ("code", "name", "level", "parent_code")
    return [read_unit(dict(zip(names, row, strict=True))) for row in rows]


def versions(*editions: Edition) -> dict[tuple[str, date], VersionRecord]:
    registry, _ = statistics_registry(editions)
    return {(one.code, one.valid.start): one for one in registry.versions}


def test_r1_7_no_placeholder_becomes_a_version_and_its_units_hang_on_what_is_real() -> None:
    registry, left_out = statistics_registry([Edition(FIRST, 7, units(*BEIJING, *DONGGUAN))])
    parents = {one.code: (one.level, one.parent_code) for one in registry.versions}
    assert parents == {
        "110000": ("province", None),
        "110101": ("county", "110000"),
        "110101001": ("township", "110101"),
        "440000": ("province", None),
        "441900": ("prefecture", "440000"),
        "441900003": ("township", "441900"),
    }
    assert [(one.unit.code, one.unit.level) for one in left_out] == [
        ("1101", Level.PREFECTURE),
        ("441900", Level.COUNTY),
    ]
    assert all(one.reason and one.run_id == 7 for one in left_out)


def test_the_scheme_has_no_bases_beside_its_lists() -> None:
    [version] = statistics_registry([Edition(FIRST, 1, units(BEIJING[0]))])[0].versions
    assert (version.valid, version.announced, version.approved) == (Period(FIRST, None), None, None)
    assert version.identity == "nbs:110000:2023"


def test_a_later_edition_ends_what_it_lacks_and_what_it_says_otherwise() -> None:
    later = (
        *BEIJING[:2],
        ("110101", "新东城区", "county", "1101"),
        ("110102", "西城区", "county", "1101"),
        ("110102001", "西长安街街道", "town", "110102"),
    )
    found = versions(Edition(FIRST, 1, units(*BEIJING)), Edition(SECOND, 2, units(*later)))
    assert {key: one.valid.end for key, one in found.items()} == {
        ("110000", FIRST): None,
        ("110101", FIRST): SECOND,
        ("110101", SECOND): None,
        ("110101001", FIRST): SECOND,
        ("110102", SECOND): None,
        ("110102001", SECOND): None,
    }
    assert found["110101", SECOND].identity == "nbs:110101:2025"


def test_a_list_without_villages_does_not_end_them() -> None:
    village = ("110101001001", "多福巷社区居委会", "village", "110101001")
    found = versions(
        Edition(FIRST, 1, units(*BEIJING)),
        Edition(FIRST, 2, units(village)),
        Edition(SECOND, 3, units(*BEIJING)),
    )
    assert found["110101001001", FIRST].valid == Period(FIRST, None)
    assert found["110101001001", FIRST].parent_code == "110101001"


def test_villages_alone_hang_on_the_codes_that_they_begin_with() -> None:
    village = ("110101001001", "多福巷社区居委会", "village", "")
    assert versions(Edition(FIRST, 1, units(village)))["110101001001", FIRST].parent_code == (
        "110101001"
    )


def test_no_edition_gives_an_empty_registry() -> None:
    registry, left_out = statistics_registry([])
    assert (registry.versions, registry.events, left_out) == ((), (), [])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("11", "北京市", "state", ""), "unknown level 'state'"),
        (("1101", "市辖区", "county", "11"), "has 4 digits, a county has 6"),
        (("110101", "", "county", "1101"), "has no name"),
        (("110101", "东城区", "county", "1102"), "names the parent 1102"),
        (("11", "北京市", "province", "1"), "is a province and names the parent"),
    ],
)
def test_an_impossible_row_says_why(row: tuple[str, str, str, str], said: str) -> None:
    with pytest.raises(BadListRow, match=said):
        units(row)


@pytest.mark.parametrize("code", ["1101a1", "１１", "0", "000001", ""])
def test_an_ill_formed_code_is_refused(code: str) -> None:
    with pytest.raises(ShikongError):
        units((code, "虚", "county", ""))
    with pytest.raises(BadCode):
        units(("000001", "虚", "county", ""))


EDITION = st.dictionaries(
    st.sampled_from(["110101", "110102", "110105"]), st.sampled_from(["甲区", "乙区"]), max_size=3
)


@given(st.lists(EDITION, min_size=1, max_size=5))
def test_every_edition_is_reproduced_on_its_day(lists: list[dict[str, str]]) -> None:
    days = [date(2000 + place, 12, 31) for place in range(len(lists))]
    editions = [
        Edition(
            day,
            place,
            units(
                *BEIJING[:2], *((code, name, "county", "1101") for code, name in counties.items())
            ),
        )
        for place, (day, counties) in enumerate(zip(days, lists, strict=True))
    ]
    registry, _ = statistics_registry(editions)
    for day, counties in zip(days, lists, strict=True):
        standing = {
            one.code: one.name
            for one in registry.versions
            if one.valid.holds(day) and one.level == "county"
        }
        # A list that holds no county says nothing of counties.
        if counties:
            assert standing == counties

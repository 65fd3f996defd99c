"""The ministry's codes and the statistics bureau's: what corresponds, and why what does not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.divisions.derivation.scheme_differences import scheme_differences
from spatial.divisions.derivation.scheme_mapping import CodedUnit, Counterpart, counterparts
from spatial.divisions.derivation.statistics_codes import (
    Edition,
    LeftOut,
    read_unit,
    statistics_registry,
)
from spatial.divisions.unit_types import unit_type
from spatial.temporal import Period

LIST = date(2023, 12, 31)
STILL = Period(date(1981, 12, 31), None)
LEVELS = {2: "province", 4: "city", 6: "county", 9: "town", 12: "village"}


def ours(code: str, name: str, level: str = "county", valid: Period = STILL) -> CodedUnit:
    kind = unit_type("mca", code, name, level)
    return CodedUnit(code, name, level, kind, code[:6] if len(code) > 6 else None, valid)


def bureau(*rows: tuple[str, str]) -> tuple[list[CodedUnit], list[LeftOut]]:
    units = [
        read_unit({"code": c, "name": n, "level": LEVELS[len(c)], "parent_code": ""})
        for c, n in rows
    ]
    registry, left_out = statistics_registry([Edition(LIST, 1, units)])
    return [
        CodedUnit(v.code, v.name, v.level, v.type, v.parent_code, v.valid)
        for v in registry.versions
    ], left_out


def mapping(
    ministry: list[CodedUnit], *rows: tuple[str, str]
) -> dict[tuple[str, str], list[Counterpart]]:
    theirs, left_out = bureau(*rows)
    found: dict[tuple[str, str], list[Counterpart]] = {}
    for one in counterparts(ministry, theirs, left_out):
        assert one.reason
        found.setdefault((one.from_scheme, one.from_code), []).append(one)
    return found


def codes(found: list[Counterpart]) -> list[str | None]:
    return [one.to_code for one in found]


def test_r1_10_the_same_county_has_the_same_code_both_ways() -> None:
    found = mapping([ours("330102", "上城区")], ("330102", "上城区"))
    assert codes(found["nbs", "330102"]) == codes(found["mca", "330102"]) == ["330102"]
    assert found["nbs", "330102"][0].valid == Period(LIST, None)


def test_r1_10_a_code_that_the_ministry_retires_later_has_a_counterpart_until_then() -> None:
    end = date(2024, 12, 31)
    found = mapping([ours("542232", "旧县", valid=Period(LIST, end))], ("542232", "旧县"))
    assert [(one.to_code, one.valid) for one in found["nbs", "542232"]] == [
        ("542232", Period(LIST, end)),
        (None, Period(end, None)),
    ]


def test_r1_10_names_that_differ_under_one_code_are_said() -> None:
    found = mapping([ours("330102", "新上城区")], ("330102", "上城区"))
    assert "名称不同" in found["nbs", "330102"][0].reason


@pytest.mark.parametrize(
    ("code", "name"),
    [("130171", "石家庄高新技术产业开发区"), ("130102400", "高新区"), ("232761", "加格达奇区")],
)
def test_r1_10_functional_areas_have_no_code_of_the_ministry(code: str, name: str) -> None:
    [row] = mapping(
        [ours("130102", "长安区")], ("1301", "石家庄市"), ("130102", "长安区"), (code, name)
    )["nbs", code]
    assert row.to_code is None
    assert "功能区" in row.reason


def test_r1_10_a_functional_area_says_in_which_unit_it_lies() -> None:
    [row] = mapping([], ("1301", "石家庄市"), ("130171", "石家庄高新技术产业开发区"))[
        "nbs", "130171"
    ]
    assert "130100 石家庄市" in row.reason


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("1101", "市辖区"),
        ("5002", "县"),
        ("4290", "省直辖县级行政区划"),
        ("6590", "自治区直辖县级行政区划"),
    ],
)
def test_r1_10_placeholders_stand_for_nothing(code: str, name: str) -> None:
    [row] = mapping([], (code, name))["nbs", code + "00"]
    assert row.to_code is None
    assert "不是一级行政区划" in row.reason


def test_r1_10_the_repeated_county_of_a_city_without_counties_is_the_city() -> None:
    dongguan = mapping(
        [ours("441900", "东莞市", "prefecture")], ("4419", "东莞市"), ("441900", "东莞市")
    )
    assert codes(dongguan["nbs", "441900"]) == ["441900"]
    jiayuguan = mapping(
        [ours("620200", "嘉峪关市", "prefecture")], ("6202", "嘉峪关市"), ("620201", "嘉峪关市")
    )
    assert codes(jiayuguan["nbs", "620201"]) == ["620200"]
    assert codes(jiayuguan["mca", "620200"]) == ["620200"]


def test_r1_10_sansha_has_two_districts_for_the_three_archipelagos() -> None:
    found = mapping(
        [ours("460302", "西沙区"), ours("460303", "南沙区")],
        ("460321", "西沙群岛"),
        ("460322", "南沙群岛"),
        ("460323", "中沙群岛的岛礁及其海域"),
    )
    assert {key[1]: codes(rows) for key, rows in found.items()} == {
        "460321": ["460302"],
        "460322": ["460303"],
        "460323": ["460302"],
        "460302": ["460321"],
        "460303": ["460322"],
    }
    assert "代管" in found["nbs", "460323"][0].reason


def test_r1_10_cities_of_the_corps_keep_their_codes() -> None:
    found = mapping([ours("659001", "石河子市")], ("659001", "石河子市"))
    assert codes(found["nbs", "659001"]) == ["659001"]


@pytest.mark.parametrize(
    ("code", "name"),
    [("710000", "台湾省"), ("810000", "香港特别行政区"), ("820000", "澳门特别行政区")],
)
def test_r1_10_provinces_that_statistics_leave_out_say_so(code: str, name: str) -> None:
    [row] = mapping([ours(code, name, "province")], ("11", "北京市"))["mca", code]
    assert row.to_code is None
    assert name in row.reason


def test_r1_10_a_confirmed_township_keeps_its_code() -> None:
    found = mapping([ours("330102", "上城区")], ("330102", "上城区"), ("330102001", "清波街道"))
    assert codes(found["nbs", "330102001"]) == ["330102001"]


def test_r1_10_a_township_that_statistics_number_otherwise_is_found_by_name() -> None:
    found = mapping(
        [
            ours("120117", "宁河区"),
            ours("120117111", "俵口镇", "township"),
            ours("120117112", "廉庄镇", "township"),
        ],
        ("120117", "宁河区"),
        ("120117110", "俵口镇"),
        ("120117111", "大北涧沽镇"),
    )
    assert codes(found["mca", "120117111"]) == ["120117110"]
    assert codes(found["mca", "120117112"]) == [None]
    # The registry has 120117111 under another name: the same digits are not the same unit.
    assert codes(found["nbs", "120117111"]) == [None]


def test_r1_10_a_township_of_a_pseudo_county_has_a_code_that_nobody_tells() -> None:
    [row] = mapping([], ("1301", "石家庄市"), ("130171", "高新区"), ("130171001", "长江街道"))[
        "nbs", "130171001"
    ]
    assert row.to_code is None
    assert "130171" in row.reason


def test_villages_are_no_divisions_and_are_not_mapped() -> None:
    found = mapping([], ("330102", "上城区"), ("330102001001", "清波门社区"))
    assert ("nbs", "330102001001") not in found


def test_lists_of_the_bureau_are_compared_with_the_registry_of_their_day() -> None:
    theirs, _ = bureau(
        ("1301", "石家庄市"),
        ("130102", "长安区"),
        ("130103", "新区"),
        ("130171", "石家庄高新技术产业开发区"),
        ("460321", "西沙群岛"),
    )
    ministry = [
        ours("130100", "石家庄市", "prefecture"),
        ours("130102", "旧长安区"),
        ours("130104", "桥西区"),
        ours("130105", "新华区", valid=Period(date(2024, 12, 31), None)),
    ]
    found = scheme_differences(LIST, ministry, theirs)
    assert [(one.code, one.kind) for one in found] == [
        ("130100", "parent"),
        ("130102", "name"),
        ("130102", "parent"),
        ("130103", "extra"),
        ("130104", "missing"),
        ("460321", "extra"),
    ]
    assert all(one.explanation for one in found)
    assert "460302" in found[-1].explanation


OURS = st.sampled_from(["130102", "130103", "460302", "460303", "130102001", "130102002"])
THEIRS = st.sampled_from(
    ["130102", "130103", "130171", "460321", "460322", "460323", "620201", "130102001"]
)
NAMES = st.sampled_from(["甲区", "乙区", "甲镇"])
YEARS = st.integers(2020, 2028)


@given(
    st.dictionaries(OURS, st.tuples(NAMES, YEARS, st.integers(1, 6))),
    st.lists(st.dictionaries(THEIRS, NAMES, min_size=1), min_size=1, max_size=3),
)
def test_r1_10_on_every_day_a_code_of_the_bureau_has_one_answer_and_comes_back(
    ministry: dict[str, tuple[str, int, int]], lists: list[dict[str, str]]
) -> None:
    held = [
        ours(
            code,
            name,
            "township" if len(code) == 9 else "county",
            Period(date(first, 12, 31), date(first + years, 12, 31)),
        )
        for code, (name, first, years) in ministry.items()
    ]
    registry, left_out = statistics_registry(
        Edition(
            date(2023 + place, 12, 31),
            place,
            [
                read_unit({"code": c, "name": n, "level": LEVELS[len(c)], "parent_code": ""})
                for c, n in units.items()
            ],
        )
        for place, units in enumerate(lists)
    )
    theirs = [
        CodedUnit(v.code, v.name, v.level, v.type, v.parent_code, v.valid)
        for v in registry.versions
    ]
    found = counterparts(held, theirs, left_out)
    for day in (date(year, 12, 31) for year in range(2023, 2034)):
        answers: dict[tuple[str, str], str | None] = {}
        for one in found:
            if one.valid.holds(day):
                assert (one.from_scheme, one.from_code) not in answers
                answers[one.from_scheme, one.from_code] = one.to_code
        for unit in theirs:
            if unit.valid.holds(day):
                assert ("nbs", unit.code) in answers
        standing = {unit.code for unit in held if unit.valid.holds(day)}
        for (scheme, code), to in answers.items():
            if scheme == "nbs" and to is not None and len(code) == 6:
                assert to in standing
            if scheme == "mca" and to is not None and len(code) == 6:
                assert answers["nbs", to] == code

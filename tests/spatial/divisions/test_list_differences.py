"""Published lists against the registry: every difference has a class and a reason."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from spatial.divisions.derivation.list_differences import (
    Change,
    ListDifference,
    ListedVersion,
    PublishedList,
    list_differences,
)
from spatial.temporal import Period

OLD, NEW = date(1981, 12, 31), date(2015, 12, 31)
SPRING = Change(("国函〔2015〕1号",), date(2015, 3, 1))

DONGLING = [
    ListedVersion("210112", "东陵区", Period(OLD, date(2014, 12, 31)), None, Change()),
    ListedVersion("210112", "浑南区", Period(date(2014, 12, 31), None), Change(), None),
]


def compare(
    versions: list[ListedVersion], *lists: tuple[date, dict[str, str]]
) -> list[ListDifference]:
    return list_differences([PublishedList(1, "mca", day, names) for day, names in lists], versions)


def test_a_list_that_agrees_gives_nothing() -> None:
    assert compare(DONGLING, (date(2014, 12, 30), {"210112": "东陵区"})) == []
    assert compare(DONGLING, (date(2014, 12, 31), {"210112": "浑南区"})) == []


def test_a_source_that_keeps_the_old_name_is_later_and_says_until_when() -> None:
    [found] = compare(
        DONGLING,
        (date(2015, 1, 31), {"210112": "东陵区"}),
        (date(2016, 11, 30), {"210112": "浑南区"}),
    )
    assert (found.kind, found.source_says, found.registry_says) == ("later", "东陵区", "浑南区")
    assert "止于2014-12-31" in found.explanation
    assert "2014年年度代码表" in found.explanation
    assert "2016-11-30的表起列为浑南区" in found.explanation


def test_a_unit_that_is_not_shown_yet_is_later_and_names_the_decision() -> None:
    versions = [ListedVersion("361103", "广丰区", Period(date(2015, 3, 1), None), SPRING)]
    [found] = compare(versions, (date(2015, 3, 31), {}), (date(2015, 4, 30), {"361103": "广丰区"}))
    assert (found.kind, found.source_says, found.registry_says) == ("later", None, "广丰区")
    assert "国函〔2015〕1号，2015-03-01批准" in found.explanation


def test_a_source_that_shows_a_change_before_our_date_is_earlier() -> None:
    versions = [
        ListedVersion("361122", "广丰县", Period(OLD, NEW), None, Change(("国函〔2015〕2号",))),
        ListedVersion("361103", "广丰区", Period(NEW, None), Change(("国函〔2015〕2号",))),
    ]
    gone, shown = compare(
        versions,
        (date(2015, 2, 28), {"361122": "广丰县"}),
        (date(2015, 3, 31), {"361103": "广丰区"}),
    )[::-1]
    assert (gone.code, gone.kind, gone.registry_says) == ("361122", "earlier", "广丰县")
    assert (shown.code, shown.kind, shown.source_says) == ("361103", "earlier", "广丰区")
    assert "批准日期不详" in gone.explanation
    assert "国函〔2015〕2号" in shown.explanation


def test_an_approval_outside_the_year_of_the_list_is_said() -> None:
    change = Change(("国函〔2016〕9号",), date(2016, 1, 8))
    versions = [ListedVersion("361103", "广丰区", Period(NEW, None), change)]
    [found] = compare(versions, (date(2015, 6, 30), {"361103": "广丰区"}))
    assert "2016-01-08批准，不在该年度表的年份内" in found.explanation


def test_a_name_that_the_code_never_bore_is_a_slip() -> None:
    versions = [ListedVersion("513201", "马尔康市", Period(NEW, None), Change())]
    [found] = compare(versions, (NEW, {"513201": "马尔康区"}))
    assert (found.kind, found.source_says, found.registry_says) == ("name", "马尔康区", "马尔康市")
    assert "从未名为马尔康区" in found.explanation


def test_a_code_that_was_never_used_is_extra_and_names_the_code_of_the_unit() -> None:
    versions = [ListedVersion("510185", "简阳市", Period(date(2016, 5, 1), None), SPRING)]
    found = compare(versions, (date(2016, 5, 31), {"510180": "简阳市", "510185": "简阳市"}))
    [extra] = found
    assert (extra.code, extra.kind) == ("510180", "extra")
    assert "510185" in extra.explanation


def test_a_unit_that_one_list_drops_is_missing() -> None:
    versions = [ListedVersion("510181", "都江堰市", Period(OLD, None), None)]
    [found] = compare(
        versions,
        (date(2016, 4, 30), {"510181": "都江堰市"}),
        (date(2016, 5, 31), {}),
        (date(2016, 6, 30), {"510181": "都江堰市"}),
    )
    assert (found.day, found.kind, found.registry_says) == (
        date(2016, 5, 31),
        "missing",
        "都江堰市",
    )


def test_a_new_unit_that_is_dropped_again_is_missing_not_later() -> None:
    versions = [ListedVersion("510181", "新市", Period(date(2016, 1, 1), None), SPRING)]
    [found] = compare(
        versions,
        (date(2016, 4, 30), {"510181": "新市"}),
        (date(2016, 5, 31), {}),
        (date(2016, 6, 30), {"510181": "新市"}),
    )
    assert found.kind == "missing"


NAMES = st.sampled_from(["甲县", "乙县", "丙县"])
CODES = st.sampled_from(["110101", "110102"])


@given(
    st.dictionaries(CODES, NAMES),
    st.lists(st.tuples(st.integers(0, 60), st.dictionaries(CODES, NAMES)), max_size=4),
)
def test_whatever_is_compared_every_difference_is_real_and_explained(
    standing: dict[str, str], lists: list[tuple[int, dict[str, str]]]
) -> None:
    versions = [
        ListedVersion(code, name, Period(date(2015, 6, 1), date(2017, 6, 1)))
        for code, name in standing.items()
    ]
    days = {date(2014 + month // 12, month % 12 + 1, 28): names for month, names in lists}
    found = compare(versions, *days.items())
    held = {version.code: version for version in versions}
    for day, names in days.items():
        listed = {code: version.name for code, version in held.items() if version.valid.holds(day)}
        differing = {c for c in {*names, *listed} if names.get(c) != listed.get(c)}
        assert {one.code for one in found if one.day == day} == differing
    assert all(one.explanation for one in found)

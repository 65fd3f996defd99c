"""Tables of township changes as versions and events: what they say, and what stays open."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from hypothesis import example, given
from hypothesis import strategies as st

from spatial.divisions.derivation.code_spans import CodeSpans, Moment
from spatial.divisions.derivation.township_changes import (
    Township,
    TownshipClaim,
    document_numbers,
    township_changes,
)
from spatial.divisions.derivation.township_registry import with_townships as with_all_townships
from spatial.divisions.registry import (
    ChangeKind,
    EffectRecord,
    EventRecord,
    Registry,
    Share,
    StartBasis,
    VersionRecord,
    identity_id,
)
from spatial.temporal import Period, list_day

START = date(1981, 12, 31)


def county(code: str, start: date = START, end: date | None = None) -> VersionRecord:
    level = "province" if code.endswith("0000") else "county"
    level = "prefecture" if level == "county" and code.endswith("00") else level
    period = Period(start, end)
    identity = identity_id("mca", code, start.year)
    return VersionRecord(
        code, "虚", level, "county", None, identity, period, period, period, StartBasis.LIST, 1
    )


COUNTIES = Registry("mca", (county("130200"), county("130207")))


def unit(text: str | None) -> Township | None:
    return Township(*text.split()) if text else None


def claim(
    line: int,
    old: str | None,
    new: str | None,
    reason: str = "撤乡设镇",
    approval: str = "冀民函〔2022〕79号",
    year: int = 2022,
    cell: int | None = None,
) -> TownshipClaim:
    place = line if cell is None else cell
    return TownshipClaim(7, line, year, place, reason, approval, unit(old), unit(new))


def with_townships(registry: Registry, claims: list[TownshipClaim]) -> Registry:
    found, left_out = with_all_townships(registry, claims)
    assert left_out == []
    return found


def added(registry: Registry) -> dict[tuple[str, str], VersionRecord]:
    return {(one.code, one.name): one for one in registry.versions if one.level == "township"}


def effects(registry: Registry) -> list[tuple[str, str | None, str | None, bool]]:
    """Kind, predecessor's name, successor's name, continues."""
    names = [one.name for one in registry.versions]
    return [
        (
            effect.kind.value,
            None if effect.predecessor is None else names[effect.predecessor],
            None if effect.successor is None else names[effect.successor],
            effect.continues,
        )
        for event in registry.events
        for effect in event.effects
    ]


def test_a_township_that_became_a_town_goes_on_under_a_new_code() -> None:
    found = with_townships(COUNTIES, [claim(1, "130207202 东田庄乡", "130207118 东田庄镇")])
    old, new = added(found)["130207202", "东田庄乡"], added(found)["130207118", "东田庄镇"]
    assert old.valid == Period(list_day(2021), list_day(2022))
    assert (old.start_basis, old.type) == (StartBasis.FIRST_MENTION, "township")
    assert new.valid == new.announced == new.approved == Period(list_day(2022), None)
    assert (new.type, new.parent_code, new.run_id) == ("town", "130207", 7)
    assert old.identity == new.identity == "mca:130207202:2021"
    [event] = found.events
    assert event.document_nos == ("冀民函〔2022〕79号",)
    assert event.on_list == event.list_date == list_day(2022)
    assert event.approved_on is None
    assert event.date_notes
    assert effects(found) == [("type", "东田庄乡", "东田庄镇", True)]


def test_kinds_of_change_with_one_unit_on_each_side() -> None:
    counties = Registry("mca", (*COUNTIES.versions, county("130208")))
    found = with_townships(
        counties,
        [
            claim(1, "130207100 甲镇", "130207100 乙镇", "名称变更"),
            claim(2, "130207101 丙镇", "130208101 丙镇", "隶属关系变更"),
            claim(3, "130207102 丁镇", "130207103 丁镇", "区划代码变更"),
            claim(4, None, "130207104 戊镇", "新设镇"),
            claim(5, "130207105 己镇", None, "撤销"),
        ],
    )
    assert effects(found) == [
        ("rename", "甲镇", "乙镇", True),
        ("subordination", "丙镇", "丙镇", True),
        ("code", "丁镇", "丁镇", True),
        ("establish", None, "戊镇", False),
        ("abolish", "己镇", None, False),
    ]
    assert added(found)["130208101", "丙镇"].parent_code == "130208"


def test_rows_below_a_merged_cell_join_the_change_above() -> None:
    rows = [
        claim(1, "130207201 甲乡", "130207111 甲镇", cell=1),
        claim(2, "130207202 乙乡", None, cell=1),
        claim(3, "130207203 丙乡", "130207112 丙镇", cell=1),
        claim(4, None, "130207113 丁镇", "撤乡设镇", cell=1),
        claim(5, "130207204 戊乡", None, "撤销乡", cell=5),
    ]
    changes = township_changes(rows)
    assert [(len(one.old), len(one.new), one.joined) for one in changes] == [
        (2, 1, True),
        (1, 2, True),
        (1, 0, False),
    ]
    found = with_townships(COUNTIES, rows)
    assert effects(found) == [
        ("merge", "甲乡", "甲镇", False),
        ("merge", "乙乡", "甲镇", False),
        ("split", "丙乡", "丙镇", False),
        ("split", "丙乡", "丁镇", False),
        ("abolish", "戊乡", None, False),
    ]


def test_another_decision_ends_a_merged_cell() -> None:
    rows = [
        claim(1, "130207201 甲乡", "130207111 甲镇", cell=1),
        claim(2, "130207202 乙乡", None, approval="冀民函〔2022〕80号", cell=2),
    ]
    assert [len(one.old) for one in township_changes(rows)] == [1, 1]


def test_a_unit_that_takes_others_in_goes_on_itself() -> None:
    rows = [claim(1, "130207201 甲乡", "130207111 大镇", "并入其他建制")]
    found = with_townships(COUNTIES, rows)
    taker = added(found)["130207111", "大镇"]
    assert (taker.valid, taker.start_basis) == (
        Period(list_day(2021), None),
        StartBasis.FIRST_MENTION,
    )
    assert effects(found) == [("merge", "甲乡", "大镇", False)]
    # The same where the taker stands on both sides of a merged cell.
    same = [
        claim(1, "130207201 甲乡", "130207111 大镇", cell=1),
        claim(2, "130207111 大镇", None, cell=1),
    ]
    again = with_townships(COUNTIES, same)
    assert added(again)["130207111", "大镇"].valid.end is None
    assert effects(again) == [("merge", "甲乡", "大镇", False)]


def test_a_name_that_changed_between_two_tables_is_left_open_and_said() -> None:
    rows = [
        claim(1, None, "130207101 甲镇", "新设镇", "文〔2018〕1号", 2018),
        claim(2, "130207101 乙镇", None, "撤销镇"),
    ]
    found = with_townships(COUNTIES, rows)
    assert added(found)["130207101", "甲镇"].valid == Period(list_day(2018), list_day(2021))
    assert added(found)["130207101", "乙镇"].valid == Period(list_day(2021), list_day(2022))
    assert ("rename", "甲镇", "乙镇", False) in effects(found)
    undocumented = [event for event in found.events if not event.document_nos]
    assert [event.on_list for event in undocumented] == [list_day(2021)]
    assert undocumented[0].date_notes


def test_a_township_does_not_outlast_the_code_of_its_county() -> None:
    turned = date(2020, 6, 5)
    counties = Registry("mca", (county("130521", end=turned), county("130502", turned)))
    rows = [
        claim(1, "130521201 甲乡", "130502101 甲镇", "隶属关系变更", "冀〔2020〕1号", 2020),
        claim(2, None, "130521103 乙镇", "新设镇", "冀〔2018〕1号", 2018),
    ]
    found = added(with_townships(counties, rows))
    # The table gives a year; the county's code says on which day of it.
    assert found["130521201", "甲乡"].valid == Period(list_day(2019), turned)
    assert found["130502101", "甲镇"].valid == Period(turned, None)
    assert found["130521103", "乙镇"].valid == Period(list_day(2018), turned)


def test_effects_join_the_decision_that_the_registry_has_under_the_same_number() -> None:
    approved = date(2022, 6, 5)
    effect = EffectRecord(ChangeKind.BOUNDARY, 1, 1, True, "规则", Share.PART)
    decision = EventRecord(
        "mca/2022/国函〔2022〕78号",
        None,
        ("国函〔2022〕78号",),
        approved,
        None,
        None,
        list_day(2022),
        approved,
        list_day(2022),
        approved,
        (effect,),
    )
    counties = Registry("mca", COUNTIES.versions, (decision,))
    rows = [claim(1, "130207202 东田庄乡", "130207118 东田庄镇", approval="国函〔2022〕78 号")]
    found = with_townships(counties, rows)
    [event] = found.events
    assert event.key == decision.key
    assert [one.kind for one in event.effects] == [ChangeKind.BOUNDARY, ChangeKind.TYPE]
    town = added(found)["130207118", "东田庄镇"]
    assert town.start_basis is StartBasis.DECISION
    assert (town.valid.start, town.announced, town.approved) == (
        approved,
        Period(list_day(2022), None),
        Period(approved, None),
    )


def test_a_township_of_a_development_area_hangs_on_the_city() -> None:
    rows = [claim(1, "130291200 留村乡", "130291104 留村镇")]
    assert {one.parent_code for one in added(with_townships(COUNTIES, rows)).values()} == {"130200"}


def test_a_township_that_the_lists_have_is_left_to_them() -> None:
    always = Period(START, None)
    listed = VersionRecord(
        "130207202",
        "东田庄乡",
        "township",
        "township",
        "130207",
        "mca:130207202:1981",
        always,
        always,
        always,
        StartBasis.LIST,
        1,
    )
    base = Registry("mca", (*COUNTIES.versions, listed))
    rows = [
        claim(1, "130207202 东田庄乡", "130207118 东田庄镇"),
        claim(2, "130207203 乙乡", "130207119 乙镇"),
    ]
    found, left_out = with_all_townships(base, rows)
    assert [change.old[0].name for change in left_out] == ["东田庄乡"]
    assert {name for _, name in added(found)} == {"东田庄乡", "乙乡", "乙镇"}
    assert found.versions[: len(base.versions)] == base.versions


def test_no_two_versions_of_a_code_or_an_identity_meet() -> None:
    rows = [
        claim(1, "130207202 甲乡", "130207118 甲镇", "撤乡设镇", "文〔2016〕1号", 2016),
        claim(2, "130207118 甲镇", "130207118 乙镇", "更名", "文〔2018〕1号", 2018),
        claim(3, "130207118 丙镇", "130207001 丙街道", "撤镇设街道", "文〔2020〕1号", 2020),
        claim(4, None, "130207118 丁镇", "新设镇", "文〔2022〕1号", 2022),
    ]
    found = list(added(with_townships(COUNTIES, rows)).values())
    for place, one in enumerate(found):
        for other in found[place + 1 :]:
            if one.code == other.code or one.identity == other.identity:
                assert not one.valid.meets(other.valid)


UNITS = st.one_of(
    st.none(),
    st.builds(
        lambda code, name: f"{code} {name}",
        st.sampled_from(["130207101", "130207102", "130207103", "130208101"]),
        st.sampled_from(["甲镇", "乙镇", "丙乡"]),
    ),
)
REASONS = st.sampled_from(["撤乡设镇", "并入其他建制", "合并", "更名", "撤销", "新设镇", ""])
ROWS = st.tuples(
    UNITS, UNITS, REASONS, st.sampled_from(["甲〔2020〕1号", "乙〔2020〕2号", ""])
).filter(lambda row: row[0] is not None or row[1] is not None)


@example(
    [
        (2014, (None, "130207101 甲镇", "新设镇", "甲〔2020〕1号")),
        (2016, ("130208101 甲镇", None, "撤销", "甲〔2020〕1号")),
        (2016, ("130207101 甲镇", "130208101 甲镇", "撤乡设镇", "乙〔2020〕2号")),
    ]
)
@example(
    [
        (2014, (None, "130207101 甲镇", "新设镇", "甲〔2020〕1号")),
        (2016, (None, "130208101 甲镇", "新设镇", "甲〔2020〕1号")),
        (2016, ("130207101 甲镇", "130208101 乙镇", "并入其他建制", "乙〔2020〕2号")),
    ]
)
@example(
    [
        (2016, ("130207101 乙镇", "130207102 甲镇", "并入其他建制", "甲〔2020〕1号")),
        (2016, ("130207101 甲镇", None, "撤乡设镇", "甲〔2020〕1号")),
    ]
)
@given(st.lists(st.tuples(st.sampled_from([2014, 2016, 2017, 2018]), ROWS), max_size=12))
def test_whatever_tables_say_codes_and_identities_stand_once_and_parents_stand(
    tables: list[tuple[int, tuple[str | None, str | None, str, str]]],
) -> None:
    turned = date(2016, 6, 5)
    counties = Registry("mca", (county("130200"), county("130207", end=turned), county("130208")))
    rows = [
        claim(line, old, new, reason, approval, year, cell=line // 3)
        for line, (year, (old, new, reason, approval)) in enumerate(tables)
    ]
    found = with_townships(counties, rows)
    towns = [one for one in found.versions if one.level == "township"]
    for one, other in combinations(towns, 2):
        if one.code == other.code or one.identity == other.identity:
            assert not one.valid.meets(other.valid)
    ends = {one.code: one.valid.end for one in counties.versions}
    for one in towns:
        if one.parent_code is not None and ends[one.parent_code] is not None:
            assert one.valid.end is not None
            assert one.valid.end <= turned
    assert len({event.key for event in found.events}) == len(found.events)
    for event in found.events:
        for effect in event.effects:
            if effect.continues:
                assert effect.predecessor is not None
                assert effect.successor is not None
                before, after = found.versions[effect.predecessor], found.versions[effect.successor]
                assert before.identity == after.identity


def test_document_numbers_are_found_in_a_cell() -> None:
    assert document_numbers("湘民行发〔2014〕4号\xa0\xa0常政函〔2014〕50 号") == (
        "湘民行发〔2014〕4号",
        "常政函〔2014〕50号",
    )
    assert document_numbers("") == ()


def test_a_county_code_stands_through_renames_and_ends_when_no_unit_bears_it() -> None:
    middle, end = date(2000, 12, 31), date(2010, 12, 31)
    spans = CodeSpans([county("130521", START, middle), county("130521", middle, end)])
    assert spans.turn(["130521"], date(1999, 12, 31), middle) is None
    assert spans.turn(["130521"], list_day(2009), list_day(2010)) == Moment.on(end)
    assert spans.parent_of("130521200", middle)[0] == "130521"
    assert spans.parent_of("130521200", end)[0] is None

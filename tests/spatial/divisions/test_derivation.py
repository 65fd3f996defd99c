"""The registry that follows from claims: identities, kinds, dates and differences."""

from __future__ import annotations

from datetime import date

from derivation_claims import (
    claims_of,
    decision,
    derived,
    document,
    effects_between,
    line,
    stands,
    versions_of,
)

from spatial.divisions.derivation.claims import Claims, EffectClaim
from spatial.divisions.derivation.derive import derive
from spatial.divisions.registry import (
    ChangeKind,
    EffectRecord,
    EventRecord,
    Passed,
    Registry,
    Share,
    StartBasis,
)
from spatial.temporal import Period


def one_effect(
    registry: Registry, before: str | None, after: str | None
) -> tuple[EventRecord, EffectRecord]:
    [(event, effect)] = effects_between(registry, before, after)
    return event, effect


def test_identity_goes_on_through_a_change_of_type_with_one_whole_on_each_side() -> None:
    registry = derived(
        [stands("982121", "甲县", 2000, 2005, ("982181", 2005)), stands("982181", "甲市", 2005)]
    )
    [old], [new] = versions_of(registry, "982121"), versions_of(registry, "982181")
    assert old.identity == new.identity == "mca:982121:2000"
    _, effect = one_effect(registry, "982121", "982181")
    assert (effect.kind, effect.continues, effect.share) == (ChangeKind.TYPE, True, Share.WHOLE)


def test_identity_goes_on_through_rename_recoding_and_subordination() -> None:
    other_city = stands("982200", "西市", 2000, parent="980000")
    registry = derived(
        [
            other_city,
            stands("982121", "甲县", 2000, 2003, ("982121", 2003)),
            stands("982121", "新甲县", 2003, 2005, ("982221", 2005)),
            stands("982221", "新甲县", 2005, 2007, ("982225", 2007), parent="982200"),
            stands("982225", "新甲县", 2007, parent="982200"),
        ]
    )
    units = [v for v in registry.versions if "甲县" in v.name]
    assert {unit.identity for unit in units} == {"mca:982121:2000"}
    kinds = [
        effect.kind
        for event in registry.events
        for effect in event.effects
    ]  # fmt: skip
    assert kinds == [ChangeKind.RENAME, ChangeKind.SUBORDINATION, ChangeKind.CODE]


def test_identity_ends_with_a_merger_into_a_new_unit() -> None:
    registry = derived(
        [
            stands("982121", "甲县", 2000, 2005, ("982123", 2005)),
            stands("982122", "乙县", 2000, 2005, ("982123", 2005)),
            stands("982123", "丙县", 2005),
        ]
    )
    [new] = versions_of(registry, "982123")
    assert new.identity == "mca:982123:2005"
    for code in ("982121", "982122"):
        _, effect = one_effect(registry, code, "982123")
        assert (effect.kind, effect.continues) == (ChangeKind.MERGE, False)


def test_a_merger_into_a_unit_that_stands_on_ends_only_what_was_merged() -> None:
    registry = derived(
        [
            stands("982121", "甲县", 2000, 2005, ("982122", 2005)),
            stands("982122", "乙县", 2000),
        ]
    )
    [kept] = versions_of(registry, "982122")
    assert kept.valid.end is None
    _, effect = one_effect(registry, "982121", "982122")
    assert (effect.kind, effect.continues, effect.share) == (ChangeKind.MERGE, False, Share.WHOLE)


def test_an_earlier_part_moved_does_not_end_an_identity_later() -> None:
    registry = derived(
        [
            stands("982121", "甲县", 2000, 2007, ("982122", 2003), ("982181", 2007)),
            stands("982122", "乙县", 2000),
            stands("982181", "甲市", 2007),
        ]
    )
    assert versions_of(registry, "982181")[0].identity == "mca:982121:2000"
    _, moved = one_effect(registry, "982121", "982122")
    assert (moved.kind, moved.share) == (ChangeKind.TRANSFER, Share.PART)


def test_a_unit_set_up_from_a_part_is_new() -> None:
    registry = derived(
        [stands("982121", "甲县", 2000, None, ("982122", 2004)), stands("982122", "乙县", 2004)]
    )
    _, effect = one_effect(registry, "982121", "982122")
    assert (effect.kind, effect.continues) == (ChangeKind.ESTABLISH, False)


def test_identity_ends_where_a_unit_is_divided_into_new_ones() -> None:
    registry = derived(
        [
            stands("982121", "甲县", 2000, 2005, ("982122", 2005), ("982123", 2005)),
            stands("982122", "乙县", 2005),
            stands("982123", "丙县", 2005),
        ]
    )
    for code in ("982122", "982123"):
        _, effect = one_effect(registry, "982121", code)
        assert (effect.kind, effect.continues, effect.share) == (
            ChangeKind.SPLIT, False, Share.PART,
        )  # fmt: skip


def test_units_of_no_known_origin_or_end_are_established_and_abolished() -> None:
    registry = derived([stands("982121", "甲县", 2003, 2005)])
    _, begun = one_effect(registry, None, "982121")
    _, ended = one_effect(registry, "982121", None)
    assert (begun.kind, ended.kind) == (ChangeKind.ESTABLISH, ChangeKind.ABOLISH)


def test_abolish_a_and_b_and_set_up_a_new_a_begins_a_new_unit_under_the_old_code() -> None:
    notice = document("虚函1号", "2004-05-06", "撤销东市甲区、乙区，设立新的东市甲区，驻东镇。")
    registry = derived(
        [
            stands("982102", "甲区", 2000),
            stands("982103", "乙区", 2000, 2004, ("982102", 2004)),
        ],
        [line("remove", "982103", "乙区", 2004, ">甲区", notice)],
    )
    old, new = versions_of(registry, "982102")
    assert (old.identity, new.identity) == ("mca:982102:2000", "mca:982102:2004")
    assert old.valid.end == new.valid.start == date(2004, 5, 6)
    event, renewed = one_effect(registry, "982102", "982102")
    assert (renewed.kind, renewed.continues) == (ChangeKind.MERGE, False)
    assert "设立新的甲区" in renewed.rule
    assert event.document_nos == ("虚函1号",)
    assert len(event.effects) == 2


def test_r1_9_all_effects_of_a_decision_take_its_date_together() -> None:
    notice = document("虚函1号", "2004-05-06", "甲区更名为丁区。撤销丙县，划归丁区、乙区。丙县")
    registry = derived(
        [
            stands("982102", "甲区", 2000, 2004, ("982102", 2004)),
            stands("982102", "丁区", 2004),
            stands("982103", "乙区", 2000, 2004, ("982103", 2004)),
            stands("982103", "戊区", 2004),
            stands("982121", "丙县", 2000, 2004, ("982102", 2004), ("982103", 2004)),
        ],
        [line("remove", "982121", "丙县", 2004, ">丁区,戊区", notice)],
    )
    days = {
        day
        for v in registry.versions
        for day in (v.valid.start, v.valid.end)
        if day is not None and day.year == 2004
    }
    assert days == {date(2004, 5, 6)}
    assert {event.on_list for event in registry.events} == {date(2004, 5, 6)}


def test_r1_5_a_date_outside_the_list_year_is_kept_and_noted_but_not_taken_on_lists() -> None:
    notice = document("虚函1号", "2003-12-20", "撤销甲县，设立甲市。")
    registry = derived(
        [stands("982121", "甲县", 2000, 2004, ("982181", 2004)), stands("982181", "甲市", 2004)],
        [line("add", "982181", "甲市", 2004, "<甲县", notice)],
    )
    [new] = versions_of(registry, "982181")
    assert new.valid.start == date(2004, 12, 31)
    assert new.start_basis is StartBasis.LIST
    assert new.approved == Period(date(2003, 12, 20), None)
    [event] = registry.events
    assert event.approved_on == date(2003, 12, 20)
    assert any("2003-12-20" in note for note in event.date_notes)


def test_an_undated_line_is_dated_by_the_list_and_marked() -> None:
    registry = derived(
        [stands("982121", "甲县", 2000, 2004, ("982181", 2004)), stands("982181", "甲市", 2004)],
        [line("add", "982181", "甲市", 2004, "<甲县", document(None, None, "甲县改为甲市"))],
    )
    [event] = registry.events
    assert (event.approved_on, event.announced_on) == (None, None)
    assert event.on_list == event.on_announced == event.on_approved == date(2004, 12, 31)
    assert len(event.date_notes) == 2
    assert event.wording == "甲县改为甲市"


def test_an_announcement_in_the_next_year_moves_only_the_public_basis() -> None:
    registry = derived(
        [stands("982121", "甲县", 2000, 2004, ("982181", 2004)), stands("982181", "甲市", 2004)],
        decisions=[decision("虚函1号", 2004,
                            EffectClaim(ChangeKind.TYPE, "982121", "982181", Share.WHOLE),
                            approved="2004-12-26", announced="2005-01-09")],
    )  # fmt: skip
    [new] = versions_of(registry, "982181")
    assert new.valid.start == date(2004, 12, 26)
    assert new.announced == Period(date(2005, 1, 9), None)


def test_a_version_that_no_announcement_lets_begin_before_it_ends_is_passed_over() -> None:
    effects = [EffectClaim(ChangeKind.RENAME, "982121", "982121", Share.WHOLE, continues=True)]
    registry = derived(
        [
            stands("982121", "甲县", 2000, 2004, ("982121", 2004)),
            stands("982121", "乙县", 2004, 2005, ("982121", 2005)),
            stands("982121", "丙县", 2005),
        ],
        decisions=[
            decision("虚函1号", 2004, *effects, announced="2006-03-01"),
            decision("虚函2号", 2005, *effects, announced="2005-02-01"),
        ],
    )
    first, second, third = versions_of(registry, "982121")
    assert first.announced == Period(date(2000, 12, 31), date(2006, 3, 1))
    assert second.announced is Passed.OVER
    assert third.announced == Period(date(2006, 3, 1), None)


def test_seat_and_limits_come_in_by_recorded_decisions_and_change_no_version() -> None:
    registry = derived(
        [stands("982121", "甲县", 2000), stands("982122", "乙县", 2000)],
        decisions=[
            decision("虚函1号", 2004, EffectClaim(ChangeKind.SEAT, "982121", "982121", Share.NONE,
                                                  seat="东镇"), approved="2004-05-06"),
            decision("虚函2号", 2005, EffectClaim(ChangeKind.BOUNDARY, "982121", "982122",
                                                  Share.PART), approved="2005-05-06"),
        ],
    )  # fmt: skip
    assert len(versions_of(registry, "982121")) == 1
    event, seat = one_effect(registry, "982121", "982121")
    assert (seat.kind, seat.continues, seat.share) == (ChangeKind.SEAT, True, Share.NONE)
    assert seat.note is not None
    assert "东镇" in seat.note
    assert event.on_list == date(2004, 5, 6)
    _, limits = one_effect(registry, "982121", "982122")
    assert limits.kind is ChangeKind.BOUNDARY


def test_r1_9_a_decision_with_one_unknown_unit_is_not_applied_at_all() -> None:
    claims = claims_of(
        [stands("982121", "甲县", 2000), stands("982122", "乙县", 2000)],
        decisions=[
            decision(
                "虚函1号", 2004,
                EffectClaim(ChangeKind.MERGE, "982121", "982121", Share.WHOLE, continues=False),
                EffectClaim(ChangeKind.TRANSFER, "982129", "982122", Share.PART),
                approved="2004-05-06",
            )
        ],
    )  # fmt: skip
    registry, differences = derive(claims)
    assert registry.events == ()
    assert len(versions_of(registry, "982121")) == 1
    [refused] = differences
    assert (refused.kind, refused.code) == ("unknown_unit", "982129")
    assert "整个决定未采用" in refused.explanation


def test_a_line_that_names_an_unknown_unit_is_a_difference_and_changes_nothing() -> None:
    claims = claims_of(
        [stands("982121", "甲县", 2000)],
        [
            line("add", "982199", "无县", 2004, "", document("虚函1号", "2004-05-06")),
            line("remove", "982121", "甲县", 2004),
        ],
    )
    registry, differences = derive(claims)
    assert len(registry.versions) == 3
    assert [d.kind for d in differences] == ["unknown_unit", "relation"]
    assert "没有这样的单位" in differences[0].explanation


def test_a_relation_that_the_history_does_not_know_is_a_difference() -> None:
    claims = claims_of(
        [
            stands("982121", "甲县", 2000, 2004, ("982122", 2004)),
            stands("982122", "乙县", 2000),
            stands("982123", "丙县", 2000),
        ],
        [line("remove", "982121", "甲县", 2004, ">乙县,丙县", document("虚函1号", "2004-05-06"))],
    )
    _, [difference] = derive(claims)
    assert (difference.kind, difference.source_says) == ("relation", "remove 甲县 >乙县,丙县")
    assert "丙县" in difference.explanation


def test_of_two_files_the_later_holds_for_each_code_and_the_rest_is_reported() -> None:
    claims = claims_of(
        [
            stands("982121", "甲县", 2000),
            stands("982122", "乙县", 2000),
            stands("982121", "新甲县", 2000, run=7),
        ]
    )
    registry, differences = derive(claims)
    assert [v.name for v in versions_of(registry, "982121")] == ["新甲县"]
    assert [v.name for v in versions_of(registry, "982122")] == ["乙县"]
    [overruled] = differences
    assert (overruled.run_id, overruled.kind, overruled.code) == (1, "name", "982121")
    assert overruled.registry_says is not None
    assert "新甲县" in overruled.registry_says


def test_a_unit_whose_parent_is_in_no_list_stands_and_is_reported() -> None:
    claims = claims_of([stands("982221", "甲县", 2001, 2003, parent="982200")])
    registry, [orphan] = derive(claims)
    assert len(versions_of(registry, "982221")) == 1
    assert (orphan.kind, orphan.code, orphan.as_of) == ("parent", "982221", date(2001, 12, 31))
    assert "2 份" in orphan.explanation


def test_a_row_that_only_repeats_the_one_before_makes_no_version_of_its_own() -> None:
    registry = derived(
        [stands("982121", "甲县", 2000, 2004, ("982121", 2004)), stands("982121", "甲县", 2004)]
    )
    assert len(versions_of(registry, "982121")) == 1
    assert registry.events == ()


def test_keys_of_events_are_the_same_in_every_derivation() -> None:
    claims = [
        stands("982121", "甲县", 2000, 2005, ("982181", 2005)),
        stands("982181", "甲市", 2005),
    ]
    more = [stands("982111", "先县", 2000, 2003), *claims]
    keys = {event.key for event in derived(claims).events}
    assert keys < {event.key for event in derived(more).events}


def test_nothing_is_derived_from_nothing() -> None:
    registry, differences = derive(Claims("mca", (), ()))
    assert (registry.versions, registry.events, differences) == ((), (), ())

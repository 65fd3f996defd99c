"""The way of an inspection through its states, and what a refusal says."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from spatial.access.standing import Standing
from spatial.boundaries.inspections.due import due_lines
from spatial.boundaries.inspections.findings import open_finding, settle_finding
from spatial.boundaries.inspections.inspections import (
    Draft,
    Measures,
    create_inspection,
    inspection_of,
    inspections_page,
)
from spatial.boundaries.inspections.records import Sheet, add_record
from spatial.boundaries.inspections.rights import Author
from spatial.boundaries.inspections.rounds import create_round
from spatial.boundaries.inspections.states import FOLLOWING, OPEN_STATES, State
from spatial.boundaries.inspections.steps import next_steps, steps_of, take_step
from spatial.boundaries.inspections.wording import (
    CATEGORIES,
    CONDITIONS,
    FINDING_STATES,
    KINDS,
    MISSING,
    STATES,
    SUBJECTS,
)
from spatial.errors import (
    BadParameter,
    InspectionConflict,
    NotPermitted,
    UnknownBoundary,
    UnknownFile,
    UnknownInspection,
)
from tests.inspection_rows import (
    ABOVE,
    CHECKED,
    DAY,
    EAST,
    LEFT,
    LINE,
    MARKERS,
    NOW,
    OTHER,
    RIGHT,
    WEST,
    begun,
    deposit,
    in_the_field,
    store_world,
)


def go(connection: Connection, made: int, state: State, **told: str | None) -> None:
    take_step(connection, made, state, WEST, day=DAY, today=DAY, **told)


def record_all(connection: Connection, made: int) -> list[int]:
    return [
        add_record(
            connection, made, WEST, Sheet("left", "marker", CHECKED, "intact", marker=one), NOW
        )
        for one in MARKERS
    ]


@given(st.lists(st.sampled_from(list(State)), max_size=12))
def test_nothing_is_filed_without_a_desk_check_and_a_field_check(way: list[State]) -> None:
    state, seen = State.PLANNED, [State.PLANNED]
    for following in way:
        if following in FOLLOWING[state]:
            state = following
            seen.append(state)
    if State.FILED in seen:
        assert seen[:3] == [State.PLANNED, State.DESK_CHECK, State.FIELD_CHECK]
        assert seen[-2:] == [State.REPORTED, State.FILED]
    assert (State.CANCELLED in FOLLOWING[state]) == (state in OPEN_STATES)


def test_every_word_that_the_database_holds_has_its_chinese(engine: Engine) -> None:
    with engine.connect() as connection:
        checks = connection.execute(
            text(
                "SELECT string_agg(pg_get_constraintdef(oid), ' ') FROM pg_constraint"
                " WHERE contype = 'c' AND conrelid IN ('inspection'::regclass,"
                " 'inspection_step'::regclass, 'inspection_record'::regclass,"
                " 'inspection_finding'::regclass)"
            )
        ).scalar_one()
    for words in (KINDS, STATES, SUBJECTS, CONDITIONS, CATEGORIES, FINDING_STATES):
        assert all(f"'{word}'::text" in checks for word in words)
    told = set(re.findall(r"'([a-z_]+)'::text", checks)) - {"left", "right", "both"}
    tables = (KINDS, STATES, SUBJECTS, CONDITIONS, CATEGORIES, FINDING_STATES)
    assert told <= {word for words in tables for word in words}
    assert set(STATES) == set(State)
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in text) for text in MISSING.values())


def test_an_inspection_goes_from_plan_to_filing_r3_1(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = begun(connection)
        found = inspection_of(connection, made, Standing())
        assert (found.kind, found.round_number, found.round_name, found.plan_year) == (
            "regular",
            5,
            "第五轮",
            2024,
        )
        assert (found.left_office, found.right_office, found.line_name) == (LEFT, RIGHT, "西萧线")
        assert (found.within_m, found.radius_m, found.dwell_s, found.gap_s) == (50, 30, 60, 600)
        go(connection, made, State.DESK_CHECK)
        go(connection, made, State.FIELD_CHECK)
        first, *_ = record_all(connection, made)
        number = open_finding(
            connection, made, WEST, record=first, category="marker_damaged", words="断裂"
        )
        go(connection, made, State.REMEDY)
        settle_finding(connection, made, EAST, finding=number, state="remedied", words="已重新描红")
        go(connection, made, State.FIELD_CHECK)
        take_step(connection, made, State.REPORTED, EAST, day=DAY, today=DAY)
        go(connection, made, State.FILED, document=deposit(connection))
        steps = steps_of(connection, made)
        assert [one.state for one in steps] == [
            State.PLANNED,
            State.DESK_CHECK,
            State.FIELD_CHECK,
            State.REMEDY,
            State.FIELD_CHECK,
            State.REPORTED,
            State.FILED,
        ]
        assert (steps[5].office, steps[5].person, steps[5].day) == (RIGHT, EAST.person, DAY)
        assert steps[6].document == "ab" * 32
        assert next_steps(connection, inspection_of(connection, made, Standing()), DAY) == {}


def test_a_report_needs_every_marker_and_no_open_finding(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        record = add_record(
            connection, made, WEST, Sheet("left", "marker", CHECKED, "worn", marker="001Q"), NOW
        )
        open_finding(
            connection, made, WEST, record=record, category="marker_damaged", words="字迹不清"
        )
        missing = [
            {"what": "marker", "which": "002A", "text": "界桩未记录"},
            {"what": "marker", "which": "002B", "text": "界桩未记录"},
            {"what": "finding", "which": "1", "text": "问题未处理"},
        ]
        with pytest.raises(
            InspectionConflict, match="界桩未记录 002A 002B；问题未处理 1"
        ) as refused:
            go(connection, made, State.REPORTED)
        assert refused.value.members["missing"] == missing
        with pytest.raises(InspectionConflict) as refused:
            go(connection, made, State.REPORTED, reason="山洪阻断")
        assert refused.value.members["missing"] == missing[2:]
        found = inspection_of(connection, made, Standing())
        lacking = next_steps(connection, found, DAY)[State.REPORTED]
        assert [one.as_document() for one in lacking] == missing
        settle_finding(connection, made, WEST, finding=1, state="deferred", words="汛后处理")
        go(connection, made, State.REPORTED, note="上报", reason="山洪阻断")
        assert steps_of(connection, made)[-1].note == "上报；未记录界桩 002A、002B：山洪阻断"


def test_a_corrected_record_counts_through_the_one_that_stands(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        first, *_ = record_all(connection, made)
        add_record(
            connection,
            made,
            WEST,
            Sheet("left", "marker", CHECKED, "worn", marker="001Q", corrects=first),
            NOW,
        )
        go(connection, made, State.REPORTED)


def test_a_filing_needs_the_report(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        record_all(connection, made)
        go(connection, made, State.REPORTED)
        with pytest.raises(InspectionConflict, match="缺联检报告") as refused:
            go(connection, made, State.FILED)
        assert refused.value.members["missing"] == [
            {"what": "document", "which": None, "text": "缺联检报告"}
        ]
        with pytest.raises(UnknownFile):
            go(connection, made, State.FILED, document="cd" * 32)
        go(connection, made, State.FILED, document=deposit(connection))


def test_the_report_may_come_with_the_step_before(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        record_all(connection, made)
        go(connection, made, State.REPORTED, document=deposit(connection))
        go(connection, made, State.FILED)


def test_a_report_sent_back_needs_a_note_and_a_report_of_its_own(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        report = deposit(connection)
        record_all(connection, made)
        go(connection, made, State.REPORTED, document=report)
        with pytest.raises(BadParameter, match="sent back"):
            go(connection, made, State.FIELD_CHECK)
        go(connection, made, State.FIELD_CHECK, note="上级退回：补测三号界桩")
        go(connection, made, State.REPORTED)
        with pytest.raises(InspectionConflict, match="缺联检报告"):
            go(connection, made, State.FILED)
        go(connection, made, State.FILED, document=report)


def test_a_state_out_of_turn_is_refused_with_those_that_may_follow(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = begun(connection)
        with pytest.raises(InspectionConflict, match="from planned to field_check") as refused:
            go(connection, made, State.FIELD_CHECK)
        assert refused.value.members["allowed"] == ["desk_check", "cancelled"]
        assert refused.value.members["state"] == "planned"
        go(connection, made, State.DESK_CHECK)
        go(connection, made, State.FIELD_CHECK)
        with pytest.raises(InspectionConflict, match="没有待整改的问题"):
            go(connection, made, State.REMEDY)
        with pytest.raises(BadParameter, match="says why"):
            go(connection, made, State.CANCELLED)
        go(connection, made, State.CANCELLED, note="重复立项")
        for state in State:
            with pytest.raises(InspectionConflict):
                go(connection, made, state, note="再来")


def test_days_of_steps_go_forward_and_not_beyond_today(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = begun(connection)
        for day in (date(2024, 5, 19), date(2024, 5, 21)):
            with pytest.raises(BadParameter, match=r"2024-05-2[01]"):
                take_step(connection, made, State.DESK_CHECK, WEST, day=day, today=DAY)
        with pytest.raises(BadParameter, match="planned on 2024-05-21"):
            create_inspection(
                connection, Draft(LINE, 2024, reason="x"), WEST, date(2024, 5, 21), DAY
            )


def test_an_extra_inspection_has_a_reason_and_the_same_way(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        with pytest.raises(BadParameter, match="reason"):
            create_inspection(connection, Draft(LINE, 2024), WEST, DAY, DAY)
        draft = Draft(LINE, 2024, reason="河流改道", lead="right")
        made = begun(connection, State.DESK_CHECK, State.FIELD_CHECK, draft=draft)
        begun(connection, draft=draft)
        found = inspection_of(connection, made, Standing())
        assert (found.kind, found.reason, found.round_number, found.lead) == (
            "extra",
            "河流改道",
            None,
            "right",
        )
        with pytest.raises(InspectionConflict, match="界桩未记录"):
            go(connection, made, State.REPORTED)


def test_a_line_has_one_inspection_of_a_round_unless_it_was_cancelled(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = begun(connection)
        with pytest.raises(InspectionConflict, match=f"inspection {made} in round 5") as refused:
            begun(connection)
        assert refused.value.members == {"inspection": made, "state": "planned", "year": 2024}
        go(connection, made, State.CANCELLED, note="误立")
        again = begun(connection)
        total, found = inspections_page(connection, Standing(), round_number=5)
        assert (total, [one.id for one in found]) == (2, [again, made])


def test_offices_are_of_their_sides(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:

        def made(author: Author = WEST, **of: str) -> int:
            draft = Draft(LINE, 2024, reason="试", **of)  # type: ignore[arg-type]
            return create_inspection(connection, draft, author, DAY, DAY)

        found = inspection_of(connection, made(left_office=ABOVE), Standing())
        assert (found.left_office, found.right_office) == (ABOVE, RIGHT)
        assert made(left_office="330106001")
        for wrong in ({"left_office": OTHER}, {"right_office": LEFT}):
            with pytest.raises(BadParameter, match="neither the unit"):
                made(**wrong)
        with pytest.raises(BadParameter, match="both sides"):
            made(left_office=ABOVE, right_office=ABOVE)
        with pytest.raises(NotPermitted, match="has no part in the line"):
            made(Author(OTHER, "柯桥区民政局"))
        assert made(Author(ABOVE, "杭州市民政局"))


def test_what_is_not_there_is_said(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        with pytest.raises(UnknownBoundary, match="9-9"):
            create_inspection(connection, Draft("9-9", 2024, 5), WEST, DAY, DAY)
        with pytest.raises(UnknownInspection, match="round 6"):
            create_inspection(connection, Draft(LINE, 2024, 6), WEST, DAY, DAY)
        with pytest.raises(BadParameter, match="2023 to 2027"):
            create_inspection(connection, Draft(LINE, 2028, 5), WEST, DAY, DAY)
        with pytest.raises(UnknownInspection, match="inspection 99"):
            take_step(connection, 99, State.DESK_CHECK, WEST, day=DAY, today=DAY)


def test_measures_are_kept(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        draft = Draft(LINE, 2024, 5, measures=Measures(within_m=80, gap_s=300))
        found = inspection_of(connection, begun(connection, draft=draft), Standing())
    assert (found.within_m, found.radius_m, found.dwell_s, found.gap_s) == (80, 30, 60, 300)


def test_no_step_is_ever_changed(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        begun(connection)
    with pytest.raises(IntegrityError, match="evidence"), engine.begin() as connection:
        connection.execute(text("UPDATE inspection_step SET person = '他人'"))


def test_an_inspection_of_before_the_platform_is_entered_as_it_happened_r3_7(
    engine: Engine,
) -> None:
    store_world(engine)
    with engine.begin() as connection:
        create_round(connection, 4, date(2018, 1, 1))
        made = create_inspection(connection, Draft(LINE, 2019, 4), WEST, date(2019, 3, 1), DAY)
        for state, day in (
            (State.DESK_CHECK, date(2019, 4, 1)),
            (State.FIELD_CHECK, date(2019, 5, 6)),
            (State.REPORTED, date(2019, 6, 1)),
        ):
            take_step(
                connection, made, state, WEST, day=day, today=DAY, reason="记录表为纸质，已归档"
            )
        take_step(
            connection,
            made,
            State.FILED,
            WEST,
            day=date(2019, 7, 3),
            today=DAY,
            document=deposit(connection),
        )
        assert due_lines(connection, date(2024, 7, 3), Standing()) == []
        [due] = due_lines(connection, date(2024, 7, 4), Standing())
        assert (due.inspection_id, due.due_on) == (made, date(2024, 7, 3))

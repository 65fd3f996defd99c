"""Record sheets and findings of an inspection."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine

from spatial.boundaries.inspections.findings import findings_of, open_finding, settle_finding
from spatial.boundaries.inspections.inspections import Draft
from spatial.boundaries.inspections.parties import add_party
from spatial.boundaries.inspections.records import Sheet, add_record, record_of, records_of
from spatial.boundaries.inspections.rights import Author
from spatial.boundaries.inspections.states import State
from spatial.boundaries.inspections.steps import take_step
from spatial.errors import BadParameter, InspectionConflict, NotPermitted, UnknownInspection
from tests.inspection_rows import (
    ABOVE,
    CHECKED,
    DAY,
    EAST,
    NOW,
    OTHER,
    WEST,
    add_course,
    add_line,
    begun,
    deposit,
    in_the_field,
    store_world,
)

STANDS = Sheet("left", "marker", CHECKED, "intact", marker="001Q")


def add(connection: Connection, made: int, sheet: Sheet, author: Author = WEST) -> int:
    return add_record(connection, made, author, sheet, NOW)


def test_a_record_says_what_was_checked_where_and_how_it_was_found_r3_1(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        add_party(connection, made, WEST, side="left", device="west-1", starts=CHECKED)
        sheet = replace(
            STANDS,
            text="描红",
            from_m=0.0,
            device="west-1",
            lon=120.0001,
            lat=30.0,
            details={"天气": "晴", "照片": 3},
        )
        told = record_of(connection, made, add(connection, made, sheet))
        assert (told.side, told.marker, told.condition, told.text) == (
            "left",
            "001Q",
            "intact",
            "描红",
        )
        assert (told.device, told.lon, told.lat, told.from_m) == ("west-1", 120.0001, 30, 0)
        assert told.details == {"天气": "晴", "照片": 3}
        assert (told.office, told.person, told.checked_at) == (WEST.office, WEST.person, CHECKED)
        for other in (
            Sheet("both", "segment", CHECKED, "changed", from_m=100, to_m=2_000.5),
            Sheet("right", "building", CHECKED, text="骑线房屋", from_m=4_000),
            Sheet("left", "reference", CHECKED, "missing", marker="002A"),
            Sheet("both", "management", CHECKED, text="无争议"),
        ):
            add(connection, made, other, EAST if other.side == "right" else WEST)
        assert [one.subject for one in records_of(connection, made)] == [
            "marker",
            "segment",
            "building",
            "reference",
            "management",
        ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"marker": "009Q"}, "has no marker '009Q'"),
        ({"marker": "别线001Q"}, "has no marker"),
        ({"marker": None}, "says the number"),
        ({"condition": None}, "says its condition"),
        ({"condition": "fine"}, "is none of intact"),
        ({"subject": "moon"}, "is none of marker"),
        ({"subject": "segment", "marker": None}, "from_m and to_m"),
        ({"condition": "not_reached"}, "says why"),
        ({"condition": "not_reached", "text": "  "}, "says why"),
        ({"from_m": 9_700.0}, "not on the line 3301-1: it is 96"),
        ({"from_m": 5.0, "to_m": 4.0}, "behind from_m"),
        ({"to_m": 4.0}, "behind from_m"),
        ({"lon": 120.0}, "lon and lat"),
        ({"checked_at": NOW + timedelta(seconds=1)}, "in the future"),
        # The field check began on 20 May in Beijing: at 16:00 UTC of the day before.
        ({"checked_at": datetime(2024, 5, 19, 15, 59, tzinfo=UTC)}, "before the field check"),
        ({"device": "west-1"}, "no party"),
        ({"details": {"confirms": 1}}, "by the platform itself"),
        ({"condition": "reset"}, "how it was set again"),
        ({"reset": "restored"}, "how it was set again"),
        ({"condition": "reset", "reset": "thrown"}, "is none of restored"),
        ({"condition": "reset", "reset": "relocated"}, "new position"),
        ({"condition": "reset", "reset": "restored", "side": "both"}, "confirmed by the other"),
        ({"accuracy_m": 0.5}, "set again"),
    ],
)
def test_a_record_that_cannot_be_is_refused(
    engine: Engine, changes: dict[str, object], why: str
) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        with pytest.raises(BadParameter, match=why):
            add(connection, made, replace(STANDS, **changes))  # type: ignore[arg-type]
        assert records_of(connection, made) == []


def test_the_first_instant_of_the_field_check_counts(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        first = datetime(2024, 5, 19, 16, tzinfo=UTC)
        assert add(connection, made, replace(STANDS, checked_at=first))
        assert add(connection, made, replace(STANDS, checked_at=NOW))


def test_a_marker_of_another_line_is_refused(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        other = add_line(connection, "3301-2", name="别线")
        made = in_the_field(connection)
        connection.exec_driver_sql(
            "INSERT INTO boundary_marker (number, line_name, boundary_id, valid, state, geom)"
            f" VALUES ('别线001Q', '别线', {other}, '[2002-07-01,)', '完好',"
            " ST_SetSRID(ST_MakePoint(120, 30), 4490))"
        )
        with pytest.raises(BadParameter, match="has no marker '别线001Q'"):
            add(connection, made, replace(STANDS, marker="别线001Q"))


def test_a_device_of_the_party_at_that_time_alone(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        add_party(
            connection,
            made,
            WEST,
            side="left",
            device="west-1",
            starts=CHECKED,
            ends=CHECKED + timedelta(hours=1),
        )
        add(connection, made, replace(STANDS, device="west-1"))
        add(connection, made, Sheet("both", "other", CHECKED, device="west-1"))
        late = replace(STANDS, device="west-1", checked_at=CHECKED + timedelta(hours=1))
        with pytest.raises(BadParameter, match="side left at 2024-05-20T03:00:00Z"):
            add(connection, made, late)
        with pytest.raises(BadParameter, match="side right"):
            add(connection, made, replace(STANDS, side="right", device="west-1"), EAST)


def test_records_are_made_in_the_field_by_the_side_r3_10(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = begun(connection)
        with pytest.raises(InspectionConflict, match="needs field_check or remedy") as refused:
            add(connection, made, STANDS)
        assert refused.value.members == {"state": "planned", "allowed": ["field_check", "remedy"]}
        for state in (State.DESK_CHECK, State.FIELD_CHECK):
            take_step(connection, made, state, WEST, day=DAY, today=DAY)
        with pytest.raises(NotPermitted, match="left side"):
            add(connection, made, STANDS, EAST)
        with pytest.raises(UnknownInspection):
            add(connection, made, STANDS, Author(OTHER, "柯桥"))
        assert add(connection, made, STANDS, Author(ABOVE, "杭州"))
        assert add(connection, made, replace(STANDS, side="both"), EAST)


def test_a_correction_is_a_new_row_and_the_old_one_stays(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        old = add(connection, made, STANDS)
        with pytest.raises(BadParameter, match="has its side, subject and marker"):
            add(connection, made, replace(STANDS, corrects=old, marker="002A"))
        new = add(connection, made, replace(STANDS, corrects=old, condition="worn"))
        with pytest.raises(InspectionConflict, match=f"by record {new}") as refused:
            add(connection, made, replace(STANDS, corrects=old))
        assert refused.value.members == {"corrected_by": new}
        first, second = records_of(connection, made)
        assert (first.stands, first.condition, first.corrected_by) == (False, "intact", new)
        assert (second.stands, second.condition, second.corrects) == (True, "worn", old)
        with pytest.raises(UnknownInspection, match="no record 999"):
            add(connection, made, replace(STANDS, corrects=999))
        take_step(connection, made, State.REPORTED, WEST, day=DAY, today=DAY, reason="试")
        add(connection, made, replace(STANDS, corrects=new))
        with pytest.raises(InspectionConflict, match="reported"):
            add(connection, made, STANDS)


def test_a_chainage_needs_a_course(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        line = add_line(connection, "3301-2", name="别线")
        made = begun(
            connection, State.DESK_CHECK, State.FIELD_CHECK, draft=Draft("3301-2", 2024, 5)
        )
        segment = Sheet("left", "segment", CHECKED, from_m=1, to_m=2)
        with pytest.raises(BadParameter, match="no course"):
            add(connection, made, segment)
        add_course(connection, line, "别线")
        assert add(connection, made, segment)


def test_findings_have_numbers_of_the_inspection_and_a_way(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        first = add(connection, made, STANDS)
        second = add(connection, made, replace(STANDS, side="right", marker="002A"), EAST)

        def find(record: int, author: Author = WEST, **of: str) -> int:
            told = {"category": "marker_damaged", "words": "断裂"} | of
            return open_finding(connection, made, author, record=record, **told)

        assert find(first) == 1
        assert find(second, EAST, category="building_across", words="骑线") == 2
        assert find(first) == 3
        with pytest.raises(UnknownInspection, match=f"no record {second}"):
            find(second)
        with pytest.raises(BadParameter, match="none of marker_damaged"):
            find(first, category="bad")
        with pytest.raises(BadParameter, match="what is wrong"):
            find(first, words=" ")
        corrected = add(connection, made, replace(STANDS, corrects=first))
        with pytest.raises(InspectionConflict, match=f"by record {corrected}"):
            find(first)

        def settle(number: int, state: str, words: str = "已办", author: Author = EAST) -> None:
            settle_finding(connection, made, author, finding=number, state=state, words=words)

        settle(1, "remedied")
        settle(1, "open", "又断")
        settle(2, "passed_on")
        with pytest.raises(InspectionConflict, match="passed_on already"):
            settle(2, "passed_on")
        with pytest.raises(BadParameter, match="what was done"):
            settle(2, "remedied", "")
        with pytest.raises(BadParameter, match="none of open"):
            settle(2, "gone")
        with pytest.raises(UnknownInspection, match="no finding 9"):
            settle(9, "remedied")
        with pytest.raises(UnknownInspection):
            settle(2, "remedied", author=Author(OTHER, "柯桥"))
        found = findings_of(connection, made)
        assert [(one.number, one.state, one.record_id) for one in found] == [
            (1, "open", first),
            (2, "passed_on", second),
            (3, "open", first),
        ]
        assert [step.state for step in found[0].steps] == ["open", "remedied", "open"]
        assert (found[1].category, found[1].side, found[1].marker) == (
            "building_across",
            "right",
            "002A",
        )


def test_a_deferred_finding_is_remedied_after_the_filing_but_never_reopened(
    engine: Engine,
) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        record = add(connection, made, STANDS)
        open_finding(
            connection, made, WEST, record=record, category="one_sided_sign", words="单方标牌"
        )
        settle_finding(connection, made, WEST, finding=1, state="deferred", words="汛后")
        take_step(connection, made, State.REPORTED, WEST, day=DAY, today=DAY, reason="试")
        take_step(
            connection, made, State.FILED, WEST, day=DAY, today=DAY, document=deposit(connection)
        )
        with pytest.raises(InspectionConflict, match="not opened again"):
            settle_finding(connection, made, WEST, finding=1, state="open", words="又立")
        settle_finding(connection, made, EAST, finding=1, state="remedied", words="已拆")
        assert findings_of(connection, made)[0].state == "remedied"
        with pytest.raises(InspectionConflict, match="filed"):
            open_finding(connection, made, WEST, record=record, category="other", words="新")

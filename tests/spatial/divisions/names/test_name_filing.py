"""Filing of names on a real PostGIS: states, six items, doubles, two officers at once (R2.7)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from spatial.divisions.names.filing import (
    announce_filing,
    draft_filing,
    return_filing,
    revise_filing,
    submit_filing,
)
from spatial.divisions.names.filing_checks import checks_of, names_alike
from spatial.divisions.names.filing_records import division_on, filing_now
from spatial.divisions.names.filing_rules import (
    SIX_ITEMS,
    FilingContent,
    FilingKind,
    FilingState,
    Paper,
    PaperRecord,
    announcement_text,
    days_late,
    missing_items,
)
from spatial.divisions.names.kinds import Category
from spatial.divisions.names.place_geometry import parse_place_geometry
from spatial.errors import (
    BadGeometry,
    BadParameter,
    BadPeriod,
    IncompleteNameFiling,
    NameFilingConflict,
    NotPermitted,
    UnknownDivision,
    UnknownNameFiling,
)
from tests.division_rows import store_divisions

OFFICE = "虚构市民政局区划地名科"
APPROVED, ANNOUNCED = date(2019, 3, 11), date(2019, 4, 9)
PAPERS = tuple(
    PaperRecord(kind, f"{kind}.pdf")
    for kind in (Paper.REPORT, Paper.APPROVAL, Paper.APPLICATION, Paper.HEARING)
)
WHOLE = FilingContent(
    kind=FilingKind.NAMING,
    category=Category.STREET,
    standard_name="望江路",
    roman="Wangjiang Lu",
    division_code="990101",
    location="东起滨河路，西至新华街",
    approving_authority="虚构市人民政府",
    approval_no="虚政函〔2019〕3号",
    approved_on=APPROVED,
    filing_authority="虚构市民政局",
    reason="新建道路",
    papers=PAPERS,
)


@pytest.fixture
def divisions(engine: Engine) -> Engine:
    store_divisions(engine)
    return engine


def draft(engine: Engine, content: FilingContent = WHOLE) -> int:
    with engine.begin() as connection:
        return draft_filing(connection, content, actor=OFFICE)


def file(engine: Engine, filing: int) -> None:
    with engine.begin() as connection:
        submit_filing(connection, filing, actor=OFFICE, today=date(2019, 4, 1))


def announce(engine: Engine, filing: int, day: date = ANNOUNCED) -> None:
    with engine.begin() as connection:
        announce_filing(
            connection, filing, actor=OFFICE, authority="虚构市民政局", announced_on=day
        )


def announced(engine: Engine, content: FilingContent = WHOLE, day: date = ANNOUNCED) -> int:
    filing = draft(engine, content)
    file(engine, filing)
    announce(engine, filing, day)
    return filing


def state(engine: Engine, filing: int) -> FilingState:
    with engine.connect() as connection:
        return filing_now(connection, filing).state


def names_on(
    engine: Engine, place: str, day: date, kinds: Sequence[str] = ("standard",)
) -> set[str]:
    with engine.connect() as connection:
        return set(
            connection.execute(
                text(
                    "SELECT text FROM place_name WHERE place_id = :place AND valid @> :day"
                    " AND upper_inf(known) AND kind = ANY(:kinds)"
                ),
                {"place": place, "day": day, "kinds": list(kinds)},
            ).scalars()
        )


def test_r2_7_a_filing_goes_from_draft_over_filed_and_returned_to_announced(
    divisions: Engine,
) -> None:
    filing = draft(divisions)
    assert state(divisions, filing) is FilingState.DRAFT
    file(divisions, filing)
    with divisions.begin() as connection:
        return_filing(connection, filing, actor="省民政厅", remark="缺平面图")
    assert state(divisions, filing) is FilingState.RETURNED
    with divisions.begin() as connection:
        revise_filing(connection, filing, {"location": "东起滨江路"}, actor=OFFICE)
    file(divisions, filing)
    announce(divisions, filing)
    assert state(divisions, filing) is FilingState.ANNOUNCED
    with divisions.connect() as connection:
        steps = connection.execute(
            text(
                "SELECT action, from_state, to_state, revision, remark FROM name_filing_step"
                " WHERE filing_id = :filing ORDER BY number"
            ),
            {"filing": filing},
        ).all()
        places = connection.execute(
            text("SELECT location FROM name_filing_revision ORDER BY revision")
        ).scalars()
        assert list(places) == ["东起滨河路，西至新华街", "东起滨江路"]
    assert [tuple(step) for step in steps] == [
        ("create", None, "draft", 1, None),
        ("file", "draft", "filed", 1, None),
        ("return", "filed", "returned", 1, "缺平面图"),
        ("revise", "returned", "returned", 2, None),
        ("file", "returned", "filed", 2, None),
        ("announce", "filed", "announced", 2, None),
    ]


@pytest.mark.parametrize("item", SIX_ITEMS[1:], ids=lambda item: item.item)
def test_r2_7_announcement_without_one_of_the_six_items_is_refused_naming_it(
    divisions: Engine, item: object
) -> None:
    name, chinese, english = item.item, item.zh, item.en  # type: ignore[attr-defined]
    filing = draft(divisions, replace(WHOLE, **{name: None}))
    file(divisions, filing)
    with pytest.raises(IncompleteNameFiling) as refused:
        announce(divisions, filing)
    assert chinese in str(refused.value)
    assert english in str(refused.value)
    assert refused.value.members["missing"] == [{"item": name, "zh": chinese, "en": english}]
    assert state(divisions, filing) is FilingState.FILED
    with divisions.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM place")).scalar_one() == 0


def test_r2_7_all_missing_items_are_named_at_once_and_blanks_count_as_missing() -> None:
    bare = FilingContent(FilingKind.NAMING, Category.STREET, "望江路", roman="  ", location="")
    assert [item.item for item in missing_items(bare)] == [
        "roman",
        "division_code",
        "location",
        "approving_authority",
        "approved_on",
    ]
    assert missing_items(WHOLE) == []


@pytest.mark.parametrize("column", ["roman", "location", "approving_authority", "approved_on"])
def test_r2_7_the_database_itself_refuses_an_announcement_without_an_item(
    divisions: Engine, column: str
) -> None:
    filing = announced(divisions)
    other = draft(divisions)
    with divisions.connect() as connection:
        columns = list(
            connection.execute(text("SELECT * FROM name_announcement WHERE false")).keys()
        )
    values = ", ".join(
        str(other) if name == "filing_id" else "NULL" if name == column else name
        for name in columns
    )
    copied = text(
        f"INSERT INTO name_announcement ({', '.join(columns)})"
        f" SELECT {values} FROM name_announcement WHERE filing_id = {filing}"
    )
    with pytest.raises(IntegrityError), divisions.begin() as connection:
        connection.execute(copied)


def test_announcing_writes_the_name_the_place_and_the_text_in_one_transaction(
    divisions: Engine,
) -> None:
    filing = announced(
        divisions,
        replace(
            WHOLE, geometry=parse_place_geometry({"type": "Point", "coordinates": [118.5, 30.2]})
        ),
    )
    place = f"filing:{filing}"
    assert names_on(divisions, place, APPROVED) == {"望江路"}
    assert names_on(divisions, place, date(2019, 3, 10)) == set()
    with divisions.connect() as connection:
        row = connection.execute(
            text("SELECT * FROM name_announcement WHERE filing_id = :filing"), {"filing": filing}
        ).one()
        facts = connection.execute(
            text(
                "SELECT category, location, approving_authority, approved_on, ST_X(geom) AS lon"
                " FROM place_record WHERE place_id = :place AND upper_inf(known)"
            ),
            {"place": place},
        ).one()
    assert tuple(facts) == (
        "street",
        "东起滨河路，西至新华街",
        "虚构市人民政府",
        APPROVED,
        118.5,
    )
    assert row.place_id == place
    assert row.division_path == "虚构省 虚构市 阳区"
    for said in (
        "关于望江路命名的公告",
        "标准地名：望江路",
        "罗马字母拼写：Wangjiang Lu",
        "所属行政区划：虚构省 虚构市 阳区",
        "位置描述：东起滨河路，西至新华街",
        "批准机关：虚构市人民政府",
        "批准日期：2019年3月11日",
        "2019年4月9日",
    ):
        assert said in row.text


def test_division_of_an_announcement_is_the_one_of_the_day_of_approval(divisions: Engine) -> None:
    with divisions.connect() as connection:
        before = division_on(connection, "990101", date(2016, 6, 1))
        after = division_on(connection, "990101", date(2019, 6, 1))
        never = division_on(connection, "990101", date(2012, 6, 1))
    assert before is not None
    assert after is not None
    assert (before.path, after.path) == ("虚构省 虚构市 东区", "虚构省 虚构市 阳区")
    assert never is None


def test_code_that_no_division_bore_on_the_day_of_approval_is_refused(divisions: Engine) -> None:
    filing = draft(divisions, replace(WHOLE, approved_on=date(2012, 6, 1)))
    file(divisions, filing)
    with pytest.raises(UnknownDivision, match="990101 on 2012-06-01"):
        announce(divisions, filing)


def test_renaming_ends_the_old_name_which_is_found_as_the_former_one(divisions: Engine) -> None:
    first = announced(divisions)
    place = f"filing:{first}"
    renamed = replace(
        WHOLE,
        kind=FilingKind.RENAMING,
        place_id=place,
        standard_name="滨江大道",
        roman="Binjiang Dadao",
        approved_on=date(2020, 5, 1),
        in_force_on=date(2020, 6, 1),
    )
    second = announced(divisions, renamed, date(2020, 5, 20))
    assert names_on(divisions, place, date(2020, 5, 31)) == {"望江路"}
    assert names_on(divisions, place, date(2020, 6, 1)) == {"滨江大道"}
    with divisions.connect() as connection:
        row = connection.execute(
            text("SELECT former_name, text FROM name_announcement WHERE filing_id = :filing"),
            {"filing": second},
        ).one()
        before = connection.execute(
            text(
                "SELECT count(*) FROM place_name WHERE place_id = :place AND text = '望江路'"
                " AND kind = 'standard' AND upper_inf(valid) AND NOT upper_inf(known)"
            ),
            {"place": place},
        ).scalar_one()
    assert row.former_name == "望江路"
    assert "原地名：望江路" in row.text
    assert "启用日期：2020年6月1日" in row.text
    assert before == 1, "what was held for true before stays in system time"


def test_renaming_of_a_place_that_the_register_lacks_keeps_the_name_before(
    divisions: Engine,
) -> None:
    filing = announced(divisions, replace(WHOLE, kind=FilingKind.RENAMING, former_name="土路"))
    place = f"filing:{filing}"
    assert names_on(divisions, place, date(2018, 1, 1), ("former",)) == {"土路"}
    assert names_on(divisions, place, APPROVED, ("former",)) == set()
    assert names_on(divisions, place, APPROVED) == {"望江路"}


def test_abolition_ends_the_name_and_no_other_takes_its_place(divisions: Engine) -> None:
    first = announced(divisions)
    place = f"filing:{first}"
    given_up = replace(
        WHOLE, kind=FilingKind.ABOLITION, place_id=place, approved_on=date(2020, 5, 1)
    )
    second = announced(divisions, given_up, date(2020, 5, 20))
    assert names_on(divisions, place, date(2020, 4, 30)) == {"望江路"}
    assert names_on(divisions, place, date(2020, 5, 1)) == set()
    with divisions.connect() as connection:
        said = connection.execute(
            text("SELECT text FROM name_announcement WHERE filing_id = :filing"),
            {"filing": second},
        ).scalar_one()
    assert "停止使用的地名：望江路" in said


def test_name_of_a_division_is_announced_and_left_to_the_registry(divisions: Engine) -> None:
    with divisions.begin() as connection:
        identity = connection.execute(
            text("SELECT identity_id FROM division WHERE code = '990101' LIMIT 1")
        ).scalar_one()
        place = f"division:{identity}"
        connection.execute(
            text("INSERT INTO place (id, identity_id) VALUES (:id, :identity)"),
            {"id": place, "identity": identity},
        )
    filing = announced(
        divisions, replace(WHOLE, kind=FilingKind.RENAMING, place_id=place, former_name="阳区")
    )
    with divisions.connect() as connection:
        note = connection.execute(
            text("SELECT note FROM name_announcement WHERE filing_id = :filing"),
            {"filing": filing},
        ).scalar_one()
        assert connection.execute(text("SELECT count(*) FROM place_name")).scalar_one() == 0
    assert "以区划登记为准" in note


@pytest.mark.parametrize("missing", [Paper.REPORT, Paper.APPROVAL, Paper.APPLICATION])
def test_filing_without_a_paper_is_refused_naming_it(divisions: Engine, missing: Paper) -> None:
    papers = tuple(paper for paper in PAPERS if paper.kind is not missing)
    filing = draft(divisions, replace(WHOLE, papers=papers))
    with pytest.raises(IncompleteNameFiling) as refused:
        file(divisions, filing)
    assert [one["item"] for one in refused.value.members["missing"]] == [  # type: ignore[attr-defined]
        f"papers.{missing}"
    ]
    assert state(divisions, filing) is FilingState.DRAFT


@pytest.mark.parametrize("grade", ["秘密", "机密", "绝密", "SECRET"])
def test_r2_10_name_graded_secret_or_above_is_refused_and_leaves_nothing(
    divisions: Engine, grade: str
) -> None:
    with pytest.raises(BadParameter, match="open and internal names only"):
        draft(divisions, replace(WHOLE, secrecy=grade))
    filing = draft(divisions)
    with (
        pytest.raises(BadParameter, match="open and internal names only"),
        divisions.begin() as connection,
    ):
        revise_filing(connection, filing, {"secrecy": grade}, actor=OFFICE)
    with divisions.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM name_filing")).scalar_one() == 1


def test_r2_10_internal_name_is_filed_and_never_announced(divisions: Engine) -> None:
    filing = draft(divisions, replace(WHOLE, secrecy="内部"))
    file(divisions, filing)
    with pytest.raises(NotPermitted, match="内部"):
        announce(divisions, filing)
    assert state(divisions, filing) is FilingState.FILED


def test_of_two_officers_who_announce_at_once_one_wins(divisions: Engine) -> None:
    filing = draft(divisions)
    file(divisions, filing)
    start = threading.Barrier(2)
    outcomes: list[Exception | None] = []

    def officer() -> None:
        start.wait()
        try:
            announce(divisions, filing)
        except NameFilingConflict as error:
            outcomes.append(error)
        else:
            outcomes.append(None)

    both = [threading.Thread(target=officer) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    (lost,) = [outcome for outcome in outcomes if outcome is not None]
    assert "is announced" in str(lost)
    with divisions.connect() as connection:
        count = text("SELECT count(*) FROM name_announcement")
        assert connection.execute(count).scalar_one() == 1
    assert names_on(divisions, f"filing:{filing}", APPROVED) == {"望江路"}


def test_announcement_that_fails_midway_leaves_nothing(divisions: Engine) -> None:
    filing = draft(divisions)
    file(divisions, filing)
    with pytest.raises(BadPeriod, match="approved on 2019-03-11"):
        announce(divisions, filing, date(2019, 3, 10))

    def cut_off() -> None:
        with divisions.begin() as connection:
            announce_filing(connection, filing, actor="x", authority="y", announced_on=ANNOUNCED)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cut_off()
    assert state(divisions, filing) is FilingState.FILED
    with divisions.connect() as connection:
        for table in ("name_announcement", "place", "place_name"):
            count = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            assert count == 0, table


def test_step_that_the_state_does_not_allow_is_a_conflict(divisions: Engine) -> None:
    filing = draft(divisions)
    with pytest.raises(NameFilingConflict, match="is draft: to announce it, it must be filed"):
        announce(divisions, filing)
    file(divisions, filing)
    with pytest.raises(NameFilingConflict), divisions.begin() as connection:
        revise_filing(connection, filing, {"roman": "X"}, actor=OFFICE)
    announce(divisions, filing)
    with pytest.raises(NameFilingConflict), divisions.begin() as connection:
        return_filing(connection, filing, actor=OFFICE, remark="迟了")
    with pytest.raises(UnknownNameFiling):
        announce(divisions, filing + 1)


def test_revision_of_what_another_officer_changed_meanwhile_is_a_conflict(
    divisions: Engine,
) -> None:
    filing = draft(divisions)
    with divisions.begin() as connection:
        revise_filing(connection, filing, {"roman": "Wangjiang Road"}, actor="甲", revision=1)
    with pytest.raises(NameFilingConflict) as refused, divisions.begin() as connection:
        revise_filing(connection, filing, {"roman": "Wang Jiang Lu"}, actor="乙", revision=1)
    assert refused.value.members == {"revision": 2}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE name_filing_step SET actor = 'x'",
        "DELETE FROM name_filing_step",
        "UPDATE name_filing_revision SET location = 'x'",
        "DELETE FROM name_announcement",
        "UPDATE name_announcement SET text = 'x'",
        # A step that jumps, one that begins elsewhere than the one before ended, a second first.
        "INSERT INTO name_filing_step (filing_id, number, action, from_state, to_state, actor,"
        " revision) SELECT filing_id, 4, 'announce', 'filed', 'announced', 'x', 1"
        " FROM name_announcement",
        "INSERT INTO name_filing_step (filing_id, number, action, from_state, to_state, actor,"
        " revision) SELECT filing_id, 4, 'file', 'announced', 'filed', 'x', 1"
        " FROM name_announcement",
        "INSERT INTO name_filing_step (filing_id, number, action, from_state, to_state, actor,"
        " revision) SELECT filing_id, 9, 'return', 'filed', 'returned', 'x', 1"
        " FROM name_announcement",
    ],
)
def test_the_database_refuses_to_change_or_bend_a_history(
    divisions: Engine, statement: str
) -> None:
    announced(divisions)
    with pytest.raises(IntegrityError), divisions.begin() as connection:
        connection.execute(text(statement))


def test_return_without_a_reason_is_refused(divisions: Engine) -> None:
    filing = draft(divisions)
    file(divisions, filing)
    with pytest.raises(BadParameter, match="reason"), divisions.begin() as connection:
        return_filing(connection, filing, actor=OFFICE, remark=" ")


def test_names_written_or_sounding_alike_are_said_and_do_not_forbid(divisions: Engine) -> None:
    announced(divisions)
    for name, reason in (
        ("望江路", "same_name"),
        ("忘江路", "same_sound"),
        ("网将路", "same_sound_without_tones"),
    ):
        content = replace(WHOLE, standard_name=name)
        with divisions.connect() as connection:
            alike = names_alike(connection, content, date(2020, 1, 1))
            elsewhere = replace(content, division_code="990122")
            assert names_alike(connection, elsewhere, date(2020, 1, 1)) == []
            other = replace(content, category=Category.PARK)
            assert names_alike(connection, other, date(2020, 1, 1)) == []
            assert names_alike(connection, content, date(2019, 1, 1)) == []
        assert [(one.name, one.reason) for one in alike] == [("望江路", reason)]
    file(divisions, draft(divisions))
    with divisions.connect() as connection:
        told = connection.execute(
            text("SELECT checks FROM name_filing_step WHERE checks IS NOT NULL ORDER BY at DESC")
        ).scalars()
        assert next(told)["warnings"] == ["重名：望江路（990101）"]


def test_late_filing_is_marked_only_where_a_limit_is_set(divisions: Engine) -> None:
    day = date(2019, 4, 11)
    assert days_late(WHOLE, day, None) == 0
    assert days_late(WHOLE, day, 31) == 0
    assert days_late(WHOLE, day, 15) == 16
    with divisions.connect() as connection:
        checks = checks_of(connection, WHOLE, day, 15)
    assert "备案超过规定期限 16 天" in checks.warnings()


def test_missing_reports_and_items_are_warnings_of_the_filing(divisions: Engine) -> None:
    bare = replace(WHOLE, roman=None, papers=PAPERS[:3])
    with divisions.connect() as connection:
        checks = checks_of(connection, bare, APPROVED, None)
    assert checks.no_reports
    assert [item.item for item in checks.missing] == ["roman"]
    assert any("罗马字母拼写" in one for one in checks.warnings())


def test_text_of_an_announcement_reads_as_one() -> None:
    said = announcement_text(
        WHOLE,
        division="虚构省 虚构市",
        former_name=None,
        announced_on=ANNOUNCED,
        authority="虚构市民政局",
    )
    assert said.splitlines()[0] == "关于望江路命名的公告"
    assert said.splitlines()[-2:] == ["虚构市民政局", "2019年4月9日"]
    assert "原地名" not in said


@pytest.mark.parametrize(
    "document",
    [
        {"type": "Point", "coordinates": [200, 30]},
        {"type": "Point", "coordinates": []},
        {"type": "Circle", "coordinates": [1, 2]},
        {"type": "LineString", "coordinates": [[1, 2]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
        {},
    ],
)
def test_geometry_that_cannot_be_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(BadGeometry):
        parse_place_geometry(document)

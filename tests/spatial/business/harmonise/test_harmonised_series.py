"""Harmonisation over a database: 邢台 2020, Hangzhou 2021, 419001 twice, 公主岭 and its 代管."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from area_rows import store_areas
from harmonise_rows import squares, store_figures, store_indicator, store_period
from registry_rows import EVENTS, VERSIONS, XINGTAI, store_registry, version
from sqlalchemy import Connection, Engine, text

from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.harmonise.again import AGAIN
from spatial.business.harmonise.questions import PRESENT, Question, harmonise
from spatial.business.harmonise.targets import Policy
from spatial.business.suppression.renewal import protect
from spatial.division_codes import Level
from spatial.errors import BadParameter, BeforeTheRecord, NotHarmonisable, NotPermitted
from spatial.temporal import Period

TODAY = date(2024, 12, 31)
BEFORE = date(2019, 12, 31)
BEFORE_2020, BEFORE_2021 = date(2019, 1, 1), date(2020, 12, 31)


@pytest.fixture
def world(engine: Engine) -> Engine:
    """The registry of `registry_rows`, with square areas of Hangzhou and 邢台."""
    store_registry(engine)
    atoms = squares(["x1", "x2", "x3", "x4", "q", "w", "j1", "j2", "s", "s2"])
    store_areas(
        engine,
        atoms,
        [
            ("130521", BEFORE, ["x1", "x2", "x3", "x4"]),
            ("130502", BEFORE, ["q"]),
            ("130503", BEFORE, ["w"]),
            ("130502", TODAY, ["q", "x1"]),
            ("130503", TODAY, ["w", "x2", "x3", "x4"]),
            ("330104", BEFORE, ["j1", "j2"]),
            ("330102", BEFORE, ["s", "s2"]),
            ("330114", TODAY, ["j1"]),
            ("330102", TODAY, ["s", "s2", "j2"]),
        ],
    )
    _learned_again(engine)
    return engine


def _learned_again(engine: Engine) -> None:
    """Areas are built after the registry; what is known of divisions is known since then."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE division_list SET known_from = clock_timestamp()"))


def asked(
    engine: Engine, knowledge: Knowledge = PRESENT, *, level: Level = Level.COUNTY, **said: Any
) -> Answer:
    question = Question(
        said.pop("indicator", "people"),
        level,
        said.pop("policy", Policy.FIXED if "day" in said else Policy.AS_REPORTED),
        **said,
    )
    with engine.begin() as connection:
        return harmonise(connection, question, knowledge)


def told(answer: Answer, year: int) -> dict[str, Any]:
    """Values of a year by code, those that are known."""
    return {
        one["code"]: one["value"]
        for one in answer.items
        if one["starts"] == f"{year}-01-01" and one["value"] is not None
    }


def one_of(answer: Answer, code: str, year: int) -> Mapping[str, Any]:
    (found,) = [
        one for one in answer.items if one["code"] == code and one["starts"] == f"{year}-01-01"
    ]
    return found


def test_figures_before_a_change_are_told_on_the_divisions_after_it_r10_1(world: Engine) -> None:
    store_indicator(world, "people")
    store_figures(world, "people", 2018, {"130521": 101, "130502": 50, "130503": 49})
    answer = asked(world, day=TODAY, within="1305")
    # The decision says that a quarter of 邢台县 went to 襄都区: 25.25 and 75.75 of 101.
    assert told(answer, 2018) == {"130502": 75, "130503": 125}
    assert not answer.exact
    first = one_of(answer, "130502", 2018)
    assert first["methods"] == ["unchanged", "stated"]
    assert first["estimated_share"] == pytest.approx(25.25 / 75.25, abs=1e-6)
    assert first["coverage"] == 1


def test_figures_after_a_change_are_told_on_the_divisions_before_it_r10_1(world: Engine) -> None:
    store_indicator(world, "people")
    store_figures(world, "people", 2022, {"130502": 100, "130503": 121})
    answer = asked(world, day=BEFORE, within="1305")
    values = told(answer, 2022)
    assert sum(values.values()) == 221
    # Backwards a portion of the predecessor says nothing: by area, half of one, 3/4 of the other.
    assert values == {"130502": 50, "130503": 30, "130521": 141}
    assert one_of(answer, "130521", 2022)["methods"] == ["area"]


def test_a_date_within_the_data_passes_its_own_figures_and_moves_the_others_r10_1(
    world: Engine,
) -> None:
    store_indicator(world, "people")
    store_figures(world, "people", 2018, {"220381": 70})
    store_figures(world, "people", 2021, {"220184": 80})
    for day, code in ((BEFORE, "220381"), (date(2021, 12, 31), "220184")):
        answer = asked(world, day=day)
        assert told(answer, 2018) == {code: 70}
        assert told(answer, 2021) == {code: 80}
        assert answer.exact


@pytest.mark.parametrize("value", ["7", "0", "123456789012.345", "0.1", "-3.75"])
def test_a_change_of_code_name_or_subordination_passes_bit_for_bit_r10_2(
    world: Engine, value: str
) -> None:
    """公主岭市 came under another prefecture (代管), with another code; 桥西区 was renamed."""
    store_indicator(world, "people")
    store_indicator(world, "share", "intensive")
    for indicator in ("people", "share"):
        store_figures(world, indicator, 2018, {"220381": value, "330109": value, "419001": "2"})
        answer = asked(world, indicator=indicator, day=TODAY)
        assert told(answer, 2018)["220184"] == float(value)
        assert answer.exact
        back = asked(world, indicator=indicator, policy=Policy.AS_REPORTED)
        assert told(back, 2018)["220381"] == told(answer, 2018)["220184"]


def test_there_and_back_a_pure_change_of_code_gives_the_same_r10_2(world: Engine) -> None:
    store_indicator(world, "people")
    store_figures(world, "people", 2018, {"220381": "12.5"})
    there = told(asked(world, day=TODAY), 2018)
    store_indicator(world, "back")
    store_figures(world, "back", 2022, {code: str(value) for code, value in there.items()})
    assert told(asked(world, indicator="back", day=BEFORE), 2022) == {"220381": 12.5}


def test_a_code_that_named_two_units_joins_no_series_r10_2(world: Engine) -> None:
    """419001 was 义马市 until 1990, and is 济源市 since 1996."""
    store_indicator(world, "people")
    store_figures(world, "people", 1988, {"419001": 5})
    store_figures(world, "people", 1993, {"419001": 6})
    store_figures(world, "people", 2000, {"419001": 7})
    answer = asked(world, day=TODAY, within="41")
    assert told(answer, 1988) == {}
    assert told(answer, 2000) == {"419001": 7}
    assert answer.summary["unmatched"] == [{"code": "419001", "periods": 1}]


def test_townships_that_moved_whole_make_the_county_exact_r10_3(engine: Engine) -> None:
    towns = ("东汪镇", "王快镇", "皇寺镇")
    store_registry(
        engine,
        [
            *VERSIONS,
            *(version(f"13052110{number}", name, end=XINGTAI) for number, name in enumerate(towns)),
        ],
        EVENTS,
    )
    store_indicator(engine, "people")
    figures = {"130521": 100, "130502": 50, "130503": 49}
    parts = {"130521100": 10, "130521101": 20, "130521102": 70}
    store_figures(engine, "people", 2018, {**figures, **parts})
    answer = asked(engine, day=TODAY, within="1305")
    assert told(answer, 2018) == {"130502": 80, "130503": 119}
    assert answer.exact
    assert one_of(answer, "130502", 2018)["methods"] == ["unchanged", "lower_units"]
    # They do not sum to what the county reported: then they only say how it is shared out.
    store_figures(engine, "people", 2018, {"130521": 200})
    shared = asked(engine, day=TODAY, within="1305")
    assert told(shared, 2018) == {"130502": 110, "130503": 189}
    assert one_of(shared, "130502", 2018)["methods"] == ["unchanged", "lower_shares"]
    assert not shared.exact


def test_divided_figures_go_with_another_indicator_where_it_is_asked_for_r10_3(
    world: Engine,
) -> None:
    store_indicator(world, "people")
    store_indicator(world, "residents")
    store_figures(world, "people", 2018, {"330104": 100, "330102": 10})
    # Twice as dense in 钱塘区 (one square) as in 上城区 (three).
    store_figures(world, "residents", 2022, {"330114": 2000, "330102": 3000})
    by_area = asked(world, day=TODAY, within="3301")
    assert told(by_area, 2018) == {"330102": 60, "330114": 50}
    by_density = asked(world, day=TODAY, within="3301", density="residents")
    assert told(by_density, 2018) == {"330102": 43, "330114": 67}
    assert one_of(by_density, "330114", 2018)["methods"] == ["density"]
    assert by_area.weights != by_density.weights


def test_a_rate_is_made_anew_of_numerator_and_denominator_r10_5(world: Engine) -> None:
    store_indicator(world, "old")
    store_indicator(world, "people")
    store_indicator(world, "share", "rate", numerator="old", denominator="people", factor=100)
    store_figures(world, "people", 2018, {"330104": 100, "330102": 300, "220381": 30})
    store_figures(world, "old", 2018, {"330104": 50, "330102": 30, "220381": 10})
    store_figures(world, "share", 2018, {"220381": "33.3"})
    answer = asked(world, indicator="share", day=TODAY)
    # (30 + 25) of (300 + 50), and 25 of 50; never a mean of 50 % and 10 %.
    assert told(answer, 2018) == {
        "330102": pytest.approx(100 * 55 / 350, abs=1e-6),
        "330114": 50,
        "220184": 33.3,
    }
    assert one_of(answer, "220184", 2018)["exact"]
    assert not one_of(answer, "330102", 2018)["exact"]


def test_a_rate_of_units_that_reported_only_one_part_of_it_is_told_without_them_r10_5(
    world: Engine,
) -> None:
    store_indicator(world, "old")
    store_indicator(world, "people")
    store_indicator(world, "share", "rate", numerator="old", denominator="people")
    store_figures(world, "people", 2018, {"330104": 100, "330102": 300})
    store_figures(world, "old", 2018, {"330102": 30})
    answer = asked(world, indicator="share", day=TODAY, within="330102")
    assert told(answer, 2018) == {"330102": 0.1}
    assert one_of(answer, "330102", 2018)["reason"] == "partial"


def test_an_intensive_indicator_is_averaged_with_its_weight_r10_5(world: Engine) -> None:
    store_indicator(world, "people")
    store_indicator(world, "age", "intensive", weight="people")
    store_indicator(world, "density", "intensive")
    store_figures(world, "people", 2018, {"330104": 100, "330102": 200})
    for indicator in ("age", "density"):
        store_figures(world, indicator, 2018, {"330104": "40", "330102": "50"})
    by_people = asked(world, indicator="age", day=TODAY, within="3301")
    # 200 people of 50 years and half of 100 people of 40.
    assert told(by_people, 2018) == {"330102": 48, "330114": 40}
    by_area = asked(world, indicator="density", day=TODAY, within="3301")
    assert told(by_area, 2018)["330102"] == pytest.approx(50 - 10 / 3, abs=0.001)


@pytest.mark.parametrize("nature", [None, "other"])
def test_an_indicator_without_metadata_is_refused_r10_5(world: Engine, nature: str | None) -> None:
    store_indicator(world, "income", nature)
    store_figures(world, "income", 2018, {"330104": 100})
    with pytest.raises(NotHarmonisable, match="as_reported"):
        asked(world, indicator="income", day=TODAY)
    assert told(asked(world, indicator="income", policy=Policy.AS_REPORTED), 2018) == {
        "330104": 100
    }


def test_a_rate_is_never_summed_to_a_density_r10_5(world: Engine) -> None:
    store_indicator(world, "people")
    store_indicator(world, "age", "intensive")
    with pytest.raises(BadParameter, match="extensive"):
        asked(world, day=TODAY, density="age")
    store_indicator(world, "odd", "rate", numerator="age", denominator="people")
    with pytest.raises(NotHarmonisable, match="only extensive"):
        asked(world, indicator="odd", day=TODAY)


def test_missing_stays_missing_and_a_part_says_so_r10_3(world: Engine) -> None:
    store_indicator(world, "people")
    store_figures(world, "people", 2018, {"330102": 100})
    answer = asked(world, day=TODAY)
    assert told(answer, 2018) == {"330102": 100}
    part = one_of(answer, "330102", 2018)
    assert (part["reason"], part["exact"]) == ("partial", False)
    # Two of its three squares had figures; squares are of one size but for the latitude.
    assert part["coverage"] == pytest.approx(2 / 3, abs=1e-3)
    # 萧山区 gave it land too, and is not drawn here.
    assert one_of(answer, "330114", 2018)["reason"] == "no_weight"
    assert one_of(answer, "220184", 2018)["reason"] == "not_reported"
    assert any("不完整" in note for note in answer.notes)


def test_only_figures_that_are_shown_go_in_r8_4(world: Engine) -> None:
    store_indicator(world, "people", minimum_cell=10)
    store_figures(world, "people", 2018, {"330104": 9, "330102": 100, "130503": 12, "220381": 3})
    # Before it is protected nothing of it is shown.
    assert told(asked(world, day=TODAY), 2018) == {}
    with world.begin() as connection:
        protect(connection, "people")
    hidden = {one["code"] for one in asked(world).items if one["reason"] == "suppressed"}
    assert hidden >= {"330104", "220381"}
    answer = asked(world, day=TODAY)
    assert told(answer, 2018).keys().isdisjoint({"220184", "330114"})
    for one in answer.items:
        assert one["value"] is None or one["value"] >= 10
    assert one_of(answer, "220184", 2018)["reason"] == "suppressed"
    assert answer.suppressed


def test_a_sum_that_may_be_shown_holds_figures_that_may_not_r8_4(world: Engine) -> None:
    """The hidden figures of one prefecture cover each other: their sum is shown, on groups too."""
    store_indicator(world, "people", minimum_cell=10)
    store_figures(world, "people", 2018, {"130521": 5, "130502": 40, "130503": 60})
    store_figures(world, "people", 2022, {"130502": 45, "130503": 61})
    with world.begin() as connection:
        protect(connection, "people")
    singly = [one for one in asked(world).items if one["starts"] == "2018-01-01"]
    assert one_of(asked(world), "130521", 2018)["reason"] == "suppressed"
    assert sum(one["reason"] == "suppressed" for one in singly) >= 2
    groups = asked(world, policy=Policy.COMMON_ATOMS)
    assert told(groups, 2018) == {"130502+130503": 105}
    by_prefecture = asked(world, day=TODAY, level=Level.PREFECTURE)
    assert told(by_prefecture, 2018) == {"130500": 105}


def test_common_groups_stay_whole_through_all_periods_r10_1(world: Engine) -> None:
    store_indicator(world, "people")
    store_figures(world, "people", 2018, {"130521": 101, "130502": 50, "130503": 49, "220381": 7})
    store_figures(world, "people", 2022, {"130502": 90, "130503": 120, "220184": 8})
    answer = asked(world, policy=Policy.COMMON_ATOMS)
    assert told(answer, 2018) == {"130502+130503": 200, "220184": 7}
    assert told(answer, 2022) == {"130502+130503": 210, "220184": 8}
    assert answer.exact
    groups = {one["code"]: one for one in answer.summary["groups"]}
    names = [member["name"] for member in groups["130502+130503"]["members"]]
    assert names == ["桥东区", "桥西区", "邢台县", "襄都区", "信都区"]


def test_prefectures_are_what_their_counties_become_r10_3(world: Engine) -> None:
    store_indicator(world, "people")
    store_figures(world, "people", 2018, {"130521": 101, "130502": 50, "130503": 49, "220381": 7})
    answer = asked(world, day=TODAY, level=Level.PREFECTURE)
    # All of 邢台县 is in 邢台市 whichever district it went to; 公主岭市 came from 四平市.
    assert told(answer, 2018) == {"130500": 200, "220100": 7}
    assert one_of(answer, "130500", 2018)["exact"]


def test_a_unit_that_ended_within_the_period_hands_over_what_it_reported_r10_1(
    world: Engine,
) -> None:
    """A year's figures under the codes of its beginning: the changes of June 2020 came after."""
    store_indicator(world, "people")
    store_figures(world, "people", 2020, {"220381": 7})
    assert told(asked(world, day=TODAY), 2020) == {"220184": 7}
    # Reported under the new code too it is not counted twice.
    store_figures(world, "people", 2020, {"220184": 8})
    answer = asked(world, day=TODAY)
    assert told(answer, 2020) == {"220184": 8}
    assert answer.summary["unmatched"] == [{"code": "220381", "periods": 1}]


def test_months_stand_on_the_divisions_of_their_last_day_r10_1(world: Engine) -> None:
    store_indicator(world, "people")
    store_period(world, "people", Period(date(2020, 5, 1), date(2020, 6, 1)), {"220381": 7})
    store_period(world, "people", Period(date(2020, 6, 1), date(2020, 7, 1)), {"220184": 8})
    answer = asked(world, day=TODAY)
    assert [one["value"] for one in answer.items if one["code"] == "220184"] == [7, 8]


def test_the_answer_says_on_what_it_stands_r8_6(world: Engine) -> None:
    store_indicator(world, "people")
    store_figures(world, "people", 2018, {"330104": 100})
    answer = asked(world, day=TODAY).as_json()
    assert answer["divisions"]["date"] == "2024-12-31"
    assert answer["divisions"]["level"] == "county"
    assert answer["data"]["datasets"] == ["figures"]
    assert answer["data"]["until"] == "2019-01-01"
    assert len(answer["weights"]) == 32
    assert answer["summary"]["totals"] == [
        {"starts": "2018-01-01", "reported": 100, "harmonised": 100}
    ]
    assert answer["summary"]["crosswalks"][0]["from"] == "2018-12-31"


def test_asked_again_with_the_knowledge_of_then_the_answer_is_the_same_r8_1(world: Engine) -> None:
    store_indicator(world, "people")
    store_figures(world, "people", 2018, {"330104": 100, "330102": 10})
    first = asked(world, day=TODAY)
    assert first.divisions is not None
    assert first.data is not None
    store_figures(world, "people", 2018, {"330104": 150})
    assert asked(world, day=TODAY).digest != first.digest
    knowledge = Knowledge(first.divisions.known_at, first.data.known_at, first.weights)
    with world.begin() as connection:
        again = AGAIN["harmonise"](connection, first.as_json()["question"], knowledge)
    assert again.as_json() == first.as_json()


def test_what_cannot_be_asked_is_refused(world: Engine) -> None:
    store_indicator(world, "people")
    store_indicator(world, "helped", grade="personal")
    with pytest.raises(BadParameter, match="needs the date"):
        asked(world, policy=Policy.FIXED)
    with pytest.raises(BadParameter, match="only it"):
        asked(world, policy=Policy.COMMON_ATOMS, day=TODAY)
    with pytest.raises(BeforeTheRecord):
        asked(world, day=date(1970, 1, 1))
    with pytest.raises(NotPermitted):
        asked(world, indicator="helped", day=TODAY)


def test_an_indicator_without_figures_has_an_empty_answer(world: Engine) -> None:
    store_indicator(world, "people")
    answer = asked(world, day=TODAY)
    assert answer.items == []
    assert answer.exact


def test_the_figures_of_now_are_read_by_an_index(world: Engine) -> None:
    from spatial.db import read_sql

    store_indicator(world, "people")
    with world.begin() as connection:
        _many_figures(connection)
        plan = "\n".join(
            connection.execute(
                text("EXPLAIN " + read_sql("spatial.business.harmonise", "reported_columns")),
                {"indicator": "people", "first": None, "last": None, "known_at": None},
            ).scalars()
        )
    # Which of them is the planner's choice: all begin with the indicator.
    assert "Index Cond: ((indicator_id = " in plan or "Index Cond: (indicator_id = " in plan
    assert "Seq Scan" not in plan


def _many_figures(connection: Connection) -> None:
    connection.execute(
        text(
            "INSERT INTO indicator (id, dataset_id, title, unit, kind, additive_space,"
            " additive_time, grade, minimum_cell) SELECT 'other_' || n, 'figures', 'x', '人',"
            " 'stock', true, false, 'open', 0 FROM generate_series(1, 20) n"
        )
    )
    connection.execute(
        text(
            "INSERT INTO observation (indicator_id, division_code, starts, ends, value)"
            " SELECT i.id, (110100 + n)::text, make_date(y, 1, 1), make_date(y + 1, 1, 1), n"
            " FROM indicator i, generate_series(1, 400) n, generate_series(2001, 2010) y"
        )
    )
    connection.execute(text("ANALYZE observation"))


def test_knowledge_of_a_time_before_a_correction_needs_no_later_one(world: Engine) -> None:
    store_indicator(world, "people")
    store_figures(world, "people", 2018, {"330104": 100})
    instant = datetime.now(UTC)
    store_figures(world, "people", 2018, {"330104": 150})
    before = asked(world, Knowledge(data=instant), policy=Policy.AS_REPORTED)
    assert told(before, 2018) == {"330104": 100}
    assert before.data is not None
    assert before.data.known_at == instant
    later = asked(world, Knowledge(data=instant + timedelta(days=1)), policy=Policy.AS_REPORTED)
    assert told(later, 2018) == {"330104": 150}

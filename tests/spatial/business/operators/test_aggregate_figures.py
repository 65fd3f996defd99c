"""Figures by the divisions of a day: summed where that is right, made anew or refused elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from figure_rows import store_figures, store_indicator
from record_rows import store_world
from sqlalchemy import Engine

from spatial.business.answering.answer import Answer
from spatial.business.answering.kept import asked_again, keep, kept_answer
from spatial.business.declarations.model import PeriodUnit
from spatial.business.operators.again import AGAIN
from spatial.business.operators.aggregate import aggregate, fixed
from spatial.business.operators.questions import Question
from spatial.business.operators.standing import Asked
from spatial.business.operators.times import By
from spatial.business.suppression.renewal import protect
from spatial.division_codes import Level
from spatial.errors import BadParameter, NotAdditive, NotPermitted, UnknownIndicator

BEFORE, AFTER, RECENT = date(2015, 1, 1), date(2019, 1, 1), date(2022, 1, 1)
JANUARY, FEBRUARY, MARCH = date(2016, 1, 1), date(2016, 2, 1), date(2016, 3, 1)


@pytest.fixture
def world(engine: Engine) -> Engine:
    """The changing counties with indicators of every kind."""
    store_world(engine)
    store_indicator(engine, "helped")
    store_indicator(engine, "recipients", kind="stock", time=False)
    store_indicator(engine, "spending", kind="year_to_date", time=False)
    store_indicator(engine, "visitors", time=False)
    store_indicator(engine, "median", space=False, time=False, nature="other")
    store_indicator(engine, "disabled", kind="stock", time=False)
    store_indicator(
        engine, "rate", kind="stock", space=False, time=False, nature="rate",
        numerator="recipients", denominator="disabled", factor=1000,
    )  # fmt: skip
    store_figures(
        engine,
        [
            ("helped", "990101", JANUARY, 10), ("helped", "990102", JANUARY, 5),
            ("helped", "990201", JANUARY, 7), ("helped", "990101", FEBRUARY, 11),
            ("helped", "990102", FEBRUARY, 6), ("helped", "990201", FEBRUARY, 8),
            ("recipients", "990101", JANUARY, 100), ("recipients", "990102", JANUARY, 50),
            ("recipients", "990201", JANUARY, 70), ("recipients", "990201", FEBRUARY, 71),
            ("disabled", "990101", JANUARY, 400), ("disabled", "990102", JANUARY, 200),
            ("disabled", "990201", JANUARY, 0),
        ],
    )  # fmt: skip
    return engine


def ask(engine: Engine, indicator: str, day: date, first: date, until: date, **more: Any) -> Answer:
    """Aggregates figures."""
    level = more.pop("level", Level.COUNTY)
    question = Question(Asked(day, level), None, indicator, first=first, until=until, **more)
    with engine.connect() as connection:
        return aggregate(connection, question)


def values(answer: Answer) -> dict[str, Any]:
    """The values by code."""
    return {item["code"]: item["value"] for item in answer.items}


def test_flows_are_summed_over_time_and_over_counties(world: Engine) -> None:
    counties = ask(world, "helped", BEFORE, JANUARY, MARCH)
    assert values(counties) == {"990101": 21, "990102": 11, "990201": 15}
    above = ask(world, "helped", BEFORE, JANUARY, MARCH, level=Level.PREFECTURE)
    assert values(above) == {"990100": 32, "990200": 15}
    assert [(item["reported"], item["expected"], item["levels"]) for item in above.items] == [
        (4, 4, ["county"]), (2, 2, ["county"]),
    ]  # fmt: skip


def test_a_changed_code_goes_on_and_a_divided_county_is_not_placed_r10_2(world: Engine) -> None:
    answer = ask(world, "helped", RECENT, JANUARY, FEBRUARY)
    assert values(answer) == {"990101": None, "990102": 5, "990202": 7}
    assert answer.items[0]["reason"] == "not_reported"
    assert answer.summary["not_placed"] == [
        {"code": "990101", "from": "2016-01-01", "reason": "divided"}
    ]
    whole = ask(world, "helped", RECENT, JANUARY, FEBRUARY, level=Level.PREFECTURE)
    assert values(whole) == {"990100": 15, "990200": 7}


def test_of_a_stock_the_last_period_stands(world: Engine) -> None:
    answer = ask(world, "recipients", BEFORE, JANUARY, MARCH)
    assert values(answer) == {"990101": None, "990102": None, "990201": 71}
    assert answer.items[0]["missing"] == ["2016-02-01"]
    assert values(ask(world, "recipients", BEFORE, JANUARY, FEBRUARY))["990101"] == 100


def test_where_not_all_reported_there_is_no_sum(world: Engine) -> None:
    store_figures(world, [("helped", "990101", MARCH, 12)])
    answer = ask(world, "helped", BEFORE, MARCH, date(2016, 4, 1), level=Level.PREFECTURE)
    east, west = answer.items
    assert (east["value"], east["reason"]) == (None, "not_all_reported")
    assert (east["reported"], east["expected"]) == (1, 2)
    assert (west["value"], west["reason"]) == (None, "not_reported")


def test_what_the_unit_itself_reported_counts_before_its_parts(world: Engine) -> None:
    store_figures(world, [("helped", "990100", JANUARY, 99)])
    answer = ask(world, "helped", BEFORE, JANUARY, FEBRUARY, level=Level.PREFECTURE)
    assert values(answer) == {"990100": 99, "990200": 7}
    assert [item["levels"] for item in answer.items] == [["prefecture"], ["county"]]
    assert values(ask(world, "helped", BEFORE, JANUARY, FEBRUARY))["990101"] == 10


def test_year_to_date_figures_are_told_apart_by_year_r8_3(world: Engine) -> None:
    months = [(2015, 11, 90), (2015, 12, 100), (2016, 1, 8), (2016, 2, 20), (2016, 3, 33)]
    store_figures(
        world,
        [("spending", "990102", date(year, month, 1), value) for year, month, value in months],
    )

    def spent(first: date, until: date) -> Any:
        return values(ask(world, "spending", BEFORE, first, until))["990102"]

    assert spent(JANUARY, date(2016, 4, 1)) == 33
    assert spent(FEBRUARY, date(2016, 4, 1)) == 25
    assert spent(JANUARY, FEBRUARY) == 8
    assert spent(date(2015, 12, 1), MARCH) == 10 + 20
    # What the year had brought before October nobody reported: it is not invented.
    assert spent(date(2015, 11, 1), MARCH) is None


def test_a_rate_is_made_anew_and_never_summed_r8_2_r10_5(world: Engine) -> None:
    answer = ask(world, "rate", BEFORE, JANUARY, FEBRUARY, level=Level.PREFECTURE)
    east, west = answer.items
    assert (east["value"], east["numerator"], east["denominator"]) == (250, 150, 600)
    assert (west["value"], west["reason"]) == (None, "denominator_zero")
    assert "重新计算" in answer.notes[0]


@pytest.mark.parametrize(
    ("indicator", "until", "message"),
    [
        ("median", FEBRUARY, "does not add up over divisions"),
        ("visitors", MARCH, "does not add up over time"),
    ],
)
def test_what_does_not_add_up_is_refused(
    world: Engine, indicator: str, until: date, message: str
) -> None:
    store_figures(world, [(indicator, "990101", JANUARY, 1)])
    with pytest.raises(NotAdditive, match=message):
        ask(world, indicator, BEFORE, JANUARY, until)


def test_period_by_period_even_what_does_not_add_up_over_time(world: Engine) -> None:
    store_figures(world, [("visitors", "990201", JANUARY, 3), ("visitors", "990201", FEBRUARY, 4)])
    answer = ask(world, "visitors", BEFORE, JANUARY, MARCH, by=By.MONTH, within="9902")
    assert [(item["from"], item["value"]) for item in answer.items] == [
        ("2016-01-01", 3), ("2016-02-01", 4),
    ]  # fmt: skip
    quarter = ask(world, "helped", BEFORE, JANUARY, date(2016, 4, 1), by=By.QUARTER, within="9902")
    assert [item["reason"] for item in quarter.items] == ["not_all_reported"]


def test_a_series_on_fixed_divisions_r10_1(world: Engine) -> None:
    store_figures(
        world,
        [
            ("helped", "990101", date(2021, 1, 1), 3),
            ("helped", "990102", date(2021, 1, 1), 9),
            ("helped", "990202", date(2021, 1, 1), 6),
        ],
    )
    question = Question(
        Asked(RECENT, Level.COUNTY), None, "helped", first=date(2016, 1, 1), until=date(2021, 2, 1),
        within="9902",
    )  # fmt: skip
    with world.connect() as connection:
        answer = fixed(connection, question)
    told = {item["from"]: item["value"] for item in answer.items if item["value"] is not None}
    assert told == {"2016-01-01": 7, "2016-02-01": 8, "2021-01-01": 6}
    assert len(answer.items) == 61


def test_small_cells_and_what_gives_them_away_are_hidden_r8_4(world: Engine) -> None:
    store_indicator(world, "few", cell=6)
    store_figures(world, [("few", "990101", JANUARY, 4), ("few", "990102", JANUARY, 30),
                          ("few", "990201", JANUARY, 50)])  # fmt: skip
    with world.begin() as connection:
        protect(connection, "few")
    answer = ask(world, "few", BEFORE, JANUARY, FEBRUARY)
    assert [(item["value"], item["reason"]) for item in answer.items] == [
        (None, "suppressed"), (None, "suppressed"), (50, None),
    ]  # fmt: skip
    assert answer.suppressed == 2
    above = ask(world, "few", BEFORE, JANUARY, FEBRUARY, level=Level.PREFECTURE)
    assert values(above) == {"990100": 34, "990200": 50}
    # On later divisions the hidden county is divided, so its neighbour may be told no more.
    later = ask(world, "few", RECENT, JANUARY, FEBRUARY)
    assert later.items[1]["reason"] == "suppressed"


def test_figures_that_nobody_protected_are_not_shown_r8_4(world: Engine) -> None:
    store_indicator(world, "few", cell=6)
    store_figures(world, [("few", "990201", JANUARY, 50)], protected=False)
    assert ask(world, "few", BEFORE, JANUARY, FEBRUARY).items[2]["reason"] == "suppressed"


def test_an_answer_of_figures_stands_after_corrections_r8_6(world: Engine) -> None:
    with world.begin() as connection:
        then = aggregate(
            connection,
            Question(Asked(BEFORE, Level.COUNTY), None, "rate", first=JANUARY, until=FEBRUARY),
        )
        keep(connection, then)
    store_figures(world, [("disabled", "990101", JANUARY, 500)])
    assert values(ask(world, "rate", BEFORE, JANUARY, FEBRUARY))["990101"] == 200
    with world.connect() as connection:
        again = asked_again(connection, kept_answer(connection, then.id), AGAIN)
    assert again.as_json() == then.as_json()


@pytest.mark.parametrize(
    ("until", "more", "message"),
    [
        (date(2016, 1, 20), {}, "no whole periods of a month"),
        (FEBRUARY, {"by": By.HOUR}, "is no period"),
        (FEBRUARY, {"group": "reason"}, "group: of records only"),
    ],
)
def test_questions_that_figures_cannot_answer(
    world: Engine, until: date, more: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadParameter, match=message):
        ask(world, "helped", BEFORE, JANUARY, until, **more)


def test_figures_of_closed_grades_and_those_that_are_not_there(world: Engine) -> None:
    store_indicator(world, "closed", grade="personal")
    store_indicator(world, "empty")
    store_figures(world, [("closed", "990101", JANUARY, 1)])
    with pytest.raises(NotPermitted):
        ask(world, "closed", BEFORE, JANUARY, FEBRUARY)
    with pytest.raises(UnknownIndicator, match="no figures of empty"):
        ask(world, "empty", BEFORE, JANUARY, FEBRUARY)


def test_yearly_figures(world: Engine) -> None:
    store_indicator(world, "yearly", period="year")
    store_figures(
        world,
        [("yearly", "990201", date(year, 1, 1), year) for year in (2015, 2016)],
        PeriodUnit.YEAR,
    )
    answer = ask(world, "yearly", BEFORE, date(2015, 1, 1), date(2017, 1, 1), within="9902")
    assert values(answer) == {"990201": 2015 + 2016}
    assert answer.data is not None
    assert answer.data.until == date(2016, 12, 31)

"""What changed between two days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from figure_rows import store_figures, store_indicator
from record_rows import Case, Facility, store_cases, store_dataset, store_facilities, store_world
from sqlalchemy import Engine, text

from spatial.business.answering.answer import Answer
from spatial.business.answering.kept import asked_again, keep, kept_answer
from spatial.business.declarations.model import PeriodUnit
from spatial.business.operators.again import AGAIN
from spatial.business.operators.change import change
from spatial.business.operators.change_question import ChangeQuestion, Tell
from spatial.business.operators.filters import parse_filter
from spatial.business.operators.standing import Asked
from spatial.division_codes import Level
from spatial.errors import BadParameter, BadPeriod, NotPermitted
from spatial.temporal import Period

SOUTH, NORTH, EAST, WEST = (110.5, 30.5), (110.5, 31.5), (111.5, 31.5), (113.5, 30.5)
AFTER = date(2019, 1, 1)


@pytest.fixture
def world(engine: Engine) -> Engine:
    """The changing counties with homes, warnings and an indicator."""
    store_world(engine)
    with engine.begin() as connection:
        store_dataset(connection, "homes", "facilities", grade="open")
        store_dataset(connection, "warnings", "cases", grade="sensitive")
    opened = date(2012, 1, 1)
    store_facilities(
        engine,
        "homes",
        [
            Facility("stays", SOUTH, Period(opened, None), {"members": 1, "person": "张三"}),
            Facility("closes", SOUTH, Period(opened, date(2018, 1, 1))),
            Facility("opens", EAST, Period(date(2017, 1, 1), None)),
            Facility("moves", SOUTH, Period(opened, date(2017, 5, 1))),
            Facility("moves", WEST, Period(date(2017, 5, 1), None)),
            Facility("grows", NORTH, Period(opened, date(2016, 6, 1)), {"members": 10}),
            Facility("grows", NORTH, Period(date(2016, 6, 1), None), {"members": 12}),
        ],
    )
    store_cases(
        engine,
        "warnings",
        [
            Case("1", date(2015, 3, 2), NORTH, said={"reason": "因病"}),
            Case("2", date(2016, 3, 2), NORTH, said={"reason": "因病"}),
            Case("3", date(2016, 3, 9), NORTH, said={"reason": "失业"}),
            Case("4", date(2016, 4, 9), NORTH, said={"reason": "失业"}),
        ],
    )
    return engine


def ask(engine: Engine, first: date, last: date, day: date = AFTER, **more: Any) -> Answer:
    """Asks for a change on the divisions of a day."""
    level = more.pop("level", Level.COUNTY)
    question = ChangeQuestion(Asked(day, level), first, last, **more)
    with engine.connect() as connection:
        return change(connection, question)


def test_facilities_that_opened_closed_and_moved_r8_1(world: Engine) -> None:
    answer = ask(world, date(2016, 1, 1), AFTER, dataset="homes")
    names = ("before", "after", "opened", "closed", "moved_in", "moved_out", "difference")
    assert {item["code"]: [item[name] for name in names] for item in answer.items} == {
        "990101": [3, 1, 0, 1, 0, 1, -2],
        "990102": [1, 2, 1, 0, 0, 0, 1],
        "990201": [0, 1, 0, 0, 1, 0, 1],
    }
    assert answer.summary == {
        "units": 3, "before": 4, "after": 4,
        "changes": {"closed": 1, "fields": 1, "moved": 1, "opened": 1},
    }  # fmt: skip


def test_each_that_changed_is_named_without_what_stays_closed(world: Engine) -> None:
    answer = ask(world, date(2016, 1, 1), AFTER, dataset="homes", tell=Tell.RECORDS)
    assert {item["key"]: item["change"] for item in answer.items} == {
        "closes": ["closed"], "grows": ["fields"], "moves": ["moved"], "opens": ["opened"],
    }  # fmt: skip
    by_key = {item["key"]: item for item in answer.items}
    assert by_key["grows"]["before"]["fields"] == {"members": 10}
    assert by_key["grows"]["after"]["fields"] == {"members": 12}
    assert by_key["moves"]["moved_m"] == pytest.approx(287_500, rel=0.01)
    assert by_key["moves"]["after"]["division"]["code"] == "990201"
    some = ask(world, date(2016, 1, 1), AFTER, dataset="homes", tell=Tell.RECORDS, within="9902")
    assert [item["key"] for item in some.items] == ["moves"]
    with world.begin() as connection:
        connection.execute(text("UPDATE dataset SET grade = 'sensitive' WHERE id = 'homes'"))
    with pytest.raises(NotPermitted):
        ask(world, date(2016, 1, 1), AFTER, dataset="homes", tell=Tell.RECORDS)


def test_cases_of_a_month_beside_those_of_the_year_before_on_todays_divisions(
    world: Engine,
) -> None:
    answer = ask(world, date(2015, 3, 15), date(2016, 3, 15), dataset="warnings", group="reason")
    told = {
        (item["code"], item["group"]): (item["before"], item["after"], item["ratio"])
        for item in answer.items
    }
    assert told == {("990102", "因病"): (1, 1, 1.0), ("990102", "失业"): (0, 1, None)}
    years = ask(
        world, date(2015, 1, 1), date(2016, 1, 1), dataset="warnings", period=PeriodUnit.YEAR,
        filters=(parse_filter("reason=因病|失业"),),
    )  # fmt: skip
    assert [(item["code"], item["difference"]) for item in years.items] == [
        ("990101", 0), ("990102", 2), ("990201", 0),
    ]  # fmt: skip
    assert years.summary["before"]["from"] == "2015-01-01"


def test_the_change_of_an_indicator_on_the_same_divisions(world: Engine) -> None:
    store_indicator(world, "helped", kind="stock", time=False)
    store_figures(
        world,
        [
            ("helped", "990201", date(2016, 1, 1), 50), ("helped", "990202", date(2022, 1, 1), 75),
            ("helped", "990101", date(2016, 1, 1), 10),
        ],
    )  # fmt: skip
    answer = ask(
        world, date(2016, 1, 9), date(2022, 1, 9), date(2022, 1, 1), indicator="helped",
        within="9902",
    )  # fmt: skip
    [item] = answer.items
    assert item | {"name": ""} == {
        "code": "990202", "name": "", "parent_code": "990200", "before": 50, "after": 75,
        "difference": 25, "ratio": 1.5, "reason": None,
    }  # fmt: skip
    [lost] = answer.summary["before"]["not_placed"] or [None]
    assert lost is None
    whole = ask(world, date(2016, 1, 9), date(2022, 1, 9), date(2022, 1, 1), indicator="helped")
    assert [item["reason"] for item in whole.items] == ["not_reported", "not_reported", None]


def test_a_difference_gives_no_hidden_number_away_r8_4(world: Engine) -> None:
    with world.begin() as connection:
        connection.execute(text("UPDATE dataset SET minimum_cell = 5"))
    answer = ask(world, date(2015, 3, 1), date(2016, 3, 1), dataset="warnings")
    [item] = [one for one in answer.items if one["code"] == "990102"]
    assert (item["before"], item["after"], item["difference"], item["reason"]) == (
        None, None, None, "suppressed",
    )  # fmt: skip
    homes = ask(world, date(2016, 1, 1), AFTER, dataset="homes")
    assert [item["reason"] for item in homes.items] == ["suppressed"] * 3
    assert homes.items[0]["before"] is None
    assert homes.summary == {"units": 3, "before": None, "after": None, "changes": {}}


def test_divisions_themselves(world: Engine) -> None:
    answer = ask(world, date(2015, 1, 1), date(2022, 1, 1))
    told = {item["code"]: item["change"] for item in answer.items}
    assert told == {"990101": ["shape"], "990102": ["shape"], "990202": ["name", "code"]}
    assert answer.items[0]["events"][0]["document_nos"] == ["虚政发〔2018〕1号"]
    assert answer.summary["changes"] == {"code": 1, "name": 1, "shape": 2}


@pytest.mark.parametrize("of", [{"dataset": "homes"}, {"dataset": "warnings"}, {}])
def test_each_kind_of_change_is_asked_again(world: Engine, of: dict[str, Any]) -> None:
    then = ask(world, date(2015, 3, 1), date(2016, 3, 1), **of)
    with world.begin() as connection:
        keep(connection, then)
    store_facilities(world, "homes", [Facility("late", WEST, Period(date(2016, 1, 1), None))])
    store_cases(world, "warnings", [Case("1", date(2014, 3, 2), WEST)])
    with world.connect() as connection:
        again = asked_again(connection, kept_answer(connection, then.id), AGAIN)
    assert again.as_json() == then.as_json()


def test_questions_of_change_that_have_no_sense(world: Engine) -> None:
    with pytest.raises(BadPeriod, match="same month"):
        ask(world, date(2016, 3, 1), date(2016, 3, 9), dataset="warnings")
    with pytest.raises(BadPeriod, match="after from"):
        ask(world, AFTER, AFTER)
    with pytest.raises(BadParameter, match="not of facilities"):
        ask(world, date(2016, 3, 1), AFTER, dataset="homes", group="reason")
    with pytest.raises(BadParameter, match="for divisions: neither"):
        ask(world, date(2016, 3, 1), AFTER, dataset="homes", indicator="helped")

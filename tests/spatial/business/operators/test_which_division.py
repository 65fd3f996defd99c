"""In which division: of points and of records, on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from record_rows import Case, Facility, store_cases, store_dataset, store_facilities, store_world
from sqlalchemy import Engine

from spatial.business.answering.answer import Answer
from spatial.business.answering.kept import asked_again, keep, kept_answer
from spatial.business.operators.again import AGAIN
from spatial.business.operators.which_division import (
    MOST_POINTS,
    Point,
    WhichQuestion,
    which_division,
)
from spatial.division_codes import Level
from spatial.errors import BadParameter, NotPermitted
from spatial.temporal import Period

BEFORE, AFTER = date(2015, 1, 1), date(2019, 1, 1)
NORTH, SEA = (110.5, 31.5), (120.0, 10.0)


@pytest.fixture
def world(engine: Engine) -> Engine:
    """The changing counties with two datasets."""
    store_world(engine)
    with engine.begin() as connection:
        store_dataset(connection, "homes", "facilities", grade="open")
        store_dataset(connection, "cases", "cases")
        store_dataset(connection, "closed", "cases", grade="sensitive")
    store_facilities(
        engine, "homes", [Facility("f1", NORTH, Period(date(2012, 1, 1), date(2019, 7, 1)))]
    )
    store_cases(
        engine,
        "cases",
        [Case("1", BEFORE, code="990101"), Case("2", BEFORE, code="990201"),
         Case("3", BEFORE, NORTH)],
    )  # fmt: skip
    store_cases(engine, "closed", [Case("1", BEFORE, NORTH)])
    return engine


def ask(engine: Engine, question: WhichQuestion) -> Answer:
    """Asks."""
    with engine.connect() as connection:
        return which_division(connection, question)


def counties(answer: Answer) -> list[Any]:
    """The county of each item."""
    return [item["levels"]["county"]["code"] for item in answer.items]


def test_points_are_told_on_days_of_their_own_r8_1(world: Engine) -> None:
    question = WhichQuestion(
        AFTER, (Point(*NORTH), Point(*NORTH, day=BEFORE, key="then"), Point(*SEA))
    )
    answer = ask(world, question)
    assert counties(answer) == ["990102", "990101", None]
    assert answer.items[2]["levels"]["county"]["reason"] == "sea"
    assert answer.items[0]["levels"]["prefecture"]["name"] == "东市"
    some = ask(world, WhichQuestion(AFTER, (Point(*NORTH),), levels=(Level.COUNTY,)))
    assert list(some.items[0]["levels"]) == ["county"]


def test_records_are_told_on_their_own_day_or_another(world: Engine) -> None:
    own = WhichQuestion(None, dataset="cases", record_keys=("1", "2", "3", "4"))
    items = ask(world, own).items
    assert [one["levels"].get("county", {}).get("code") for one in items] == [
        "990101", "990201", "990101", None,
    ]  # fmt: skip
    assert items[3]["reason"] == "no_record"
    recent = WhichQuestion(date(2022, 1, 1), dataset="cases", record_keys=("1", "2", "3"))
    later = ask(world, recent)
    assert counties(later) == [None, "990202", "990102"]
    assert later.items[0]["levels"]["county"]["reason"] == "divided"
    assert later.items[0]["levels"]["prefecture"]["code"] == "990100"


def test_facilities_are_told_while_they_stand(world: Engine) -> None:
    homes = WhichQuestion(AFTER, dataset="homes", record_keys=("f1",))
    assert counties(ask(world, homes)) == ["990102"]
    gone = ask(world, WhichQuestion(date(2020, 1, 1), dataset="homes", record_keys=("f1",)))
    assert gone.items[0]["reason"] == "no_record"


def test_single_records_of_a_closed_grade_are_never_listed_r8_5(world: Engine) -> None:
    with pytest.raises(NotPermitted, match="only counts"):
        ask(world, WhichQuestion(None, dataset="closed", record_keys=("1",)))


def test_the_answer_stands_after_a_correction_r8_6(world: Engine) -> None:
    question = WhichQuestion(None, dataset="cases", record_keys=("3",))
    then = ask(world, question)
    with world.begin() as connection:
        keep(connection, then)
    store_cases(world, "cases", [Case("3", BEFORE, (113.5, 30.5))])
    assert counties(ask(world, question)) == ["990201"]
    with world.connect() as connection:
        again = asked_again(connection, kept_answer(connection, then.id), AGAIN)
    assert again.as_json() == then.as_json()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"day": AFTER}, "ask for points, or"),
        ({"day": AFTER, "dataset": "cases"}, "give the keys"),
        ({"day": None, "points": (Point(1, 1),)}, "on a date"),
        ({"day": AFTER, "points": (Point(1, 1),) * (MOST_POINTS + 1)}, "send a table"),
    ],
)
def test_questions_without_sense_are_refused(said: dict[str, Any], message: str) -> None:
    with pytest.raises(BadParameter, match=message):
        WhichQuestion(**said)


def test_swapped_coordinates_are_told() -> None:
    with pytest.raises(BadParameter, match="swapped"):
        Point(30.5, 110.5)

"""Codes and names of one day in the terms of another, with shares of area."""

from __future__ import annotations

from datetime import date

import pytest
from record_rows import store_world
from sqlalchemy import Engine

from spatial.business.answering.answer import Answer
from spatial.business.answering.kept import asked_again, keep, kept_answer
from spatial.business.operators.again import AGAIN
from spatial.business.operators.translating import MOST_ROWS, TranslateQuestion, translation
from spatial.errors import BadParameter

BEFORE, RECENT = date(2015, 1, 1), date(2022, 1, 1)


@pytest.fixture
def world(engine: Engine) -> Engine:
    """The changing counties."""
    store_world(engine)
    return engine


def ask(engine: Engine, *rows: dict[str, str], day: date = BEFORE, to: date = RECENT) -> Answer:
    """Translates."""
    with engine.connect() as connection:
        return translation(connection, TranslateQuestion(rows, day, to))


def test_a_code_is_told_in_the_terms_of_another_day_r8_1(world: Engine) -> None:
    answer = ask(world, {"code": "990201"}, {"name": "丙县"}, {"code": "990202"}, {"code": "9"})
    assert [(item["status"], item["code"]) for item in answer.items] == [
        ("exact", "990202"), ("exact", "990202"), ("not_yet", None), ("unreadable", None),
    ]  # fmt: skip
    assert answer.summary == {
        "rows": 4, "statuses": {"exact": 2, "not_yet": 1, "unreadable": 1},
    }  # fmt: skip
    assert answer.divisions is not None
    assert answer.divisions.day == RECENT


def test_of_a_divided_county_the_shares_of_area_are_told(world: Engine) -> None:
    [item] = ask(world, {"code": "990101"}).items
    assert (item["status"], item["unit"]["name"]) == ("changed", "甲县")
    [taker] = item["candidates"]
    assert taker["code"] == "990102"
    # Its northern square is a little smaller than the southern one.
    assert 0.49 < taker["area_share"] < 0.5
    assert taker["area_share"] + item["unit"]["area_share"] == pytest.approx(1, abs=1e-6)


def test_shares_run_one_way_and_back_with_others(world: Engine) -> None:
    [back] = ask(world, {"code": "990102"}, day=RECENT, to=BEFORE).items
    [giver] = back["candidates"]
    assert giver["code"] == "990101"
    assert giver["area_share"] == pytest.approx(0.5, abs=0.01)


def test_a_row_may_have_days_of_its_own(world: Engine) -> None:
    [item] = ask(world, {"code": "990202", "date": "2021-01-01", "to": "2016-01-01"}).items
    assert item["code"] == "990201"


def test_the_answer_can_be_asked_again(world: Engine) -> None:
    then = ask(world, {"code": "990101"}, {"name": "丙县", "within": "西市"})
    with world.begin() as connection:
        keep(connection, then)
    with world.connect() as connection:
        again = asked_again(connection, kept_answer(connection, then.id), AGAIN)
    assert again.as_json() == then.as_json()


def test_too_many_rows_and_none_are_refused() -> None:
    with pytest.raises(BadParameter, match="no row"):
        TranslateQuestion((), BEFORE, RECENT)
    with pytest.raises(BadParameter, match="/v1/divisions/translate"):
        TranslateQuestion([{"code": "990101"}] * (MOST_ROWS + 1), BEFORE, RECENT)

"""Answers that were given are asked again, with the knowledge of then or of now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from division_rows import store_divisions
from indicator_folder import indicator_folder
from sqlalchemy import Connection, Engine, text

from ingest.business.indicators import load_indicators
from spatial.business.answering.answer import Again, Answer, DataOf, Knowledge
from spatial.business.answering.kept import asked_again, asked_now, keep, kept_answer
from spatial.business.figures import data_known_at, figures
from spatial.db import beside
from spatial.errors import AnswerDiffers, UnknownAnswer


def ask(connection: Connection, question: Mapping[str, Any], knowledge: Knowledge) -> Answer:
    """A small operator: the figures of an indicator."""
    known_at = knowledge.data or data_known_at(connection, [question["indicator"]])
    assert known_at is not None
    found = figures(connection, question["indicator"], known_at=known_at)
    return Answer(
        "figures",
        question,
        None,
        DataOf(("elderly",), known_at),
        [
            {"division": one.division, "starts": str(one.period.start), "value": str(one.value)}
            for one in found
        ],
    )


OPERATORS: Mapping[str, Again] = {"figures": ask}
RESIDENTS = {"indicator": "residents", "share": 0.1, "polygon": [[110.0, 30.5]]}


@pytest.fixture
def loaded(engine: Engine, tmp_path: Path) -> Engine:
    """Two figures of an indicator."""
    store_divisions(engine)
    load_indicators(
        engine,
        indicator_folder(
            tmp_path / "in", "residents,990101,2018-11,50", "residents,990101,2018-12,52"
        ),
    )
    return engine


def correct(engine: Engine, value: int) -> None:
    """December is other than was reported."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE observation SET known_until = now() WHERE starts = '2018-12-01'"
                " AND known_until = 'infinity'"
            )
        )
        connection.execute(
            text(
                "INSERT INTO observation (indicator_id, division_code, starts, ends, value)"
                " VALUES ('residents', '990101', '2018-12-01', '2019-01-01', :value)"
            ),
            {"value": Decimal(value)},
        )


def given(engine: Engine) -> Answer:
    """Asks and keeps."""
    with engine.begin() as connection:
        answer = ask(connection, RESIDENTS, Knowledge())
        assert keep(connection, answer)
    return answer


def test_an_answer_is_the_same_after_a_correction_r8_6(loaded: Engine) -> None:
    then = given(loaded)
    correct(loaded, 60)
    with loaded.connect() as connection:
        kept = kept_answer(connection, then.id)
        again = asked_again(connection, kept, OPERATORS)
        fresh = asked_now(connection, kept, OPERATORS)
    assert again.as_json() == then.as_json()
    assert fresh.id != then.id
    assert [item["value"] for item in fresh.items] == ["50", "60"]


def test_the_question_comes_back_as_it_was_asked(loaded: Engine) -> None:
    then = given(loaded)
    with loaded.connect() as connection:
        kept = kept_answer(connection, then.id)
    assert kept.question == RESIDENTS
    assert kept.knowledge == Knowledge(data=then.data and then.data.known_at)


def test_the_same_answer_is_kept_once(loaded: Engine) -> None:
    assert given(loaded).id == given(loaded).id
    with loaded.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM answer")).scalar_one() == 1


def test_what_cannot_be_made_again_is_an_error_and_no_other_answer(loaded: Engine) -> None:
    then = given(loaded)
    with loaded.begin() as connection:
        connection.execute(text("DELETE FROM observation WHERE starts = '2018-12-01'"))
    with loaded.connect() as connection, pytest.raises(AnswerDiffers) as told:
        asked_again(connection, kept_answer(connection, then.id), OPERATORS)
    assert told.value.members["then"] == then.digest


def test_another_answer_under_the_same_id_is_told(loaded: Engine) -> None:
    then = given(loaded)
    other = Answer(then.operator, then.question, None, then.data, [])
    with loaded.begin() as connection:
        assert not keep(connection, other)
        assert kept_answer(connection, then.id).digest == then.digest


def test_an_unknown_id_and_an_operator_that_is_gone_are_told(loaded: Engine) -> None:
    then = given(loaded)
    with loaded.connect() as connection:
        with pytest.raises(UnknownAnswer, match="32 hexadecimal"):
            kept_answer(connection, "nothing")
        with pytest.raises(UnknownAnswer, match="'figures'"):
            asked_again(connection, kept_answer(connection, then.id), {})


def test_what_is_kept_beside_a_request_needs_no_connection_of_its_pool(loaded: Engine) -> None:
    held = [loaded.connect() for _ in range(4)]
    answer = Answer("figures", {}, None, DataOf((), datetime(2024, 1, 1, tzinfo=UTC)), [])
    with beside(loaded).begin() as connection:
        assert keep(connection, answer)
    assert beside(loaded) is beside(loaded)
    for one in held:
        one.close()


def test_the_id_names_question_and_knowledge() -> None:
    known = DataOf(("elderly",), datetime(2024, 1, 1, tzinfo=UTC), date(2023, 12, 31))
    answer = Answer("figures", {"a": 1}, None, known, [{"value": 1}])
    assert answer.id == Answer("figures", {"a": 1}, None, known, []).id
    assert answer.id != Answer("figures", {"a": 2}, None, known, []).id
    later = DataOf(("elderly",), datetime(2024, 1, 2, tzinfo=UTC), date(2023, 12, 31))
    assert answer.id != Answer("figures", {"a": 1}, None, later, []).id

"""Every operator of this room by its name, to be asked again (R8.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from spatial.business.answering.answer import Again, Answer, Knowledge
from spatial.business.operators.aggregate import AGGREGATE, FIXED, aggregate, fixed
from spatial.business.operators.questions import Question
from spatial.business.operators.translating import TRANSLATE, TranslateQuestion, translation
from spatial.business.operators.which_division import WHICH_DIVISION, WhichQuestion, which_division


def _aggregate(connection: Connection, question: Mapping[str, Any], knowledge: Knowledge) -> Answer:
    return aggregate(connection, Question.from_json(question), knowledge)


def _fixed(connection: Connection, question: Mapping[str, Any], knowledge: Knowledge) -> Answer:
    return fixed(connection, Question.from_json(question), knowledge)


def _which(connection: Connection, question: Mapping[str, Any], knowledge: Knowledge) -> Answer:
    return which_division(connection, WhichQuestion.from_json(question), knowledge)


def _translate(connection: Connection, question: Mapping[str, Any], knowledge: Knowledge) -> Answer:
    return translation(connection, TranslateQuestion.from_json(question), knowledge)


AGAIN: Mapping[str, Again] = {
    AGGREGATE: _aggregate,
    FIXED: _fixed,
    TRANSLATE: _translate,
    WHICH_DIVISION: _which,
}

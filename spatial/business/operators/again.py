"""Every operator of this room by its name, to be asked again (R8.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Connection

from spatial.business.answering.answer import Again, Answer, Knowledge
from spatial.business.operators.aggregate import AGGREGATE, FIXED, aggregate, fixed
from spatial.business.operators.change import CHANGE, change
from spatial.business.operators.change_question import ChangeQuestion
from spatial.business.operators.movements import (
    COVERAGE,
    TRACKS,
    VISITS,
    TrackQuestion,
    WalkQuestion,
    device_tracks,
    line_coverage,
    line_visits,
)
from spatial.business.operators.overlap import OVERLAP, OverlapQuestion, overlap
from spatial.business.operators.questions import Question
from spatial.business.operators.translating import TRANSLATE, TranslateQuestion, translation
from spatial.business.operators.which_division import WHICH_DIVISION, WhichQuestion, which_division

Of = TypeVar("Of")


def _again(
    read: Callable[[Mapping[str, Any]], Of],
    operator: Callable[[Connection, Of, Knowledge], Answer],
) -> Again:
    """Asks an operator by its question as it stands in an answer."""
    return lambda connection, question, knowledge: operator(connection, read(question), knowledge)


AGAIN: Mapping[str, Again] = {
    WHICH_DIVISION: _again(WhichQuestion.from_json, which_division),
    TRANSLATE: _again(TranslateQuestion.from_json, translation),
    AGGREGATE: _again(Question.from_json, aggregate),
    FIXED: _again(Question.from_json, fixed),
    CHANGE: _again(ChangeQuestion.from_json, change),
    OVERLAP: _again(OverlapQuestion.from_json, overlap),
    COVERAGE: _again(WalkQuestion.from_json, line_coverage),
    VISITS: _again(WalkQuestion.from_json, line_visits),
    TRACKS: _again(TrackQuestion.from_json, device_tracks),
}

"""What changed between two days (R8.1 i): of facilities, cases, an indicator, divisions."""

from __future__ import annotations

from sqlalchemy import Connection

from spatial.business.answering.answer import ALL_BY_NOW, Answer, Knowledge
from spatial.business.declarations.model import Holds
from spatial.business.operators.change_of_counts import change_of_counts
from spatial.business.operators.change_of_divisions import change_of_divisions
from spatial.business.operators.change_of_facilities import change_of_facilities
from spatial.business.operators.change_question import ChangeQuestion
from spatial.business.operators.dataset import record_set

CHANGE = "change"


def change(
    connection: Connection, question: ChangeQuestion, knowledge: Knowledge = ALL_BY_NOW
) -> Answer:
    """What is other on the second day than on the first.

    Facilities and areas: how many opened, closed and moved, by the divisions of `asked.day`, or
    each of them by itself. Cases and figures: both numbers of the periods that hold the two days,
    on the same divisions, with difference and ratio. Neither dataset nor indicator: the divisions.
    Raises what aggregation raises, and NotPermitted for single records of a closed grade (R8.5).
    """
    if question.dataset is not None:
        dataset = record_set(connection, question.dataset)
        held = dataset.held(question.holds)
        if held is not Holds.CASES:
            return change_of_facilities(connection, question, dataset, held, knowledge)
    if question.dataset is not None or question.indicator is not None:
        return change_of_counts(connection, question, knowledge)
    return change_of_divisions(connection, question, knowledge)

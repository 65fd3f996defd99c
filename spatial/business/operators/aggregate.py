"""What is where: records and figures by the divisions of one day, over any span (R8.1 c, d).

`aggregate` tells what there is: the cells that hold something, or one number for each unit.
`fixed` tells a series: every unit of the fixed day in every period.
"""

from __future__ import annotations

from sqlalchemy import Connection

from spatial.business.answering.answer import ALL_BY_NOW, Answer, Knowledge
from spatial.business.operators.of_figures import aggregate_figures
from spatial.business.operators.of_records import aggregate_records
from spatial.business.operators.questions import Question
from spatial.errors import BadParameter

AGGREGATE = "aggregate"
FIXED = "fixed"


def aggregate(
    connection: Connection, question: Question, knowledge: Knowledge = ALL_BY_NOW
) -> Answer:
    """Counts, measures or sums by division at a day over a span; see `Question`.

    Raises UnknownDataset, UnknownIndicator, UnknownDivision, NotPermitted, NotAdditive,
    BadParameter, BadGeometry, BadDate and what the footing raises.
    """
    return _asked(connection, question, knowledge, AGGREGATE)


def fixed(connection: Connection, question: Question, knowledge: Knowledge = ALL_BY_NOW) -> Answer:
    """The same for every period of a span, on the divisions of one fixed day.

    Records are counted where they lie, so they are exact. Of figures those of divisions that lie
    whole in one unit are; others are not placed, and `harmonise` estimates them. Raises the same.
    """
    question.span  # noqa: B018 - a series begins and ends
    if question.by is None and question.dataset is not None:
        raise BadParameter("give by: the length of the periods, day to year")
    return _asked(connection, question, knowledge, FIXED)


def _asked(
    connection: Connection, question: Question, knowledge: Knowledge, operator: str
) -> Answer:
    told = aggregate_records if question.dataset is not None else aggregate_figures
    return told(connection, question, knowledge, operator=operator)

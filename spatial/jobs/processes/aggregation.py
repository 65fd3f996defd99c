"""The operators `aggregate` and `fixed` as processes."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from spatial.access.declaration import Grade
from spatial.business.operators.aggregate import aggregate, fixed
from spatial.business.operators.bodies import AggregateBody
from spatial.jobs.outputs import Outcome
from spatial.jobs.process import Process
from spatial.jobs.processes.answers import OUTPUTS, answered
from spatial.jobs.processes.faults import telling
from spatial.jobs.processes.titles import DIVISIONS, RECORDS, SPAN
from spatial.jobs.work import Work


class Asked(AggregateBody):
    """The question, refused before it waits where it makes no sense."""

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        with telling():
            _ = self.question, self.knowing
        return self


def _aggregate(work: Work, asked: Asked) -> Outcome:
    return answered(work, lambda connection: aggregate(connection, asked.question, asked.knowing))


def _fixed(work: Work, asked: Asked) -> Outcome:
    return answered(work, lambda connection: fixed(connection, asked.question, asked.knowing))


_TITLES = DIVISIONS | SPAN | RECORDS

AGGREGATE = Process(
    id="aggregate",
    title="按区划汇总",
    description="把一个数据集的记录或一个指标的数值，按某日的区划汇总；小格依规定不予公布。",
    grade=Grade.INTERNAL,
    inputs=Asked,
    outputs=OUTPUTS,
    run=_aggregate,
    titles=_TITLES,
    keywords=("统计", "区划"),
)

FIXED = Process(
    id="fixed",
    title="固定区划的序列",
    description="以某一日的区划为准，逐期汇总记录或数值；记录按所在位置归属，精确。",
    grade=Grade.INTERNAL,
    inputs=Asked,
    outputs=OUTPUTS,
    run=_fixed,
    titles=_TITLES,
    keywords=("统计", "序列", "区划"),
)

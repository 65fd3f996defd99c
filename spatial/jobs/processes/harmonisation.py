"""The operator `harmonise` as a process."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from spatial.access.declaration import Grade
from spatial.business.harmonise.bodies import HarmoniseBody
from spatial.business.harmonise.questions import harmonise
from spatial.jobs.outputs import Outcome
from spatial.jobs.process import Process
from spatial.jobs.processes.answers import OUTPUTS, answered
from spatial.jobs.processes.faults import telling
from spatial.jobs.processes.titles import DIVISIONS, SPAN
from spatial.jobs.work import Work


class Asked(HarmoniseBody):
    """The question, refused before it waits where it makes no sense."""

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        with telling():
            self.question()
            self.knowledge()
        return self


def _harmonise(work: Work, asked: Asked) -> Outcome:
    return answered(
        work, lambda connection: harmonise(connection, asked.question(), asked.knowledge())
    )


HARMONISE = Process(
    id="harmonise",
    title="区划变更后的可比序列",
    description="把一个指标各期数值换算到不变的区划上：整体调整的精确，被拆分的按所注方法估算。",
    grade=Grade.INTERNAL,
    inputs=Asked,
    outputs=OUTPUTS,
    run=_harmonise,
    titles=DIVISIONS
    | SPAN
    | {"indicator": "指标", "policy": "口径", "density": "分摊依据的指标", "weights": "对照表编号"},
    keywords=("可比口径", "序列", "区划"),
)

"""The operator `overlap` as a process."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from spatial.access.declaration import Grade
from spatial.business.operators.bodies import QuestionBody
from spatial.business.operators.overlap import LEAST_M2, OverlapQuestion, Relation, overlap
from spatial.jobs.outputs import Outcome
from spatial.jobs.process import Process
from spatial.jobs.processes.answers import OUTPUTS, answered
from spatial.jobs.processes.faults import telling
from spatial.jobs.processes.titles import DIVISIONS
from spatial.jobs.work import Work

Name = Annotated[str, Field(min_length=1, max_length=200)]


class Asked(QuestionBody):
    """The places of one dataset against the areas of another, on a day."""

    dataset: Name = Field(description="Facilities or areas.")
    areas: Name = Field(description="The dataset with the areas.")
    relation: Relation = Relation.IN
    match: str | None = Field(default=None, description="key, or a field with the key of the one.")
    within: str | None = None
    least_m2: float = LEAST_M2

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        with telling():
            self.question()
            _ = self.knowing
        return self

    def question(self) -> OverlapQuestion:
        """What is asked. Raises BadDate, BadParameter."""
        return OverlapQuestion(
            self.asked,
            self.dataset,
            self.areas,
            self.relation,
            self.match,
            self.within,
            self.least_m2,
        )


def _overlap(work: Work, asked: Asked) -> Outcome:
    return answered(work, lambda connection: overlap(connection, asked.question(), asked.knowing))


OVERLAP = Process(
    id="overlap",
    title="点面对照与越界",
    description="某日一个数据集的设施或范围，哪些落在另一个数据集的范围内，或有哪些超出其范围：如隐患区内的"
    "养老机构、超出批准范围的公墓。",
    grade=Grade.INTERNAL,
    inputs=Asked,
    outputs=OUTPUTS,
    run=_overlap,
    titles=DIVISIONS
    | {
        "dataset": "数据集",
        "areas": "范围数据集",
        "relation": "落入或超出",
        "match": "对应方式",
        "least_m2": "超出至少（平方米）",
    },
    keywords=("设施", "范围"),
)

"""How much of a boundary line was walked, as a process."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from spatial.access.declaration import Grade
from spatial.boundaries.walked.survey import Rules
from spatial.business.operators.movements import WalkQuestion, line_coverage
from spatial.division_codes import canonical_code
from spatial.jobs.outputs import Outcome
from spatial.jobs.process import Process
from spatial.jobs.processes.answers import OUTPUTS, answered
from spatial.jobs.processes.faults import telling
from spatial.jobs.processes.titles import SPAN
from spatial.jobs.work import Work
from spatial.temporal import parse_instant


class Asked(BaseModel):
    """A line in a window, by the rules of coverage; devices: of both sides where none is named."""

    model_config = ConfigDict(extra="forbid")

    boundary: str = Field(min_length=1, max_length=40)
    starts: str = Field(alias="from", description="ISO 8601 with zone, or a day in Beijing.")
    ends: str = Field(alias="to", description="Not included; 100 days later at most.")
    within_m: Annotated[float, Field(gt=0, le=10_000)] = 50
    radius_m: Annotated[float, Field(gt=0, le=10_000)] = 50
    dwell_s: Annotated[float, Field(ge=0, le=86_400)] = 120
    gap_s: Annotated[float, Field(gt=0, le=86_400)] = 600
    office: str | None = Field(default=None, max_length=12)
    devices: tuple[str, ...] | None = Field(default=None, max_length=1_000)

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        with telling():
            self.question()
        return self

    def question(self) -> WalkQuestion:
        """What is asked. Raises BadDate, BadCode, BadParameter."""
        return WalkQuestion(
            self.boundary,
            parse_instant(self.starts),
            parse_instant(self.ends),
            Rules(self.within_m, self.radius_m, self.dwell_s, self.gap_s),
            None if self.office is None else canonical_code(self.office),
            self.devices,
        )


def _coverage(work: Work, asked: Asked) -> Outcome:
    return answered(work, lambda connection: line_coverage(connection, asked.question()))


COVERAGE = Process(
    id="boundary-coverage",
    title="界线走到率",
    description="一段时间内，一条界线走到了多少：各方、双方及任一方；未走到与不明的分别列出。",
    # Tracks are of persons.
    grade=Grade.PERSONAL,
    inputs=Asked,
    outputs=OUTPUTS,
    run=_coverage,
    titles=SPAN
    | {
        "boundary": "界线编号",
        "within_m": "离线多近算走到（米）",
        "radius_m": "离桩多近算到达（米）",
        "dwell_s": "停留至少（秒）",
        "gap_s": "断点超过即不明（秒）",
        "office": "询问机关的区划代码",
        "devices": "设备",
    },
    keywords=("界线", "联检"),
)

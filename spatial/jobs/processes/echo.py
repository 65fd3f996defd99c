"""A process that gives back what it is given, for clients that are tried out and for suites.

It can take its time, so that progress, dismissal and the end of a worker can be seen.
"""

from __future__ import annotations

import time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from spatial.access.declaration import Grade
from spatial.jobs.outputs import Made, Outcome, Output
from spatial.jobs.process import Process
from spatial.jobs.work import Work

_STEP_S = 0.1


class Box(BaseModel):
    """A box. bbox: west, south, east, north (with heights six numbers)."""

    bbox: Annotated[list[float], Field(min_length=4, max_length=6)]
    crs: str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


class Asked(BaseModel):
    """Values of several kinds, and for how long to wait before they are given back."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=10_000)] | None = None
    numbers: Annotated[list[float], Field(max_length=10_000)] | None = None
    choice: Literal["east", "south", "west", "north"] | None = None
    box: Box | None = None
    thing: dict[str, Any] | None = Field(default=None, description="Any object.")
    seconds: float = Field(default=0, ge=0, le=600)


def _echo(work: Work, asked: Asked) -> Outcome:
    with work.step("等待", max(1, round(asked.seconds / _STEP_S))) as step:
        for _ in range(round(asked.seconds / _STEP_S)):
            time.sleep(_STEP_S)
            step.advance(1)
    said = asked.model_dump(mode="json", exclude_none=True)
    return Outcome(
        {
            name: Made.of_json(said[name])
            for name in ECHO.outputs
            if name in said and work.wants(name)
        }
    )


ECHO = Process(
    id="echo",
    title="回声",
    description="原样返回所给的值，供试用客户端；seconds 使其耗时，以便观察进度、取消与换人接续。",
    grade=Grade.OPEN,
    inputs=Asked,
    outputs={
        "text": Output("文字", schema={"type": "string"}),
        "numbers": Output("数列", schema={"type": "array", "items": {"type": "number"}}),
        "choice": Output("方位", schema={"type": "string"}),
        "box": Output(
            "范围框",
            schema={
                "type": "object",
                "format": "ogc-bbox",
                "properties": {
                    "bbox": {"type": "array", "items": {"type": "number"}},
                    "crs": {"type": "string"},
                },
            },
        ),
        "thing": Output("对象"),
    },
    run=_echo,
    titles={
        "text": "文字",
        "numbers": "数列",
        "choice": "方位",
        "box": "范围框",
        "thing": "对象",
        "seconds": "耗时（秒）",
    },
    keywords=("试用",),
)

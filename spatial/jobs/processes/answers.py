"""Operators as processes: an answer with all that it stands on, kept so that it is asked again."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from spatial.business.answering.answer import Answer
from spatial.business.answering.kept import keep
from spatial.business.answering.sheet import sheet_of
from spatial.jobs.outputs import JSON, Made, Outcome, Output
from spatial.jobs.work import Work

CSV = "text/csv"

ANSWER = Output(
    title="答案",
    media_types=(JSON, CSV),
    schema={
        "type": "object",
        "required": ["id", "operator", "question", "exact", "items"],
        "properties": {
            "id": {"type": "string", "title": "答案编号，可凭此复问：/v1/answers/{id}"},
            "operator": {"type": "string", "title": "运算"},
            "question": {"type": "object", "title": "所理解的问题"},
            "divisions": {"type": ["object", "null"], "title": "所依据的区划"},
            "data": {"type": ["object", "null"], "title": "所依据的业务数据"},
            "exact": {"type": "boolean", "title": "是否精确"},
            "method": {"type": ["string", "null"], "title": "估算方法"},
            "weights": {"type": ["string", "null"], "title": "权重版本"},
            "suppressed": {"type": "integer", "title": "不予公布的格数"},
            "notes": {"type": "array", "items": {"type": "string"}, "title": "说明"},
            "summary": {"type": "object", "title": "汇总"},
            "items": {"type": "array", "items": {"type": "object"}, "title": "各项"},
        },
    },
    description="JSON 含全部依据；CSV 只有各项。",
)
"""What every operator makes."""

OUTPUTS = {"answer": ANSWER}


def answered(work: Work, ask: Callable[[Connection], Answer]) -> Outcome:
    """Asks an operator and keeps on what its answer stands (R8.6)."""
    work.tell(5, "计算中")
    with work.reading() as connection:
        answer = ask(connection)
    work.tell(90, "保存结果")
    with work.engine.begin() as connection:
        keep(connection, answer)
    return Outcome({"answer": _made(work, answer)}, answer.id)


def _made(work: Work, answer: Answer) -> Made:
    if work.wanted("answer") == CSV:
        return Made(CSV, sheet_of(answer.items).encode())
    return Made.of_json(answer.as_json())

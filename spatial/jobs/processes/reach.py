"""The operators of reach as processes: within, gaps, isochrones, hot spots."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from spatial.access.declaration import Grade
from spatial.business.answering.answer import ALL_BY_NOW, Answer, Knowledge
from spatial.business.reach.gaps import gaps
from spatial.business.reach.hotspots import hotspots
from spatial.business.reach.isochrones import isochrones
from spatial.business.reach.questions import Gaps, Hotspots, Isochrones, Question, Within
from spatial.business.reach.within import within
from spatial.jobs.outputs import Made, Outcome
from spatial.jobs.process import Process
from spatial.jobs.processes.answers import ANSWER, OUTPUTS, answered
from spatial.jobs.processes.titles import DIVISIONS, PLACE, SPAN, TRAVEL
from spatial.jobs.work import Work
from spatial.temporal import today_in_china

GEOJSON = "application/geo+json"

Asked = TypeVar("Asked", bound=Question)


def _ask(
    ask: Callable[[Connection, Asked, Knowledge], Answer],
) -> Callable[[Work, Asked], Outcome]:
    def run(work: Work, asked: Asked) -> Outcome:
        question = asked.on(today_in_china(datetime.now(UTC)))
        return answered(work, lambda connection: ask(connection, question, ALL_BY_NOW))

    return run


def _isochrones(work: Work, asked: Isochrones) -> Outcome:
    outcome = _ask(isochrones)(work, asked)
    made = outcome.outputs["answer"]
    if work.wanted("answer") != GEOJSON:
        return outcome
    assert isinstance(made.content, bytes)
    features = json.dumps(_features(json.loads(made.content)), ensure_ascii=False).encode()
    return replace(outcome, outputs={"answer": Made(GEOJSON, features)})


def _features(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer as GeoJSON, what it stands on beside its features."""
    features = [
        {
            "type": "Feature",
            "properties": {name: value for name, value in item.items() if name != "geometry"},
            "geometry": item["geometry"],
        }
        for item in answer.pop("items")
    ]
    return {"type": "FeatureCollection", **answer, "features": features}


WITHIN = Process(
    id="within",
    title="范围内有什么",
    description="离一处、一类设施或一段界线若干米或若干分钟之内，某数据集有哪些、各区划有多少。"
    "距离与时间二选一；地点为经纬度、设施、设施数据集或界线之一。",
    grade=Grade.INTERNAL,
    inputs=Within,
    outputs=OUTPUTS,
    run=_ask(within),
    titles=DIVISIONS
    | SPAN
    | TRAVEL
    | PLACE
    | {"dataset": "数据集", "measure": "求和字段", "limit": "最多列出"},
    keywords=("可达", "距离"),
)

GAPS = Process(
    id="gaps",
    title="服务空白",
    description="各区划有多少人、案件或土地，离某类设施超过若干米或若干分钟。距离与时间二选一。",
    grade=Grade.INTERNAL,
    inputs=Gaps,
    outputs=OUTPUTS,
    run=_ask(gaps),
    titles=DIVISIONS
    | SPAN
    | TRAVEL
    | PLACE
    | {
        "of": "被服务的数据集",
        "indicator": "被服务的指标",
        "measure": "求和字段",
        "step_m": "网格边长（米）",
    },
    keywords=("可达", "设施", "空白"),
)

ISOCHRONES = Process(
    id="isochrones",
    title="等时圈",
    description="若干分钟内可达的范围，由内而外，外圈含内圈。",
    grade=Grade.INTERNAL,
    inputs=Isochrones,
    outputs={"answer": replace(ANSWER, media_types=(*ANSWER.media_types, GEOJSON))},
    run=_isochrones,
    titles=DIVISIONS | TRAVEL | PLACE | {"minutes": "各圈分钟数"},
    keywords=("可达", "道路"),
)

HOTSPOTS = Process(
    id="hotspots",
    title="热点",
    description="案件何时何地多于偶然：按区划或网格的 Gi*、时空扫描、各期热点的兴衰。同问同答。",
    grade=Grade.INTERNAL,
    inputs=Hotspots,
    outputs=OUTPUTS,
    run=_ask(hotspots),
    titles=DIVISIONS
    | SPAN
    | {
        "dataset": "数据集",
        "method": "方法",
        "cell_m": "网格边长（米）",
        "hours": "时段（北京时间）",
        "seasons": "季节",
        "split": "分别按时段或季节",
        "per": "人口指标",
        "period": "分期",
        "longest": "最长期数",
        "most_share": "圆内案件最大占比",
        "alpha": "显著性水平",
        "permutations": "置换次数",
        "seed": "随机种子",
    },
    keywords=("热点", "案件"),
)

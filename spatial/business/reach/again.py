"""Operators of reach asked again, by the question that an answer keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import Connection

from spatial.business.answering.answer import Again, Answer, Knowledge
from spatial.business.reach.gaps import gaps
from spatial.business.reach.hotspots import hotspots
from spatial.business.reach.isochrones import isochrones
from spatial.business.reach.nearest import nearest
from spatial.business.reach.questions import Gaps, Hotspots, Isochrones, Nearest, Question, Within
from spatial.business.reach.within import within

Asked = TypeVar("Asked", bound=Question)


def _again(form: type[Asked], ask: Callable[[Connection, Asked, Knowledge], Answer]) -> Again:
    def again(connection: Connection, question: Mapping[str, Any], knowledge: Knowledge) -> Answer:
        return ask(connection, form.model_validate(dict(question)), knowledge)

    return again


AGAIN: Mapping[str, Again] = MappingProxyType(
    {
        "within": _again(Within, within),
        "isochrones": _again(Isochrones, isochrones),
        "nearest": _again(Nearest, nearest),
        "gaps": _again(Gaps, gaps),
        "hotspots": _again(Hotspots, hotspots),
    }
)
"""By the name of the operator."""

"""The states of a suspected patch (疑似图斑), and which may follow which (R6.5). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """found 发现 → assigned 派发 (again: 改派) → checked 实地核查 (sent back, 退回: assigned) →
    confirmed 属实 or dismissed 排除 → rechecked 复核 → confirmed or dismissed."""

    FOUND = "found"
    ASSIGNED = "assigned"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    RECHECKED = "rechecked"


FOLLOWING: Mapping[State, tuple[State, ...]] = MappingProxyType(
    {
        State.FOUND: (State.ASSIGNED,),
        State.ASSIGNED: (State.ASSIGNED, State.CHECKED),
        State.CHECKED: (State.ASSIGNED, State.CONFIRMED, State.DISMISSED),
        State.CONFIRMED: (State.RECHECKED,),
        State.DISMISSED: (State.RECHECKED,),
        State.RECHECKED: (State.CONFIRMED, State.DISMISSED),
    }
)
"""Which states may follow each; migration 0026 has the same as a table."""

IN_THE_FIELD = (State.CHECKED, State.RECHECKED)
"""Those that somebody reaches who was there, with a photo and a position."""

DECIDED = (State.CONFIRMED, State.DISMISSED)
"""Those that say what it is, with a reason."""

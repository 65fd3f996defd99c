"""The states of a joint inspection, and which may follow which. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """planned 计划 → desk_check 室内检查 → field_check 实地检查 (⇄ remedy 整改) → reported 上报 →
    filed 备案; a report that is sent back (退回) leads to the field again; cancelled 取消 from any
    before filed."""

    PLANNED = "planned"
    DESK_CHECK = "desk_check"
    FIELD_CHECK = "field_check"
    REMEDY = "remedy"
    REPORTED = "reported"
    FILED = "filed"
    CANCELLED = "cancelled"


FOLLOWING: Mapping[State, tuple[State, ...]] = MappingProxyType(
    {
        State.PLANNED: (State.DESK_CHECK, State.CANCELLED),
        State.DESK_CHECK: (State.FIELD_CHECK, State.CANCELLED),
        State.FIELD_CHECK: (State.REMEDY, State.REPORTED, State.CANCELLED),
        State.REMEDY: (State.FIELD_CHECK, State.CANCELLED),
        State.REPORTED: (State.FILED, State.FIELD_CHECK, State.CANCELLED),
        State.FILED: (),
        State.CANCELLED: (),
    }
)
"""Which states may follow each."""

OPEN_STATES = tuple(one for one in State if FOLLOWING[one])
"""Those of an inspection that is not over."""

IN_THE_FIELD = (State.FIELD_CHECK, State.REMEDY)
"""Those in which records are made."""

SHARED = (State.REPORTED, State.FILED)
"""Those in which each side sees the records of the other."""

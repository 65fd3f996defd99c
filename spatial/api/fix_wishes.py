"""Parameters by which a question says which fixes it trusts."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

DAY_S = 86_400
"""Seconds of a day."""

PossibleSpeed = Annotated[
    float,
    Query(gt=0, le=2000, description="What no device exceeds, km/h: by it spikes are found."),
]

Clean = Annotated[
    bool, Query(description="Whether spikes, which neither neighbour can reach, are taken out.")
]

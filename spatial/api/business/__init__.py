"""Routes of the business lines: each room of questions in a module of its own."""

from __future__ import annotations

from fastapi import APIRouter

from spatial.api.business import answers as _answers
from spatial.api.business import datasets as _datasets
from spatial.api.business import indicators as _indicators
from spatial.api.business import operators as _operators

router = APIRouter()
for _part in (
    _answers,
    _datasets,
    _operators,
    _indicators,
):
    router.include_router(_part.router)

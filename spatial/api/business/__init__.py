"""Routes of the business lines: each room of questions in a module of its own."""

from __future__ import annotations

from fastapi import APIRouter

from spatial.api.business import answers as _answers
from spatial.api.business import datasets as _datasets
from spatial.api.business import indicators as _indicators
from spatial.api.business.series import routes as _series
from spatial.api.business.series import warnings as _warnings

router = APIRouter()
for _part in (
    _answers,
    _datasets,
    _indicators,
    _series,
    _warnings,
):
    router.include_router(_part.router)

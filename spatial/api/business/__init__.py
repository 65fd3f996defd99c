"""Routes of the business lines: each room of questions in a module of its own."""

from __future__ import annotations

from fastapi import APIRouter

from spatial.api.business import answers as _answers
from spatial.api.business import crosswalks as _crosswalks
from spatial.api.business import dataset_templates as _dataset_templates
from spatial.api.business import datasets as _datasets
from spatial.api.business import harmonise as _harmonise
from spatial.api.business import indicators as _indicators
from spatial.api.business import operators as _operators
from spatial.api.business import pushes as _pushes
from spatial.api.business import reach as _reach
from spatial.api.business.series import routes as _series
from spatial.api.business.series import warnings as _series_warnings

router = APIRouter()
for _part in (
    _answers,
    _crosswalks,
    _dataset_templates,
    _datasets,
    _harmonise,
    _indicators,
    _operators,
    _pushes,
    _reach,
    _series,
    _series_warnings,
):
    router.include_router(_part.router)

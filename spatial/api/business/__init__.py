"""Routes of the business lines: each room of questions in a module of its own."""

from __future__ import annotations

from fastapi import APIRouter

from spatial.api.business import answers as _answers
from spatial.api.business import dataset_templates as _dataset_templates
from spatial.api.business import datasets as _datasets
from spatial.api.business import indicators as _indicators

router = APIRouter()
for _part in (
    _answers,
    _dataset_templates,
    _datasets,
    _indicators,
):
    router.include_router(_part.router)

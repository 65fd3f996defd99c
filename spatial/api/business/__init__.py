"""Routes of the business lines: each room of questions in a module of its own."""

from __future__ import annotations

from fastapi import APIRouter

from spatial.api.business import dataset_templates, datasets, indicators

router = APIRouter()
for _part in (dataset_templates, datasets, indicators):
    router.include_router(_part.router)

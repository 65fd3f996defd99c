"""Routes of the business lines: each room of questions in a module of its own."""

from __future__ import annotations

from fastapi import APIRouter

from spatial.api.business import crosswalks, harmonise, indicators

router = APIRouter()
for _part in (indicators, harmonise, crosswalks):
    router.include_router(_part.router)

"""Routes of the business lines: each room of questions in a module of its own."""

from __future__ import annotations

from fastapi import APIRouter

from spatial.api.business import answers, indicators, operators

router = APIRouter()
for _part in (answers, operators, indicators):
    router.include_router(_part.router)

"""Routes of the operators on any business data."""

from __future__ import annotations

from fastapi import APIRouter

from spatial.api.business.operators import aggregate, divisions

router = APIRouter()
for _part in (aggregate, divisions):
    router.include_router(_part.router)

"""Routes of the operators on any business data."""

from __future__ import annotations

from fastapi import APIRouter

from spatial.api.business.operators import aggregate, change, divisions, movements, overlap

router = APIRouter()
for _part in (divisions, aggregate, change, movements, overlap):
    router.include_router(_part.router)

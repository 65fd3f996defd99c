"""OGC API - Features: the items of collections, and what the face says of itself."""

from __future__ import annotations

from fastapi import APIRouter

from spatial.api.features import editing, items, schemas, search

router = APIRouter()
router.include_router(items.router)
router.include_router(schemas.router)
router.include_router(search.router)
router.include_router(editing.router)

__all__ = ["router"]

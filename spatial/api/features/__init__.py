"""OGC API - Features: the items of collections, and what the face says of itself."""

from __future__ import annotations

from spatial.api.features.items import router

__all__ = ["router"]

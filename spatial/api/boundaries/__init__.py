"""Routes of boundaries, one module for each question."""

from fastapi import APIRouter

from spatial.api.boundaries import alerts, coverage, lines, proposals, smart_markers

router = APIRouter()
for _part in (lines, proposals, coverage, alerts, smart_markers):
    router.include_router(_part.router)

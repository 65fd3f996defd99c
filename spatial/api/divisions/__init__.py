"""Routes of divisions, one module for each question."""

from fastapi import APIRouter

from spatial.api.divisions import comparison, differences, events, lineage, lists, points, units

router = APIRouter()
# Fixed paths (/v1/divisions/at) before those of any code (/v1/divisions/{code}).
for _question in (lists, points, events, comparison, differences, lineage, units):
    router.include_router(_question.router)

"""Routes of the business lines: each room of questions in a module of its own."""

from __future__ import annotations

from fastapi import APIRouter

from spatial.api.business import answers, indicators
from spatial.api.business.series import routes as series

router = APIRouter()
for _part in (answers, indicators, series):
    router.include_router(_part.router)

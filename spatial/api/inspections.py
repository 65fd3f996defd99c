"""Routes of joint inspections, all of them: fixed paths before those of one inspection."""

from __future__ import annotations

from fastapi import APIRouter

from spatial.api import (
    inspections_files,
    inspections_one,
    inspections_plan,
    inspections_records,
    inspections_rounds,
)

router = APIRouter()
for part in (
    inspections_rounds,
    inspections_plan,
    inspections_records,
    inspections_files,
    inspections_one,
):
    router.include_router(part.router)

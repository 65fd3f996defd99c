"""What the platform says of itself: content, record, bounds, levels, review number."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy import text

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.api.settings import MapSettings
from spatial.db import read_sql
from spatial.division_codes import Level
from spatial.temporal import today_in_china

router = APIRouter(prefix="/v1", tags=["platform"])


def map_settings_of(request: Request) -> MapSettings:
    """The map's settings that the composition root gave to the app."""
    settings = request.app.state.map_settings
    assert isinstance(settings, MapSettings)
    return settings


@router.get("/platform", response_model=None)
@declared(DataClass.PLATFORM, Grade.OPEN)
def platform(
    reading: Reading, settings: Annotated[MapSettings, Depends(map_settings_of)]
) -> JSONResponse:
    """What a client has to know before it asks for anything else.

    record: days of the first and the last division list, null while none is loaded. bounds: west,
    south, east, north of what is drawn, degrees (CGCS2000), null while nothing is. levels: those
    that have areas, from the highest. today: the day in Beijing.
    """
    levels = [level.value for level in Level]
    row = reading.execute(text(read_sql("spatial.api", "platform")), {"levels": levels}).one()
    answer: dict[str, Any] = {
        "content": row.content,
        "title": row.title,
        "fictional": row.content == "fictional",
        "record": None,
        "bounds": row.bounds,
        "levels": row.levels,
        "review_number": settings.review_number,
        "attribution": settings.attribution,
        "today": today_in_china(datetime.now(UTC)).isoformat(),
    }
    if row.first is not None:
        answer["record"] = {"first": row.first.isoformat(), "until": row.until.isoformat()}
    return JSONResponse(answer)

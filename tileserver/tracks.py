"""The routes of track tiles: vehicles and patrols within a span, never personal trackers (R4.9).

This router stands before that of `/tiles/{layer}`. Answers are for the asking client alone to keep
(`private`): whose tracks they are is not public.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import Connection, text

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading, Window
from spatial.api.standard.responses import tile_responses
from spatial.db import read_sql
from spatial.errors import BadParameter
from spatial.locations.history import places_near
from spatial.locations.tracks import GAP
from spatial.tile_grids import WEB_MERCATOR
from tileserver.layers import layer_named
from tileserver.responses import JSON, MVT, tile_response
from tileserver.track_drawing import Device, Tile, track_tile

router = APIRouter(prefix="/tiles/track", tags=["tiles"])

WORK_CLASSES = ("vehicle", "patrol")
"""Whose tracks may become tiles."""

LONGEST_WINDOW = timedelta(days=366)
"""A whole year, leap years too. A tile holds every track of its window, however many."""

MAX_AGE_S = 60
"""Late fixes may come at any time; after a minute the ETag decides."""

_PRIVATE = {"Cache-Control": f"private, max-age={MAX_AGE_S}"}


def track_window(window: Window) -> tuple[datetime, datetime]:
    """The half-open window in UTC. Raises BadParameter when it is longer than LONGEST_WINDOW."""
    start, end = window
    if end - start > LONGEST_WINDOW:
        raise BadParameter(
            f"the window from {start.isoformat()} to {end.isoformat()} is longer than "
            f"{LONGEST_WINDOW.days} days, the most for track tiles"
        )
    return window


TrackWindow = Annotated[tuple[datetime, datetime], Depends(track_window)]


@router.get("/tilejson.json", summary="某时段轨迹的 TileJSON")
@declared(DataClass.POSITION, Grade.INTERNAL)
def track_tilejson(request: Request, reading: Reading, window: TrackWindow) -> Response:
    """TileJSON 3.0.0 of the tracks in [from, to); `bounds` misses where there are none."""
    layer = layer_named("track")
    start, end = window
    settings = request.app.state.map_settings
    span = urlencode({"from": _utc(start), "to": _utc(end)})
    base_url = str(request.base_url).rstrip("/")
    document: dict[str, object] = {
        "tilejson": "3.0.0",
        "name": layer.title,
        "scheme": "xyz",
        "tiles": [f"{base_url}/tiles/track/WebMercatorQuad/{{z}}/{{x}}/{{y}}.mvt?{span}"],
        "vector_layers": [
            {
                "id": part.id,
                "fields": dict(part.fields),
                "minzoom": layer.min_zoom,
                "maxzoom": layer.max_zoom,
            }
            for part in layer.parts
        ],
        "minzoom": layer.min_zoom,
        "maxzoom": layer.max_zoom,
        "attribution": settings.attribution,
        "from": _utc(start),
        "to": _utc(end),
        "review_number": settings.review_number,
        "fictional": _fictional(reading),
    }
    bounds = _bounds(reading, start, end)
    if bounds is not None:
        document["bounds"] = bounds
    body = json.dumps(document, ensure_ascii=False).encode()
    return tile_response(request, body, JSON, max_age_s=MAX_AGE_S, headers=_PRIVATE)


@router.get(
    "/WebMercatorQuad/{z}/{x}/{y}.mvt",
    summary="某时段轨迹的矢量瓦片",
    response_class=Response,
    responses=tile_responses(MVT),
)
@declared(DataClass.POSITION, Grade.INTERNAL)
def draw_tracks(
    request: Request, reading: Reading, window: TrackWindow, z: int, x: int, y: int
) -> Response:
    """A Mapbox vector tile of the tracks in [from, to). Raises UnknownTile."""
    layer_named("track").require_tile(WEB_MERCATOR, z, x, y)
    start, end = window
    tile = Tile(z, x, y)
    places = places_near(reading, tile.near(), start - GAP, end + GAP, classes=WORK_CLASSES)
    mvt = track_tile(places, _devices(reading), tile, start, end)
    return tile_response(request, mvt, MVT, max_age_s=MAX_AGE_S, headers=_PRIVATE)


def _devices(reading: Connection) -> dict[int, Device]:
    """The work devices: nobody else is drawn."""
    rows = reading.execute(
        text("SELECT id, name, device_class FROM device WHERE device_class = ANY(:classes)"),
        {"classes": list(WORK_CLASSES)},
    )
    return {row.id: Device(row.name, row.device_class) for row in rows}


def _bounds(reading: Connection, start: datetime, end: datetime) -> list[float] | None:
    """West, south, east, north in degrees; None without a track."""
    row = reading.execute(
        text(read_sql("tileserver", "track_bounds")),
        {"starts": start, "ends": end, "classes": list(WORK_CLASSES)},
    ).one()
    return None if row.west is None else [round(degrees, 6) for degrees in row]


def _fictional(reading: Connection) -> bool:
    return bool(reading.execute(text("SELECT content = 'fictional' FROM platform")).scalar())


def _utc(instant: datetime) -> str:
    """ISO 8601 with Z, which needs no escape in an address (a plus sign would)."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"

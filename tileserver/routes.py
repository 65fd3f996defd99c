"""The routes of the tile server: list of layers, TileJSON, vector tiles by date.

This router comes after those of tracks and images: their fixed paths go before `/tiles/{layer}`.
Caching: a tile of an edition that has ended may be used for an hour without asking, one of the
edition that still goes on for a minute, for a new list may end it; after that the ETag decides,
and it changes only when the bytes do. Tiles above the greatest zoom of a layer do not exist (404):
clients enlarge those of the greatest zoom. A tile without content is 204.
"""

from __future__ import annotations

import json
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf
from tileserver.editions import Edition, parse_edition_day
from tileserver.layers import Layer, declared_layers, layer_named
from tileserver.responses import JSON, MVT, content_response, tile_response
from tileserver.settings import TileSettings
from tileserver.tilejson import tilejson
from tileserver.vector_tiles import VectorTiles, source_of

router = APIRouter(prefix="/tiles", tags=["tiles"])

ENDED_EDITION_S = 3600
CURRENT_EDITION_S = 60
DESCRIPTION_S = 60

_creation = Lock()


def vector_tiles_of(request: Request) -> VectorTiles:
    """The app's tiles: `app.state.vector_tiles`, made from the settings on first use."""
    state = request.app.state
    with _creation:
        if not hasattr(state, "vector_tiles"):
            state.vector_tiles = VectorTiles(state.engine, TileSettings())
    tiles = state.vector_tiles
    assert isinstance(tiles, VectorTiles)
    return tiles


def base_url(request: Request) -> str:
    """The address of the server as the client wrote it, without a slash at its end."""
    return str(request.base_url).rstrip("/")


def _max_age_s(edition: Edition) -> int:
    return CURRENT_EDITION_S if edition.ends is None else ENDED_EDITION_S


def _dated_layer(layer: str) -> Layer:
    found = layer_named(layer)
    source_of(found)
    return found


@router.get("", summary="所有图层")
@declared(DataClass.PLATFORM, Grade.OPEN)
def layers(request: Request) -> Response:
    """The declared layers with their fields and the addresses of their TileJSON."""
    listed = [
        {
            "id": layer.id,
            "title": layer.title,
            "kind": layer.kind.value,
            "min_zoom": layer.min_zoom,
            "max_zoom": layer.max_zoom,
            "grade": layer.grade.value,
            "fields": dict(layer.fields),
            "tilejson": f"{base_url(request)}/tiles/{layer.id}/tilejson.json",
        }
        for layer in declared_layers().values()
    ]
    return _json(request, {"layers": listed})


@router.get("/{layer}/tilejson.json", summary="某日某图层的 TileJSON")
@declared(DataClass.DIVISION, Grade.OPEN)
def layer_tilejson(
    request: Request,
    layer: str,
    day: AsOf,
    tiles: Annotated[VectorTiles, Depends(vector_tiles_of)],
) -> Response:
    """TileJSON 3.0.0 of a layer on a day; its template names the edition of that day."""
    found = _dated_layer(layer)
    state = tiles.state()
    edition = state.edition(found.id, day)
    document = tilejson(
        found,
        day,
        edition,
        state,
        tiles.bounds(found, edition, state.build),
        base_url=base_url(request),
        map_settings=request.app.state.map_settings,
    )
    return _json(request, document)


@router.get(
    "/{layer}/{date}/WebMercatorQuad/{z}/{x}/{y}.mvt",
    summary="某日某图层的矢量瓦片",
    response_class=Response,
)
@declared(DataClass.DIVISION, Grade.OPEN)
async def layer_tile(request: Request, layer: str, date: str, z: int, x: int, y: int) -> Response:
    """A Mapbox vector tile of a layer as of a day (YYYY-MM-DD, or `before`).

    Asynchronous, unlike our other routes: a tile in memory is answered from the event loop, and
    only one that needs PostgreSQL takes a thread.
    """
    found = _dated_layer(layer)
    found.require_tile(z, x, y)
    day = parse_edition_day(date)
    tiles = vector_tiles_of(request)
    tile = tiles.tile_in_memory(found, day, z, x, y)
    if tile is None:
        tile = await run_in_threadpool(tiles.tile, found, day, z, x, y)
    return content_response(request, tile.content, MVT, max_age_s=_max_age_s(tile.edition))


def _json(request: Request, document: dict[str, object]) -> Response:
    body = json.dumps(document, ensure_ascii=False).encode()
    return tile_response(request, body, JSON, max_age_s=DESCRIPTION_S)

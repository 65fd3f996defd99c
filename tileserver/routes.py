"""The routes of the tile server: list of layers, TileJSON, vector tiles by date.

This router comes after those of tracks and images: their fixed paths go before `/tiles/{layer}`.
Caching: a tile may be used for a minute without asking, and for an hour more while the client asks
in the background; after that the ETag decides, and it changes only when the bytes do. A tile with
`known_at` never changes, and says so. While facts wait for their build, tiles are of the last
complete one, and `Shikong-Pending` says so. Tiles above the greatest zoom of a layer do not exist
(404): clients enlarge those of the greatest zoom. A tile without content is 204.
"""

from __future__ import annotations

import json
from dataclasses import replace
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf
from spatial.api.standard.documents import base_url
from spatial.api.standard.responses import tile_responses
from spatial.tile_grids import grid_named
from tileserver.cutting import Place, source_of
from tileserver.editions import parse_edition_day
from tileserver.layers import Layer, declared_layers, layer_named
from tileserver.responses import JSON, MVT, content_response, tile_response
from tileserver.settings import TileSettings
from tileserver.sight import Sight
from tileserver.sight_parameters import DaylessSight, OnGrid, choosing
from tileserver.tile_head import TILE_S, tile_head
from tileserver.tilejson import tilejson
from tileserver.vector_tiles import VectorTile, VectorTiles

router = APIRouter(prefix="/tiles", tags=["tiles"])

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


def dated_layer(layer: str) -> Layer:
    """The layer of that id. Raises UnknownLayer where it is not one of tiles by date."""
    found = layer_named(layer)
    if found.published is None:
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
    return json_response(request, {"layers": listed})


@router.get("/{layer}/tilejson.json", summary="某日某图层的 TileJSON")
@declared(DataClass.DIVISION, Grade.OPEN)
def layer_tilejson(
    request: Request,
    layer: str,
    day: AsOf,
    tiles: Annotated[VectorTiles, Depends(vector_tiles_of)],
    sight: DaylessSight,
    grid: OnGrid,
) -> Response:
    """TileJSON 3.0.0 of a layer on a day; its template names the edition of that day."""
    found = dated_layer(layer)
    state = tiles.state()
    seen = choosing(request, found, replace(sight, day=day))
    document = tilejson(
        found,
        grid,
        seen,
        tiles.edition(found, seen, state),
        tiles.changes(found, seen, state),
        state,
        tiles.bounds(found, seen, state),
        tiles_url=f"{base_url(request)}/tiles",
        map_settings=request.app.state.map_settings,
        max_zoom=found.max_zoom,
    )
    return json_response(request, document)


@router.get(
    "/{layer}/{date}/{grid}/{z}/{x}/{y}.mvt",
    summary="某日某图层的矢量瓦片",
    response_class=Response,
    responses=tile_responses(MVT),
)
@declared(DataClass.DIVISION, Grade.OPEN)
def layer_tile(
    request: Request,
    layer: str,
    date: str,
    grid: str,
    z: int,
    x: int,
    y: int,
    sight: DaylessSight,
) -> Response:
    """A Mapbox vector tile of a layer as of a day (YYYY-MM-DD, or `before`).

    What memory or the store holds is answered before it comes here (hot_path.py).
    """
    found = dated_layer(layer)
    seen = choosing(request, found, replace(sight, day=parse_edition_day(date)))
    return vector_response(request, found, seen, Place(grid_named(grid), z, x, y))


def vector_response(request: Request, layer: Layer, sight: Sight, place: Place) -> Response:
    """A vector tile as an answer. Raises UnknownTile."""
    tile = vector_tiles_of(request).tile(layer, place.grid, sight, place.z, place.x, place.y)
    return content_response(
        request, tile.content, MVT, max_age_s=TILE_S, headers=head_of(sight, tile)
    )


def head_of(sight: Sight, tile: VectorTile) -> dict[str, str]:
    """The headers of a tile beside its ETag."""
    content = tile.content
    return tile_head(
        sight, tile.edition, pending=tile.pending, coarser=content.coarser, kept=content.kept
    )


def json_response(request: Request, document: dict[str, object]) -> Response:
    """A description, kept by clients for a minute."""
    body = json.dumps(document, ensure_ascii=False).encode()
    return tile_response(request, body, JSON, max_age_s=DESCRIPTION_S)

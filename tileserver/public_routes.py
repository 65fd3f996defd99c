"""The public profile of the tiles: routes of its own, that need no login and show what is open.

Only layers that are declared open, of their fields the open ones, at zooms up to a setting, with
divisions as they were announced by the day (R5.6, R5.7). What is not open is unknown here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Reading
from spatial.api.standard.documents import base_url
from spatial.api.standard.responses import tile_responses
from spatial.errors import BadParameter, UnknownLayer, UnknownTile
from spatial.temporal import Basis, parse_date
from spatial.tile_grids import grid_named
from tileserver.cutting import Place
from tileserver.editions import parse_edition_day
from tileserver.images.drawing import Style
from tileserver.images.encoding import MEDIA_TYPES, Encoding
from tileserver.images.routes import image_body
from tileserver.images.view import View
from tileserver.layers import Layer, declared_layers
from tileserver.responses import MVT, content_response, tile_response
from tileserver.routes import dated_layer, head_of, json_response, vector_tiles_of
from tileserver.settings import PublicSettings
from tileserver.sight import Profile, Sight
from tileserver.sight_parameters import OnGrid, choosing
from tileserver.tile_head import TILE_S
from tileserver.tilejson import tilejson
from tileserver.vector_tiles import VectorTiles

router = APIRouter(prefix="/public/tiles", tags=["public"])


@lru_cache
def public_settings() -> PublicSettings:
    """The settings of the profile, read once."""
    return PublicSettings()


def _public_layer(layer: str) -> Layer:
    found = dated_layer(layer)
    found.require_profile(Profile.PUBLIC)
    return found


def _sight(day: AsOf) -> Sight:
    return Sight(day, Basis.ANNOUNCED, profile=Profile.PUBLIC)


@router.get("", summary="公开图层")
@declared(DataClass.PLATFORM, Grade.OPEN)
def public_layers(request: Request) -> Response:
    """The open layers that follow editions, with their open fields."""
    listed = [
        {
            "id": layer.id,
            "title": layer.title,
            "kind": layer.kind.value,
            "min_zoom": layer.min_zoom,
            "max_zoom": min(layer.max_zoom, public_settings().max_zoom),
            "parts": {part.id: dict(part.fields_for(Profile.PUBLIC)) for part in layer.parts},
            "tilejson": f"{base_url(request)}/public/tiles/{layer.id}/tilejson.json",
        }
        for layer in declared_layers().values()
        if layer.grade is Grade.OPEN and (layer.source is not None or layer.published is not None)
    ]
    return json_response(request, {"layers": listed})


@router.get(
    "/image/{date}/{grid}/{z}/{x}/{y}.{encoding}",
    summary="某日公开影像的瓦片",
    response_class=Response,
    responses=tile_responses(*MEDIA_TYPES),
)
@declared(DataClass.IMAGE, Grade.OPEN)
def public_image(
    request: Request,
    connection: Reading,
    date: str,
    grid: str,
    z: int,
    x: int,
    y: int,
    encoding: str,
) -> Response:
    """A picture of the open images as of a day, no finer than a setting (R5.6), drawn as they are
    drawn by default: bands, values and single images are not public.
    """
    most = public_settings().image_metres
    if most is None:
        raise UnknownLayer("there is no layer 'image' in the public profile")
    if encoding not in list(Encoding):
        raise BadParameter(f"images are {', '.join(Encoding)}, not {encoding}")
    place = Place(grid_named(grid), z, x, y)
    place.grid.require_tile(z, x, y)
    view = View.of(place.grid, z, x, y)
    _, south, _, north = view.degrees
    # The shorter side of the smallest pixel of the tile: that nearest to a pole.
    pixel = view.ground_m(max(abs(south), abs(north)))
    if pixel < most:
        raise UnknownTile(
            f"public images have pixels of {most:g} m at the finest, and a tile of zoom {z} here "
            f"would have {pixel:.3g} m"
        )
    body = image_body(
        connection, place, parse_date(date), Style(), Encoding(encoding), open_only=True
    )
    return tile_response(request, body, f"image/{encoding}", max_age_s=TILE_S)


@router.get("/{layer}/tilejson.json", summary="某日某公开图层的 TileJSON")
@declared(DataClass.DIVISION, Grade.OPEN)
def public_tilejson(
    request: Request,
    layer: str,
    sight: Annotated[Sight, Depends(_sight)],
    grid: OnGrid,
    tiles: Annotated[VectorTiles, Depends(vector_tiles_of)],
) -> Response:
    """TileJSON 3.0.0 of an open layer on a day, as announced by it."""
    found = _public_layer(layer)
    sight = choosing(request, found, sight)
    state = tiles.state()
    document = tilejson(
        found,
        grid,
        sight,
        tiles.edition(found, sight, state),
        tiles.changes(found, sight, state),
        state,
        tiles.bounds(found, sight, state),
        tiles_url=f"{base_url(request)}/public/tiles",
        map_settings=request.app.state.map_settings,
        max_zoom=min(found.max_zoom, public_settings().max_zoom),
    )
    return json_response(request, document)


@router.get(
    "/{layer}/{date}/{grid}/{z}/{x}/{y}.mvt",
    summary="某日某公开图层的矢量瓦片",
    response_class=Response,
    responses=tile_responses(MVT),
)
@declared(DataClass.DIVISION, Grade.OPEN)
def public_tile(
    request: Request, layer: str, date: str, grid: str, z: int, x: int, y: int
) -> Response:
    """A Mapbox vector tile of an open layer as announced by a day (YYYY-MM-DD, or `before`)."""
    found, on = _public_layer(layer), grid_named(grid)
    most = public_settings().max_zoom
    if z > most:
        raise UnknownTile(f"public tiles end at zoom {most}; enlarge those of {most}")
    sight = choosing(
        request, found, Sight(parse_edition_day(date), Basis.ANNOUNCED, profile=Profile.PUBLIC)
    )
    tile = vector_tiles_of(request).tile(found, on, sight, z, x, y)
    return content_response(
        request,
        tile.content,
        MVT,
        max_age_s=TILE_S,
        headers=head_of(sight, tile),
    )

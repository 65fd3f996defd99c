"""The routes of OGC API - Tiles: the layers as collections, their tilesets, and tiles by row and
column, as of a `datetime`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.api.standard.documents import base_url
from spatial.api.standard.known_parameters import known_parameters, require_known
from spatial.api.standard.responses import document_responses, tile_responses
from spatial.errors import BadDate, BadParameter, UnknownLayer
from spatial.temporal import CHINA_TIME, parse_date, parse_instant, today_in_china
from spatial.tile_grids import grid_named
from tileserver.cutting import Place
from tileserver.images.encoding import Encoding
from tileserver.images.parameters import Drawing
from tileserver.images.routes import TILE_S, image_body
from tileserver.layers import Layer, LayerKind, layer_named
from tileserver.ogc.documents import tileset, tilesets
from tileserver.ogc.face import bounds_of
from tileserver.responses import MVT, tile_response
from tileserver.routes import (
    dated_layer,
    json_response,
    vector_response,
    vector_tiles_of,
)
from tileserver.sight import Sight
from tileserver.sight_parameters import choosing
from tileserver.vector_tiles import VectorTiles

router = APIRouter(prefix="/ogc", tags=["ogc"])

_STRICT = [Depends(known_parameters)]

Tiles = Annotated[VectorTiles, Depends(vector_tiles_of)]


def day_of(
    datetime_: Annotated[
        str | None,
        Query(
            alias="datetime",
            description="A day (YYYY-MM-DD) or an instant, whose day in Beijing is taken; today "
            "when left out.",
        ),
    ] = None,
) -> date:
    """The day that a tile is of. Raises BadParameter for an interval, BadDate."""
    if datetime_ is None:
        return today_in_china(datetime.now(UTC))
    if "/" in datetime_:
        raise BadParameter("a tile is of one day: datetime is no interval here")
    try:
        return parse_date(datetime_)
    except BadDate:
        return parse_instant(datetime_).astimezone(CHINA_TIME).date()


OnDay = Annotated[date, Depends(day_of)]


def _vector(layer: str) -> Layer:
    found = dated_layer(layer)
    if found.kind is not LayerKind.VECTOR:
        raise UnknownLayer(f"layer {layer} has pictures: they are under map/tiles")
    return found


def _raster(layer: str) -> Layer:
    found = layer_named(layer)
    if found.kind is not LayerKind.RASTER:
        raise UnknownLayer(f"layer {layer} has no pictures; its tiles are under tiles")
    return found


@router.get(
    "/collections/{collectionId}/tiles",
    summary="一个矢量图层的瓦片集",
    response_class=Response,
    responses=document_responses("TileSets"),
    dependencies=_STRICT,
)
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def vector_tilesets(request: Request, collectionId: str) -> Response:
    """The tilesets of vector tiles of a layer, one for each grid."""
    return json_response(request, tilesets(base_url(request), _vector(collectionId)))


@router.get(
    "/collections/{collectionId}/tiles/{tileMatrixSetId}",
    summary="一个矢量瓦片集",
    response_class=Response,
    responses=document_responses("TileSet"),
    dependencies=_STRICT,
)
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def vector_tileset(
    request: Request, connection: Reading, tiles: Tiles, collectionId: str, tileMatrixSetId: str
) -> Response:
    """The metadata of a tileset. Raises UnknownLayer, UnknownGrid."""
    found = _vector(collectionId)
    fields = {part.id: part.fields for part in found.parts}
    bounds = bounds_of(connection, tiles, found)
    return json_response(
        request, tileset(base_url(request), found, grid_named(tileMatrixSetId), bounds, fields)
    )


@router.get(
    "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
    summary="矢量瓦片",
    response_class=Response,
    responses=tile_responses(MVT),
)
@declared(DataClass.DIVISION, Grade.INTERNAL)
def vector_tile(
    request: Request,
    collectionId: str,
    tileMatrixSetId: str,
    tileMatrix: int,
    tileRow: int,
    tileCol: int,
    day: OnDay,
) -> Response:
    """A Mapbox vector tile by row and column (OGC 20-057, clause 7). Raises UnknownTile."""
    found = _vector(collectionId)
    require_known(request, also=found.published.parameters if found.published else ())
    sight = choosing(request, found, Sight(day))
    return vector_response(
        request, found, sight, Place(grid_named(tileMatrixSetId), tileMatrix, tileCol, tileRow)
    )


@router.get(
    "/collections/{collectionId}/map/tiles",
    summary="影像图层的瓦片集",
    response_class=Response,
    responses=document_responses("TileSets"),
    dependencies=_STRICT,
)
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def map_tilesets(request: Request, collectionId: str) -> Response:
    """The tilesets of pictures of a layer, one for each grid."""
    return json_response(request, tilesets(base_url(request), _raster(collectionId)))


@router.get(
    "/collections/{collectionId}/map/tiles/{tileMatrixSetId}",
    summary="影像瓦片集",
    response_class=Response,
    responses=document_responses("TileSet"),
    dependencies=_STRICT,
)
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def map_tileset(
    request: Request, connection: Reading, tiles: Tiles, collectionId: str, tileMatrixSetId: str
) -> Response:
    """The metadata of a tileset of pictures. Raises UnknownLayer, UnknownGrid."""
    found = _raster(collectionId)
    bounds = bounds_of(connection, tiles, found)
    return json_response(
        request, tileset(base_url(request), found, grid_named(tileMatrixSetId), bounds, {})
    )


@router.get(
    "/collections/{collectionId}/map/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
    summary="影像瓦片",
    response_class=Response,
    dependencies=_STRICT,
    responses=tile_responses("image/png", "image/webp"),
)
@declared(DataClass.IMAGE, Grade.INTERNAL)
def map_tile(
    request: Request,
    connection: Reading,
    collectionId: str,
    tileMatrixSetId: str,
    tileMatrix: int,
    tileRow: int,
    tileCol: int,
    day: OnDay,
    style: Drawing,
    f: Annotated[Encoding, Query(description="png or webp.")] = Encoding.PNG,
) -> Response:
    """A picture by row and column, as `/tiles/image` gives it. Raises UnknownTile."""
    _raster(collectionId)
    place = Place(grid_named(tileMatrixSetId), tileMatrix, tileCol, tileRow)
    body = image_body(connection, place, day, style, f)
    return tile_response(request, body, f"image/{f}", max_age_s=TILE_S)

"""The routes of OGC API - Tiles: the layers as collections, their tilesets, and tiles by row and
column, as of a `datetime`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.errors import BadDate, BadParameter, LayerBroken, UnknownLayer
from spatial.temporal import CHINA_TIME, parse_date, parse_instant, today_in_china
from spatial.tile_grids import grid_named
from tileserver.cutting import Place
from tileserver.images.encoding import Encoding
from tileserver.images.parameters import Drawing
from tileserver.images.routes import TILE_S, image_body, image_bounds
from tileserver.layers import Layer, LayerKind, declared_layers, layer_named
from tileserver.ogc.documents import CONFORMANCE, Document, collection, landing, tileset, tilesets
from tileserver.responses import tile_response
from tileserver.routes import (
    base_url,
    dated_layer,
    json_response,
    vector_response,
    vector_tiles_of,
)
from tileserver.sight import Sight
from tileserver.sight_parameters import choosing
from tileserver.vector_tiles import Bounds, VectorTiles

router = APIRouter(prefix="/ogc", tags=["ogc"])

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


def _collections() -> list[Layer]:
    return [
        layer
        for layer in declared_layers().values()
        if layer.source or layer.published or layer.kind is LayerKind.RASTER
    ]


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


@router.get("", summary="OGC API 入口")
@declared(DataClass.PLATFORM, Grade.OPEN)
def ogc(request: Request) -> Response:
    """The landing page (OGC 19-072, 7.2)."""
    return json_response(request, landing(base_url(request)))


@router.get("/conformance", summary="所符合的要求")
@declared(DataClass.PLATFORM, Grade.OPEN)
def conformance(request: Request) -> Response:
    """The classes of requirements that are met (OGC 19-072, 7.4)."""
    return json_response(request, {"conformsTo": list(CONFORMANCE)})


@router.get("/collections", summary="所有图层")
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def collections(request: Request, connection: Reading, tiles: Tiles) -> Response:
    """The layers as collections (OGC 20-024). One whose table is not there is left out."""
    listed = []
    for layer in _collections():
        try:
            listed.append(_collection(request, connection, tiles, layer))
        except LayerBroken:
            continue
    base = f"{base_url(request)}/ogc/collections"
    links = [{"rel": "self", "type": "application/json", "href": base}]
    return json_response(request, {"links": links, "collections": listed})


@router.get("/collections/{layer}", summary="一个图层")
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def one_collection(request: Request, connection: Reading, tiles: Tiles, layer: str) -> Response:
    """One layer as a collection. Raises UnknownLayer, LayerBroken."""
    return json_response(request, _collection(request, connection, tiles, _any(layer)))


def _any(layer: str) -> Layer:
    found = layer_named(layer)
    if found not in _collections():
        raise UnknownLayer(f"layer {layer} has no tiles by date")
    return found


def _collection(
    request: Request, connection: Connection, tiles: VectorTiles, layer: Layer
) -> Document:
    days: tuple[str, ...] = ()
    if layer.kind is LayerKind.VECTOR:
        sight = _latest(tiles)
        changes = tiles.changes(layer, sight, tiles.state())
        days = tuple(day.isoformat() for day in changes)
    return collection(base_url(request), layer, _bounds(connection, tiles, layer), days)


def _latest(tiles: VectorTiles) -> Sight:
    record = tiles.state().record
    return Sight(record.until if record else None)


def _bounds(connection: Connection, tiles: VectorTiles, layer: Layer) -> Bounds | None:
    if layer.kind is LayerKind.VECTOR:
        return tiles.bounds(layer, _latest(tiles), tiles.state())
    return image_bounds(connection)


@router.get("/collections/{layer}/tiles", summary="一个矢量图层的瓦片集")
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def vector_tilesets(request: Request, layer: str) -> Response:
    """The tilesets of vector tiles of a layer, one for each grid."""
    return json_response(request, tilesets(base_url(request), _vector(layer)))


@router.get("/collections/{layer}/tiles/{grid}", summary="一个矢量瓦片集")
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def vector_tileset(
    request: Request, connection: Reading, tiles: Tiles, layer: str, grid: str
) -> Response:
    """The metadata of a tileset. Raises UnknownLayer, UnknownGrid."""
    found = _vector(layer)
    fields = {part.id: part.fields for part in found.parts}
    bounds = _bounds(connection, tiles, found)
    return json_response(
        request, tileset(base_url(request), found, grid_named(grid), bounds, fields)
    )


@router.get(
    "/collections/{layer}/tiles/{grid}/{matrix}/{row}/{column}",
    summary="矢量瓦片",
    response_class=Response,
)
@declared(DataClass.DIVISION, Grade.INTERNAL)
def vector_tile(
    request: Request, layer: str, grid: str, matrix: int, row: int, column: int, day: OnDay
) -> Response:
    """A Mapbox vector tile by row and column (OGC 20-057, clause 7). Raises UnknownTile."""
    found = _vector(layer)
    sight = choosing(request, found, Sight(day))
    return vector_response(request, found, sight, Place(grid_named(grid), matrix, column, row))


@router.get("/collections/{layer}/map/tiles", summary="影像图层的瓦片集")
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def map_tilesets(request: Request, layer: str) -> Response:
    """The tilesets of pictures of a layer, one for each grid."""
    return json_response(request, tilesets(base_url(request), _raster(layer)))


@router.get("/collections/{layer}/map/tiles/{grid}", summary="影像瓦片集")
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def map_tileset(
    request: Request, connection: Reading, tiles: Tiles, layer: str, grid: str
) -> Response:
    """The metadata of a tileset of pictures. Raises UnknownLayer, UnknownGrid."""
    found = _raster(layer)
    bounds = _bounds(connection, tiles, found)
    return json_response(request, tileset(base_url(request), found, grid_named(grid), bounds, {}))


@router.get(
    "/collections/{layer}/map/tiles/{grid}/{matrix}/{row}/{column}",
    summary="影像瓦片",
    response_class=Response,
)
@declared(DataClass.IMAGE, Grade.INTERNAL)
def map_tile(
    request: Request,
    connection: Reading,
    layer: str,
    grid: str,
    matrix: int,
    row: int,
    column: int,
    day: OnDay,
    style: Drawing,
    f: Annotated[Encoding, Query(description="png or webp.")] = Encoding.PNG,
) -> Response:
    """A picture by row and column, as `/tiles/image` gives it. Raises UnknownTile."""
    _raster(layer)
    place = Place(grid_named(grid), matrix, column, row)
    body = image_body(connection, place, day, style, f)
    return tile_response(request, body, f"image/{f}", max_age_s=TILE_S)

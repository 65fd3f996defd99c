"""The routes of WMTS. Its errors are exception reports in XML, as its standard wants them; a key
(`tk`) that clients of Tianditu send is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.api.errors import PROBLEM_JSON
from spatial.api.standard.documents import base_url
from spatial.api.standard.responses import named, tile_responses
from spatial.errors import BadParameter, ImageUnreadable, LayerBroken
from tileserver.images.drawing import Style
from tileserver.images.encoding import MEDIA_TYPES, Encoding, encoded
from tileserver.images.routes import TILE_S, image_body, image_bounds
from tileserver.images.view import SIZE
from tileserver.layers import Layer, LayerKind
from tileserver.responses import MVT, tile_response
from tileserver.routes import vector_response, vector_tiles_of
from tileserver.sight import Sight
from tileserver.vector_tiles import Bounds, VectorTiles
from tileserver.wmts.capabilities import capabilities
from tileserver.wmts.exceptions import XML, WmtsException, report
from tileserver.wmts.questions import (
    TileQuestion,
    operation,
    published_layers,
    tile_of_path,
    tile_question,
)

_RESPONSES = tile_responses(XML, MVT, *MEDIA_TYPES) | {
    "4XX": {
        "description": "An exception report, or a problem document.",
        "content": {XML: {}, PROBLEM_JSON: {"schema": named("Problem")}},
    }
}
_PAIRS = {
    "parameters": [
        {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
        for name in (
            ("SERVICE", "REQUEST", "VERSION", "LAYER", "STYLE", "FORMAT", "TIME")
            + ("TILEMATRIXSET", "TILEMATRIX", "TILEROW", "TILECOL")
        )
    ]
}
"""Keys of OGC 07-057r7, in capitals or not."""

router = APIRouter(tags=["wmts"])

DESCRIPTION_S = 60

Tiles = Annotated[VectorTiles, Depends(vector_tiles_of)]


def _reported(answer: Callable[..., Response]) -> Callable[..., Response]:
    @wraps(answer)
    def answered(**arguments: Any) -> Response:
        try:
            return answer(**arguments)
        except WmtsException as error:
            return report(error)
        except (BadParameter, ImageUnreadable) as error:
            return report(WmtsException("NoApplicableCode", str(error)))

    return answered


@router.get(
    "/wmts",
    summary="WMTS（KVP）",
    response_class=Response,
    responses=_RESPONSES,
    openapi_extra=_PAIRS,
)
@declared(DataClass.IMAGE, Grade.INTERNAL)
@_reported
def wmts(request: Request, connection: Reading, tiles: Tiles) -> Response:
    """GetCapabilities or GetTile by key and value pairs."""
    return _by_pairs(request, connection, tiles)


@router.get(
    "/{name}_{matrix_set}/wmts",
    summary="WMTS，与天地图地址相同",
    response_class=Response,
    responses=_RESPONSES,
    openapi_extra=_PAIRS,
)
@declared(DataClass.IMAGE, Grade.INTERNAL)
@_reported
def wmts_as_tianditu(
    request: Request, connection: Reading, tiles: Tiles, name: str, matrix_set: str
) -> Response:
    """As `/wmts`, under the addresses that clients of Tianditu have: only the host is another."""
    if matrix_set not in ("c", "w"):
        raise WmtsException("InvalidParameterValue", "the grids are c and w", "tilematrixset")
    return _by_pairs(request, connection, tiles)


def _by_pairs(request: Request, connection: Connection, tiles: VectorTiles) -> Response:
    query = {key.upper(): value for key, value in request.query_params.items()}
    if operation(query) == "GetCapabilities":
        return _described(request, connection, tiles)
    return _tile(request, connection, tile_question(query))


@router.get(
    "/wmts/1.0.0/WMTSCapabilities.xml",
    summary="WMTS 能力文档",
    response_class=Response,
    responses=_RESPONSES,
)
@declared(DataClass.IMAGE, Grade.INTERNAL)
@_reported
def wmts_capabilities(request: Request, connection: Reading, tiles: Tiles) -> Response:
    """The capabilities document (OGC 07-057r7, clause 7.1)."""
    return _described(request, connection, tiles)


@router.get(
    "/wmts/1.0.0/{layer}/{style}/{time}/{matrix_set}/{matrix}/{row}/{column}.{end}",
    summary="WMTS（REST）的瓦片",
    response_class=Response,
    responses=_RESPONSES,
)
@declared(DataClass.IMAGE, Grade.INTERNAL)
@_reported
def wmts_tile(
    request: Request,
    connection: Reading,
    layer: str,
    style: str,
    time: str,
    matrix_set: str,
    matrix: str,
    row: str,
    column: str,
    end: str,
) -> Response:
    """A tile by its path (OGC 07-057r7, clause 10.2)."""
    asked = tile_of_path(layer, style, time, matrix_set, matrix, row, column, end)
    return _tile(request, connection, asked)


def _tile(request: Request, connection: Connection, asked: TileQuestion) -> Response:
    if asked.layer.kind is LayerKind.VECTOR:
        return vector_response(request, asked.layer, Sight(asked.day), asked.place)
    encoding = Encoding(asked.encoding)
    body = b""
    if asked.day is not None:
        body = image_body(connection, asked.place, asked.day, Style(), encoding)
    return tile_response(request, body or nothing(encoding), f"image/{encoding}", max_age_s=TILE_S)


@lru_cache
def nothing(encoding: Encoding) -> bytes:
    """A picture on which nothing is shown: clients of WMTS take no answer without a body."""
    return encoded(np.zeros((3, SIZE, SIZE), np.uint8), np.zeros((SIZE, SIZE), np.bool_), encoding)


def _described(request: Request, connection: Connection, tiles: VectorTiles) -> Response:
    layers: list[Layer] = []
    days: dict[str, list[str]] = {}
    bounds: dict[str, Bounds | None] = {}
    state = tiles.state()
    sight = Sight(state.record.until if state.record else None)
    for layer in published_layers():
        try:
            if layer.kind is LayerKind.RASTER:
                bounds[layer.id] = image_bounds(connection)
            else:
                days[layer.id] = [day.isoformat() for day in tiles.changes(layer, sight, state)]
                bounds[layer.id] = tiles.bounds(layer, sight, state)
        except LayerBroken:
            # The others are not to suffer for it; its own tiles say what is wrong.
            continue
        layers.append(layer)
    body = capabilities(
        layers,
        base_url=base_url(request),
        days=days,
        bounds=bounds,
        map_settings=request.app.state.map_settings,
    )
    return tile_response(request, body, XML, max_age_s=DESCRIPTION_S)

"""Tiles of what is other between two days: gone, new, of another shape, of another name.

This router stands before that of `/tiles/{layer}`. Both days are reduced to the edition of the
level that holds them, so days of the same two editions have the same tiles and ETags.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.api.standard.documents import base_url
from spatial.api.standard.responses import tile_responses
from spatial.division_codes import Level
from spatial.errors import BadPeriod
from spatial.temporal import parse_date
from spatial.tile_grids import grid_named
from tileserver.cutting import Place, tile_parameters, viewpoint_of
from tileserver.editions import Edition, parse_edition_day
from tileserver.layers import layer_named
from tileserver.responses import MVT, tile_response
from tileserver.routes import json_response, vector_tiles_of
from tileserver.sight import Sight
from tileserver.sight_parameters import DaylessSight, OnGrid, query_of
from tileserver.tile_head import TILE_S, tile_head
from tileserver.vector_tiles import VectorTiles

router = APIRouter(prefix="/tiles/compare", tags=["tiles"])

LAYER = "change"
FIELDS = {
    "code": "代码（后一日；已撤销的为前一日）",
    "name": "名称（后一日；已撤销的为前一日）",
    "code_before": "前一日的代码；新设的没有",
    "name_before": "前一日的名称；新设的没有",
    "change": "变化：gone 已无、new 新有、shape 辖区变动、name 更名或代码变更",
}

Tiles = Annotated[VectorTiles, Depends(vector_tiles_of)]


@router.get("/{level}/tilejson.json", summary="两日之间变化的 TileJSON")
@declared(DataClass.DIVISION, Grade.OPEN)
def comparison_tilejson(
    request: Request,
    level: Level,
    tiles: Tiles,
    sight: DaylessSight,
    grid: OnGrid,
    first: Annotated[str, Query(alias="from", description="The earlier day, YYYY-MM-DD.")],
    last: Annotated[str, Query(alias="to", description="The later day, YYYY-MM-DD.")],
) -> Response:
    """TileJSON 3.0.0; its template names the editions of both days. Raises BadPeriod."""
    editions = _editions(tiles, level, sight, parse_date(first), parse_date(last))
    layer = layer_named(level)
    names = "/".join(edition.name for edition in editions)
    settings = request.app.state.map_settings
    document: dict[str, object] = {
        "tilejson": "3.0.0",
        "name": f"{layer.title}的变化",
        "scheme": "xyz",
        "tiles": [
            f"{base_url(request)}/tiles/compare/{level}/{names}/{grid.id}/{{z}}/{{x}}/{{y}}.mvt"
            f"{query_of(sight)}"
        ],
        "vector_layers": [
            {
                "id": LAYER,
                "fields": FIELDS,
                "minzoom": layer.min_zoom,
                "maxzoom": layer.max_zoom,
            }
        ],
        "minzoom": layer.min_zoom,
        "maxzoom": layer.max_zoom,
        "attribution": settings.attribution,
        "review_number": settings.review_number,
        "tile_matrix_set": grid.id,
        "from": first,
        "to": last,
        "editions": [edition.name for edition in editions],
    }
    return json_response(request, document)


@router.get(
    "/{level}/{first}/{last}/{grid}/{z}/{x}/{y}.mvt",
    summary="两日之间变化的矢量瓦片",
    response_class=Response,
    responses=tile_responses(MVT),
)
@declared(DataClass.DIVISION, Grade.OPEN)
def comparison_tile(
    request: Request,
    connection: Reading,
    tiles: Tiles,
    level: Level,
    first: str,
    last: str,
    grid: str,
    z: int,
    x: int,
    y: int,
    sight: DaylessSight,
) -> Response:
    """A vector tile of the units of a level that are other on the later of two days.

    Days are YYYY-MM-DD, or `before`. Raises BadDate, BadPeriod, UnknownGrid and UnknownTile.
    """
    layer, on = layer_named(level), grid_named(grid)
    layer.require_tile(on, z, x, y)
    earlier, later = _editions(
        tiles, level, sight, parse_edition_day(first), parse_edition_day(last)
    )
    seen = replace(sight, day=later.starts)
    values = tile_parameters(layer, seen, later, Place(on, z, x, y)) | {
        "layer": LAYER,
        "first": earlier.sql_day,
        "last": later.sql_day,
    }
    body = connection.execute(
        viewpoint_of(seen).sql("tileserver", "comparison_tile"), values
    ).scalar_one()
    return tile_response(
        request,
        bytes(body),
        MVT,
        max_age_s=TILE_S,
        headers=tile_head(seen, later, pending=tiles.state().pending),
    )


def _editions(
    tiles: VectorTiles, level: Level, sight: Sight, first: date | None, last: date | None
) -> tuple[Edition, Edition]:
    if (last or date.min) < (first or date.min):
        raise BadPeriod(f"the earlier day is {first}, the later one {last}")
    layer, state = layer_named(level), tiles.state()
    earlier, later = (tiles.edition(layer, replace(sight, day=day), state) for day in (first, last))
    return earlier, later

"""The routes of image tiles: TileJSON, PNG and WebP, as of a day or of one image.

As of a day: the scenes taken on that day or before it, the newest on top (R6.4), clouds and all;
scenes whose time nobody knows are not among them. With `choose=clearest&from=DAY`: those of the
days since then, the least clouded on top, and what is under clouds is a hole that the next fills.
With `id`: that one scene, whatever the day. With `division`: only what lies in it on the day. Any
day is reduced to its edition, the last day on which a scene was taken, so that all days of
an edition have the same tiles and ETags; with a division it is not, for that has editions
of its own. `Shikong-Images` tells of which images a tile is. This router stands before that of
`/tiles/{layer}`.
"""

from __future__ import annotations

import json
from datetime import date as date_
from math import ceil, log2
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Connection, text

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Reading
from spatial.api.standard.responses import tile_responses
from spatial.imagery.queries import Coverage, coverage_not_after, edition_not_after
from spatial.temporal import parse_date
from spatial.tile_grids import TileGrid, grid_named
from tileserver.cutting import Place
from tileserver.images.choice import (
    CHOICE_PARAMETERS,
    Choice,
    Chosen,
    chosen_scenes,
    drawn_scene,
    part_of,
)
from tileserver.images.drawing import Picture, Style, draw
from tileserver.images.encoding import MEDIA_TYPES, Encoding, encoded
from tileserver.images.parameters import DRAWING_PARAMETERS, Drawing, legend_of
from tileserver.images.part import Part
from tileserver.images.view import View
from tileserver.layers import Layer, layer_named
from tileserver.responses import JSON, tile_response
from tileserver.sight_parameters import OnGrid
from tileserver.vector_tiles import Bounds

router = APIRouter(prefix="/tiles/image", tags=["tiles"])

TILE_S = 300
DESCRIPTION_S = 60


@router.get("/tilejson.json", summary="某日影像的 TileJSON")
@declared(DataClass.IMAGE, Grade.INTERNAL)
def image_tilejson(
    request: Request,
    connection: Reading,
    day: AsOf,
    grid: OnGrid,
    style: Drawing,
    choice: Chosen,
) -> Response:
    """TileJSON 3.0.0; its template names the edition of the day. Raises UnknownImage."""
    part = part_of(request, connection, choice, day)
    if choice.image is None:
        edition = edition_not_after(connection, day)
        extent = coverage_not_after(connection, edition) if edition else None
    else:
        scene = drawn_scene(connection, choice.image)
        style.require(scene)
        edition = scene.acquisition.day
        extent = Coverage(scene.bbox, min(asset.resolution_m for asset in scene.assets))
    document = _tilejson(request, connection, grid, day, edition, extent, part)
    document |= legend_of(style)
    asked = DRAWING_PARAMETERS + CHOICE_PARAMETERS
    query = [(k, v) for k, v in request.query_params.multi_items() if k in asked]
    base_url = str(request.base_url).rstrip("/")
    follows_day = part is not None and choice.division_date is None
    shown = day if follows_day else edition or day
    template = (
        f"{base_url}/tiles/image/{shown.isoformat()}/{grid.id}/{{z}}/{{x}}/{{y}}.{Encoding.WEBP}"
    )
    document["tiles"] = [f"{template}?{urlencode(query)}" if query else template]
    body = json.dumps(document, ensure_ascii=False).encode()
    return tile_response(request, body, JSON, max_age_s=DESCRIPTION_S)


@router.get(
    "/{date}/{grid}/{z}/{x}/{y}.{encoding}",
    summary="某日影像的瓦片",
    response_class=Response,
    responses=tile_responses(*MEDIA_TYPES),
)
@declared(DataClass.IMAGE, Grade.INTERNAL)
def image_tile(
    request: Request,
    connection: Reading,
    date: str,
    grid: str,
    z: int,
    x: int,
    y: int,
    encoding: Encoding,
    style: Drawing,
    choice: Chosen,
) -> Response:
    """A picture of 256 x 256 pixels; transparent where no image shows the place, 204 if all is."""
    place, day = Place(grid_named(grid), z, x, y), parse_date(date)
    part = part_of(request, connection, choice, day)
    picture = image_picture(connection, place, day, style, choice, part)
    body = b"" if picture is None else encoded(picture.colours, picture.shown, encoding)
    return tile_response(
        request, body, f"image/{encoding}", max_age_s=TILE_S, headers=images_head(picture)
    )


def images_head(picture: Picture | None) -> dict[str, str]:
    """The header that tells of which images a picture is: their ids, escaped as in addresses."""
    shown = () if picture is None else picture.scenes
    return {"Shikong-Images": ",".join(quote(one, safe="") for one in shown)} if shown else {}


def image_picture(
    connection: Connection,
    place: Place,
    day: date_,
    style: Style,
    choice: Choice,
    part: Part | None = None,
    *,
    open_only: bool = False,
) -> Picture | None:
    """The picture of a tile as of a day, None where no image shows the place.

    part: of which alone something is shown. open_only: of images of the grade open alone.
    Raises UnknownTile, UnknownImage, BadParameter, BadPeriod, ImageUnreadable.
    """
    layer_named("image").require_tile(place.grid, place.z, place.x, place.y)
    view = View.of(place.grid, place.z, place.x, place.y)
    within = None if part is None else part.within(view)
    if within is not None and not within.any():
        return None
    scenes = chosen_scenes(connection, choice, day, view, part, open_only=open_only)
    if not scenes:
        return None
    picture = draw(scenes, view, style, within=within, holes=choice.holes)
    return picture if picture.shown.any() else None


def image_body(
    connection: Connection,
    place: Place,
    day: date_,
    style: Style,
    encoding: Encoding,
    *,
    open_only: bool = False,
) -> bytes:
    """As `image_picture` of the newest scenes, encoded; b"" where no image shows the place."""
    picture = image_picture(connection, place, day, style, Choice(), open_only=open_only)
    return b"" if picture is None else encoded(picture.colours, picture.shown, encoding)


def image_bounds(connection: Connection) -> Bounds | None:
    """The box around all images whose time is known, None without any."""
    newest = edition_not_after(connection, None)
    extent = coverage_not_after(connection, newest) if newest else None
    return None if extent is None else Bounds(*extent.box)


def _tilejson(
    request: Request,
    connection: Connection,
    grid: TileGrid,
    day: date_,
    edition: date_ | None,
    extent: Coverage | None,
    part: Part | None,
) -> dict[str, object]:
    layer = layer_named("image")
    settings = request.app.state.map_settings
    newest = edition_not_after(connection, None)
    document: dict[str, object] = {
        "tilejson": "3.0.0",
        "name": layer.title,
        "scheme": "xyz",
        "minzoom": layer.min_zoom,
        "maxzoom": layer.max_zoom if extent is None else _max_zoom(layer, grid, extent),
        "attribution": settings.attribution,
        "date": day.isoformat(),
        "edition": edition.isoformat() if edition else None,
        "data_until": newest.isoformat() if newest else None,
        "review_number": settings.review_number,
        "fictional": _fictional(connection),
        "tile_matrix_set": grid.id,
        "crs": f"EPSG:{grid.srid}",
    }
    if extent is not None:
        box = extent.box if part is None else part.box
        document["bounds"] = [round(degrees, 6) for degrees in box]
    return document


def _max_zoom(layer: Layer, grid: TileGrid, extent: Coverage) -> int:
    """The zoom at which a pixel of the tile is no larger than the finest of the images."""
    at_0 = View.of(grid, 0, 0, 0).ground_m((extent.box[1] + extent.box[3]) / 2)
    zoom = ceil(log2(at_0 / extent.resolution_m) - 0.01)
    return min(max(zoom, layer.min_zoom), layer.max_zoom)


def _fictional(connection: Connection) -> bool:
    return bool(connection.execute(text("SELECT content = 'fictional' FROM platform")).scalar())

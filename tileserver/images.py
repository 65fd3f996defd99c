"""The routes of image tiles: TileJSON, PNG and WebP, as of a day or of one image.

As of a day: the scenes taken on that day or before it, the newest on top (R6.4); scenes whose time
nobody knows are not among them. With `id`: that one scene, whatever the day. Any day is reduced to
its edition, the last day on which a scene was taken, so that all days of an edition have the same
tiles and ETags. This router stands before that of `/tiles/{layer}`.
"""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from math import ceil, cos, log2, pi, radians
from typing import Annotated, Any
from urllib.parse import urlencode

import morecantile
import shapely
from affine import Affine
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from rio_tiler.utils import render
from sqlalchemy import Connection, text

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Reading
from spatial.errors import BadParameter
from spatial.imagery.queries import (
    Coverage,
    coverage_not_after,
    edition_not_after,
    scene_by_id,
    scenes_not_after,
)
from spatial.imagery.scene import Scene
from spatial.temporal import parse_date
from spatial.tile_grids import WEB_MERCATOR
from tileserver.image_drawing import Square, Style, draw
from tileserver.layers import Layer, layer_named
from tileserver.responses import JSON, tile_response

router = APIRouter(prefix="/tiles/image", tags=["tiles"])

TILE_S = 300
DESCRIPTION_S = 60

MAX_SCENES = 24
"""So many scenes, the newest, are looked at for one tile."""

_GRID = morecantile.tms.get("WebMercatorQuad")

# Metres along a pixel of a 256-pixel tile at zoom 0 on the equator (OGC 17-083r4).
_PIXEL_AT_0_M = 2 * pi * 6378137.0 / 256


class Encoding(StrEnum):
    """The picture formats of a tile."""

    PNG = "png"
    WEBP = "webp"


# PNG is exact; WebP at quality 85 takes a third of it, its transparency is exact.
_OPTIONS: dict[Encoding, dict[str, Any]] = {
    Encoding.PNG: {"ZLEVEL": 6},
    Encoding.WEBP: {"QUALITY": 85},
}


def style_of(
    bands: Annotated[
        str | None,
        Query(description="One band (grey) or three (red, green, blue), names with commas."),
    ] = None,
    rescale: Annotated[
        list[str] | None,
        Query(description="LOW,HIGH: the darkest and the brightest value; once, or per band."),
    ] = None,
) -> Style:
    """The drawing that a client asks for. Raises BadParameter."""
    names = None if bands is None else tuple(name.strip() for name in bands.split(","))
    if names is not None and (len(names) not in (1, 3) or not all(names)):
        raise BadParameter(f"bands={bands!r}: name one band or three")
    ranges = tuple(_range(pair) for pair in rescale) if rescale else None
    if ranges is not None and len(ranges) not in (1, 3):
        raise BadParameter(f"rescale has {len(ranges)} ranges: give one, or one for each band")
    return Style(names, ranges)


def _range(pair: str) -> tuple[float, float]:
    try:
        low, high = (float(number) for number in pair.split(","))
    except ValueError as error:
        raise BadParameter(f"rescale={pair!r} is not of the form LOW,HIGH") from error
    if not -1e300 < low < high < 1e300:
        raise BadParameter(f"rescale={pair!r}: LOW must be less than HIGH")
    return low, high


Drawing = Annotated[Style, Depends(style_of)]
OneImage = Annotated[
    str | None, Query(alias="id", description="One image in place of those of the day.")
]


# A picture needs no place, but without a transform GDAL warns of each one, and the filter that
# would hide the warning belongs to the whole process: threads take it from each other.
_IN_PIXELS = Affine(1, 0, 0, 0, -1, 256)


@router.get("/tilejson.json", summary="某日影像的 TileJSON")
@declared(DataClass.IMAGE, Grade.INTERNAL)
def image_tilejson(
    request: Request,
    connection: Reading,
    day: AsOf,
    style: Drawing,
    image: OneImage = None,
) -> Response:
    """TileJSON 3.0.0; its template names the edition of the day. Raises UnknownImage."""
    if image is None:
        edition = edition_not_after(connection, day)
        extent = coverage_not_after(connection, edition) if edition else None
    else:
        scene = scene_by_id(connection, image)
        edition = scene.acquisition.day
        extent = Coverage(scene.bbox, scene.resolution_m)
    document = _tilejson(request, connection, day, edition, extent)
    query = [(k, v) for k, v in request.query_params.multi_items() if k in _DRAWING_PARAMETERS]
    base_url = str(request.base_url).rstrip("/")
    template = (
        f"{base_url}/tiles/image/{(edition or day).isoformat()}/WebMercatorQuad"
        f"/{{z}}/{{x}}/{{y}}.{Encoding.WEBP}"
    )
    document["tiles"] = [f"{template}?{urlencode(query)}" if query else template]
    body = json.dumps(document, ensure_ascii=False).encode()
    return tile_response(request, body, JSON, max_age_s=DESCRIPTION_S)


_DRAWING_PARAMETERS = ("id", "bands", "rescale")


@router.get(
    "/{date}/WebMercatorQuad/{z}/{x}/{y}.{encoding}",
    summary="某日影像的瓦片",
    response_class=Response,
)
@declared(DataClass.IMAGE, Grade.INTERNAL)
def image_tile(
    request: Request,
    connection: Reading,
    date: str,
    z: int,
    x: int,
    y: int,
    encoding: Encoding,
    style: Drawing,
    image: OneImage = None,
) -> Response:
    """A picture of 256 x 256 pixels; transparent where no image shows the place, 204 if all is."""
    layer = layer_named("image")
    layer.require_tile(WEB_MERCATOR, z, x, y)
    scenes = _scenes(connection, parse_date(date), z, x, y, image)
    body = b""
    if scenes:
        picture = draw(scenes, Square.of(z, x, y), style)
        if picture.shown.any():
            body = render(
                picture.colours,
                mask=picture.shown.astype("uint8") * 255,
                img_format=encoding.name,
                transform=_IN_PIXELS,
                **_OPTIONS[encoding],
            )
    return tile_response(request, body, f"image/{encoding}", max_age_s=TILE_S)


def _scenes(
    connection: Connection, day: date, z: int, x: int, y: int, image: str | None
) -> list[Scene]:
    """The scenes of a tile, those that cover the others first."""
    box = _box(z, x, y)
    if image is not None:
        scene = scene_by_id(connection, image)
        return [scene] if scene.footprint.intersects(shapely.box(*box)) else []
    return scenes_not_after(connection, day, box, limit=MAX_SCENES)


def _box(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile in degrees."""
    bounds = _GRID.bounds(morecantile.Tile(x, y, z))
    return bounds.left, bounds.bottom, bounds.right, bounds.top


def _tilejson(
    request: Request,
    connection: Connection,
    day: date,
    edition: date | None,
    extent: Coverage | None,
) -> dict[str, object]:
    layer = layer_named("image")
    settings = request.app.state.map_settings
    newest = edition_not_after(connection, None)
    document: dict[str, object] = {
        "tilejson": "3.0.0",
        "name": layer.title,
        "scheme": "xyz",
        "minzoom": layer.min_zoom,
        "maxzoom": layer.max_zoom if extent is None else _max_zoom(layer, extent),
        "attribution": settings.attribution,
        "date": day.isoformat(),
        "edition": edition.isoformat() if edition else None,
        "data_until": newest.isoformat() if newest else None,
        "review_number": settings.review_number,
        "fictional": _fictional(connection),
    }
    if extent is not None:
        document["bounds"] = [round(degrees, 6) for degrees in extent.box]
    return document


def _max_zoom(layer: Layer, extent: Coverage) -> int:
    """The zoom at which a pixel of the tile is no larger than the finest of the images."""
    middle = min(abs(extent.box[1] + extent.box[3]) / 2, 85.0)
    zoom = ceil(log2(_PIXEL_AT_0_M * cos(radians(middle)) / extent.resolution_m) - 0.01)
    return min(max(zoom, layer.min_zoom), layer.max_zoom)


def _fictional(connection: Connection) -> bool:
    return bool(connection.execute(text("SELECT content = 'fictional' FROM platform")).scalar())

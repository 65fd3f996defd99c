"""The routes of image tiles: TileJSON, PNG and WebP, as of a day or of one image.

As of a day: the scenes taken on that day or before it, the newest on top (R6.4); scenes whose time
nobody knows are not among them. With `id`: that one scene, whatever the day. Any day is reduced to
its edition, the last day on which a scene was taken, so that all days of an edition have the same
tiles and ETags. This router stands before that of `/tiles/{layer}`.
"""

from __future__ import annotations

import json
from datetime import date as date_
from enum import StrEnum
from math import ceil, log2
from typing import Annotated, Any
from urllib.parse import urlencode

import shapely
from affine import Affine
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pyproj import Transformer
from rio_tiler.utils import render
from sqlalchemy import Connection, text

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Reading
from spatial.errors import UnknownImage
from spatial.imagery.queries import (
    Coverage,
    coverage_not_after,
    edition_not_after,
    scene_by_id,
    scenes_not_after,
)
from spatial.imagery.scene import Scene
from spatial.temporal import parse_date
from spatial.tile_grids import TileGrid, grid_named
from tileserver.cutting import Place
from tileserver.image_drawing import Bytes, Mask, Square, Style, draw
from tileserver.image_parameters import DRAWING_PARAMETERS, Drawing
from tileserver.layers import Layer, layer_named
from tileserver.responses import JSON, tile_response
from tileserver.sight_parameters import OnGrid
from tileserver.vector_tiles import Bounds

router = APIRouter(prefix="/tiles/image", tags=["tiles"])

TILE_S = 300
DESCRIPTION_S = 60

MAX_SCENES = 24
"""So many scenes, the newest, are looked at for one tile."""


class Encoding(StrEnum):
    """The picture formats of a tile."""

    PNG = "png"
    WEBP = "webp"


# PNG is exact; WebP at quality 85 takes a third of it, its transparency is exact.
_OPTIONS: dict[Encoding, dict[str, Any]] = {
    Encoding.PNG: {"ZLEVEL": 6},
    Encoding.WEBP: {"QUALITY": 85},
}


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
    grid: OnGrid,
    style: Drawing,
    image: OneImage = None,
) -> Response:
    """TileJSON 3.0.0; its template names the edition of the day. Raises UnknownImage."""
    if image is None:
        edition = edition_not_after(connection, day)
        extent = coverage_not_after(connection, edition) if edition else None
    else:
        scene = _drawn_scene(connection, image)
        edition = scene.acquisition.day
        extent = Coverage(scene.bbox, min(asset.resolution_m for asset in scene.assets))
    document = _tilejson(request, connection, grid, day, edition, extent)
    query = [(k, v) for k, v in request.query_params.multi_items() if k in DRAWING_PARAMETERS]
    base_url = str(request.base_url).rstrip("/")
    template = (
        f"{base_url}/tiles/image/{(edition or day).isoformat()}/{grid.id}"
        f"/{{z}}/{{x}}/{{y}}.{Encoding.WEBP}"
    )
    document["tiles"] = [f"{template}?{urlencode(query)}" if query else template]
    body = json.dumps(document, ensure_ascii=False).encode()
    return tile_response(request, body, JSON, max_age_s=DESCRIPTION_S)


@router.get(
    "/{date}/{grid}/{z}/{x}/{y}.{encoding}",
    summary="某日影像的瓦片",
    response_class=Response,
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
    image: OneImage = None,
) -> Response:
    """A picture of 256 x 256 pixels; transparent where no image shows the place, 204 if all is."""
    body = image_body(
        connection, Place(grid_named(grid), z, x, y), parse_date(date), style, encoding, image
    )
    return tile_response(request, body, f"image/{encoding}", max_age_s=TILE_S)


def image_body(
    connection: Connection,
    place: Place,
    day: date_,
    style: Style,
    encoding: Encoding,
    image: str | None = None,
    *,
    open_only: bool = False,
) -> bytes:
    """The picture of a tile as of a day, b"" where no image shows the place.

    open_only: of images of the grade open alone.

    Raises UnknownTile, UnknownImage, BadParameter, ImageUnreadable.
    """
    layer_named("image").require_tile(place.grid, place.z, place.x, place.y)
    scenes = _scenes(connection, day, place, image, open_only=open_only)
    if not scenes:
        return b""
    picture = draw(scenes, Square.of(place.grid, place.z, place.x, place.y), style)
    if not picture.shown.any():
        return b""
    return encoded(picture.colours, picture.shown, encoding)


def encoded(colours: Bytes, shown: Mask, encoding: Encoding) -> bytes:
    """Red, green and blue, and where they show something, as a file."""
    body: bytes = render(
        colours,
        mask=shown.astype("uint8") * 255,
        img_format=encoding.name,
        transform=_IN_PIXELS,
        **_OPTIONS[encoding],
    )
    return body


def _scenes(
    connection: Connection, day: date_, place: Place, image: str | None, *, open_only: bool
) -> list[Scene]:
    """The scenes of a tile, those that cover the others first."""
    box = degrees_of(place)
    if image is not None:
        scene = _drawn_scene(connection, image)
        return [scene] if scene.footprint.intersects(shapely.box(*box)) else []
    return scenes_not_after(connection, day, box, open_only=open_only, limit=MAX_SCENES)


def _drawn_scene(connection: Connection, image: str) -> Scene:
    """Raises UnknownImage also for a raw one: nothing of it lies on the map."""
    scene = scene_by_id(connection, image)
    if not scene.drawn:
        raise UnknownImage(f"image {image!r} is not orthorectified: it is catalogued and not drawn")
    return scene


def degrees_of(place: Place) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile in degrees."""
    box = place.grid.box(place.z, place.x, place.y)
    return box if place.grid.srid == 4490 else _INTO_DEGREES.transform_bounds(*box)


_INTO_DEGREES = Transformer.from_crs(3857, 4490, always_xy=True)


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
        document["bounds"] = [round(degrees, 6) for degrees in extent.box]
    return document


def _max_zoom(layer: Layer, grid: TileGrid, extent: Coverage) -> int:
    """The zoom at which a pixel of the tile is no larger than the finest of the images."""
    at_0 = Square.of(grid, 0, 0, 0).ground_m((extent.box[1] + extent.box[3]) / 2)
    zoom = ceil(log2(at_0 / extent.resolution_m) - 0.01)
    return min(max(zoom, layer.min_zoom), layer.max_zoom)


def _fictional(connection: Connection) -> bool:
    return bool(connection.execute(text("SELECT content = 'fictional' FROM platform")).scalar())

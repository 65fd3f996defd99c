"""`/v1/images/search`, one image, and the files of it."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading, require_window
from spatial.api.images.entries import ImageEntry, ImageList, image_entry
from spatial.api.stac.areas import area_asked, area_of_box
from spatial.errors import BadParameter, UnknownImage
from spatial.imagery.queries import scene_by_id
from spatial.imagery.scene import Asset, Document
from spatial.imagery.search import Wish, search_scenes
from spatial.temporal import parse_instant

router = APIRouter(prefix="/v1/images", tags=["images"])


@router.get("/search", summary="影像检索")
@declared(DataClass.IMAGE, Grade.INTERNAL)
def search_images(
    request: Request,
    connection: Reading,
    division: Annotated[
        str | None, Query(description="Images that meet the division as of `date`.")
    ] = None,
    scheme: Annotated[str | None, Query(description="System of the division's code.")] = None,
    line: Annotated[
        str | None, Query(description="Images within `metres` of a boundary line as of `date`.")
    ] = None,
    metres: Annotated[float | None, Query(description="Up to 50,000, to either side.")] = None,
    date: Annotated[
        str | None, Query(description="Day of division or line; today without it.")
    ] = None,
    bbox: Annotated[
        str | None, Query(description="West,south,east,north in degrees; west > east across 180°.")
    ] = None,
    from_: Annotated[
        str | None, Query(alias="from", description="Taken at or after; instant or day.")
    ] = None,
    to: Annotated[str | None, Query(description="Taken before; instant or day.")] = None,
    cloud_max: Annotated[float | None, Query(ge=0, le=1, description="Share of clouds.")] = None,
    platform: str | None = None,
    instrument: str | None = None,
    level: str | None = None,
    finest: Annotated[float | None, Query(gt=0, description="Metres, included.")] = None,
    coarsest: Annotated[float | None, Query(gt=0, description="Metres, included.")] = None,
    drawn: Annotated[bool | None, Query(description="false: raw images alone.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> ImageList:
    """Images by place, time, clouds, satellite and resolution, newest first.

    Raises BadParameter and what the division or the line raises.
    """
    start = None if from_ is None else parse_instant(from_)
    end = None if to is None else parse_instant(to)
    if start is not None and end is not None:
        require_window(start, end)
    wish = Wish(
        area=_area(connection, bbox, division, scheme, line, metres, date),
        start=start,
        end=end,
        cloud_max=cloud_max,
        platform=platform,
        instrument=instrument,
        level=level,
        finest=finest,
        coarsest=coarsest,
        drawn=drawn,
    )
    found = search_scenes(connection, wish, limit=limit, offset=offset)
    return ImageList(
        total=found.total, images=[image_entry(scene, request) for scene in found.scenes]
    )


@router.get("/{image}", summary="一景影像")
@declared(DataClass.IMAGE, Grade.INTERNAL)
def one_image(request: Request, connection: Reading, image: str) -> ImageEntry:
    """What the catalogue knows of an image. Raises UnknownImage."""
    return image_entry(scene_by_id(connection, image), request)


@router.get("/{image}/files/{key}", summary="影像文件", response_class=FileResponse)
@declared(DataClass.IMAGE, Grade.INTERNAL)
def image_file(connection: Reading, image: str, key: str) -> FileResponse:
    """A file of an image, or a range of it, as GDAL reads it through `/vsicurl/`.

    Raises UnknownImage, also where the file is no longer in its place.
    """
    scene = scene_by_id(connection, image)
    files: dict[str, Asset | Document] = {one.key: one for one in scene.assets}
    files |= {one.key: one for one in scene.documents}
    file = files.get(key)
    if file is None:
        raise UnknownImage(f"image {image!r} has no file {key!r}")
    if not file.path.is_file():
        raise UnknownImage(f"file {key!r} of image {image!r} is no longer in its place")
    name = re.sub(r"[^\w.-]+", "_", f"{scene.id}-{key}{file.path.suffix}")
    return FileResponse(
        file.path,
        media_type=file.media_type,
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "cache-control": "private, no-cache",
        },
    )


def _area(
    connection: Connection,
    bbox: str | None,
    division: str | None,
    scheme: str | None,
    line: str | None,
    metres: float | None,
    date: str | None,
) -> BaseGeometry | None:
    area = area_asked(
        connection, division=division, scheme=scheme, line=line, metres=metres, date=date
    )
    if bbox is None:
        return area
    box = _box(bbox)
    if area is None:
        return box
    both = area.intersection(box)
    if both.is_empty:
        raise BadParameter(f"the area asked for by code or line lies outside the bbox {bbox}")
    return both


def _box(text: str) -> BaseGeometry:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise BadParameter(f"bbox={text!r} is not west,south,east,north") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south < north <= 90):
        raise BadParameter(f"bbox={text!r} lies not within ±180, ±90, or south is not < north")
    return area_of_box((west, south, east, north))

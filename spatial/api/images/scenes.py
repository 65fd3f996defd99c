"""`/v1/images`: which images show a place, and what their pixels say there.

The files' paths are in no answer. Images may be finer than the public limit, so the routes are
internal.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Lat, Lon, Reading, require_window
from spatial.api.images.entries import ImageList, image_entry
from spatial.errors import BadParameter, UnknownImage
from spatial.imagery.expression import Expression
from spatial.imagery.indices import index_named
from spatial.imagery.point import values_at
from spatial.imagery.queries import scene_by_id, scenes_at
from spatial.temporal import end_of_day, parse_instant

router = APIRouter(prefix="/v1/images", tags=["images"])


class PointEntry(BaseModel):
    """What one band, or the expression, says; null where the pixel has no value."""

    name: str
    value: float | None


class PointAnswer(BaseModel):
    """The values of one image at a point; none where the image does not show it."""

    image: str
    datetime: str | None
    values: list[PointEntry]


@router.get("/values", summary="某地点各波段的值")
@declared(DataClass.IMAGE, Grade.INTERNAL)
def image_values(
    connection: Reading,
    lon: Lon,
    lat: Lat,
    day: AsOf,
    image: Annotated[
        str | None, Query(alias="id", description="The image; else the newest not after the date.")
    ] = None,
    expression: Annotated[
        str | None, Query(description="Arithmetic over bands, as (nir-red)/(nir+red).")
    ] = None,
    index: Annotated[
        str | None, Query(description="A known index in place of an expression: ndvi, nbr …")
    ] = None,
) -> PointAnswer:
    """The pixel of an image that holds a point. Raises UnknownImage, BadParameter."""
    asked = _asked(expression, index)
    if image is not None:
        scene = scene_by_id(connection, image)
    else:
        until = end_of_day(day)
        found = scenes_at(connection, lon, lat, start=None, end=until, drawn=True, limit=1).scenes
        if not found:
            raise UnknownImage(f"no image of {day.isoformat()} or before shows {lon}, {lat}")
        scene = found[0]
    taken = scene.acquisition
    return PointAnswer(
        image=scene.id,
        datetime=taken.start.isoformat() if taken.known else None,
        values=[
            PointEntry(name=one.name, value=one.value) for one in values_at(scene, lon, lat, asked)
        ],
    )


@router.get("", summary="某地点的影像")
@declared(DataClass.IMAGE, Grade.INTERNAL)
def images_at(
    request: Request,
    connection: Reading,
    lon: Lon,
    lat: Lat,
    from_: Annotated[
        str | None, Query(alias="from", description="Taken at or after; instant or day.")
    ] = None,
    to: Annotated[str | None, Query(description="Taken before; instant or day.")] = None,
    limit: Annotated[int, Query(ge=1, le=5000, description="Most images.")] = 500,
) -> ImageList:
    """The images that show a point, newest first. Of unknown time only without from and to."""
    start = None if from_ is None else parse_instant(from_)
    end = None if to is None else parse_instant(to)
    if start is not None and end is not None:
        require_window(start, end)
    found = scenes_at(connection, lon, lat, start=start, end=end, limit=limit)
    return ImageList(
        total=found.total, images=[image_entry(scene, request) for scene in found.scenes]
    )


def _asked(expression: str | None, index: str | None) -> Expression | None:
    if index is None:
        return None if expression is None else Expression.parse(expression)
    if expression is not None:
        raise BadParameter("expression and index say the same thing twice: leave one of them out")
    return index_named(index).expression

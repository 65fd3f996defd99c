"""`/v1/images`: which images show a place, and what their pixels say of an area over time.

The files' paths are in no answer. Images may be finer than the public limit, so the routes are
internal.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Lat, Lon, Reading
from spatial.api.image_entries import ImageList, image_entry
from spatial.errors import BadParameter, UnknownImage
from spatial.geojson import parse_polygon
from spatial.imagery.expression import Expression
from spatial.imagery.point import values_at
from spatial.imagery.queries import scene_by_id, scenes_at
from spatial.imagery.series import SeriesValue, zonal_series
from spatial.imagery.zonal import covered_share, zonal_expression, zonal_statistics
from spatial.temporal import CHINA_TIME, parse_instant

router = APIRouter(prefix="/v1/images", tags=["images"])


class SeriesQuestion(BaseModel):
    """An area, a band and a window of time."""

    model_config = ConfigDict(extra="forbid")

    polygon: dict[str, Any] = Field(description="GeoJSON Polygon or MultiPolygon, CGCS2000.")
    band: str = Field(description="A band's name, or red, green, blue, nir.", examples=["NDVI"])
    start: str = Field(alias="from", description="Included; ISO 8601 with zone, or a day.")
    end: str = Field(alias="to", description="Not included.")


class SeriesEntry(BaseModel):
    """What one image says; the values are null where `reason` tells why."""

    image: str
    datetime: str
    mean: float | None
    min: float | None
    max: float | None
    std: float | None
    valid_pixels: int
    total_pixels: int
    reason: str | None


class Series(BaseModel):
    """The values, oldest first."""

    band: str
    values: list[SeriesEntry]


class PointEntry(BaseModel):
    """What one band, or the expression, says; null where the pixel has no value."""

    name: str
    value: float | None


class PointAnswer(BaseModel):
    """The values of one image at a point; none where the image does not show it."""

    image: str
    datetime: str | None
    values: list[PointEntry]


class AreaQuestion(BaseModel):
    """An image and an area: all bands, one band, or an expression."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(description="The image.")
    polygon: dict[str, Any] = Field(description="GeoJSON Polygon or MultiPolygon, CGCS2000.")
    band: str | None = None
    expression: str | None = Field(default=None, examples=["(nir-red)/(nir+red)"])


class AreaEntry(BaseModel):
    """What one band, or the expression, says of the area; nulls where no pixel has a value.

    every: of how many pixels in either direction one was counted; 1 is all.
    """

    name: str
    mean: float | None
    min: float | None
    max: float | None
    std: float | None
    valid_pixels: int
    total_pixels: int
    every: int


class AreaAnswer(BaseModel):
    """The statistics of an image in an area. covered: share of it that the image covers."""

    image: str
    covered: float
    values: list[AreaEntry]


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
) -> PointAnswer:
    """The pixel of an image that holds a point. Raises UnknownImage, BadParameter."""
    asked = None if expression is None else Expression.parse(expression)
    if image is not None:
        scene = scene_by_id(connection, image)
    else:
        until = datetime.combine(day + timedelta(days=1), time(), CHINA_TIME)
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


@router.post("/statistics", summary="一景影像在某区域的统计")
@declared(DataClass.IMAGE, Grade.INTERNAL)
def image_statistics(connection: Reading, question: AreaQuestion) -> AreaAnswer:
    """Statistics of the pixels of one image inside a polygon; what has no value is not averaged.

    Raises UnknownImage, BadGeometry, BadParameter.
    """
    scene = scene_by_id(connection, question.id)
    polygon = parse_polygon(question.polygon)
    if question.expression is not None:
        if question.band is not None:
            raise BadParameter("give a band or an expression, not both")
        asked = Expression.parse(question.expression)
        found = {asked.text: zonal_expression(scene, asked, polygon)}
    else:
        bands = list(scene.bands())
        if question.band is not None:
            bands = [scene.require_band(question.band)]
        found = {band.name: zonal_statistics(scene, asset, band, polygon) for asset, band in bands}
    return AreaAnswer(
        image=scene.id,
        covered=covered_share(polygon, scene.footprint),
        values=[AreaEntry(name=name, **asdict(one)) for name, one in found.items()],
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
        _require_window(start, end)
    found = scenes_at(connection, lon, lat, start=start, end=end, limit=limit)
    return ImageList(
        total=found.total, images=[image_entry(scene, request) for scene in found.scenes]
    )


@router.post("/series", summary="某区域某波段的时间序列")
@declared(DataClass.IMAGE, Grade.INTERNAL)
def image_series(connection: Reading, question: SeriesQuestion) -> Series:
    """Statistics of a band inside a polygon, one entry per image; nodata is never averaged."""
    start, end = parse_instant(question.start), parse_instant(question.end)
    _require_window(start, end)
    polygon = parse_polygon(question.polygon)
    values = zonal_series(connection, polygon, question.band, start=start, end=end)
    return Series(band=question.band, values=[_value(value) for value in values])


def _require_window(start: datetime, end: datetime) -> None:
    if end <= start:
        raise BadParameter(f"to ({end.isoformat()}) must lie after from ({start.isoformat()})")


def _value(value: SeriesValue) -> SeriesEntry:
    numbers = value.statistics
    return SeriesEntry(
        image=value.scene.id,
        datetime=value.scene.acquisition.start.isoformat(),
        mean=numbers.mean,
        min=numbers.min,
        max=numbers.max,
        std=numbers.std,
        valid_pixels=numbers.valid_pixels,
        total_pixels=numbers.total_pixels,
        reason=value.reason,
    )

"""An image as `/v1/images` shows it: the same members wherever one is listed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from pydantic import BaseModel, Field
from shapely.geometry import mapping

from spatial.divisions.footing import in_utc
from spatial.imagery.scene import Asset, Document, Scene
from spatial.imagery.stac_item import file_address


class ImageFile(BaseModel):
    """A file of an image. bands: their names, none of a file that is no picture."""

    key: str
    roles: list[str] = Field(description="As STAC knows them: data, quality, metadata …")
    type: str
    bytes: int
    sha256: str
    href: str
    bands: list[str]


class ImageEntry(BaseModel):
    """One image. datetime: null where nobody knows when it was taken; it lies in start to end."""

    id: str
    title: str
    datetime: str | None = Field(description="ISO 8601 in UTC; 00:00 where only the day is known.")
    start: str
    end: str
    time_known: bool
    day: str | None = Field(description="The day in Beijing on which it was taken.")
    platform: str | None = Field(description="The satellite, as its owner writes it.")
    instrument: str | None
    level: str | None = Field(description="Of processing, as its producer writes it.")
    cloud_share: float | None = Field(description="0 to 1, as its producer tells.")
    off_nadir: float | None = Field(description="Degrees from straight down.")
    bands: list[str]
    resolution_m: float | None
    crs: str | None = Field(description="Of its first file with pixels.")
    flags: list[str]
    grade: str = Field(description="How far it may travel (密级).")
    licence: str
    drawn: bool = Field(description="Whether it has pixels that lie on the map; raw ones do not.")
    bbox: list[float] = Field(description="West, south, east, north; west > east across 180°.")
    footprint: dict[str, Any] = Field(description="GeoJSON, CGCS2000.")
    assets: list[ImageFile]
    tilejson: str


class ImageList(BaseModel):
    """Images, newest first, those of unknown time last; `total` counts beyond the limit."""

    total: int
    images: list[ImageEntry]


def image_entry(scene: Scene, request: Request) -> ImageEntry:
    """The entry of a scene; its addresses are those of the host that was asked."""
    host = str(request.base_url).rstrip("/")
    taken, sensing = scene.acquisition, scene.sensing
    query = {"date": taken.day.isoformat()} if taken.day else {}
    files: list[Asset | Document] = [*scene.assets, *scene.documents]
    return ImageEntry(
        id=scene.id,
        title=scene.title,
        datetime=in_utc(taken.start) if taken.known else None,
        start=in_utc(taken.start),
        end=in_utc(taken.end),
        time_known=taken.known,
        day=taken.day.isoformat() if taken.day else None,
        platform=sensing.platform,
        instrument=sensing.instrument,
        level=sensing.level,
        cloud_share=sensing.cloud_share,
        off_nadir=sensing.off_nadir,
        bands=scene.band_names,
        resolution_m=scene.resolution_m,
        crs=scene.assets[0].crs if scene.assets else None,
        flags=list(scene.flags),
        grade=scene.grade.value,
        licence=scene.licence,
        drawn=scene.drawn,
        bbox=list(scene.bbox),
        footprint=mapping(scene.footprint),
        assets=[_file(scene.id, one, host) for one in files],
        tilejson=f"{host}/tiles/image/tilejson.json?{urlencode(query | {'id': scene.id})}",
    )


def _file(scene_id: str, file: Asset | Document, host: str) -> ImageFile:
    return ImageFile(
        key=file.key,
        roles=[file.role.value] if isinstance(file, Asset) else list(file.roles),
        type=file.media_type,
        bytes=file.bytes,
        sha256=file.sha256,
        href=host + file_address(scene_id, file.key),
        bands=[band.name for band in file.bands] if isinstance(file, Asset) else [],
    )

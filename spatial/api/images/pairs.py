"""`/v1/images/pair`: what shows a place on two days, with the addresses of both maps (R6.4)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading, require_latitude, require_longitude
from spatial.errors import BadParameter, BadPeriod
from spatial.imagery.indices import index_named
from spatial.imagery.mosaic import Shown, shown_on
from spatial.imagery.places import division_on
from spatial.imagery.zonal.zonal import covered_share
from spatial.locations.clock import iso_utc
from spatial.temporal import parse_date

router = APIRouter(prefix="/v1/images", tags=["images"])


class PairedImage(BaseModel):
    """One image of a day, the one on top first. cloud_share: of the whole image, 0 to 1."""

    id: str
    title: str
    datetime: str
    resolution_m: float | None
    cloud_share: float | None


class PairedDay(BaseModel):
    """What is to be seen of the place on a day.

    edition: the last day on which anything was taken; null before all images. covered: the share
    of the place that the images cover, 0 to 1. lacking: by image, why the index cannot be drawn.
    """

    date: str
    edition: str | None
    covered: float
    images: list[PairedImage]
    lacking: dict[str, str]
    tilejson: str


class ImagePair(BaseModel):
    """A place on two days. division_date: as of which the division is meant, on both.

    same: whether both days show the same images there, and so the same picture.
    """

    division: str | None
    division_name: str | None
    division_date: str | None
    before: PairedDay
    after: PairedDay
    same: bool
    picture: str | None = Field(description="Both side by side; of a division.")


@router.get("/pair", summary="某地前后两日的影像")
@declared(DataClass.IMAGE, Grade.INTERNAL)
def image_pair(
    request: Request,
    connection: Reading,
    before: Annotated[str, Query(description="The earlier day, YYYY-MM-DD.")],
    after: Annotated[str, Query(description="The later day, YYYY-MM-DD.")],
    lon: Annotated[float | None, Query(description="Degrees east, CGCS2000.")] = None,
    lat: Annotated[float | None, Query(description="Degrees north, CGCS2000.")] = None,
    division: Annotated[str | None, Query(description="A code, in place of lon and lat.")] = None,
    date: Annotated[
        str | None, Query(description="As of which the division is meant; `after` when left out.")
    ] = None,
    index: Annotated[str | None, Query(description="An index to be drawn, as ndvi.")] = None,
) -> ImagePair:
    """The newest images not after each of two days, at a point or over a division.

    Raises BadDate, BadPeriod, BadParameter, UnknownDivision, BadGeometry.
    """
    earlier, later = parse_date(before), parse_date(after)
    if later < earlier:
        raise BadPeriod(f"before={before} lies after after={after}")
    place: BaseGeometry
    drawing: dict[str, str] = {}
    if index is not None:
        drawing["index"] = index_named(index).name
    code = name = as_of = picture = None
    base_url = str(request.base_url).rstrip("/")
    if division is not None:
        if lon is not None or lat is not None:
            raise BadParameter("give a point or a division, not both")
        day = later if date is None else parse_date(date)
        found = division_on(connection, division, day)
        place, code, name = found.area, found.version.code, found.version.name
        as_of = day.isoformat()
        drawing |= {"division": division, "division_date": as_of}
        query = urlencode({"before": before, "after": after, **drawing})
        picture = f"{base_url}/tiles/image/picture.png?{query}"
    elif lon is not None and lat is not None:
        place = Point(require_longitude(lon), require_latitude(lat))
    else:
        raise BadParameter("name a place: lon and lat, or division")
    shown = [shown_on(connection, place, one) for one in (earlier, later)]
    old, new = (_day(one, place, base_url, drawing) for one in shown)
    return ImagePair(
        division=code,
        division_name=name,
        division_date=as_of,
        before=old,
        after=new,
        same=[one.id for one in old.images] == [one.id for one in new.images],
        picture=picture,
    )


def _day(shown: Shown, place: BaseGeometry, base_url: str, drawing: dict[str, str]) -> PairedDay:
    query = urlencode({"date": shown.day.isoformat(), **drawing})
    index = index_named(drawing["index"]) if "index" in drawing else None
    lacking = {one.id: index.lacking(one) for one in shown.scenes} if index is not None else {}
    return PairedDay(
        date=shown.day.isoformat(),
        edition=None if shown.edition is None else shown.edition.isoformat(),
        covered=_covered(shown, place),
        images=[
            PairedImage(
                id=one.id,
                title=one.title,
                datetime=iso_utc(one.acquisition.start),
                resolution_m=one.resolution_m,
                cloud_share=one.sensing.cloud_share,
            )
            for one in shown.scenes
        ],
        lacking={name: why for name, why in lacking.items() if why is not None},
        tilejson=f"{base_url}/tiles/image/tilejson.json?{query}",
    )


def _covered(shown: Shown, place: BaseGeometry) -> float:
    if place.geom_type == "Point":
        return 1.0 if shown.scenes else 0.0
    return covered_share(place, shown.covered) if shown.scenes else 0.0

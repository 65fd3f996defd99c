"""Our own parameters of a search: the area of a division as of a day, the corridor of a line.

They become the geometry of the search (`intersects`); beside a box or a geometry of the caller
what lies in both is asked for.
"""

# No postponed annotations: stac-fastapi makes its models of these classes elsewhere.

from datetime import UTC, datetime
from typing import Annotated, Any

import attr
import shapely
from fastapi import FastAPI, Query
from pydantic import BaseModel, Field
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection
from stac_fastapi.types.extension import ApiExtension
from stac_fastapi.types.search import APIRequest

from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadParameter
from spatial.imagery.places import corridor_on, division_on
from spatial.temporal import parse_date, today_in_china

MEMBERS = ("division", "scheme", "line", "metres", "date")
"""The names of the parameters."""

CONFORMANCE = "urn:shikong:stac:area-as-of-a-date"
"""What the landing page says of servers that know these parameters."""

_DIVISION = "A division, any form of its code (510000, 51); its area as of `date`."
_SCHEME = "System of codes of the division: mca (ministry), nbs (statistics) and others."
_LINE = "A registered boundary line; what lies within `metres` of its course as of `date`."
_METRES = "Half the width of the corridor of `line`, up to 50,000."
_DATE = "The day as of which division or line is meant, YYYY-MM-DD; today in Beijing without it."


@attr.s
class AreaGet(APIRequest):
    """The parameters of a query string."""

    division: Annotated[str | None, Query(description=_DIVISION)] = attr.ib(default=None)
    scheme: Annotated[str | None, Query(description=_SCHEME)] = attr.ib(default=None)
    line: Annotated[str | None, Query(description=_LINE)] = attr.ib(default=None)
    metres: Annotated[float | None, Query(description=_METRES)] = attr.ib(default=None)
    date: Annotated[str | None, Query(description=_DATE)] = attr.ib(default=None)


class AreaPost(BaseModel):
    """The members of a body."""

    division: str | None = Field(default=None, description=_DIVISION)
    scheme: str | None = Field(default=None, description=_SCHEME)
    line: str | None = Field(default=None, description=_LINE)
    metres: float | None = Field(default=None, description=_METRES)
    date: str | None = Field(default=None, description=_DATE)


class AreaExtension(ApiExtension):
    """Brings the parameters into stac-fastapi's models of requests."""

    GET = AreaGet
    POST = AreaPost

    def register(self, app: FastAPI) -> None:
        """There are no routes to add."""


def area_asked(
    connection: Connection,
    *,
    division: str | None,
    scheme: str | None,
    line: str | None,
    metres: float | None,
    date: str | None,
) -> BaseGeometry | None:
    """The area that the parameters mean (degrees, CGCS2000), None where none is given.

    Raises BadParameter when they contradict one another or one that is needed lacks, and what
    `division_on` and `corridor_on` raise.
    """
    day = today_in_china(datetime.now(UTC)) if date is None else parse_date(date)
    if division is not None and line is not None:
        raise BadParameter("give a division or a line, not both")
    if line is not None:
        if metres is None:
            raise BadParameter("a line needs metres: how far from it an image may lie")
        return corridor_on(connection, line, day, metres)
    if metres is not None:
        raise BadParameter("metres belong to a line")
    if division is None:
        if date is not None or scheme is not None:
            raise BadParameter("date and scheme belong to a division or a line")
        return None
    return division_on(connection, division, day, Viewpoint(scheme or "mca")).area


def within(
    area: BaseGeometry, box: tuple[float, ...] | None, geometry: dict[str, Any] | None
) -> dict[str, Any]:
    """What an area has in common with a box and a geometry of the caller, as GeoJSON.

    box: west, south, east, north, with heights or without; west > east across the antimeridian.
    Raises BadParameter when they have nothing in common.
    """
    if box is not None:
        area = area.intersection(area_of_box(box))
    if geometry is not None:
        area = area.intersection(shape(geometry))
    if area.is_empty:
        raise BadParameter("the area asked for by code or line lies outside bbox or intersects")
    return dict(mapping(area))


def area_of_box(box: tuple[float, ...]) -> BaseGeometry:
    """The area of a box: west, south, east, north, degrees, with heights or without.

    West > east means across the antimeridian; the area is then in two parts.
    """
    half = len(box) // 2
    west, south, east, north = box[0], box[1], box[half], box[half + 1]
    if west <= east:
        return shapely.box(west, south, east, north)
    return shapely.union_all(
        [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
    )

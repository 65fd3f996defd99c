"""`/tiles/image/picture.png`: one picture of a place or a division, for reports; R6.4 side by side.

Drawn as its tiles are, in the CRS of either grid, in strips, so that the memory of a large one is
that of a few. This router stands before that of `/tiles/{layer}`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as date_
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Reading
from spatial.api.standard.responses import tile_responses
from spatial.errors import BadParameter, BadPeriod
from spatial.temporal import parse_date
from tileserver.images.choice import Choice, Chosen, chosen_scenes, part_of
from tileserver.images.drawing import Picture, Style, draw
from tileserver.images.encoding import MEDIA_TYPES, Encoding, encoded
from tileserver.images.parameters import Drawing
from tileserver.images.part import Part
from tileserver.images.routes import TILE_S, images_head
from tileserver.images.sampling import MAX_SOURCE_PIXELS
from tileserver.images.view import Box, View
from tileserver.responses import tile_response
from tileserver.sight_parameters import OnGrid

router = APIRouter(prefix="/tiles/image", tags=["tiles"])

MOST_PIXELS_ALONG = 4096
MOST_PIXELS = 8_000_000
"""Of one picture, each of a pair."""

_GAP = 8
"""Pixels between the two of a pair: they stay transparent."""


@router.get(
    "/picture.{encoding}",
    summary="某地或某区划的一张影像图",
    response_class=Response,
    responses=tile_responses(*MEDIA_TYPES),
)
@declared(DataClass.IMAGE, Grade.INTERNAL)
def image_of_place(
    request: Request,
    connection: Reading,
    encoding: Encoding,
    day: AsOf,
    grid: OnGrid,
    style: Drawing,
    choice: Chosen,
    bbox: Annotated[
        str | None, Query(description="West,south,east,north in degrees, CGCS2000.")
    ] = None,
    width: Annotated[
        int, Query(ge=16, le=MOST_PIXELS_ALONG, description="Pixels; the height follows.")
    ] = 1024,
    before: Annotated[
        str | None, Query(description="With `after`: two days side by side, YYYY-MM-DD.")
    ] = None,
    after: Annotated[str | None, Query(description="See `before`; in place of `date`.")] = None,
) -> Response:
    """A picture of a bbox, or of a division; 204 where no image shows any of it.

    `Shikong-Box` tells the corners in degrees. Of a pair the earlier day is on the left.
    """
    days = _days(before, after) or (day,)
    # Both of a pair show one area: the division of the later day.
    part = part_of(request, connection, choice, days[-1])
    view = _view(grid.srid, bbox, part, width)
    pictures = [_picture(connection, choice, style, part, view, one) for one in days]
    shown = [picture for picture in pictures if picture.shown.any()]
    body = b""
    if shown:
        whole = _side_by_side(pictures)
        body = encoded(whole.colours, whole.shown, encoding)
    head = images_head(shown[-1] if len(days) == 1 and shown else None)
    head["Shikong-Box"] = ",".join(f"{degrees:.7f}" for degrees in view.degrees)
    return tile_response(request, body, f"image/{encoding}", max_age_s=TILE_S, headers=head)


def _days(before: str | None, after: str | None) -> tuple[date_, date_] | None:
    if before is None and after is None:
        return None
    if before is None or after is None:
        raise BadParameter("a pair needs both before= and after=")
    earlier, later = parse_date(before), parse_date(after)
    if later < earlier:
        raise BadPeriod(f"before={before} lies after after={after}")
    return earlier, later


def _view(srid: int, bbox: str | None, part: Part | None, width: int) -> View:
    """The pixels of a picture. Raises BadParameter where they are too many."""
    if bbox is not None:
        box = _box(bbox)
    elif part is not None:
        box = part.box
    else:
        raise BadParameter("name a place: bbox=WEST,SOUTH,EAST,NORTH or division=CODE")
    view = View.around(srid, box, width)
    if view.rows > MOST_PIXELS_ALONG or view.rows * width > MOST_PIXELS:
        raise BadParameter(
            f"the picture would have {width} x {view.rows} pixels; {MOST_PIXELS_ALONG} along a side"
            f" and {MOST_PIXELS:,} in all are the most: ask for a smaller width"
        )
    return view


def _box(bbox: str) -> Box:
    try:
        west, south, east, north = (float(number) for number in bbox.split(","))
    except ValueError as error:
        raise BadParameter(f"bbox={bbox!r} is not of the form WEST,SOUTH,EAST,NORTH") from error
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise BadParameter(
            f"bbox={bbox!r}: west < east within ±180 and south < north within ±85 degrees are asked"
            " for (in two pictures across 180)"
        )
    return west, south, east, north


def _picture(
    connection: Connection, choice: Choice, style: Style, part: Part | None, view: View, day: date_
) -> Picture:
    whole = Picture.empty(view)
    scenes = chosen_scenes(connection, choice, day, view, part)
    if not scenes:
        return whole
    strips = list(view.strips())
    seen: dict[str, None] = {}
    for rows, strip in strips:
        within = None if part is None else part.within(strip)
        if within is not None and not within.any():
            continue
        # All strips together read no more of a file than a tile may.
        drawn = draw(
            scenes,
            strip,
            style,
            within=within,
            holes=choice.holes,
            budget=MAX_SOURCE_PIXELS // len(strips),
        )
        whole.colours[:, rows], whole.shown[rows] = drawn.colours, drawn.shown
        seen |= dict.fromkeys(drawn.scenes)
    return Picture(whole.colours, whole.shown, tuple(seen))


def _side_by_side(pictures: Sequence[Picture]) -> Picture:
    if len(pictures) == 1:
        return pictures[0]
    left, right = pictures
    gap = (left.shown.shape[0], _GAP)
    return Picture(
        np.concatenate([left.colours, np.zeros((3, *gap), np.uint8), right.colours], axis=2),
        np.concatenate([left.shown, np.zeros(gap, np.bool_), right.shown], axis=1),
    )

"""Which scenes a picture is made of, and of which place: what the query of its address says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as date_
from enum import StrEnum
from typing import Annotated

import shapely
from fastapi import Depends, Query, Request
from sqlalchemy import Connection

from spatial.errors import BadParameter, UnknownImage
from spatial.imagery.mosaic import MOST_SCENES, scenes_in_days
from spatial.imagery.queries import scene_by_id, scenes_not_after
from spatial.imagery.scene import Scene
from spatial.temporal import parse_date
from tileserver.images.clouds import clearest_first
from tileserver.images.part import PARTS, Part
from tileserver.images.view import SIZE, View
from tileserver.routes import vector_tiles_of

CHOICE_PARAMETERS = ("id", "choose", "from", "division", "division_date")
"""What of the query of a TileJSON stands in its template again, beside the drawing."""

_COARSE = 64
"""Pixels along a picture on which shares of cloud are counted: an order needs no more."""


class Choose(StrEnum):
    """Which scene lies on top.

    newest: clouds and all; what has no value is a hole. clearest: of the most pixels without
    clouds; clouds are holes too.
    """

    NEWEST = "newest"
    CLEAREST = "clearest"


@dataclass(frozen=True, slots=True)
class Choice:
    """image: one alone, by its id. since: the first day; None for any. division: a code, beside
    whose area nothing is shown. division_date: as of which; None is the day of the picture.
    """

    image: str | None = None
    choose: Choose = Choose.NEWEST
    since: date_ | None = None
    division: str | None = None
    division_date: date_ | None = None

    @property
    def holes(self) -> bool:
        """Whether clouds are holes."""
        return self.choose is Choose.CLEAREST


def choice_of(
    image: Annotated[
        str | None, Query(alias="id", description="One image in place of those of the day.")
    ] = None,
    choose: Annotated[
        Choose,
        Query(description="newest: the newest on top; clearest: the least cloud since `from`."),
    ] = Choose.NEWEST,
    since: Annotated[
        str | None, Query(alias="from", description="Nothing taken before this day, YYYY-MM-DD.")
    ] = None,
    division: Annotated[
        str | None, Query(description="Code of a division as of the day: only inside it.")
    ] = None,
    division_date: Annotated[
        str | None, Query(description="As of this day in place of that of the picture.")
    ] = None,
) -> Choice:
    """The scenes that a client asks for. Raises BadDate, BadParameter."""
    first = None if since is None else parse_date(since)
    if image is not None and (choose is Choose.CLEAREST or first is not None):
        raise BadParameter("id names one image: leave out choose and from")
    if choose is Choose.CLEAREST and first is None:
        raise BadParameter("choose=clearest needs from=YYYY-MM-DD, the first day of the period")
    as_of = None if division_date is None else parse_date(division_date)
    return Choice(image, choose, first, division, as_of)


Chosen = Annotated[Choice, Depends(choice_of)]


def part_of(request: Request, connection: Connection, choice: Choice, day: date_) -> Part | None:
    """The division of a choice as of a day; None without one. Raises as `Parts.part` does."""
    if choice.division is None:
        return None
    state = vector_tiles_of(request).state()
    as_of = choice.division_date or day
    return PARTS.part(connection, choice.division, as_of, (state.build, state.pending))


def chosen_scenes(
    connection: Connection,
    choice: Choice,
    day: date_,
    view: View,
    part: Part | None = None,
    *,
    open_only: bool = False,
) -> list[Scene]:
    """The scenes of a picture, those that cover the others first.

    By least cloud they are in the order of the whole division where there is one, so that its
    tiles fit together; else of each picture. Raises UnknownImage, BadPeriod, ImageUnreadable.
    """
    box = view.degrees
    if choice.image is not None:
        scene = drawn_scene(connection, choice.image)
        return [scene] if scene.footprint.intersects(shapely.box(*box)) else []
    if choice.since is None:
        return scenes_not_after(connection, day, box, open_only=open_only, limit=MOST_SCENES)
    clearest = choice.choose is Choose.CLEAREST
    looked = box if part is None or not clearest else part.box
    found = scenes_in_days(
        connection,
        choice.since,
        day,
        looked,
        clearest=clearest,
        open_only=open_only,
        limit=MOST_SCENES,
    )
    if not clearest:
        return found
    ordered = clearest_first(found, _coarse(view, looked), part)
    here = shapely.box(*box)
    return [scene for scene in ordered if scene.footprint.intersects(here)]


def _coarse(view: View, box: tuple[float, float, float, float]) -> View:
    """A few pixels over a box in degrees."""
    if box == view.degrees and (view.columns, view.rows) == (SIZE, SIZE):
        return View(view.srid, view.west, view.north, view.pixel * SIZE / _COARSE, _COARSE, _COARSE)
    return View.around(view.srid, box, _COARSE)


def drawn_scene(connection: Connection, image: str) -> Scene:
    """The scene of that id. Raises UnknownImage, also for a raw one: it does not lie on the map."""
    scene = scene_by_id(connection, image)
    if not scene.drawn:
        raise UnknownImage(f"image {image!r} is not orthorectified: it is catalogued and not drawn")
    return scene

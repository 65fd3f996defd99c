"""The part of a picture that is shown: a division as it stood on a day."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import geometry_mask
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from spatial.crs import web_mercator_from_cgcs2000
from spatial.imagery.places import division_on
from tileserver.images.view import Box, View

_KEPT = 64

_LONGEST_EDGE = 0.05
"""Degrees: an edge is straight in degrees, and bent in Web Mercator by less than a metre then."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A division as of a day, ready to be cut out.

    name: what tells it from all others. area: degrees, CGCS2000. code: as it was asked for.
    """

    name: tuple[object, ...]
    code: str
    area: BaseGeometry
    _projected: dict[int, BaseGeometry] = field(default_factory=dict)

    @property
    def box(self) -> Box:
        """West, south, east, north in degrees."""
        west, south, east, north = self.area.bounds
        return west, south, east, north

    def within(self, view: View) -> NDArray[np.bool_]:
        """The pixels of a view whose middles lie in it."""
        shape = (view.rows, view.columns)
        area = self._in(view.srid)
        west, south, east, north = view.box
        if area.contains_properly(shapely.box(west, south, east, north)):
            return np.ones(shape, np.bool_)
        edge = view.pixel
        near = shapely.clip_by_rect(area, west - edge, south - edge, east + edge, north + edge)
        if near.is_empty:
            return np.zeros(shape, np.bool_)
        transform = Affine(edge, 0.0, west, 0.0, -edge, north)
        return np.asarray(geometry_mask([near], shape, transform, invert=True), dtype=np.bool_)

    def _in(self, srid: int) -> BaseGeometry:
        found = self._projected.get(srid)
        if found is None:
            found = self.area
            if srid != 4490:
                dense = shapely.segmentize(self.area, _LONGEST_EDGE)
                found = shapely.transform(dense, web_mercator_from_cgcs2000)
            shapely.prepare(found)
            self._projected[srid] = found
        return found


class Parts:
    """Parts that were read, the least recently asked for out first. Safe for threads.

    To read a division takes longer than to draw a tile of it. `build` names the build of the areas
    that is on: another one has other shapes.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Part] = OrderedDict()
        self._lock = Lock()

    def part(self, connection: Connection, code: str, day: date, build: tuple[object, ...]) -> Part:
        """The division of a code as of a day.

        Raises BadCode, BeforeTheRecord, UnknownDivision, BadGeometry (no shape is known).
        """
        # A process may serve one database after another.
        name = (connection.engine.url.database, *build, code, day)
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        part = Part(name, code, division_on(connection, code, day).area)
        with self._lock:
            self._kept[name] = part
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return part


PARTS = Parts()

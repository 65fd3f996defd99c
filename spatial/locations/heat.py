"""Heat: how many fixes and devices, and for how long, in each cell of a grid and each hour.

The grid is one of equal angles: cell (column, row) is the square of `cell` degrees whose south-west
corner is at (column × cell, row × cell), so that equal cells of all questions are the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from spatial.errors import BadParameter
from spatial.locations.fixes import E7, Places
from spatial.locations.history import Box, count_near, places_near
from spatial.locations.moments import device_names
from spatial.locations.queries import goes_on

LEAST_PERSONS = 3
"""Of fewer personal devices in a cell and hour nothing is told: it would be told of persons."""

MOST_CELLS = 50_000

MOST_FIXES = 5_000_000
"""Fixes that one question looks at: about 700 MB of memory."""

_HOUR_US = 3_600_000_000
_BEIJING_HOURS = 8
_PERSONAL = "personal"


class HeatSpan(StrEnum):
    """What a row of the answer is about: each hour, an hour of the day in Beijing, the window."""

    HOUR = "hour"
    HOUR_OF_DAY = "hour_of_day"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell in a span. span: hours since 1970-01-01 UTC, the hour of the day, or 0.

    fixes, devices: how many. seconds: for which devices were there for sure, added up.
    """

    span: int
    column: int
    row: int
    fixes: int
    devices: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Heat:
    """The cells by span, row and column.

    withheld: cells and spans with fewer than LEAST_PERSONS personal devices, whose fixes count in
    none of the figures. devices: the names of those that do count, in order.
    """

    cells: tuple[HeatCell, ...]
    withheld: int
    devices: tuple[str, ...]


def heat(
    connection: Connection,
    polygon: BaseGeometry,
    start: datetime,
    end: datetime,
    *,
    cell_e7: int,
    span: HeatSpan,
    classes: Sequence[str] | None = None,
) -> Heat:
    """The heat of the fixes in the polygon (edge included) in [start, end).

    polygon: longitude, latitude in CGCS2000, valid. cell_e7: size of a cell in 1e-7 degree.
    classes: of devices; None for all. A fix stands for half of the time to each neighbour that lies
    in the polygon, too, without a gap: all seconds together are those that a device is within the
    polygon. Grows with the fixes of the hours in which devices were in the box of the polygon.
    Raises BadParameter for more than MOST_FIXES fixes or MOST_CELLS cells.
    """
    box = Box.about(polygon)
    fixes = count_near(connection, box, start, end, classes=classes)
    if fixes > MOST_FIXES:
        raise BadParameter(
            f"the area and window hold up to {fixes} fixes, {MOST_FIXES} are the most: ask for a "
            "smaller area or a shorter window"
        )
    places = places_near(connection, box, start, end, classes=classes)
    shapely.prepare(polygon)
    inside = shapely.intersects_xy(polygon, places.lon_e7 / E7, places.lat_e7 / E7)
    dwell_us = _dwell_us(places, inside)
    places, dwell_us = places.take(inside), dwell_us[inside]
    names = device_names(connection, np.unique(places.device_id).tolist())
    persons = [device for device, (_, of_class) in names.items() if of_class == _PERSONAL]
    spans, rows, columns = _keys(places, cell_e7, span)
    keys = _packed(spans, rows, columns)
    shown, withheld = _shown(keys, places.device_id, np.isin(places.device_id, persons))
    devices = places.device_id[shown]
    there = set(np.unique(devices).tolist())
    _, ones, cell = np.unique(keys[shown], return_index=True, return_inverse=True)
    named = np.stack([spans, columns, rows], axis=1)[shown][ones]
    return Heat(
        tuple(_cells(named, cell, devices, dwell_us[shown])),
        withheld,
        tuple(name for device, (name, _) in names.items() if device in there),
    )


def _dwell_us(places: Places, inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Half of each step between two fixes inside, without a gap, to each of the two."""
    both = inside[1:] & inside[:-1] & goes_on(places)
    halves = np.where(both, np.diff(places.time_us), 0) / 2
    dwell = np.zeros(len(places))
    dwell[1:] += halves
    dwell[:-1] += halves
    return dwell


_Whole = NDArray[np.int64]


def _keys(places: Places, cell_e7: int, span: HeatSpan) -> tuple[_Whole, _Whole, _Whole]:
    """Span, row and column of each fix."""
    # 180° east is 180° west, and the north pole lies in the row below it.
    lon = np.where(places.lon_e7 == 180 * E7, -180 * E7, places.lon_e7)
    lat = np.minimum(places.lat_e7, 90 * E7 - 1)
    hours = places.time_us // _HOUR_US
    spans = {
        HeatSpan.HOUR: hours,
        HeatSpan.HOUR_OF_DAY: (hours + _BEIJING_HOURS) % 24,
        HeatSpan.WINDOW: np.zeros_like(hours),
    }
    return spans[span], lat // cell_e7, lon // cell_e7


def _packed(*columns: _Whole) -> _Whole:
    """One number for each row of columns, in the order of the rows.

    744 hours, 1.8 million rows and 3.6 million columns of cells have room in 63 bits.
    """
    packed = np.zeros(len(columns[0]), np.int64)
    if len(packed) == 0:
        return packed
    for column in columns:
        least = int(column.min())
        packed = packed * (int(column.max()) - least + 1) + (column - least)
    return packed


def _shown(
    keys: _Whole, devices: NDArray[np.int32], personal: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], int]:
    """Which fixes may count, and in how many cells those of personal devices may not."""
    shown = ~personal
    if not personal.any():
        return shown, 0
    _, cell = np.unique(keys[personal], return_inverse=True)
    persons = _distinct(cell, devices[personal])
    shown[personal] = persons[cell] >= LEAST_PERSONS
    return shown, int((persons < LEAST_PERSONS).sum())


def _distinct(cell: NDArray[np.intp], devices: NDArray[np.int32]) -> NDArray[np.intp]:
    """The number of devices in each cell, cells counted from 0."""
    each, device = np.unique(devices, return_inverse=True)
    pairs = np.unique(cell * len(each) + device)
    return np.bincount(pairs // max(len(each), 1))


def _cells(
    named: _Whole, cell: NDArray[np.intp], devices: NDArray[np.int32], dwell_us: NDArray[np.float64]
) -> list[HeatCell]:
    """named: span, column and row of each cell; cell: of each fix the number of its cell."""
    if len(named) > MOST_CELLS:
        raise BadParameter(
            f"{len(named)} cells are too many, {MOST_CELLS} are the most: ask for larger cells, a "
            "smaller area or a shorter window"
        )
    fixes, seconds = np.bincount(cell), np.bincount(cell, dwell_us) / 1e6
    rows = zip(
        named.tolist(),
        fixes.tolist(),
        _distinct(cell, devices).tolist(),
        seconds.tolist(),
        strict=True,
    )
    return [
        HeatCell(span, column, row, count, there, lasted)
        for (span, column, row), count, there, lasted in rows
    ]

"""Tables of points that come in: their form, their columns, their batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from spatial.divisions.bulk.bulk_points import PointColumns
from spatial.errors import BadParameter

BATCH_ROWS = 65_536

_LON = ("lon", "lng", "longitude", "经度")
_LAT = ("lat", "latitude", "纬度")
_DATE = ("date", "日期")


@dataclass(frozen=True)
class PointTable:
    """A table that can be read: its columns, where the points are, and its batches.

    rows: how many there are. batches: reads from the start; a row that could not be read at all
    has `row_error` and nothing else.
    """

    schema: pa.Schema
    columns: PointColumns
    rows: int
    batches: Callable[[], Iterator[pa.RecordBatch]]


def point_columns(names: Sequence[str]) -> PointColumns:
    """The columns that hold the points, by their names in English or Chinese.

    Raises BadParameter with the columns that are there.
    """

    def find(wanted: Sequence[str]) -> str | None:
        return next((name for name in names if name.strip().lower() in wanted), None)

    lon, lat = find(_LON), find(_LAT)
    if lon is None or lat is None:
        missing = "lon" if lon is None else "lat"
        raise BadParameter(
            f"there is no column {missing}: name the columns of degrees lon and lat (CGCS2000); "
            f"found {', '.join(names[:20]) or 'none'}",
            columns=list(names[:20]),
        )
    return PointColumns(lon, lat, date_column(names))


def date_column(names: Sequence[str]) -> str | None:
    """The column that holds the day of each point, None where there is none."""
    return next((name for name in names if name.strip().lower() in _DATE), None)


def has_degrees(names: Sequence[str]) -> bool:
    """Whether a column is named as longitude."""
    return any(name.strip().lower() in _LON for name in names)

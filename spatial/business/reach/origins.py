"""From where is measured: a point, a facility, all facilities of a dataset, or a limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from spatial.business.reach.network import Box, box_about
from spatial.business.reach.questions import Placed
from spatial.business.reach.records import (
    Facilities,
    dataset_of,
    open_facilities,
    require_facilities,
)
from spatial.divisions.answers.units import drawn_on, resolve
from spatial.divisions.footing import Footing
from spatial.errors import BadParameter, UnknownFacility

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Origins:
    """Places, or the lines of a limit; degrees, CGCS2000. facilities: where they are such.

    told: of the answer. datasets: whose data decide them.
    """

    lon: Floats
    lat: Floats
    lines: NDArray[np.object_]
    facilities: Facilities | None
    told: dict[str, Any]
    datasets: tuple[str, ...] = ()

    def box(self, metres: float) -> Box:
        """A box that holds all that is so near to one of them."""
        if len(self.lines):
            west, south, east, north = shapely.total_bounds(self.lines)
            return box_about(np.array([west, east]), np.array([south, north]), metres)
        return box_about(self.lon, self.lat, metres)

    def __len__(self) -> int:
        return len(self.lon) + len(self.lines)


_NO_LINES = np.empty(0, dtype=object)


def datasets_named(place: Placed) -> tuple[str, ...]:
    """The datasets that the place of a question names."""
    if place.facility is not None:
        return (place.facility.partition(":")[0],)
    return () if place.facilities is None else (place.facilities,)


def origins_of(
    connection: Connection, footing: Footing, place: Placed, day: date, known_at: datetime
) -> Origins:
    """What the place of a question stands for on a day.

    Raises BadParameter, NotPermitted, UnknownFacility, and what `resolve` raises of a border.
    """
    if place.lon is not None and place.lat is not None:
        point = np.array([place.lon]), np.array([place.lat])
        return Origins(*point, _NO_LINES, None, {"lon": place.lon, "lat": place.lat})
    if place.border is not None:
        return _limit(connection, footing, place.border, day)
    [name] = datasets_named(place)
    dataset = dataset_of(connection, name)
    require_facilities(dataset)
    found = open_facilities(connection, name, day, known_at)
    told: dict[str, Any] = {"dataset": dataset.id, "title": dataset.title}
    if place.facility is not None:
        key = place.facility.partition(":")[2]
        if key not in found.keys:
            raise UnknownFacility(f"{dataset.id} has no facility {key!r} that stands on {day}")
        found = found.some(np.array([found.keys.index(key)]))
        told |= {"key": key, "name": found.names[0]}
    told["facilities"] = len(found)
    return Origins(found.lon, found.lat, _NO_LINES, found, told, (name,))


def _limit(connection: Connection, footing: Footing, code: str, day: date) -> Origins:
    version = resolve(connection, footing, code, day).version
    drawn = drawn_on(connection, footing, version, day, with_geometry=True)
    if drawn.geometry is None:
        raise BadParameter(f"nothing is drawn of {version.name} ({version.code}) on {day}")
    lines = shapely.get_parts(shapely.boundary(shapely.geometry.shape(drawn.geometry)))
    told = {"border": version.code, "name": version.name, "grade": drawn.grade}
    return Origins(np.empty(0), np.empty(0), np.array(lines, dtype=object), None, told)

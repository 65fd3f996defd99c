"""The divisions of a level on a day, as answers by division list them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from spatial.divisions.answers.spans import CodeSpan
from spatial.divisions.answers.units import span_within
from spatial.divisions.footing import Footing, footing_of
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadParameter
from spatial.temporal import Basis

LEVELS = ("province", "prefecture", "county", "township")
"""The levels whose areas are unions of atoms in which records are placed."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An area of a level on a day. flag, note: what is special about it; lon, lat: of its label."""

    area: int
    code: str
    name: str
    parent_code: str | None
    flag: str | None
    note: str | None
    lon: float
    lat: float

    def as_json(self) -> dict[str, Any]:
        """As it stands in items."""
        return {"code": self.code, "name": self.name, "parent_code": self.parent_code} | (
            {} if self.flag is None else {"flag": self.flag}
        )


def standing(connection: Connection, scheme: str, basis: Basis, known_at: Any) -> Footing:
    """A footing whose viewpoint is pinned to what it knows, so that asked again it is the same.

    Raises BadParameter for other schemes than the ministry's: areas are drawn by it alone.
    """
    if scheme != "mca":
        raise BadParameter(
            f"divisions of the scheme {scheme!r} have no areas of their own: ask with scheme=mca, "
            "and translate the codes of the answer"
        )
    footing = footing_of(connection, Viewpoint(scheme, basis, known_at))
    return replace(footing, viewpoint=replace(footing.viewpoint, known_at=footing.known_at))


def units_on(
    connection: Connection, footing: Footing, level: str, day: date, within: str | None = None
) -> Mapping[int, Unit]:
    """The areas of a level on a day by their ids, ordered by code. within: a code; only what lies
    in that unit, as codes tell.

    Raises BadParameter for a level without areas of atoms, UnknownDivision and BadCode for a
    `within` that names nothing.
    """
    if level not in LEVELS:
        raise BadParameter(f"level {level!r} is none of {', '.join(LEVELS)}")
    footing.require(day)
    span = CodeSpan() if within is None else span_within(connection, footing, within)
    rows = connection.execute(
        footing.viewpoint.sql("spatial.business.reach", "units_on_day"),
        {
            "level": level,
            "date": day,
            "known_at": footing.known_at,
            "low": span.low,
            "high": span.high,
        },
    )
    return {
        row.id: Unit(
            row.id, row.code, row.name, row.parent_code, row.flag, row.note, row.lon, row.lat
        )
        for row in rows
    }


def shapes_of(connection: Connection, areas: NDArray[np.int64]) -> NDArray[np.object_]:
    """The polygons of areas in their order: degrees, CGCS2000."""
    rows = connection.execute(
        text("SELECT id, ST_AsBinary(geom) AS shape FROM division_area WHERE id = ANY(:ids)"),
        {"ids": areas.tolist()},
    )
    by_id = {row.id: bytes(row.shape) for row in rows}
    shapes: NDArray[np.object_] = shapely.from_wkb(
        np.array([by_id[area] for area in areas.tolist()], dtype=object)
    )
    return shapes

"""The units among which hot spots are looked for: divisions of a day, or cells of a grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from spatial.business.reach.cells import cells_of
from spatial.business.reach.clustering.neighbours import Neighbours, beside, touching
from spatial.business.reach.plane import to_lon_lat, to_plane
from spatial.business.reach.records import Cases
from spatial.business.reach.units import Unit, shapes_of
from spatial.errors import BadParameter

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_MOST_CELLS = 20_000


@dataclass(frozen=True)
class HotUnits:
    """Units with their middles (degrees, CGCS2000), what answers say of each, and neighbours.

    codes: by which counts of a unit are named; of cells their place on the grid.
    """

    codes: tuple[str, ...]
    told: tuple[dict[str, Any], ...]
    lon: Floats
    lat: Floats
    neighbours: Neighbours
    _place: Mapping[Any, int]
    _step_m: float | None

    def __len__(self) -> int:
        return len(self.codes)

    def places_of(self, cases: Cases) -> Numbers:
        """The place of the unit that each case lies in, -1 for none."""
        if self._step_m is None:
            keys: list[Any] = cases.area.tolist()
        else:
            grid = _grid(np.column_stack([cases.lon, cases.lat]), self._step_m)
            keys = list(map(tuple, grid.tolist()))
        return np.array([self._place.get(key, -1) for key in keys], dtype=np.int64)


def divisions_as_units(connection: Connection, units: Mapping[int, Unit]) -> HotUnits:
    """Divisions, of which those are neighbours that touch. Shared land of several is left out."""
    chosen = {area: unit for area, unit in units.items() if unit.flag != "no_geometry"}
    areas = np.array(list(chosen), dtype=np.int64)
    shapes = shapes_of(connection, areas)
    return HotUnits(
        tuple(unit.code for unit in chosen.values()),
        tuple(unit.as_json() for unit in chosen.values()),
        np.array([unit.lon for unit in chosen.values()]),
        np.array([unit.lat for unit in chosen.values()]),
        touching(shapes),
        {area: place for place, area in enumerate(chosen)},
        None,
    )


def cells_as_units(
    connection: Connection, units: Mapping[int, Unit], step_m: float, cases: Cases
) -> HotUnits:
    """The cells whose middles lie in the divisions, and those at their rim that hold a case of
    them; neighbours share a side or a corner. Raises BadParameter for more than 20,000.
    """
    areas = np.array(list(units), dtype=np.int64)
    cells = cells_of(shapes_of(connection, areas), step_m)
    if len(cells) > _MOST_CELLS:
        raise BadParameter(
            f"cells of {step_m:g} m are {len(cells):,}: at most {_MOST_CELLS:,}; ask for larger "
            "ones or within a unit"
        )
    held = np.isin(cases.area, areas)
    places = np.concatenate(
        [
            np.column_stack([cells.lon, cells.lat]),
            np.column_stack([cases.lon[held], cases.lat[held]]),
        ]
    )
    grid = np.unique(_grid(places, step_m), axis=0)
    middles = to_lon_lat((grid.astype(np.float64) + 0.5) * step_m)
    corners = [
        to_lon_lat((grid + np.array(corner)) * step_m).round(6)
        for corner in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    ]
    rings = np.stack(corners, axis=1)
    pairs = [(int(x), int(y)) for x, y in grid]
    return HotUnits(
        tuple(f"{x}:{y}" for x, y in pairs),
        tuple(
            {
                "cell": f"{x}:{y}",
                "lon": round(float(lon), 6),
                "lat": round(float(lat), 6),
                "geometry": {"type": "Polygon", "coordinates": [ring.tolist()]},
            }
            for (x, y), (lon, lat), ring in zip(pairs, middles, rings, strict=True)
        ),
        middles[:, 0],
        middles[:, 1],
        beside(grid[:, 0], grid[:, 1]),
        {pair: place for place, pair in enumerate(pairs)},
        step_m,
    )


def _grid(lon_lat: Floats, step_m: float) -> Numbers:
    """Column and row of the cell that each place lies in."""
    if not len(lon_lat):
        return np.empty((0, 2), dtype=np.int64)
    return np.floor(to_plane(lon_lat) / step_m).astype(np.int64)

"""A map of China of what must be on it and nothing else, by another encoder than ours."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
from shapely.geometry import LineString, Point, box

from spatial.tile_grids import WEB_MERCATOR, TileGrid
from tileserver.map_check.map_tiles import About
from tileserver.map_check.required import Kind, Required, required_things
from tileserver.vector_tiles import Bounds

CHINA = Bounds(73.0, 3.0, 136.0, 54.0)

Keep = Callable[[Required], bool]


def everything(_: Required) -> bool:
    return True


class RequiredMap:
    """Each required thing that is kept, as a square or a stroke at its place."""

    def __init__(
        self,
        keep: Keep = everything,
        *,
        grid: TileGrid = WEB_MERCATOR,
        zooms: range = range(2, 6),
        bounds: Bounds = CHINA,
        day: date | None = date(2020, 12, 31),
        fictional: bool = False,
        extent: int = 4096,
        before: bool = False,
    ) -> None:
        self.about = About("required", grid, zooms, bounds, day, fictional)
        self._keep, self._extent, self._before = keep, extent, before

    def tile(self, z: int, x: int, y: int) -> bytes:
        layers: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for thing in required_things():
            if not self._keep(thing):
                continue
            grid = self.about.grid
            at = grid.pixels_of(np.array([(thing.lon, thing.lat)]), z)[0] - (x * 4096, y * 4096)
            if not ((at >= -64) & (at <= 4160)).all():
                continue
            px, py = np.round(at * self._extent / 4096).tolist()
            if thing.kind is Kind.AREA:
                code = thing.before if self._before and thing.before else thing.codes[0]
                shape: Any = box(px - 2, py - 2, px + 2, py + 2)
                layers["county"].append(feature(shape, code=code, name=thing.name))
                layers["county_label"].append(feature(Point(px, py), code=code, name=thing.name))
            else:
                shape = LineString([(px - 2, py), (px + 2, py)])
                layers["boundary_line"].append(feature(shape, kind=thing.kind.value))
        if not layers:
            return b""
        return encode(layers, self._extent)


def feature(shape: Any, **properties: Any) -> dict[str, Any]:
    return {"geometry": shape, "properties": properties}


def encode(layers: dict[str, list[dict[str, Any]]], extent: int = 4096) -> bytes:
    """A tile; coordinates in its units, y downwards."""
    body = mapbox_vector_tile.encode(
        [{"name": name, "features": features} for name, features in layers.items()],
        default_options={"y_coord_down": True, "extents": extent},
    )
    assert isinstance(body, bytes)
    return body


def write_mbtiles(path: Path, tiles: RequiredMap, zooms: range) -> None:
    """The map as a plain MBTiles file, as other programs write it."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        connection.execute(
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER,"
            " tile_data BLOB)"
        )
        connection.execute(
            "INSERT INTO metadata VALUES ('bounds', ?)", [",".join(map(str, tiles.about.bounds))]
        )
        for z in zooms:
            for x in range(1 << z):
                for y in range(1 << z):
                    body = tiles.tile(z, x, y)
                    if body:
                        connection.execute(
                            "INSERT INTO tiles VALUES (?, ?, ?, ?)", (z, x, (1 << z) - 1 - y, body)
                        )
    connection.close()

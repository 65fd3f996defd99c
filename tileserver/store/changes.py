"""Which tiles builds changed, since one that was seen before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from spatial.tile_grids import GRIDS

_FINEST = {grid.srid: grid.finest_drawn for grid in GRIDS.values()}

MOST = 20_000
"""Ranges that are looked through; after more of them, everything counts as changed."""

Range = tuple[int, int, int, int]
"""First and last column, first and last row, all included."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Ranges of tiles by layer, SRID of the grid and zoom.

    last: the number of the newest. all: there were too many to list.
    """

    last: int
    all: bool = False
    ranges: dict[tuple[str, int, int], list[Range]] = field(default_factory=dict)

    def touch(self, layer: str, srid: int, z: int, x: int, y: int) -> bool:
        """Whether a tile is among them."""
        if self.all:
            return True
        deeper = max(0, z - _FINEST[srid])
        x, y = x >> deeper, y >> deeper
        return any(
            x_from <= x <= x_to and y_from <= y <= y_to
            for x_from, x_to, y_from, y_to in self.ranges.get((layer, srid, z - deeper), ())
        )


def changes_after(connection: Connection, last: int) -> Changes:
    """The changes with numbers above `last`."""
    rows = connection.execute(
        text(
            "SELECT id, layer, srid, zoom, x_from, x_to, y_from, y_to FROM tile_change"
            " WHERE id > :last ORDER BY id DESC LIMIT :most"
        ),
        {"last": last, "most": MOST + 1},
    ).all()
    newest = rows[0].id if rows else last
    if len(rows) > MOST:
        return Changes(newest, all=True)
    ranges: defaultdict[tuple[str, int, int], list[Range]] = defaultdict(list)
    for row in rows:
        ranges[row.layer, row.srid, row.zoom].append((row.x_from, row.x_to, row.y_from, row.y_to))
    return Changes(newest, ranges=dict(ranges))

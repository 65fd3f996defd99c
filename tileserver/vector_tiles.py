"""Vector tiles of the layers that follow editions: from memory, or from one SQL statement.

A tile is kept under layer, edition, build and address. The build is read in the same statement as
the tile, so a tile of one build is never kept as one of another; when a new build is seen, all
that was kept is forgotten. Equal requests that arrive together make one query.
"""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from threading import Lock
from time import monotonic
from typing import NamedTuple

from sqlalchemy import Connection, Engine, text

from spatial.api.dependencies import read_connection
from spatial.db import read_sql
from spatial.errors import UnknownLayer
from tileserver.editions import Edition, EditionState, read_edition_state
from tileserver.layers import EXTENT, Layer
from tileserver.memory import ContentMemory
from tileserver.responses import MVT, Content
from tileserver.settings import TileSettings

BANDS = (0, 3, 5, 7, 9, 11)
"""Zooms from which on a generalised copy serves; the greatest not above the zoom is taken."""

_WORLD_METRES = 40075016.68557849
"""The width of WebMercatorQuad in metres of EPSG:3857 (OGC 17-083r4, annex D.1)."""

reading = contextmanager(read_connection)


class Bounds(NamedTuple):
    """A box in degrees, CGCS2000, longitude first."""

    west: float
    south: float
    east: float
    north: float


class Address(NamedTuple):
    """What one tile is kept under."""

    layer: str
    edition: str
    build: str | None
    z: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class VectorTile:
    """A finished tile and the edition that it shows."""

    content: Content
    edition: Edition


def band_at(zoom: int) -> int:
    """The band of the generalised copies that serve a zoom."""
    return max(band for band in BANDS if band <= zoom)


def source_of(layer: Layer) -> str:
    """The name of the layer's SQL files. Raises UnknownLayer where other modules make its tiles."""
    if layer.source is None:
        raise UnknownLayer(f"layer {layer.id} has no vector tiles by date")
    return layer.source


def cut_tile(
    connection: Connection, layer: Layer, edition: Edition, z: int, x: int, y: int
) -> tuple[str | None, bytes]:
    """The bytes of a tile straight from the database, and the build that they show."""
    row = connection.execute(
        text(read_sql("tileserver", f"{source_of(layer)}_tile")),
        tile_parameters(layer, edition, z, x, y),
    ).one()
    return row.build, bytes(row.tile)


def tile_parameters(layer: Layer, edition: Edition, z: int, x: int, y: int) -> dict[str, object]:
    """What the statements of all sources take; each uses what it needs."""
    return {
        "z": z,
        "x": x,
        "y": y,
        "band": band_at(z),
        "level": layer.id,
        "day": edition.sql_day,
        "layer": layer.id,
        "label_layer": f"{layer.id}_label",
        "cell": _WORLD_METRES / (EXTENT << z),
    }


class VectorTiles:
    """The tiles of one database, as one process serves them."""

    def __init__(self, engine: Engine, settings: TileSettings) -> None:
        self._engine = engine
        self._look_s = settings.look_s
        self._memory: ContentMemory[Address] = ContentMemory(settings.cache_mb * 1_000_000)
        self._bounds: dict[tuple[str | None, str, str], Bounds | None] = {}
        self._state: EditionState | None = None
        self._state_until = 0.0
        self._under_way: dict[Address, Future[tuple[str | None, Content]]] = {}
        self._lock = Lock()

    def known_state(self) -> EditionState | None:
        """The editions and the build, when they were read within the last `look_s` seconds."""
        return self._state if monotonic() < self._state_until else None

    def state(self) -> EditionState:
        """The editions and the build, read again when they are older than `look_s` seconds."""
        return self.known_state() or self._look()

    def _look(self) -> EditionState:
        with reading(self._engine) as connection:
            state = read_edition_state(connection)
        with self._lock:
            if self._state is None or self._state.build != state.build:
                self._memory.clear()
                self._bounds.clear()
            self._state = state
            self._state_until = monotonic() + self._look_s
        return state

    def tile(self, layer: Layer, day: date | None, z: int, x: int, y: int) -> VectorTile:
        """The tile of the edition that holds the day; `day` None is before all.

        Raises UnknownTile, and UnknownLayer for a layer without editions.
        """
        layer.require_tile(z, x, y)
        source_of(layer)
        state = self.state()
        while True:
            edition = state.edition(layer.id, day)
            address = Address(layer.id, edition.name, state.build, z, x, y)
            content = self._memory.get(address)
            if content is not None:
                return VectorTile(content, edition)
            build, content = self._cut_once(layer, edition, address)
            if build == state.build:
                self._memory.put(address, content)
                return VectorTile(content, edition)
            # A new build came between the two statements: its editions may be others.
            state = self._look()

    def tile_in_memory(
        self, layer: Layer, day: date | None, z: int, x: int, y: int
    ) -> VectorTile | None:
        """As `tile`, without waiting for anything: None where a question to PostgreSQL is due."""
        state = self.known_state()
        if state is None:
            return None
        edition = state.edition(layer.id, day)
        content = self._memory.get(Address(layer.id, edition.name, state.build, z, x, y))
        return None if content is None else VectorTile(content, edition)

    def _cut_once(
        self, layer: Layer, edition: Edition, address: Address
    ) -> tuple[str | None, Content]:
        with self._lock:
            other = self._under_way.get(address)
            if other is None:
                ours = self._under_way[address] = Future()
        if other is not None:
            return other.result()
        try:
            with reading(self._engine) as connection:
                build, body = cut_tile(connection, layer, edition, *address[-3:])
            ours.set_result((build, Content.of(body, MVT)))
        except BaseException as error:
            ours.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._under_way[address]
        return ours.result()

    def bounds(self, layer: Layer, edition: Edition, build: str | None) -> Bounds | None:
        """The box around all that the layer shows in the edition, None where there is nothing."""
        key = (build, layer.id, edition.name)
        if key not in self._bounds:
            with reading(self._engine) as connection:
                row = connection.execute(
                    text(read_sql("tileserver", f"{source_of(layer)}_bounds")),
                    {"level": layer.id, "day": edition.sql_day},
                ).one()
            self._bounds[key] = None if row.west is None else Bounds(*row)
        return self._bounds[key]

"""Vector tiles of the layers that follow editions: from memory, the store, or one SQL statement.

A tile is kept under layer, sight, edition and place. The build is read in the same statement as the
tile, so a tile of one build is never kept as one of another; when a new build is seen, the tiles
that it changed are forgotten, and no others. Equal requests that arrive together make one query.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from threading import Lock, Thread
from time import monotonic
from typing import NamedTuple

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from spatial.db import reading
from spatial.temporal import Basis
from spatial.tile_grids import TileGrid
from tileserver.cutting import Place, edition_days, fitting_tile, source_of, viewpoint_of
from tileserver.editions import Edition, EditionState, edition_among, read_edition_state
from tileserver.layers import Layer, layer_named
from tileserver.memory import ContentMemory
from tileserver.published.declaration import PublishedTable
from tileserver.published.tiles import PublishedTiles
from tileserver.responses import MVT, Content
from tileserver.settings import TileSettings
from tileserver.sight import Sight
from tileserver.single_flight import SingleFlight
from tileserver.store.changes import Changes, changes_after
from tileserver.store.reading import may_be_built, stored_tile

log = structlog.get_logger(__name__)


class Bounds(NamedTuple):
    """A box in degrees, CGCS2000, longitude first."""

    west: float
    south: float
    east: float
    north: float


class Address(NamedTuple):
    """What one tile is kept under. day: the first of its edition, None before all."""

    layer: str
    srid: int
    z: int
    x: int
    y: int
    day: date | None
    basis: str
    known_at: datetime | None
    profile: str


@dataclass(frozen=True, slots=True)
class VectorTile:
    """A finished tile and the edition that it shows.

    pending: there are newer facts, whose build is not done.
    """

    content: Content
    edition: Edition
    pending: bool = False


class VectorTiles:
    """The tiles of one database, as one process serves them."""

    def __init__(self, engine: Engine, settings: TileSettings) -> None:
        self._engine = engine
        self._look_s = settings.look_s
        self.memory_bytes = settings.cache_mb * 1_000_000
        self._memory: ContentMemory[Address] = ContentMemory(self.memory_bytes)
        self._bounds: dict[tuple[str | None, str, Sight], Bounds | None] = {}
        self._days: dict[tuple[str | None, str, Sight], tuple[date, ...]] = {}
        self._state: EditionState | None = None
        self._last_change = 0
        self._looking = Lock()
        self._state_until = 0.0
        self._flight: SingleFlight[Address, tuple[str | None, Content]] = SingleFlight()
        self._lock = Lock()
        self.published = PublishedTiles(
            engine,
            kept_s=settings.published_s,
            memory_bytes=self.memory_bytes // 4,
            division_changes=lambda level, sight: self.changes(
                layer_named(level), sight, self.state()
            ),
        )

    def known_state(self) -> EditionState | None:
        """The editions and the build, without waiting; None where they have to be looked at.

        They are trusted for `look_s` seconds, and as long again while a thread looks at them anew.
        """
        now = monotonic()
        if now < self._state_until:
            return self._state
        if self._state is None or now >= self._state_until + self._look_s:
            return None
        if self._looking.acquire(blocking=False):
            Thread(target=self._look_aside, daemon=True).start()
        return self._state

    def _look_aside(self) -> None:
        try:
            self._look()
        except SQLAlchemyError:
            # The next request that needs the database tells what is wrong with it.
            log.warning("editions could not be looked at")
        finally:
            self._looking.release()

    def state(self) -> EditionState:
        """The editions and the build, read again when they are older than `look_s` seconds."""
        return self._state if self._state and monotonic() < self._state_until else self._look()

    def _look(self) -> EditionState:
        with reading(self._engine) as connection:
            state = read_edition_state(connection)
            changes = changes_after(connection, self._last_change)
        with self._lock:
            if self._state is None or self._state.build != state.build:
                self._forget(changes)
            # The same state stays the same object, so that answers can be kept by it.
            state = self._state = self._state if self._state == state else state
            self._state_until = monotonic() + self._look_s
        return state

    def _forget(self, changes: Changes) -> None:
        """Forgets what the builds since the last look changed: tiles by place, the rest whole."""
        if self._state is None or changes.all:
            self._memory.clear()
        else:
            self._memory.drop(
                lambda one: (
                    one.known_at is None and changes.touch(one.layer, one.srid, one.z, one.x, one.y)
                )
            )
        self._last_change = changes.last
        self._bounds.clear()
        self._days.clear()

    def changes(self, layer: Layer, sight: Sight, state: EditionState) -> tuple[date, ...]:
        """The days on which the layer changes, as the sight shows it, ascending.

        Of a published table that may change on any day, none.
        """
        if layer.published is not None:
            return self.published.changes(layer, sight) or ()
        known = self._known_changes(layer, sight, state)
        if known is not None:
            return known
        with reading(self._engine) as connection:
            days = edition_days(connection, layer, sight)
        with self._lock:
            if len(self._days) >= _MOST_SIGHTS:
                self._days.clear()
            self._days[state.build, layer.id, replace(sight, day=None)] = days
        return days

    def _known_changes(
        self, layer: Layer, sight: Sight, state: EditionState
    ) -> tuple[date, ...] | None:
        plain = sight.basis is Basis.LIST and sight.known_at is None
        if plain or layer.source != "division":
            return state.changes.get(layer.id, ())
        return self._days.get((state.build, layer.id, replace(sight, day=None)))

    def edition(self, layer: Layer, sight: Sight, state: EditionState) -> Edition:
        """The edition of the layer that holds the day of the sight."""
        if layer.published is not None:
            return self.published.edition(layer, sight)
        return edition_among(self.changes(layer, sight, state), sight.day)

    def tile(
        self, layer: Layer, grid: TileGrid, sight: Sight, z: int, x: int, y: int
    ) -> VectorTile:
        """The tile of the edition that holds the day of the sight.

        Raises UnknownTile, and UnknownLayer for a layer without editions.
        """
        layer.require_tile(grid, z, x, y)
        if layer.published is not None:
            edition = self.published.edition(layer, sight)
            return VectorTile(self.published.tile(layer, grid, sight, z, x, y), edition)
        source_of(layer)
        place = Place(grid, z, x, y)
        state = self.state()
        while True:
            edition = self.edition(layer, sight, state)
            address = address_of(layer, sight, edition, place)
            content = self._memory.get(address)
            if content is not None:
                return VectorTile(content, edition, state.pending)
            made = partial(self._made, layer, sight, edition, place)
            build, content = self._flight.once(address, made)
            if self.keep(address, build, content, state):
                return VectorTile(content, edition, state.pending)
            # A new build came between the two statements: its editions may be others.
            state = self._look()

    def keep(
        self, address: Address, build: str | None, content: Content, state: EditionState
    ) -> bool:
        """Keeps a tile of a build; False, and it is not kept, where the state is of another one."""
        with self._lock:
            if build != state.build or state.build != (self._state and self._state.build):
                return False
            if self.memory_bytes:
                self._memory.put(address, content)
            return True

    def known_edition(self, layer: Layer, sight: Sight) -> tuple[EditionState, Edition] | None:
        """The edition of the sight's day, without waiting: None where PostgreSQL is to be asked."""
        state = self.known_state()
        changes = None if state is None else self._known_changes(layer, sight, state)
        if state is None or changes is None:
            return None
        return state, edition_among(changes, sight.day)

    def in_memory(self, address: Address) -> Content | None:
        """A tile that is kept. The state must have been looked at just before."""
        return self._memory.get(address)

    def _made(
        self, layer: Layer, sight: Sight, edition: Edition, place: Place
    ) -> tuple[str | None, Content]:
        """A tile from the store, or else cut."""
        with reading(self._engine) as connection:
            if may_be_built(layer, sight, place):
                stored = stored_tile(connection, layer, sight, edition.starts, place)
                if stored.content is not None:
                    return stored.build, stored.content
            build, body, coarser = fitting_tile(connection, layer, sight, edition, place)
        return build, Content.of(body, MVT, coarser=coarser)

    def bounds(self, layer: Layer, sight: Sight, state: EditionState) -> Bounds | None:
        """The box around all that the layer shows in the edition, None where there is nothing."""
        if isinstance(layer.published, PublishedTable):
            box = self.published.bounds(layer, sight)
            return None if box is None else Bounds(*box)
        if layer.published is not None:
            layer = layer_named(layer.published.level)
        edition = self.edition(layer, sight, state)
        key = (state.build, layer.id, replace(sight, day=edition.starts))
        if key not in self._bounds:
            viewpoint = viewpoint_of(sight)
            with reading(self._engine) as connection:
                row = connection.execute(
                    viewpoint.sql("tileserver", f"{source_of(layer)}_bounds"),
                    {
                        "level": layer.id,
                        "day": edition.sql_day,
                        "known_at": viewpoint.parameters["known_at"],
                    },
                ).one()
            self._bounds[key] = None if row.west is None else Bounds(*row)
        return self._bounds[key]


_MOST_SIGHTS = 256
"""Instants of knowledge whose editions a process remembers."""


def address_of(layer: Layer, sight: Sight, edition: Edition, place: Place) -> Address:
    """What a tile is kept under."""
    return Address(
        layer.id,
        place.grid.srid,
        place.z,
        place.x,
        place.y,
        edition.starts,
        sight.basis.value,
        sight.known_at,
        sight.profile.value,
    )

"""Reads built tiles: from a thread, or from an event loop without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import URL, Connection, text

from spatial.db import read_sql
from spatial.temporal import Basis
from tileserver.cutting import Place
from tileserver.layers import Layer
from tileserver.loop_pool import LoopPool
from tileserver.responses import Content
from tileserver.sight import Profile, Sight
from tileserver.store.building import BASES, DEEPEST
from tileserver.store.differences import applied

_NAMES = ("layer", "basis", "srid", "z", "x", "y", "day")

EMPTY = Content(b"", packed=False, digest=b"")
"""What a built tile without content is."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store says of a tile.

    build: which build of areas is on. content: None where the tile is not built.
    """

    build: str | None
    content: Content | None


def may_be_built(layer: Layer, sight: Sight, place: Place) -> bool:
    """Whether the store may hold the tile: what is known now, on a built basis and zoom."""
    return (
        place.z <= DEEPEST
        and sight.known_at is None
        and sight.profile is Profile.INTERNAL
        and (sight.basis in BASES or layer.source != "division")
        and layer.source in ("division", "boundary_line")
    )


def basis_of(layer: Layer, sight: Sight) -> Basis:
    """The basis under which a tile is built: layers other than divisions have one."""
    return sight.basis if layer.source == "division" else Basis.LIST


def stored_tile(
    connection: Connection, layer: Layer, sight: Sight, day: date | None, place: Place
) -> Stored:
    """A tile of an edition that begins on a day, None before all."""
    row = connection.execute(
        text(_statement({name: f":{name}" for name in _NAMES}, "CAST(:day AS date)")),
        {
            "layer": layer.id,
            "basis": basis_of(layer, sight).value,
            "srid": place.grid.srid,
            "z": place.z,
            "x": place.x,
            "y": place.y,
            "day": "-infinity" if day is None else day,
        },
    ).one()
    return _stored(row._mapping)


def _statement(names: dict[str, str], day: str) -> str:
    statement = read_sql("tileserver.store", "built_tile")
    return statement.format(**(names | {"day": day}))


def _stored(row: Any) -> Stored:
    build = row["build"]
    if not row["built"]:
        return Stored(build, None)
    if row["body"] is None:
        return Stored(build, EMPTY)
    body, digest, coarser = bytes(row["body"]), bytes(row["digest"]), row["coarser"]
    if row["base"] is None:
        return Stored(build, Content(body, row["packed"], digest, coarser))
    base = Content(bytes(row["base"]), row["base_packed"], bytes(row["base_digest"]))
    return Stored(build, applied(body, base, digest, coarser=coarser))


class LoopStore:
    """The store for the event loop of one process.

    Reading takes no thread, so that a process answers thousands of tiles a second.
    """

    def __init__(self, url: URL, connections: int) -> None:
        self._pool = LoopPool(url, connections)
        self._statement = _statement(
            {name: f"${place}" for place, name in enumerate(_NAMES, start=1)},
            f"${len(_NAMES)}::date",
        )

    async def tile(self, layer: Layer, sight: Sight, day: date | None, place: Place) -> Stored:
        """As `stored_tile`. Raises OSError and asyncpg.PostgresError where nothing answers."""
        row = await self._pool.row(
            self._statement,
            layer.id,
            basis_of(layer, sight).value,
            place.grid.srid,
            place.z,
            place.x,
            place.y,
            # asyncpg has no other date before all; it is never one of an edition.
            date.min if day is None else day,
        )
        return _stored(row)

    async def close(self) -> None:
        """Ends its connections."""
        await self._pool.close()

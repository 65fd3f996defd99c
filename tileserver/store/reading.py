"""Reads built tiles: from a thread, or from an event loop without one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
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
_Asked = tuple[str, str, int, int, int, int, date | str]

_MOST_TOGETHER = 32
"""Tiles that one statement reads: more would let the first wait for the last."""

EMPTY = Content(b"", packed=False, digest=b"")
"""What a built tile without content is."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store says of a tile.

    build: which build of areas is on. content: None where the tile is not built.
    """

    build: str | None
    content: Content | None


_Answer = asyncio.Future[Stored]


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
    asked = _asked(layer, sight, day or "-infinity", place)
    row = connection.execute(
        text(_statement({name: f":{name}" for name in _NAMES})),
        {name: [value] for name, value in zip(_NAMES, asked, strict=True)},
    ).one()
    return _stored(row._mapping)


def _statement(names: dict[str, str]) -> str:
    return read_sql("tileserver.store", "built_tile").format(**names)


def _asked(layer: Layer, sight: Sight, day: date | str, place: Place) -> _Asked:
    basis = basis_of(layer, sight).value
    return layer.id, basis, place.grid.srid, place.z, place.x, place.y, day


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

    Reading takes no thread, and what is asked for while all connections are busy is read together
    with the next statement: most of the time of a tile is the statement, not the tile, so a process
    answers thousands a second. Equal tiles that are asked for together are read once.
    """

    def __init__(self, url: URL, connections: int) -> None:
        self._pool = LoopPool(url, connections)
        self._statement = _statement(
            {name: f"${place}" for place, name in enumerate(_NAMES, start=1)}
        )
        self._free = connections
        self._waiting: dict[_Asked, list[_Answer]] = {}
        self._readers: set[asyncio.Task[None]] = set()

    async def tile(self, layer: Layer, sight: Sight, day: date | None, place: Place) -> Stored:
        """As `stored_tile`. Raises NoAnswer."""
        # asyncpg has no other date before all; it is never one of an edition.
        asked = _asked(layer, sight, date.min if day is None else day, place)
        loop = asyncio.get_running_loop()
        answer: _Answer = loop.create_future()
        self._waiting.setdefault(asked, []).append(answer)
        if self._free:
            self._free -= 1
            reader = loop.create_task(self._read())
            self._readers.add(reader)
            reader.add_done_callback(self._readers.discard)
        return await answer

    async def _read(self) -> None:
        """Reads on one connection until nobody waits."""
        try:
            while self._waiting:
                together = list(islice(self._waiting, _MOST_TOGETHER))
                answers = [self._waiting.pop(asked) for asked in together]
                await self._answer(together, answers)
        finally:
            self._free += 1

    async def _answer(
        self, together: Sequence[_Asked], answers: Sequence[Sequence[_Answer]]
    ) -> None:
        try:
            rows = await self._pool.rows(self._statement, *zip(*together, strict=True))
            for row, waiting in zip(rows, answers, strict=True):
                stored = _stored(row)
                for answer in waiting:
                    # Who has gone is not told.
                    if not answer.done():
                        answer.set_result(stored)
        except Exception as error:
            for answer in chain(*answers):
                if not answer.done():
                    answer.set_exception(error)
        finally:
            for answer in chain(*answers):
                answer.cancel()

    async def close(self) -> None:
        """Ends its connections, when what is under way has been read."""
        await asyncio.gather(*self._readers)
        await self._pool.close()

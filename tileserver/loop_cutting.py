"""Tiles of large zooms cut on the event loop: a statement, and no thread and no route.

Down there a tile holds little: finding its route and a thread for it take longer than cutting it.
Equal tiles that are asked for at the same time are cut once.
"""

from __future__ import annotations

import asyncio
import re
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import URL

from spatial.temporal import Basis
from tileserver.cutting import (
    MOST_BYTES,
    ONE_PLAN_FROM,
    Place,
    source_of,
    tile_parameters,
    viewpoint_of,
)
from tileserver.editions import Edition
from tileserver.layers import Layer
from tileserver.loop_pool import LoopPool
from tileserver.responses import MVT, Content
from tileserver.sight import Sight
from tileserver.vector_tiles import Address

Cut = tuple[str | None, Content]
"""The build that a tile shows, and the tile."""

_NAME = re.compile(r"(?<![:\\]):([a-z_]+)")


class LoopCutter:
    """Cuts tiles over a few connections of its own: reading built ones does not wait for it."""

    def __init__(self, url: URL, connections: int) -> None:
        self._pool = LoopPool(url, connections)
        self._under_way: dict[Address, asyncio.Future[Cut | None]] = {}

    async def tile(
        self, layer: Layer, sight: Sight, edition: Edition, place: Place, address: Address
    ) -> Cut | None:
        """The tile; None for one of a small zoom, and for one that is too large and has to be made
        coarser. Raises NoAnswer.
        """
        if place.z < ONE_PLAN_FROM or sight.known_at is not None:
            return None
        other = self._under_way.get(address)
        if other is not None:
            return await asyncio.shield(other)
        ours = self._under_way[address] = asyncio.get_running_loop().create_future()
        try:
            found = await self._cut(layer, sight, edition, place)
        except BaseException as error:
            # Those who wait ask for themselves.
            ours.set_result(None)
            raise error
        else:
            ours.set_result(found)
            return found
        finally:
            del self._under_way[address]

    async def _cut(self, layer: Layer, sight: Sight, edition: Edition, place: Place) -> Cut | None:
        statement, names = _statement(source_of(layer), sight.basis)
        values = tile_parameters(layer, sight, edition, place)
        # asyncpg has no other day before all, and no other instant after all.
        values["day"] = date.min if edition.starts is None else edition.starts
        values["known_at"] = datetime.max  # noqa: DTZ901 - as asyncpg writes infinity
        row = await self._pool.row(statement, *(values[name] for name in names))
        body = bytes(row["tile"])
        return None if len(body) > MOST_BYTES else (row["build"], Content.of(body, MVT))

    async def close(self) -> None:
        """Ends its connections."""
        await self._pool.close()


@lru_cache(maxsize=32)
def _statement(source: str, basis: Basis) -> tuple[str, tuple[str, ...]]:
    """The statement of a source with numbered parameters, and their names in order."""
    text = viewpoint_of(Sight(None, basis)).sql("tileserver", f"{source}_tile").text
    body = re.sub(r"--[^\n]*", "", text)
    names = tuple(dict.fromkeys(_NAME.findall(body)))
    return _NAME.sub(lambda found: f"${names.index(found[1]) + 1}", body), names

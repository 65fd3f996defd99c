"""Asks a running server for tiles, so that it and the caches before it hold them.

A cache answers what it holds by itself; so what is there already costs one small request, and the
server makes only what is missing. Days of one edition share their tiles and are asked for once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from sqlalchemy import Engine

from spatial.errors import BadParameter, ExportRefused
from spatial.progress import Step, step
from tileserver.editions import EditionState
from tileserver.export.making import layers_at
from tileserver.export.numbering import place_of
from tileserver.export.order import Order
from tileserver.export.source import TileSource
from tileserver.sight import Profile
from tileserver.sight_parameters import query_of

_WAIT_S = 60
_BATCH = 256


@dataclass(frozen=True, slots=True)
class Seeded:
    """What seeding came to. tiles: with content; empty: answered 204; bytes: as they travel."""

    tiles: int
    empty: int
    bytes: int

    def __add__(self, other: Seeded) -> Seeded:
        return Seeded(self.tiles + other.tiles, self.empty + other.empty, self.bytes + other.bytes)


def paths_of(
    engine: Engine, source: TileSource, orders: Sequence[Order], state: EditionState
) -> list[str]:
    """The paths of all tiles that orders need, each once, in order. Companions are not asked."""
    found: dict[str, None] = {}
    seen: set[tuple[str, date | None]] = set()
    for order in orders:
        layer = order.layers[0]
        edition = source.edition(layer, order.sight, state)
        if (layer.id, edition.starts) in seen:
            continue
        seen.add((layer.id, edition.starts))
        alone = Order((layer,), order.grid, order.sight, order.zooms, order.area)
        front = "/public" if order.sight.profile is Profile.PUBLIC else ""
        query = "" if front else query_of(order.sight)
        for number in layers_at(engine, source, alone, state):
            at = place_of(order.grid, number)
            found[
                f"{front}/tiles/{layer.id}/{edition.name}/{at.grid.id}/{at.z}/{at.x}/{at.y}.mvt"
                f"{query}"
            ] = None
    return list(found)


def seed(server: str, paths: Sequence[str], workers: int = 4) -> Seeded:
    """Asks the server at an http address for every path.

    Raises BadParameter for an address that is none, ExportRefused where the server does not answer
    or refuses a tile.
    """
    parts = urlsplit(server)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadParameter(f"server={server!r} is no http address")
    batches = [paths[at : at + _BATCH] for at in range(0, len(paths), _BATCH)]
    with step("预热 seed", len(paths)) as done, ThreadPoolExecutor(workers) as pool:
        try:
            return sum(
                pool.map(lambda batch: _ask(server, batch, done), batches), start=Seeded(0, 0, 0)
            )
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _connect(server: str) -> HTTPConnection:
    parts = urlsplit(server)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    assert parts.hostname is not None
    return kind(parts.hostname, parts.port, timeout=_WAIT_S)


def _ask(server: str, paths: Iterable[str], done: Step) -> Seeded:
    with closing(_connect(server)) as connection:
        return sum(_answers(server, connection, paths, done), start=Seeded(0, 0, 0))


def _answers(
    server: str, connection: HTTPConnection, paths: Iterable[str], done: Step
) -> Iterator[Seeded]:
    before = urlsplit(server).path.rstrip("/")
    for path in paths:
        try:
            connection.request("GET", before + path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException) as error:
            raise ExportRefused(f"{server}{path} does not answer: {error}") from error
        if answer.status not in (200, 204):
            raise ExportRefused(f"{server}{path} answers {answer.status}")
        done.advance(1)
        yield Seeded(int(answer.status == 200), int(answer.status == 204), len(body))

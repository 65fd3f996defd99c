"""Makes an export: tiles into the stage in parallel, the stage into a file, a look over it."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType

import numpy as np
from sqlalchemy import Engine

from spatial.api.settings import MapSettings
from spatial.db import reading
from spatial.errors import ExportRefused
from spatial.progress import step
from tileserver.cutting import Place
from tileserver.editions import EditionState
from tileserver.export.addresses import occupied
from tileserver.export.mbtiles_file import write_mbtiles
from tileserver.export.metadata import Label, label_of
from tileserver.export.numbering import number_of, place_of
from tileserver.export.order import Order
from tileserver.export.pmtiles_file import write_pmtiles
from tileserver.export.source import TileSource
from tileserver.export.stage import Stage
from tileserver.layers import Layer
from tileserver.vector_tiles import Bounds

WRITERS: Mapping[str, Callable[[Path, Stage, Label], None]] = MappingProxyType(
    {".pmtiles": write_pmtiles, ".mbtiles": write_mbtiles}
)
"""How a file is written, by its suffix."""

_BATCH = 64
"""Tiles that a worker makes, and the stage keeps, at a time."""

_GZIP_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to.

    tiles: with content. kept: of them and the empty ones, those that a killed export had made
    already. made: those that this one made.
    """

    tiles: int
    kept: int
    made: int
    bytes: int


def export_tiles(
    engine: Engine,
    source: TileSource,
    order: Order,
    out: Path,
    *,
    map_settings: MapSettings,
    look_over: Callable[[Path], None],
    force: bool = False,
    workers: int = 2,
) -> Exported:
    """Writes an order to a file, whose suffix says the format; the file is there whole or not.

    source: tiles of the same database. look_over: is shown the finished file before it takes its
    place, and raises for one that must not be handed out. What is made stands in `<out>.part`
    until then, and an export that was killed goes on from there.
    Raises ExportRefused for a file that stands already (without `force`), a format that there is
    not, an empty order, and where areas were built anew meanwhile.
    """
    write = _writer(out, force=force)
    state = source.state()
    if state.build is None:
        raise ExportRefused("there is no build of areas yet: run shikong build-divisions")
    label = _label(source, order, state, map_settings)
    stage = Stage.open(out.with_name(f"{out.name}.part"), order.fingerprint(state.build))
    try:
        wanted = layers_at(engine, source, order, state)
        before = stage.numbers()
        missing = [number for number in wanted if number not in before]
        with step("导出 export", len(wanted)) as done:
            done.advance(len(wanted) - len(missing))
            for bodies in _made(source, order, wanted, missing, workers):
                if source.state().build != state.build:
                    raise ExportRefused(
                        "the areas were built anew meanwhile, and a file is of one build: run the "
                        "export again"
                    )
                stage.keep(bodies)
                done.advance(len(bodies))
        tiles = sum(1 for _ in stage.entries())
        if tiles == 0:
            raise ExportRefused("nothing lies in the area at these zooms")
        _put_in_place(out, stage, label, write, look_over)
    except BaseException:
        stage.close()
        raise
    stage.remove()
    return Exported(tiles, len(wanted) - len(missing), len(missing), out.stat().st_size)


def _writer(out: Path, *, force: bool) -> Callable[[Path, Stage, Label], None]:
    write = WRITERS.get(out.suffix)
    if write is None:
        raise ExportRefused(f"{out.name} names no format: one of {', '.join(WRITERS)}")
    if not out.parent.is_dir():
        raise ExportRefused(f"there is no folder {out.parent}")
    if out.exists() and not force:
        raise ExportRefused(f"{out} stands already; --force writes it anew")
    return write


def _label(
    source: TileSource, order: Order, state: EditionState, map_settings: MapSettings
) -> Label:
    boxes = [source.bounds(layer, order.sight, state) for layer in order.layers]
    found = np.array([box for box in boxes if box is not None])
    if not len(found):
        raise ExportRefused(f"layer {order.layers[0].id} is empty on {order.sight.day}")
    west, south = found[:, :2].min(axis=0).tolist()
    east, north = found[:, 2:].max(axis=0).tolist()
    edition = source.edition(order.layers[0], order.sight, state)
    bounds = order.area or Bounds(west, south, east, north)
    return label_of(order, edition, state, bounds, map_settings)


def layers_at(
    engine: Engine, source: TileSource, order: Order, state: EditionState
) -> dict[int, tuple[Layer, ...]]:
    """The tiles that may hold anything of an order by number, ascending, with the layers of each.

    Tiles with the same layers share one tuple of them.
    """
    found: dict[int, int] = {}
    with reading(engine) as connection:
        for place, layer in enumerate(order.layers):
            edition = source.edition(layer, order.sight, state)
            for z in order.zooms:
                if not layer.min_zoom <= z <= layer.max_zoom:
                    continue
                cells = occupied(connection, layer, order.grid, order.sight, edition, z, order.area)
                for x, y in cells.tolist():
                    number = number_of(Place(order.grid, z, x, y))
                    found[number] = found.get(number, 0) | 1 << place
    some = {
        mask: tuple(layer for place, layer in enumerate(order.layers) if mask >> place & 1)
        for mask in set(found.values())
    }
    return {number: some[found[number]] for number in sorted(found)}


def _made(
    source: TileSource,
    order: Order,
    wanted: Mapping[int, tuple[Layer, ...]],
    numbers: Sequence[int],
    workers: int,
) -> Iterator[dict[int, bytes]]:
    """The bodies of tiles by number, batch by batch, as workers come to an end."""

    def bodies(batch: Sequence[int]) -> dict[int, bytes]:
        return {number: body_of(source, order, wanted[number], number) for number in batch}

    batches = (numbers[at : at + _BATCH] for at in range(0, len(numbers), _BATCH))
    pool = ThreadPoolExecutor(workers)
    try:
        waiting: set[Future[dict[int, bytes]]] = set()
        while True:
            # No more than two batches a worker: what is made is kept before more is begun.
            for batch in islice(batches, 2 * workers - len(waiting)):
                waiting.add(pool.submit(bodies, batch))
            if not waiting:
                return
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for one in finished:
                yield one.result()
    finally:
        pool.shutdown(cancel_futures=True)


def body_of(source: TileSource, order: Order, layers: Sequence[Layer], number: int) -> bytes:
    """The gzip body of a tile with some layers of an order; empty where none has anything."""
    place = place_of(order.grid, number)
    contents = [
        source.tile(layer, order.grid, order.sight, place.z, place.x, place.y).content
        for layer in layers
    ]
    filled = [content for content in contents if content.body]
    if len(filled) == 1 and filled[0].packed:
        return filled[0].body
    # The layers of a tile are a repeated field of protobuf: put together, they are one tile.
    plain = b"".join(content.plain for content in filled)
    # mtime=0: the same tile has the same bytes at any time.
    return gzip.compress(plain, _GZIP_LEVEL, mtime=0) if plain else b""


def _put_in_place(
    out: Path,
    stage: Stage,
    label: Label,
    write: Callable[[Path, Stage, Label], None],
    look_over: Callable[[Path], None],
) -> None:
    finished = out.with_name(f".{out.name}.new{out.suffix}")
    finished.unlink(missing_ok=True)
    try:
        write(finished, stage, label)
        look_over(finished)
        with finished.open("rb") as file:
            os.fsync(file.fileno())
        finished.replace(out)
    finally:
        finished.unlink(missing_ok=True)

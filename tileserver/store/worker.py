"""Builds tiles ahead for all layers that are built, and again when a build changed some."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Event

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from spatial.errors import LayerBroken
from spatial.progress import step
from spatial.tile_grids import GRIDS, TileGrid
from tileserver.editions import read_edition_state
from tileserver.layers import Layer, declared_layers
from tileserver.published.declaration import PublishedTable
from tileserver.published.drawings import draw_published
from tileserver.store.bodies import drop_unused
from tileserver.store.building import DEEPEST, BuildEnded, Built, build_sheet, sheets_of

log = structlog.get_logger(__name__)

BUILT_SOURCES = ("division", "boundary_line")
"""Sources of layers whose tiles are built; markers are few, and other layers have no editions."""


def built_layers() -> list[Layer]:
    """The layers whose tiles are built ahead."""
    return [layer for layer in declared_layers().values() if layer.source in BUILT_SOURCES]


def build_tiles(
    engine: Engine,
    *,
    layers: Iterable[Layer] | None = None,
    grids: Iterable[TileGrid] | None = None,
    zooms: Iterable[int] | None = None,
    workers: int = 2,
    ended: Event | None = None,
) -> Built:
    """Builds what is not built, small zooms first; each sheet is whole or not there.

    layers, grids, zooms: all that are built when left out. workers: connections that cut tiles.
    Nothing is done twice. Raises BuildEnded soon after another thread sets `ended`.
    """
    sheets = sheets_of(
        built_layers() if layers is None else layers,
        GRIDS.values() if grids is None else grids,
        range(DEEPEST + 1) if zooms is None else zooms,
    )
    tiles = steps = cut = kept = 0
    with step("瓦片", len(sheets)) as progress:
        for sheet in sheets:
            built = build_sheet(engine, sheet, workers, ended)
            tiles, steps = tiles + built.tiles, steps + built.steps
            cut, kept = cut + built.cut, kept + built.kept
            progress.advance(1)
    if layers is None:
        draw_all_published(engine)
    with engine.begin() as connection:
        dropped = drop_unused(connection)
    if cut or dropped:
        log.info("tiles", tiles=tiles, contents=steps, cut=cut, kept=kept, dropped=dropped)
    return Built(tiles, steps, cut, kept)


def draw_all_published(engine: Engine) -> None:
    """Generalises what is new in published tables. One that is not as declared is told and left."""
    for layer in declared_layers().values():
        if isinstance(layer.published, PublishedTable):
            try:
                draw_published(engine, layer)
            except LayerBroken as error:
                log.warning("published table not drawn", reason=str(error))


def keep_building(engine: Engine, ended: Event, look_s: float) -> None:
    """Builds now, and whenever the build of areas is another one, until `ended` is set.

    One worker, so that answering comes first. A database that goes away is waited for.
    """
    done: str | None = None
    while not ended.is_set():
        try:
            with engine.connect() as connection:
                build = read_edition_state(connection).build
            if build is not None and build != done:
                build_tiles(engine, workers=1, ended=ended)
                done = build
        except BuildEnded:
            return
        except SQLAlchemyError as error:
            if ended.is_set():
                return
            log.warning("tiles are not built", error=type(error).__name__)
        ended.wait(look_s)

"""Builds tiles ahead: every content that a tile has through time, each once.

A tile is looked at through all its days at once: the features that reach into it, with the days of
each, give the steps at which it changes; what two days, two bases or two builds have in common is
cut once and kept once. So many editions cost little more than one, and a correction costs the tiles
that it touches. Cost: grows with the different contents, not with the editions.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from threading import Event

import numpy as np
import shapely
from sqlalchemy import Connection, Engine, text

from spatial.db import read_sql
from spatial.temporal import Basis
from spatial.tile_grids import TileGrid
from tileserver.cutting import Place, fitting_tile, source_of
from tileserver.editions import Edition
from tileserver.layers import Layer
from tileserver.responses import MVT, Content
from tileserver.sight import Sight
from tileserver.store.bodies import keep_bodies
from tileserver.store.covers import tiles_of
from tileserver.store.timelines import steps_of

DEEPEST = 9
"""The last zoom that is built: below, a tile is quick to cut, and there are too many."""

BASES = (Basis.LIST, Basis.ANNOUNCED)
"""The bases that are built: that of the lists, and that of the public profile."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All tiles of a layer at one zoom of a grid, on one basis."""

    layer: Layer
    basis: Basis
    grid: TileGrid
    z: int


@dataclass(frozen=True, slots=True)
class Built:
    """What building a sheet came to. tiles: those with features. steps: their contents through
    time. cut: contents that had to be made; kept: those that were there already.
    """

    tiles: int
    steps: int
    cut: int
    kept: int


@dataclass(frozen=True, slots=True)
class _Feature:
    periods: tuple[tuple[date | None, date | None], ...]
    digest: bytes


Cell = tuple[int, int]
_Content = tuple[Cell, date | None]
"""A tile on the first day of a step."""


class BuildEnded(Exception):
    """The build was told to end; the sheet under way is as it was."""


def build_sheet(
    engine: Engine, sheet: Sheet, workers: int = 2, ended: Event | None = None
) -> Built:
    """Builds what is not built of a sheet, takes out what is no more; one transaction.

    Waits for a build of areas that is under way, and holds the next one up until it is done.
    Raises UnknownLayer for a layer whose tiles do not come from one statement, and BuildEnded soon
    after `ended` is set.
    """
    with engine.begin() as connection:
        connection.execute(
            text("SELECT pg_advisory_xact_lock_shared(hashtextextended('build areas', 0))")
        )
        features, cells = _features(connection, sheet)
        steps = {cell: steps_of((one, features[one].periods) for one in of) for cell, of in
                 cells.items()}  # fmt: skip
        digest = _digester(sheet.layer, features)
        standing = _standing(connection, sheet)
        wanted = {cell: [(start, digest(ids)) for start, ids in of] for cell, of in steps.items()}
        stale = [cell for cell, rows in standing.items() if wanted.get(cell) != rows]
        missing = [cell for cell in wanted if standing.get(cell) != wanted[cell]]
        _forget(connection, sheet, stale)
        kept = _kept_bodies(connection, sheet, missing)
        new = {
            (cell, content): start
            for cell in missing
            for start, content in wanted[cell]
            if (cell, content) not in kept
        }
        contents = [(cell, start) for (cell, _), start in new.items()]
        made = _cut(engine, sheet, contents, workers, ended or Event())
        finished = dict(zip(new, made, strict=True))
        latest = {cell: finished.get((cell, wanted[cell][-1][1])) for cell in missing}
        bodies = keep_bodies(
            connection, [(one, latest[cell]) for (cell, _), one in finished.items()]
        )
        found = kept | {key: bodies.get(one.digest) for key, one in finished.items()}
        _store(connection, sheet, {cell: wanted[cell] for cell in missing}, found)
    return Built(
        tiles=len(wanted),
        steps=sum(len(rows) for rows in wanted.values()),
        cut=len(new),
        kept=sum(len(rows) for rows in wanted.values()) - len(new),
    )


def _features(
    connection: Connection, sheet: Sheet
) -> tuple[dict[int, _Feature], dict[Cell, list[int]]]:
    """The features of the sheet, and which of them reach into each tile."""
    rows = connection.execute(
        text(read_sql("tileserver.store", f"{source_of(sheet.layer)}_features")),
        {
            "level": sheet.layer.id,
            "basis": sheet.basis.value,
            "srid": sheet.grid.srid,
            "zoom": sheet.grid.drawn_zoom(sheet.z),
        },
    ).all()
    shapes = shapely.from_wkb(np.array([row.shape for row in rows], dtype=object))
    features: dict[int, _Feature] = {}
    cells: defaultdict[Cell, list[int]] = defaultdict(list)
    # Areas of many names share an outline: each is laid over the tiles once.
    covers: dict[bytes, list[Cell]] = {}
    for row, shape in zip(rows, shapes, strict=True):
        periods = tuple((one.lower, one.upper) for one in row.periods)
        features[row.id] = _Feature(periods, bytes(row.digest))
        key = bytes(row.shape)
        if key not in covers:
            covers[key] = list(tiles_of(shape, sheet.grid, sheet.z))
        for cell in covers[key]:
            cells[cell].append(row.id)
    return features, cells


def _digester(layer: Layer, features: Mapping[int, _Feature]) -> Callable[[frozenset[int]], bytes]:
    """What tells a content from any other: the features, their drawings, and how it is cut."""
    statement = read_sql("tileserver", f"{source_of(layer)}_tile")
    rules = hashlib.sha256(f"{layer.label_min_zoom} {statement}".encode()).digest()
    known: dict[frozenset[int], bytes] = {}

    def digest(ids: frozenset[int]) -> bytes:
        if ids not in known:
            hashed = hashlib.blake2b(rules, digest_size=16)
            for one in sorted(ids):
                hashed.update(one.to_bytes(8, "big") + features[one].digest)
            known[ids] = hashed.digest()
        return known[ids]

    return digest


def _where(sheet: Sheet) -> dict[str, object]:
    return {
        "layer": sheet.layer.id,
        "basis": sheet.basis.value,
        "srid": sheet.grid.srid,
        "z": sheet.z,
    }


_Rows = list[tuple[date | None, bytes]]


def _standing(connection: Connection, sheet: Sheet) -> dict[Cell, _Rows]:
    """What is built of the sheet: the steps of each tile with the digests of their contents."""
    found: defaultdict[Cell, _Rows] = defaultdict(list)
    for row in connection.execute(
        text(
            "SELECT x, y, nullif(starts, '-infinity') AS starts, content FROM tile_built"
            " WHERE layer = :layer AND basis = :basis AND srid = :srid AND z = :z"
            " ORDER BY x, y, tile_built.starts"
        ),
        _where(sheet),
    ):
        found[row.x, row.y].append((row.starts, bytes(row.content)))
    return found


def _forget(connection: Connection, sheet: Sheet, cells: Sequence[Cell]) -> None:
    connection.execute(
        text(
            "DELETE FROM tile_built USING unnest(CAST(:xs AS int[]), CAST(:ys AS int[]))"
            " AS gone (gone_x, gone_y) WHERE layer = :layer AND basis = :basis AND srid = :srid"
            " AND z = :z AND x = gone_x AND y = gone_y"
        ),
        _where(sheet) | {"xs": [x for x, _ in cells], "ys": [y for _, y in cells]},
    )


def _kept_bodies(
    connection: Connection, sheet: Sheet, cells: Sequence[Cell]
) -> dict[tuple[Cell, bytes], int | None]:
    """Contents of these tiles that another basis has already."""
    wanted = set(cells)
    rows = connection.execute(
        text(
            "SELECT DISTINCT x, y, content, body_id FROM tile_built"
            " WHERE layer = :layer AND basis <> :basis AND srid = :srid AND z = :z"
        ),
        _where(sheet),
    )
    return {
        ((row.x, row.y), bytes(row.content)): row.body_id
        for row in rows
        if (row.x, row.y) in wanted
    }


def _cut(
    engine: Engine, sheet: Sheet, contents: Sequence[_Content], workers: int, ended: Event
) -> list[Content]:
    """The tiles of some contents, in order; each worker has a connection of its own."""
    share = max(1, -(-len(contents) // (workers * 8)))
    parts = [contents[at : at + share] for at in range(0, len(contents), share)]

    def cut(part: Sequence[_Content]) -> list[Content]:
        with engine.connect() as connection:
            return [_finished(connection, sheet, one, ended) for one in part]

    with ThreadPoolExecutor(workers) as pool:
        return [one for part in pool.map(cut, parts) for one in part]


def _finished(connection: Connection, sheet: Sheet, content: _Content, ended: Event) -> Content:
    if ended.is_set():
        raise BuildEnded
    (x, y), start = content
    sight, edition = Sight(start, sheet.basis), Edition(start, None)
    place = Place(sheet.grid, sheet.z, x, y)
    _, body, coarser = fitting_tile(connection, sheet.layer, sight, edition, place)
    return Content.of(body, MVT, coarser=coarser)


def _store(
    connection: Connection,
    sheet: Sheet,
    wanted: Mapping[Cell, _Rows],
    bodies: Mapping[tuple[Cell, bytes], int | None],
) -> None:
    rows: list[dict[str, object]] = [
        _where(sheet)
        | {"x": x, "y": y, "starts": start or "-infinity", "content": content}
        | {"body": bodies.get(((x, y), content))}
        for (x, y), steps in wanted.items()
        for start, content in steps
    ]
    if rows:
        connection.execute(
            text(
                "INSERT INTO tile_built (layer, basis, srid, z, x, y, starts, content, body_id)"
                " VALUES (:layer, :basis, :srid, :z, :x, :y, :starts, :content, :body)"
            ),
            rows,
        )


def sheets_of(
    layers: Iterable[Layer], grids: Iterable[TileGrid], zooms: Iterable[int]
) -> list[Sheet]:
    """The sheets of layers and grids that are built, small zooms first."""
    grids = list(grids)
    return [
        Sheet(layer, basis, grid, z)
        for z in sorted(zooms)
        for layer in layers
        if layer.min_zoom <= z <= min(layer.max_zoom, DEEPEST)
        for grid in grids
        for basis in (BASES if layer.source == "division" else (Basis.LIST,))
    ]

"""Tiles of published relations: cut on demand, kept for seconds.

Nothing tells when others write into their tables, so a tile is trusted for a few seconds only; the
ETag is of its content, as that of any tile. Equal requests that arrive together make one query.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from time import monotonic
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, text

from spatial.db import reading
from spatial.errors import BadParameter
from spatial.features.memory import memory_of
from spatial.temporal import CHINA_TIME
from spatial.tile_grids import TileGrid
from tileserver.cutting import (
    MOST_BYTES,
    MOST_COARSER,
    Place,
    plan_once,
    tile_parameters,
    viewpoint_of,
)
from tileserver.editions import Edition, edition_among
from tileserver.layers import Layer
from tileserver.memory import ContentMemory
from tileserver.published.boxes import band_of, box_of
from tileserver.published.declaration import PublishedTable, PublishedValues
from tileserver.published.relation import Relation, relation_of
from tileserver.published.statements import bounds, label_part, steps, table_tile, values_tile
from tileserver.responses import MVT, Content
from tileserver.sight import Sight
from tileserver.single_flight import SingleFlight

MOST_STEPS = 20_000
"""Days on which a table changes; where it has more of them, every day is an edition."""

_MOST_FEATURES = 50_000
_CATALOG_S = 60.0


class _Key(NamedTuple):
    """What a tile is kept under; slot: of seconds in which it is trusted."""

    slot: int
    layer: str
    grid: str
    z: int
    x: int
    y: int
    day: date | None
    sight: Sight


class PublishedTiles:
    """The published relations of one database, as one process serves them.

    division_changes: the days on which the divisions of a level change, as a sight shows them.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        kept_s: float,
        memory_bytes: int,
        division_changes: Callable[[str, Sight], tuple[date, ...]],
    ) -> None:
        self._engine = engine
        self._kept_s = kept_s
        self._memory: ContentMemory[_Key] = ContentMemory(memory_bytes)
        self._division_changes = division_changes
        self._relations: dict[str, tuple[float, Relation]] = {}
        self._steps: dict[str, tuple[float, tuple[date, ...] | None]] = {}
        self._flight: SingleFlight[_Key, Content] = SingleFlight()

    def tile(self, layer: Layer, grid: TileGrid, sight: Sight, z: int, x: int, y: int) -> Content:
        """The tile of the edition that holds the day of the sight.

        Raises UnknownTile, BadParameter for what a request has to choose and does not, LayerBroken.
        """
        layer.require_tile(grid, z, x, y)
        _require_choice(layer, sight)
        place = Place(grid, z, x, y)
        edition = self.edition(layer, sight)
        slot = int(monotonic() / self._kept_s) if self._kept_s else 0
        key = _Key(slot, layer.id, grid.id, z, x, y, edition.starts, replace(sight, day=None))
        content = self._memory.get(key) if self._kept_s else None
        if content is None:
            content = self._flight.once(key, lambda: self._cut(layer, sight, edition, place))
            if self._kept_s:
                self._memory.put(key, content)
        return content

    def edition(self, layer: Layer, sight: Sight) -> Edition:
        """The days around that of the sight on which the layer shows the same."""
        changes = self.changes(layer, sight)
        if changes is None:
            day = sight.day
            return Edition(day, None if day is None else day + timedelta(days=1))
        return edition_among(changes, sight.day)

    def changes(self, layer: Layer, sight: Sight) -> tuple[date, ...] | None:
        """The days on which the layer changes, ascending; None where any day may be one."""
        own = self._own_changes(layer)
        if own is None or not isinstance(layer.published, PublishedValues):
            return own
        return tuple(sorted({*own, *self._division_changes(layer.published.level, sight)}))

    def _own_changes(self, layer: Layer) -> tuple[date, ...] | None:
        until, known = self._steps.get(layer.id, (0.0, None))
        if monotonic() < until:
            return known
        relation = self._relation(layer)
        assert layer.published is not None
        statement = steps(layer.published, relation, MOST_STEPS)
        days: tuple[date, ...] | None = () if not layer.published.period else None
        if statement is not None:
            with reading(self._engine) as connection:
                found = tuple(connection.execute(text(statement)).scalars())
            days = found if len(found) <= MOST_STEPS else None
        self._steps[layer.id] = (monotonic() + self._kept_s, days)
        return days

    def _relation(self, layer: Layer) -> Relation:
        until, known = self._relations.get(layer.id, (0.0, None))
        if known is not None and monotonic() < until:
            return known
        with reading(self._engine) as connection:
            found = relation_of(connection, layer)
        self._relations[layer.id] = (monotonic() + min(_CATALOG_S, self._kept_s), found)
        return found

    def bounds(self, layer: Layer, sight: Sight) -> tuple[float, float, float, float] | None:
        """West, south, east, north in degrees of what a table shows; None where that is nothing.

        The whole table is read for it, so that it is remembered for a minute.
        """
        table = layer.published
        assert isinstance(table, PublishedTable)
        if not set(table.parameters) <= dict(sight.chosen).keys():
            return None
        relation = self._relation(layer)
        edition = self.edition(layer, sight)

        def box() -> tuple[float, float, float, float] | None:
            with reading(self._engine) as connection:
                row = connection.execute(
                    text(bounds(table, relation)), shown(layer, sight, edition)
                ).one()
            return None if row.west is None else (row.west, row.south, row.east, row.north)

        asked = ("bounds", layer, replace(sight, day=edition.starts))
        return memory_of(self._engine).recall(asked, None, box)

    def _cut(self, layer: Layer, sight: Sight, edition: Edition, place: Place) -> Content:
        relation = self._relation(layer)
        with reading(self._engine) as connection:
            if isinstance(layer.published, PublishedValues):
                return _values_tile(connection, layer, relation, sight, edition, place)
            return _table_tile(connection, layer, relation, sight, edition, place)


def shown(layer: Layer, sight: Sight, edition: Edition) -> dict[str, Any]:
    """The parameters that say which rows are shown; see statements.conditions.

    Raises BadParameter where knowledge of an instant is asked of a relation that keeps none.
    """
    published = layer.published
    assert published is not None
    if sight.known_at is not None and published.known is None:
        raise BadParameter(f"layer {layer.id} does not keep what was known at an instant")
    starts: datetime | str = "-infinity"
    ends: datetime | str = "-infinity"
    if edition.starts is not None:
        day = edition.starts
        starts = datetime.combine(day, time(), CHINA_TIME)
        ends = starts + timedelta(days=1)
    chosen = dict(sight.chosen)
    return {
        "day": edition.sql_day,
        "starts": starts,
        "ends": ends,
        "bounds": "[]" if edition.starts is None else "[)",
        "known_at": sight.known_at or "infinity",
    } | {f"chosen_{number}": chosen.get(name) for number, name in enumerate(published.parameters)}


def _require_choice(layer: Layer, sight: Sight) -> None:
    published = layer.published
    assert published is not None
    missing = [name for name in published.parameters if name not in dict(sight.chosen)]
    if missing:
        raise BadParameter(
            f"layer {layer.id} shows one choice of many: give {', '.join(missing)} in the query"
        )


def _table_tile(
    connection: Connection,
    layer: Layer,
    relation: Relation,
    sight: Sight,
    edition: Edition,
    place: Place,
) -> Content:
    band = None if relation.has_points or not relation.stored else band_of(place)
    box = box_of(place, relation.srid)
    west, south, east, north = place.grid.box(place.z, place.x, place.y)
    statement = text(table_tile(layer, relation, sight.profile, generalised=band is not None))
    parameters = shown(layer, sight, edition) | {
        "west": west, "south": south, "east": east, "north": north, "srid": place.grid.srid,
        "within_west": box.west, "within_south": box.south,
        "within_east": box.east, "within_north": box.north,
        "dot": box.dot, "band": band, "published": layer.id,
        "layer": layer.id, "label_layer": f"{layer.id}_label",
        "labelled": place.z >= layer.label_min_zoom,
    }  # fmt: skip
    used = {
        name: parameters[name]
        for name in parameters
        if f":{name}" in statement.text and (name != "label_layer" or label_part(layer))
    }
    most = _MOST_FEATURES
    while True:
        row = connection.execute(statement, used | {"most": most}).one()
        body = bytes(row.tile)
        if len(body) <= MOST_BYTES or most <= 1:
            break
        # Features differ in size; a little less than the share that would fit on the whole.
        most = max(1, int(min(row.met, most) * MOST_BYTES / len(body) * 0.9))
    kept = row.kept if row.met > most else None
    return replace(Content.of(body, MVT), kept=kept)


def _values_tile(
    connection: Connection,
    layer: Layer,
    relation: Relation,
    sight: Sight,
    edition: Edition,
    place: Place,
) -> Content:
    values = layer.published
    assert isinstance(values, PublishedValues)
    plan_once(connection, place)
    statement = text(values_tile(layer, relation, viewpoint_of(sight), sight.profile))
    drawn = place.grid.drawn_zoom(place.z)
    for coarser in range(min(drawn, MOST_COARSER) + 1):
        parameters = tile_parameters(layer, sight, edition, place, coarser)
        row = connection.execute(
            statement, parameters | shown(layer, sight, edition) | {"level": values.level}
        ).one()
        body = bytes(row.tile)
        if len(body) <= MOST_BYTES:
            break
    return Content.of(body, MVT, coarser=coarser)

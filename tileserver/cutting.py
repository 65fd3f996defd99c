"""A vector tile straight from the database: one statement for each kind of layer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import UnknownLayer
from spatial.tile_grids import EXTENT, TILE_BUFFER, TileGrid
from tileserver.editions import Edition
from tileserver.layers import Layer
from tileserver.sight import Profile, Sight

MOST_BYTES = 500_000
"""Bytes of a vector tile before it is packed: what clients can take (OpenHistoricalMap #698)."""

MOST_COARSER = 3
"""Zooms by which drawings may be coarser than those of the tile's own zoom, to fit."""

ONE_PLAN_FROM = 6
"""The zoom from which on one plan serves all tiles; above, each has thousands of units."""

_PLANNED = "shikong_planned_once"


@dataclass(frozen=True, slots=True)
class Place:
    """The address of a tile in a grid; x to the east, y to the south."""

    grid: TileGrid
    z: int
    x: int
    y: int


def source_of(layer: Layer) -> str:
    """The name of the layer's SQL files. Raises UnknownLayer where other modules make its tiles."""
    if layer.source is None:
        raise UnknownLayer(f"layer {layer.id} has no vector tiles by date")
    return layer.source


def viewpoint_of(sight: Sight) -> Viewpoint:
    """From where the registry is looked at."""
    return Viewpoint(basis=sight.basis, known_at=sight.known_at)


def cut_tile(
    connection: Connection, layer: Layer, sight: Sight, edition: Edition, place: Place
) -> tuple[str | None, bytes]:
    """The bytes of a tile straight from the database, and the build that they show."""
    return _cut(connection, layer, sight, edition, place, 0)


def fitting_tile(
    connection: Connection, layer: Layer, sight: Sight, edition: Edition, place: Place
) -> tuple[str | None, bytes, int]:
    """As `cut_tile`, within MOST_BYTES: else of coarser drawings, and by how many zooms coarser.

    Coarser drawings are a coverage as well: no unit goes, and neighbours keep one border. What is
    still too large at the coarsest is sent as it is.
    """
    drawn = place.grid.drawn_zoom(place.z)
    for coarser in range(drawn + 1):
        build, body = _cut(connection, layer, sight, edition, place, coarser)
        if len(body) <= MOST_BYTES or coarser == min(drawn, MOST_COARSER):
            break
    return build, body, coarser


def _cut(
    connection: Connection,
    layer: Layer,
    sight: Sight,
    edition: Edition,
    place: Place,
    coarser: int,
) -> tuple[str | None, bytes]:
    plan_once(connection, place)
    row = connection.execute(
        viewpoint_of(sight).sql("tileserver", f"{source_of(layer)}_tile"),
        tile_parameters(layer, sight, edition, place, coarser),
    ).one()
    return row.build, bytes(row.tile)


def plan_once(connection: Connection, place: Place) -> None:
    """Has the statements of the rest of the transaction planned once for all tiles.

    Down there a tile holds little, and planning would take as long as reading it. Where a tile
    holds thousands of units, the plan for its own box is better.
    """
    if place.z < ONE_PLAN_FROM:
        return
    transaction = connection.get_transaction()
    if transaction is None or connection.info.get(_PLANNED) is not transaction:
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
        connection.info[_PLANNED] = connection.get_transaction()


def tile_parameters(
    layer: Layer, sight: Sight, edition: Edition, place: Place, coarser: int = 0
) -> dict[str, object]:
    """What the statements of all sources take; each uses what it needs.

    coarser: by how many zooms the drawings are coarser than those that serve the tile's zoom.
    """
    grid, z, x, y = place.grid, place.z, place.x, place.y
    zoom = grid.drawn_zoom(z) - coarser
    scale = 1 << (z - zoom)
    west, south, east, north = grid.box(z, x, y)
    return {
        "srid": grid.srid,
        "zoom": zoom,
        "left": x * EXTENT / scale,
        "top": y * EXTENT / scale,
        "edge": EXTENT / scale,
        "margin": TILE_BUFFER / scale,
        "scale": scale,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "level": layer.id,
        "day": edition.sql_day,
        "known_at": viewpoint_of(sight).parameters["known_at"],
        "layer": layer.id,
        "label_layer": f"{layer.id}_label",
        "internal": sight.profile is Profile.INTERNAL,
        "labelled": z >= layer.label_min_zoom,
    }


def edition_days(connection: Connection, layer: Layer, sight: Sight) -> tuple[date, ...]:
    """The days on which a layer of divisions changes on the sight's basis, as known then."""
    viewpoint = viewpoint_of(sight)
    found = connection.execute(
        viewpoint.sql("tileserver", "division_editions"),
        {
            "level": layer.id,
            "basis": sight.basis.value,
            "known_at": viewpoint.parameters["known_at"],
        },
    )
    return tuple(found.scalars())

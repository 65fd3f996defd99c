"""What the query of a tile's address says of the sight, beside the day in its path."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Request

from spatial.api.dependencies import KnownAt
from spatial.errors import BadParameter
from spatial.temporal import Basis
from spatial.tile_grids import WEB_MERCATOR, TileGrid, grid_named
from tileserver.layers import Layer
from tileserver.sight import Profile, Sight


def dayless_sight(
    known: KnownAt,
    basis: Annotated[
        Basis, Query(description="By which date of a decision a change takes effect.")
    ] = Basis.LIST,
) -> Sight:
    """A sight whose day the path or another parameter gives. Raises BadDate, BadParameter."""
    if known is not None and known > datetime.now(UTC):
        # Its answer would be kept for ever, and is not known yet.
        raise BadParameter(f"known_at={known.isoformat()} has not come yet")
    return Sight(None, basis, known)


DaylessSight = Annotated[Sight, Depends(dayless_sight)]


def grid_of(
    grid: Annotated[
        str, Query(description="Grid of tiles: WebMercatorQuad or CGCS2000Quad.")
    ] = WEB_MERCATOR.id,
) -> TileGrid:
    """The grid that the query names. Raises UnknownGrid."""
    return grid_named(grid)


OnGrid = Annotated[TileGrid, Depends(grid_of)]


def choosing(request: Request, layer: Layer, sight: Sight) -> Sight:
    """The sight with what the query chooses of a published layer; others let nothing choose."""
    if layer.published is None:
        return sight
    asked = request.query_params
    return replace(
        sight,
        chosen=tuple((name, asked[name]) for name in layer.published.parameters if name in asked),
    )


def query_of(sight: Sight) -> str:
    """The query, with its question mark, of the address of a tile of the sight; may be empty."""
    said = dict(sight.chosen)
    if sight.profile is Profile.INTERNAL and sight.basis is not Basis.LIST:
        said["basis"] = sight.basis.value
    if sight.known_at is not None:
        # Z in place of +00:00, which would need an escape.
        instant = sight.known_at.astimezone(UTC).replace(tzinfo=None).isoformat()
        said["known_at"] = f"{instant}Z"
    return f"?{urlencode(said)}" if said else ""

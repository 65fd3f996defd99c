"""TileJSON 3.0.0 of a layer on a day, with what the platform adds to it.

Beside the specification: `date` (as asked), `edition` (whose tiles the template names),
`changes` (every day on which the content of the layer changes, ascending: stops of a slider),
`data_until` (the last list), `before_record` (the day lies before the first list),
`review_number` (审图号), `fictional` (the sample, not the country), `tile_matrix_set` and `crs`
(the grid of the template: TileJSON itself knows Web Mercator only), `basis` and `known_at` (how the
divisions of the day are told, and with whose knowledge; null is now).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import floor, log2

from spatial.api.settings import MapSettings
from spatial.tile_grids import TileGrid
from tileserver.editions import Edition, EditionState
from tileserver.layers import Layer
from tileserver.sight import Sight
from tileserver.sight_parameters import query_of
from tileserver.vector_tiles import Bounds


def tilejson(
    layer: Layer,
    grid: TileGrid,
    sight: Sight,
    edition: Edition,
    changes: Sequence[date],
    state: EditionState,
    bounds: Bounds | None,
    *,
    tiles_url: str,
    map_settings: MapSettings,
    max_zoom: int,
) -> dict[str, object]:
    """The document. sight: with the day asked for. changes: the days on which its content changes.

    tiles_url: under which the tiles of the profile stand, without a slash at its end. max_zoom: the
    greatest zoom that the profile sees.
    `bounds` (west, south, east, north in degrees) and `center` miss where the layer is empty.
    """
    day = sight.day
    assert day is not None
    document: dict[str, object] = {
        "tilejson": "3.0.0",
        "name": layer.title,
        "scheme": "xyz",
        "tiles": [
            f"{tiles_url}/{layer.id}/{edition.name}/{grid.id}/{{z}}/{{x}}/{{y}}.mvt"
            f"{query_of(sight)}"
        ],
        "vector_layers": [
            {
                "id": part.id,
                "fields": dict(part.fields_for(sight.profile)),
                "minzoom": layer.min_zoom,
                "maxzoom": max_zoom,
            }
            for part in layer.parts
        ],
        "minzoom": layer.min_zoom,
        "maxzoom": max_zoom,
        "attribution": map_settings.attribution,
        "date": day.isoformat(),
        "edition": edition.name,
        "changes": [change.isoformat() for change in changes],
        "data_until": state.record.until.isoformat() if state.record else None,
        "before_record": state.record is not None and day < state.record.first,
        "review_number": map_settings.review_number,
        "fictional": state.fictional,
        "tile_matrix_set": grid.id,
        "crs": f"EPSG:{grid.srid}",
        "basis": sight.basis.value,
        "known_at": None if sight.known_at is None else sight.known_at.isoformat(),
    }
    if bounds is not None:
        document["bounds"] = [round(value, 6) for value in bounds]
        document["center"] = _center(bounds, layer.min_zoom, max_zoom)
    return document


def _center(bounds: Bounds, min_zoom: int, max_zoom: int) -> list[float]:
    """The middle of the box and a zoom at which it fits about one tile."""
    span = max(bounds.east - bounds.west, bounds.north - bounds.south)
    zoom = floor(log2(360 / span)) if span > 0 else max_zoom
    return [
        round((bounds.west + bounds.east) / 2, 6),
        round((bounds.south + bounds.north) / 2, 6),
        min(max(zoom, min_zoom), max_zoom),
    ]

"""What an exported file says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from spatial.api.settings import MapSettings
from tileserver.editions import Edition, EditionState
from tileserver.export.numbering import zoom_offset
from tileserver.export.order import Order
from tileserver.vector_tiles import Bounds


@dataclass(frozen=True, slots=True)
class Label:
    """The metadata of a file, and what its header says in numbers.

    bounds: in degrees, CGCS2000. min_zoom, max_zoom: as the archive counts.
    """

    bounds: Bounds
    min_zoom: int
    max_zoom: int
    members: dict[str, object]

    @property
    def center(self) -> tuple[float, float, int]:
        """Longitude, latitude and zoom to begin at."""
        west, south, east, north = self.bounds
        return (west + east) / 2, (south + north) / 2, self.min_zoom


def label_of(
    order: Order,
    edition: Edition,
    state: EditionState,
    bounds: Bounds,
    map_settings: MapSettings,
) -> Label:
    """The label of an order's file. edition: of the first layer. Nothing in it tells of today."""
    offset = zoom_offset(order.grid)
    sight = order.sight
    number = map_settings.review_number
    sources = [part for part in (map_settings.attribution, f"审图号：{number}" if number else "")]
    members: dict[str, object] = {
        "name": "、".join(layer.title for layer in order.layers),
        "description": f"{order.layers[0].title}，{sight.day}",
        "type": "overlay",
        "version": "1",
        "attribution": " ".join(part for part in sources if part),
        "review_number": number,
        "vector_layers": [
            {
                "id": part.id,
                "fields": dict(part.fields_for(sight.profile)),
                "minzoom": max(layer.min_zoom, order.zooms.start) + offset,
                "maxzoom": min(layer.max_zoom, order.zooms.stop - 1) + offset,
            }
            for layer in order.layers
            for part in layer.parts
        ],
        "date": str(sight.day),
        "edition": edition.name,
        "basis": sight.basis.value,
        "known_at": ("" if sight.known_at is None else sight.known_at.astimezone(UTC).isoformat()),
        "profile": sight.profile.value,
        "tile_matrix_set": order.grid.id,
        "crs": f"EPSG:{order.grid.srid}",
        "zoom_offset": offset,
        "whole_country": order.area is None,
        "fictional": state.fictional,
    }
    return Label(bounds, order.zooms.start + offset, order.zooms.stop - 1 + offset, members)

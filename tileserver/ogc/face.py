"""The tile layers as a standard face: what /ogc says of them (OGC 20-057)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy import Connection

from spatial.api.standard.documents import REL, base_url, collection_url, link
from spatial.api.standard.face import CollectionPart, Document, Interval
from spatial.errors import LayerBroken
from tileserver.images.routes import image_bounds
from tileserver.layers import Layer, LayerKind, declared_layers
from tileserver.ogc.documents import CONFORMANCE, tiles_path
from tileserver.routes import vector_tiles_of
from tileserver.sight import Sight
from tileserver.vector_tiles import Bounds, VectorTiles


@dataclass(frozen=True, slots=True)
class TilesFace:
    """The layers that have tiles by date, each a collection."""

    conformance: tuple[str, ...] = CONFORMANCE

    def landing_links(self, base: str) -> Sequence[Document]:
        """The grids."""
        return (link(f"{REL}/tiling-schemes", f"{base}/ogc/tileMatrixSets", title="瓦片格网"),)

    def collections(self, request: Request, connection: Connection) -> Sequence[CollectionPart]:
        """The layers. One whose table is not there is left out."""
        parts = []
        for layer in collected_layers().values():
            try:
                parts.append(_part(request, connection, layer))
            except LayerBroken:
                continue
        return parts

    def collection(
        self, request: Request, connection: Connection, id: str
    ) -> CollectionPart | None:
        """One layer. Raises LayerBroken."""
        layer = collected_layers().get(id)
        return None if layer is None else _part(request, connection, layer)


TILES_FACE = TilesFace()


def collected_layers() -> dict[str, Layer]:
    """The layers that are collections, by id: those with tiles of any day."""
    return {
        layer.id: layer
        for layer in declared_layers().values()
        if layer.source or layer.published or layer.kind is LayerKind.RASTER
    }


def latest(tiles: VectorTiles) -> Sight:
    """The newest day of the record."""
    record = tiles.state().record
    return Sight(record.until if record else None)


def bounds_of(connection: Connection, tiles: VectorTiles, layer: Layer) -> Bounds | None:
    """Where a layer has something, west, south, east, north; None where it has nothing."""
    if layer.kind is LayerKind.VECTOR:
        return tiles.bounds(layer, latest(tiles), tiles.state())
    return image_bounds(connection)


def _part(request: Request, connection: Connection, layer: Layer) -> CollectionPart:
    tiles = vector_tiles_of(request)
    tilesets = "tilesets-map" if layer.kind is LayerKind.RASTER else "tilesets-vector"
    address = f"{collection_url(base_url(request), layer.id)}/{tiles_path(layer)}"
    return CollectionPart(
        layer.id,
        layer.title,
        [link(f"{REL}/{tilesets}", address)],
        bbox=bounds_of(connection, tiles, layer),
        interval=_interval(tiles, layer),
    )


def _interval(tiles: VectorTiles, layer: Layer) -> Interval | None:
    """From the first day on which a layer changes."""
    if layer.kind is not LayerKind.VECTOR:
        return None
    changes = tiles.changes(layer, latest(tiles), tiles.state())
    return (f"{min(changes).isoformat()}T00:00:00Z", None) if changes else None

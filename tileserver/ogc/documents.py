"""The documents of OGC API - Tiles: what there is, and where (20-057; 17-083r4, clause 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spatial.api.standard.documents import REL, collection_url, link
from spatial.api.standard.face import Document
from spatial.tile_grids import GRIDS, TileGrid
from tileserver.layers import Layer, LayerKind
from tileserver.responses import MVT
from tileserver.tile_matrix_sets import crs_uri
from tileserver.vector_tiles import Bounds

_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"

CONFORMANCE = (
    f"{_TILES}/core",
    f"{_TILES}/tileset",
    f"{_TILES}/tilesets-list",
    f"{_TILES}/geodata-tilesets",
    f"{_TILES}/datetime",
    f"{_TILES}/mvt",
    f"{_TILES}/png",
)
"""The classes of requirements that are met."""

_PICTURES = ("image/png", "image/webp")
_ENDINGS = {"image/png": "png", "image/webp": "webp"}


def tiles_path(layer: Layer) -> str:
    """Where the tiles of a layer are: pictures are of a map, the others of the data."""
    return "map/tiles" if layer.kind is LayerKind.RASTER else "tiles"


def tilesets(base: str, layer: Layer) -> Document:
    """The tilesets of a layer: one for each grid."""
    own = f"{collection_url(base, layer.id)}/{tiles_path(layer)}"
    return {
        "links": [link("self", own)],
        "tilesets": [
            {
                **_what(base, layer, grid),
                "links": [
                    link("self", f"{own}/{grid.id}"),
                    _scheme(base, grid),
                    *_items(own, layer, grid),
                ],
            }
            for grid in GRIDS.values()
        ],
    }


def tileset(
    base: str, layer: Layer, grid: TileGrid, bounds: Bounds | None, fields: Mapping[str, Any]
) -> Document:
    """The metadata of one tileset. fields: by part, name → meaning."""
    own = f"{collection_url(base, layer.id)}/{tiles_path(layer)}"
    document: Document = {
        **_what(base, layer, grid),
        "links": [
            link("self", f"{own}/{grid.id}"),
            _scheme(base, grid),
            *_items(own, layer, grid),
            link(
                "describedby",
                f"{base}/tiles/{layer.id}/tilejson.json?grid={grid.id}",
                title="TileJSON",
            ),
        ],
        "tileMatrixSetLimits": [
            {
                "tileMatrix": str(z),
                "minTileRow": 0,
                "maxTileRow": grid.rows(z) - 1,
                "minTileCol": 0,
                "maxTileCol": grid.columns(z) - 1,
            }
            for z in range(layer.min_zoom, layer.max_zoom + 1)
        ],
    }
    if bounds is not None:
        document["boundingBox"] = {
            "lowerLeft": [round(value, 6) for value in bounds[:2]],
            "upperRight": [round(value, 6) for value in bounds[2:]],
            "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        }
    if layer.kind is LayerKind.VECTOR:
        document["layers"] = [
            {
                "id": part,
                "dataType": "vector",
                "propertiesSchema": {
                    "type": "object",
                    "properties": {name: {"description": said} for name, said in named.items()},
                },
            }
            for part, named in fields.items()
        ]
    return document


def _what(base: str, layer: Layer, grid: TileGrid) -> Document:
    return {
        "title": layer.title,
        "dataType": "map" if layer.kind is LayerKind.RASTER else "vector",
        "crs": crs_uri(grid),
        "tileMatrixSetId": grid.id,
        # The register of OGC holds only one of ours. The other is named by where it is told: GDAL
        # looks for its name in this address.
        "tileMatrixSetURI": f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{grid.id}"
        if grid.srid == 3857
        else f"{base}/ogc/tileMatrixSets/{grid.id}",
    }


def _scheme(base: str, grid: TileGrid) -> Document:
    return link(f"{REL}/tiling-scheme", f"{base}/ogc/tileMatrixSets/{grid.id}")


def _items(own: str, layer: Layer, grid: TileGrid) -> list[Document]:
    template = f"{own}/{grid.id}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    if layer.kind is LayerKind.VECTOR:
        return [link("item", template, MVT, templated=True)]
    return [
        link("item", f"{template}?f={_ENDINGS[kind]}", kind, templated=True) for kind in _PICTURES
    ]

"""The capabilities document (OGC 07-057r7, clause 7.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

from spatial.api.settings import MapSettings
from tileserver.layers import Layer
from tileserver.tile_matrix_sets import TILE_PIXELS, corner, scale_denominator
from tileserver.vector_tiles import Bounds
from tileserver.wmts.exceptions import OWS
from tileserver.wmts.matrix_sets import MATRIX_SETS, MatrixSet
from tileserver.wmts.questions import CURRENT, formats_of, sets_of

WMTS = "http://www.opengis.net/wmts/1.0"
_XLINK = "http://www.w3.org/1999/xlink"

# MapLibre and GDAL know the endings; WMTS has media types only.
_ENDINGS = {"image/png": "png", "image/webp": "webp"}

Element = ElementTree.Element


def capabilities(
    layers: Sequence[Layer],
    *,
    base_url: str,
    days: Mapping[str, Sequence[str]],
    bounds: Mapping[str, Bounds | None],
    map_settings: MapSettings,
) -> bytes:
    """The document. days: by layer, those on which it changes; bounds: by layer, degrees."""
    for prefix, uri in (("", WMTS), ("ows", OWS), ("xlink", _XLINK)):
        ElementTree.register_namespace(prefix, uri)
    root = Element(f"{{{WMTS}}}Capabilities", {"version": "1.0.0"})
    _identification(root, map_settings)
    _operations(root, base_url)
    contents = _sub(root, WMTS, "Contents")
    for layer in layers:
        _layer(contents, layer, base_url, days.get(layer.id, ()), bounds.get(layer.id))
    for matrix_set in MATRIX_SETS.values():
        _matrix_set(contents, matrix_set)
    link = _sub(root, WMTS, "ServiceMetadataURL")
    link.set(f"{{{_XLINK}}}href", f"{base_url}/wmts/1.0.0/WMTSCapabilities.xml")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _sub(parent: Element, uri: str, name: str, said: str | None = None) -> Element:
    made = ElementTree.SubElement(parent, f"{{{uri}}}{name}")
    made.text = said
    return made


def _identification(root: Element, map_settings: MapSettings) -> None:
    told = _sub(root, OWS, "ServiceIdentification")
    _sub(told, OWS, "Title", "时空 WMTS")
    if map_settings.attribution or map_settings.review_number:
        said = (map_settings.attribution, map_settings.review_number)
        _sub(told, OWS, "Abstract", " ".join(one for one in said if one))
    _sub(told, OWS, "ServiceType", "OGC WMTS")
    _sub(told, OWS, "ServiceTypeVersion", "1.0.0")


def _operations(root: Element, base_url: str) -> None:
    told = _sub(root, OWS, "OperationsMetadata")
    for name in ("GetCapabilities", "GetTile"):
        operation = _sub(told, OWS, "Operation")
        operation.set("name", name)
        get = _sub(_sub(_sub(operation, OWS, "DCP"), OWS, "HTTP"), OWS, "Get")
        get.set(f"{{{_XLINK}}}href", f"{base_url}/wmts?")
        constraint = _sub(get, OWS, "Constraint")
        constraint.set("name", "GetEncoding")
        _sub(_sub(constraint, OWS, "AllowedValues"), OWS, "Value", "KVP")


def _layer(
    contents: Element, layer: Layer, base_url: str, days: Sequence[str], bounds: Bounds | None
) -> None:
    told = _sub(contents, WMTS, "Layer")
    _sub(told, OWS, "Title", layer.title)
    box = _sub(told, OWS, "WGS84BoundingBox")
    west, south, east, north = bounds or (-180.0, -85.0, 180.0, 85.0)
    _sub(box, OWS, "LowerCorner", f"{west:.6f} {south:.6f}")
    _sub(box, OWS, "UpperCorner", f"{east:.6f} {north:.6f}")
    _sub(told, OWS, "Identifier", layer.id)
    style = _sub(told, WMTS, "Style")
    style.set("isDefault", "true")
    _sub(style, OWS, "Identifier", "default")
    for name in formats_of(layer):
        _sub(told, WMTS, "Format", name)
    dimension = _sub(told, WMTS, "Dimension")
    _sub(dimension, OWS, "Identifier", "Time")
    _sub(dimension, OWS, "UOM", "ISO8601")
    _sub(dimension, WMTS, "Default", CURRENT)
    _sub(dimension, WMTS, "Current", "true")
    for day in (CURRENT, *days):
        _sub(dimension, WMTS, "Value", day)
    for matrix_set in sets_of(layer):
        link = _sub(told, WMTS, "TileMatrixSetLink")
        _sub(link, WMTS, "TileMatrixSet", matrix_set.id)
        _limits(link, layer, matrix_set)
    for name in formats_of(layer):
        template = _sub(told, WMTS, "ResourceURL")
        template.set("format", name)
        template.set("resourceType", "tile")
        template.set(
            "template",
            f"{base_url}/wmts/1.0.0/{layer.id}/{{Style}}/{{Time}}/{{TileMatrixSet}}/{{TileMatrix}}"
            f"/{{TileRow}}/{{TileCol}}.{_ENDINGS.get(name, 'mvt')}",
        )


def _limits(link: Element, layer: Layer, matrix_set: MatrixSet) -> None:
    """The levels at which the layer has tiles, each whole."""
    limits = _sub(link, WMTS, "TileMatrixSetLimits")
    first = max(matrix_set.first, matrix_set.level(layer.min_zoom))
    for level in range(first, min(matrix_set.last, matrix_set.level(layer.max_zoom)) + 1):
        zoom = matrix_set.zoom(level)
        one = _sub(limits, WMTS, "TileMatrixLimits")
        _sub(one, WMTS, "TileMatrix", str(level))
        _sub(one, WMTS, "MinTileRow", "0")
        _sub(one, WMTS, "MaxTileRow", str(matrix_set.grid.rows(zoom) - 1))
        _sub(one, WMTS, "MinTileCol", "0")
        _sub(one, WMTS, "MaxTileCol", str(matrix_set.grid.columns(zoom) - 1))


def _matrix_set(contents: Element, matrix_set: MatrixSet) -> None:
    grid = matrix_set.grid
    told = _sub(contents, WMTS, "TileMatrixSet")
    _sub(told, OWS, "Identifier", matrix_set.id)
    _sub(told, OWS, "SupportedCRS", f"urn:ogc:def:crs:EPSG::{grid.srid}")
    for level in range(matrix_set.first, matrix_set.last + 1):
        zoom = matrix_set.zoom(level)
        matrix = _sub(told, WMTS, "TileMatrix")
        _sub(matrix, OWS, "Identifier", str(level))
        _sub(matrix, WMTS, "ScaleDenominator", repr(scale_denominator(grid, zoom)))
        first, second = corner(grid)
        _sub(matrix, WMTS, "TopLeftCorner", f"{first!r} {second!r}")
        _sub(matrix, WMTS, "TileWidth", str(TILE_PIXELS))
        _sub(matrix, WMTS, "TileHeight", str(TILE_PIXELS))
        _sub(matrix, WMTS, "MatrixWidth", str(grid.columns(zoom)))
        _sub(matrix, WMTS, "MatrixHeight", str(grid.rows(zoom)))

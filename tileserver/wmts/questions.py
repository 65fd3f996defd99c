"""What a request asks of WMTS, by key and value pairs or by its path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http import HTTPStatus

from spatial.errors import BadDate, UnknownTile
from spatial.temporal import today_in_china
from tileserver.cutting import Place
from tileserver.editions import parse_edition_day
from tileserver.layers import Layer, LayerKind, declared_layers
from tileserver.responses import MVT
from tileserver.wmts.exceptions import WmtsException
from tileserver.wmts.matrix_sets import MATRIX_SETS, MatrixSet

CURRENT = "current"
"""The day of today, in place of a date."""

VERSION = "1.0.0"

_NAMES_OF_TIANDITU = {"img": "image"}
_FORMATS: Mapping[LayerKind, Mapping[str, str]] = {
    LayerKind.RASTER: {"image/png": "png", "image/webp": "webp"},
    LayerKind.VECTOR: {MVT: "mvt"},
}
_TILES = "tiles"
"""What Tianditu's clients write for the format: the layer's first one."""


@dataclass(frozen=True, slots=True)
class TileQuestion:
    """One tile. day: None lies before all. encoding: png, webp or mvt."""

    layer: Layer
    day: date | None
    place: Place
    encoding: str


def published_layers() -> list[Layer]:
    """The layers that WMTS has: those with tiles by date that ask for no choice."""
    return [
        layer
        for layer in declared_layers().values()
        if layer.source is not None
        or layer.kind is LayerKind.RASTER
        or (layer.published is not None and not layer.published.parameters)
    ]


def formats_of(layer: Layer) -> Sequence[str]:
    """The media types of a layer's tiles, the usual one first."""
    return list(_FORMATS[layer.kind])


def sets_of(layer: Layer) -> list[MatrixSet]:
    """The matrix sets in which a layer has tiles: all that reach into its zooms."""
    return [one for one in MATRIX_SETS.values() if one.level(layer.max_zoom) >= one.first]


def operation(query: Mapping[str, str]) -> str:
    """The operation that key and value pairs name. Raises WmtsException.

    query: by keys in capitals: they are the same in any case (OGC 07-057r7, 8.1).
    """
    if _required(query, "SERVICE").upper() != "WMTS":
        raise WmtsException("InvalidParameterValue", "this is a WMTS", "service")
    asked = _required(query, "REQUEST")
    known = {"getcapabilities": "GetCapabilities", "gettile": "GetTile"}
    if asked.lower() not in known:
        raise WmtsException(
            "OperationNotSupported",
            f"there is no operation {asked!r}; there are {', '.join(known.values())}",
            "request",
            HTTPStatus.NOT_IMPLEMENTED,
        )
    if asked.lower() == "gettile" and _required(query, "VERSION") != VERSION:
        raise WmtsException("InvalidParameterValue", f"the version is {VERSION}", "version")
    return known[asked.lower()]


def tile_question(query: Mapping[str, str]) -> TileQuestion:
    """The tile that key and value pairs (in capitals) ask for. Raises WmtsException."""
    layer = _layer(_required(query, "LAYER"))
    _require_style(_required(query, "STYLE"))
    encoding = _encoding(layer, _required(query, "FORMAT"))
    matrix_set = _matrix_set(_required(query, "TILEMATRIXSET"))
    return TileQuestion(
        layer,
        _day(query.get("TIME", CURRENT)),
        _place(
            layer,
            matrix_set,
            _required(query, "TILEMATRIX"),
            _required(query, "TILEROW"),
            _required(query, "TILECOL"),
        ),
        encoding,
    )


def tile_of_path(
    layer: str, style: str, time: str, matrix_set: str, matrix: str, row: str, column: str, end: str
) -> TileQuestion:
    """The tile that a path of the REST form asks for. Raises WmtsException."""
    found = _layer(layer)
    _require_style(style)
    encodings = _FORMATS[found.kind].values()
    if end not in encodings:
        raise WmtsException(
            "InvalidParameterValue", f"layer {found.id} has {', '.join(encodings)}", "format"
        )
    return TileQuestion(
        found, _day(time), _place(found, _matrix_set(matrix_set), matrix, row, column), end
    )


def _required(query: Mapping[str, str], name: str) -> str:
    value = query.get(name, "")
    if not value:
        raise WmtsException("MissingParameterValue", f"{name} is missing", name.lower())
    return value


def _layer(name: str) -> Layer:
    wanted = _NAMES_OF_TIANDITU.get(name, name)
    for layer in published_layers():
        if layer.id == wanted:
            return layer
    raise WmtsException("InvalidParameterValue", f"there is no layer {name!r}", "layer")


def _require_style(name: str) -> None:
    if name.lower() != "default":
        raise WmtsException("InvalidParameterValue", "the only style is default", "style")


def _encoding(layer: Layer, name: str) -> str:
    encodings = _FORMATS[layer.kind]
    found = next(iter(encodings.values())) if name == _TILES else encodings.get(name)
    if found is None:
        raise WmtsException(
            "InvalidParameterValue", f"layer {layer.id} has {', '.join(encodings)}", "format"
        )
    return found


def _matrix_set(name: str) -> MatrixSet:
    if name not in MATRIX_SETS:
        raise WmtsException(
            "InvalidParameterValue",
            f"there is no tile matrix set {name!r}; there are {', '.join(MATRIX_SETS)}",
            "tilematrixset",
        )
    return MATRIX_SETS[name]


def _place(layer: Layer, matrix_set: MatrixSet, matrix: str, row: str, column: str) -> Place:
    level = _number(matrix, "tilematrix")
    if not matrix_set.first <= level <= matrix_set.last:
        raise WmtsException(
            "InvalidParameterValue",
            f"{matrix_set.id} has the matrices {matrix_set.first} to {matrix_set.last}",
            "tilematrix",
        )
    z, x, y = matrix_set.zoom(level), _number(column, "tilecol"), _number(row, "tilerow")
    grid = matrix_set.grid
    if not 0 <= x < grid.columns(z):
        raise WmtsException("TileOutOfRange", f"columns go to {grid.columns(z) - 1}", "tilecol")
    if not 0 <= y < grid.rows(z):
        raise WmtsException("TileOutOfRange", f"rows go to {grid.rows(z) - 1}", "tilerow")
    try:
        layer.require_tile(grid, z, x, y)
    except UnknownTile as error:
        raise WmtsException("TileOutOfRange", str(error), "tilematrix") from error
    return Place(grid, z, x, y)


def _number(text: str, locator: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise WmtsException("InvalidParameterValue", f"{text!r} is no whole number", locator)
    return int(text)


def _day(text: str) -> date | None:
    if text in (CURRENT, "default"):
        return today_in_china(datetime.now(UTC))
    try:
        # A client may write midnight of the day.
        return parse_edition_day(text.removesuffix("T00:00:00Z"))
    except BadDate as error:
        raise WmtsException("InvalidParameterValue", str(error), "time") from error

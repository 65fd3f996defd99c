"""Vector tiles read by a library that did not write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mapbox_vector_tile
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from spatial.errors import MapUnreadable

UNITS = 4096
"""Units along an edge of a tile that geometries are told in, whatever the tile's own are."""


@dataclass(frozen=True)
class Feature:
    """A feature of a tile: its MVT layer, its properties, and its GeoJSON geometry in the tile."""

    layer: str
    properties: dict[str, Any]
    geometry: dict[str, Any]
    extent: int

    @property
    def type(self) -> str:
        """The GeoJSON type of its geometry."""
        return str(self.geometry["type"])

    @cached_property
    def shape(self) -> BaseGeometry | None:
        """Its geometry in UNITS, x to the east and y to the south; None where it has none."""
        try:
            found = shape(self.geometry)
        except (ShapelyError, ValueError, IndexError):
            return None
        if found.is_empty:
            return None
        scale = UNITS / self.extent
        return found if scale == 1 else shapely.transform(found, lambda places: places * scale)


def features_of(tile: bytes, said: str) -> Iterator[Feature]:
    """The features of a tile that is not packed. Raises MapUnreadable for a broken one.

    said: how the tile is called in the error.
    """
    try:
        layers = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    except Exception as error:
        # The library has no error of its own: a broken tile ends in whatever came first.
        raise MapUnreadable(f"{said} is a broken tile: {type(error).__name__}: {error}") from error
    for name, layer in layers.items():
        if not name or not layer["extent"] or layer["version"] not in (1, 2):
            raise MapUnreadable(f"{said} is a broken tile: a layer without name, extent or version")
        for feature in layer["features"]:
            yield Feature(name, feature["properties"], feature["geometry"], layer["extent"])

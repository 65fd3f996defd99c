"""The declared layers: read once from layers.toml, never changed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from spatial.access.declaration import DataClass, Grade
from spatial.errors import UnknownLayer, UnknownTile
from spatial.tile_grids import TileGrid
from tileserver.sight import Profile


class LayerKind(StrEnum):
    """What the tiles of a layer are made of."""

    VECTOR = "vector"
    RASTER = "raster"


@dataclass(frozen=True, slots=True)
class LayerPart:
    """One MVT layer in the tiles of a layer.

    fields: name → meaning, in Chinese. internal: names of those that are not open.
    """

    id: str
    fields: Mapping[str, str]
    internal: frozenset[str] = frozenset()

    def fields_for(self, profile: Profile) -> Mapping[str, str]:
        """The fields that tiles of a profile have."""
        if profile is Profile.INTERNAL:
            return self.fields
        return {name: said for name, said in self.fields.items() if name not in self.internal}


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of tiles.

    min_zoom, max_zoom: the zooms at which tiles exist, both included. source: the name of its SQL
    files before `_tile` and `_bounds`, None where a module of its own makes the tiles.
    """

    id: str
    title: str
    kind: LayerKind
    data_class: DataClass
    grade: Grade
    min_zoom: int
    max_zoom: int
    parts: tuple[LayerPart, ...]
    source: str | None = None

    @property
    def fields(self) -> Mapping[str, str]:
        """The fields of the main part: the one that has the layer's own id."""
        return next((part.fields for part in self.parts if part.id == self.id), {})

    def require_tile(self, grid: TileGrid, z: int, x: int, y: int) -> None:
        """Returns when the layer has a tile at the address (y from the north).

        Raises UnknownTile outside its zooms or outside the matrix of the zoom.
        """
        if not self.min_zoom <= z <= self.max_zoom:
            raise UnknownTile(
                f"layer {self.id} has tiles at zoom {self.min_zoom} to {self.max_zoom}, not at {z}"
                + (f"; enlarge those of {self.max_zoom}" if z > self.max_zoom else "")
            )
        grid.require_tile(z, x, y)

    def require_profile(self, profile: Profile) -> None:
        """Returns when the profile may see the layer. Raises UnknownLayer: what is not open is
        not told of either.
        """
        if profile is Profile.PUBLIC and self.grade is not Grade.OPEN:
            raise UnknownLayer(f"there is no layer {self.id!r} in the public profile")


@lru_cache
def declared_layers() -> Mapping[str, Layer]:
    """All layers by id, in the order in which they are declared."""
    text = resources.files("tileserver").joinpath("layers.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)
    field_sets = {name: _fields(entries) for name, entries in document["fields"].items()}
    layers = [_layer(entry, field_sets) for entry in document["layer"]]
    return MappingProxyType({layer.id: layer for layer in layers})


_Fields = tuple[Mapping[str, str], frozenset[str]]


def _fields(entries: Mapping[str, str | Mapping[str, str]]) -> _Fields:
    """Meanings by name, and the names that are not open: a text alone declares an open field."""
    meanings, internal = {}, set()
    for name, entry in entries.items():
        if isinstance(entry, str):
            meanings[name] = entry
        else:
            meanings[name] = entry["meaning"]
            if Grade(entry["grade"]) is not Grade.OPEN:
                internal.add(name)
    return MappingProxyType(meanings), frozenset(internal)


def _layer(entry: Mapping[str, Any], field_sets: Mapping[str, _Fields]) -> Layer:
    return Layer(
        id=entry["id"],
        title=entry["title"],
        kind=LayerKind(entry["kind"]),
        data_class=DataClass(entry["data_class"]),
        grade=Grade(entry["grade"]),
        min_zoom=entry["min_zoom"],
        max_zoom=entry["max_zoom"],
        parts=tuple(LayerPart(part, *field_sets[name]) for part, name in entry["parts"].items()),
        source=entry.get("source"),
    )


def layer_named(name: str) -> Layer:
    """The layer of that id. Raises UnknownLayer with the ids that there are."""
    layers = declared_layers()
    if name not in layers:
        raise UnknownLayer(f"there is no layer {name!r}; there are {', '.join(layers)}")
    return layers[name]

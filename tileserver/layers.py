"""The declared layers: read once from layers.toml and the file of the office, never changed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from spatial.access.declaration import DataClass, Grade
from spatial.errors import BadLayer, UnknownLayer, UnknownTile
from spatial.tile_grids import FINEST_ZOOM, TileGrid
from tileserver.published.declaration import (
    Published,
    PublishedTable,
    published_of,
)
from tileserver.settings import TileSettings
from tileserver.sight import Profile


class LayerKind(StrEnum):
    """What the tiles of a layer are made of."""

    VECTOR = "vector"
    RASTER = "raster"


@dataclass(frozen=True, slots=True)
class LayerPart:
    """One MVT layer in the tiles of a layer.

    fields: name → meaning, in Chinese. internal: names of those that are not open. columns: the
    column of each field in the relation of a published layer.
    """

    id: str
    fields: Mapping[str, str]
    internal: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)

    def fields_for(self, profile: Profile) -> Mapping[str, str]:
        """The fields that tiles of a profile have."""
        if profile is Profile.INTERNAL:
            return self.fields
        return {name: said for name, said in self.fields.items() if name not in self.internal}


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A layer of tiles.

    min_zoom, max_zoom: the zooms at which tiles exist, both included. label_min_zoom: from which on
    every unit has its name in them. source: the name of its SQL
    files before `_tile` and `_bounds`, None where a module of its own makes the tiles. published:
    the relation that it shows, None where it shows tables of the platform's own.
    """

    id: str
    title: str
    kind: LayerKind
    data_class: DataClass
    grade: Grade
    min_zoom: int
    max_zoom: int
    label_min_zoom: int
    parts: tuple[LayerPart, ...]
    source: str | None = None
    published: Published | None = None

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
    """All layers by id, in the order in which they are declared: ours, then the office's own.

    Raises BadLayer with what is wrong in the file of the office.
    """
    ours = resources.files("tileserver").joinpath("layers.toml").read_text(encoding="utf-8")
    layers = layers_of(ours)
    more = TileSettings().layers
    if more is not None:
        own = layers_of(_read(more))
        both = sorted(set(layers) & set(own))
        if both:
            raise BadLayer(f"{more.name}: layers {', '.join(both)} are there already")
        layers |= own
    return MappingProxyType(layers)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadLayer(f"{file.name} cannot be read: {error}") from error


def layers_of(document: str) -> dict[str, Layer]:
    """The layers that a text declares, by id. Raises BadLayer."""
    try:
        told = tomllib.loads(document)
    except tomllib.TOMLDecodeError as error:
        raise BadLayer(f"the layers are no TOML: {error}") from error
    layers: dict[str, Layer] = {}
    for entry in told.get("layer", []):
        layer = _layer(entry, told.get("fields", {}))
        if layer.id in layers:
            raise BadLayer(f"layer {layer.id} is declared twice")
        layers[layer.id] = layer
    return layers


_SMALL = "为真时，图形在此级别小得不成面，以一点代替；通常没有"
_ID = re.compile(r"[a-z][a-z_]*", re.ASCII)
_KEYS = frozenset({"id", "title", "kind", "data_class", "grade", "min_zoom", "max_zoom",
                   "label_min_zoom", "source", "parts", "table", "values"})  # fmt: skip


def _layer(entry: Mapping[str, Any], field_sets: Mapping[str, Mapping[str, Any]]) -> Layer:
    identifier = entry.get("id")
    if not isinstance(identifier, str) or _ID.fullmatch(identifier) is None:
        raise BadLayer(f"{identifier!r} is no id of a layer: small letters and _ are")
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise BadLayer(f"layer {identifier}: nothing is called {', '.join(unknown)} here")
    published = published_of(identifier, entry)
    try:
        layer = Layer(
            id=identifier,
            title=entry["title"],
            kind=LayerKind(entry["kind"]),
            data_class=DataClass(entry["data_class"]),
            grade=Grade(entry["grade"]),
            min_zoom=entry["min_zoom"],
            max_zoom=entry["max_zoom"],
            label_min_zoom=entry.get("label_min_zoom", entry["min_zoom"]),
            parts=tuple(
                _part(part, field_sets[name], published) for part, name in entry["parts"].items()
            ),
            source=entry.get("source"),
            published=published,
        )
    except KeyError as error:
        raise BadLayer(f"layer {identifier}: {error} is missing") from error
    except ValueError as error:
        raise BadLayer(f"layer {identifier}: {error}") from error
    if layer.grade.closed:
        raise BadLayer(f"layer {identifier} is graded {layer.grade}: that never becomes tiles")
    if published is not None and identifier not in (part.id for part in layer.parts):
        raise BadLayer(f"layer {identifier}: one of its parts has to be called as the layer is")
    if not 0 <= layer.min_zoom <= layer.max_zoom <= FINEST_ZOOM:
        raise BadLayer(f"layer {identifier}: zooms go from 0 to {FINEST_ZOOM}, upwards")
    return layer


def _part(identifier: str, entries: Mapping[str, Any], published: Published | None) -> LayerPart:
    """The meanings of its fields, those that are not open, and their columns.

    A text alone declares an open field that is called as its column. What a published polygon may
    come to (`small`), and what divisions have beside their values, is there without being declared.
    """
    meanings: dict[str, str] = {}
    internal, columns = set(), {}
    for name, entry in entries.items():
        told = {"meaning": entry} if isinstance(entry, str) else entry
        meanings[name] = told["meaning"]
        if Grade(told.get("grade", Grade.OPEN)) is not Grade.OPEN:
            internal.add(name)
        if published is not None:
            columns[name] = told.get("column", name)
    if isinstance(published, PublishedTable) and not identifier.endswith("_label"):
        meanings.setdefault("small", _SMALL)
    return LayerPart(
        identifier, MappingProxyType(meanings), frozenset(internal), MappingProxyType(columns)
    )


def layer_named(name: str) -> Layer:
    """The layer of that id. Raises UnknownLayer with the ids that there are."""
    layers = declared_layers()
    if name not in layers:
        raise UnknownLayer(f"there is no layer {name!r}; there are {', '.join(layers)}")
    return layers[name]

"""What an export is asked for, and what is never handed out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from spatial.access.declaration import Grade
from spatial.errors import BadParameter, ExportRefused
from spatial.tile_grids import TileGrid
from tileserver.cutting import source_of
from tileserver.layers import Layer, layer_named
from tileserver.published.declaration import PublishedValues
from tileserver.settings import PublicSettings
from tileserver.sight import Profile, Sight
from tileserver.vector_tiles import Bounds

ALLOWED: Mapping[Profile, frozenset[Grade]] = MappingProxyType(
    {
        Profile.PUBLIC: frozenset({Grade.OPEN}),
        Profile.INTERNAL: frozenset({Grade.OPEN, Grade.INTERNAL}),
    }
)
"""The grades that a profile may take out of the house as a file."""

_WHOLE_COUNTRY = ("province", "prefecture", "county")
"""Levels whose areas cover the country; the others show parts of it."""


@dataclass(frozen=True, slots=True)
class Order:
    """An export: these layers, on this grid, as this sight shows them.

    layers: the first is the one asked for; `companions` puts beside it what a map must not be
    without. area: only tiles that meet this box; None is all of the layers.
    """

    layers: tuple[Layer, ...]
    grid: TileGrid
    sight: Sight
    zooms: range
    area: Bounds | None = None

    def fingerprint(self, build: str | None) -> str:
        """The same for orders whose tiles are the same bytes, while a build of areas is on."""
        told = {
            "layers": [layer.id for layer in self.layers],
            "grid": self.grid.id,
            "day": str(self.sight.day),
            "basis": self.sight.basis.value,
            "known_at": str(self.sight.known_at),
            "profile": self.sight.profile.value,
            "zooms": [self.zooms.start, self.zooms.stop],
            "area": self.area,
            "build": build,
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def order_of(
    names: Sequence[str],
    grid: TileGrid,
    sight: Sight,
    zooms: range,
    area: Bounds | None = None,
    *,
    public: PublicSettings | None = None,
) -> Order:
    """The order for the layers of these names.

    public: the limits of the public profile; those of the environment when left out.
    Raises UnknownLayer; ExportRefused for a layer whose grade the profile may not hand out (tracks
    never leave as a file) and for zooms that the public may not see; BadParameter for zooms that
    the layers do not have.
    """
    if sight.profile is Profile.PUBLIC:
        most = (public or PublicSettings()).max_zoom
        if zooms.stop - 1 > most:
            raise ExportRefused(f"public tiles end at zoom {most}, before {zooms.stop - 1}")
    layers = [layer_named(name) for name in dict.fromkeys(names)]
    for layer in layers:
        _require_open(layer, sight.profile)
        if layer.published is None:
            source_of(layer)
        if zooms.start < layer.min_zoom or zooms.stop - 1 > layer.max_zoom:
            raise BadParameter(
                f"layer {layer.id} has zooms {layer.min_zoom} to {layer.max_zoom}, not "
                f"{zooms.start}-{zooms.stop - 1}"
            )
    return Order((*layers, *companions(layers)), grid, sight, zooms, area)


def companions(layers: Sequence[Layer]) -> list[Layer]:
    """What a map with these layers must not be without, beside them (R5.4).

    Divisions never go without the lines of the border and the dashed line; a level that does not
    cover the country goes with the provinces.
    """
    named = {layer.id for layer in layers}
    levels = [
        layer
        for layer in layers
        if layer.source == "division" or isinstance(layer.published, PublishedValues)
    ]
    wanted = []
    if levels and not named.intersection(_WHOLE_COUNTRY):
        wanted.append("province")
    if levels:
        wanted.append("boundary_line")
    return [layer_named(name) for name in wanted if name not in named]


def _require_open(layer: Layer, profile: Profile) -> None:
    if layer.grade not in ALLOWED[profile]:
        raise ExportRefused(
            f"layer {layer.id} is graded {layer.grade}: the profile {profile} does not hand it out"
        )


def zooms_of(text: str) -> range:
    """The zooms that a text names: `0-9`, or one. Raises BadParameter.

    >>> zooms_of("0-9"), zooms_of("5")
    (range(0, 10), range(5, 6))
    """
    first, dash, last = text.partition("-")
    try:
        lower, upper = int(first), int(last) if dash else int(first)
    except ValueError:
        raise BadParameter(f"zooms={text!r} is not of the form 0-9") from None
    if not 0 <= lower <= upper:
        raise BadParameter(f"zooms={text!r}: the first is not after the last, and none is below 0")
    return range(lower, upper + 1)


def box_of(text: str) -> Bounds:
    """The box that a text names: west,south,east,north in degrees. Raises BadParameter.

    >>> box_of("118,27,123,31.5")
    Bounds(west=118.0, south=27.0, east=123.0, north=31.5)
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise BadParameter(f"bbox={text!r} is not of the form west,south,east,north") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise BadParameter(f"bbox={text!r} is no box on the earth, west and south first")
    return Bounds(west, south, east, north)

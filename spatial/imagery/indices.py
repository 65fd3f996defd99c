"""Indices by name (NDVI, NDWI, NBR …): arithmetic over the common names of bands, and its colours.

The bands are those of STAC's common names: blue, green, red, nir, swir16 (1.6 µm), swir22 (2.2 µm).
A scene whose bands nobody has named is told, never guessed: band 4 is the near infrared for one
satellite and red for another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from spatial.errors import BadParameter
from spatial.imagery.expression import Expression
from spatial.imagery.scene import Scene


@dataclass(frozen=True, slots=True)
class Index:
    """An index that has a name.

    name: as it stands in addresses. title: Chinese. expression: over common names. range: the
    values drawn first and last, within which those of land and water lie. colours: a ramp over the
    range, places from 0 to 1 and #rrggbb. reflectance: whether it has constants in it that are
    right for reflectance (0 to 1) alone, and wrong for raw numbers. source: who proposed it.
    """

    name: str
    title: str
    expression: Expression
    range: tuple[float, float]
    colours: Mapping[str, str]
    reflectance: bool
    source: str

    def lacking(self, scene: Scene) -> str | None:
        """Why the index cannot be computed of a scene, None where it can."""
        found = {name: scene.band(name) for name in self.expression.bands}
        missing = [name for name, band in found.items() if band is None]
        if missing:
            return (
                f"{self.name} needs the bands {', '.join(self.expression.bands)}, and none is known"
                f" as {', '.join(missing)}; the image has {', '.join(scene.band_names)}"
            )
        raw = [
            there[1].name
            for there in found.values()
            if there and there[1].scale == 1.0 and not there[1].dtype.startswith("float")
        ]
        if self.reflectance and raw:
            return (
                f"{self.name} needs reflectance, 0 to 1: the band {', '.join(raw)} holds whole"
                " numbers and no scale is known"
            )
        return None

    def require(self, scene: Scene) -> None:
        """Returns when the index can be computed of a scene. Raises BadParameter."""
        lacking = self.lacking(scene)
        if lacking is not None:
            raise BadParameter(f"image {scene.id!r}: {lacking}")


_PLANTS = {"0": "#8c510a", "0.5": "#f6e8c3", "0.7": "#a6d96a", "0.85": "#1a9850", "1": "#00441b"}
_WATER = {"0": "#8c6d31", "0.5": "#f7f7f7", "0.75": "#67a9cf", "1": "#053061"}
_BURNT = {"0": "#67001f", "0.35": "#d6604d", "0.5": "#fddbc7", "0.75": "#a6d96a", "1": "#1a9850"}
_BUILT = {"0": "#1a9850", "0.5": "#f7f7f7", "0.75": "#f4a582", "1": "#b2182b"}


def _normalised(first: str, second: str) -> str:
    return f"({first}-{second})/({first}+{second})"


def _index(
    name: str,
    title: str,
    formula: str,
    colours: Mapping[str, str],
    source: str,
    *,
    span: tuple[float, float] = (-1.0, 1.0),
    reflectance: bool = False,
) -> Index:
    expression = Expression.parse(formula)
    return Index(name, title, expression, span, MappingProxyType(colours), reflectance, source)


INDICES: Mapping[str, Index] = MappingProxyType(
    {
        one.name: one
        for one in (
            _index(
                "ndvi", "归一化植被指数", _normalised("nir", "red"), _PLANTS,
                "Rouse et al. 1974, Monitoring vegetation systems in the Great Plains with ERTS",
            ),
            _index(
                "gndvi", "绿波段归一化植被指数", _normalised("nir", "green"), _PLANTS,
                "Gitelson et al. 1996, Remote Sensing of Environment 58(3)",
            ),
            _index(
                "evi", "增强型植被指数", "2.5*(nir-red)/(nir+6*red-7.5*blue+1)", _PLANTS,
                "Huete et al. 2002, Remote Sensing of Environment 83",
                reflectance=True,
            ),
            _index(
                "evi2", "双波段增强型植被指数", "2.5*(nir-red)/(nir+2.4*red+1)", _PLANTS,
                "Jiang et al. 2008, Remote Sensing of Environment 112(10)",
                reflectance=True,
            ),
            _index(
                "savi", "土壤调节植被指数", "1.5*(nir-red)/(nir+red+0.5)", _PLANTS,
                "Huete 1988, Remote Sensing of Environment 25(3), L = 0.5",
                reflectance=True,
            ),
            _index(
                "ndwi", "归一化水体指数", _normalised("green", "nir"), _WATER,
                "McFeeters 1996, International Journal of Remote Sensing 17(7)",
            ),
            _index(
                "mndwi", "改进的归一化水体指数", _normalised("green", "swir16"), _WATER,
                "Xu 2006, International Journal of Remote Sensing 27(14)",
            ),
            _index(
                "ndmi", "归一化水分指数", _normalised("nir", "swir16"), _WATER,
                "Gao 1996, Remote Sensing of Environment 58(3), at 1.6 µm",
            ),
            _index(
                "nbr", "归一化燃烧指数", _normalised("nir", "swir22"), _BURNT,
                "Key & Benson 2006, FIREMON: landscape assessment",
            ),
            _index(
                "ndbi", "归一化建筑指数", _normalised("swir16", "nir"), _BUILT,
                "Zha et al. 2003, International Journal of Remote Sensing 24(3)",
            ),
            _index(
                "bsi", "裸土指数", "((swir16+red)-(nir+blue))/((swir16+red)+(nir+blue))", _BUILT,
                "Rikimaru et al. 2002, Tropical Ecology 43(1)",
            ),
        )
    }
)  # fmt: skip
"""All indices by name."""


def index_named(name: str) -> Index:
    """The index of that name, in any case. Raises BadParameter with those that there are."""
    found = INDICES.get(name.casefold())
    if found is None:
        raise BadParameter(f"there is no index {name!r}; there are {', '.join(INDICES)}")
    return found

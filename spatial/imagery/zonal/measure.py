"""What is measured of a scene: a band, arithmetic over bands, or an index that has a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from spatial.imagery.expression import Expression
from spatial.imagery.scene import Asset, Band, Scene


class NamedIndex(Protocol):
    """An index as NDVI."""

    @property
    def name(self) -> str:
        """As it stands in addresses."""

    @property
    def expression(self) -> Expression:
        """Over common names of bands."""

    def lacking(self, scene: Scene) -> str | None:
        """Why it cannot be computed of a scene, None where it can."""


@dataclass(frozen=True, slots=True)
class Measure:
    """name: as it was asked. expression: None for the values of the one band of that name."""

    name: str
    expression: Expression | None
    _lacking: Callable[[Scene], str | None]

    @classmethod
    def of_band(cls, name: str) -> Measure:
        """The values of a band, by its name or common name in any case."""
        return cls(name, None, lambda scene: _without([name], scene))

    @classmethod
    def of_expression(cls, expression: Expression) -> Measure:
        """Arithmetic over bands, which may lie in several files of a scene."""
        return cls(expression.text, expression, lambda scene: _without(expression.bands, scene))

    @classmethod
    def of_index(cls, index: NamedIndex) -> Measure:
        """An index by its name."""
        return cls(index.name, index.expression, index.lacking)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the bands, as they are asked for."""
        return (self.name,) if self.expression is None else self.expression.bands

    def lacking(self, scene: Scene) -> str | None:
        """Why a scene does not say it, None where it does."""
        return self._lacking(scene)

    def bands(self, scene: Scene) -> dict[str, tuple[Asset, Band]]:
        """The bands of a scene by the names asked. Raises BadParameter where it lacks one."""
        return {name: scene.require_band(name) for name in self.names}


def _without(names: list[str] | tuple[str, ...], scene: Scene) -> str | None:
    missing = [name for name in names if scene.band(name) is None]
    if not missing:
        return None
    return f"no band {', '.join(missing)}; it has {', '.join(scene.band_names)}"

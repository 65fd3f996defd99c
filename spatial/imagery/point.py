"""What the pixels of a scene say at a point."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from rasterio.enums import MaskFlags
from rasterio.io import DatasetReader
from rasterio.windows import Window
from shapely.geometry import Point

from spatial.imagery.expression import Expression
from spatial.imagery.files import opened
from spatial.imagery.projection import from_degrees
from spatial.imagery.scene import Band, Scene


@dataclass(frozen=True, slots=True)
class PointValue:
    """What a band, or an expression, says. value: in its own unit (scale and offset applied), None
    where the pixel has none.
    """

    name: str
    value: float | None


def values_at(
    scene: Scene, lon: float, lat: float, expression: Expression | None = None
) -> list[PointValue]:
    """One value for each band of a scene at a point (degrees, CGCS2000); of the pixel that holds
    it, nothing is interpolated. With an expression its value alone.

    Empty where the point lies outside the scene. Raises BadParameter for a band that the scene
    lacks, ImageUnreadable.
    """
    if not scene.footprint.intersects(Point(lon, lat)):
        return []
    wanted = list(scene.bands())
    if expression is not None:
        wanted = [scene.require_band(name) for name in expression.bands]
    values: dict[str, float | None] = {}
    for _, group in groupby(wanted, key=lambda found: found[0].key):
        members = list(group)
        with opened(scene, members[0][0]) as dataset:
            place = _pixel(dataset, lon, lat)
            for _, band in members:
                values[band.name] = None if place is None else _value(dataset, band, place)
    if expression is None:
        return [PointValue(name, value) for name, value in values.items()]
    named = {name: values[scene.require_band(name)[1].name] for name in expression.bands}
    if any(value is None for value in named.values()):
        return [PointValue(expression.text, None)]
    found = expression.of({name: np.array([value]) for name, value in named.items()})[0]
    return [PointValue(expression.text, float(found) if np.isfinite(found) else None)]


def _pixel(dataset: DatasetReader, lon: float, lat: float) -> tuple[int, int] | None:
    to_file = from_degrees(dataset.crs.to_wkt())
    for turn in (0.0, 360.0, -360.0) if dataset.crs.is_geographic else (0.0,):
        x, y = to_file.transform(lon + turn, lat)
        if not (math.isfinite(x) and math.isfinite(y)):
            continue
        column, row = ~dataset.transform @ (x, y)
        if 0 <= column < dataset.width and 0 <= row < dataset.height:
            return int(column), int(row)
    return None


def _value(dataset: DatasetReader, band: Band, place: tuple[int, int]) -> float | None:
    window = Window(*place, 1, 1)
    number = float(dataset.read(band.index, window=window)[0, 0])
    if not math.isfinite(number):
        return None
    flags = dataset.mask_flag_enums[band.index - 1]
    if MaskFlags.all_valid not in flags and not dataset.read_masks(band.index, window=window)[0, 0]:
        return None
    return number * band.scale + band.offset

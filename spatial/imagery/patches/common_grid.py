"""Two images laid on one grid: their values pixel by pixel, and which of these can be seen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.features import geometry_mask
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from shapely.geometry.base import BaseGeometry

from spatial.errors import BadParameter
from spatial.imagery.files import opened
from spatial.imagery.projection import from_degrees
from spatial.imagery.scene import Asset, Band, Scene

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

MOST_PIXELS = 16_000_000
"""Of the grid on which two images are compared."""

_FINER = 1.5
"""From so many of its pixels in one of the grid on (along a side), an image is averaged."""


class Measure(Protocol):
    """What is compared: arithmetic over bands (Expression), or a band as it is (OneBand)."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def bands(self) -> tuple[str, ...]: ...  # noqa: D102

    def of(self, bands: Mapping[str, Numbers]) -> Numbers:
        """The value of each pixel; not finite where it has none."""
        ...


@dataclass(frozen=True, slots=True)
class OneBand:
    """A band as it is. text: its name, of any form, which an expression would not understand."""

    text: str

    @property
    def bands(self) -> tuple[str, ...]:
        """Its name alone."""
        return (self.text,)

    def of(self, bands: Mapping[str, Numbers]) -> Numbers:
        """Its values."""
        return bands[self.text]


@dataclass(frozen=True, slots=True)
class CommonGrid:
    """The grid of the coarser image about an area. crs: as WKT. pixel_m: the side of a square as
    large as a pixel, metres. inside: which pixels have their centre in the area."""

    crs: str
    transform: Affine
    pixel_m: float
    inside: Mask

    @property
    def shape(self) -> tuple[int, int]:
        """Rows, columns."""
        rows, columns = self.inside.shape
        return rows, columns


@dataclass(frozen=True, slots=True)
class Laid:
    """What one image says on a grid. values: of the measure, in the bands' own unit. valid:
    where it has one. clouded: where nobody sees through, by the image's own mask."""

    values: Numbers
    valid: Mask
    clouded: Mask


def common_grid(
    before: Scene, after: Scene, bands: tuple[str, ...], area: BaseGeometry
) -> CommonGrid:
    """The grid on which both can be compared inside an area (degrees, CGCS2000).

    Raises BadParameter for more than MOST_PIXELS, an image without one of the bands, and an area
    that holds no pixel.
    """
    assets = [(scene, scene.require_band(bands[0])[0]) for scene in (before, after)]
    scene, asset = max(assets, key=lambda one: one[1].resolution_m)
    with opened(scene, asset) as dataset:
        crs = str(dataset.crs.to_wkt())
        step_x, step_y = _steps(dataset.transform)
        # Whole pixels from the corner of the file: its own pixels stay as they are.
        corner = dataset.transform @ (0, 0)
        to_grid = from_degrees(crs)
        west, south, east, north = area.bounds
        edges = area.segmentize(max((east - west) / 100, (north - south) / 100, 1e-9))
        there = shapely.transform(edges, lambda x, y: to_grid.transform(x, y), interleaved=False)
    left, bottom, right, top = there.bounds
    # To a thousandth of a pixel: the way through degrees and back is not exact.
    first = math.floor(round((left - corner[0]) / step_x, 3))
    last = math.ceil(round((right - corner[0]) / step_x, 3))
    upper = math.floor(round((corner[1] - top) / step_y, 3))
    lower = math.ceil(round((corner[1] - bottom) / step_y, 3))
    columns, rows = last - first, lower - upper
    if columns * rows > MOST_PIXELS:
        raise BadParameter(
            f"the area covers a box of {columns * rows:,} pixels of {asset.resolution_m:.2g} m, "
            f"more than {MOST_PIXELS:,}: ask for a smaller area"
        )
    transform = Affine(
        step_x, 0, corner[0] + first * step_x, 0, -step_y, corner[1] - upper * step_y
    )
    if columns < 1 or rows < 1:
        raise BadParameter("the area is smaller than a pixel")
    inside = geometry_mask([there], (rows, columns), transform, invert=True)
    if not inside.any():
        raise BadParameter("the area holds no centre of a pixel")
    return CommonGrid(crs, transform, asset.resolution_m, inside)


def laid_on(grid: CommonGrid, scene: Scene, measure: Measure) -> Laid:
    """What an image says on a grid: finer pixels are averaged, others taken as the nearest is.

    Raises BadParameter for a band that it lacks, ImageUnreadable.
    """
    found = {name: scene.require_band(name) for name in measure.bands}
    valid = np.ones(grid.shape, bool)
    planes: dict[str, Numbers] = {}
    for name, (asset, band) in found.items():
        averaged = grid.pixel_m >= _FINER * asset.resolution_m
        way = Resampling.average if averaged else Resampling.nearest
        with _warped(scene, asset, band, grid, way) as laid:
            plane = laid.read(band.index, masked=True)
        numbers = plane.data.astype(np.float64)
        valid &= ~np.ma.getmaskarray(plane) & np.isfinite(numbers)
        planes[name] = numbers * band.scale + band.offset
    values = measure.of(planes)
    return Laid(values, valid & np.isfinite(values), _clouded(grid, scene))


def _clouded(grid: CommonGrid, scene: Scene) -> Mask:
    if scene.clouds is None:
        return np.zeros(grid.shape, bool)
    asset, band = scene.require_band(scene.clouds.band)
    # Numbers that name classes are never averaged.
    with _warped(scene, asset, band, grid, Resampling.nearest) as laid:
        classes = laid.read(band.index, masked=True)
    clouded: Mask = scene.clouds.hides(classes.data) & ~np.ma.getmaskarray(classes)
    if grid.pixel_m < _FINER * asset.resolution_m:
        return clouded
    # The nearest of several finer pixels is free, and its neighbour may not be.
    return _beside(clouded)


def _beside(mask: Mask) -> Mask:
    """The pixels of a mask and their eight neighbours."""
    wide = np.pad(mask, 1)
    rows, columns = mask.shape
    found: Mask = np.logical_or.reduce(
        [wide[y : y + rows, x : x + columns] for y in range(3) for x in range(3)]
    )
    return found


@contextmanager
def _warped(
    scene: Scene, asset: Asset, band: Band, grid: CommonGrid, way: Resampling
) -> Iterator[DatasetReader]:
    rows, columns = grid.shape
    with (
        opened(scene, asset) as dataset,
        WarpedVRT(
            dataset,
            crs=grid.crs,
            transform=grid.transform,
            width=columns,
            height=rows,
            resampling=way,
            # Beyond the file there is nothing: an alpha band says so where no nodata value does.
            add_alpha=band.nodata is None and len(asset.bands) == dataset.count,
            # The catalogue may know of a product what its file does not say.
            src_nodata=band.nodata,
        ) as laid,
    ):
        yield laid


def _steps(transform: Affine) -> tuple[float, float]:
    """Width and height of a pixel in the unit of the CRS, however its rows run."""
    return math.hypot(transform.a, transform.d), math.hypot(transform.b, transform.e)

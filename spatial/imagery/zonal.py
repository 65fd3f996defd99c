"""Zonal statistics: what the pixels of one file say inside a polygon.

A pixel belongs to the polygon when its centre does. A pixel without a value (nodata, NaN, masked,
transparent) is counted in `total_pixels` and never averaged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from pyproj import Geod
from rasterio.features import geometry_mask
from rasterio.io import DatasetReader
from rasterio.windows import Window
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from spatial.errors import BadParameter
from spatial.imagery.expression import Expression
from spatial.imagery.files import opened
from spatial.imagery.projection import from_degrees
from spatial.imagery.scene import Asset, Band, Scene

Masked = np.ma.MaskedArray[tuple[int, ...], np.dtype[np.generic]]

MAX_PIXELS = 16_000_000
"""So many pixels of one file are read for one value; beyond it, an overview is read."""

_GEOD = Geod(ellps="GRS80")

# Below this share of its area a polygon counts as covered in part; what is less than that is the
# difference between the straight edges of a polygon and the densified ones of a footprint.
_WHOLE = 0.999


@dataclass(frozen=True, slots=True)
class ZonalStatistics:
    """The valid pixels of a band inside a polygon, in the band's own unit (scale, offset applied).

    std: of the whole population. mean, min, max, std are None when no pixel is valid. every: only
    each n-th pixel in either direction was counted, 1 for all.
    """

    mean: float | None
    min: float | None
    max: float | None
    std: float | None
    valid_pixels: int
    total_pixels: int
    every: int


NO_PIXELS = ZonalStatistics(None, None, None, None, 0, 0, 1)
"""What a polygon says that holds no centre of a pixel."""


def zonal_statistics(
    scene: Scene, asset: Asset, band: Band, polygon: BaseGeometry
) -> ZonalStatistics:
    """The statistics of one band of a scene's file inside a polygon (degrees, CGCS2000).

    The part of the polygon beyond the scene is left out.
    Raises BadParameter where the polygon holds more than MAX_PIXELS pixels and the file has no
    overview that is small enough, ImageUnreadable where the file cannot be read.
    """
    read = _read_inside(scene, asset, [band], polygon)
    if read is None:
        return NO_PIXELS
    [values], inside, every = read
    valid = inside & ~np.ma.getmaskarray(values) & np.isfinite(values.data)
    return _statistics(_in_unit(values.data[valid], band), int(inside.sum()), every)


def zonal_expression(
    scene: Scene, expression: Expression, polygon: BaseGeometry
) -> ZonalStatistics:
    """The statistics of arithmetic over bands of one file inside a polygon; else as
    `zonal_statistics`. A pixel counts where all bands have a value and the result is a number.

    Raises BadParameter also for a band that the scene lacks, and for bands of several files.
    """
    found = {name: scene.require_band(name) for name in expression.bands}
    assets = {asset.key: asset for asset, _ in found.values()}
    if len(assets) > 1:
        raise BadParameter("the bands of this expression lie in several files of the image")
    bands = [band for _, band in found.values()]
    read = _read_inside(scene, next(iter(assets.values())), bands, polygon)
    if read is None:
        return NO_PIXELS
    planes, inside, every = read
    valid = inside.copy()
    for plane in planes:
        valid &= ~np.ma.getmaskarray(plane) & np.isfinite(plane.data)
    numbers = expression.of(
        {
            name: _in_unit(plane.data[valid], band)
            for name, plane, band in zip(found, planes, bands, strict=True)
        }
    )
    return _statistics(numbers[np.isfinite(numbers)], int(inside.sum()), every)


def _read_inside(
    scene: Scene, asset: Asset, bands: Sequence[Band], polygon: BaseGeometry
) -> tuple[list[Masked], NDArray[np.bool_], int] | None:
    """The values of bands around a polygon, which pixels are inside, and each how manyth was read;
    None where the polygon holds no pixel.
    """
    with opened(scene, asset) as dataset:
        near = _near(polygon, scene.footprint, asset.resolution_m)
        area = _in_crs_of(dataset, near)
        window = _window(dataset, area)
        if window is None:
            return None
        every = _step(dataset, bands[0], window)
        shape = (math.ceil(window.height / every), math.ceil(window.width / every))
        planes = [
            dataset.read(band.index, window=window, out_shape=shape, masked=True) for band in bands
        ]
        transform = (
            dataset.transform
            @ Affine.translation(window.col_off, window.row_off)
            @ Affine.scale(window.width / shape[1], window.height / shape[0])
        )
    return planes, geometry_mask([area], shape, transform, invert=True), every


def _in_unit(values: NDArray[np.generic], band: Band) -> NDArray[np.float64]:
    return values.astype(np.float64) * band.scale + band.offset


def _statistics(numbers: NDArray[np.float64], total: int, every: int) -> ZonalStatistics:
    if not numbers.size:
        return ZonalStatistics(None, None, None, None, 0, total, every)
    return ZonalStatistics(
        float(numbers.mean()),
        float(numbers.min()),
        float(numbers.max()),
        float(numbers.std()),
        int(numbers.size),
        total,
        every,
    )


def _near(polygon: BaseGeometry, footprint: BaseGeometry, resolution_m: float) -> BaseGeometry:
    """The part of the polygon at the file: projections are not made for what is far away."""
    # Two pixels more than the footprint, in degrees of latitude: at least as much east and west.
    margin = max(2 * resolution_m / 111_000, 1e-9)
    part = polygon.intersection(footprint.buffer(margin, join_style="mitre"))
    if part.is_empty:
        return part
    west, south, east, north = part.bounds
    # A GeoJSON edge is straight in degrees (RFC 7946, 3.1.1), so it is bent in the file's CRS.
    return part.segmentize(max((east - west) / 100, (north - south) / 100, 1e-9))


def _in_crs_of(dataset: DatasetReader, area: BaseGeometry) -> BaseGeometry:
    crs = dataset.crs
    to_file = from_degrees(crs.to_wkt())
    moved = shapely.transform(area, lambda x, y: to_file.transform(x, y), interleaved=False)
    if not crs.is_geographic:
        return moved
    # A file in degrees may run from 0 to 360, or beyond 180.
    frame = shapely.box(*_bounds(dataset))
    turns = (affinity.translate(moved, xoff=turn) for turn in (-360.0, 0.0, 360.0))
    return shapely.union_all([turned for turned in turns if turned.intersects(frame)])


def _bounds(dataset: DatasetReader) -> tuple[float, float, float, float]:
    """Least x, least y, greatest x, greatest y of a file in its CRS, whichever way its rows run."""
    corners = [
        dataset.transform @ corner
        for corner in (
            (0, 0),
            (dataset.width, 0),
            (0, dataset.height),
            (dataset.width, dataset.height),
        )
    ]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _window(dataset: DatasetReader, area: BaseGeometry) -> Window | None:
    """The columns and rows that hold the area, whichever way they run; None when there are none."""
    if area.is_empty:
        return None
    inverse = ~dataset.transform
    in_pixels = affinity.affine_transform(
        area, [inverse.a, inverse.b, inverse.d, inverse.e, inverse.c, inverse.f]
    )
    west, north, east, south = in_pixels.bounds
    left, right = max(math.floor(west), 0), min(math.ceil(east), dataset.width)
    top, bottom = max(math.floor(north), 0), min(math.ceil(south), dataset.height)
    if left >= right or top >= bottom:
        return None
    return Window(left, top, right - left, bottom - top)


def _step(dataset: DatasetReader, band: Band, window: Window) -> int:
    """1, or the least decimation of the file's overviews with which the window may be read."""
    pixels = int(window.width * window.height)
    for factor in (1, *sorted(dataset.overviews(band.index))):
        if pixels / factor**2 <= MAX_PIXELS:
            return int(factor)
    raise BadParameter(
        f"the polygon covers a box of {pixels:,} pixels of one image, more than {MAX_PIXELS:,}, and"
        " the image has no overview that is small enough: ask for a smaller polygon"
    )


def covered_share(polygon: BaseGeometry, footprint: BaseGeometry) -> float:
    """How much of the polygon's area (geodesic, degrees in CGCS2000) the footprint covers, 0 to 1.

    1 from 99.9 % on: both outlines are approximations of curves.
    """
    whole = abs(_GEOD.geometry_area_perimeter(polygon)[0])
    part = abs(_GEOD.geometry_area_perimeter(polygon.intersection(footprint))[0])
    share = part / whole if whole else 0.0
    return 1.0 if share >= _WHOLE else share

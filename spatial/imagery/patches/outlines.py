"""From pixels that changed to outlines of patches: smoothed, without stairs and spikes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import rasterio.features
import shapely
from affine import Affine
from numpy.typing import NDArray
from shapely.geometry import Polygon, shape

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]


class Smoothing(StrEnum):
    """How single pixels are kept from becoming patches.

    majority: a pixel counts where most of those about it do; it closes rows of stones and drops
    speckle. opening: what is narrower than so much goes, nothing is added.
    """

    MAJORITY = "majority"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of one patch on the grid, in its CRS. mean: of the values of its pixels."""

    polygon: Polygon
    pixels: int
    mean: float


# An angle of a ring that is sharper, in degrees, is a spike.
_SPIKE = 20.0

_SPIKES_AT_ONCE = 50

# Of a pixel's side: what it takes to straighten a staircase.
_STRAIGHTENED = 0.75


def smoothed(changed: Mask, valid: Mask, smoothing: Smoothing, side: int) -> Mask:
    """The mask smoothed in a square window. side: of the window, pixels, odd; 1 changes nothing.

    What is not valid neither counts nor comes into it.
    """
    if side <= 1:
        return changed & valid
    if smoothing is Smoothing.MAJORITY:
        counted = _sums(changed & valid, side)
        found: Mask = (2 * counted > _sums(valid, side)) & valid
        return found
    kept = _sums(changed & valid, side) == side * side
    opened: Mask = (_sums(kept, side) > 0) & valid
    return opened


def window_side(metres: float, pixel_m: float) -> int:
    """The odd number of pixels of a window of about so many metres, 1 at least.

    >>> window_side(0, 24), window_side(60, 24), window_side(20, 24)
    (1, 3, 1)
    """
    half = round((metres / pixel_m - 1) / 2 + 1e-9)
    return 2 * max(0, half) + 1


def outlines(changed: Mask, values: Numbers, transform: Affine) -> Iterator[Outline]:
    """The outlines of all that hangs together along edges, one after the other."""
    found = rasterio.features.shapes(
        changed.astype(np.uint8), mask=changed, connectivity=4, transform=transform
    )
    for document, _ in found:
        stairs = shape(document)
        west, south, east, north = stairs.bounds
        inverse = ~transform
        columns, rows = zip(*(inverse @ one for one in ((west, north), (east, south))), strict=True)
        left, right = round(min(columns)), round(max(columns))
        top, bottom = round(min(rows)), round(max(rows))
        window = (slice(top, bottom), slice(left, right))
        here = rasterio.features.geometry_mask(
            [stairs],
            (bottom - top, right - left),
            transform @ Affine.translation(left, top),
            invert=True,
        )
        inside = values[window][here & changed[window]]
        yield Outline(_straight(stairs, abs(transform.a)), inside.size, float(inside.mean()))


def _straight(stairs: Polygon, pixel: float) -> Polygon:
    """Stairs of pixels as straight lines, without spikes; the stairs where that is not valid."""
    straight = stairs.simplify(_STRAIGHTENED * pixel)
    if isinstance(straight, Polygon) and not straight.is_empty:
        straight = Polygon(
            without_spikes(straight.exterior.coords),
            [without_spikes(ring.coords) for ring in straight.interiors],
        )
        # A small thing may be straightened away.
        if straight.is_valid and straight.area > stairs.area / 2:
            return straight
    return stairs


def without_spikes(ring: shapely.coords.CoordinateSequence) -> list[tuple[float, float]]:
    """The ring without vertices at which it turns back on itself; a ring of four stays."""
    points = [(x, y) for x, y in ring][:-1]
    for _ in range(_SPIKES_AT_ONCE):
        if len(points) <= 4:
            break
        sharp = _sharpest(points)
        if sharp is None:
            break
        del points[sharp]
    return [*points, points[0]]


def _sharpest(points: list[tuple[float, float]]) -> int | None:
    here = np.array(points)
    back, on = np.roll(here, 1, axis=0) - here, np.roll(here, -1, axis=0) - here
    lengths = np.hypot(*back.T) * np.hypot(*on.T)
    cosines = (back * on).sum(axis=1) / np.where(lengths > 0, lengths, 1)
    sharpest = int(np.argmax(cosines))
    return sharpest if cosines[sharpest] > np.cos(np.radians(_SPIKE)) else None


def _sums(mask: Mask, side: int) -> NDArray[np.int32]:
    """How many pixels of a square window about each are in the mask; none lies beyond the edge."""
    half = side // 2
    wide = np.pad(mask.astype(np.int32), ((half + 1, half), (half + 1, half)))
    summed = wide.cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)
    rows, columns = mask.shape
    found: NDArray[np.int32] = (
        summed[side : side + rows, side : side + columns]
        - summed[:rows, side : side + columns]
        - summed[side : side + rows, :columns]
        + summed[:rows, :columns]
    )
    return found

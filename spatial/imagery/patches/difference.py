"""Patches from two images of one place: where a measure changed by more than a threshold (R6.5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from spatial.errors import BadParameter
from spatial.imagery.expression import Expression
from spatial.imagery.indices import index_named
from spatial.imagery.patches.area import many_sided
from spatial.imagery.patches.common_grid import Measure, OneBand, common_grid, laid_on
from spatial.imagery.patches.outlines import Smoothing, outlines, smoothed, window_side
from spatial.imagery.projection import degrees_from
from spatial.imagery.scene import Scene
from spatial.locations.geodesic import area_m2

Numbers = NDArray[np.float64]

MOST_PATCHES = 2_000
"""Of one difference: more are noise, and nobody walks to them."""


class Direction(StrEnum):
    """Which changes count: a rise, a fall, or both."""

    RISE = "rise"
    FALL = "fall"
    BOTH = "both"


class Comparing(StrEnum):
    """How two values are compared: after minus before, or after by before."""

    DIFFERENCE = "difference"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Terms:
    """What counts as changed.

    measure: arithmetic over bands, or one band. threshold: of a difference in the unit of
    the measure, above 0; of a ratio above 1, a fall is below its reciprocal. mads: in its place,
    so many median absolute deviations from the median of all changes. smooth_m: side of the window
    of smoothing. min_area_m2: geodesic.
    """

    measure: Measure
    threshold: float | None = None
    mads: float | None = None
    direction: Direction = Direction.BOTH
    comparing: Comparing = Comparing.DIFFERENCE
    smoothing: Smoothing = Smoothing.MAJORITY
    smooth_m: float = 0.0
    min_area_m2: float = 0.0

    def __post_init__(self) -> None:
        if (self.threshold is None) == (self.mads is None):
            raise BadParameter("give a threshold, or how many median absolute deviations (mads)")
        if self.mads is not None and not self.mads > 0:
            raise BadParameter(f"mads={self.mads:g} has to be above 0")
        least = 0.0 if self.comparing is Comparing.DIFFERENCE else 1.0
        if self.threshold is not None and not self.threshold > least:
            raise BadParameter(
                f"the threshold of a {self.comparing} has to be above {least:g}, not "
                f"{self.threshold:g}"
            )

    def as_document(self) -> dict[str, Any]:
        """The same as JSON: what the patches were found by."""
        return {
            "measure": self.measure.text,
            "threshold": self.threshold,
            "mads": self.mads,
            "direction": self.direction.value,
            "comparing": self.comparing.value,
            "smoothing": self.smoothing.value,
            "smooth_m": self.smooth_m,
            "min_area_m2": self.min_area_m2,
        }


@dataclass(frozen=True, slots=True)
class Changed:
    """A place that changed: degrees, CGCS2000. area_m2: geodesic. mean: of the change."""

    outline: MultiPolygon
    area_m2: float
    pixels: int
    mean: float


@dataclass(frozen=True, slots=True)
class Difference:
    """What two images differ in. low, high: changes below and above count, None where that side
    does not. median, mad: of all changes. Shares of the area's pixels, 0 to 1: compared; clouded in
    either; without a value in either (nodata, or beyond the image). places: the largest first."""

    places: tuple[Changed, ...]
    low: float | None
    high: float | None
    median: float
    mad: float
    pixel_m: float
    pixels: int
    compared_share: float
    clouded_share: float
    nodata_share: float


def measure_of(
    *, band: str | None = None, index: str | None = None, expression: str | None = None
) -> Measure:
    """The measure that one of the three names. Raises BadParameter."""
    given = [one for one in (band, index, expression) if one is not None]
    if len(given) != 1:
        raise BadParameter("give one of band, index and expression")
    if index is not None:
        return index_named(index).expression
    return OneBand(band) if band is not None else Expression.parse(expression or "")


def difference(before: Scene, after: Scene, area: BaseGeometry, terms: Terms) -> Difference:
    """Where a measure changed between two images inside an area (degrees, CGCS2000).

    Both are laid on the grid of the coarser one. A pixel that one of them does not show, or that
    lies under clouds in one, is not compared.
    Raises BadParameter (raw images; the area outside of one; too many pixels or patches; nothing to
    compare; no spread to measure by), ImageUnreadable.
    """
    if not (before.drawn and after.drawn):
        raise BadParameter("a raw image (L1A) lies on no map: it cannot be compared")
    part = many_sided(area.intersection(before.footprint).intersection(after.footprint))
    if part.is_empty:
        raise BadParameter(
            f"the area lies in part in each of {before.id!r} and {after.id!r}, but nowhere in both"
        )
    grid = common_grid(before, after, terms.measure.bands, part)
    first, second = (laid_on(grid, scene, terms.measure) for scene in (before, after))
    seen = first.valid & second.valid & grid.inside
    clouded = (first.clouded | second.clouded) & grid.inside
    compared = seen & ~clouded
    with np.errstate(all="ignore"):
        change: Numbers = (
            second.values - first.values
            if terms.comparing is Comparing.DIFFERENCE
            else second.values / first.values
        )
    compared &= np.isfinite(change)
    if not compared.any():
        raise BadParameter("clouds and missing pixels leave nothing to compare")
    median = float(np.median(change[compared]))
    mad = float(np.median(np.abs(change[compared] - median)))
    low, high = _limits(terms, median, mad)
    passed = np.zeros(grid.shape, bool)
    with np.errstate(invalid="ignore"):
        if low is not None:
            passed |= change < low
        if high is not None:
            passed |= change > high
    side = window_side(terms.smooth_m, grid.pixel_m)
    changed = smoothed(passed & compared, compared, terms.smoothing, side)
    places: list[Changed] = []
    to_degrees = degrees_from(grid.crs)
    for one in outlines(changed, change, grid.transform):
        # Before the costly steps: simplifying changes an area by less than half.
        if one.pixels * grid.pixel_m**2 < terms.min_area_m2 / 2:
            continue
        moved = shapely.transform(
            one.polygon, lambda x, y: to_degrees.transform(x, y), interleaved=False
        )
        outline = many_sided(shapely.make_valid(moved).intersection(part))
        size = area_m2(outline)
        if size >= terms.min_area_m2 and size > 0:
            places.append(Changed(outline, size, one.pixels, one.mean))
        if len(places) > MOST_PATCHES:
            raise BadParameter(
                f"more than {MOST_PATCHES:,} patches: raise the threshold, the smoothing or the "
                "minimum area, or ask for a smaller area"
            )
    places.sort(key=lambda one: -one.area_m2)
    pixels = int(grid.inside.sum())
    # The part that no image shows was cut away; it is told as well.
    shown = area_m2(part) / area_m2(area)
    return Difference(
        tuple(places),
        low,
        high,
        median,
        mad,
        grid.pixel_m,
        pixels,
        _share(int(compared.sum()), pixels) * min(1.0, shown),
        _share(int(clouded.sum()), pixels) * min(1.0, shown),
        1 - _share(int((seen | clouded).sum()), pixels) * min(1.0, shown),
    )


def _limits(terms: Terms, median: float, mad: float) -> tuple[float | None, float | None]:
    if terms.mads is not None:
        if mad == 0:
            raise BadParameter(
                "half of all pixels changed by the very same: there is no spread to measure by; "
                "give a threshold"
            )
        low, high = median - terms.mads * mad, median + terms.mads * mad
    else:
        assert terms.threshold is not None
        high = terms.threshold
        low = -high if terms.comparing is Comparing.DIFFERENCE else 1 / high
    rises, falls = terms.direction is not Direction.FALL, terms.direction is not Direction.RISE
    return (low if falls else None), (high if rises else None)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0

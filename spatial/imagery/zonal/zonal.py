"""Zonal statistics: what the pixels of a scene say inside polygons.

A pixel counts by the share of it that lies in the polygon. One without a value (nodata, NaN,
masked, transparent) and one under a cloud are counted in `total_pixels` and never averaged (R6.3).
Shares are of pixels: in a file in degrees a northern pixel weighs as much as a southern one.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from spatial.errors import BadParameter
from spatial.imagery.expression import Expression
from spatial.imagery.scene import Asset, Band, Scene
from spatial.imagery.zonal.distribution import NOTHING, Distribution
from spatial.imagery.zonal.measure import Measure
from spatial.imagery.zonal.placing import in_pixels
from spatial.imagery.zonal.planes import Flags, Grid, Layers, Plane, decimations, layers
from spatial.imagery.zonal.shares import Shares, Tile, shares_of
from spatial.imagery.zonal.tally import Read, Tally
from spatial.locations.geodesic import area_m2

MAX_PIXELS = 16_000_000
"""So many pixels of one file are read for one value; beyond it, an overview is read."""

MAX_HELD = 24_000_000
"""So many different numbers are held for all polygons of a question where the values are no whole
numbers of 16 bits; each polygon has an equal part, and what is more is merged.
"""

_MAX_SHARES = 400_000_000

# Below this share of its area a polygon counts as covered in part; what is less than that is the
# difference between the straight edges of a polygon and the densified ones of a footprint.
_WHOLE = 0.999


@dataclass(frozen=True, slots=True)
class ZonalStatistics:
    """The pixels of a measure inside a polygon.

    valid: their values, in the measure's own unit (scale, offset applied), each weighing its share.
    total_pixels, clouded_pixels: sums of shares, of all pixels and of those that a cloud hides.
    every: only each n-th pixel in either direction was counted (an overview was read), 1 for all.
    pixel_m: the side of what was counted as one pixel, metres.
    """

    valid: Distribution
    total_pixels: float
    clouded_pixels: float
    every: int
    pixel_m: float

    @property
    def valid_pixels(self) -> float:
        """The sum of the shares of the pixels with a value, not under a cloud."""
        return self.valid.weight

    @property
    def mean(self) -> float | None:
        """None, as the next ones, when no pixel is valid."""
        return self.valid.mean

    @property
    def median(self) -> float | None:
        """The quantile of one half."""
        return self.valid.quantile(0.5)

    @property
    def min(self) -> float | None:
        """Of all pixels that the polygon touches."""
        return self.valid.low if self.valid.values.size else None

    @property
    def max(self) -> float | None:
        """As min."""
        return self.valid.high if self.valid.values.size else None

    @property
    def std(self) -> float | None:
        """Of the whole population."""
        return self.valid.std

    @property
    def valid_share(self) -> float | None:
        """0 to 1; None where the polygon holds nothing of the image."""
        return self.valid_pixels / self.total_pixels if self.total_pixels else None

    @property
    def clouded_share(self) -> float | None:
        """As valid_share."""
        return self.clouded_pixels / self.total_pixels if self.total_pixels else None


NO_PIXELS = ZonalStatistics(NOTHING, 0.0, 0.0, 1, 0.0)
"""What a polygon says that holds no part of a pixel."""


def zonal_statistics(
    scene: Scene, asset: Asset, band: Band, polygon: BaseGeometry
) -> ZonalStatistics:
    """The statistics of one band of a scene's file inside a polygon (degrees, CGCS2000).

    The part of the polygon beyond the scene is left out.
    Raises BadParameter where the polygon holds more than MAX_PIXELS pixels and the file has no
    overview that is small enough, ImageUnreadable where the file cannot be read.
    """
    return _one(Areas([polygon]), scene, {band.name: (asset, band)}, None)


def zonal_expression(
    scene: Scene, expression: Expression, polygon: BaseGeometry
) -> ZonalStatistics:
    """The statistics of arithmetic over bands of a scene inside a polygon; else as
    `zonal_statistics`. A pixel counts where all bands have a value and the result is a number.

    Raises BadParameter also for a band that the scene lacks.
    """
    bands = {name: scene.require_band(name) for name in expression.bands}
    return _one(Areas([polygon]), scene, bands, expression)


def _one(
    areas: Areas,
    scene: Scene,
    bands: Mapping[str, tuple[Asset, Band]],
    expression: Expression | None,
) -> ZonalStatistics:
    [(_, statistics)] = areas.of_bands(scene, bands, expression)
    return statistics


class Areas:
    """Polygons that are asked of many scenes: what scenes on one grid have in common is kept."""

    def __init__(self, polygons: Sequence[BaseGeometry]) -> None:
        """polygons: degrees, CGCS2000; they may overlap."""
        self.polygons = tuple(polygons)
        self._kept: OrderedDict[tuple[Grid, bytes, tuple[int, ...]], Shares] = OrderedDict()

    def statistics(self, scene: Scene, measure: Measure) -> Iterator[tuple[int, ZonalStatistics]]:
        """What a scene says of each polygon, with its number, in the order of reading.

        Each block of the files is read once; the rest as `zonal_statistics`.
        """
        return self.of_bands(scene, measure.bands(scene), measure.expression)

    def of_bands(
        self,
        scene: Scene,
        bands: Mapping[str, tuple[Asset, Band]],
        expression: Expression | None,
    ) -> Iterator[tuple[int, ZonalStatistics]]:
        """As `statistics`, of bands that were found already; without an expression of the first."""
        steps = self._steps(scene, bands)
        for every in sorted(set(steps.values())):
            numbers = [number for number, step in steps.items() if step == every]
            yield from self._at(scene, bands, expression, every, numbers)
        for number in range(len(self.polygons)):
            if number not in steps:
                yield number, NO_PIXELS

    def _steps(self, scene: Scene, bands: Mapping[str, tuple[Asset, Band]]) -> dict[int, int]:
        """Of each polygon that meets the scene, each how manyth pixel is read."""
        near = [
            number
            for number, polygon in enumerate(self.polygons)
            if polygon.intersects(scene.footprint)
        ]
        if not near:
            return {}
        grid, factors = decimations(scene, list(bands.values()))
        side = min(asset.resolution_m for asset, _ in bands.values())
        steps = {}
        for number in near:
            place = in_pixels(grid, self.polygons[number], scene.footprint, side)
            pixels = _box_pixels(place, grid)
            if pixels:
                steps[number] = _step(pixels, factors)
        return steps

    def _at(
        self,
        scene: Scene,
        bands: Mapping[str, tuple[Asset, Band]],
        expression: Expression | None,
        every: int,
        numbers: Sequence[int],
    ) -> Iterator[tuple[int, ZonalStatistics]]:
        side = min(asset.resolution_m for asset, _ in bands.values())
        most = MAX_HELD // len(self.polygons)
        tallies: dict[int, Tally] = {}
        with ExitStack() as stack:
            files = stack.enter_context(layers(scene, bands, every))
            shares = self._shares(scene, files.grid, side, numbers)
            tiles = stack.enter_context(closing(_read_ahead(files, shares)))
            for place, ((_, parts), found) in enumerate(zip(shares.tiles, tiles, strict=True)):
                read = Read.of(*found, bands, expression)
                for part in parts:
                    number = numbers[part.polygon]
                    if number not in tallies:
                        tallies[number] = Tally(read.whole_numbers, most)
                    tallies[number].add(part, read)
                    if shares.last[part.polygon] == place:
                        told = tallies.pop(number)
                        yield (
                            number,
                            ZonalStatistics(
                                told.valid(read), told.total, told.clouded, every, side * every
                            ),
                        )
        for local, number in enumerate(numbers):
            if local not in shares.last:
                yield number, NO_PIXELS

    def _shares(self, scene: Scene, grid: Grid, side: float, numbers: Sequence[int]) -> Shares:
        key = (grid, scene.footprint.wkb, tuple(numbers))
        found = self._kept.pop(key, None)
        if found is None:
            places = [
                in_pixels(grid, self.polygons[number], scene.footprint, side) for number in numbers
            ]
            found = shares_of(places, grid.width, grid.height, grid.block)
        self._kept[key] = found
        while len(self._kept) > 1 and sum(one.nbytes for one in self._kept.values()) > _MAX_SHARES:
            self._kept.popitem(last=False)
        return found


def _read_ahead(files: Layers, shares: Shares) -> Generator[tuple[dict[str, Plane], Flags | None]]:
    """What lies in each tile; the next one is read while the caller counts one."""

    def read(tile: Tile) -> tuple[dict[str, Plane], Flags | None]:
        return files.read(tile), files.clouded(tile)

    if len(shares.tiles) == 1:
        yield read(shares.tiles[0][0])
        return
    with ThreadPoolExecutor(1) as reader:
        coming: Future[tuple[dict[str, Plane], Flags | None]] | None = None
        for tile, _ in shares.tiles:
            before, coming = coming, reader.submit(read, tile)
            if before is not None:
                yield before.result()
        if coming is not None:
            yield coming.result()


def _box_pixels(place: BaseGeometry, grid: Grid) -> int:
    """How many pixels of a grid the box of a polygon (in pixels) holds."""
    if place.is_empty:
        return 0
    west, north, east, south = place.bounds
    width = min(math.ceil(east), grid.width) - max(math.floor(west), 0)
    height = min(math.ceil(south), grid.height) - max(math.floor(north), 0)
    return int(max(width, 0) * max(height, 0))


def _step(pixels: int, factors: Sequence[int]) -> int:
    """1, or the least decimation of the file's overviews with which so many pixels may be read."""
    for factor in (1, *factors):
        if pixels / factor**2 <= MAX_PIXELS:
            return factor
    raise BadParameter(
        f"the polygon covers a box of {pixels:,} pixels of one image, more than {MAX_PIXELS:,}, and"
        " the image has no overview that is small enough: ask for a smaller polygon"
    )


def covered_share(polygon: BaseGeometry, footprint: BaseGeometry) -> float:
    """How much of the polygon's area (geodesic, degrees in CGCS2000) the footprint covers, 0 to 1.

    1 from 99.9 % on: both outlines are approximations of curves.
    """
    whole, part = area_m2(polygon), area_m2(polygon.intersection(footprint))
    share = part / whole if whole else 0.0
    return 1.0 if share >= _WHOLE else share

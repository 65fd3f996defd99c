"""Reading bands of a scene onto one grid, tile by tile, with what hides the ground.

The grid is that of the finest file in question; a coarser one (20 m beside 10 m, a cloud mask of
60 m) gives each pixel the value that it has at the pixel's middle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import MaskFlags
from rasterio.io import DatasetReader
from rasterio.windows import Window

from spatial.imagery.files import opened
from spatial.imagery.projection import between
from spatial.imagery.scene import Asset, Band, CloudMask, Scene
from spatial.imagery.zonal.shares import Tile

Pixels = NDArray[np.generic]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the pixels of a file lie. transform: from column, row to the CRS (WKT).

    block: columns and rows of the blocks in which the file is stored; grids that differ in it alone
    are the same.
    """

    crs: str
    transform: Affine
    width: int
    height: int
    block: tuple[int, int] = field(compare=False)

    @classmethod
    def of(cls, dataset: DatasetReader) -> Grid:
        """Of a file, or of the overview as which it was opened."""
        rows, columns = dataset.block_shapes[0]
        return cls(
            dataset.crs.to_wkt(), dataset.transform, dataset.width, dataset.height, (columns, rows)
        )


@dataclass(frozen=True, slots=True)
class Plane:
    """The pixels of a band in a tile. hidden: those that the file says are none, None for no such.

    fills: values of it that stand for none (besides NaN).
    """

    pixels: Pixels
    hidden: Flags | None
    fills: tuple[float, ...]

    def valid(self) -> Flags:
        """Which pixels have a value."""
        valid = np.isfinite(self.pixels)
        for fill in self.fills:
            # A fill of a 4-byte file is told in 8 bytes, and may be beyond it.
            with np.errstate(over="ignore"):
                valid &= self.pixels != np.asarray(fill).astype(self.pixels.dtype)
        if self.hidden is not None:
            valid &= ~self.hidden
        return valid


class Layers:
    """Open files of a scene: bands by the names asked, and the cloud mask, on one grid."""

    def __init__(
        self,
        bands: Mapping[str, tuple[DatasetReader, Band]],
        clouds: tuple[DatasetReader, Band, CloudMask] | None,
        grid: Grid,
    ) -> None:
        self._bands = bands
        self._clouds = clouds
        self.grid = grid

    def read(self, tile: Tile) -> dict[str, Plane]:
        """The bands in a tile."""
        return {name: self._plane(file, band, tile) for name, (file, band) in self._bands.items()}

    def clouded(self, tile: Tile) -> Flags | None:
        """Which pixels of a tile nobody can see through; None where nothing tells."""
        if self._clouds is None:
            return None
        dataset, band, mask = self._clouds
        plane = self._plane(dataset, band, tile)
        # Where the mask says nothing, nothing is hidden.
        return mask.hides(plane.pixels) & plane.valid()

    def _plane(self, dataset: DatasetReader, band: Band, tile: Tile) -> Plane:
        flags = dataset.mask_flag_enums[band.index - 1]
        masked = MaskFlags.all_valid not in flags and flags != [MaskFlags.nodata]
        fills = dict.fromkeys(
            fill
            for fill in (dataset.nodatavals[band.index - 1], band.nodata)
            if fill is not None and not np.isnan(fill)
        )
        # A fill that the type of the band cannot hold is in no pixel.
        dtype = np.dtype(dataset.dtypes[band.index - 1])
        if dtype.kind in "iu":
            bounds = np.iinfo(dtype)
            fills = {fill: None for fill in fills if bounds.min <= fill <= bounds.max}
        if Grid.of(dataset) == self.grid:
            window = Window(tile.left, tile.top, tile.width, tile.height)
            pixels = dataset.read(band.index, window=window)
            hidden = dataset.read_masks(band.index, window=window) == 0 if masked else None
            return Plane(pixels, hidden, tuple(fills))
        pixels, there = self._onto(dataset, band.index, tile)
        hidden = ~there
        if masked:
            hidden |= self._onto(dataset, band.index, tile, of_mask=True)[0] == 0
        return Plane(pixels, hidden, tuple(fills))

    def _onto(
        self, dataset: DatasetReader, index: int, tile: Tile, *, of_mask: bool = False
    ) -> tuple[Pixels, Flags]:
        """The pixels of another file at the middles of those of a tile, and where there are any."""
        columns, rows = _places(self.grid, dataset, tile)
        there = (columns >= 0) & (rows >= 0) & (columns < dataset.width) & (rows < dataset.height)
        dtype = "uint8" if of_mask else dataset.dtypes[index - 1]
        if not there.any():
            return np.zeros(there.shape, dtype), there
        left, top = int(columns[there].min()), int(rows[there].min())
        right, bottom = int(columns[there].max()) + 1, int(rows[there].max()) + 1
        window = Window(left, top, right - left, bottom - top)
        read = dataset.read_masks if of_mask else dataset.read
        found = read(index, window=window)
        pixels = found[
            np.clip(rows - top, 0, bottom - top - 1), np.clip(columns - left, 0, right - left - 1)
        ]
        return pixels, there


def _places(
    grid: Grid, dataset: DatasetReader, tile: Tile
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Column and row in another file of the middle of each pixel of a tile."""
    columns, rows = np.meshgrid(
        np.arange(tile.left, tile.left + tile.width) + 0.5,
        np.arange(tile.top, tile.top + tile.height) + 0.5,
    )
    crs = dataset.crs.to_wkt()
    way = grid.transform
    if crs == grid.crs:
        way = ~dataset.transform @ grid.transform
    x = way.a * columns + way.b * rows + way.c
    y = way.d * columns + way.e * rows + way.f
    if crs != grid.crs:
        x, y = between(grid.crs, crs).transform(x, y)
        back = ~dataset.transform
        x, y = back.a * x + back.b * y + back.c, back.d * x + back.e * y + back.f
    # What has no place in the other system is beside it.
    x, y = (np.where(np.isfinite(one), one, -1.0) for one in (x, y))
    limit = 2.0**40
    return (
        np.floor(np.clip(x, -limit, limit)).astype(np.intp),
        np.floor(np.clip(y, -limit, limit)).astype(np.intp),
    )


@contextmanager
def layers(
    scene: Scene, bands: Mapping[str, tuple[Asset, Band]], every: int = 1
) -> Iterator[Layers]:
    """The files of bands of a scene (by any names), open in the block.

    every: a decimation that the finest file has as an overview. Raises ImageUnreadable.
    """
    finest = min((asset for asset, _ in bands.values()), key=lambda one: one.resolution_m)
    with ExitStack() as stack:
        open_files: dict[tuple[str, int], DatasetReader] = {}

        def file_of(asset: Asset) -> DatasetReader:
            step = every if asset.key == finest.key or _same_grid(asset, finest) else 1
            if (asset.key, step) not in open_files:
                dataset = stack.enter_context(opened(scene, asset))
                if step > 1 and step in dataset.overviews(1):
                    level = dataset.overviews(1).index(step)
                    dataset = stack.enter_context(opened(scene, asset, level))
                open_files[asset.key, step] = dataset
            return open_files[asset.key, step]

        found = {name: (file_of(asset), band) for name, (asset, band) in bands.items()}
        clouds = None
        if scene.clouds is not None and (there := scene.band(scene.clouds.band)) is not None:
            clouds = (file_of(there[0]), there[1], scene.clouds)
        yield Layers(found, clouds, Grid.of(file_of(finest)))


def decimations(scene: Scene, bands: Sequence[tuple[Asset, Band]]) -> tuple[Grid, list[int]]:
    """The grid of the finest file of bands, and the decimations of its overviews, rising.

    Raises ImageUnreadable.
    """
    finest, band = min(bands, key=lambda one: one[0].resolution_m)
    with opened(scene, finest) as dataset:
        return Grid.of(dataset), sorted(map(int, dataset.overviews(band.index)))


def _same_grid(one: Asset, other: Asset) -> bool:
    return (one.crs, one.width, one.height, one.transform) == (
        other.crs, other.width, other.height, other.transform,
    )  # fmt: skip

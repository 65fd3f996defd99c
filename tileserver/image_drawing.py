"""Scenes to pictures: the pixels of a tile, from the newest scene that shows them.

Default drawing: red, green and blue where a scene has them, as they are when they are 8-bit bands
of one file (a true-colour picture), else each stretched; a file of three or more 8-bit bands is
drawn by its first three; any other scene by its first band in grey, stretched. The stretch is the
2nd to 98th percentile that the catalogue keeps, the same for all tiles. What has no value is
transparent. A tile coarser than the image is interpolated (from overviews), a finer one shows the
image's own pixels. In place of it a client names bands, or arithmetic over bands, and colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from math import ceil, cos, floor, radians

import numpy as np
import rasterio
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.dtypes import in_dtype_range
from rasterio.enums import ColorInterp, Resampling
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from shapely.geometry import Polygon

from spatial.crs import web_mercator_from_cgcs2000
from spatial.errors import BadParameter
from spatial.imagery.expression import Expression
from spatial.imagery.files import opened
from spatial.imagery.scene import Asset, Band, Scene
from spatial.tile_grids import TileGrid

SIZE = 256
"""Pixels along the side of a tile."""

MAX_SOURCE_PIXELS = 64_000_000
"""A scene is left out of a tile for which more pixels of it would have to be read: it has no
overviews for so small a scale."""

_METRES_PER_DEGREE = 111_320

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Square:
    """The square of a tile in the CRS of its grid (east before north): its western and northern
    edge and its side. srid: EPSG code, 3857 or 4490.
    """

    srid: int
    west: float
    north: float
    side: float

    @classmethod
    def of(cls, grid: TileGrid, z: int, x: int, y: int) -> Square:
        """The tile of a grid; y counts from the north."""
        west, _, east, north = grid.box(z, x, y)
        return cls(grid.srid, west, north, east - west)

    def ground_m(self, latitude: float) -> float:
        """Metres on the ground along the shorter side of a pixel at a latitude, about."""
        shrunk = cos(radians(max(min(latitude, 85.0), -85.0)))
        return self.side / SIZE * shrunk * (1.0 if self.srid == 3857 else _METRES_PER_DEGREE)

    def edges(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """West, south, east, north of a box in degrees, in the CRS of the square."""
        if self.srid == 4490:
            return box
        west, south, east, north = box
        corners = web_mercator_from_cgcs2000(
            [(west, max(min(south, 85.06), -85.06)), (east, max(min(north, 85.06), -85.06))]
        )
        return corners[0, 0], corners[0, 1], corners[1, 0], corners[1, 1]


class Interpolation(StrEnum):
    """How the pixels of an image become those of a tile."""

    NEAREST = "nearest"
    BILINEAR = "bilinear"
    CUBIC = "cubic"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True)
class Style:
    """What a client asks for in place of the default drawing.

    bands: names of one band (grey) or three (red, green, blue); None for the default. ranges: the
    values drawn darkest and brightest, one pair for all bands or one for each, in the band's unit
    (scale and offset applied); None for the default. expressions: in place of bands, one or three,
    with ranges. colours: of one band or expression, (256, 3), in place of grey. nodata: the value
    of the file that means none, in place of its own. resampling: None for one by the scale.
    """

    bands: tuple[str, ...] | None = None
    ranges: tuple[tuple[float, float], ...] | None = None
    expressions: tuple[Expression, ...] | None = None
    colours: Bytes | None = None
    nodata: float | None = None
    resampling: Interpolation | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """The bands that a scene has to have."""
        if self.expressions is None:
            return self.bands or ()
        return tuple(dict.fromkeys(name for one in self.expressions for name in one.bands))


@dataclass(frozen=True, slots=True)
class Channel:
    """A band to be drawn: value low is 0 and high is 255, between them linear."""

    asset: Asset
    band: Band
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Picture:
    """Red, green, blue of shape (3, SIZE, SIZE), and where they show something."""

    colours: Bytes
    shown: Mask


def channels(scene: Scene, style: Style) -> list[Channel]:
    """One channel (grey) or three (red, green, blue) of a scene.

    Raises BadParameter when the style names a band that the scene lacks.
    """
    if style.bands is None:
        chosen, true_colour = _default_bands(scene)
    else:
        chosen, true_colour = [scene.require_band(name) for name in style.bands], False
    ranges: Sequence[tuple[float, float] | None]
    ranges = style.ranges or [(0.0, 255.0) if true_colour else None]
    if len(ranges) == 1:
        ranges = [ranges[0]] * len(chosen)
    if len(ranges) != len(chosen):
        raise BadParameter(f"rescale has {len(ranges)} ranges for {len(chosen)} bands")
    return [
        _channel(asset, band, limits) for (asset, band), limits in zip(chosen, ranges, strict=True)
    ]


def _default_bands(scene: Scene) -> tuple[list[tuple[Asset, Band]], bool]:
    """The bands, and whether they are a picture already, to be shown as it is."""
    colours = [found for name in ("red", "green", "blue") if (found := scene.band(name))]
    if len(colours) == 3:
        together = len({asset.key for asset, _ in colours}) == 1
        return colours, together and all(band.dtype == "uint8" for _, band in colours)
    every = scene.data_bands()
    if (
        len({asset.key for asset, _ in every}) == 1
        and len(every) >= 3
        and all(b.dtype == "uint8" for _, b in every)
    ):
        return every[:3], True
    return every[:1], False


def _channel(asset: Asset, band: Band, limits: tuple[float, float] | None) -> Channel:
    if limits is None:
        low, high = (value * band.scale + band.offset for value in band.stretch)
    else:
        low, high = limits
    # A band of one value everywhere is drawn in the middle grey.
    return (
        Channel(asset, band, low, high) if low != high else Channel(asset, band, low - 1, low + 1)
    )


def draw(scenes: Sequence[Scene], square: Square, style: Style) -> Picture:
    """The picture of a square; scenes that stand first cover the later ones.

    A scene without a band that the style names is left out, unless it is the only one.
    Raises BadParameter for a style that does not fit, ImageUnreadable when a file cannot be read.
    """
    colours = np.zeros((3, SIZE, SIZE), np.uint8)
    shown = np.zeros((SIZE, SIZE), np.bool_)
    for scene in scenes:
        if len(scenes) > 1 and any(scene.band(name) is None for name in style.named):
            continue
        picture = draw_scene(scene, square, style)
        new = picture.shown & ~shown
        colours[:, new] = picture.colours[:, new]
        shown |= new
        if shown.all():
            break
    return Picture(colours, shown)


def draw_scene(scene: Scene, square: Square, style: Style) -> Picture:
    """The picture of one scene in a square. Raises as `draw` does."""
    if style.expressions is not None:
        return _draw_expressions(scene, square, style, style.expressions)
    colours = np.zeros((3, SIZE, SIZE), np.uint8)
    shown = np.zeros((SIZE, SIZE), np.bool_)
    wanted = channels(scene, style)
    if style.colours is not None and len(wanted) != 1:
        raise BadParameter("a colour map is for one band: name it with bands=")
    for frame in _frames(scene, square):
        for _, group in groupby(enumerate(wanted), key=lambda numbered: numbered[1].asset.key):
            numbered = list(group)
            group_bands = [channel.band for _, channel in numbered]
            asset = numbered[0][1].asset
            values, valid = _read(scene, asset, group_bands, frame, style)
            shown[frame.slices] |= valid.any(axis=0)
            for (index, channel), numbers in zip(numbered, values, strict=True):
                drawn = _to_bytes(_in_unit(channel.band, numbers), channel.low, channel.high)
                if len(wanted) == 1:
                    colours[:, *frame.slices] = _coloured(drawn, style)
                else:
                    colours[index, *frame.slices] = drawn
    colours[:, ~shown] = 0
    return Picture(colours, shown)


def _draw_expressions(
    scene: Scene, square: Square, style: Style, expressions: Sequence[Expression]
) -> Picture:
    """Shown is what all bands of the expressions have a value for, and what comes to a number."""
    colours = np.zeros((3, SIZE, SIZE), np.uint8)
    shown = np.zeros((SIZE, SIZE), np.bool_)
    ranges = list(style.ranges or ())
    if len(ranges) == 1:
        ranges *= len(expressions)
    if len(ranges) != len(expressions):
        raise BadParameter(f"rescale has {len(ranges)} ranges for {len(expressions)} expressions")
    named = {name: scene.require_band(name) for name in style.named}
    for frame in _frames(scene, square):
        values: dict[str, NDArray[np.float64]] = {}
        valid = np.ones(frame.shape, np.bool_)
        for name, (asset, band) in named.items():
            read, there = _read(scene, asset, [band], frame, style)
            values[name] = _in_unit(band, read[0])
            valid &= there[0]
        planes = [one.of(values) for one in expressions]
        for plane in planes:
            valid &= np.isfinite(plane)
        drawn = [_to_bytes(plane, *limits) for plane, limits in zip(planes, ranges, strict=True)]
        colours[:, *frame.slices] = _coloured(drawn[0], style) if len(drawn) == 1 else drawn
        shown[frame.slices] |= valid
    colours[:, ~shown] = 0
    return Picture(colours, shown)


def _in_unit(band: Band, values: NDArray[np.generic]) -> NDArray[np.float64]:
    return values.astype(np.float64) * band.scale + band.offset


def _coloured(drawn: Bytes, style: Style) -> Bytes:
    if style.colours is None:
        return np.broadcast_to(drawn, (3, *drawn.shape))
    return np.moveaxis(style.colours[drawn], -1, 0)


def _to_bytes(numbers: NDArray[np.float64], low: float, high: float) -> Bytes:
    part = (numbers - low) / (high - low)
    return np.nan_to_num(np.rint(np.clip(part, 0.0, 1.0) * 255.0)).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a tile in which (a part of) a scene lies: whole pixels of the tile.

    srid: of the grid. west, north: of the part, in its units. pixel: the side of one in them.
    ground_m: the same on the ground, metres.
    """

    slices: tuple[slice, slice]
    srid: int
    west: float
    north: float
    pixel: float
    ground_m: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.slices
        return rows.stop - rows.start, columns.stop - columns.start


def _frames(scene: Scene, square: Square) -> list[Frame]:
    """Where the parts of a scene lie in a square.

    Only there is it warped: far from it the image's projection may have no values, and a scene
    across 180 degrees lies at both edges of the world.
    """
    pixel = square.side / SIZE
    frames = []
    for part in shapely.get_parts(scene.footprint):
        assert isinstance(part, Polygon)
        west, south, east, north = square.edges(part.bounds)
        left = max(floor((west - square.west) / pixel) - 1, 0)
        right = min(ceil((east - square.west) / pixel) + 1, SIZE)
        top = max(floor((square.north - north) / pixel) - 1, 0)
        bottom = min(ceil((square.north - south) / pixel) + 1, SIZE)
        if left < right and top < bottom:
            frames.append(
                Frame(
                    (slice(top, bottom), slice(left, right)),
                    square.srid,
                    square.west + left * pixel,
                    square.north - top * pixel,
                    pixel,
                    square.ground_m((part.bounds[1] + part.bounds[3]) / 2),
                )
            )
    return frames


def _read(
    scene: Scene, asset: Asset, bands: Sequence[Band], frame: Frame, style: Style
) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
    """The values of bands of one file in a frame, and which are valid: (bands, rows, columns).

    Raises ImageUnreadable.
    """
    indexes = [band.index for band in bands]
    with opened(scene, asset) as whole, ExitStack() as stack:
        level, factor = _overview(whole, asset, frame)
        if _pixels_read(asset, frame, factor) > MAX_SOURCE_PIXELS:
            return np.zeros((len(bands), *frame.shape)), np.zeros((len(bands), *frame.shape), bool)
        dataset = whole
        if level is not None:
            dataset = stack.enter_context(rasterio.open(asset.path, overview_level=level))
        warped = stack.enter_context(
            WarpedVRT(
                dataset,
                crs=f"EPSG:{frame.srid}",
                transform=Affine(frame.pixel, 0.0, frame.west, 0.0, -frame.pixel, frame.north),
                height=frame.shape[0],
                width=frame.shape[1],
                resampling=_resampling(asset, frame, style),
                **_transparency(dataset, style),
            )
        )
        return _values(warped, indexes)


def _values(warped: WarpedVRT, indexes: list[int]) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
    """The values of bands, and which are valid: not the fill value, not transparent, not NaN."""
    if ColorInterp.alpha in warped.colorinterp:
        # Read as a band: as a mask GDAL knows alpha of unsigned integers only.
        alpha = warped.colorinterp.index(ColorInterp.alpha) + 1
        *bands, opacity = warped.read([*indexes, alpha])
        values = np.stack(bands)
        return values, np.isfinite(values) & (opacity > 0)
    masked = warped.read(indexes, masked=True)
    return masked.data, ~np.ma.getmaskarray(masked) & np.isfinite(masked.data)


def _overview(dataset: DatasetReader, asset: Asset, frame: Frame) -> tuple[int | None, int]:
    """The coarsest overview that is still as fine as the tile, and its factor; None for none."""
    best: tuple[int | None, int] = (None, 1)
    for level, factor in enumerate(dataset.overviews(1)):
        if best[1] < factor and factor * asset.resolution_m <= frame.ground_m:
            best = (level, factor)
    return best


def _pixels_read(asset: Asset, frame: Frame, factor: int) -> float:
    per_tile_pixel = max(frame.ground_m / (asset.resolution_m * factor), 1.0) ** 2
    in_frame = frame.shape[0] * frame.shape[1] * per_tile_pixel
    return min(in_frame, asset.width * asset.height / factor**2)


def _resampling(asset: Asset, frame: Frame, style: Style) -> Resampling:
    if style.resampling is not None:
        return Resampling[style.resampling]
    # Where both pixels are of one size, interpolating would only blur.
    coarser = frame.ground_m > 1.01 * asset.resolution_m
    return Resampling.bilinear if coarser else Resampling.nearest


def _transparency(dataset: DatasetReader, style: Style) -> dict[str, object]:
    """What tells the warped picture where there is nothing: the fill value, else an alpha band."""
    if style.nodata is not None:
        if not all(in_dtype_range(style.nodata, kind) for kind in dataset.dtypes):
            raise BadParameter(
                f"nodata={style.nodata:g} is no value that {dataset.dtypes[0]} pixels can have"
            )
        return {"src_nodata": style.nodata, "nodata": style.nodata}
    if dataset.nodata is not None:
        return {"src_nodata": dataset.nodata, "nodata": dataset.nodata}
    has_alpha = ColorInterp.alpha in dataset.colorinterp
    return {} if has_alpha else {"add_alpha": True}

"""Scenes to pictures: the pixels of a tile, from the newest scene that shows them.

Default drawing: red, green and blue where a scene has them, as they are when they are 8-bit bands
of one file (a true-colour picture), else each stretched; a file of three or more 8-bit bands is
drawn by its first three; any other scene by its first band in grey, stretched. The stretch is the
2nd to 98th percentile that the catalogue keeps, the same for all tiles. What has no value is
transparent. A tile coarser than the image is interpolated (from overviews), a finer one shows the
image's own pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from math import ceil, cos, floor, radians

import numpy as np
import rasterio
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import ColorInterp, Resampling
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from shapely.geometry import Polygon

from spatial.crs import WEB_MERCATOR, web_mercator_from_cgcs2000
from spatial.errors import BadParameter
from spatial.imagery.files import opened
from spatial.imagery.scene import Asset, Band, Scene

SIZE = 256
"""Pixels along the side of a tile."""

MAX_SOURCE_PIXELS = 64_000_000
"""A scene is left out of a tile for which more pixels of it would have to be read: it has no
overviews for so small a scale."""

_WORLD_M = 20037508.342789244

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Square:
    """The square of a tile in EPSG:3857: its western and northern edge and its side, metres."""

    west: float
    north: float
    side: float

    @classmethod
    def of(cls, z: int, x: int, y: int) -> Square:
        """The tile of WebMercatorQuad (OGC 17-083r4): y counts from the north."""
        side = 2 * _WORLD_M / 2**z
        return cls(-_WORLD_M + x * side, _WORLD_M - y * side, side)


@dataclass(frozen=True, slots=True)
class Style:
    """What a client asks for in place of the default drawing.

    bands: names of one band (grey) or three (red, green, blue); None for the default. ranges: the
    values drawn darkest and brightest, one pair for all bands or one for each, in the band's unit
    (scale and offset applied); None for the default.
    """

    bands: tuple[str, ...] | None = None
    ranges: tuple[tuple[float, float], ...] | None = None


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
        chosen, true_colour = [_band(scene, name) for name in style.bands], False
    ranges: Sequence[tuple[float, float] | None]
    ranges = style.ranges or [(0.0, 255.0) if true_colour else None]
    if len(ranges) == 1:
        ranges = [ranges[0]] * len(chosen)
    if len(ranges) != len(chosen):
        raise BadParameter(f"rescale has {len(ranges)} ranges for {len(chosen)} bands")
    return [
        _channel(asset, band, limits) for (asset, band), limits in zip(chosen, ranges, strict=True)
    ]


def _band(scene: Scene, name: str) -> tuple[Asset, Band]:
    found = scene.band(name)
    if found is None:
        raise BadParameter(
            f"image {scene.id!r} has no band {name!r}; it has {', '.join(scene.band_names)}"
        )
    return found


def _default_bands(scene: Scene) -> tuple[list[tuple[Asset, Band]], bool]:
    """The bands, and whether they are a picture already, to be shown as it is."""
    colours = [found for name in ("red", "green", "blue") if (found := scene.band(name))]
    if len(colours) == 3:
        one_file = len({asset.key for asset, _ in colours}) == 1
        return colours, one_file and all(band.dtype == "uint8" for _, band in colours)
    every = list(scene.bands())
    if len(scene.assets) == 1 and len(every) >= 3 and all(b.dtype == "uint8" for _, b in every):
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
        if len(scenes) > 1 and any(scene.band(name) is None for name in style.bands or ()):
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
    colours = np.zeros((3, SIZE, SIZE), np.uint8)
    shown = np.zeros((SIZE, SIZE), np.bool_)
    wanted = channels(scene, style)
    for frame in _frames(scene, square):
        for _, group in groupby(enumerate(wanted), key=lambda numbered: numbered[1].asset.key):
            numbered = list(group)
            values, valid = _read(scene, [channel for _, channel in numbered], frame)
            shown[frame.slices] |= valid.any(axis=0)
            for (index, channel), numbers in zip(numbered, values, strict=True):
                drawn = _to_bytes(channel, numbers)
                target = slice(0, 3) if len(wanted) == 1 else slice(index, index + 1)
                colours[target, *frame.slices] = drawn
    colours[:, ~shown] = 0
    return Picture(colours, shown)


def _to_bytes(channel: Channel, values: NDArray[np.generic]) -> Bytes:
    numbers = values.astype(np.float64) * channel.band.scale + channel.band.offset
    part = (numbers - channel.low) / (channel.high - channel.low)
    return np.nan_to_num(np.rint(np.clip(part, 0.0, 1.0) * 255.0)).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a tile in which (a part of) a scene lies: whole pixels of the tile.

    west, north: of the part, metres in EPSG:3857. pixel: the side of one, metres there.
    ground_m: the same on the ground.
    """

    slices: tuple[slice, slice]
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
        west, south, east, north = part.bounds
        edges = web_mercator_from_cgcs2000(
            [(west, max(min(south, 85.06), -85.06)), (east, max(min(north, 85.06), -85.06))]
        )
        left = max(floor((edges[0, 0] - square.west) / pixel) - 1, 0)
        right = min(ceil((edges[1, 0] - square.west) / pixel) + 1, SIZE)
        top = max(floor((square.north - edges[1, 1]) / pixel) - 1, 0)
        bottom = min(ceil((square.north - edges[0, 1]) / pixel) + 1, SIZE)
        if left < right and top < bottom:
            frames.append(
                Frame(
                    (slice(top, bottom), slice(left, right)),
                    square.west + left * pixel,
                    square.north - top * pixel,
                    pixel,
                    pixel * cos(radians(max(min((south + north) / 2, 85.0), -85.0))),
                )
            )
    return frames


def _read(
    scene: Scene, group: Sequence[Channel], frame: Frame
) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
    """The values of bands of one file in a frame, and which are valid: (bands, rows, columns).

    Raises ImageUnreadable.
    """
    asset = group[0].asset
    indexes = [channel.band.index for channel in group]
    with opened(scene, asset) as whole, ExitStack() as stack:
        level, factor = _overview(whole, asset, frame)
        if _pixels_read(asset, frame, factor) > MAX_SOURCE_PIXELS:
            return np.zeros((len(group), *frame.shape)), np.zeros((len(group), *frame.shape), bool)
        dataset = whole
        if level is not None:
            dataset = stack.enter_context(rasterio.open(asset.path, overview_level=level))
        warped = stack.enter_context(
            WarpedVRT(
                dataset,
                crs=WEB_MERCATOR,
                transform=Affine(frame.pixel, 0.0, frame.west, 0.0, -frame.pixel, frame.north),
                height=frame.shape[0],
                width=frame.shape[1],
                resampling=_resampling(asset, frame),
                **_transparency(dataset),
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


def _resampling(asset: Asset, frame: Frame) -> Resampling:
    # Where both pixels are of one size, interpolating would only blur.
    coarser = frame.ground_m > 1.01 * asset.resolution_m
    return Resampling.bilinear if coarser else Resampling.nearest


def _transparency(dataset: DatasetReader) -> dict[str, object]:
    """What tells the warped picture where there is nothing: the fill value, else an alpha band."""
    if dataset.nodata is not None:
        return {"src_nodata": dataset.nodata, "nodata": dataset.nodata}
    has_alpha = ColorInterp.alpha in dataset.colorinterp
    return {} if has_alpha else {"add_alpha": True}

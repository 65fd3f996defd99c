"""The pixels of a file at the places of a view: the file's own, or mixed of the four around.

The place of each pixel of the view in the file is computed (for a net of them, straight lines
between), the part of the file around is read once, from the coarsest overview that is still as
fine as the view (where that has many pixels to one of the view, as means of them), and the values
are taken from there. This does in a third of the time what GDAL's warper does, which is still asked
for the kernels that are wider.

A pixel is valid where that of the file under its middle is: not the fill value, not masked, not
transparent, and a number. Mixed values are of the valid ones among the four.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import ceil
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.dtypes import in_dtype_range
from rasterio.enums import ColorInterp, MaskFlags, Resampling
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from spatial.errors import BadParameter
from spatial.imagery.files import opened
from spatial.imagery.projection import from_grid
from spatial.imagery.scene import Asset, Band, Scene
from tileserver.images.view import Frame

MAX_SOURCE_PIXELS = 64_000_000
"""A scene is left out of a picture for which more pixels of it would have to be read: it has no
overviews for so small a scale."""

_NET = 17
_TOLERANCE = 0.1
"""Of a pixel of the file: so far the straight lines of the net may lie beside the truth."""

_MOST_TO_ONE = 6
"""Pixels of the file for one of the view; where there are more, they are averaged as they are read.
"""

Mask = NDArray[np.bool_]
Values = NDArray[np.generic]
Places = NDArray[np.floating[Any]]


class Interpolation(StrEnum):
    """How the pixels of an image become those of a tile."""

    NEAREST = "nearest"
    BILINEAR = "bilinear"
    CUBIC = "cubic"
    AVERAGE = "average"


def sampled(
    scene: Scene,
    asset: Asset,
    bands: Sequence[Band],
    frame: Frame,
    *,
    how: Interpolation | None = None,
    nodata: float | None = None,
    budget: int | None = None,
) -> tuple[Values, Mask]:
    """The values of bands of one file in a frame, and which are valid: (bands, rows, columns).

    how: None for one by the scale. nodata: the value of the file that means none, in place of its
    own. budget: most pixels that may be read; where more would be, nothing is valid.
    Raises ImageUnreadable, BadParameter (nodata).
    """
    indexes = [band.index for band in bands]
    if how is None:
        # Where both pixels are of one size, interpolating would only blur.
        coarser = frame.ground_m > 1.01 * asset.resolution_m
        how = Interpolation.BILINEAR if coarser else Interpolation.NEAREST
    with opened(scene, asset) as whole:
        level, factor = _overview(whole, asset, frame)
        if _pixels_read(asset, frame, factor) > (MAX_SOURCE_PIXELS if budget is None else budget):
            return _nothing(indexes, frame)
        if level is None:
            return _read(whole, indexes, frame, how, nodata)
    with opened(scene, asset, level) as overview:
        return _read(overview, indexes, frame, how, nodata)


def _nothing(indexes: list[int], frame: Frame) -> tuple[Values, Mask]:
    shape = (len(indexes), *frame.shape)
    return np.zeros(shape), np.zeros(shape, np.bool_)


def _overview(dataset: DatasetReader, asset: Asset, frame: Frame) -> tuple[int | None, int]:
    """The coarsest overview that is still as fine as the view, and its factor; None for none."""
    best: tuple[int | None, int] = (None, 1)
    for level, factor in enumerate(dataset.overviews(1)):
        if best[1] < factor and factor * asset.resolution_m <= frame.ground_m:
            best = (level, factor)
    return best


def _pixels_read(asset: Asset, frame: Frame, factor: int) -> float:
    per_pixel = max(frame.ground_m / (asset.resolution_m * factor), 1.0) ** 2
    in_frame = frame.shape[0] * frame.shape[1] * per_pixel
    return min(in_frame, asset.width * asset.height / factor**2)


def _read(
    dataset: DatasetReader,
    indexes: list[int],
    frame: Frame,
    how: Interpolation,
    nodata: float | None,
) -> tuple[Values, Mask]:
    if nodata is not None and not all(in_dtype_range(nodata, kind) for kind in dataset.dtypes):
        raise BadParameter(
            f"nodata={nodata:g} is no value that {dataset.dtypes[0]} pixels can have"
        )
    if how in (Interpolation.NEAREST, Interpolation.BILINEAR):
        columns, rows = _places(dataset, frame)
        window = _window(dataset, columns, rows)
        if window is None:
            return _nothing(indexes, frame)
        every = _every(window, columns)
        smooth = how is Interpolation.BILINEAR
        # A fill value that the file does not know would be averaged with the others.
        if every == 1 or not smooth or nodata is None:
            around, there = _around(dataset, indexes, window, nodata, every, smooth=smooth)
            columns = (columns - window.col_off) * (around.shape[2] / window.width)
            rows = (rows - window.row_off) * (around.shape[1] / window.height)
            return _taken(around, there, columns, rows, smooth=smooth)
    return _warped(dataset, indexes, frame, how, nodata)


def _places(dataset: DatasetReader, frame: Frame) -> tuple[Places, Places]:
    """Column and row of the file, counted from its corner, under the middle of each pixel of a
    frame; NaN where its projection has none.
    """
    height, width = frame.shape
    if min(height, width) > 2 * _NET:
        down, across = np.linspace(0.5, height - 0.5, _NET), np.linspace(0.5, width - 0.5, _NET)
        net = np.stack(_exactly(dataset, frame, down, across))
        half = _between(net[:, ::2, ::2], down[::2], across[::2], down, across)
        # Of a smooth way half the distance leaves a quarter of the error.
        if np.isfinite(net).all() and np.abs(net - half).max() / 4 <= _TOLERANCE:
            every = _between(net, down, across, np.arange(height) + 0.5, np.arange(width) + 0.5)
            return every[0], every[1]
    return _exactly(dataset, frame, np.arange(height) + 0.5, np.arange(width) + 0.5)


def _exactly(
    dataset: DatasetReader, frame: Frame, down: Places, across: Places
) -> tuple[Places, Places]:
    eastings, northings = np.meshgrid(
        frame.west + across * frame.pixel, frame.north - down * frame.pixel
    )
    crs = dataset.crs
    x, y = from_grid(frame.srid, crs.to_wkt()).transform(eastings, northings)
    x, y = np.where(np.isfinite(x), x, np.nan), np.where(np.isfinite(y), y, np.nan)
    if crs.is_geographic:
        # A file in degrees may run from 0 to 360, or beyond 180.
        left, right = _west_and_east(dataset)
        x = np.where((x < left) & (x + 360 <= right), x + 360, x)
        x = np.where((x > right) & (x - 360 >= left), x - 360, x)
    inverse = ~dataset.transform
    return (
        inverse.a * x + inverse.b * y + inverse.c,
        inverse.d * x + inverse.e * y + inverse.f,
    )


def _west_and_east(dataset: DatasetReader) -> tuple[float, float]:
    """The least and the greatest x of a file, whichever way its rows run."""
    across, down = (0, dataset.width), (0, dataset.height)
    corners = [(dataset.transform @ (column, row))[0] for column in across for row in down]
    return min(corners), max(corners)


def _between(
    net: Places, down: Places, across: Places, more_down: Places, more_across: Places
) -> Places:
    """Linear interpolation of a net (..., rows, columns) at other rows and columns."""
    return _hats(down, more_down) @ net @ _hats(across, more_across).T


def _hats(nodes: Places, places: Places) -> Places:
    """The share of each node at each place: (places, nodes)."""
    step = nodes[1] - nodes[0]
    shares: Places = np.clip(1 - np.abs(places[:, None] - nodes[None, :]) / step, 0, None)
    return shares


def _window(dataset: DatasetReader, columns: Places, rows: Places) -> Window | None:
    """The part of the file that holds the places and one pixel around; None without any."""
    inside = (columns >= 0) & (columns < dataset.width) & (rows >= 0) & (rows < dataset.height)
    if not inside.any():
        return None
    left = max(int(columns[inside].min()) - 1, 0)
    top = max(int(rows[inside].min()) - 1, 0)
    right = min(int(columns[inside].max()) + 2, dataset.width)
    bottom = min(int(rows[inside].max()) + 2, dataset.height)
    return Window(left, top, right - left, bottom - top)


def _every(window: Window, columns: Places) -> int:
    """Of how many pixels in either direction one is made as a window is read; 1 for all of them."""
    to_one = window.width * window.height / columns.size
    if window.width * window.height <= _MOST_TO_ONE * columns.size + 4096:
        return 1
    return max(int(to_one**0.5 / 1.5), 1)


def _around(
    dataset: DatasetReader,
    indexes: list[int],
    window: Window,
    nodata: float | None,
    every: int,
    *,
    smooth: bool,
) -> tuple[Values, Mask | None]:
    """The values of a window, and which are there; None for all. Of `every` pixels in either
    direction one: their mean (of those that are there), or one of them where it is not smooth.
    """
    shape = (ceil(window.height / every), ceil(window.width / every))
    one = Resampling.average if smooth else Resampling.nearest
    values = dataset.read(indexes, window=window, out_shape=shape, resampling=one)
    there: Mask | None = None
    if nodata is not None:
        there = values != nodata
    elif dataset.nodata is None and ColorInterp.alpha in dataset.colorinterp:
        # Read as a band: as a mask GDAL knows alpha of unsigned integers only.
        alpha = dataset.colorinterp.index(ColorInterp.alpha) + 1
        opacity = dataset.read(alpha, window=window, out_shape=shape)
        there = np.broadcast_to(opacity > 0, values.shape)
    elif MaskFlags.all_valid not in dataset.mask_flag_enums[indexes[0] - 1]:
        there = dataset.read_masks(indexes, window=window, out_shape=shape) > 0
    if values.dtype.kind in "fc":
        finite = np.isfinite(values)
        there = finite if there is None else there & finite
    return values, None if there is None or there.all() else there


def _taken(
    values: Values, there: Mask | None, columns: Places, rows: Places, *, smooth: bool
) -> tuple[Values, Mask]:
    """The values at places of a window (from its corner), and which are valid."""
    bands, height, width = values.shape
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    columns, rows = np.where(inside, columns, 0.0), np.where(inside, rows, 0.0)
    flat = values.reshape(bands, -1)
    known = None if there is None else there.reshape(bands, -1)
    under = rows.astype(np.intp) * width + columns.astype(np.intp)
    valid = np.broadcast_to(inside, (bands, *inside.shape))
    if known is not None:
        valid = valid & np.take(known, under, axis=1)
    if not smooth:
        return np.take(flat, under, axis=1), valid
    kind = np.float32 if values.dtype.itemsize <= 2 else np.float64
    # Between the middles of pixels.
    x, y = columns - 0.5, rows - 0.5
    left, top = np.floor(x), np.floor(y)
    to_right, down = (x - left).astype(kind), (y - top).astype(kind)
    first = np.maximum(left, 0).astype(np.intp), np.maximum(top, 0).astype(np.intp)
    second = (
        np.minimum(left + 1, width - 1).astype(np.intp),
        np.minimum(top + 1, height - 1).astype(np.intp),
    )
    total = np.zeros((bands, *inside.shape), kind)
    shares = None if known is None else np.zeros_like(total)
    for column, across in ((first[0], 1 - to_right), (second[0], to_right)):
        for row, along in ((first[1], 1 - down), (second[1], down)):
            at, share = row * width + column, across * along
            found: NDArray[Any] = np.take(flat, at, axis=1).astype(kind)
            if known is None or shares is None:
                found *= share
            else:
                part = share * np.take(known, at, axis=1)
                found = np.where(part > 0, found * part, 0)
                shares += part
            total += found
    if shares is not None:
        np.divide(total, shares, out=total, where=shares > 0)
        valid = valid & (shares > 0)
    return total, valid


def _warped(
    dataset: DatasetReader,
    indexes: list[int],
    frame: Frame,
    how: Interpolation,
    nodata: float | None,
) -> tuple[Values, Mask]:
    """As `_read`, by GDAL's warper: its kernels grow with the scale."""
    with WarpedVRT(
        dataset,
        crs=f"EPSG:{frame.srid}",
        transform=Affine(frame.pixel, 0.0, frame.west, 0.0, -frame.pixel, frame.north),
        height=frame.shape[0],
        width=frame.shape[1],
        resampling=Resampling[how],
        **_transparency(dataset, nodata),
    ) as warped:
        if ColorInterp.alpha in warped.colorinterp:
            # Read as a band: as a mask GDAL knows alpha of unsigned integers only.
            alpha = warped.colorinterp.index(ColorInterp.alpha) + 1
            *bands, opacity = warped.read([*indexes, alpha])
            values = np.stack(bands)
            return values, np.isfinite(values) & (opacity > 0)
        masked = warped.read(indexes, masked=True)
        return masked.data, ~np.ma.getmaskarray(masked) & np.isfinite(masked.data)


def _transparency(dataset: DatasetReader, nodata: float | None) -> dict[str, object]:
    """What tells the warped picture where there is nothing: the fill value, else an alpha band."""
    if nodata is not None:
        return {"src_nodata": nodata, "nodata": nodata}
    if dataset.nodata is not None:
        return {"src_nodata": dataset.nodata, "nodata": dataset.nodata}
    has_alpha = ColorInterp.alpha in dataset.colorinterp
    return {} if has_alpha else {"add_alpha": True}

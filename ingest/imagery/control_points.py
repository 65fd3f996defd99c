"""Images that ground control points alone place: laid on a grid of their reference system.

A polynomial of the second degree in column and row is fitted to six points or more, of the first
to three to five. How well it fits its own points is told; a fit that is off by more than
MOST_OFF_PIXELS says that points are wrong, or that the image needs the heights of the ground.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.control import GroundControlPoint
from rasterio.enums import ColorInterp, Resampling
from rasterio.io import DatasetReader
from rasterio.warp import reproject
from rasterio.windows import Window

from ingest.imagery.opening import ImageRefused

MOST_OFF_PIXELS = 3.0
"""Root mean square of the distances between the points and the fit, in pixels of the source."""

_LEAST_POINTS = {1: 3, 2: 6}
# Columns and rows go from -1 to 1; points on a line, or nearly, make the system singular.
_WORST_CONDITION = 200.0
_STRIP_PIXELS = 4_000_000
_MOST_GROWTH = 4


@dataclass(frozen=True, slots=True)
class Fit:
    """A polynomial from column, row to the reference system. rms_pixels: how far off it is.

    degree: 1 or 2. points: how many. pixel: the side of a pixel in units of the system.
    """

    degree: int
    points: int
    rms_pixels: float
    pixel: float


def placed_by_points(dataset: DatasetReader) -> bool:
    """Whether ground control points with a reference system are all that places an image."""
    points, crs = dataset.gcps
    return bool(points) and crs is not None and dataset.transform == Affine.identity()


def fitted(dataset: DatasetReader) -> Fit:
    """The fit to the points of an image. Raises ImageRefused with the reason why there is none."""
    points, _ = dataset.gcps
    degree = 2 if len(points) >= _LEAST_POINTS[2] else 1
    if len(points) < _LEAST_POINTS[1]:
        raise ImageRefused(f"it has {len(points)} ground control points: three at least are needed")
    there = np.array([(p.col, p.row, p.x, p.y) for p in points], dtype=np.float64)
    if not np.isfinite(there).all():
        raise ImageRefused("its ground control points hold numbers that are none")
    while True:
        terms = _terms(there[:, 0], there[:, 1], dataset, degree)
        if _condition(terms) <= _WORST_CONDITION:
            break
        if degree == 1:
            raise ImageRefused(
                f"its {len(points)} ground control points lie on a line: they place no image"
            )
        # Six points may lie on two lines, which bend nothing and still place a plane.
        degree = 1
    solved = np.linalg.lstsq(terms, there[:, 2:], rcond=None)[0]
    slopes = np.array([solved[1] / (dataset.width / 2), solved[2] / (dataset.height / 2)]).T
    pixel = float(np.sqrt(abs(np.linalg.det(slopes))))
    if not pixel > 1e-9 * max(1.0, float(np.abs(slopes).max())):
        raise ImageRefused("its ground control points give its pixels no size")
    off = np.linalg.solve(slopes, (terms @ solved - there[:, 2:]).T)
    rms = float(np.sqrt((off**2).sum(axis=0).mean()))
    if rms > MOST_OFF_PIXELS:
        raise ImageRefused(
            f"its {len(points)} ground control points contradict each other by {rms:.1f} pixels: "
            "orthorectify it"
        )
    return Fit(degree, len(points), rms, pixel)


def _condition(terms: NDArray[np.float64]) -> float:
    singular = np.linalg.svd(terms, compute_uv=False)
    return float(singular[0] / singular[-1]) if singular[-1] > 0 else float("inf")


def _terms(
    columns: NDArray[np.float64], rows: NDArray[np.float64], dataset: DatasetReader, degree: int
) -> NDArray[np.float64]:
    u, v = columns / (dataset.width / 2) - 1, rows / (dataset.height / 2) - 1
    terms = [np.ones_like(u), u, v]
    if degree == 2:
        terms += [u * u, u * v, v * v]
    return np.stack(terms, axis=1)


def laid_on_grid(dataset: DatasetReader, fit: Fit, target: Path) -> None:
    """Writes a plain GeoTIFF, north up, with the pixels of the source by nearest neighbour.

    What no pixel of the source reaches is nodata; where the source knows none, an alpha band is
    added. Strip after strip, so that memory stays bounded.
    Raises ImageRefused where the grid would be absurdly larger than the image.
    """
    points, crs = dataset.gcps
    transform, width, height = _grid(dataset, fit, points)
    alpha = dataset.nodata is None and ColorInterp.alpha not in dataset.colorinterp
    profile = {
        "driver": "GTiff", "crs": crs, "transform": transform, "width": width, "height": height,
        "count": dataset.count + alpha, "dtype": dataset.dtypes[0], "nodata": dataset.nodata,
        "tiled": True, "blockxsize": 512, "blockysize": 512, "bigtiff": "IF_SAFER",
        "interleave": "pixel",
    }  # fmt: skip
    rows = max(512, _STRIP_PIXELS // width // 512 * 512)
    with rasterio.open(target, "w", **profile) as made:
        colours = [*dataset.colorinterp, *([ColorInterp.alpha] if alpha else [])]
        made.colorinterp = colours
        for top in range(0, height, rows):
            window = Window(0, top, width, min(rows, height - top))
            placed = {
                "dst_transform": transform @ Affine.translation(0, top),
                "dst_crs": crs, "src_crs": crs, "gcps": list(points),
                "resampling": Resampling.nearest, "MAX_GCP_ORDER": fit.degree,
            }  # fmt: skip
            for index in dataset.indexes:
                made.write(_strip(dataset, index, window, placed), index, window=window)
            if alpha:
                made.write(_reached(dataset, window, placed), dataset.count + 1, window=window)
        for index in dataset.indexes:
            made.set_band_description(index, dataset.descriptions[index - 1])
        made.scales = (*dataset.scales, *([1.0] if alpha else []))
        made.offsets = (*dataset.offsets, *([0.0] if alpha else []))
        made.update_tags(**{k: v for k, v in dataset.tags().items() if k != "AREA_OR_POINT"})


def _grid(
    dataset: DatasetReader, fit: Fit, points: Sequence[GroundControlPoint]
) -> tuple[Affine, int, int]:
    there = np.array([(p.col, p.row, p.x, p.y) for p in points], dtype=np.float64)
    terms = _terms(there[:, 0], there[:, 1], dataset, fit.degree)
    solved = np.linalg.lstsq(terms, there[:, 2:], rcond=None)[0]
    across, down = np.linspace(0, dataset.width, 65), np.linspace(0, dataset.height, 65)
    columns, rows = (one.ravel() for one in np.meshgrid(across, down))
    x, y = (_terms(columns, rows, dataset, fit.degree) @ solved).T
    width = int(np.ceil((x.max() - x.min()) / fit.pixel))
    height = int(np.ceil((y.max() - y.min()) / fit.pixel))
    if not 0 < width * height <= _MOST_GROWTH * max(dataset.width * dataset.height, 4096):
        raise ImageRefused("its ground control points stretch it beyond all measure")
    return Affine(fit.pixel, 0.0, x.min(), 0.0, -fit.pixel, y.max()), width, height


def _strip(
    dataset: DatasetReader, index: int, window: Window, placed: dict[str, object]
) -> NDArray[np.generic]:
    fill = dataset.nodata if dataset.nodata is not None else 0
    values = np.full((int(window.height), int(window.width)), fill, dtype=dataset.dtypes[0])
    reproject(
        rasterio.band(dataset, index), values, dst_nodata=dataset.nodata,
        init_dest_nodata=dataset.nodata is not None, num_threads=1, **placed,
    )  # fmt: skip
    return values


def _reached(
    dataset: DatasetReader, window: Window, placed: dict[str, object]
) -> NDArray[np.generic]:
    """The largest value of the type where a pixel of the source lies, 0 elsewhere."""
    kind = np.dtype(dataset.dtypes[0])
    most = np.iinfo(kind).max if kind.kind in "iu" else 1
    valid = np.full((int(window.height), int(window.width)), 0, dtype="uint8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reproject(dataset.dataset_mask(), valid, num_threads=1, **placed)
    return np.where(valid > 0, most, 0).astype(kind)


def copied_plainly(dataset: DatasetReader, target: Path) -> None:
    """Writes the pixels of an image as they are into a plain GeoTIFF, without control points.

    Some JPEG 2000 files name a system for control points and have none, and no tool converts them.
    """
    profile = {
        "driver": "GTiff", "crs": dataset.crs, "transform": dataset.transform,
        "width": dataset.width, "height": dataset.height, "count": dataset.count,
        "dtype": dataset.dtypes[0], "nodata": dataset.nodata, "tiled": True, "blockxsize": 512,
        "blockysize": 512, "bigtiff": "IF_SAFER", "interleave": "pixel",
    }  # fmt: skip
    rows = max(512, _STRIP_PIXELS // dataset.width // 512 * 512)
    with rasterio.open(target, "w", **profile) as made:
        made.colorinterp = dataset.colorinterp
        for top in range(0, dataset.height, rows):
            window = Window(0, top, dataset.width, min(rows, dataset.height - top))
            made.write(dataset.read(window=window), window=window)
        for index in dataset.indexes:
            made.set_band_description(index, dataset.descriptions[index - 1])
        made.scales, made.offsets = dataset.scales, dataset.offsets

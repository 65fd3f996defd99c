"""Images that do not lie on a grid of columns to the east and rows to the south are laid on one.

By nearest neighbour, so that each value is one that the sensor gave: a mean of two classes of a
quality band, or of a cloud and a field, is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from affine import Affine
from rasterio.enums import ColorInterp
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT


def south_up(transform: Affine) -> bool:
    """Whether the first row is the southern one."""
    return not rotated(transform) and transform.e > 0


def rotated(transform: Affine) -> bool:
    """Whether rows do not run along the first axis of the reference system."""
    pixel = max(abs(transform.a), abs(transform.e))
    return bool(max(abs(transform.b), abs(transform.d)) > 1e-9 * pixel)


@contextmanager
def north_up(dataset: DatasetReader) -> Iterator[DatasetReader | WarpedVRT]:
    """The dataset on a north-up grid: itself where it lies on one, else warped when it is read.

    What no pixel of the source reaches is nodata, or masked by an alpha band where the source
    knows neither.
    """
    transform = dataset.transform
    if not (rotated(transform) or transform.e > 0):
        yield dataset
        return
    options: dict[str, object] = {"src_crs": dataset.crs, "crs": dataset.crs}
    if south_up(transform):
        # The same grid from its other end: each pixel stays what it is.
        top = transform.f + transform.e * dataset.height
        turned = Affine(transform.a, 0.0, transform.c, 0.0, -transform.e, top)
        options |= {"transform": turned, "width": dataset.width, "height": dataset.height}
    elif ColorInterp.alpha not in dataset.colorinterp:
        options["add_alpha"] = dataset.nodata is None
    with WarpedVRT(dataset, **options) as warped:
        yield warped

"""Opening the image files of users: what a hostile file could make GDAL do is refused before.

GDAL opens whatever its drivers know: a file named .tif may be a VRT that reads any file or address,
a name may be an address (`/vsicurl/…`), a sidecar or a tag may send it to overviews elsewhere, and
a few bytes may claim to be terabytes of pixels.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError
from rasterio.errors import NodataShadowWarning, NotGeoreferencedWarning, RasterioError
from rasterio.io import DatasetReader

from spatial.errors import ShikongError

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_JPEG_2000 = (b"\0\0\0\x0cjP  ", b"\xffO\xffQ")

MOST_PIXELS = 100_000_000_000
"""Of one band: 300,000 x 300,000, a province at one metre."""

MOST_TIMES = 5_000
"""Bytes of pixels for each byte of the file. Deflate reaches 1,032 on a field of one value."""

_SMALL = 64 << 20
_MOST_BLOCK = 1 << 30
_TIFF_SIDECARS = (".ovr", ".msk")
_ELSEWHERE = (b"OVERVIEW_FILE", b"MASK_FILE", b"/vsi", b"<VRTDataset")
_LONGEST_SIDECAR = 16 << 20


class ImageRefused(ShikongError):
    """An image file that cannot be placed or read; the message is the reason."""


@contextmanager
def opened_image(path: Path) -> Iterator[DatasetReader]:
    """A user's image file, open for reading in the block, once it is known to be harmless.

    Raises ImageRefused with the reason, which tells the file's name and no path; also for an error
    of reading in the block.
    """
    _require_plain_name(path)
    _require_own_sidecars(path)
    try:
        with warnings.catch_warnings():
            # A file without a geotransform is refused by who reads it; no need to be told twice.
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            # A fill value goes before an alpha band, for us as for GDAL.
            warnings.simplefilter("ignore", NodataShadowWarning)
            with rasterio.open(path, driver=_driver(path)) as dataset:
                _require_possible_size(path, dataset)
                yield dataset
    except (RasterioError, CPLE_BaseError, OSError) as error:
        reason = str(error.__cause__ or error).replace(str(path), path.name)
        raise ImageRefused(f"it cannot be read: {reason}") from error


def _driver(path: Path) -> str:
    """The one driver of GDAL that may open a file, by its first bytes, whatever its name."""
    with path.open("rb") as stream:
        begin = stream.read(8)
    if begin.startswith(_TIFF):
        return "GTiff"
    if begin.startswith(_JPEG_2000):
        return "JP2OpenJPEG"
    raise ImageRefused("it cannot be read: its content is neither TIFF nor JPEG 2000")


def _require_plain_name(path: Path) -> None:
    text = str(path)
    if "\0" in text:
        raise ImageRefused("its name holds a NUL")
    if text.startswith("/vsi") or "://" in text or not path.is_absolute():
        raise ImageRefused("its name is an address of GDAL, not that of a file")


def _require_own_sidecars(path: Path) -> None:
    """The files beside an image that GDAL would read with it have to be what they are named."""
    folder = path.parent.resolve()
    for suffix in (*_TIFF_SIDECARS, ".aux.xml"):
        for name in {path.name + suffix, path.stem + suffix}:
            beside = path.parent / name
            if not beside.exists() and not beside.is_symlink():
                continue
            if beside.resolve().parent != folder:
                raise ImageRefused(f"{name} beside it leads out of its folder")
            if suffix in _TIFF_SIDECARS:
                with beside.open("rb") as stream:
                    if stream.read(4) not in _TIFF:
                        raise ImageRefused(f"{name} beside it is no TIFF")
            elif beside.stat().st_size > _LONGEST_SIDECAR or any(
                word in beside.read_bytes() for word in _ELSEWHERE
            ):
                raise ImageRefused(f"{name} beside it refers to other files")


def _require_possible_size(path: Path, dataset: DatasetReader) -> None:
    if dataset.tags(ns="OVERVIEWS"):
        raise ImageRefused("it refers to overviews in another file")
    if dataset.width * dataset.height > MOST_PIXELS:
        raise ImageRefused(
            f"it claims {dataset.width:,} x {dataset.height:,} pixels, more than any image has"
        )
    sizes = [np.dtype(name).itemsize for name in dataset.dtypes if name != "complex_int16"]
    unpacked = dataset.width * dataset.height * sum(sizes)
    if unpacked > _SMALL and unpacked > MOST_TIMES * path.stat().st_size:
        raise ImageRefused(
            f"its {path.stat().st_size:,} bytes claim to hold {unpacked:,} bytes of pixels"
        )
    for rows, columns in dataset.block_shapes:
        if rows * columns * sum(sizes) > _MOST_BLOCK:
            raise ImageRefused(
                f"its pixels lie in blocks of {rows:,} x {columns:,}: too large to be read"
            )

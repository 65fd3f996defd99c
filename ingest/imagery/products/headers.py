"""What the header of an image file says, before anybody reads a pixel."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import rasterio
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.rpc import RPC

from ingest.imagery.inspection import MEDIA_TYPES, ImageRefused

# How the files of the two drivers begin: TIFF and BigTIFF in both orders of bytes; the box and the
# bare code stream of JPEG 2000. GDAL is told which it is, so that it tries no other.
_BEGINNINGS = (
    (b"II*\0", "GTiff"),
    (b"MM\0*", "GTiff"),
    (b"II+\0", "GTiff"),
    (b"MM\0+", "GTiff"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JP2OpenJPEG"),
    (b"\xff\x4f\xff\x51", "JP2OpenJPEG"),
)


@dataclass(frozen=True, slots=True)
class Header:
    """The header of an image. placed: whether it has a system and a geotransform."""

    media_type: str
    width: int
    height: int
    count: int
    placed: bool
    rpc: RPC | None


def read_header(path: Path) -> Header:
    """Opens an image, and its RPC beside it. Raises ImageRefused with the reason."""
    driver = _driver(path)
    try:
        with warnings.catch_warnings():
            # That a raw image has no geotransform is what we came to find out.
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path, driver=driver) as dataset:
                placed = dataset.crs is not None and dataset.transform != Affine.identity()
                return Header(
                    media_type=MEDIA_TYPES[dataset.driver],
                    width=dataset.width,
                    height=dataset.height,
                    count=dataset.count,
                    placed=placed,
                    rpc=dataset.rpcs,
                )
    except (RasterioError, ValueError, OSError) as error:
        reason = str(error.__cause__ or error).replace(str(path), path.name)
        raise ImageRefused(f"{path.name} cannot be read: {reason}") from error


def _driver(path: Path) -> str:
    with path.open("rb") as stream:
        begun = stream.read(12)
    for beginning, driver in _BEGINNINGS:
        if begun.startswith(beginning):
            return driver
    raise ImageRefused(f"{path.name} is neither TIFF nor JPEG 2000, whatever its name says")

"""One image file, opened and read to its last pixel: what it is, or why it is refused (R6.2).

Refused: what GDAL cannot open or read, no CRS, control points without a geotransform (it has to be
orthorectified first), no geotransform, complex numbers, edges off the earth or around a pole, and
an image without one valid pixel. Accepted with a flag: south-up, rotated, across 180 degrees, not
a cloud-optimised GeoTIFF.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import ColorInterp
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window
from rio_cogeo.cogeo import cog_validate
from shapely.geometry import MultiPolygon, Polygon

from ingest.imagery.footprint import outline, pixel_size_m
from ingest.imagery.opening import ImageRefused, opened_image
from ingest.imagery.warping import rotated
from spatial.errors import BadGeometry
from spatial.imagery.scene import Acquisition, Band, Flag, Sensing

__all__ = [
    "COG_MEDIA_TYPE",
    "EXTENSIONS",
    "ImageFile",
    "ImageRefused",
    "file_sha256",
    "inspect",
    "require_placeable",
    "taken_at",
]

EXTENSIONS = frozenset({".tif", ".tiff", ".jp2"})
"""Of the files that are read, in small letters."""

MEDIA_TYPES = {"GTiff": "image/tiff; application=geotiff", "JP2OpenJPEG": "image/jp2"}
COG_MEDIA_TYPE = "image/tiff; application=geotiff; profile=cloud-optimized"

# Of one band: strips of so many pixels are read, and so many of them make the percentiles.
_STRIP_PIXELS = 4_000_000
_SAMPLE_PIXELS = 1_000_000

_COMMON = {
    ColorInterp.red: "red",
    ColorInterp.green: "green",
    ColorInterp.blue: "blue",
}


@dataclass(frozen=True, slots=True)
class ImageFile:
    """An image that can be placed and read.

    bands: without alpha; names are the file's own descriptions, else their numbers. described:
    whether the first band has a description. taken: what the file's own tags say, None without.
    written: TIFF's DateTime, the time at which a program wrote the file, as it stands there.
    sensed: which satellite, and how cloudy, as its own tags say.
    """

    path: Path
    media_type: str
    sha256: str
    bytes: int
    crs: str
    width: int
    height: int
    transform: Affine
    footprint: Polygon | MultiPolygon
    resolution_m: float
    bands: tuple[Band, ...]
    described: bool
    flags: tuple[Flag, ...]
    taken: Acquisition | None
    written: str | None
    sensed: Sensing


def inspect(
    path: Path, sha256: str, *, nodata: float | None = None, whole: bool = True
) -> ImageFile:
    """Opens a file and says what it is. Raises ImageRefused with the reason.

    nodata: the fill value that its producer documents, where the file itself tells none.
    whole: every pixel is read, so that a broken file is found. Else, for a file that we wrote
    ourselves, as many as it takes to find one that is valid; percentiles are those of an overview.
    """
    try:
        with opened_image(path) as dataset:
            return _inspect(path, sha256, dataset, nodata, whole)
    except BadGeometry as error:
        raise ImageRefused(str(error)) from error


def _inspect(
    path: Path, sha256: str, dataset: DatasetReader, nodata: float | None, whole: bool
) -> ImageFile:
    _require_place(dataset)
    transform, wkt = dataset.transform, dataset.crs.to_wkt()
    footprint = outline(wkt, transform, dataset.width, dataset.height)
    resolution_m = pixel_size_m(wkt, transform, dataset.width, dataset.height)
    bands = _bands(dataset, nodata, whole)
    cog = dataset.driver == "GTiff" and cog_validate(path, quiet=True)[0]
    epsg = dataset.crs.to_epsg()
    return ImageFile(
        path=path,
        media_type=COG_MEDIA_TYPE if cog else MEDIA_TYPES[dataset.driver],
        sha256=sha256,
        bytes=path.stat().st_size,
        crs=f"EPSG:{epsg}" if epsg else wkt,
        width=dataset.width,
        height=dataset.height,
        transform=transform,
        footprint=footprint,
        resolution_m=resolution_m,
        bands=bands,
        described=dataset.descriptions[bands[0].index - 1] is not None,
        flags=tuple(_flags(transform, footprint, cog=cog)),
        taken=taken_at(dataset),
        written=dataset.tags().get("TIFFTAG_DATETIME"),
        sensed=sensed_by(dataset),
    )


def require_placeable(dataset: DatasetReader | WarpedVRT) -> None:
    """Raises ImageRefused where an open image has no place on the earth; reads no pixel."""
    _require_place(dataset)
    try:
        outline(dataset.crs.to_wkt(), dataset.transform, dataset.width, dataset.height)
    except BadGeometry as error:
        raise ImageRefused(str(error)) from error


def _require_place(dataset: DatasetReader | WarpedVRT) -> None:
    points, _ = dataset.gcps
    if dataset.transform == Affine.identity():
        if points:
            raise ImageRefused(
                f"it has {len(points)} ground control points and no geotransform: orthorectify it"
            )
        raise ImageRefused("it has no geotransform: nothing says where it lies")
    if dataset.crs is None:
        turned = rotated(dataset.transform)
        raise ImageRefused(f"it has no coordinate reference system{' and is rotated' * turned}")
    if any(np.issubdtype(np.dtype(name), np.complexfloating) for name in dataset.dtypes):
        raise ImageRefused(
            "its pixels are complex numbers (radar, single look): no picture of them"
        )


def _flags(transform: Affine, footprint: Polygon | MultiPolygon, *, cog: bool) -> Iterator[Flag]:
    if rotated(transform):
        yield Flag.ROTATED
    elif transform.e > 0:
        yield Flag.SOUTH_UP
    west, _, east, _ = footprint.bounds
    if isinstance(footprint, MultiPolygon) and west <= -180.0 and east >= 180.0:
        yield Flag.ANTIMERIDIAN
    if not cog:
        yield Flag.NOT_COG


def _bands(dataset: DatasetReader, told: float | None, whole: bool) -> tuple[Band, ...]:
    """The bands with their values' range. Raises ImageRefused when no pixel is valid."""
    bands, valid = [], False
    names: set[str] = set()
    for index in dataset.indexes:
        interpretation = dataset.colorinterp[index - 1]
        nodata = dataset.nodatavals[index - 1]
        fill = told if nodata is None else float(nodata)
        if interpretation is ColorInterp.alpha:
            if whole:
                _read_whole(dataset, index, None)
            continue
        if whole:
            found, sample = _read_whole(dataset, index, fill)
        else:
            sample = _read_overview(dataset, index, fill)
            # An overview leaves pixels out: only the whole says that none is valid.
            found = sample.size > 0 or valid or _any_valid(dataset, index, fill)
        valid = valid or found
        low, high = np.percentile(sample, (2, 98)) if sample.size else (0.0, 0.0)
        description = dataset.descriptions[index - 1]
        # Two bands of one description could not be told apart: the number can.
        name = description if description and description not in names else str(index)
        names.add(name)
        bands.append(
            Band(
                name=name,
                index=index,
                dtype=str(dataset.dtypes[index - 1]),
                nodata=fill,
                scale=float(dataset.scales[index - 1]),
                offset=float(dataset.offsets[index - 1]),
                common_name=_COMMON.get(interpretation),
                stretch=(float(low), float(high)),
            )
        )
    if not bands:
        raise ImageRefused("it has an alpha band and no other")
    if not valid:
        raise ImageRefused("none of its pixels has a value: all are nodata")
    return tuple(bands)


def _read_whole(
    dataset: DatasetReader, index: int, fill: float | None
) -> tuple[bool, NDArray[np.float64]]:
    """Whether a pixel of a band is valid, and evenly spread values of those that are."""
    samples = []
    every = max(1, dataset.width * dataset.height // _SAMPLE_PIXELS)
    for values in _strips(dataset, index, fill):
        samples.append(values[::every].astype(np.float64))
    spread = np.concatenate(samples)
    return spread.size > 0, spread


def _read_overview(dataset: DatasetReader, index: int, fill: float | None) -> NDArray[np.float64]:
    """Valid values of a band, of the overview that has about as many as are kept."""
    times = max(1.0, (dataset.width * dataset.height / _SAMPLE_PIXELS) ** 0.5)
    shape = (ceil(dataset.height / times), ceil(dataset.width / times))
    values = _valid(dataset.read(index, out_shape=shape, masked=True), fill)
    return values.astype(np.float64)


def _any_valid(dataset: DatasetReader, index: int, fill: float | None) -> bool:
    return any(values.size > 0 for values in _strips(dataset, index, fill))


def _strips(
    dataset: DatasetReader, index: int, fill: float | None
) -> Iterator[NDArray[np.generic]]:
    """The valid values of a band, strip after strip."""
    rows = _rows_per_strip(dataset, index)
    for top in range(0, dataset.height, rows):
        height = min(rows, dataset.height - top)
        window = Window(0, top, dataset.width, height)
        yield _valid(dataset.read(index, window=window, masked=True), fill)


def _valid(pixels: np.ma.MaskedArray[Any, Any], fill: float | None) -> NDArray[np.generic]:
    valid = ~np.ma.getmaskarray(pixels) & np.isfinite(pixels.data)
    if fill is not None:
        valid &= pixels.data != fill
    values: NDArray[np.generic] = pixels.data[valid]
    return values


def _rows_per_strip(dataset: DatasetReader, index: int) -> int:
    """Whole rows of blocks, so that no block is unpacked twice."""
    block = dataset.block_shapes[index - 1][0]
    return int(max(1, _STRIP_PIXELS // (dataset.width * block)) * block)


def taken_at(dataset: DatasetReader) -> Acquisition | None:
    """The acquisition time that GDAL finds in a product's metadata (domain IMAGERY, in UTC).

    TIFF's DateTime is another thing: the time at which a program wrote the file (TIFF 6.0).
    """
    text = dataset.tags(ns="IMAGERY").get("ACQUISITIONDATETIME")
    if text is None:
        return None
    try:
        return Acquisition.at(datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC))
    except ValueError:
        return None


def sensed_by(dataset: DatasetReader) -> Sensing:
    """Satellite and share of clouds by GDAL's names; what cannot be is not told.

    In its domain IMAGERY, or, of a file that was made of another one, among its plain tags.
    """
    told = dataset.tags() | dataset.tags(ns="IMAGERY")
    try:
        per_cent = float(told.get("CLOUDCOVER", "nan"))
    except ValueError:
        per_cent = math.nan
    return Sensing(
        platform=told.get("SATELLITEID") or None,
        cloud_share=per_cent / 100 if 0 <= per_cent <= 100 else None,
    )


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

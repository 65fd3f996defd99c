"""Small GeoTIFF files made for a test: every pixel and its place are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray

# UTM zone 50 north, near 117 E 30 N: column 0 begins at easting 500,000 (the central meridian).
UTM_50N = "EPSG:32650"
CORNER = (500_000.0, 3_320_000.0)
PIXEL_M = 100.0


def grid(west: float = CORNER[0], north: float = CORNER[1], pixel: float = PIXEL_M) -> Affine:
    """A north-up transform."""
    return Affine(pixel, 0.0, west, 0.0, -pixel, north)


def write_image(
    path: Path,
    pixels: NDArray[Any],
    *,
    crs: str | None = UTM_50N,
    transform: Affine | None = None,
    descriptions: tuple[str, ...] = (),
    tags: dict[str, dict[str, str]] | None = None,
    **profile: Any,
) -> Path:
    """Writes pixels of shape (rows, columns) or (bands, rows, columns); tags by their domain."""
    bands = pixels if pixels.ndim == 3 else pixels[np.newaxis]
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=bands.shape[0],
        height=bands.shape[1],
        width=bands.shape[2],
        dtype=bands.dtype,
        crs=crs,
        transform=grid() if transform is None else transform,
        **profile,
    ) as dataset:
        dataset.write(bands)
        for index, description in enumerate(descriptions, start=1):
            dataset.set_band_description(index, description)
        for domain, members in (tags or {}).items():
            dataset.update_tags(ns=domain, **members)
    return path


def halves(left: int, right: int, *, side: int = 40, dtype: str = "uint8") -> NDArray[Any]:
    """A square picture of which the western half has one value and the eastern half another."""
    pixels = np.full((side, side), left, dtype)
    pixels[:, side // 2 :] = right
    return pixels

"""Three dates of a synthetic four-band image: 虚构一号 (SK1), its multispectral camera (MSS)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import rasterio
import rasterio.shutil
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.features import rasterize
from rasterio.io import MemoryFile
from rasterio.transform import Affine
from shapely import LineString

from ingest.sample.coverage import Points, to_lon_lat, to_plane
from ingest.sample.terrain import elevation_m

DATES = (date(2024, 4, 10), date(2024, 6, 15), date(2024, 9, 20))
BANDS = ("blue", "green", "red", "nir")
NODATA = 0

# WGS 84 / UTM zone 56N, in which real products of 150°E to 156°E are delivered.
CRS = "EPSG:32656"
_PIXELS, _PIXEL_M = 640, 24.0

Band = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Reflectance x 10,000 in the four bands: what covers the ground, without its relief.
_FOREST = (700.0, 1040.0, 800.0, 3200.0)
_SOIL = (900.0, 1200.0, 1600.0, 2200.0)
_WATER = (520.0, 480.0, 300.0, 140.0)
_TOWN = (1500.0, 1600.0, 1750.0, 2000.0)
_STONE = (2600.0, 2700.0, 2800.0, 2900.0)
_CROP = (480.0, 850.0, 560.0, 4300.0)
_CLOUD = (7600.0, 7700.0, 7800.0, 7900.0)

# How far four crops have grown on the three dates, 0 bare to 1 full.
_GROWTH = ((0.75, 0.1, 0.3), (0.05, 0.6, 0.95), (0.35, 0.95, 0.1), (0.0, 0.25, 0.7))


@dataclass(frozen=True, slots=True)
class Ground:
    """The pixels of the scene: where they lie, how high, and what lasts there."""

    transform: Affine
    plane: Points
    height: Band
    slope: Band
    water: Mask
    town: Mask
    crop: NDArray[np.int64]
    speckle: Band


def survey(centre: Points, river: LineString, towns: Points, rng: np.random.Generator) -> Ground:
    """The ground about `centre` (plane, km), with a river along the line (lon, lat), and towns."""
    to_utm = Transformer.from_crs("EPSG:4490", CRS, always_xy=True)
    lon, lat = to_lon_lat(centre[None, :])[0]
    east, north = to_utm.transform(lon, lat)
    half = _PIXELS * _PIXEL_M / 2
    left = np.floor((east - half) / _PIXEL_M) * _PIXEL_M
    top = np.ceil((north + half) / _PIXEL_M) * _PIXEL_M
    transform = Affine(_PIXEL_M, 0, left, 0, -_PIXEL_M, top)
    column, row = np.meshgrid(np.arange(_PIXELS) + 0.5, np.arange(_PIXELS) + 0.5)
    lon_lat = np.column_stack(
        to_utm.transform(
            (left + column * _PIXEL_M).ravel(),
            (top - row * _PIXEL_M).ravel(),
            direction="INVERSE",
        )
    )
    plane = to_plane(lon_lat)
    height = elevation_m(plane).reshape(_PIXELS, _PIXELS)
    relief = np.gradient(height, _PIXEL_M)
    in_utm = LineString(np.column_stack(to_utm.transform(*np.array(river.coords).T)))
    shape = (_PIXELS, _PIXELS)
    water = rasterize([in_utm.buffer(45)], out_shape=shape, transform=transform).astype(bool)
    return Ground(
        transform,
        plane,
        height,
        relief[1] - relief[0],
        water,
        _built(plane, towns).reshape(shape),
        _fields(plane, rng).reshape(shape),
        rng.normal(0, 1, (len(BANDS), *shape)),
    )


def _built(plane: Points, towns: Points) -> Mask:
    """Where houses stand: about each town within 700 m, with ragged limits, streets left out."""
    built = np.zeros(len(plane), bool)
    ragged = 0.18 * np.sin(9 * plane[:, 0]) * np.sin(11 * plane[:, 1])
    for town in towns:
        built |= np.hypot(*(plane - town).T) < 0.7 + ragged
    streets = (np.abs(plane[:, 0] % 0.24 - 0.12) < 0.02) | (np.abs(plane[:, 1] % 0.3 - 0.15) < 0.02)
    return built & ~streets


def _fields(plane: Points, rng: np.random.Generator) -> NDArray[np.int64]:
    """The crop (0 to 3) of each pixel: strips of fields that bend with the ground."""
    x, y = plane.T
    along = x * 0.87 + y * 0.5 + 0.25 * np.sin(y / 1.4)
    across = y * 0.87 - x * 0.5 + 0.25 * np.sin(x / 1.7)
    column = np.floor(along / 0.55).astype(np.int64)
    row = np.floor(across / 0.27).astype(np.int64)
    table = rng.integers(0, len(_GROWTH), (128, 128))
    crops: NDArray[np.int64] = table[column % 128, row % 128]
    return crops


def observe(ground: Ground, number: int) -> NDArray[np.uint16]:
    """The four bands on the date of DATES: reflectance x 10,000, 0 where nothing was seen."""
    growth = np.array([course[number] for course in _GROWTH])[ground.crop]
    forest = ground.height > 470
    seen = np.empty((len(BANDS), _PIXELS, _PIXELS))
    for band in range(len(BANDS)):
        value = _SOIL[band] + growth * (_CROP[band] - _SOIL[band])
        value = np.where(forest, _FOREST[band], value)
        value *= 1 + 1.1 * np.clip(ground.slope, -0.25, 0.25)
        value = np.where(ground.town, _TOWN[band], value)
        value = np.where(ground.water, _WATER[band], value)
        if number == 2:
            value = np.where(
                _new_cemetery(forest & ~ground.town & ~ground.water), _STONE[band], value
            )
        value *= 1 + 0.02 * ground.speckle[band]
        if number == 1:
            value = np.where(_clouds(ground), _CLOUD[band], value)
        seen[band] = value
    # Steps of 16 (0.0016): finer ones would be noise, and these compress.
    pixels = (np.clip(seen, 16, 10000) // 16 * 16).astype(np.uint16)
    pixels[:, _unseen(number)] = NODATA
    return pixels


def _new_cemetery(forest: Mask) -> Mask:
    """Rows of stones, 360 m by 260 m, in the midst of the forest nearest to the image's middle."""
    deep, wide = 21, 25
    clear = sliding_window_view(forest, (deep, wide)).all(axis=(2, 3))
    rows, columns = np.nonzero(clear)
    off_centre = np.hypot(rows + deep / 2 - _PIXELS / 2, columns + wide / 2 - _PIXELS / 2)
    nearest = int(np.argmin(off_centre))
    row, column = int(rows[nearest]) + 5, int(columns[nearest]) + 5
    patch = np.zeros((_PIXELS, _PIXELS), bool)
    patch[row : row + 11, column : column + 15] = True
    patch[row + 2 : row + 11 : 3] = False
    return patch


def _clouds(ground: Ground) -> Mask:
    x, y = ground.plane.T
    density = np.sin(0.9 * x + 1.2) * np.sin(1.1 * y - 0.4) + 0.35 * np.sin(4.1 * x - 3.3 * y)
    cloudy: Mask = (density > 1.12).reshape(_PIXELS, _PIXELS)
    return cloudy


def _unseen(number: int) -> Mask:
    """A corner outside the swath, another one each time."""
    row, column = np.mgrid[0:_PIXELS, 0:_PIXELS]
    corner = row + 2 * column < 260 if number % 2 == 0 else 2 * row + _PIXELS - column < 200
    unseen: Mask = corner
    return unseen


def write_image(path: Path, ground: Ground, number: int) -> None:
    """One date as a cloud-optimised GeoTIFF; date, sensor and band names in its metadata."""
    taken = DATES[number]
    pixels = observe(ground, number)
    profile = {
        "driver": "GTiff",
        "width": _PIXELS,
        "height": _PIXELS,
        "count": len(BANDS),
        "dtype": "uint16",
        "crs": CRS,
        "transform": ground.transform,
        "nodata": NODATA,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with MemoryFile() as memory:
        with memory.open(**profile) as image:
            image.write(pixels)
            image.descriptions = BANDS
            # 10:40 in Beijing time, the hour at which such satellites pass.
            image.update_tags(
                TIFFTAG_DATETIME=f"{taken:%Y:%m:%d} 10:40:00",
                TIFFTAG_IMAGEDESCRIPTION=f"虚构一号 SK1 MSS {taken.isoformat()}",
                TIFFTAG_SOFTWARE="shikong sample",
                # As GDAL names what it finds in the metadata of products.
                SATELLITEID="SK1",
                CLOUDCOVER="3" if number == 1 else "0",
            )
        with memory.open() as image:
            rasterio.shutil.copy(
                image,
                path,
                driver="COG",
                compress="DEFLATE",
                predictor="2",
                level="6",
                blocksize="256",
                overview_resampling="average",
            )


def file_name(number: int) -> str:
    """The file name of a date: SK1_MSS_20240410.tif."""
    return f"SK1_MSS_{DATES[number]:%Y%m%d}.tif"

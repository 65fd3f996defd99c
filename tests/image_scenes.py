"""Scenes of a country of squares for tests of mosaics: an image over 114–116 E, 37–38 N each.

A pixel is 0.01 degree. The divisions are those of registry_rows: 桥东区 is the western square; from
XINGTAI on it is 襄都区, and larger by the square south of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from affine import Affine
from area_rows import store_areas
from image_files import write_image
from numpy.typing import NDArray
from registry_rows import LAST, store_registry
from sqlalchemy import Engine

from ingest.imagery.scenes import load_images
from spatial.imagery.catalogue import store_scenes
from spatial.imagery.queries import scene_by_id
from spatial.imagery.scene import CloudMask, Role, Scene
from spatial.tile_grids import TileGrid

WEST, NORTH, PIXEL = 114.0, 38.0, 0.01
COLUMNS, ROWS = 200, 100
CLOUD = 9


def store_country(engine: Engine) -> None:
    """桥东区 114–115 E, 桥西区 115–116 E; 邢台县 south of 桥东区, which got it in 2020."""
    store_registry(engine)
    store_areas(
        engine,
        {"a": (114.0, 37.0), "b": (115.0, 37.0), "c": (114.0, 36.0)},
        [
            ("130502", date(2019, 6, 1), "a"),
            ("130503", date(2019, 6, 1), "b"),
            ("130521", date(2019, 6, 1), "c"),
            ("130502", LAST, "ac"),
            ("130503", LAST, "b"),
        ],
    )


def plain(value: int) -> NDArray[np.uint8]:
    """A true-colour picture of one grey."""
    return np.full((3, ROWS, COLUMNS), value, "uint8")


def clouds(columns: slice) -> NDArray[np.uint8]:
    """A mask with clouds in some columns of the image."""
    mask = np.full((ROWS, COLUMNS), 4, "uint8")
    mask[:, columns] = CLOUD
    return mask


def store_image(
    engine: Engine,
    folder: Path,
    day: str,
    pixels: NDArray[np.uint8],
    *,
    mask: NDArray[np.uint8] | None = None,
    cloud_share: float | None = None,
    grade: str = "internal",
    descriptions: tuple[str, ...] = (),
    corner: tuple[float, float] = (WEST, NORTH),
) -> Scene:
    """One scene of a day, called by it; with a mask of its own where one is given."""
    name = f"s_{day.replace('-', '')}"
    place = {"crs": "EPSG:4490", "transform": Affine(PIXEL, 0, corner[0], 0, -PIXEL, corner[1])}
    more = {"photometric": "RGB"} if len(pixels) == 3 and not descriptions else {}
    path = write_image(
        folder / f"{name}.tif", pixels, nodata=0, descriptions=descriptions, **place, **more
    )
    load_images(engine, path, grade=grade)
    with engine.begin() as connection:
        scene = scene_by_id(connection, name)
        scene = replace(scene, sensing=replace(scene.sensing, cloud_share=cloud_share))
    if mask is not None:
        # Its name tells no day, so that it is in no mosaic itself.
        load_images(engine, write_image(folder / f"mask of {day[:4]}{day[5:7]}.tif", mask, **place))
        with engine.begin() as connection:
            other = scene_by_id(connection, f"mask of {day[:4]}{day[5:7]}").assets[0]
        bands = tuple(replace(band, name="SCL") for band in other.bands)
        quality = replace(other, key="SCL", role=Role.QUALITY, bands=bands)
        scene = replace(
            scene, assets=(*scene.assets, quality), clouds=CloudMask("SCL", (CLOUD,), ())
        )
    with engine.begin() as connection:
        store_scenes(connection, [scene])
    return scene


def address(grid: TileGrid, z: int, lon: float, lat: float) -> tuple[int, int, int, int]:
    """x and y of a tile, and column and row of the pixel of its picture that holds a point."""
    across, down = grid.pixels_of(np.array([[lon, lat]]), z)[0] / 16
    return int(across // 256), int(down // 256), int(across % 256), int(down % 256)

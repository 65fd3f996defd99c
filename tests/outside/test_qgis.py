"""QGIS 3.22 without a screen shows what we serve, as an officer's desktop does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from qgis_asking import asked_by_qgis, tiles_order, wmts_order
from watched_server import Watched

WEST, SOUTH, EAST, NORTH = 150.6, 30.5, 151.2, 30.92
PICTURE = {"width": 600, "height": 420, "crs": "EPSG:4490", "extent": [WEST, SOUTH, EAST, NORTH]}


def pixels_of(file: Path) -> np.ndarray:
    """Rows, columns and the three colours of a picture."""
    with Image.open(file) as picture:
        return np.asarray(picture.convert("RGB"))


def colours_in(pixels: np.ndarray, west: float, south: float, east: float, north: float) -> int:
    """How many colours the part of the picture has that shows these degrees."""
    rows, columns = pixels.shape[:2]
    left, right = (int((lon - WEST) / (EAST - WEST) * columns) for lon in (west, east))
    top, bottom = (int((NORTH - lat) / (NORTH - SOUTH) * rows) for lat in (north, south))
    return len(np.unique(pixels[top:bottom, left:right].reshape(-1, 3), axis=0))


def test_qgis_draws_the_counties_of_a_day_from_vector_tiles(
    server: Watched, tmp_path: Path
) -> None:
    pictures = {}
    for date in ("2010-06-30", "2024-12-31"):
        file = tmp_path / f"{date}.png"
        order = {
            "layers": [tiles_order(server.address, "county", date)],
            "picture": PICTURE | {"file": str(file)},
        }
        answer = asked_by_qgis(order, tmp_path)
        assert answer["errors"] == []
        (layer,) = answer["layers"]
        assert layer["valid"], layer["error"]
        assert layer["crs"] == "EPSG:3857"
        pictures[date] = pixels_of(file)
    for pixels in pictures.values():
        assert (pixels != 255).any(axis=-1).mean() > 0.8  # land is filled
        assert colours_in(pixels, 150.7, 30.6, 151.1, 30.85) > 2  # with borders on it
    before, after = pictures.values()
    assert 0.001 < (before != after).any(axis=-1).mean() < 0.5  # some borders are other ones
    tiles = [one for one in server.asked if one.path.startswith("/tiles/county/2024-12-31/")]
    assert tiles
    assert {one.status for one in tiles} <= {200, 204}


def test_qgis_draws_our_images_from_wmts_in_both_grids(server: Watched, tmp_path: Path) -> None:
    for matrix_set, crs in (("w", "EPSG:3857"), ("CGCS2000Quad", "EPSG:4490")):
        file = tmp_path / f"{matrix_set}.png"
        order = {
            "layers": [wmts_order(server.address, "image", matrix_set, crs)],
            "picture": PICTURE | {"file": str(file)},
        }
        answer = asked_by_qgis(order, tmp_path)
        assert answer["errors"] == []
        (layer,) = answer["layers"]
        assert layer["valid"], layer["error"]
        assert layer["crs"] == crs
        pixels = pixels_of(file)
        assert colours_in(pixels, 150.91, 30.64, 151.04, 30.76) > 500  # where the image lies
        assert colours_in(pixels, 150.62, 30.52, 150.85, 30.6) == 1  # and nothing elsewhere

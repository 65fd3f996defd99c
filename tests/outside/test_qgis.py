"""QGIS 3.22 without a screen shows what we serve, as an officer's desktop does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from qgis_asking import asked_by_qgis, features_order, pictures_order, tiles_order, wmts_order
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
    assert {one.query["datetime"] for one in server.asked} == set(pictures)
    assert {one.status for one in server.asked} <= {200, 204}


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


def test_qgis_draws_the_images_of_a_day_from_tiles(server: Watched, tmp_path: Path) -> None:
    seen = {}
    for date in ("1999-12-31", "2024-12-31"):
        file = tmp_path / f"{date}.png"
        order = {
            "layers": [pictures_order(server.address, "image", date)],
            "picture": PICTURE | {"file": str(file)},
        }
        answer = asked_by_qgis(order, tmp_path)
        assert answer["errors"] == []
        assert answer["layers"][0]["valid"], answer["layers"][0]["error"]
        seen[date] = colours_in(pixels_of(file), 150.91, 30.64, 151.04, 30.76)
    assert seen["1999-12-31"] == 1  # there was no image yet
    assert seen["2024-12-31"] > 500
    assert {one.query["datetime"] for one in server.asked} == set(seen)
    assert {one.status for one in server.asked} <= {200, 204}


def test_qgis_opens_a_collection_and_draws_its_features(server: Watched, tmp_path: Path) -> None:
    file = tmp_path / "features.png"
    order = {
        "layers": [features_order(server.address, "county", most=20, label="name")],
        "picture": PICTURE | {"file": str(file)},
    }
    answer = asked_by_qgis(order, tmp_path)
    assert answer["errors"] == []
    (layer,) = answer["layers"]
    assert layer["valid"], layer["error"]
    assert layer["said_count"] == layer["count"] == 12
    assert layer["fields"]["valid_from"] == "Date"
    assert "虚甲区" in {feature["values"]["name"] for feature in layer["features"]}
    for feature in layer["features"]:
        lon, lat = feature["point"]
        assert 150.4 < lon < 151.7
        assert 30.4 < lat < 31.1
    pixels = pixels_of(file)
    assert (pixels != 255).any(axis=-1).mean() > 0.8  # land is filled
    assert colours_in(pixels, 150.7, 30.6, 151.1, 30.85) > 2  # with borders and names on it
    assert {one.status for one in server.asked} == {200}


def test_qgis_asks_only_for_what_lies_in_its_window(server: Watched, tmp_path: Path) -> None:
    window = [150.8, 30.6, 150.9, 30.7]
    order = {
        "layers": [
            features_order(server.address, "village", most=1000),
            features_order(server.address, "village", most=1000, extent=window),
        ]
    }
    whole, part = asked_by_qgis(order, tmp_path)["layers"]
    assert whole["count"] == whole["said_count"] == 418
    assert 0 < part["count"] < 60
    inside = [
        one["values"]["code"] for one in whole["features"]
        if window[0] < one["point"][0] < window[2] and window[1] < one["point"][1] < window[3]
    ]  # fmt: skip
    assert set(inside) <= {one["values"]["code"] for one in part["features"]}
    assert [one for one in server.of("/ogc/collections/village/items") if "bbox" in one.query]
    assert {one.status for one in server.asked} == {200}


def test_qgis_filters_what_it_has_read(server: Watched, tmp_path: Path) -> None:
    order = features_order(server.address, "county", filter="\"name\" LIKE '%甲%'")
    (layer,) = asked_by_qgis({"layers": [order]}, tmp_path)["layers"]
    assert [one["values"]["name"] for one in layer["features"]] == ["虚甲区"]

"""Indices by name: their arithmetic, their limits, and the scenes of which they cannot be had."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from spatial.errors import BadParameter
from spatial.imagery.expression import Expression
from spatial.imagery.indices import INDICES, index_named
from spatial.imagery.scene import Acquisition, Asset, Band, Scene

# Reflectances of a leaf, of clear water and of bare soil, about as they are measured.
LEAF = {"blue": 0.04, "green": 0.08, "red": 0.05, "nir": 0.45, "swir16": 0.20, "swir22": 0.10}
WATER = {"blue": 0.07, "green": 0.06, "red": 0.04, "nir": 0.02, "swir16": 0.01, "swir22": 0.01}
SOIL = {"blue": 0.08, "green": 0.12, "red": 0.18, "nir": 0.25, "swir16": 0.35, "swir22": 0.30}
BANDS = tuple(LEAF)


def value(name: str, ground: dict[str, float]) -> float:
    bands = {band: np.array([number]) for band, number in ground.items()}
    return float(index_named(name).expression.of(bands)[0])


def scene(*bands: Band) -> Scene:
    asset = Asset(
        key="data", path=Path("/none.tif"), media_type="image/tiff", sha256="00" * 32, bytes=1,
        crs="EPSG:4490", width=1, height=1, transform=(1, 0, 100, 0, -1, 31), resolution_m=10,
        bands=bands, source="none.tif", source_sha256="01" * 32,
    )  # fmt: skip
    return Scene("a", "a", Acquisition.on(date(2020, 1, 1)), box(100, 30, 101, 31), (asset,), ())


def band(name: str, common: str | None, *, dtype: str = "uint16", scale: float = 1.0) -> Band:
    return Band(name, 1, dtype, None, scale, 0.0, common, (0, 1))


# Worked out by hand from the formula of each paper.
@pytest.mark.parametrize(
    ("name", "ground", "expected"),
    [
        ("ndvi", LEAF, 0.40 / 0.50),
        ("NDVI", WATER, -0.02 / 0.06),
        ("gndvi", LEAF, 0.37 / 0.53),
        ("evi", LEAF, 2.5 * 0.40 / (0.45 + 0.30 - 0.30 + 1)),
        ("evi2", LEAF, 2.5 * 0.40 / (0.45 + 0.12 + 1)),
        ("savi", LEAF, 1.5 * 0.40 / (0.50 + 0.5)),
        ("ndwi", WATER, 0.04 / 0.08),
        ("mndwi", WATER, 0.05 / 0.07),
        ("ndmi", LEAF, 0.25 / 0.65),
        ("nbr", LEAF, 0.35 / 0.55),
        ("ndbi", SOIL, 0.10 / 0.60),
        ("bsi", SOIL, (0.53 - 0.33) / (0.53 + 0.33)),
    ],
)
def test_index_is_that_of_its_paper(name: str, ground: dict[str, float], expected: float) -> None:
    assert value(name, ground) == pytest.approx(expected)


@pytest.mark.parametrize("name", INDICES)
def test_every_index_has_all_that_is_drawn_of_it(name: str) -> None:
    index = INDICES[name]
    assert set(index.expression.bands) <= set(BANDS)
    assert index.range[0] < index.range[1]
    assert {"0", "1"} <= set(index.colours)
    places = [float(place) for place in index.colours]
    assert places == sorted(places)
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in index.colours.values())
    assert re.search(r"(19|20)\d\d", index.source)


def test_plants_water_and_soil_are_told_apart() -> None:
    assert value("ndvi", LEAF) > 0.5 > value("ndvi", SOIL) > 0 > value("ndvi", WATER)
    assert value("ndwi", WATER) > 0 > value("ndwi", SOIL)
    assert value("ndbi", SOIL) > 0 > value("ndbi", LEAF)


numbers = st.floats(0.001, 1.0)


@given(st.fixed_dictionaries(dict.fromkeys(BANDS, numbers)))
def test_normalised_differences_lie_within_their_range(ground: dict[str, float]) -> None:
    for name in ("ndvi", "gndvi", "ndwi", "mndwi", "ndmi", "nbr", "ndbi", "bsi"):
        low, high = INDICES[name].range
        assert low <= value(name, ground) <= high, name


@given(st.fixed_dictionaries(dict.fromkeys(BANDS, numbers)), st.floats(0.1, 10_000))
def test_normalised_differences_do_not_know_the_unit_of_the_bands(
    ground: dict[str, float], factor: float
) -> None:
    scaled = {name: number * factor for name, number in ground.items()}
    for index in INDICES.values():
        if not index.reflectance:
            assert value(index.name, scaled) == pytest.approx(value(index.name, ground), abs=1e-9)


def test_bands_that_nobody_named_are_told_and_not_guessed() -> None:
    unnamed = scene(*(band(f"B{number}", None) for number in range(1, 5)))
    said = index_named("ndvi").lacking(unnamed)
    assert said is not None
    assert "none is known as nir, red" in said
    assert "B1, B2, B3, B4" in said
    with pytest.raises(BadParameter, match="image 'a'"):
        index_named("ndvi").require(unnamed)
    named = scene(band("B4", "nir"), band("B3", "red"))
    assert index_named("ndvi").lacking(named) is None
    assert "known as green" in str(index_named("ndwi").lacking(named))


def test_constants_of_reflectance_are_not_laid_on_raw_numbers() -> None:
    raw = scene(band("B4", "nir"), band("B3", "red"))
    assert "needs reflectance" in str(index_named("savi").lacking(raw))
    for kind, scale in (("uint16", 0.0001), ("float32", 1.0)):
        true = scene(*(band(n, n, dtype=kind, scale=scale) for n in ("nir", "red")))
        assert index_named("savi").lacking(true) is None


def test_unknown_index_is_told_with_those_that_there_are() -> None:
    with pytest.raises(BadParameter, match=r"no index 'nvdi'; there are ndvi, .*nbr"):
        index_named("nvdi")


def test_an_index_is_an_expression_as_a_client_writes_it() -> None:
    index = index_named("ndvi")
    assert index.expression == Expression.parse("(nir-red)/(nir+red)")
    assert replace(index, name="x").lacking(scene(band("nir", None), band("red", None))) is None

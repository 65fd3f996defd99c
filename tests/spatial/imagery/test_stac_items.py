"""The form of an item: it holds to the schemas, and a scene comes back out of it whole."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pystac
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, ValidationError
from scene_builders import scene as made
from shapely.geometry import MultiPolygon, box
from stac_schemas import schema_at

from spatial.access.declaration import Grade
from spatial.imagery.scene import (
    Acquisition,
    Asset,
    Band,
    CloudMask,
    Document,
    Flag,
    Role,
    Scene,
    Sensing,
)
from spatial.imagery.stac_item import EXTENSIONS, item_of, scene_of

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)
KEYS = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
NUMBERS = st.floats(-1e9, 1e9)
ANGLES = st.none() | st.floats(0, 90)
SHAS = st.binary(min_size=32, max_size=32).map(bytes.hex)
COMMON = st.none() | st.sampled_from(["red", "nir", "pan", "swir22"])
NODATA = st.none() | NUMBERS | st.just(math.nan)


@st.composite
def bands(draw: st.DrawFn) -> Band:
    return Band(
        draw(WORDS), draw(st.integers(1, 20)), draw(st.sampled_from(["uint8", "float32"])),
        draw(NODATA), draw(NUMBERS), draw(NUMBERS), draw(COMMON), (draw(NUMBERS), draw(NUMBERS)),
    )  # fmt: skip


@st.composite
def assets(draw: st.DrawFn, key: str) -> Asset:
    return Asset(
        key=key,
        path=Path("/images") / key,
        media_type="image/tiff; application=geotiff",
        sha256=draw(SHAS),
        bytes=draw(st.integers(0, 2**40)),
        crs=draw(st.sampled_from(["EPSG:4490", "EPSG:32650", 'LOCAL_CS["x"]'])),
        width=draw(st.integers(1, 50_000)),
        height=draw(st.integers(1, 50_000)),
        transform=draw(st.tuples(*[NUMBERS] * 6)),
        resolution_m=draw(st.floats(0.01, 1000)),
        bands=tuple(draw(st.lists(bands(), min_size=1, max_size=3))),
        source=draw(WORDS),
        source_sha256=draw(SHAS),
        role=draw(st.sampled_from(Role)),
    )


@st.composite
def documents(draw: st.DrawFn, key: str) -> Document:
    sized = draw(st.booleans())
    return Document(
        key, Path("/images") / key, "application/xml", draw(SHAS), draw(st.integers(0, 2**40)),
        ("metadata",), 7 if sized else None, 9 if sized else None,
    )  # fmt: skip


@st.composite
def sensings(draw: st.DrawFn) -> Sensing:
    word = st.none() | WORDS
    return Sensing(
        platform=draw(word),
        instrument=draw(word),
        level=draw(word),
        # Of a share only so many digits are anybody's.
        cloud_share=draw(st.none() | st.integers(0, 100).map(lambda share: share / 100)),
        gsd_m=draw(st.none() | st.floats(0.1, 1000)),
        off_nadir=draw(ANGLES),
        incidence=draw(ANGLES),
        azimuth=draw(ANGLES),
        sun_azimuth=draw(ANGLES),
        sun_elevation=draw(ANGLES),
        product=draw(word),
        provider=draw(word),
    )


TIMES = st.integers(0, 4 * 10**9).map(
    lambda seconds: datetime(1973, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
SHAPES = st.sampled_from(
    [box(117, 30, 118, 31), MultiPolygon([box(179, 0, 180, 1), box(-180, 0, -179, 1)])]
)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    keys = draw(st.lists(KEYS, min_size=1, max_size=4, unique=True))
    cut = draw(st.integers(0, len(keys)))
    return Scene(
        id=draw(WORDS),
        title=draw(WORDS),
        acquisition=draw(
            st.builds(Acquisition.at, TIMES)
            | st.builds(lambda moment: Acquisition.on(moment.date()), TIMES)
            | st.builds(Acquisition.unknown, TIMES)
        ),
        footprint=draw(SHAPES),
        assets=tuple(draw(assets(key)) for key in keys[:cut]),
        flags=tuple(draw(st.lists(st.sampled_from(Flag), unique=True))),
        sensing=draw(sensings()),
        clouds=draw(
            st.none()
            | st.builds(
                lambda values, bits: CloudMask("SCL", tuple(values), tuple(bits)),
                st.lists(st.integers(0, 255)),
                st.lists(st.integers(0, 15)),
            )
        ),
        documents=tuple(draw(documents(key)) for key in keys[cut:]),
        licence=draw(st.sampled_from(["other", "CC-BY-4.0"])),
        grade=draw(st.sampled_from(Grade)),
    )


def as_stored(item: dict[str, Any]) -> Any:
    """The item after its way through a database of JSON."""
    return json.loads(json.dumps(item, allow_nan=False))


@settings(deadline=None, max_examples=150)
@given(scenes())
def test_a_scene_comes_back_out_of_its_item_r6_1(scene: Scene) -> None:
    paths = {one.key: str(one.path) for one in [*scene.assets, *scene.documents]}
    back = scene_of(as_stored(item_of(scene)), paths)
    share = scene.sensing.cloud_share
    if share is not None:
        assert back.sensing.cloud_share == pytest.approx(share, abs=1e-12)
    assert repr(replaced(back)) == repr(replaced(scene))


def replaced(scene: Scene) -> Scene:
    """Without what is compared apart."""
    return replace(scene, sensing=replace(scene.sensing, cloud_share=None))


@settings(deadline=None, max_examples=80)
@given(scenes())
def test_every_item_holds_to_the_schemas_of_core_and_extensions_r6_1(scene: Scene) -> None:
    item = as_stored(item_of(scene))
    assert '"/images/' not in json.dumps(item)
    # The face adds this link (test_stac_api); the schema of the core demands it.
    links = [{"rel": "collection", "href": "http://testserver/stac/collections/scenes"}]
    core = pystac.Item.from_dict(item | {"stac_extensions": [], "links": links})
    core.validate()
    for address in item["stac_extensions"]:
        Draft7Validator(schema_at(address)).validate(item)


@settings(deadline=None, max_examples=80)
@given(scenes())
def test_an_item_names_the_extensions_that_it_uses(scene: Scene) -> None:
    item = as_stored(item_of(scene))
    members = set(item["properties"])
    for file in item["assets"].values():
        members |= set(file)
        for band in file.get("bands", []):
            members |= set(band)
    named = {prefix for prefix, url in EXTENSIONS.items() if url in item["stac_extensions"]}
    assert named == {one.split(":")[0] for one in members if ":" in one} - {"shikong"}


def test_schemas_refuse_what_the_specifications_refuse() -> None:
    """That the schemas of the tests bite."""
    item: dict[str, Any] = {"type": "Feature", "properties": {}, "assets": {}}
    for name, wrong in (
        ("eo/v2.0.0", {"eo:cloud_cover": 101}),
        ("file/v2.1.0", {"file:checksum": "sha256:00"}),
        ("projection/v2.0.0", {"proj:shape": [1]}),
        ("projection/v2.0.0", {"proj:epsg": 4490}),
        ("raster/v2.0.0", {"raster:scale": "1"}),
        ("raster/v2.0.0", {"raster:bands": []}),
        ("view/v1.0.0", {"view:off_nadir": 91}),
        ("processing/v1.2.0", {"processing:level": 1}),
    ):
        schema = schema_at(f"https://stac-extensions.github.io/{name}/schema.json")
        validator = Draft7Validator(schema)
        validator.validate(item)
        with pytest.raises(ValidationError):
            validator.validate(item | {"properties": wrong})


def test_box_of_a_file_is_that_of_its_corners() -> None:
    [asset] = item_of(made("a", west=117, south=30, side=0.5))["assets"].values()
    assert asset["proj:bbox"] == pytest.approx([117, 30, 117.5, 30.5])


def test_a_day_is_told_in_utc() -> None:
    moment = datetime(2020, 1, 1, 8, tzinfo=UTC) + timedelta(seconds=1)
    assert item_of(made("a", at=moment))["properties"]["datetime"] == "2020-01-01T08:00:01Z"

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from image_files import halves, write_image
from live_server import serving
from scene_builders import scene
from sqlalchemy import Engine
from stac_api_validator.validations import QueryConfig, validate_api
from stac_schemas import without_internet

from deploy.application import build_application
from ingest.imagery.scenes import load_images
from spatial.imagery.catalogue import store_scenes

# Geometries of the validator's questions meet this one.
PLACE = {
    "type": "Polygon",
    "coordinates": [[[100.0, 0.0], [101.0, 0.0], [101.0, 1.0], [100.0, 1.0], [100.0, 0.0]]],
}


@pytest.fixture
def address(engine: Engine, tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "images"
    folder.mkdir()
    write_image(folder / "town_20200101.tif", halves(10, 20))
    load_images(engine, folder)
    first = datetime(2020, 1, 1, tzinfo=UTC)
    with engine.begin() as connection:
        store_scenes(
            connection,
            [
                scene(
                    f"made-{number:02}",
                    at=first + timedelta(days=number // 3),
                    west=100.0,
                    south=0.0,
                    side=1.0,
                    clouds=number / 20,
                )
                for number in range(20)
            ],
        )
    with serving(build_application(engine, write_token="t", web_map=None)) as address:
        yield address


# The validator itself calls what pystac is about to drop.
@pytest.mark.filterwarnings("ignore:.*is deprecated")
def test_stac_api_validator_passes_r6_1(address: str) -> None:
    nothing = QueryConfig(*[None] * 13)
    with without_internet() as asked:
        _warnings, errors = validate_api(
            root_url=f"{address}/stac/",
            ccs_to_validate=["core", "collections", "features", "item-search"],
            collection="scenes",
            geometry=json.dumps(PLACE),
            auth_bearer_token=None,
            auth_query_parameter=None,
            fields_nested_property=None,
            validate_pagination=True,
            query_config=nothing,
            transaction_collection=None,
            headers={},
            open_assets_urls=False,
        )
    assert "\n".join(errors) == ""
    # It has held items against the schemas of the core and of the extensions.
    assert any("/v1.1.0/item-spec/" in one for one in asked)
    assert any("/projection/v2.0.0/" in one for one in asked)

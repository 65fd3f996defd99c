"""`python -m bench catalogue`: pages of the image catalogue over HTTP, against the stock client.

10,000 scenes of two files with four bands each. A page of 1,000 items, and a search by clouds and
place, are asked of our face, of stac-fastapi-pgstac as it comes (pgstac puts the items together)
and of the same with the items put together in Python, all in one process without a network. The
ceiling is the plain SELECT of the same items' content as text. Read ratios.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from fastapi import FastAPI
from fastapi.testclient import TestClient
from shapely.geometry import box
from sqlalchemy import Engine
from stac_fastapi.pgstac.app import instantiate_api
from stac_fastapi.pgstac.config import Settings

from bench.tiles import machine, say
from deploy.database import Database
from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from spatial.api.stac import ROOT, catalogue_face
from spatial.api.stac.connections import connection_of, open_pool
from spatial.db import open_engine
from spatial.imagery.catalogue import store_scenes
from spatial.imagery.scene import Acquisition, Asset, Band, Scene, Sensing
from spatial.migrations import migrate

NAME = "shikong_bench_catalogue"
SCENES = 10_000
PAGE = 1_000
ROUNDS = 5
CLOUDS = "eo:cloud_cover <= 10"
PLACE = "100,25,110,35"


def run(database: Database) -> None:
    """Runs all and prints a table."""
    if database.cluster is None:
        raise RuntimeError("this benchmark needs the private cluster: it makes its own database")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    engine = open_engine(database.cluster.url(NAME), pool=4)
    try:
        migrate(engine)
        begun = time.perf_counter()
        for first in range(0, SCENES, 2_000):
            with engine.begin() as connection:
                store_scenes(connection, [_scene(first + step) for step in range(2_000)])
        with engine.connect() as connection:
            say(machine(connection))
        say(f"{SCENES:,} scenes stored in {time.perf_counter() - begun:.0f} s")
        _compare(engine, f"a page of {PAGE:,} items", f"limit={PAGE}", "true")
        _compare(
            engine,
            f"{CLOUDS} in {PLACE}, 100 of them",
            f"limit=100&filter={CLOUDS}&bbox={PLACE}",
            "ST_Intersects(geometry, ST_MakeEnvelope(100, 25, 110, 35, 4326))"
            " AND (content->'properties'->>'eo:cloud_cover')::float8 <= 10",
        )
    finally:
        engine.dispose()
        database.cluster.drop_database(NAME)


def _compare(engine: Engine, title: str, query: str, condition: str) -> None:
    limit = query.split("&")[0].removeprefix("limit=")
    statement = (
        f"SELECT content::text FROM pgstac.items WHERE {condition}"  # noqa: S608
        f" ORDER BY datetime DESC, id LIMIT {limit}"
    )
    say(f"\n{title}")
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, psycopg.Connection)
        floor = _best(lambda: len(raw.execute(statement).fetchall()))
    say(f"{'SELECT content':<44}{floor * 1000:9.1f} ms      1.0")
    ours = create_app(
        engine, [], write_token="unused", map_settings=MapSettings(),  # noqa: S106
        faces={ROOT: catalogue_face(engine)},
    )  # fmt: skip
    for name, app, path in (
        ("ours", ours, f"{ROOT}/search"),
        ("stac-fastapi-pgstac", _stock(engine, in_python=False), "/search"),
        ("the same, items put together in Python", _stock(engine, in_python=True), "/search"),
    ):
        with TestClient(app, headers={"accept-encoding": "identity"}) as client:

            def ask(client: TestClient = client, path: str = path) -> int:
                answer = client.get(f"{path}?{query}")
                answer.raise_for_status()
                return answer.text.count('"stac_version"')

            taken = _best(ask)
        say(f"{name:<44}{taken * 1000:9.1f} ms {taken / floor:8.1f}")


def _stock(engine: Engine, *, in_python: bool) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_pool(engine.url) as pool:
            app.state.readpool = pool
            app.state.get_connection = connection_of
            yield

    settings = Settings(
        _env_file=None,
        stac_fastapi_title="stock",
        stac_fastapi_description="stock",
        stac_fastapi_landing_id="stock",
        stac_fastapi_version="1",
        use_api_hydrate=in_python,
    )
    app: FastAPI = instantiate_api(settings=settings, lifespan=lifespan).app
    return app


def _best(ask: Callable[[], int]) -> float:
    found, times = set(), []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        found.add(ask())
        times.append(time.perf_counter() - begun)
    if len(found) != 1 or 0 in found:
        raise RuntimeError(f"answers differ or are empty: {found}")
    return min(min(times), statistics.median(times))


def _scene(number: int) -> Scene:
    west, south = 75 + number % 60, 20 + number // 60 % 30
    bands = tuple(
        Band(name, place, "uint16", 0.0, 0.0001, 0.0, name, (100.0, 3000.0))
        for place, name in enumerate(("blue", "green", "red", "nir"), start=1)
    )
    assets = tuple(
        Asset(
            key=key, path=Path(f"/images/{number}-{key}.tif"), media_type="image/tiff",
            sha256="ab" * 32, bytes=10**9, crs="EPSG:32648", width=10_000, height=10_000,
            transform=(8.0, 0.0, 5e5, 0.0, -8.0, 4e6), resolution_m=8.0, source=f"{number}.tif",
            bands=bands if key == "mss" else bands[:1], source_sha256="ab" * 32,
        )
        for key in ("mss", "pan")
    )  # fmt: skip
    return Scene(
        id=f"scene-{number:05}",
        title=f"scene {number}",
        acquisition=Acquisition.at(
            datetime(2015, 1, 1, 3, tzinfo=UTC) + timedelta(hours=7 * number)
        ),
        footprint=box(west, south, west + 0.8, south + 0.7),
        assets=assets,
        flags=(),
        sensing=Sensing("GF-1", "PMS1", "L2A", cloud_share=number % 100 / 100, off_nadir=3.0),
    )

"""`python -m bench pictures`: picture tiles from a COG against titiler-core.

Two seeded Cloud Optimized GeoTIFFs of 4,096 x 4,096 pixels of 10 m (red, green, blue and near
infrared of 16 bits; true colour of 8 bits), a catalogue of some thousand scenes around them, and
random tiles of zooms 9 to 14. Ours comes through the catalogue (which scene is the newest
here?), titiler gets the file's path. Each tile is asked of both in turn, three times, the best
counts; before each of ours all open files are closed, so that nothing of it is kept but the pages
of the system, as nothing is with titiler. A second column leaves ours its open files, as a server
does. Both run in this process, so that HTTP costs both the same. CPU is that of this process (of
ours without PostgreSQL's), which another's load lengthens less than the clock's time.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import rasterio
import shapely
from affine import Affine
from fastapi import FastAPI
from fastapi.testclient import TestClient
from numpy.typing import NDArray
from rasterio.shutil import copy
from sqlalchemy import Engine

from bench.tiles import machine, say
from deploy.application import build_application
from deploy.database import Database
from ingest.imagery.scenes import load_images
from spatial.db import open_engine
from spatial.errors import BadParameter
from spatial.imagery.catalogue import store_scenes
from spatial.imagery.files import forget_files
from spatial.imagery.queries import scene_by_id
from spatial.imagery.scene import Acquisition
from spatial.migrations import migrate
from spatial.tile_grids import WEB_MERCATOR
from tileserver.images.encoding import Encoding, encoded

NAME = "shikong_bench_pictures"
SIDE = 4096
PIXEL_M = 10.0
CORNER = (460_000.0, 3_340_000.0)
ZOOMS = range(9, 15)
TILES = 4
ROUNDS = 3
ELSEWHERE = 3000
NDVI = "(b4-b1)/(b4+b1)"


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of tile, as it is asked of both. end: of the address."""

    name: str
    end: str
    ours: str
    theirs: str
    file: str


Box = tuple[float, float, float, float]

QUESTIONS = (
    Question("true colour, PNG", "png", "?id=rgb_20200102", "&resampling=bilinear", "rgb"),
    Question("true colour, PNG, nearest", "png", "?id=rgb_20200102&resampling=nearest", "", "rgb"),
    Question("true colour, WebP", "webp", "?id=rgb_20200102", "&resampling=bilinear", "rgb"),
    Question("newest of the catalogue, WebP", "webp", "", "&resampling=bilinear", "rgb"),
    Question(
        "NDVI, PNG", "png", "?id=ms_20200101&index=ndvi",
        f"&resampling=bilinear&expression={NDVI.replace('+', '%2B')}&rescale=-1,1"
        "&colormap_name=rdylgn",
        "ms",
    ),
)  # fmt: skip


def run(database: Database) -> None:
    """Makes the image in a folder of its own, asks both, prints tables."""
    if database.cluster is None:
        raise BadParameter("this benchmark needs the private cluster: it makes its own database")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    engine = open_engine(database.cluster.url(NAME), pool=4)
    try:
        migrate(engine)
        with engine.connect() as connection:
            say(machine(connection))
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            _make(folder)
            _compare(engine, folder, _some_tiles(_catalogue(engine, folder)))
    finally:
        forget_files()
        engine.dispose()
        database.cluster.drop_database(NAME)


def _make(folder: Path) -> None:
    """Two COGs of one ground: fields of a few hundred metres, soft hills, and noise."""
    dice = np.random.default_rng(20240513)
    ground = np.zeros((SIDE, SIDE), np.float32)
    for cells, weight in ((16, 60.0), (128, 40.0), (1024, 25.0)):
        coarse = dice.random((cells, cells), np.float32)
        ground += weight * np.kron(coarse, np.ones((SIDE // cells, SIDE // cells), np.float32))

    def band(share: float, noise: int) -> NDArray[np.float32]:
        found: NDArray[np.float32] = ground * share + dice.integers(-noise, noise + 1, ground.shape)
        return found + 40

    bands = [band(share, 4) for share in (0.9, 1.0, 0.7, 1.6)]
    colours = np.stack([np.clip(one, 1, 255).astype("uint8") for one in bands[:3]])
    _write(folder / "rgb_20200102.tif", colours, photometric="RGB")
    numbers = np.stack([(one * 40).astype("uint16") for one in bands])
    _write(folder / "ms_20200101.tif", numbers, names=("red", "green", "blue", "nir"))


def _write(
    path: Path, pixels: NDArray[np.generic], names: tuple[str, ...] = (), **more: str
) -> None:
    plain = path.with_suffix(".plain")
    with rasterio.open(
        plain, "w", driver="GTiff", count=len(pixels), height=SIDE, width=SIDE, nodata=0,
        dtype=pixels.dtype, crs="EPSG:32650", tiled=True,
        transform=Affine(PIXEL_M, 0, CORNER[0], 0, -PIXEL_M, CORNER[1]), **more,
    ) as dataset:  # fmt: skip
        dataset.write(pixels)
        for index, name in enumerate(names, start=1):
            dataset.set_band_description(index, name)
    copy(
        plain, path, driver="COG", compress="DEFLATE", predictor="YES", blocksize=512,
        overview_resampling="AVERAGE", resampling="AVERAGE",
    )  # fmt: skip
    plain.unlink()


def _catalogue(engine: Engine, folder: Path) -> Box:
    """The two images, and thousands of others about China; the box within the two."""
    load_images(engine, folder)
    dice = np.random.default_rng(7)
    with engine.begin() as connection:
        one = scene_by_id(connection, "rgb_20200102")
        others = []
        for number in range(ELSEWHERE):
            west, south = dice.uniform(75, 112), dice.uniform(20, 50)
            taken = datetime(2019, 1, 1, tzinfo=UTC) + timedelta(hours=float(dice.uniform(0, 8760)))
            others.append(
                replace(
                    one,
                    id=f"other_{number}",
                    acquisition=Acquisition.at(taken),
                    footprint=shapely.box(west, south, west + 0.8, south + 0.8),
                )
            )
        store_scenes(connection, others)
        west, south, east, north = one.bbox
    return west + 0.05, south + 0.05, east - 0.05, north - 0.05


def _some_tiles(box: Box) -> list[tuple[int, int, int]]:
    dice = np.random.default_rng(11)
    west, south, east, north = box
    tiles = []
    for z in ZOOMS:
        for _ in range(TILES):
            at = np.array([[dice.uniform(west, east), dice.uniform(south, north)]])
            x, y = WEB_MERCATOR.pixels_of(at, z)[0] // 4096
            tiles.append((z, int(x), int(y)))
    return tiles


def _peer() -> FastAPI:
    from titiler.core.errors import DEFAULT_STATUS_CODES, add_exception_handlers
    from titiler.core.factory import TilerFactory

    application = FastAPI()
    application.include_router(TilerFactory(add_preview=False).router)
    add_exception_handlers(application, DEFAULT_STATUS_CODES)
    return application


def _compare(engine: Engine, folder: Path, tiles: list[tuple[int, int, int]]) -> None:
    # titiler's own warnings are not ours to answer for.
    warnings.simplefilter("ignore")
    ours = build_application(engine, write_token=secrets.token_hex(8), web_map=None)
    with TestClient(ours) as our_client, TestClient(_peer()) as their_client:
        say(f"\n{len(tiles)} tiles, milliseconds through the application; ratio ours / titiler\n")
        say("| tile | ours p50 | p95 | kept p50 | p95 | titiler p50 | p95 | ratio | CPU | bytes |")
        say("|---|---|---|---|---|---|---|---|---|---|")
        for question in QUESTIONS:
            cold, kept, theirs, sizes, cpu = [], [], [], [], []
            for tile in tiles:
                z, x, y = tile
                address = f"/tiles/image/2020-06-01/WebMercatorQuad/{z}/{x}/{y}.{question.end}"
                path = str(folder / f"{_file_of(question)}.tif")
                other = (
                    f"/tiles/WebMercatorQuad/{z}/{x}/{y}.{question.end}?url={path}{question.theirs}"
                )
                best = [
                    (
                        _timed(our_client, address + question.ours, forget_files),
                        _timed(our_client, address + question.ours, _nothing),
                        _timed(their_client, other, _nothing),
                    )
                    for _ in range(ROUNDS)
                ]
                cold.append(min(one[0][0] for one in best))
                kept.append(min(one[1][0] for one in best))
                theirs.append(min(one[2][0] for one in best))
                sizes.append(best[0][0][2] / best[0][2][2])
                cpu.append((min(one[0][1] for one in best), min(one[2][1] for one in best)))
            say(
                f"| {question.name} | {_p(cold, 50)} | {_p(cold, 95)} | {_p(kept, 50)} | "
                f"{_p(kept, 95)} | {_p(theirs, 50)} | {_p(theirs, 95)} | "
                f"{np.percentile(cold, 95) / np.percentile(theirs, 95):.2f} | "
                f"{_p([one[0] for one in cpu], 95)}/{_p([one[1] for one in cpu], 95)} | "
                f"{np.mean(sizes):.2f} |"
            )
        say(
            "\nratio: of the 95th percentiles, ours with nothing kept; CPU: their 95th percentiles,"
        )
        say("milliseconds, ours / titiler's; bytes: the same\n")
        _parts(our_client, tiles)


def _file_of(question: Question) -> str:
    return {"rgb": "rgb_20200102", "ms": "ms_20200101"}[question.file]


def _nothing() -> None:
    return None


def _timed(
    client: TestClient, address: str, before: Callable[[], None]
) -> tuple[float, float, int]:
    """Milliseconds by the clock and of CPU, and the bytes of an answer."""
    before()
    start, worked = time.perf_counter(), time.process_time()
    answer = client.get(address)
    taken, cpu = (time.perf_counter() - start) * 1000, (time.process_time() - worked) * 1000
    if answer.status_code != 200:
        raise BadParameter(f"{address}: {answer.status_code} {answer.text[:200]}")
    return taken, cpu, len(answer.content)


def _parts(client: TestClient, tiles: list[tuple[int, int, int]]) -> None:
    """What a tile costs of which no pixel is read: HTTP, the catalogue, a picture of nothing."""
    empty = encoded(np.zeros((3, 256, 256), np.uint8), np.ones((256, 256), np.bool_), Encoding.PNG)
    nothing = [
        _timed_status(client, f"/tiles/image/2019-01-01/WebMercatorQuad/{z}/{x}/{y}.png")
        for z, x, y in tiles
    ]
    http = [_timed_status(client, "/tiles/matrix_sets_that_are_not_there") for _ in tiles]
    say(f"of it HTTP alone {_p(http, 50)}, with a look into the catalogue {_p(nothing, 50)};")
    start = time.perf_counter()
    encoded(np.zeros((3, 256, 256), np.uint8), np.ones((256, 256), np.bool_), Encoding.PNG)
    said = (time.perf_counter() - start) * 1000
    say(f"a picture of one colour has {len(empty)} bytes and takes {said:.1f} ms to write")
    say(f"resident memory of this process: {_resident_mb():.0f} MB")


def _timed_status(client: TestClient, address: str) -> float:
    start = time.perf_counter()
    client.get(address)
    return (time.perf_counter() - start) * 1000


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _p(numbers: list[float], share: int) -> str:
    return f"{np.percentile(numbers, share):.1f}"

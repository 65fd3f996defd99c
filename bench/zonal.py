"""Statistics of 90 counties over 12 scenes of 10,000 x 10,000 pixels, against peers and a ceiling.

`python -m bench zonal` makes its files (uint16, COG, deflate, some nodata) in a temporary folder.
Ours answers mean, spread, least, greatest and the three quartiles of each county and scene. Peers
answer the same of one scene: `exact_extract()` of exactextract, and rasterstats (pixels by their
middle, no shares) where it is installed. The ceiling is reading the blocks of a scene alone. Each
runs in a process of its own, so that its memory is told apart. Read ratios: machines differ.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import shapely
from affine import Affine
from pyproj import Transformer
from rasterio.windows import Window
from shapely.geometry import box, mapping
from shapely.geometry.base import BaseGeometry

from bench.tiles import say
from spatial.imagery.scene import Acquisition, Asset, Band, Scene
from spatial.imagery.zonal.measure import Measure
from spatial.imagery.zonal.zonal import Areas

SIDE = 10_000
PIXEL_M = 10.0
COUNTIES = 90
WEST, NORTH = 450_000.0, 3_400_000.0
CRS = "EPSG:32650"
TRANSFORM = (PIXEL_M, 0.0, WEST, 0.0, -PIXEL_M, NORTH)
STATISTICS = ("mean", "stdev", "min", "max", "quantile(q=0.25)", "median", "quantile(q=0.75)")
NAMES = ("mean", "stdev", "min", "max", "quantile_25", "median", "quantile_75")


def run(scenes: int) -> None:
    """Prints a table. scenes: how many files are made."""
    # GDAL would keep blocks in a twentieth of the memory of the machine: the peak of all four is
    # told with as much for each.
    os.environ.setdefault("GDAL_CACHEMAX", "256")
    with tempfile.TemporaryDirectory() as folder:
        files = [
            _make(Path(folder) / f"scene_{number:02d}.tif", number) for number in range(scenes)
        ]
        size = sum(file.stat().st_size for file in files) / 1e6
        say(f"{scenes} scenes of {SIDE:,} x {SIDE:,} pixels, {size:,.0f} MB; {COUNTIES} counties")
        say("| | seconds a scene | times the ceiling | peak MB |")
        say("|---|---|---|---|")
        ceiling, _, _ = _apart(_read, files[:2])
        alone = ceiling / min(2, scenes)
        say(f"| reading the blocks alone | {alone:.2f} | 1.0 | |")
        took, peak, ours = _apart(_ours, files)
        say(f"| Shikong, {scenes} scenes in {took:.1f} s | {took / scenes:.2f} "
              f"| {took / scenes / alone:.1f} | {peak:,.0f} |")  # fmt: skip
        took, peak, theirs = _apart(_exactextract, files[:1])
        say(f"| exactextract, one scene | {took:.2f} | {took / alone:.1f} | {peak:,.0f} |")
        _compare(ours[0], theirs[0])
        if find_spec("rasterstats"):
            took, peak, _ = _apart(_rasterstats, files[:1])
            say(f"| rasterstats, one scene | {took:.2f} | {took / alone:.1f} | {peak:,.0f} |")


def _make(path: Path, seed: int) -> Path:
    """A landscape of the values that a sensor of 12 bits gives, its south-eastern corner empty."""
    random = np.random.default_rng(seed)
    coarse = random.integers(200, 3000, (101, 101)).astype(np.float64)
    with rasterio.open(
        path, "w", driver="GTiff", count=1, dtype="uint16", width=SIDE, height=SIDE, nodata=0,
        crs=CRS, transform=Affine(*TRANSFORM), tiled=True, blockxsize=512, blockysize=512,
        compress="deflate", predictor=2, zlevel=1, num_threads="all_cpus",
    ) as dataset:  # fmt: skip
        for row in range(0, SIDE, 100):
            upper = np.repeat(coarse[row // 100, :-1], 100)
            noise = random.integers(-60, 60, (100, SIDE))
            strip = np.clip(upper[np.newaxis] + noise, 1, 4095).astype(np.uint16)
            if row >= SIDE * 9 // 10:
                strip[:, SIDE * 9 // 10 :] = 0
            dataset.write(strip, 1, window=Window(0, row, SIDE, 100))
    return path


def counties() -> list[BaseGeometry]:
    """Of one tessellation with crooked limits, in metres of the files."""
    random = np.random.default_rng(8)
    points = shapely.MultiPoint(random.uniform((0.0, 0.0), (SIDE, SIDE), (COUNTIES, 2)))
    frame = box(0, 0, SIDE, SIDE)
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=frame))
    whole = [shapely.intersection(cell, frame).segmentize(5) for cell in cells]

    def crooked(x: Any, y: Any) -> tuple[Any, Any]:
        return (
            WEST + PIXEL_M * (x + 25 * np.sin(y / 60) + 3 * np.sin(y / 20)),
            NORTH - PIXEL_M * (y + 25 * np.sin(x / 60) + 3 * np.sin(x / 20)),
        )

    return [shapely.transform(one, crooked, interleaved=False) for one in whole]


def _degrees(shape: BaseGeometry) -> BaseGeometry:
    way = Transformer.from_crs(CRS, "EPSG:4490", always_xy=True)
    return shapely.transform(shape, lambda x, y: way.transform(x, y), interleaved=False)


def _scene(file: Path) -> Scene:
    band = Band("1", 1, "uint16", 0.0, 1.0, 0.0, None, (0.0, 4095.0))
    asset = Asset(
        "data",
        file,
        "image/tiff",
        "",
        0,
        CRS,
        SIDE,
        SIDE,
        TRANSFORM,
        PIXEL_M,
        (band,),
        file.name,
        "",
    )
    frame = box(WEST, NORTH - SIDE * PIXEL_M, WEST + SIDE * PIXEL_M, NORTH).segmentize(5000)
    taken = Acquisition.on(date(2020, 1, 1))
    return Scene(file.stem, file.stem, taken, shapely.Polygon(_degrees(frame)), (asset,), ())


def _read(files: list[Path]) -> list[object]:
    for file in files:
        with rasterio.open(file) as dataset:
            for _, window in dataset.block_windows(1):
                dataset.read(1, window=window)
    return []


def _ours(files: list[Path]) -> list[object]:
    areas, answers = Areas([_degrees(one) for one in counties()]), []
    for file in files:
        found = {}
        for number, one in areas.statistics(_scene(file), Measure.of_band("1")):
            quartiles = [one.valid.quantile(share) for share in (0.25, 0.5, 0.75)]
            found[number] = (one.mean, one.std, one.min, one.max, *quartiles)
        answers.append([found[number] for number in range(COUNTIES)])
    return answers


def _exactextract(files: list[Path]) -> list[object]:
    from exactextract import exact_extract

    features = [{"type": "Feature", "geometry": mapping(one)} for one in counties()]
    answers = []
    for file in files:
        rows = exact_extract(str(file), features, list(STATISTICS))
        answers.append([[row["properties"][name] for name in NAMES] for row in rows])
    return answers


def _rasterstats(files: list[Path]) -> list[object]:
    from rasterstats import zonal_stats

    wanted = ["mean", "std", "min", "max", "percentile_25", "median", "percentile_75"]
    return [zonal_stats(counties(), str(file), stats=wanted) for file in files]


def _compare(ours: Any, theirs: Any) -> None:
    """Tells how far two answers of one scene lie apart, in values of the pixels."""
    one, other = (np.array(rows, np.float64) for rows in (ours, theirs))
    apart = np.nanmax(np.abs(one - other), axis=0)
    named = zip(NAMES, apart.tolist(), strict=True)
    say(f"| apart at most: {json.dumps({name: round(value, 4) for name, value in named})} | | | |")


def _apart(work: Callable[[list[Path]], list[Any]], files: list[Path]) -> tuple[float, float, Any]:
    """Seconds, peak of resident MB and the answer of work in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_timed, (work, files))


def _timed(work: Callable[[list[Path]], list[Any]], files: list[Path]) -> tuple[float, float, Any]:
    begun = time.perf_counter()
    found = work(files)
    took = time.perf_counter() - begun
    # What the process itself held at most; getrusage would count the one that started it.
    told = Path("/proc/self/status").read_text()
    peak = next(line for line in told.splitlines() if line.startswith("VmHWM:"))
    return took, int(peak.split()[1]) / 1024, found

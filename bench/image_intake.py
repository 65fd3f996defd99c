"""How long it takes to make images ready for the catalogue, against rio-cogeo alone.

`python -m bench image_intake`: an image of 10,000 x 10,000 pixels of 16 bits and one of
6,000 x 6,000 x 4 of 8 bits, none of them a COG. The peer is `cog_translate` with our profile and
its own way with memory. Ours reads the hash of the source, converts, validates, compares samples,
makes durable, hashes what was written and takes statistics of it. Each is run in a process of its
own, in turns, and the best of three counts, in seconds of the processor (starting Python too):
others may use the machine meanwhile. With two jobs: two of each image, against two
processes of rio-cogeo at once.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import rasterio
from affine import Affine

from bench.tiles import say

MOST_TIMES = 1.3
_RUNS = 3

_PEER = """
import resource, sys
from rio_cogeo.cogeo import cog_translate
profile = {"driver": "GTiff", "interleave": "pixel", "tiled": True, "blockxsize": 512,
           "blockysize": 512, "bigtiff": "IF_SAFER", "compress": "ZSTD", "predictor": 2}
cog_translate(sys.argv[1], sys.argv[2], profile, in_memory=False, quiet=True,
              forward_band_tags=True, forward_ns_tags=True,
              config={"GDAL_TIFF_INTERNAL_MASK": True, "GDAL_TIFF_OVR_BLOCKSIZE": "512"})
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_maxrss, used.ru_utime + used.ru_stime)
"""

_OURS = """
import resource, sys
from pathlib import Path
from ingest.imagery.preparing import prepare
prepare(Path(sys.argv[1]), Path(sys.argv[2]))
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_maxrss, used.ru_utime + used.ru_stime)
"""


def run() -> None:
    """Makes the images, runs both and prints the ratios and the memory of a process."""
    with TemporaryDirectory(prefix="shikong-images-") as name:
        folder = Path(name)
        images = {
            "10,000 x 10,000 x 1, 16 bits": _image(folder / "a.tif", 10_000, 1, "uint16"),
            "6,000 x 6,000 x 4, 8 bits": _image(folder / "b.tif", 6_000, 4, "uint8"),
        }
        say(f"| image | at a time | times rio-cogeo (at most {MOST_TIMES}) | MB | its MB |")
        say("|---|---|---|---|---|")
        for title, image in images.items():
            for jobs in (1, 2):
                ours, peer = _best(image, folder, jobs)
                ratio = ours[0] / peer[0]
                say(f"| {title} | {jobs} | {ratio:.2f} | {ours[1]:,} | {peer[1]:,} |")


def _best(image: Path, folder: Path, jobs: int) -> tuple[tuple[float, int], tuple[float, int]]:
    """Seconds and megabytes of ours and of the peer's: of their best runs, taken in turns."""
    ours, peer = [], []
    for number in range(_RUNS):
        stores = [folder / f"store-{jobs}-{number}-{job}" for job in range(jobs)]
        peer.append(_timed(_PEER, image, [folder / f"peer-{job}.tif" for job in range(jobs)]))
        ours.append(_timed(_OURS, image, stores))
        for store in stores:
            subprocess.run(["rm", "-r", str(store)], check=True)
    return min(ours), min(peer)


def _timed(program: str, image: Path, targets: Sequence[Path]) -> tuple[float, int]:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(image), str(target)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for target in targets
    ]
    most, seconds = 0, 0.0
    for one in running:
        told, _ = one.communicate()
        if one.returncode != 0:
            raise RuntimeError("a run of the benchmark failed")
        memory, used = told.split()[-2:]
        most, seconds = max(most, int(memory) // 1024), max(seconds, float(used))
    return seconds, most


def _image(path: Path, side: int, bands: int, kind: str) -> Path:
    """A plain GeoTIFF in strips: a smooth ground with noise, which packs as real images do."""
    random = np.random.default_rng(8)
    wave = np.sin(np.linspace(0, 40, side))
    with rasterio.open(
        path, "w", driver="GTiff", width=side, height=side, count=bands, dtype=kind,
        crs="EPSG:32650", transform=Affine(2, 0, 500_000, 0, -2, 3_300_000), nodata=0,
        interleave="pixel", alpha="NO",
    ) as made:  # fmt: skip
        high, noise = (3000, 40) if kind == "uint16" else (100, 4)
        for top in range(0, side, 500):
            ground = high + high / 4 * (wave[top : top + 500, None] + wave[None, :])
            for band in range(1, bands + 1):
                pixels = ground + random.normal(0, noise, ground.shape) + band
                made.write(pixels.astype(kind), band, window=((top, top + 500), (0, side)))
    return path

"""Image files made ready for the catalogue, several at a time: looked at, warped, made into COGs.

No transaction is open meanwhile: it may take hours. The catalogue is written afterwards, at once.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from rasterio.io import DatasetReader
from rio_cogeo.cogeo import cog_validate

from ingest.imagery.cogs import clear_half_written, cog_path, make_cog
from ingest.imagery.inspection import ImageFile, file_sha256, inspect, require_placeable, taken_at
from ingest.imagery.opening import ImageRefused, opened_image
from ingest.imagery.warping import north_up, rotated


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file as it will stand in the catalogue.

    file: the COG in the store, or the file itself. source_sha256: of the file that was named.
    repairs: what was done to it, for the one who reads the report.
    """

    file: ImageFile
    source_sha256: str
    repairs: tuple[str, ...] = ()


def prepare(path: Path, store: Path | None, *, copy: bool = False) -> Prepared:
    """One file, ready for the catalogue. store: None leaves every file as it is and where it is.

    copy: also a valid COG is made anew in the store. Raises ImageRefused with the reason.
    """
    sha256 = file_sha256(path)
    if store is None:
        return Prepared(inspect(path, sha256), sha256)
    with opened_image(path) as dataset:
        require_placeable(dataset)
        repairs = _repairs(dataset)
        # GDAL copies no product metadata into a COG.
        taken = taken_at(dataset)
        valid = dataset.driver == "GTiff" and not repairs and cog_validate(path, quiet=True)[0]
        if (valid and not copy) or _beyond_rio_cogeo(dataset):
            return Prepared(inspect(path, sha256), sha256)
        target = cog_path(store, sha256)
        if not target.exists():
            with north_up(dataset) as source:
                require_placeable(source)
                make_cog(source, target, store)
    try:
        file = inspect(target, file_sha256(target))
    except ImageRefused:
        target.unlink()
        raise
    return Prepared(replace(file, taken=taken), sha256, tuple(repairs))


def _repairs(dataset: DatasetReader) -> list[str]:
    if rotated(dataset.transform):
        return ["its rows do not run east: it was turned"]
    if dataset.transform.e > 0:
        return ["its first row is the southern one: it was turned"]
    return []


def _beyond_rio_cogeo(dataset: DatasetReader) -> bool:
    """Some JPEG 2000 files name a system for control points and have none: rio-cogeo 7.0 fails."""
    points, crs = dataset.gcps
    return bool(crs) and not points


def prepared(
    files: Mapping[str, Path], store: Path | None, *, jobs: int | None = None, copy: bool = False
) -> Iterator[tuple[str, Prepared | ImageRefused]]:
    """Each file under its name, or why it is refused, as they get ready.

    jobs: processes at a time, the number of cores when None. With one, or one file, all is done
    in this process.
    """
    if store is not None:
        clear_half_written(store)
    jobs = min(jobs or os.cpu_count() or 1, len(files))
    if store is None or jobs <= 1:
        for name, path in files.items():
            yield name, _or_refusal(path, store, copy)
        return
    # Spawned: a fork would share GDAL's and the database's state with its children.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        waiting = iter(files.items())
        running: dict[Future[Prepared | ImageRefused], str] = {}
        while True:
            for name, path in islice(waiting, 2 * jobs - len(running)):
                running[pool.submit(_or_refusal, path, store, copy)] = name
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()


def _or_refusal(path: Path, store: Path | None, copy: bool) -> Prepared | ImageRefused:
    try:
        return prepare(path, store, copy=copy)
    except ImageRefused as refusal:
        return refusal

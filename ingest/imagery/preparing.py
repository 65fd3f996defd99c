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

import rasterio
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from rio_cogeo.cogeo import cog_validate

from ingest.imagery.cogs import LOSSLESS, NotConverted, Recipe, cog_path, make_cog
from ingest.imagery.control_points import copied_plainly, fitted, laid_on_grid, placed_by_points
from ingest.imagery.inspection import ImageFile, file_sha256, inspect, require_placeable, taken_at
from ingest.imagery.opening import ImageRefused, opened_image
from ingest.imagery.store import folder_of_its_own, keep_file
from ingest.imagery.warping import north_up, rotated
from spatial.imagery.scene import Flag


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that is to be made ready. nodata: the fill value that its producer documents.

    passing: it is gone when the run ends (it was packed), so that what is kept is copied.
    """

    path: Path
    nodata: float | None = None
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Making:
    """How files are made ready.

    store: without one every file stays as it is and where it is. convert: whether COGs are made of
    what is none. copy: valid COGs are made anew in the store too. profile: of `cogs.PROFILES`.
    """

    store: Path | None = None
    convert: bool = True
    copy: bool = False
    profile: str = LOSSLESS


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file as it will stand in the catalogue.

    file: the COG in the store, or the file itself. source_sha256: of the file that was named.
    repairs: what was done to it, for the one who reads the report.
    """

    file: ImageFile
    source_sha256: str
    repairs: tuple[str, ...] = ()


def prepare(
    path: Path, store: Path | None, *, copy: bool = False, profile: str = LOSSLESS
) -> Prepared:
    """One file, ready for the catalogue, as `Making` says. Raises ImageRefused with the reason."""
    return _prepare(Wanted(path), Making(store, copy=copy, profile=profile))


def _prepare(wanted: Wanted, making: Making) -> Prepared:
    sha256 = file_sha256(wanted.path)
    if making.store is None or not making.convert:
        return _as_it_is(wanted, making, sha256)
    recipe = Recipe(making.profile, wanted.nodata)
    target = cog_path(making.store, sha256, recipe)
    with opened_image(wanted.path) as dataset:
        by_points = placed_by_points(dataset)
        if not by_points:
            require_placeable(dataset)
        repairs = _repairs(dataset)
        # GDAL copies no product metadata into a COG.
        taken = taken_at(dataset)
        valid = (
            dataset.driver == "GTiff" and not repairs and cog_validate(wanted.path, quiet=True)[0]
        )
        if valid and not making.copy:
            return _as_it_is(wanted, making, sha256)
        if not target.exists():
            try:
                _convert(dataset, target, making.store, recipe)
            except NotConverted as failure:
                if by_points:
                    raise
                # A file that cannot be read to its end is refused here, by that reason.
                kept = _as_it_is(wanted, making, sha256)
                told = f"it is kept as it is, no cloud-optimised GeoTIFF ({failure})"
                return replace(kept, repairs=(told,))
    try:
        # Its pixels were all read when it was made.
        file = inspect(target, file_sha256(target), whole=False)
    except ImageRefused:
        target.unlink()
        raise
    flags = (*file.flags, Flag.WARPED) if by_points else file.flags
    return Prepared(replace(file, taken=taken, flags=flags), sha256, tuple(repairs))


def _as_it_is(wanted: Wanted, making: Making, sha256: str) -> Prepared:
    file = inspect(wanted.path, sha256, nodata=wanted.nodata)
    if wanted.passing and making.store is not None:
        file = replace(file, path=keep_file(making.store, wanted.path, sha256))
    return Prepared(file, sha256)


def _convert(dataset: DatasetReader, target: Path, store: Path, recipe: Recipe) -> None:
    _, points_crs = dataset.gcps
    if not points_crs:
        with north_up(dataset) as source:
            require_placeable(source)
            own = isinstance(source, WarpedVRT)
            make_cog(source, target, store, recipe, own_alpha=own)
        return
    with folder_of_its_own(store) as folder:
        between = folder / "between.tif"
        if placed_by_points(dataset):
            laid_on_grid(dataset, fitted(dataset), between)
        else:
            # Also points beside a geotransform, which is the better one.
            copied_plainly(dataset, between)
        with rasterio.open(between, driver="GTiff") as plain, north_up(plain) as source:
            require_placeable(source)
            own = source.count > dataset.count or isinstance(source, WarpedVRT)
            make_cog(source, target, store, recipe, own_alpha=own)


def _repairs(dataset: DatasetReader) -> list[str]:
    if placed_by_points(dataset):
        fit = fitted(dataset)
        return [
            f"{fit.points} ground control points place it: it was laid on a grid by a polynomial "
            f"of degree {fit.degree}, which is off by {fit.rms_pixels:.2f} pixels (RMS)"
        ]
    if rotated(dataset.transform):
        return ["its rows do not run east: it was turned"]
    if dataset.transform.e > 0:
        return ["its first row is the southern one: it was turned"]
    return []


def prepared(
    files: Mapping[str, Wanted], making: Making, jobs: int | None = None
) -> Iterator[tuple[str, Prepared | ImageRefused]]:
    """Each file under its name, or why it is refused, as they get ready.

    jobs: processes at a time, the number of cores when None. With one, or one file, all is done
    in this process.
    """
    jobs = min(jobs or os.cpu_count() or 1, len(files))
    if making.store is None or jobs <= 1:
        for name, wanted in files.items():
            yield name, _or_refusal(wanted, making)
        return
    # Spawned: a fork would share GDAL's and the database's state with its children.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_bounded) as pool:
        waiting = iter(files.items())
        running: dict[Future[Prepared | ImageRefused], str] = {}
        while True:
            for name, wanted in islice(waiting, 2 * jobs - len(running)):
                running[pool.submit(_or_refusal, wanted, making)] = name
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()


def _bounded() -> None:
    """In a new process, before GDAL keeps blocks: else each keeps a twentieth of the memory."""
    os.environ.setdefault("GDAL_CACHEMAX", "256")


def _or_refusal(wanted: Wanted, making: Making) -> Prepared | ImageRefused:
    try:
        return _prepare(wanted, making)
    except ImageRefused as refusal:
        # A plain one: those of other kinds do not pass from process to process.
        return ImageRefused(str(refusal))

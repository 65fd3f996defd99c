"""Cloud Optimized GeoTIFFs made of what is none, in a store of files by their source's SHA-256.

A COG is written in a folder of its own, checked, made durable and renamed: whoever looks into the
store sees whole files only. A run that was killed leaves its finished COGs, which
the next run takes up, and folders that nobody holds any more, which it removes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import numpy as np
import rasterio
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window
from rio_cogeo.cogeo import cog_translate, cog_validate

from ingest.imagery.opening import ImageRefused

_RECIPE = 1  # Of the bytes that are made; another number makes all COGs anew.
_BLOCK = 512
_IN_MEMORY_BYTES = 64 << 20
_SAMPLES = 8


def cog_path(store: Path, sha256: str) -> Path:
    """Where the COG lies, or will, that is made of the file with that SHA-256."""
    recipe = json.dumps({"recipe": _RECIPE, "block": _BLOCK, "compress": "zstd"}, sort_keys=True)
    key = hashlib.sha256(recipe.encode()).hexdigest()[:12]
    return store / "cogs" / sha256[:2] / f"{sha256}-{key}.tif"


def make_cog(source: DatasetReader | WarpedVRT, target: Path, store: Path) -> None:
    """Writes the COG of an open image, lossless, with all that the source says of its bands.

    Raises ImageRefused when the source cannot be read to its end, or when what was written is no
    valid COG or holds other pixels.
    """
    with _folder_of_its_own(store) as folder:
        written = folder / "image.tif"
        try:
            _translate(source, written)
            _require_same(source, written)
        except RasterioError as error:
            reason = str(error.__cause__ or error)
            for path in (source.name, str(written), str(folder)):
                reason = reason.replace(path, Path(path).name)
            raise ImageRefused(f"it cannot be read: {reason}") from error
        _durable(written)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(written, target)
        _durable(target.parent)


def _translate(source: DatasetReader | WarpedVRT, target: Path) -> None:
    kind = np.dtype(source.dtypes[0])
    profile = {
        "driver": "GTiff",
        "interleave": "pixel",
        "tiled": True,
        "blockxsize": _BLOCK,
        "blockysize": _BLOCK,
        "compress": "ZSTD",
        "predictor": 3 if kind.kind == "f" else 2,
        "bigtiff": "IF_SAFER",
    }
    unpacked = source.width * source.height * source.count * kind.itemsize
    with warnings.catch_warnings():
        # What the warnings tell of masks, the comparison of pixels proves or refuses.
        warnings.simplefilter("ignore")
        cog_translate(
            source,
            target,
            profile,
            add_mask=isinstance(source, WarpedVRT) and ColorInterp.alpha in source.colorinterp,
            in_memory=unpacked <= _IN_MEMORY_BYTES,
            forward_band_tags=True,
            forward_ns_tags=True,
            temporary_compression="ZSTD",
            config={"GDAL_TIFF_INTERNAL_MASK": True, "GDAL_TIFF_OVR_BLOCKSIZE": str(_BLOCK)},
            quiet=True,
        )


def _require_same(source: DatasetReader | WarpedVRT, written: Path) -> None:
    """Blocks from corner to corner have to be the same, with their masks."""
    if not cog_validate(written, quiet=True)[0]:
        raise ImageRefused("no cloud-optimised GeoTIFF could be made of it")
    with rasterio.open(written, driver="GTiff") as made:
        for number in range(_SAMPLES):
            column = number * max(0, source.width - _BLOCK) // (_SAMPLES - 1)
            row = number * max(0, source.height - _BLOCK) // (_SAMPLES - 1)
            window = Window(column, row, min(_BLOCK, source.width), min(_BLOCK, source.height))
            before, after = (
                one.read(made.indexes, window=window, masked=True) for one in (source, made)
            )
            same = np.array_equal(np.ma.getmaskarray(before), np.ma.getmaskarray(after))
            if not same or not np.array_equal(
                before.filled(0), after.filled(0), equal_nan=before.dtype.kind == "f"
            ):
                raise ImageRefused("what was written of it holds other pixels")


def _durable(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _folder_of_its_own(store: Path) -> Iterator[Path]:
    """A folder for half-written files, locked as long as the block lasts, gone after it."""
    partial = store / "partial"
    partial.mkdir(parents=True, exist_ok=True)
    with _guard(partial, fcntl.LOCK_SH):
        folder = partial / uuid4().hex
        folder.mkdir()
        lock = (folder / "lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        lock.close()


def clear_half_written(store: Path) -> int:
    """Removes what killed runs left half-written; how many. Runs under way keep theirs."""
    partial = store / "partial"
    if not partial.is_dir():
        return 0
    cleared = 0
    with _guard(partial, fcntl.LOCK_EX):
        for folder in partial.iterdir():
            if folder.is_dir() and _forsaken(folder):
                shutil.rmtree(folder)
                cleared += 1
    return cleared


def _forsaken(folder: Path) -> bool:
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@contextmanager
def _guard(partial: Path, how: int) -> Iterator[None]:
    """Nobody clears while a folder is made and not locked yet."""
    with (partial / ".guard").open("w") as guard:
        fcntl.flock(guard, how)
        yield

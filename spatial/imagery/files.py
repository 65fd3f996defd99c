"""Opening the files of the catalogue: they stay where they were, and may be gone or changed.

To open a file costs about as much as to read a tile of it, so files that were opened are kept for
the next who asks, as long as they are the same on the disk. GDAL reads them as the drivers
named here alone: a file that became a VRT names other files, or addresses in the network.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple

import rasterio
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from spatial.errors import ImageUnreadable
from spatial.imagery.scene import Asset, Scene

DRIVERS = MappingProxyType({"image/tiff": "GTiff", "image/jp2": "JP2OpenJPEG"})
"""The driver that reads a file of the catalogue, by its media type. A COG is a GTiff."""

MOST_KEPT = 64
"""So many files stay open in one process while nobody reads them."""


class _Opened(NamedTuple):
    """A file as it was: another of the same name differs in one of these."""

    path: str
    device: int
    inode: int
    size: int
    modified_ns: int
    overview: int | None


class _Kept:
    """Open files that nobody reads. One is handed to one reader at a time: GDAL asks for that."""

    def __init__(self) -> None:
        self._idle: OrderedDict[_Opened, list[DatasetReader]] = OrderedDict()
        self._count = 0
        self._lock = Lock()

    def take(self, key: _Opened) -> DatasetReader | None:
        with self._lock:
            found = self._idle.get(key)
            if not found:
                return None
            dataset = found.pop()
            if not found:
                del self._idle[key]
            self._count -= 1
            return dataset

    def give(self, key: _Opened, dataset: DatasetReader) -> None:
        gone: list[DatasetReader] = []
        with self._lock:
            self._idle.setdefault(key, []).append(dataset)
            self._idle.move_to_end(key)
            self._count += 1
            while self._count > MOST_KEPT:
                oldest, datasets = next(iter(self._idle.items()))
                gone.append(datasets.pop(0))
                self._count -= 1
                if not datasets:
                    del self._idle[oldest]
        for one in gone:
            one.close()

    def clear(self) -> None:
        with self._lock:
            gone = [dataset for datasets in self._idle.values() for dataset in datasets]
            self._idle.clear()
            self._count = 0
        for one in gone:
            one.close()


_KEPT = _Kept()

# A child process must not share the file handles of its parent.
os.register_at_fork(after_in_child=lambda: _start_anew())


def _start_anew() -> None:
    global _KEPT
    _KEPT = _Kept()


def forget_files() -> None:
    """Closes the files that are kept: the next reader opens them anew."""
    _KEPT.clear()


@contextmanager
def opened(scene: Scene, asset: Asset, overview: int | None = None) -> Iterator[DatasetReader]:
    """The file of an asset, open for reading in the block, and for nobody else meanwhile.

    overview: the number, from 0, of the overview that is read in place of the whole.
    Raises ImageUnreadable when the file cannot be opened or is not the one that was catalogued,
    and for an error of reading in the block; its message tells the scene and not the path.
    """
    try:
        key = _key(scene, asset, overview)
        dataset = _KEPT.take(key) or _open(scene, asset, key)
        try:
            yield dataset
        except (RasterioError, OSError):
            dataset.close()
            raise
        except BaseException:
            # What the reader has to say of a question is no fault of the file.
            _KEPT.give(key, dataset)
            raise
        _KEPT.give(key, dataset)
    except (RasterioError, OSError) as error:
        # The text of the error holds the path of the file.
        raise ImageUnreadable(f"the file of image {scene.id!r} cannot be read any more") from error


def _key(scene: Scene, asset: Asset, overview: int | None) -> _Opened:
    path = str(asset.path)
    if not asset.path.is_absolute() or path.startswith("/vsi"):
        raise ImageUnreadable(f"image {scene.id!r} is no file of this machine")
    told = os.stat(path)
    return _Opened(path, told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, overview)


def _open(scene: Scene, asset: Asset, key: _Opened) -> DatasetReader:
    more = {} if key.overview is None else {"overview_level": key.overview}
    driver = DRIVERS.get(asset.media_type.partition(";")[0].strip())
    if driver is None:
        raise ImageUnreadable(f"image {scene.id!r} is no GeoTIFF and no JPEG 2000")
    dataset = rasterio.open(key.path, driver=driver, **more)
    whole = key.overview is None
    if (whole and (dataset.height, dataset.width) != (asset.height, asset.width)) or (
        not dataset.crs
    ):
        dataset.close()
        raise ImageUnreadable(
            f"the file of image {scene.id!r} is another than the one that was catalogued"
        )
    return dataset

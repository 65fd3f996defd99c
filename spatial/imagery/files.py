"""Opening the files of the catalogue: they stay where they were, and may be gone or changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import rasterio
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from spatial.errors import ImageUnreadable
from spatial.imagery.scene import Asset, Scene


@contextmanager
def opened(scene: Scene, asset: Asset) -> Iterator[DatasetReader]:
    """The file of an asset, open for reading in the block.

    Each caller opens it anew: a GDAL dataset serves one thread.
    Raises ImageUnreadable when the file cannot be opened or is not the one that was catalogued,
    and for an error of reading in the block; its message tells the scene and not the path.
    """
    try:
        with rasterio.open(asset.path) as dataset:
            if (dataset.height, dataset.width) != (asset.height, asset.width) or not dataset.crs:
                raise ImageUnreadable(
                    f"the file of image {scene.id!r} is another than the one that was catalogued"
                )
            yield dataset
    except (RasterioError, OSError) as error:
        # The text of the error holds the path of the file.
        raise ImageUnreadable(f"the file of image {scene.id!r} cannot be read any more") from error

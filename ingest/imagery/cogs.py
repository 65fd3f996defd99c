"""Cloud Optimized GeoTIFFs made of what is none, in a store of files by their source's SHA-256.

A COG is written in a folder of its own, checked, made durable and renamed. A run that was killed
leaves its finished COGs, which the next run takes up.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window
from rio_cogeo.cogeo import cog_translate, cog_validate

from ingest.imagery.opening import ImageRefused
from ingest.imagery.store import folder_of_its_own, put

LOSSLESS = "lossless"
PROFILES = (LOSSLESS, "webp", "jpeg")
"""How a COG is packed. The last two change the pixels a little, and are for pictures alone."""

_QUALITY = 85

_RECIPE = 1  # Of the bytes that are made; another number makes all COGs anew.
_BLOCK = 512
_IN_MEMORY_BYTES = 64 << 20
_SAMPLES = 8


@dataclass(frozen=True, slots=True)
class Recipe:
    """What beside the source decides the bytes of a COG.

    profile: one of PROFILES. nodata: the fill value that the producer documents and the source
    does not tell; None for what the source says.
    """

    profile: str = LOSSLESS
    nodata: float | None = None


class NotConverted(ImageRefused):
    """No COG that holds the same could be made of an image; the message is the reason."""


def cog_path(store: Path, sha256: str, recipe: Recipe = Recipe()) -> Path:
    """Where the COG lies, or will, that is made of the file with that SHA-256."""
    said = json.dumps({"recipe": _RECIPE, "block": _BLOCK, **asdict(recipe)}, sort_keys=True)
    key = hashlib.sha256(said.encode()).hexdigest()[:12]
    return store / "cogs" / sha256[:2] / f"{sha256}-{key}.tif"


def make_cog(
    source: DatasetReader | WarpedVRT,
    target: Path,
    store: Path,
    recipe: Recipe = Recipe(),
    *,
    own_alpha: bool = False,
) -> None:
    """Writes the COG of an open image with all that the source says of its bands.

    own_alpha: its alpha band is of our making and becomes a mask; a file's own stays a band.

    Raises NotConverted when the source cannot be read to its end, when the profile is none for
    its pixels, or when what was written is no valid COG or holds other pixels.
    """
    with folder_of_its_own(store) as folder:
        written = folder / "image.tif"
        try:
            with warnings.catch_warnings():
                # What they tell of masks, the comparison of pixels proves or refuses.
                warnings.simplefilter("ignore")
                _translate(source, written, recipe, own_alpha=own_alpha)
                _require_same(source, written, recipe)
        except (RasterioError, CPLE_BaseError, ValueError) as error:
            reason = str(error.__cause__ or error)
            for path in (source.name, str(written), str(folder)):
                reason = reason.replace(path, Path(path).name)
            raise NotConverted(f"it cannot be read: {reason}") from error
        put(written, target)


def _translate(
    source: DatasetReader | WarpedVRT, target: Path, recipe: Recipe, *, own_alpha: bool
) -> None:
    kind = np.dtype(source.dtypes[0])
    unpacked = source.width * source.height * source.count * kind.itemsize
    transparent = ColorInterp.alpha in source.colorinterp
    cog_translate(
        source,
        target,
        _profile(source, kind, recipe),
        nodata=recipe.nodata if source.nodata is None else None,
        add_mask=transparent and (own_alpha or recipe.profile == "jpeg"),
        in_memory=unpacked <= _IN_MEMORY_BYTES,
        forward_band_tags=True,
        forward_ns_tags=True,
        config={"GDAL_TIFF_INTERNAL_MASK": True, "GDAL_TIFF_OVR_BLOCKSIZE": str(_BLOCK)},
        quiet=True,
    )


def _profile(
    source: DatasetReader | WarpedVRT, kind: np.dtype[Any], recipe: Recipe
) -> dict[str, Any]:
    profile: dict[str, Any] = {
        "driver": "GTiff",
        "interleave": "pixel",
        "tiled": True,
        "blockxsize": _BLOCK,
        "blockysize": _BLOCK,
        "bigtiff": "IF_SAFER",
    }
    colours = sum(colour is not ColorInterp.alpha for colour in source.colorinterp)
    if recipe.profile == LOSSLESS:
        return profile | {"compress": "ZSTD", "predictor": 3 if kind.kind == "f" else 2}
    if kind != np.uint8 or colours != 3:
        raise NotConverted(f"{recipe.profile} holds three bands of 8 bits and nothing else")
    if recipe.profile == "webp":
        return profile | {"compress": "WEBP", "webp_level": _QUALITY}
    return profile | {"compress": "JPEG", "jpeg_quality": _QUALITY, "photometric": "YCBCR"}


def _require_same(source: DatasetReader | WarpedVRT, written: Path, recipe: Recipe) -> None:
    """Blocks from corner to corner have to be the same, with their masks.

    Of a profile that loses something, the size and the bands.
    """
    if not cog_validate(written, quiet=True)[0]:
        raise NotConverted("no cloud-optimised GeoTIFF could be made of it")
    with rasterio.open(written, driver="GTiff") as made:
        if (made.width, made.height) != (source.width, source.height):
            raise NotConverted("what was written of it has another size")
        if recipe.profile != LOSSLESS:
            return
        for number in range(_SAMPLES):
            column = number * max(0, source.width - _BLOCK) // (_SAMPLES - 1)
            row = number * max(0, source.height - _BLOCK) // (_SAMPLES - 1)
            window = Window(column, row, min(_BLOCK, source.width), min(_BLOCK, source.height))
            before, after = (
                one.read(made.indexes, window=window, masked=True) for one in (source, made)
            )
            if recipe.nodata is not None and source.nodata is None:
                before = np.ma.masked_equal(before, recipe.nodata)
            same = np.array_equal(np.ma.getmaskarray(before), np.ma.getmaskarray(after))
            if not same or not np.array_equal(
                before.filled(0), after.filled(0), equal_nan=before.dtype.kind == "f"
            ):
                raise NotConverted("what was written of it holds other pixels")

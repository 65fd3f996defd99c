"""Sentinel-2 products as ESA packs them: a `.SAFE` folder of level 1C or 2A.

`MTD_MSIL2A.xml` says what it is, `GRANULE/*/MTD_TL.xml` where sun and satellite stood, and
`GRANULE/*/IMG_DATA` holds a JPEG 2000 file per band, at level 2A in `R10m`, `R20m` and `R60m`: of
a band that is there in several sizes the finest counts. Reflectance is (value + offset) /
quantification; the offset came with processing baseline 04.00 (January 2022).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice, takewhile
from pathlib import Path
from types import MappingProxyType

from shapely.geometry import MultiPolygon, Polygon

from ingest.imagery.inspection import ImageRefused
from ingest.imagery.products.facts import Product, ProductBand, ProductFile, RefusedProduct
from ingest.imagery.products.metadata import Metadata
from ingest.imagery.products.places import outline_of_corners
from spatial.imagery.scene import Acquisition, CloudMask, Sensing

BANDS = MappingProxyType(
    {
        "B01": "coastal",
        "B02": "blue",
        "B03": "green",
        "B04": "red",
        "B05": "rededge",
        "B06": "rededge",
        "B07": "rededge",
        "B08": "nir",
        "B8A": "nir08",
        "B09": "nir09",
        "B10": "cirrus",
        "B11": "swir16",
        "B12": "swir22",
    }
)
"""Common names (STAC eo 1.1) of the bands, in the order of their numbers in the metadata (0-12)."""

CLOUDED = (3, 8, 9, 10)
"""Of the scene classification: shadow of clouds, clouds of medium and high probability, cirrus."""

_OFFSETS_SINCE = 4.0

_PRODUCT = re.compile(
    r"(?P<platform>S2[A-D])_MSI(?P<level>L1C|L2A)_(?P<taken>\d{8}T\d{6})"
    r"_N\d{4}_R\d{3}_T\d{2}[A-Z]{3}_\d{8}T\d{6}"
)
_IMAGE = re.compile(r"_(?P<band>B\d{2}|B8A|SCL)(?:_(?P<metres>10|20|60)m)?")
# What a .SAFE holds (User Guide of Sentinel-2), beside MTD_MSI*.xml and the quick look.
_FOLDERS = frozenset({"GRANULE", "DATASTRIP", "AUX_DATA", "HTML", "rep_info"})
_BESIDE = frozenset({"INSPIRE.xml", "manifest.safe"})
_METADATA = re.compile(r"MTD_MSI(?P<level>L1C|L2A)\.xml", re.IGNORECASE)


def read_sentinel2(files: Sequence[Path], now: datetime) -> list[Product | RefusedProduct]:
    """The Sentinel-2 products of a folder's files; a picture taken after `now` has no time."""
    found: list[Product | RefusedProduct] = []
    for path in files:
        told = _METADATA.fullmatch(path.name)
        if told is None:
            continue
        members = [file for file in _below(files, path.parent) if _is_member(file, path.parent)]
        try:
            found.append(_product(path, told["level"].upper(), members, now))
        except ImageRefused as error:
            found.append(RefusedProduct(path, str(error), tuple(members)))
    return found


def _below(files: Sequence[Path], folder: Path) -> Iterator[Path]:
    """Of sorted files those of a folder: they stand together."""
    first = bisect_left(files, folder)
    return takewhile(lambda file: file.is_relative_to(folder), islice(files, first, None))


def _is_member(file: Path, safe: Path) -> bool:
    """Whether a file belongs to the product; others may have been laid beside its metadata."""
    first, *within = file.relative_to(safe).parts
    if within:
        return first in _FOLDERS
    return _METADATA.fullmatch(first) is not None or first in _BESIDE or first.endswith("-ql.jpg")


def _product(path: Path, level: str, members: Sequence[Path], now: datetime) -> Product:
    metadata = Metadata(path)
    if metadata.kind != f"Level-{level[1:]}_User_Product":
        metadata.note(f"it is {metadata.kind!r}, not a user product of level {level[1:]}")
    tiles = {_tile_of(file, path) for file in members} - {None}
    if len(tiles) > 1:
        raise ImageRefused(f"{path.parent.name} has {len(tiles)} tiles under GRANULE, not one")
    images = _finest(members)
    if not any(band in BANDS for band in images):
        raise ImageRefused(f"{path.parent.name} has no image of any band under GRANULE")
    uri = (metadata.text("PRODUCT_URI") or path.parent.name).removesuffix(".SAFE")
    name = _PRODUCT.fullmatch(uri)
    if name is None:
        metadata.note(f"it calls itself {uri[:80]!r}, which is no name of a product")
        uri = path.parent.name.removesuffix(".SAFE")
        name = _PRODUCT.fullmatch(uri)
    tile = next((Metadata(file) for file in members if file.name == "MTD_TL.xml"), None)
    bands = _bands(metadata, level)
    kept = [
        ProductFile(
            file,
            band,
            ("quality",) if band == "SCL" else ("data",),
            (bands[band],) if band in bands else (ProductBand(band, nodata=0.0),),
            "image/jp2" if file.suffix.lower() == ".jp2" else "image/tiff; application=geotiff",
        )
        for band, file in sorted(images.items())
    ]
    documents = [ProductFile(path, "metadata", ("metadata",), media_type="application/xml")]
    if tile is not None:
        documents.append(
            ProductFile(tile.path, "tile-metadata", ("metadata",), media_type="application/xml")
        )
    thumbnail = next((file for file in members if file.name.endswith("-ql.jpg")), None)
    if thumbnail is not None:
        documents.append(ProductFile(thumbnail, "thumbnail", ("thumbnail",), (), "image/jpeg"))
    acquisition = _acquisition(metadata, tile, name, now)
    sensing = _sensing(metadata, tile, name, level, uri)
    outline = _outline(metadata)
    used = {file.path for file in (*kept, *documents)}
    return Product(
        scene_id=uri,
        title=uri,
        acquisition=acquisition,
        sensing=sensing,
        files=(*kept, *documents),
        raw=False,
        footprint=outline,
        clouds=CloudMask("SCL", values=CLOUDED) if "SCL" in images else None,
        notes=(*metadata.notes, *(tile.notes if tile is not None else ())),
        others=tuple(file for file in members if file not in used),
    )


def _tile_of(file: Path, metadata: Path) -> str | None:
    """The folder of the tile that a file lies in."""
    parts = file.relative_to(metadata.parent).parts
    return parts[1] if parts[0] == "GRANULE" and len(parts) > 2 else None


def _finest(members: Sequence[Path]) -> dict[str, Path]:
    """The finest image of each band and of the scene classification."""
    best: dict[str, tuple[int, Path]] = {}
    for file in members:
        if file.suffix.lower() not in (".jp2", ".tif", ".tiff") or "IMG_DATA" not in file.parts:
            continue
        found = _IMAGE.search(file.stem)
        if found is None or found.end() != len(file.stem):
            continue
        metres = int(found["metres"] or 0)
        if found["band"] not in best or metres < best[found["band"]][0]:
            best[found["band"]] = (metres, file)
    return {band: file for band, (_, file) in best.items()}


def _bands(metadata: Metadata, level: str) -> dict[str, ProductBand]:
    quantification, offset = (
        ("BOA_QUANTIFICATION_VALUE", "BOA_ADD_OFFSET")
        if level == "L2A"
        else ("QUANTIFICATION_VALUE", "RADIO_ADD_OFFSET")
    )
    divisor = metadata.number(quantification, low=1.0, high=1e6)
    if divisor is None:
        metadata.note(f"it tells no {quantification}: values are left as they are")
    offsets: dict[str, float] = {}
    for element in metadata.all(offset):
        number = element.get("band_id", "")
        try:
            value = float(element.text or "")
        except ValueError:
            value = float("nan")
        if number.isdecimal() and int(number) < len(BANDS) and abs(value) <= 1e5:
            offsets[list(BANDS)[int(number)]] = value
        else:
            metadata.note(f"{offset} of band {number[:20]!r} is {(element.text or '')[:20]!r}")
    baseline = metadata.number("PROCESSING_BASELINE", low=0.0, high=100.0)
    if not offsets and baseline is not None and baseline >= _OFFSETS_SINCE:
        metadata.note(f"baseline {baseline:05.2f} has offsets, and it tells none: values are high")
    scale = 1.0 if divisor is None else 1.0 / divisor
    return {
        name: ProductBand(
            name,
            common,
            scale=scale,
            offset=0.0 if divisor is None else offsets.get(name, 0.0) / divisor,
            nodata=0.0,
        )
        for name, common in BANDS.items()
    }


def _acquisition(
    metadata: Metadata, tile: Metadata | None, name: re.Match[str] | None, now: datetime
) -> Acquisition | None:
    """When the tile was seen; else when the product begins, else the time of its name. All UTC."""
    clock = tile.clock("SENSING_TIME") if tile is not None else None
    clock = clock or metadata.clock("PRODUCT_START_TIME")
    if clock is None and name is not None:
        try:
            clock = datetime.strptime(name["taken"], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            metadata.note(f"its name has no time that can be: {name['taken']}")
    if clock is None:
        return None
    instant = clock if clock.tzinfo is not None else clock.replace(tzinfo=UTC)
    if instant > now:
        metadata.note(f"it says that it was taken on {instant.date()}, which is to come")
        return None
    return Acquisition.at(instant)


def _sensing(
    metadata: Metadata, tile: Metadata | None, name: re.Match[str] | None, level: str, uri: str
) -> Sensing:
    platform = metadata.text("SPACECRAFT_NAME")
    if platform is None and name is not None:
        platform = f"Sentinel-{name['platform'][1:]}"
    percent = metadata.number("Cloud_Coverage_Assessment", low=0.0, high=100.0)
    sun_zenith = sun_azimuth = None
    seen: list[float] = []
    if tile is not None:
        sun_zenith = tile.number("Mean_Sun_Angle", "ZENITH_ANGLE", low=0.0, high=180.0)
        sun_azimuth = tile.number("Mean_Sun_Angle", "AZIMUTH_ANGLE", low=0.0, high=360.0)
        for element in tile.all("Mean_Viewing_Incidence_Angle", "ZENITH_ANGLE"):
            try:
                seen.append(float(element.text or ""))
            except ValueError:
                tile.note(f"a viewing angle is {(element.text or '')[:20]!r}")
    mean = sum(seen) / len(seen) if seen else None
    return Sensing(
        platform=platform,
        instrument="MSI",
        level=level,
        cloud_share=None if percent is None else percent / 100.0,
        gsd_m=10.0,
        incidence=mean if mean is not None and 0.0 <= mean <= 90.0 else None,
        sun_azimuth=sun_azimuth,
        sun_elevation=None if sun_zenith is None else 90.0 - sun_zenith,
        product=uri,
        provider="ESA",
    )


def _outline(metadata: Metadata) -> Polygon | MultiPolygon | None:
    """Where the product has values: latitude before longitude in the metadata."""
    text = metadata.text("Product_Footprint", "EXT_POS_LIST")
    if text is None:
        return None
    try:
        numbers = [float(word) for word in text.split()[:20_000]]
    except ValueError:
        metadata.note("EXT_POS_LIST is no list of numbers")
        return None
    step = 3 if len(numbers) % 3 == 0 and len(numbers) % 2 else 2
    corners = list(zip(numbers[1::step], numbers[0::step], strict=False))
    # Hundreds of corners are compared pairwise below; the footprint of a tile has about ten.
    outline = outline_of_corners(corners) if len(corners) <= 200 else None
    if outline is None:
        metadata.note("EXT_POS_LIST is no outline of a tile")
    return outline

"""Landsat products of Collection 2, level 1 and 2, as USGS delivers them: a TIFF per band.

`…_MTL.xml`, or `…_MTL.txt` with the same groups, says what it is. At level 2 the bands are surface
reflectance (`SR_B4`) and temperature in kelvin (`ST_B10`); `QA_PIXEL` tells of clouds bit by bit.
A folder without either file is no product: its images are named by `ingest.imagery.naming`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement

from ingest.imagery.inspection import ImageRefused
from ingest.imagery.products.facts import Product, ProductBand, ProductFile, RefusedProduct
from ingest.imagery.products.metadata import Metadata
from spatial.imagery.scene import Acquisition, CloudMask, Sensing

CLOUDED_BITS = (1, 2, 3, 4)
"""Of QA_PIXEL: dilated cloud, cirrus, cloud, shadow of a cloud. Bit 0 is fill."""

_NAME = re.compile(
    r"(?P<scene>L[COETM](?P<satellite>0[1-9])_(?P<level>L[12]\w{2})_\d{6}_\d{8}_\d{8}_02_\w{2})"
    r"_(?P<part>.+)"
)
_BAND = re.compile(r"(?:(?P<kind>SR|ST)_)?(?P<band>B\d{1,2})")
# Operational Land Imager and thermal sensor (satellites 8, 9); Thematic Mappers (4, 5, 7).
_OLI = MappingProxyType(
    {
        "B1": "coastal", "B2": "blue", "B3": "green", "B4": "red", "B5": "nir", "B6": "swir16",
        "B7": "swir22", "B8": "pan", "B9": "cirrus", "B10": "lwir11", "B11": "lwir12",
    }
)  # fmt: skip
_TM = MappingProxyType(
    {
        "B1": "blue", "B2": "green", "B3": "red", "B4": "nir", "B5": "swir16", "B6": "lwir",
        "B7": "swir22", "B8": "pan",
    }
)  # fmt: skip
_DEEPEST = 20


def read_landsat(files: Sequence[Path], now: datetime) -> list[Product | RefusedProduct]:
    """The Landsat products of a folder's files; a picture taken after `now` has no time."""
    deliveries: dict[tuple[Path, str], dict[str, Path]] = {}
    for path in files:
        name = _NAME.fullmatch(path.stem)
        if name is not None:
            part = name["part"] + path.suffix.lower()
            deliveries.setdefault((path.parent, name["scene"]), {})[part] = path
    found: list[Product | RefusedProduct] = []
    for (_, scene), parts in deliveries.items():
        told = parts.get("MTL.xml") or parts.get("MTL.txt")
        if told is None:
            continue
        try:
            found.append(_product(scene, told, parts, now))
        except ImageRefused as error:
            found.append(RefusedProduct(told, str(error), tuple(parts.values())))
    return found


def _product(scene: str, told: Path, parts: dict[str, Path], now: datetime) -> Product:
    metadata = Metadata(told, None if told.suffix.lower() == ".xml" else mtl_elements)
    name = _NAME.fullmatch(told.stem)
    assert name is not None
    kept = []
    for part, path in sorted(parts.items()):
        band = _BAND.fullmatch(part.rpartition(".")[0])
        if path.suffix.lower() not in (".tif", ".tiff"):
            continue
        if band is not None:
            common = (_OLI if name["satellite"] in ("08", "09") else _TM).get(band["band"])
            bands = (_band(metadata, band, name["level"], common),)
            kept.append(_file(path, band["band"], "data", bands))
        elif part.startswith("QA_PIXEL."):
            # A pixel of fill has bit 0 and no other.
            bands = (ProductBand("QA_PIXEL", nodata=1.0),)
            kept.append(_file(path, "QA_PIXEL", "quality", bands))
    if not any(file.roles == ("data",) for file in kept):
        raise ImageRefused(f"{scene} has no image of any band")
    kept.append(
        ProductFile(
            told,
            "metadata",
            ("metadata",),
            (),
            "application/xml" if told.suffix.lower() == ".xml" else "text/plain",
        )
    )
    thumbnail = parts.get("thumb_small.jpeg")
    if thumbnail is not None:
        kept.append(ProductFile(thumbnail, "thumbnail", ("thumbnail",), (), "image/jpeg"))
    acquisition = _acquisition(metadata, now)
    sensing = _sensing(metadata, scene, name["level"])
    used = {file.path for file in kept}
    masked = any(file.key == "QA_PIXEL" for file in kept)
    return Product(
        scene_id=scene,
        title=scene,
        acquisition=acquisition,
        sensing=sensing,
        files=tuple(kept),
        raw=False,
        footprint=None,
        clouds=CloudMask("QA_PIXEL", bits=CLOUDED_BITS) if masked else None,
        notes=tuple(metadata.notes),
        others=tuple(path for path in parts.values() if path not in used),
    )


def _file(path: Path, key: str, role: str, bands: tuple[ProductBand, ...]) -> ProductFile:
    return ProductFile(path, key, (role,), bands, "image/tiff; application=geotiff")


def _band(metadata: Metadata, band: re.Match[str], level: str, common: str | None) -> ProductBand:
    """The band with the scale that its own metadata tell: counts where they tell none."""
    number = band["band"][1:]
    group, quantity, of_band = {
        "SR": ("LEVEL2_SURFACE_REFLECTANCE_PARAMETERS", "REFLECTANCE", number),
        "ST": ("LEVEL2_SURFACE_TEMPERATURE_PARAMETERS", "TEMPERATURE", f"ST_B{number}"),
    }.get(band["kind"] or "", ("LEVEL1_RADIOMETRIC_RESCALING", "REFLECTANCE", number))
    scale = metadata.number(group, f"{quantity}_MULT_BAND_{of_band}", low=1e-9, high=1e3)
    offset = metadata.number(group, f"{quantity}_ADD_BAND_{of_band}", low=-1e4, high=1e4)
    if level.startswith("L2") and scale is None and band["kind"] is not None:
        # Of Collection 2 they are the same in all products.
        scale, offset = (2.75e-5, -0.2) if band["kind"] == "SR" else (0.00341802, 149.0)
    if scale is None or offset is None:
        scale, offset = 1.0, 0.0
    return ProductBand(band["band"], common, scale, offset, nodata=0.0)


def _acquisition(metadata: Metadata, now: datetime) -> Acquisition | None:
    day, time = metadata.text("DATE_ACQUIRED"), metadata.text("SCENE_CENTER_TIME")
    if day is None:
        return None
    found = re.fullmatch(r"(\d{2}:\d{2}:\d{2})(\.\d{1,9})?Z?", time or "")
    try:
        # SCENE_CENTER_TIME is in UTC and has seven digits behind the second.
        clock = "00:00:00" if found is None else found[1] + (found[2] or "")[:7]
        instant = datetime.fromisoformat(f"{day}T{clock}+00:00")
        acquisition = Acquisition.on(instant.date()) if found is None else Acquisition.at(instant)
    except ValueError:
        metadata.note(f"it was taken on {day[:40]!r} at {(time or '')[:40]!r}, which cannot be")
        return None
    if instant > now:
        metadata.note(f"it says that it was taken on {instant.date()}, which is to come")
        return None
    return acquisition


def _sensing(metadata: Metadata, scene: str, level: str) -> Sensing:
    percent = metadata.number("CLOUD_COVER", low=-1.0, high=100.0)
    platform = metadata.text("SPACECRAFT_ID")
    return Sensing(
        platform=f"Landsat-{scene[3]}" if platform is None else platform.title().replace("_", "-"),
        instrument=metadata.text("SENSOR_ID"),
        level=level,
        # -1 where nobody assessed it.
        cloud_share=percent / 100.0 if percent is not None and percent >= 0.0 else None,
        gsd_m=30.0,
        sun_azimuth=_azimuth(metadata),
        sun_elevation=metadata.number("SUN_ELEVATION", low=-90.0, high=90.0),
        product=scene,
        provider="USGS",
    )


def _azimuth(metadata: Metadata) -> float | None:
    """From north clockwise: USGS counts westwards with a minus."""
    azimuth = metadata.number("SUN_AZIMUTH", low=-180.0, high=360.0)
    return None if azimuth is None else azimuth % 360.0


def mtl_elements(text: str) -> Element:
    """The groups and values of a `…_MTL.txt` (`KEY = VALUE`) as elements.

    Raises ValueError where a group does not end, ends twice, or a line is neither.
    """
    root = Element("MTL")
    open_groups = [root]
    for number, line in enumerate(text.splitlines(), start=1):
        key, equals, value = (part.strip() for part in line.partition("="))
        if key == "END" and not equals:
            break
        if not key and not equals:
            continue
        if not (equals and re.fullmatch(r"\w{1,80}", key)):
            raise ValueError(f"line {number} is no KEY = VALUE")
        if key == "GROUP" and re.fullmatch(r"\w{1,80}", value):
            if len(open_groups) > _DEEPEST:
                raise ValueError(f"line {number}: groups in groups in groups")
            open_groups.append(SubElement(open_groups[-1], value))
        elif key == "END_GROUP":
            if len(open_groups) == 1 or open_groups[-1].tag != value:
                raise ValueError(f"line {number} ends a group that did not begin")
            open_groups.pop()
        else:
            SubElement(open_groups[-1], key).text = value.strip('"')
    if len(open_groups) > 1:
        raise ValueError(f"the group {open_groups[-1].tag} does not end")
    return root

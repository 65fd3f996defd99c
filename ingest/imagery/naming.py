"""What the name of an image file says: scene, band and day.

Satellite products carry all of it in their names. Landsat: the scene identifier of USGS before
Collection 1 (`LXSPPPRRRYYYYDDDGSIVV`: sensor, satellite, path, row, year, day of the year, station,
version) and the product identifier of the Collections; one file per band, `…_B1.TIF`.
Others: a day as YYYYMMDD or YYYY-MM-DD, with `THHMMSS` behind it (Sentinel-2) in UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from spatial.imagery.scene import NO_SATELLITE_BEFORE, Acquisition

_LANDSAT_SCENE = re.compile(
    r"(?P<id>L(?P<sensor>[COETM])(?P<satellite>\d)\d{6}(?P<year>\d{4})(?P<day>\d{3})[A-Z]{3}\d{2})"
)
_LANDSAT_PRODUCT = re.compile(
    r"(?P<id>L(?P<sensor>[COETM])(?P<satellite>\d{2})_L\w{3}_\d{6}_(?P<date>\d{8})_\d{8}_\d{2}_\w{2})"
)
_BAND_FILE = re.compile(r"_(?P<band>B\d{1,2}[A-Z]?)$", re.IGNORECASE)
_DAY = re.compile(
    r"(?<!\d)(?P<day>(?:19|20)\d{2}-\d{2}-\d{2}|(?:19|20)\d{6})"
    r"(?:T(?P<time>\d{6})(?!\d))?(?!\d)"
)

# Thematic Mapper and its successors (satellites 4 to 7), Operational Land Imager (8 and 9).
_TM = MappingProxyType(
    {"B1": "blue", "B2": "green", "B3": "red", "B4": "nir", "B5": "swir16", "B7": "swir22"}
)
_OLI = MappingProxyType(
    {"B2": "blue", "B3": "green", "B4": "red", "B5": "nir", "B6": "swir16", "B7": "swir22"}
)

_BAND_WORD = re.compile(
    r"(?:B\d{1,2}A?|RED|GREEN|BLUE|NIR|SWIR\d?|PAN|NDVI|EVI|EVI2|SAVI|NDWI|NDBI|NBR)", re.IGNORECASE
)
_COMMON_NAMES = frozenset({"red", "green", "blue", "nir"})


@dataclass(frozen=True, slots=True)
class NamedBand:
    """A band that the name of its file says.

    common_name: red, green, blue, nir, swir16 (1.6 µm), swir22 (2.2 µm) or None.
    """

    name: str
    common_name: str | None


@dataclass(frozen=True, slots=True)
class ImageName:
    """What a name says. scene_id: the files that share it are one scene.

    band: of the only band of the file, None where the name tells none.
    acquisition: None where the name tells no day that can be.
    """

    scene_id: str
    band: NamedBand | None
    acquisition: Acquisition | None


def read_name(stem: str, today: date) -> ImageName:
    """What the name of a file (without its extension) says.

    A day before the first satellite or after today is no day of an image. Of several days the
    first counts: product names give the acquisition before the processing.

    >>> read_name("LT52240631988227CUB02_B3", date(2024, 1, 1)).acquisition.day.isoformat()
    '1988-08-14'
    >>> read_name("TERRA_MODIS_012010_NDVI_2013-09-14", date(2024, 1, 1)).band.name
    'NDVI'
    >>> read_name("aerial", date(2024, 1, 1))
    ImageName(scene_id='aerial', band=None, acquisition=None)
    """
    landsat = _LANDSAT_SCENE.search(stem) or _LANDSAT_PRODUCT.search(stem)
    if landsat is not None:
        return _landsat(stem, landsat, today)
    words = [word for word in stem.split("_") if _BAND_WORD.fullmatch(word)]
    band = None
    if len(words) == 1:
        lower = words[0].lower()
        band = NamedBand(words[0], lower if lower in _COMMON_NAMES else None)
    return ImageName(stem, band, _acquisition(stem, today))


def _landsat(stem: str, found: re.Match[str], today: date) -> ImageName:
    groups = found.groupdict()
    if "date" in groups:
        acquisition = _acquisition(groups["date"], today)
    else:
        day = date(int(groups["year"]), 1, 1) + timedelta(days=int(groups["day"]) - 1)
        # Day 366 of a common year is no day of that year.
        right = str(day.year) == groups["year"] and _possible(day, today)
        acquisition = Acquisition.on(day) if right else None
    suffix = _BAND_FILE.search(stem)
    if suffix is None:
        return ImageName(stem, None, acquisition)
    name = suffix["band"].upper()
    table = _TM if int(groups["satellite"]) in (4, 5, 7) else _OLI
    common = table.get(name) if groups["sensor"] in "TEOC" else None
    return ImageName(groups["id"], NamedBand(name, common), acquisition)


def _acquisition(text: str, today: date) -> Acquisition | None:
    for found in _DAY.finditer(text):
        try:
            day = date.fromisoformat(found["day"])
        except ValueError:
            continue
        if not _possible(day, today):
            continue
        if found["time"] is not None:
            try:
                clock = datetime.strptime(found["time"], "%H%M%S").replace(tzinfo=UTC)
            except ValueError:
                return Acquisition.on(day)
            return Acquisition.at(datetime.combine(day, clock.timetz()))
        return Acquisition.on(day)
    return None


def _possible(day: date, today: date) -> bool:
    return NO_SATELLITE_BEFORE.date() <= day <= today

"""A scene (影像): what the catalogue knows of one image.

A scene is what one sensor saw at one time: one file with several bands, or several files (assets)
with one band each, and documents that belong to it. Its form in the catalogue is in `stac_item`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from spatial.access.declaration import Grade
from spatial.errors import BadParameter
from spatial.temporal import CHINA_TIME

NO_SATELLITE_BEFORE = datetime(1972, 1, 1, tzinfo=UTC)
"""Start of the span of a scene whose time nobody knows: the year of the first Landsat."""


class Flag(StrEnum):
    """What a user of an accepted scene should know of it (R6.2)."""

    NOT_COG = "not-cog"
    """The file is no cloud-optimised GeoTIFF: reading a small part of it is slow."""
    SOUTH_UP = "south-up"
    """The first row of the file is the southern one; it is turned when it is read."""
    ROTATED = "rotated"
    """The rows of the file do not run east; it is turned when it is read."""
    ANTIMERIDIAN = "antimeridian"
    """It crosses 180 degrees; its footprint is in parts, one on each side."""
    TIME_UNKNOWN = "time-unknown"
    """Nothing says when it was taken; a question with a time never finds it."""
    RAW = "raw"
    """It is not orthorectified (level 1A): catalogued, and never drawn nor measured."""
    WARPED = "warped"
    """It was laid on a grid by its ground control points: places are as good as those."""


class Role(StrEnum):
    """What the bands of an asset are for."""

    DATA = "data"
    """What the sensor saw, or what was computed of it."""
    QUALITY = "quality"
    """What is to be known of each pixel: cloud, shadow, water; no measurement."""


@dataclass(frozen=True, slots=True)
class Sensing:
    """What took a scene, and how; None where nobody says.

    platform: the satellite as its owner writes it, GF-1, Sentinel-2A. instrument: PMS1, MSI.
    level: of processing as the producer writes it, L1A, L2A. cloud_share: 0 to 1. gsd_m: the
    sensor's resolution as the producer tells it, metres. Angles in degrees: off_nadir of the line
    of sight from straight down, incidence between it and the vertical of the ground, azimuths
    from north clockwise, elevation of the sun above the horizon. product: the producer's own
    identifier. provider: who handed it over.
    """

    platform: str | None = None
    instrument: str | None = None
    level: str | None = None
    cloud_share: float | None = None
    gsd_m: float | None = None
    off_nadir: float | None = None
    incidence: float | None = None
    azimuth: float | None = None
    sun_azimuth: float | None = None
    sun_elevation: float | None = None
    product: str | None = None
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class CloudMask:
    """Which pixels of a scene nobody can see through: clouds and their shadows.

    band: the name of a band of the scene, of a quality asset. values: of it that mean so.
    bits: numbers of its bits of which any one set means so, 0 the least.
    """

    band: str
    values: tuple[int, ...] = ()
    bits: tuple[int, ...] = ()

    def hides(self, pixels: NDArray[np.generic]) -> NDArray[np.bool_]:
        """Which pixels of its band mean that nobody can see the ground."""
        found = np.isin(pixels, np.asarray(self.values, np.int64))
        if self.bits:
            either = np.int64(sum(1 << bit for bit in set(self.bits)))
            found |= pixels.astype(np.int64) & either != 0
        return found


@dataclass(frozen=True, slots=True)
class Band:
    """One band of an asset, an alpha band never.

    name: unique in its scene. index: its number in the file, from 1. nodata: the fill value, NaN
    possible, None where there is none. A value v of the file means v * scale + offset.
    common_name: red, green, blue or nir where that is known. stretch: the 2nd and 98th percentile
    of the valid values of the file (before scale and offset), for drawing.
    """

    name: str
    index: int
    dtype: str
    nodata: float | None
    scale: float
    offset: float
    common_name: str | None
    stretch: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of a scene.

    path: absolute; it stays in the database and in no answer. source: the name of the file of
    which it was made, the same file where it was read as it came; source_sha256: of its bytes.
    transform: the six numbers of the
    affine transform from column, row to the CRS. resolution_m: the side of a square as large as
    the pixel in the middle, geodesic.
    """

    key: str
    path: Path
    media_type: str
    sha256: str
    bytes: int
    crs: str
    width: int
    height: int
    transform: tuple[float, float, float, float, float, float]
    resolution_m: float
    bands: tuple[Band, ...]
    source: str
    source_sha256: str
    role: Role = Role.DATA


@dataclass(frozen=True, slots=True)
class Document:
    """A file of a scene that is kept beside its pixels, or a raw image that is not drawn.

    roles: as STAC knows them: metadata, thumbnail, overview, data (a raw image). width, height:
    of a raw image, None of any other.
    """

    key: str
    path: Path
    media_type: str
    sha256: str
    bytes: int
    roles: tuple[str, ...]
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Acquisition:
    """When a scene was taken.

    start, end: the same instant where the time is known (00:00 UTC, 08:00 in Beijing, where only
    the day is known: `precision` "day", else "instant"); the span in which it must lie, and
    precision "unknown", where nobody knows.
    """

    start: datetime
    end: datetime
    precision: str

    @property
    def known(self) -> bool:
        """Whether it is one instant or one day."""
        return self.precision != "unknown"

    @property
    def day(self) -> date | None:
        """The day in Beijing on which it was taken, None where nobody knows."""
        return self.start.astimezone(CHINA_TIME).date() if self.known else None

    @classmethod
    def on(cls, day: date) -> Acquisition:
        """Taken some time of that day."""
        instant = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return cls(instant, instant, "day")

    @classmethod
    def at(cls, instant: datetime) -> Acquisition:
        """Taken at that instant."""
        return cls(instant.astimezone(UTC), instant.astimezone(UTC), "instant")

    @classmethod
    def unknown(cls, catalogued: datetime) -> Acquisition:
        """Taken between the first satellite and the moment at which it was catalogued."""
        return cls(NO_SATELLITE_BEFORE, catalogued.astimezone(UTC), "unknown")


@dataclass(frozen=True, slots=True)
class Scene:
    """One image of the catalogue.

    footprint: polygon, in parts at the antimeridian. assets: those with quality bands last; none
    for a raw scene, whose files are documents. clouds: None where nothing tells. licence: an SPDX
    identifier, or `other`. grade: how far pixels and values may travel (密级); only open ones are
    in the public profile.
    """

    id: str
    title: str
    acquisition: Acquisition
    footprint: Polygon | MultiPolygon
    assets: tuple[Asset, ...]
    flags: tuple[Flag, ...]
    sensing: Sensing = Sensing()
    clouds: CloudMask | None = None
    documents: tuple[Document, ...] = ()
    licence: str = "other"
    grade: Grade = Grade.INTERNAL

    @property
    def drawn(self) -> bool:
        """Whether it has pixels that lie on the map."""
        return bool(self.assets)

    @property
    def resolution_m(self) -> float | None:
        """Metres: the finest of its assets with data; of a raw scene what its producer tells."""
        sides = [asset.resolution_m for asset in self.assets if asset.role is Role.DATA]
        return min(sides, default=self.sensing.gsd_m)

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north; west > east where it crosses the antimeridian (RFC 7946)."""
        return lon_lat_box(self.footprint)

    def bands(self) -> Iterator[tuple[Asset, Band]]:
        """All bands in their order, each with the file that holds it."""
        for asset in self.assets:
            for band in asset.bands:
                yield asset, band

    def data_bands(self) -> list[tuple[Asset, Band]]:
        """As `bands`, without those that tell of quality."""
        return [found for found in self.bands() if found[0].role is Role.DATA]

    @property
    def band_names(self) -> list[str]:
        """The names of all bands in their order."""
        return [band.name for _, band in self.bands()]

    def require_band(self, name: str) -> tuple[Asset, Band]:
        """As `band`. Raises BadParameter with the bands that there are."""
        found = self.band(name)
        if found is None:
            raise BadParameter(
                f"image {self.id!r} has no band {name!r}; it has {', '.join(self.band_names)}"
            )
        return found

    def band(self, name: str) -> tuple[Asset, Band] | None:
        """The band of that name, else of that common name, in any case; None without one."""
        wanted = name.casefold()
        for attribute in ("name", "common_name"):
            for asset, band in self.bands():
                if (getattr(band, attribute) or "").casefold() == wanted:
                    return asset, band
        return None


def lon_lat_box(geometry: BaseGeometry) -> tuple[float, float, float, float]:
    """West, south, east, north of a geometry in degrees; west > east across the antimeridian.

    A geometry counts as crossing where it touches both 180 and -180 degrees without covering all
    longitudes between: then the widest gap between its parts lies outside the box.
    """
    west, south, east, north = geometry.bounds
    parts = sorted(part.bounds for part in getattr(geometry, "geoms", [geometry]))
    if len(parts) > 1 and west <= -180 and east >= 180:
        reached, gap = parts[0][2], (0.0, west, east)
        for part in parts[1:]:
            if part[0] - reached > gap[0]:
                gap = (part[0] - reached, part[0], reached)
            reached = max(reached, part[2])
        if gap[0] > 0:
            west, east = gap[1], gap[2]
    return west, south, east, north

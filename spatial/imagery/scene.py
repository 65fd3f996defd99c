"""A scene (影像): what the catalogue knows of one image, and its form as a STAC 1.1 item.

A scene is what one sensor saw at one time: one file with several bands, or several files (assets)
with one band each. Geometry is longitude, latitude in degrees. STAC demands WGS 84; it is
computed in CGCS2000, which agrees with WGS 84 to better than a metre, so one number serves both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from shapely.geometry import MultiPolygon, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from spatial.errors import BadParameter
from spatial.temporal import CHINA_TIME

COLLECTION = "scenes"
"""The one pgstac collection that holds our scenes (made by migration 0004)."""

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

    def to_stac(self) -> dict[str, Any]:
        """As an entry of STAC's `bands`; a NaN is the text "nan", for JSON has none."""
        nodata = "nan" if self.nodata is not None and math.isnan(self.nodata) else self.nodata
        members = {
            "name": self.name,
            "data_type": self.dtype,
            "nodata": nodata,
            "raster:scale": self.scale,
            "raster:offset": self.offset,
            "eo:common_name": self.common_name,
            "shikong:index": self.index,
            "shikong:stretch": list(self.stretch),
        }
        return {key: value for key, value in members.items() if value is not None}

    @classmethod
    def from_stac(cls, members: Mapping[str, Any]) -> Band:
        """The band that `to_stac` wrote."""
        nodata = members.get("nodata")
        low, high = members["shikong:stretch"]
        return cls(
            name=members["name"],
            index=members["shikong:index"],
            dtype=members["data_type"],
            nodata=None if nodata is None else float(nodata),
            scale=members["raster:scale"],
            offset=members["raster:offset"],
            common_name=members.get("eo:common_name"),
            stretch=(low, high),
        )


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of a scene.

    path: absolute; it stays in the database and in no answer. transform: the six numbers of the
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

    def to_stac(self) -> dict[str, Any]:
        """As a STAC asset with the projection and file extensions' fields."""
        reference = "proj:code" if self.crs.startswith("EPSG:") else "proj:wkt2"
        return {
            "href": str(self.path),
            "type": self.media_type,
            "roles": ["data"],
            reference: self.crs,
            "proj:shape": [self.height, self.width],
            "proj:transform": list(self.transform),
            "gsd": self.resolution_m,
            "file:size": self.bytes,
            "shikong:sha256": self.sha256,
            "bands": [band.to_stac() for band in self.bands],
        }

    @classmethod
    def from_stac(cls, key: str, members: Mapping[str, Any]) -> Asset:
        """The asset that `to_stac` wrote."""
        height, width = members["proj:shape"]
        a, b, c, d, e, f = members["proj:transform"]
        return cls(
            key=key,
            path=Path(members["href"]),
            media_type=members["type"],
            sha256=members["shikong:sha256"],
            bytes=members["file:size"],
            crs=members.get("proj:code") or members["proj:wkt2"],
            width=width,
            height=height,
            transform=(a, b, c, d, e, f),
            resolution_m=members["gsd"],
            bands=tuple(Band.from_stac(band) for band in members["bands"]),
        )


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
    """One image of the catalogue. footprint: polygon, in parts at the antimeridian."""

    id: str
    title: str
    acquisition: Acquisition
    footprint: Polygon | MultiPolygon
    assets: tuple[Asset, ...]
    flags: tuple[Flag, ...]

    @property
    def resolution_m(self) -> float:
        """The finest resolution of its assets, in metres."""
        return min(asset.resolution_m for asset in self.assets)

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north; west > east where it crosses the antimeridian (RFC 7946)."""
        return lon_lat_box(self.footprint)

    def bands(self) -> Iterator[tuple[Asset, Band]]:
        """All bands in their order, each with the file that holds it."""
        for asset in self.assets:
            for band in asset.bands:
                yield asset, band

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

    def to_item(self) -> dict[str, Any]:
        """As a STAC 1.1 item of our collection."""
        taken = self.acquisition
        return {
            "type": "Feature",
            "stac_version": "1.1.0",
            "id": self.id,
            "collection": COLLECTION,
            "bbox": list(self.bbox),
            "geometry": mapping(self.footprint),
            "links": [],
            "properties": {
                "title": self.title,
                "datetime": taken.start.isoformat() if taken.known else None,
                "start_datetime": taken.start.isoformat(),
                "end_datetime": taken.end.isoformat(),
                "gsd": self.resolution_m,
                "shikong:time_precision": taken.precision,
                "shikong:flags": list(self.flags),
            },
            "assets": {asset.key: asset.to_stac() for asset in self.assets},
            # JSON objects have no order in PostgreSQL; the order of the bands is of use to people.
            "shikong:asset_order": [asset.key for asset in self.assets],
        }

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> Scene:
        """The scene that `to_item` wrote."""
        properties, assets = item["properties"], item["assets"]
        footprint = shape(item["geometry"])
        assert isinstance(footprint, Polygon | MultiPolygon)
        return cls(
            id=item["id"],
            title=properties["title"],
            acquisition=Acquisition(
                datetime.fromisoformat(properties["start_datetime"]),
                datetime.fromisoformat(properties["end_datetime"]),
                properties["shikong:time_precision"],
            ),
            footprint=footprint,
            assets=tuple(Asset.from_stac(k, assets[k]) for k in item["shikong:asset_order"]),
            flags=tuple(Flag(flag) for flag in properties["shikong:flags"]),
        )


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

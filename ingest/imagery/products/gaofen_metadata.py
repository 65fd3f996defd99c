"""The XML of GF-1/2/6/7 and ZY-3 products: `ProductMetaData` and `sensor_corrected_metadata`.

Both hold the same members under names of their own; those of ZY-3 and GF-7 have a `productInfo`
with `TimeStamp` and `ProductGeographicRange` in it, whose longitude is spelled `Longtitude`.
docs/products.md names the public code from which the names of the members were learnt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from math import acos, cos, degrees, radians

from shapely.geometry import MultiPolygon, Polygon

from ingest.imagery.products.metadata import Metadata
from ingest.imagery.products.places import outline_of_corners
from ingest.imagery.products.sun import sun_position
from spatial.imagery.scene import Acquisition
from spatial.temporal import CHINA_TIME

ROOTS = frozenset({"ProductMetaData", "sensor_corrected_metadata"})
"""Of the files that tell of an image. Others (orders, checks) stand beside them."""

_CORNERS = (
    ("TopLeft", "LeftTopPoint"),
    ("TopRight", "RightTopPoint"),
    ("BottomRight", "RightBottomPoint"),
    ("BottomLeft", "LeftBottomPoint"),
)
# The sun of the metadata and the computed one: degrees of elevation between them. Clocks eight
# hours apart differ by far more at the hours at which satellites with cameras fly.
_SUN_TOLERANCE = 4.0
# Degrees from the vertical of the ground. These satellites roll by 35 degrees at most.
_STEEPEST = 60.0


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What the XML of one image tells; None where it does not. Units as in `Sensing`."""

    product: str | None
    outline: Polygon | MultiPolygon | None
    acquisition: Acquisition | None
    cloud_share: float | None
    gsd_m: float | None
    off_nadir: float | None
    incidence: float | None
    azimuth: float | None
    sun_azimuth: float | None
    sun_elevation: float | None


def read_facts(metadata: Metadata) -> ImageFacts:
    """The facts of one XML file; what cannot be is left out and noted in `metadata`."""
    outline = _outline(metadata)
    sun_azimuth, sun_elevation = _sun(metadata)
    incidence = _incidence(metadata)
    return ImageFacts(
        product=metadata.text("ProductID") or metadata.text("ProduceID"),
        outline=outline,
        acquisition=_acquisition(metadata, outline, sun_elevation),
        cloud_share=_cloud_share(metadata),
        gsd_m=_gsd(metadata),
        off_nadir=_off_nadir(metadata),
        incidence=incidence,
        azimuth=_first(metadata, ("SatelliteAzimuth", "SatAzimuth"), 0.0, 360.0),
        sun_azimuth=sun_azimuth,
        sun_elevation=sun_elevation,
    )


def _first(metadata: Metadata, names: Iterable[str], low: float, high: float) -> float | None:
    for name in names:
        value = metadata.number(name, low=low, high=high)
        if value is not None:
            return value
    return None


def _outline(metadata: Metadata) -> Polygon | MultiPolygon | None:
    corners = []
    for flat, point in _CORNERS:
        lon = metadata.number(f"{flat}Longitude", low=-180, high=180)
        lat = metadata.number(f"{flat}Latitude", low=-90, high=90)
        if lon is None:
            lon = metadata.number(point, "Longtitude", low=-180, high=180)
        if lon is None:
            lon = metadata.number(point, "Longitude", low=-180, high=180)
        if lat is None:
            lat = metadata.number(point, "Latitude", low=-90, high=90)
        if lon is not None and lat is not None:
            corners.append((lon, lat))
    if len(corners) < 4:
        metadata.note(f"it tells {len(corners)} of the four corners")
        return None
    outline = outline_of_corners(corners)
    if outline is None:
        metadata.note("its four corners are no outline of a scene")
    return outline


def _sun(metadata: Metadata) -> tuple[float | None, float | None]:
    azimuth = _first(metadata, ("SolarAzimuth", "SunAzimuth"), 0.0, 360.0)
    zenith = _zenith(metadata, "SolarZenith", "SunAltitude")
    return azimuth, None if zenith is None else 90.0 - zenith


def _zenith(metadata: Metadata, zenith: str, altitude: str) -> float | None:
    """An angle from the vertical, from the one element or the complement of the other."""
    value = metadata.number(zenith, low=0.0, high=90.0)
    if value is None:
        above = metadata.number(altitude, low=0.0, high=90.0)
        value = None if above is None else 90.0 - above
    return value


def _incidence(metadata: Metadata) -> float | None:
    value = _zenith(metadata, "SatelliteZenith", "SatAltitude")
    if value is not None and value > _STEEPEST:
        metadata.note(f"no camera looks {value:g} degrees aslant: taken for the height of it")
        return 90.0 - value
    return value


def _cloud_share(metadata: Metadata) -> float | None:
    percent = metadata.number("CloudPercent", low=-1.0, high=100.0)
    # 99 and more stands for "not assessed" (GDAL's reader of GaoFen), as does a negative number.
    return percent / 100.0 if percent is not None and 0.0 <= percent < 99.0 else None


def _gsd(metadata: Metadata) -> float | None:
    sides = [
        value
        for names in (
            ("ImageGSD", "Line"),
            ("ImageGSD", "Sample"),
            ("ImageGSDLine",),
            ("ImageGSD",),
        )
        if (value := metadata.number(*names, low=0.05, high=1_000.0)) is not None
    ]
    return min(sides, default=None)


def _off_nadir(metadata: Metadata) -> float | None:
    """From the roll and pitch of the line of sight: the angle between it and straight down."""
    roll = metadata.number("RollViewingAngle", low=-60.0, high=60.0)
    pitch = metadata.number("PitchViewingAngle", low=-60.0, high=60.0)
    if roll is None and pitch is None:
        return None
    return degrees(acos(cos(radians(roll or 0.0)) * cos(radians(pitch or 0.0))))


def _acquisition(
    metadata: Metadata, outline: Polygon | MultiPolygon | None, sun_elevation: float | None
) -> Acquisition | None:
    clock = None
    for name in ("CenterTime", "StartTime", "AcquistionTime", "AcquisitionTime", "ReceiveTime"):
        clock = metadata.clock(name)
        if clock is not None:
            break
    if clock is None:
        return None
    if clock.tzinfo is not None:
        return Acquisition.at(clock)
    beijing, universal = clock.replace(tzinfo=CHINA_TIME), clock.replace(tzinfo=UTC)
    if outline is None or sun_elevation is None:
        return Acquisition.at(beijing)
    middle = outline.centroid
    off = {
        instant: abs(sun_position(middle.x, middle.y, instant)[1] - sun_elevation)
        for instant in (beijing, universal)
    }
    if off[universal] < _SUN_TOLERANCE < off[beijing]:
        metadata.note("its clock is in UTC: so the sun stands where the metadata have it")
        return Acquisition.at(universal)
    if min(off.values()) > _SUN_TOLERANCE:
        metadata.note(
            "the sun of the metadata fits its time neither in Beijing time, which is taken, "
            "nor in UTC"
        )
    return Acquisition.at(beijing)

"""What a photo says of itself (EXIF), and what the track of the device that was there says to it.

Neither is proof: EXIF can be written by anybody.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
from PIL import Image
from sqlalchemy import Connection

from spatial.boundaries.evidence.media_types import media_type_of
from spatial.locations.clock import iso_utc, microseconds, widened
from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import CGCS2000
from spatial.locations.history import places_of
from spatial.temporal import CHINA_TIME

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN, _TAKEN_OFFSET, _TAKEN_FRACTION = 0x9003, 0x9011, 0x9291
_LAT_REF, _LAT, _LON_REF, _LON, _TIME, _STATUS, _BEARING_REF, _BEARING, _DATE = (
    1, 2, 3, 4, 7, 9, 16, 17, 29,
)  # fmt: skip

_DATE_TIME = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)", re.ASCII)
_DAY = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)", re.ASCII)

Tags = Mapping[int, Any]


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a photo says; None where it does not, or says what cannot be.

    media_type: by the content. width, height: pixels. taken_at: with its zone. zone_stated: whether
    the file tells the zone; else Beijing time was taken for it. lon, lat: degrees, as the device
    had them. bearing_deg: in which direction it looked, from true north, from magnetic north where
    `bearing_is_magnetic`.
    """

    media_type: str | None
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None
    zone_stated: bool = False
    lon: float | None = None
    lat: float | None = None
    bearing_deg: float | None = None
    bearing_is_magnetic: bool = False


def read_photo(content: bytes) -> PhotoFacts:
    """The facts of a photo; of PNG its pixels are read as well. Never raises: what cannot be read
    is None, and of bytes that are no photo all is. Of HEIC the type alone is told."""
    media_type = media_type_of(content)
    try:
        with Image.open(io.BytesIO(content)) as image:
            width, height = image.size
            tags = image.getexif()
            exif, gps = _tags_of(tags, _EXIF_IFD), _tags_of(tags, _GPS_IFD)
    except Exception:  # Broken files break readers in many ways; each is "not said".
        return PhotoFacts(media_type)
    taken_at, zone_stated = _taken(exif, gps)
    lon, lat = _place(gps)
    bearing = _number(gps.get(_BEARING))
    if bearing is not None:
        bearing = bearing % 360 if 0 <= bearing <= 360 else None
    return PhotoFacts(
        media_type,
        width,
        height,
        taken_at,
        zone_stated,
        lon,
        lat,
        bearing,
        bearing is not None and _word(gps.get(_BEARING_REF)) == "M",
    )


def _tags_of(tags: Image.Exif, ifd: int) -> Tags:
    try:
        return dict(tags.get_ifd(ifd))
    except Exception:  # As above: a broken part of the file.
        return {}


def _taken(exif: Tags, gps: Tags) -> tuple[datetime | None, bool]:
    """When it was taken, and whether the zone of that is told. Satellites tell it in UTC."""
    by_satellite = _satellite_time(gps)
    if by_satellite is not None:
        return by_satellite, True
    found = _DATE_TIME.fullmatch(_word(exif.get(_TAKEN)))
    if found is None:
        return None, False
    zone = _zone(_word(exif.get(_TAKEN_OFFSET)))
    fraction = _word(exif.get(_TAKEN_FRACTION))
    microsecond = int(fraction[:6].ljust(6, "0")) if re.fullmatch(r"[0-9]+", fraction) else 0
    try:
        naive_parts = [int(part) for part in found.groups()]
        at = datetime(*naive_parts[:6], microsecond, tzinfo=zone or CHINA_TIME)  # type: ignore[misc, arg-type]
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None, False
    return at, zone is not None


def _satellite_time(gps: Tags) -> datetime | None:
    found = _DAY.fullmatch(_word(gps.get(_DATE)))
    parts = _numbers(gps.get(_TIME))
    if found is None or parts is None:
        return None
    hour, minute, second = parts
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second <= 60):
        return None
    year, month, day = (int(part) for part in found.groups())
    try:
        return datetime(year, month, day, tzinfo=UTC) + timedelta(
            hours=hour, minutes=minute, seconds=second
        )
    except (ValueError, OverflowError):
        return None


def _zone(told: str) -> timezone | None:
    found = _OFFSET.fullmatch(told)
    if found is None:
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    if minutes > 14 * 60 or int(found[3]) >= 60:
        return None
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))


def _place(gps: Tags) -> tuple[float | None, float | None]:
    """Longitude and latitude, or none of both: without a hemisphere, a valid fix, or at 0, 0, which
    cameras write that have no fix."""
    lat = _degrees(gps.get(_LAT), _word(gps.get(_LAT_REF)), "NS", 90)
    lon = _degrees(gps.get(_LON), _word(gps.get(_LON_REF)), "EW", 180)
    if lat is None or lon is None or (lon == 0 and lat == 0) or _word(gps.get(_STATUS)) == "V":
        return None, None
    return lon, lat


def _degrees(value: Any, hemisphere: str, hemispheres: str, most: float) -> float | None:
    parts = _numbers(value)
    if parts is None or len(hemisphere) != 1 or hemisphere not in hemispheres:
        return None
    degrees, minutes, seconds = parts
    if degrees < 0 or not 0 <= minutes < 60 or not 0 <= seconds < 60:
        return None
    told = degrees + minutes / 60 + seconds / 3600
    if told > most:
        return None
    return -told if hemisphere == hemispheres[1] else told


def _numbers(value: Any) -> tuple[float, float, float] | None:
    """Three finite numbers."""
    try:
        first, second, third = (_number(one) for one in value)
    except (TypeError, ValueError):
        return None
    if first is None or second is None or third is None:
        return None
    return first, second, third


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, ArithmeticError):
        return None
    return number if math.isfinite(number) else None


def _word(value: Any) -> str:
    """A text of EXIF without what fills it up; empty where it is none."""
    if isinstance(value, bytes):
        value = value.decode("ascii", errors="replace")
    return value.strip("\0 \t\r\n") if isinstance(value, str) else ""


FAR_M = 200.0
"""Farther from the track a photo gets a remark: cheap receivers in forest and gorge err by less."""

_MOST = 1_000_000
"""Fixes of one device about one photo at most."""


def judge(
    connection: Connection, facts: PhotoFacts, device_id: int | None, *, gap_s: float
) -> dict[str, Any]:
    """What comparing a photo with the track of a device tells; as inspection_photo.judged has it.

    track: `fix` (one of that very instant), `between` (two with at most gap_s between them: the
    place by proportion of the time), `unknown` (a gap: where the device was nobody knows), `none`
    (no fix within gap_s), or null where there is nothing to compare. metres: geodesic, from the
    photo to the track; null where either is not known. nearest_fix_s: seconds to the nearest fix
    within gap_s. remarks: for officers. The system of coordinates of the photo is taken as given.
    """
    remarks = _remarks_of(facts)
    judged: dict[str, Any] = {
        "device_id": device_id,
        "taken_at": None if facts.taken_at is None else iso_utc(facts.taken_at),
        "gap_s": gap_s,
        "far_m": FAR_M,
        "track": None,
        "metres": None,
        "nearest_fix_s": None,
        "remarks": remarks,
    }
    if device_id is None:
        remarks.append("未指定设备，未与轨迹比对")
    elif facts.taken_at is not None:
        _compare(connection, facts, device_id, gap_s, judged)
    return judged


def _remarks_of(facts: PhotoFacts) -> list[str]:
    remarks = []
    if facts.taken_at is None:
        remarks.append("照片无拍摄时刻")
    elif not facts.zone_stated:
        remarks.append("拍摄时刻未注明时区，按北京时间理解")
    if facts.lon is None:
        remarks.append("照片无位置")
    if facts.bearing_is_magnetic:
        remarks.append("拍摄方向以磁北为准，未换算为真北")
    return remarks


def _compare(
    connection: Connection,
    facts: PhotoFacts,
    device_id: int,
    gap_s: float,
    judged: dict[str, Any],
) -> None:
    assert facts.taken_at is not None
    by = timedelta(seconds=gap_s)
    start, end = widened(facts.taken_at, facts.taken_at, by)
    # The end of a window is not in it.
    _, end = widened(end, end, timedelta(microseconds=1))
    places = places_of(connection, device_id, start, end, most=_MOST)
    at = microseconds(facts.taken_at)
    if len(places) == 0:
        judged["track"] = "none"
        judged["remarks"].append("拍摄时刻无轨迹")
        return
    judged["nearest_fix_s"] = float(np.abs(places.time_us - at).min()) / 1e6
    found = _place_at(places, at, by // timedelta(microseconds=1))
    if found is None:
        judged["track"] = "unknown"
        judged["remarks"].append("拍摄时刻前后轨迹中断，设备位置未知")
        return
    judged["track"], lon, lat = found
    if facts.lon is None or facts.lat is None:
        return
    metres = float(CGCS2000.inv(facts.lon, facts.lat, lon, lat)[2])
    judged["metres"] = round(metres, 1)
    if metres > FAR_M:
        judged["remarks"].append(f"照片位置距设备轨迹 {metres:,.0f} 米")


def _place_at(places: Places, at: int, gap_us: int) -> tuple[str, float, float] | None:
    """How it is known where the device was at an instant, and where; None in a gap."""
    after = int(np.searchsorted(places.time_us, at))
    if after < len(places) and places.time_us[after] == at:
        return "fix", float(places.lon_e7[after] / E7), float(places.lat_e7[after] / E7)
    if after in (0, len(places)):
        return None
    pair = places.take(slice(after - 1, after + 1))
    (begin, stop), lons, lats = pair.time_us.tolist(), pair.lon_e7 / E7, pair.lat_e7 / E7
    if stop - begin > gap_us:
        return None
    # Along the geodesic: no edge of the map is in the way.
    azimuth, _, metres = CGCS2000.inv(lons[0], lats[0], lons[1], lats[1])
    share = (at - begin) / (stop - begin)
    lon, lat, _ = CGCS2000.fwd(lons[0], lats[0], azimuth, metres * share)
    return "between", float(lon), float(lat)

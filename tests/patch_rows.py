"""Two counties that changed, patches in them, and photos: for tests of suspected patches."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

from PIL import Image
from shapely.geometry import MultiPolygon, Polygon, box
from sqlalchemy import Engine

from spatial.imagery.patches.patches import Entered, Finding, Source, enter
from tests.area_rows import store_areas
from tests.division_rows import store_divisions

EAST_COUNTY, EAST_DISTRICT, WEST, CITY, ELSEWHERE = (
    "990121", "990101", "990122", "990100", "110101",
)  # fmt: skip
FOUND_ON = date(2012, 5, 1)
FOUND_AT = datetime(2024, 5, 1, 1, tzinfo=UTC)


def store_counties(engine: Engine) -> None:
    """东县 (117 to 118 E), a district since the end of 2015, and 西县 (118 to 119 E), of 虚构市."""
    store_divisions(engine)
    store_areas(
        engine,
        {"east": (117, 30), "west": (118, 30)},
        [
            (EAST_COUNTY, date(2012, 1, 1), ["east"]),
            (WEST, date(2012, 1, 1), ["west"]),
            (EAST_DISTRICT, date(2016, 1, 1), ["east"]),
            (EAST_DISTRICT, date(2019, 1, 1), ["east"]),
            (WEST, date(2018, 1, 1), ["west"]),
        ],
    )


def outline(lon: float = 117.5, lat: float = 30.5, side: float = 0.001) -> MultiPolygon:
    """A square whose south-western corner lies there; 0.001 degree is some 100 m."""
    return MultiPolygon([box(lon, lat, lon + side, lat + side)])


def store_patches(
    engine: Engine,
    *outlines: MultiPolygon | Polygon,
    found_on: date = FOUND_ON,
    digest: bytes = b"1" * 32,
    kind: str = "散埋乱葬",
) -> Entered:
    """Patches of one upload, found at FOUND_AT."""
    findings = [
        Finding(
            number,
            one if isinstance(one, MultiPolygon) else MultiPolygon([one]),
            kind,
            attributes={"n": number},
        )
        for number, one in enumerate(outlines or (outline(),), start=1)
    ]
    source = Source("upload", digest, {"name": "test"}, CITY, "市民政局 王")
    with engine.begin() as connection:
        return enter(connection, source, findings, found_on=found_on, at=FOUND_AT)


def photo_at(at: datetime, lon: float, lat: float) -> bytes:
    """A JPEG whose EXIF says when (by satellites) and where it was taken."""

    def sexagesimal(degrees: float) -> tuple[float, float, float]:
        minutes = (degrees - int(degrees)) * 60
        # Never 60 seconds, which no camera writes.
        seconds = min(round((minutes - int(minutes)) * 60, 4), 59.9999)
        return float(int(degrees)), float(int(minutes)), seconds

    image, tags = Image.new("RGB", (8, 6)), Image.Exif()
    told: dict[int, Any] = {1: "N", 2: sexagesimal(lat), 3: "E", 4: sexagesimal(lon)}
    told |= {29: f"{at:%Y:%m:%d}", 7: (float(at.hour), float(at.minute), float(at.second))}
    tags.get_ifd(0x8825).update(told)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=tags.tobytes())
    return buffer.getvalue()

"""Writes tracks as phones and handheld receivers export them: GPX 1.1, and GeoJSON with times.

The readers in `ingest.beidou` are written apart from this module, so that each tests the other.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

Place = tuple[datetime, float, float, float]
"""When (with its zone), longitude and latitude in degrees of CGCS2000, altitude in m."""

_GPX = """\
<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="shikong sample" xmlns="http://www.topografix.com/GPX/1/1">
 <trk><name>{name}</name><trkseg>
{points} </trkseg></trk>
</gpx>
"""


def gpx_of(name: str, places: Sequence[Place]) -> bytes:
    """A GPX file of one track; its times are UTC. name: holds no sign of XML."""
    points = "".join(
        f'  <trkpt lat="{lat:.6f}" lon="{lon:.6f}"><ele>{altitude:.1f}</ele>'
        f"<time>{_utc(time)}</time></trkpt>\n"
        for time, lon, lat, altitude in places
    )
    return _GPX.format(name=name, points=points).encode()


def geojson_of(name: str, places: Sequence[Place]) -> bytes:
    """A GeoJSON file of one line with a time for each of its positions."""
    feature: dict[str, Any] = {
        "type": "Feature",
        "geometry": {
            "type": "LineString",
            "coordinates": [
                [round(lon, 6), round(lat, 6), round(altitude, 1)]
                for _, lon, lat, altitude in places
            ],
        },
        "properties": {"device": name, "times": [_utc(time) for time, *_ in places]},
    }
    collection = {"type": "FeatureCollection", "features": [feature]}
    return json.dumps(collection, separators=(",", ":")).encode()


def _utc(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

"""A track as GPX 1.1 (http://www.topografix.com/GPX/1/1): one segment for each gap-free part.

Positions are latitude and longitude in degrees: GPX means WGS 84, which CGCS2000 equals at the
metre level. Times are UTC. Speed (m/s) and course stand in Garmin's TrackPointExtension, version 2,
for GPX 1.1 has no place for them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from spatial.locations.clock import iso_utc
from spatial.locations.device_track import Track, TrackPart

_EXTENSION = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2"

_NONE: AttributesImpl[str] = AttributesImpl({})

# XML 1.0 has no way at all to write these.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def gpx_of(track: Track) -> bytes:
    """The document, in UTF-8. Height, speed and course stand in it where the track tells them."""
    sheet = io.BytesIO()
    xml = XMLGenerator(sheet, encoding="utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement(
        "gpx",
        AttributesImpl(
            {
                "version": "1.1",
                "creator": "Shikong",
                "xmlns": "http://www.topografix.com/GPX/1/1",
                "xmlns:gpxtpx": _EXTENSION,
            }
        ),
    )
    xml.startElement("trk", _NONE)
    _text(xml, "name", _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", track.device))
    _text(xml, "type", track.device_class)
    for part in track.parts:
        xml.startElement("trkseg", _NONE)
        for lon_lat, time, details in zip(
            part.lon_lat.tolist(), part.times, _details(part), strict=True
        ):
            _point(xml, lon_lat, iso_utc(time), *details)
        xml.endElement("trkseg")
    xml.endElement("trk")
    xml.endElement("gpx")
    xml.endDocument()
    return sheet.getvalue()


_Details = tuple[float | None, float | None, float | None]


def _details(part: TrackPart) -> Iterator[_Details]:
    """Height (m), speed (m/s) and course of each fix, None where they are not told."""
    if part.told is None:
        yield from [(None, None, None)] * len(part.times)
        return
    columns = (part.told.altitude_m, part.told.speed_kmh / 3.6, part.told.course)
    for row in zip(*(column.tolist() for column in columns), strict=True):
        altitude, speed, course = (value if value == value else None for value in row)
        yield altitude, speed, course


def _point(
    xml: XMLGenerator,
    lon_lat: list[float],
    time: str,
    altitude_m: float | None,
    speed_ms: float | None,
    course: float | None,
) -> None:
    place = {"lat": f"{lon_lat[1]:.7f}", "lon": f"{lon_lat[0]:.7f}"}
    xml.startElement("trkpt", AttributesImpl(place))
    if altitude_m is not None:
        _text(xml, "ele", f"{altitude_m:.1f}")
    _text(xml, "time", time)
    if speed_ms is not None or course is not None:
        xml.startElement("extensions", _NONE)
        xml.startElement("gpxtpx:TrackPointExtension", _NONE)
        if speed_ms is not None:
            _text(xml, "gpxtpx:speed", f"{speed_ms:.3f}")
        if course is not None:
            _text(xml, "gpxtpx:course", f"{course:.1f}")
        xml.endElement("gpxtpx:TrackPointExtension")
        xml.endElement("extensions")
    xml.endElement("trkpt")


def _text(xml: XMLGenerator, name: str, text: str) -> None:
    xml.startElement(name, _NONE)
    xml.characters(text)
    xml.endElement(name)

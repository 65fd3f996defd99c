"""GPX to sightings: the points of tracks, and those of routes and waypoints that tell their time.

GPX 1.0 and 1.1 (topografix.com): latitude and longitude in degrees of WGS 84, taken as CGCS2000;
`ele` in m; times are UTC, also where they do not say so (GPX: "not local time"). Speed in m/s and
course in degrees stand in the point (1.0), or in its extensions (Garmin's TrackPointExtension 2,
OsmAnd). The file is read as it comes, one point at a time; a document type, and with it every
entity of its own, is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from xml.parsers import expat

from ingest.beidou.sightings import Sighting, decimal, packed
from spatial.errors import BadDate, SourceRefused
from spatial.temporal import parse_instant

POINTS = frozenset({"trkpt", "rtept", "wpt"})

MOST_TOKEN = 1 << 20
"""Bytes of a tag, a comment or the like at most: expat holds one until its end."""

MOST_DEPTH = 64
MOST_TEXT = 4096
MOST_TOLD = 200
"""Of a point: characters of one value that are kept, and values."""

_PIECE = 1 << 16

_COURSES = ("course", "bearing")


@dataclass(slots=True)
class _Point:
    """The point that is being read. values: of its own elements; more: of its extensions."""

    kind: str
    number: int
    depth: int
    attributes: Mapping[str, str]
    values: dict[str, str] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)


class GpxReader:
    """Reads one file (`device_log.LogReader`)."""

    def __init__(self, source: str, device: str) -> None:
        self._source, self._device = source, device
        self._path: list[str] = []
        self._point: _Point | None = None
        self._text: list[str] = []
        self._length = 0
        self._ready: list[Sighting] = []
        self._numbers: Counter[str] = Counter()
        self._timeless: Counter[str] = Counter()
        self._fed = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        self._parser = parser

    def feed(self, chunk: bytes) -> Iterator[Sighting]:
        """The points that end within `chunk`. Raises SourceRefused for what is no GPX."""
        for at in range(0, len(chunk), _PIECE):
            piece = chunk[at : at + _PIECE]
            self._parse(piece, False)
            self._fed += len(piece)
            if self._fed - max(self._parser.CurrentByteIndex, 0) > MOST_TOKEN:
                raise SourceRefused(
                    f"{self._source}: a tag at byte {self._parser.CurrentByteIndex} is longer than "
                    f"{MOST_TOKEN:,} bytes"
                )
            yield from self._given()

    def finish(self) -> Iterator[Sighting]:
        """What the end completes. Raises SourceRefused for half a file, or one without a point."""
        self._parse(b"", True)
        if not self._numbers:
            raise SourceRefused(f"{self._source} holds no point of a track, a route or a place")
        yield from self._given()

    def left_out(self) -> Mapping[str, tuple[int, str]]:
        """Points of routes and places without a time: where one may go, not where one was."""
        return {kind: (count, "points without a time") for kind, count in self._timeless.items()}

    def _given(self) -> Iterator[Sighting]:
        ready, self._ready = self._ready, []
        yield from ready

    def _parse(self, piece: bytes, last: bool) -> None:
        try:
            self._parser.Parse(piece, last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise SourceRefused(f"{self._source} is no whole XML: {error}") from error

    def _doctype(self, *_declared: object) -> None:
        raise SourceRefused(
            f"{self._source} declares a document type: GPX has none, and its entities might grow "
            "without end"
        )

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if not self._path and local != "gpx":
            raise SourceRefused(f"{self._source} is no GPX: its root is {local[:64]}")
        if len(self._path) >= MOST_DEPTH:
            raise SourceRefused(f"{self._source}: elements are nested more than {MOST_DEPTH} deep")
        self._path.append(local)
        self._text.clear()
        self._length = 0
        if local in POINTS and self._point is None:
            self._numbers[local] += 1
            self._point = _Point(local, self._numbers[local], len(self._path), {**attributes})

    def _characters(self, text: str) -> None:
        if self._point is not None and self._length < MOST_TEXT:
            self._text.append(text[: MOST_TEXT - self._length])
            self._length += len(text)

    def _end(self, _name: str) -> None:
        local, depth = self._path.pop(), len(self._path) + 1
        point = self._point
        if point is None:
            return
        if depth == point.depth:
            self._point = None
            self._close(point)
        elif text := "".join(self._text).strip():
            own = depth == point.depth + 1
            values = point.values if own else point.more
            if len(values) < MOST_TOLD:
                values.setdefault(local, text)
        self._text.clear()
        self._length = 0

    def _close(self, point: _Point) -> None:
        told = {**point.more, **point.values}
        if point.kind != "trkpt" and "time" not in point.values:
            self._timeless[point.kind] += 1
            return
        record = f"{point.kind} {point.number}"
        raw = {**told, **point.attributes}
        lon = decimal(point.attributes.get("lon"))
        lat = decimal(point.attributes.get("lat"))
        fault, time = None, None
        try:
            time = _instant(point.values.get("time"))
        except BadDate as error:
            fault = str(error)
        if lon is None or lat is None:
            fault = "longitude or latitude is missing, or is no number"
        if point.values.get("fix") == "none":
            fault = "the receiver says that it has no fix"
        speed = decimal(told.get("speed"))
        course = next((decimal(told[name]) for name in _COURSES if name in told), None)
        altitude = decimal(point.values.get("ele"))
        used = {"time"}
        used |= {"ele"} if altitude is not None else set()
        used |= {"speed"} if speed is not None else set()
        used |= {*_COURSES} if course is not None else set()
        self._ready.append(
            Sighting(
                device=self._device,
                time=time,
                lon=lon,
                lat=lat,
                altitude_m=altitude,
                speed_kmh=None if speed is None else speed * 3.6,
                course=course,
                extras=packed({name: _plain(told[name]) for name in told if name not in used}),
                fault=fault,
                record=record,
                raw=raw,
            )
        )


def _plain(text: str) -> object:
    number = decimal(text)
    return text if number is None else number


def _instant(text: str | None) -> datetime:
    """The instant of a point, UTC where it does not say its zone. Raises BadDate.

    >>> _instant("2024-05-01T08:00:00").isoformat()
    '2024-05-01T08:00:00+00:00'
    """
    if text is None:
        raise BadDate("the time is missing")
    clock = text.partition("T")[2]
    if ":" not in clock:
        raise BadDate(f"time: {text[:40]!r} has no time of day")
    if not clock.endswith("Z") and "+" not in clock and "-" not in clock:
        text = f"{text}Z"
    return parse_instant(text)

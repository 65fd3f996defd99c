"""A week of positions: patrols along a boundary line, vehicles on rounds, two care wristbands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, Polygon

from ingest.sample.coverage import Points, to_lon_lat, to_plane
from ingest.sample.jt808_frames import Edition, LocationReport, location_frame
from ingest.sample.nmea_log import epoch_lines, log_of
from ingest.sample.terrain import elevation_m
from spatial.temporal import CHINA_TIME

FIRST_DAY = date(2024, 5, 13)
DAYS = 7

POSITION_HEADER = ("device", "time", "lon", "lat", "altitude_m", "speed_kmh", "course")


@dataclass(frozen=True, slots=True)
class Fix:
    """One position as a device reports it: degrees CGCS2000, time in Beijing time."""

    device: str
    time: datetime
    lon: float
    lat: float
    altitude_m: float
    speed_kmh: float
    course: int

    def row(self) -> tuple[object, ...]:
        """The fix as a row under POSITION_HEADER."""
        return (
            self.device,
            self.time.isoformat(),
            f"{self.lon:.6f}",
            f"{self.lat:.6f}",
            f"{self.altitude_m:.1f}",
            f"{self.speed_kmh:.1f}",
            self.course,
        )


@dataclass(frozen=True, slots=True)
class Pace:
    """How a device moves: its speed, how often it reports, how its receiver scatters."""

    speed_kmh: float
    every_s: int
    scatter_km: float
    stop_each_km: float
    stop_s: tuple[int, int]


ON_FOOT = Pace(4.2, 20, 0.004, 2.6, (500, 1300))
BY_CAR = Pace(38.0, 30, 0.005, 11.0, (300, 1100))


def journey(
    device: str,
    path: Points,
    pace: Pace,
    start: datetime,
    hours: float,
    from_km: float,
    rng: np.random.Generator,
) -> list[Fix]:
    """Fixes of one device along a path (plane, km), to and fro, from a chainage on, with stops.

    A stop lasts as drawn and comes after each `stop_each_km`; while it lasts the receiver's
    scatter goes on.
    """
    line = LineString(path)
    chainage, done, stopped = [], 0.0, 0
    step_km = pace.speed_kmh * pace.every_s / 3600
    for _ in range(int(hours * 3600 / pace.every_s)):
        chainage.append(from_km + done)
        if stopped > 0:
            stopped -= pace.every_s
            continue
        before = done
        done += step_km * float(rng.uniform(0.75, 1.2))
        if before // pace.stop_each_km != done // pace.stop_each_km:
            stopped = int(rng.integers(*pace.stop_s))
    folded = np.array(chainage) % (2 * line.length)
    folded = np.minimum(folded, 2 * line.length - folded)
    true = np.array([line.interpolate(at).coords[0] for at in folded])
    return _fixes(device, true + _scatter(len(true), pace.scatter_km, rng), pace, start)


def _scatter(count: int, size_km: float, rng: np.random.Generator) -> Points:
    """The receiver's error: slow drift, as that of satellites and reflections, and some noise."""
    drift = np.zeros((count, 2))
    shocks = rng.normal(0, size_km * 0.3, (count, 2))
    for number in range(1, count):
        drift[number] = 0.94 * drift[number - 1] + shocks[number]
    return drift + rng.normal(0, size_km * 0.25, (count, 2))


def _fixes(device: str, plane: Points, pace: Pace, start: datetime) -> list[Fix]:
    moved = np.diff(plane, axis=0, prepend=plane[:1])
    speed = np.hypot(moved[:, 0], moved[:, 1]) * 3600 / pace.every_s
    course = np.degrees(np.arctan2(moved[:, 0], moved[:, 1])) % 360
    heights = elevation_m(plane)
    degrees = to_lon_lat(plane)
    return [
        Fix(
            device,
            start + timedelta(seconds=number * pace.every_s),
            float(degrees[number, 0]),
            float(degrees[number, 1]),
            float(heights[number]),
            float(speed[number]),
            int(course[number]),
        )
        for number in range(len(plane))
    ]


def _at(day: int, hour: int, minute: int) -> datetime:
    when = FIRST_DAY + timedelta(days=day)
    return datetime(when.year, when.month, when.day, hour, minute, tzinfo=CHINA_TIME)


def patrols(boundary: LineString, rng: np.random.Generator) -> dict[str, list[Fix]]:
    """Four patrols on foot, each on its stretch of the line (lon, lat), a working day of 5 hours.

    They keep a few metres to their own side. 02 has a gap of two hours on the third day.
    """
    path = to_plane(np.array(boundary.coords))
    length = LineString(path).length
    fixes: dict[str, list[Fix]] = {}
    for number in range(1, 5):
        aside = (0.018 if number % 2 else -0.018) * np.array([1.0, 0.35])
        week: list[Fix] = []
        for day in range(DAYS):
            from_km = length * ((number - 1) / 4 + day / 9)
            start = _at(day, 8, int(rng.integers(10, 50)))
            week += journey(f"patrol-{number:02}", path + aside, ON_FOOT, start, 5, from_km, rng)
        fixes[f"patrol-{number:02}"] = week
    gap = (_at(2, 10, 0), _at(2, 12, 0))
    fixes["patrol-02"] = [fix for fix in fixes["patrol-02"] if not gap[0] <= fix.time < gap[1]]
    return fixes


def surveyor_day(
    device: str, boundary: LineString, rng: np.random.Generator, day: int = 1, share: float = 0.5
) -> list[Fix]:
    """One morning of a surveyor who walks along the line (lon, lat) with a receiver.

    day: of the week. share: how far along the line he begins. The log begins before eight in
    Beijing time, which is the day before in UTC.
    """
    path = to_plane(np.array(boundary.coords))
    from_km = LineString(path).length * share
    return journey(device, path, ON_FOOT, _at(day, 7, 40), 3, from_km, rng)


def vehicles(stops: Points, rng: np.random.Generator) -> dict[str, list[Fix]]:
    """Two vehicles on rounds through the same places (plane, km), Monday to Saturday."""
    fixes: dict[str, list[Fix]] = {}
    for number in (1, 2):
        tour = np.roll(stops, number, axis=0)[:: 1 if number == 1 else -1]
        path = _rounded(np.vstack([tour, tour[:1]]))
        week: list[Fix] = []
        for day in range(6):
            start = _at(day, 9, int(rng.integers(0, 40)))
            from_km = float(rng.uniform(0, 30))
            week += journey(f"vehicle-{number:02}", path, BY_CAR, start, 6.5, from_km, rng)
        fixes[f"vehicle-{number:02}"] = week
    return fixes


def _rounded(path: Points) -> Points:
    """The path with its corners cut three times (Chaikin): a road, not a zigzag."""
    for _ in range(3):
        first, second = 0.75 * path[:-1] + 0.25 * path[1:], 0.25 * path[:-1] + 0.75 * path[1:]
        cut = np.empty((2 * len(first), 2))
        cut[0::2], cut[1::2] = first, second
        path = np.vstack([path[:1], cut, path[-1:]])
    return path


def wristbands(homes: Sequence[Polygon], rng: np.random.Generator) -> dict[str, list[Fix]]:
    """Care wristbands of two invented people about their homes, every ten minutes, all week."""
    pace = Pace(1.0, 600, 0.02, 1, (0, 1))
    fixes: dict[str, list[Fix]] = {}
    for number, home in enumerate(homes, start=1):
        centre = to_plane(np.array(home.representative_point().coords))
        count = DAYS * 144
        hour = (np.arange(count) % 144) / 6
        # Awake and about from 7 to 20 o'clock, at home at night.
        range_km = np.where((hour > 7) & (hour < 20), 0.25, 0.01)
        wander = np.cumsum(rng.normal(0, 0.3, (count, 2)), axis=0)
        plane = centre + range_km[:, None] * np.sin(wander) + _scatter(count, 0.02, rng)
        fixes[f"wristband-{number:02}"] = _fixes(
            f"wristband-{number:02}", plane, pace, _at(0, 0, 0)
        )
    return fixes


def as_received(fixes: Sequence[Fix]) -> Iterator[Fix]:
    """The fixes of a class in the order in which a platform would have got them.

    In order of time, except that the fourth afternoon of the third patrol comes after all else
    (盲区补报), and that the first twelve of that batch are sent twice.
    """
    ordered = sorted(fixes, key=lambda fix: (fix.time, fix.device))
    late_from, late_to = _at(3, 11, 0), _at(3, 13, 30)
    late: list[Fix] = []
    for fix in ordered:
        if fix.device == "patrol-03" and late_from <= fix.time < late_to:
            late.append(fix)
        else:
            yield fix
    yield from late
    yield from late[:12]


def frame_stream(fixes: Sequence[Fix], phone: str, rng: np.random.Generator) -> bytes:
    """The week of one patrol as raw frames: 2013 edition, after an upgrade on day five 2019.

    A run of garbage, one frame with a broken checksum and one report without a valid fix stand
    between them.
    """
    stream, mileage = bytearray(), 0.0
    upgrade = _at(4, 0, 0)
    for serial, fix in enumerate(fixes):
        mileage += fix.speed_kmh * ON_FOOT.every_s / 3600
        report = LocationReport(
            fix.lon,
            fix.lat,
            round(fix.altitude_m),
            round(fix.speed_kmh, 1),
            fix.course,
            fix.time,
            True,
            mileage,
            int(rng.integers(9, 24)),
        )
        if serial == 700:
            report = replace(report, valid=False)
        edition: Edition = 2019 if fix.time >= upgrade else 2013
        frame = location_frame(report, phone, serial, edition)
        if serial == 300:
            stream += _garbage(rng)
        if serial == 500:
            # Another check byte, by 0x7B neither a flag nor an escape.
            frame = frame[:-2] + bytes([(frame[-2] ^ 0x11) & 0x7B]) + frame[-1:]
        stream += frame
    return bytes(stream)


def nmea_stream(fixes: Sequence[Fix]) -> bytes:
    """The log of a receiver: each fix as RMC and GGA."""
    return log_of(
        line
        for fix in fixes
        for line in epoch_lines(
            fix.time, fix.lon, fix.lat, fix.altitude_m, fix.speed_kmh, fix.course
        )
    )


def _garbage(rng: np.random.Generator) -> bytes:
    noise: NDArray[np.uint8] = rng.integers(0, 256, 60, dtype=np.uint8)
    return noise.tobytes().replace(b"\x7e", b"\x00")

"""A fictional joint inspection: two devices, one for each side, walk the line of the markers.

What they leave out is known, so that coverage and visits can be compared with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from shapely import LineString

from ingest.sample.coverage import to_lon_lat, to_plane
from ingest.sample.terrain import elevation_m
from ingest.sample.tracks import Fix
from spatial.temporal import CHINA_TIME

START = datetime(2024, 5, 20, 8, 0, tzinfo=CHINA_TIME)
"""The Monday after the week of the patrols."""

SILENT_KM = (8.0, 10.0)
"""Between these chainages the left device reports nothing: what it walked there is unknown."""

ASIDE_KM = (15.0, 17.0)
"""Between these the right device walks 500 m beside the line: it was not walked."""

PASSED_BY = 5
"""The serial of the marker at which neither stops."""

LEFT, RIGHT = "inspection-left", "inspection-right"

_SPEED_KMH = 4.2
_EVERY_S = 20
_STOP_S = 600
_ASIDE_KM = 0.5


def walks(path: LineString, markers: int, rng: np.random.Generator) -> dict[str, list[Fix]]:
    """The fixes of both devices along the line (degrees), from its beginning to its end.

    markers: how many places of markers there are, at the middles of as many equal parts. Each
    device stops ten minutes at every one but `PASSED_BY`, keeps 8 m to its own side, and reports
    every 20 s with some metres of scatter.
    """
    plane = to_plane(np.array(path.coords))
    length = LineString(plane).length
    stops = [
        length * (serial - 0.5) / markers for serial in range(1, markers + 1) if serial != PASSED_BY
    ]
    chainage = _chainage(length, stops)
    left = _beside(plane, chainage, np.full(len(chainage), 0.008), rng)
    away = (chainage > ASIDE_KM[0]) & (chainage < ASIDE_KM[1])
    right = _beside(plane, chainage, np.where(away, -_ASIDE_KM, -0.008), rng)
    heard = (chainage <= SILENT_KM[0]) | (chainage >= SILENT_KM[1])
    return {
        LEFT: _fixes(LEFT, left, heard),
        RIGHT: _fixes(RIGHT, right, np.full(len(chainage), True)),
    }


def _chainage(
    length: float, stops: Sequence[float]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How far along (km) a walker is at each report."""
    step = _SPEED_KMH * _EVERY_S / 3600
    found, done = [0.0], 0.0
    for stop in [*stops, length]:
        while done + step < stop:
            done += step
            found.append(done)
        done = stop
        found += [stop] * (_STOP_S // _EVERY_S if stop < length else 1)
    return np.array(found)


def _beside(
    plane: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    chainage: np.ndarray[tuple[int], np.dtype[np.float64]],
    aside_km: np.ndarray[tuple[int], np.dtype[np.float64]],
    rng: np.random.Generator,
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Places beside the path, to the left where aside is above 0, with the receiver's scatter."""
    line = LineString(plane)
    here = np.array([line.interpolate(at).coords[0] for at in chainage])
    ahead = np.array([line.interpolate(min(at + 0.02, line.length)).coords[0] for at in chainage])
    back = np.array([line.interpolate(max(at - 0.02, 0)).coords[0] for at in chainage])
    along = ahead - back
    along /= np.hypot(along[:, 0], along[:, 1])[:, None]
    leftwards = np.column_stack([-along[:, 1], along[:, 0]])
    return here + leftwards * aside_km[:, None] + rng.normal(0, 0.002, here.shape)


def _fixes(
    device: str,
    plane: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    heard: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> list[Fix]:
    moved = np.diff(plane, axis=0, prepend=plane[:1])
    speed = np.hypot(moved[:, 0], moved[:, 1]) * 3600 / _EVERY_S
    course = np.degrees(np.arctan2(moved[:, 0], moved[:, 1])) % 360
    heights, degrees = elevation_m(plane), to_lon_lat(plane)
    begins = START.timestamp()
    return [
        Fix(
            device,
            datetime.fromtimestamp(begins + number * _EVERY_S, CHINA_TIME),
            float(degrees[number, 0]),
            float(degrees[number, 1]),
            float(heights[number]),
            float(speed[number]),
            int(course[number]),
        )
        for number in np.flatnonzero(heard).tolist()
    ]

"""Draws tracks into a vector tile: cut at gaps, at the window's ends and at the tile's edge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import mapbox_vector_tile
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from spatial.locations.fixes import E7, Places
from spatial.locations.history import Box
from spatial.locations.tracks import EARTH_RADIUS_M, JUMP_M, cuts
from spatial.tile_grids import EXTENT, TILE_BUFFER

_TOLERANCE = 2.0
"""Pixels of 4,096 to a tile by which a drawn line may leave the driven one: half a screen's."""

_MERCATOR_EDGE = 85.0511
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Device:
    """What a tile says of a device."""

    name: str
    device_class: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of WebMercatorQuad; y from the north."""

    z: int
    x: int
    y: int

    def near(self) -> Box:
        """The box in which both fixes of every step lie that may cross the tile: no step is longer
        than a jump."""
        margin = TILE_BUFFER / EXTENT
        west, east = (self._lon(self.x - margin), self._lon(self.x + 1 + margin))
        south, north = (self._lat(self.y + 1 + margin), self._lat(self.y - margin))
        step = np.degrees(JUMP_M / EARTH_RADIUS_M)
        wide = step / max(np.cos(np.radians(max(abs(south), abs(north)))), 0.01)
        # What lies beyond the grid's edge is drawn at it.
        south = -90.0 if south <= -_MERCATOR_EDGE else south - step
        north = 90.0 if north >= _MERCATOR_EDGE else north + step
        return Box(*(round(value * E7) for value in (west - wide, south, east + wide, north)))

    def _lon(self, x: float) -> float:
        return float(x / 2**self.z * 360 - 180)

    def _lat(self, y: float) -> float:
        return float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y / 2**self.z)))))

    def pixels(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Positions in the tile's own pixels, y to the south."""
        lat = np.radians(np.clip(lat, -_MERCATOR_EDGE, _MERCATOR_EDGE))
        across = (lon + 180) / 360 * 2**self.z - self.x
        down = (1 - np.arcsinh(np.tan(lat)) / np.pi) / 2 * 2**self.z - self.y
        return np.stack([across, down], axis=1) * EXTENT


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a track without a gap: seconds since 1970, and pixels of the tile."""

    times: NDArray[np.float64]
    pixels: NDArray[np.float64]


def track_tile(
    places: Places,
    devices: Mapping[int, Device],
    tile: Tile,
    start: datetime,
    end: datetime,
) -> bytes:
    """A Mapbox vector tile with the layer `track`, b"" where nothing is drawn.

    places: by device and time; of the window [start, end) and of a gap's length around it, so that
    lines are cut at its ends between two fixes, by proportion. A lone fix, and a piece within one
    pixel, is a point. Properties: device, device_class, first and last instant drawn (UTC).
    """
    features = []
    frame = (-TILE_BUFFER, -TILE_BUFFER, EXTENT + TILE_BUFFER, EXTENT + TILE_BUFFER)
    for device_id in np.unique(places.device_id).tolist():
        device = devices.get(device_id)
        if device is None:
            continue
        begin, behind = np.searchsorted(places.device_id, [device_id, device_id + 1])
        for piece in _pieces(places.take(slice(begin, behind)), tile):
            cut = _in_window(piece, start.timestamp(), end.timestamp())
            drawn = None if cut is None else _drawn(cut.pixels, frame)
            if cut is not None and drawn is not None:
                features.append(
                    (
                        device.name,
                        device.device_class,
                        _second(cut.times[0]),
                        _second(cut.times[-1]),
                        drawn,
                    )
                )
    if not features:
        return b""
    features.sort(key=lambda one: one[:4])
    layer = {
        "name": "track",
        "features": [
            {
                "geometry": drawn,
                "properties": {
                    "device": name,
                    "device_class": device_class,
                    "first": first,
                    "last": last,
                },
            }
            for name, device_class, first, last, drawn in features
        ],
    }
    options = {"extents": EXTENT, "y_coord_down": True}
    return bytes(mapbox_vector_tile.encode(layer, default_options=options))


def _pieces(places: Places, tile: Tile) -> Iterator[_Piece]:
    lon, lat = places.lon_e7 / E7, places.lat_e7 / E7
    pixels = tile.pixels(lon, lat)
    bounds = [0, *cuts(places.time_us, lon, lat).tolist(), len(places)]
    for begin, end in pairwise(bounds):
        yield _Piece(places.time_us[begin:end] / 1e6, pixels[begin:end])


def _in_window(piece: _Piece, start: float, end: float) -> _Piece | None:
    """What of a piece lies in [start, end), with the places at its ends by proportion."""
    times, pixels = piece.times, piece.pixels
    if times[-1] < start or times[0] >= end:
        return None
    inside = (times >= start) & (times < end)
    ends = [at for at in (start, end) if times[0] < at <= times[-1] and at not in times[inside]]
    added = np.array(ends)
    at_ends = np.stack(
        [np.interp(added, times, pixels[:, 0]), np.interp(added, times, pixels[:, 1])], axis=1
    )
    all_times = np.concatenate([times[inside], added])
    order = np.argsort(all_times, kind="stable")
    return _Piece(all_times[order], np.concatenate([pixels[inside], at_ends])[order])


def _drawn(
    pixels: NDArray[np.float64], frame: tuple[float, float, float, float]
) -> BaseGeometry | None:
    """The line in whole pixels within the frame; None where nothing of it is there."""
    if len(pixels) == 1 or (np.abs(pixels - pixels[0]) < 1).all():
        point = shapely.Point(np.rint(pixels[0]))
        return shapely.clip_by_rect(point, *frame) or None
    line = shapely.LineString(pixels).simplify(_TOLERANCE, preserve_topology=False)
    drawn = shapely.set_precision(shapely.clip_by_rect(line, *frame), 1.0, mode="pointwise")
    parts = [
        shapely.LineString(coordinates)
        for part in shapely.get_parts(drawn).tolist()
        if part.geom_type == "LineString"
        and len(coordinates := _without_repeats(shapely.get_coordinates(part))) > 1
    ]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.MultiLineString(parts)


def _without_repeats(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    moves = np.ones(len(coordinates), np.bool_)
    moves[1:] = (np.diff(coordinates, axis=0) != 0).any(axis=1)
    return coordinates[moves]


def _second(seconds: float) -> str:
    whole = _EPOCH + timedelta(seconds=int(seconds // 1))
    return whole.strftime("%Y-%m-%dT%H:%M:%SZ")

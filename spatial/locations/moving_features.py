"""A track as OGC Moving Features JSON (OGC 19-045r3, MF-JSON Prism)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spatial.locations.clock import iso_utc
from spatial.locations.device_track import Track, TrackPart
from spatial.locations.moving_properties import PROPERTIES

CRS84 = {"type": "Name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
# Longitude, latitude: the default of MF-JSON, which CGCS2000 equals at the metre level.

ISO_TIME = {"type": "Name", "properties": {"name": "urn:ogc:data:time:iso8601"}}


def moving_feature_of(track: Track) -> dict[str, Any]:
    """The Feature of the device: a MovingPoint for each gap-free part, and what else is told.

    Between two instants of a part the device moves straight and steadily ("Linear"); between two
    parts nothing is said: that is what a gap is. A MovingPoint has two instants at least, so that
    all fixes alone between two gaps make one "Discrete" one, the last. Where two fixes share an
    instant the later one in order is given, for the instants of MF-JSON are distinct. What is not
    told of a fix is null.
    """
    pieces = list(_pieces(track.parts))
    times = [time for part in track.parts for time in part.times]
    feature: dict[str, Any] = {
        "type": "Feature",
        "id": track.device,
        "crs": CRS84,
        "trs": ISO_TIME,
        "geometry": None,
        "temporalGeometry": {
            "type": "MovingGeometryCollection",
            "prisms": [_moving_point(piece) for piece in pieces],
        },
        "temporalProperties": [told for piece in pieces if (told := _told(piece))],
        "properties": {"device": track.device, "device_class": track.device_class},
    }
    if times and times[0] < times[-1]:
        feature["time"] = [iso_utc(times[0]), iso_utc(times[-1])]
    return feature


@dataclass(frozen=True, slots=True)
class _Piece:
    """Fixes of distinct instants; columns of PROPERTIES by name, NaN for unknown."""

    times: list[datetime]
    lon_lat: NDArray[np.float64]
    columns: dict[str, NDArray[np.float32]]
    interpolation: str


def _pieces(parts: Sequence[TrackPart]) -> Iterator[_Piece]:
    alone = []
    for part in parts:
        piece = _piece(part)
        if len(piece.times) > 1:
            yield piece
        else:
            alone.append(piece)
    if alone:
        yield _Piece(
            [one.times[0] for one in alone],
            np.concatenate([one.lon_lat for one in alone]),
            {
                name: np.concatenate([one.columns[name] for one in alone])
                for name in alone[0].columns
            },
            "Discrete",
        )


def _piece(part: TrackPart) -> _Piece:
    times = part.times
    rows = [row for row, time in enumerate(times) if row + 1 == len(times) or times[row + 1] > time]
    columns = {}
    if part.told is not None:
        columns = {name: getattr(part.told, one.column)[rows] for name, one in PROPERTIES.items()}
    return _Piece([times[row] for row in rows], part.lon_lat[rows], columns, "Linear")


def _moving_point(piece: _Piece) -> dict[str, Any]:
    return {
        "type": "MovingPoint",
        "datetimes": [iso_utc(time) for time in piece.times],
        "coordinates": piece.lon_lat.tolist(),
        "interpolation": piece.interpolation,
    }


def _told(piece: _Piece) -> dict[str, Any] | None:
    """The properties of which at least one fix tells; None without any."""
    told = {
        name: {
            "type": "Measure",
            "form": one.unit,
            "values": [
                None if np.isnan(value) else round(float(value), 3) for value in piece.columns[name]
            ],
            "interpolation": one.between if piece.interpolation == "Linear" else "Discrete",
        }
        for name, one in PROPERTIES.items()
        if name in piece.columns and not np.isnan(piece.columns[name]).all()
    }
    return {"datetimes": [iso_utc(time) for time in piece.times]} | told if told else None

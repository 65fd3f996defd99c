"""Small tables of cameras, written to disk or stored."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyproj import Geod
from sqlalchemy import Engine

from ingest.cameras.loading import load_cameras
from ingest.runs import IngestReport

GEOD = Geod(a=6378137.0, rf=298.257222101)
HOME = (110.5, 30.5)
"""Where cameras of tests stand, unless a test says otherwise: in 甲县 of record_rows."""


def number_of(serial: int, division: str = "990101") -> str:
    """A number of GB/T 28181: division, centre 00, industry 00, type 132, serial."""
    return f"{division}0000132{serial:07}"


def camera(serial: int = 1, division: str = "990101", **said: Any) -> dict[str, Any]:
    """A row: an outdoor camera that looks east, 60 degrees wide, 200 m far, unless said."""
    row = {
        "number": number_of(serial, division),
        "name": f"点位{serial}",
        "lon": HOME[0],
        "lat": HOME[1],
        "bearing": 90,
        "angle": 60,
        "reach": 200,
        "indoor": "室外",
        "valid_from": "2020-01-01",
    }
    return {name: value for name, value in (row | said).items() if value is not None}


def camera_file(folder: Path, *rows: dict[str, Any], name: str = "cameras.csv") -> Path:
    """The rows as a CSV."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def store_cameras(
    engine: Engine, *rows: dict[str, Any], crs: str | None = "EPSG:4490", day: date | None = None
) -> IngestReport:
    """Loads the rows as a file of their own."""
    with TemporaryDirectory() as folder:
        return load_cameras(engine, camera_file(Path(folder), *rows), crs=crs, day=day)


def aside(bearing: float, metres: float, place: tuple[float, float] = HOME) -> tuple[float, float]:
    """The place so far away in a direction, geodesic."""
    lon, lat, _ = GEOD.fwd(*place, bearing, metres)
    return lon, lat

"""Loads boundary markers (界桩) from CSV: number, line, position, period, state."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import Point
from sqlalchemy import Engine, text

from ingest.bulk import copy_rows, days
from ingest.divisions.documents import read_table
from ingest.divisions.polygons.geometry import CGCS2000_SRID, ewkb_hex
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.errors import BadDate, BadGeometry, BadParameter, BadPeriod, SourceRefused
from spatial.temporal import Period, parse_date

KIND = "boundary-markers"
COLUMNS = ("number", "line_name", "lon", "lat", "valid_from", "valid_to", "state")


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker through one period. Position: longitude, latitude, CGCS2000."""

    number: str
    line_name: str
    lon_lat: Point
    valid: Period
    state: str


def load_boundary_markers(engine: Engine, path: Path) -> IngestReport:
    """Stores the markers of a CSV; one transaction. Dates are ISO, `valid_to` empty is open.

    Rows that say something impossible are refused with the reason. Raises SourceRefused when the
    file cannot be read, lacks columns or holds nothing to store.
    """
    begun = time.monotonic()
    with ingest_run(engine, KIND, path) as run:
        if not run.already_loaded:
            _load(run, path)
    return report(run, KIND, path, time.monotonic() - begun)


def _load(run: IngestRun, path: Path) -> None:
    standing: defaultdict[tuple[str, str], list[Period]] = defaultdict(list)
    held = run.connection.execute(
        text("SELECT line_name, number, lower(valid), upper(valid) FROM boundary_marker")
    )
    for line_name, number, start, end in held:
        standing[line_name, number].append(Period(start, end))
    markers: list[Marker] = []
    for line, row in read_table(path, COLUMNS):
        try:
            marker = read_marker(row)
            key = marker.line_name, marker.number
            if any(marker.valid.meets(other) for other in standing[key]):
                raise BadPeriod(f"marker {marker.number} of {marker.line_name} stands already")
        except (BadParameter, BadGeometry, BadDate, BadPeriod) as error:
            run.refuse(f"line {line}", str(error), row)
        else:
            standing[key].append(marker.valid)
            markers.append(marker)
    if not markers:
        raise SourceRefused(f"{path.name} holds no boundary marker that could be stored")
    run.accepted += copy_rows(
        run.connection,
        "boundary_marker",
        ("number", "line_name", "valid", "state", "run_id", "geom"),
        (
            (m.number, m.line_name, days(m.valid.start, m.valid.end), m.state, run.id)
            + (ewkb_hex(m.lon_lat, CGCS2000_SRID),)
            for m in markers
        ),
    )


def read_marker(row: Mapping[str, str]) -> Marker:
    """The marker of a row. Raises BadParameter, BadGeometry, BadDate or BadPeriod."""
    if not row["number"] or not row["line_name"]:
        raise BadParameter("a marker needs its number and the name of its line")
    try:
        lon, lat = float(row["lon"]), float(row["lat"])
    except ValueError as error:
        raise BadGeometry(f"{row['lon']!r}, {row['lat']!r} is no position") from error
    if not (math.isfinite(lon) and abs(lon) <= 180 and math.isfinite(lat) and abs(lat) <= 90):
        raise BadGeometry(f"longitude {lon}, latitude {lat} is not on the earth")
    end = parse_date(row["valid_to"]) if row["valid_to"] else None
    valid = Period(parse_date(row["valid_from"]), end)
    return Marker(row["number"], row["line_name"], Point(lon, lat), valid, row["state"])

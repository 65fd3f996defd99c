"""Loads boundary markers (界桩) from CSV: number, line, position, period, state, upkeep."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import Point
from sqlalchemy import Engine

from ingest.boundaries.registered import (
    RegisteredLine,
    faults_of_series,
    line_named,
    registered_lines,
)
from ingest.boundaries.superseding import MARKERS, begin_registering, register_anew
from ingest.boundaries.values import number_of, period_of, position_of, positive, text_of
from ingest.bulk import days
from ingest.divisions.documents import read_table
from ingest.divisions.polygons.geometry import CGCS2000_SRID, ewkb_hex
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.boundaries.marker_numbers import MarkerNumber, parse_marker_number
from spatial.crs import require_crs
from spatial.division_codes import canonical_code
from spatial.errors import (
    BadCode,
    BadDate,
    BadGeometry,
    BadMarkerNumber,
    BadParameter,
    BadPeriod,
    SourceRefused,
)
from spatial.temporal import Period

KIND = "boundary-markers"
COLUMNS = ("number", "line_name", "lon", "lat", "valid_from", "valid_to", "state")


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker through one period. lon_lat: CGCS2000. line: None where none is registered. parsed:
    its number, None where that is none of the standard. height_m: above the ground it stands on."""

    number: str
    line_name: str
    lon_lat: Point
    valid: Period
    state: str
    line: RegisteredLine | None
    parsed: MarkerNumber | None
    source_crs: str
    in_charge: str | None
    material: str | None
    height_m: float | None
    accuracy_m: float | None
    note: str | None


def load_boundary_markers(engine: Engine, path: Path, *, crs: str | None = None) -> IngestReport:
    """Registers the markers of a CSV; one transaction. Dates are ISO, `valid_to` empty is open.

    crs: of the positions, where a row does not name its own; CGCS2000 when None. Optional columns:
    line_number (of the registered line that the marker stands for; its number has then to be one of
    that line), in_charge (code of the unit that keeps it), material, height_m, accuracy_m, note,
    crs.

    Rows that say something impossible are refused with the reason. Halves of doubles, mixtures and
    holes in the series of a registered line are remarks. What was registered of a marker for these
    days is held for true no longer.
    Raises SourceRefused when the file cannot be read, lacks columns or holds nothing to store, and
    BadParameter for an unknown system.
    """
    begun = time.monotonic()
    parameters = {} if crs is None else {"crs": require_crs(crs)}
    with ingest_run(engine, KIND, path, parameters) as run:
        if not run.already_loaded:
            _load(run, path, crs)
    return report(run, KIND, path, time.monotonic() - begun)


def _load(run: IngestRun, path: Path, crs: str | None) -> None:
    standing: defaultdict[tuple[str, str], list[Period]] = defaultdict(list)
    markers: list[Marker] = []
    instant = begin_registering(run.connection)
    lines = registered_lines(run.connection)
    for line, row in read_table(path, COLUMNS):
        try:
            marker = read_marker(row, lines, crs)
            key = marker.line_name, marker.number
            if any(marker.valid.meets(other) for other in standing[key]):
                raise BadPeriod(f"marker {marker.number} of {marker.line_name} stands already")
        except (
            BadCode, BadParameter, BadGeometry, BadDate, BadPeriod, BadMarkerNumber,
        ) as error:  # fmt: skip
            run.refuse(f"line {line}", str(error), row)
        else:
            standing[key].append(marker.valid)
            markers.append(marker)
    if not markers:
        raise SourceRefused(f"{path.name} holds no boundary marker that could be stored")
    run.accepted += len(markers)
    register_anew(run.connection, MARKERS, map(_row, markers), run_id=run.id, instant=instant)
    touched = {marker.line.number: marker.line for marker in markers if marker.line is not None}
    for number, registered in touched.items():
        for fault in faults_of_series(run.connection, registered):
            run.repair(f"line {number}", fault)


def read_marker(
    row: Mapping[str, str], lines: Mapping[str, RegisteredLine], crs: str | None = None
) -> Marker:
    """The marker of a row.

    Raises BadParameter, BadGeometry, BadDate, BadPeriod, BadCode, or BadMarkerNumber.
    """
    number, line_name = row["number"], row["line_name"]
    if not number or not line_name:
        raise BadParameter("a marker needs its number and the name of its line")
    line_number, in_charge = text_of(row, "line_number"), text_of(row, "in_charge")
    line = None if line_number is None else line_named(lines, line_number)
    place, system = position_of(row, crs)
    return Marker(
        number=number,
        line_name=line_name,
        lon_lat=place,
        valid=period_of(row),
        state=row["state"],
        line=line,
        parsed=_provincial(number) if line is None else line.marker(number),
        source_crs=system,
        in_charge=None if in_charge is None else canonical_code(in_charge),
        material=text_of(row, "material"),
        height_m=number_of(row, "height_m"),
        accuracy_m=positive(row, "accuracy_m"),
        note=text_of(row, "note"),
    )


def _provincial(number: str) -> MarkerNumber | None:
    """Of the only published format; None for any other number of an unregistered line."""
    try:
        return parse_marker_number(number, provincial=True)
    except BadMarkerNumber:
        return None


def _row(marker: Marker) -> tuple[object, ...]:
    return (
        marker.line_name,
        marker.number,
        None if marker.line is None else marker.line.id,
        None if marker.parsed is None else marker.parsed.serial,
        None if marker.parsed is None else marker.parsed.kind,
        marker.state,
        marker.in_charge,
        marker.material,
        marker.height_m,
        marker.accuracy_m,
        marker.source_crs,
        marker.note,
        ewkb_hex(marker.lon_lat, CGCS2000_SRID),
        days(marker.valid.start, marker.valid.end),
    )

"""Loads what markers are found again by (方位物) from CSV: name, bearing and distance of each."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from ingest.boundaries.registered import RegisteredLine, line_named, registered_lines
from ingest.boundaries.superseding import REFERENCES, begin_registering, register_anew
from ingest.boundaries.values import bearing_of, number_of, ordinal_of, period_of, required
from ingest.bulk import days
from ingest.divisions.documents import read_table
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.errors import BadDate, BadMarkerNumber, BadParameter, BadPeriod, SourceRefused
from spatial.temporal import Period

KIND = "boundary-references"
COLUMNS = ("line_number", "marker_number", "name", "bearing", "distance_m", "valid_from")


@dataclass(frozen=True, slots=True)
class Reference:
    """An object by which a marker is found. bearing_deg: from the marker, from true north.
    ordinal: None where the order in the file counts."""

    line: RegisteredLine
    marker_number: str
    ordinal: int | None
    name: str
    bearing_deg: float
    distance_m: float
    valid: Period


def load_boundary_references(engine: Engine, path: Path) -> IngestReport:
    """Registers the references of a CSV; one transaction.

    Columns: line_number, marker_number, name, bearing (degrees from true north, 123.5 or 123°30'),
    distance_m, valid_from; optional: valid_to, ordinal. What was registered of a marker for these
    days is held for true no longer. Rows that say something impossible are refused; a marker that
    is not registered is a remark.
    Raises SourceRefused when the file cannot be read, lacks columns or holds nothing to store.
    """
    begun = time.monotonic()
    with ingest_run(engine, KIND, path) as run:
        if not run.already_loaded:
            _load(run, path)
    return report(run, KIND, path, time.monotonic() - begun)


def _load(run: IngestRun, path: Path) -> None:
    instant = begin_registering(run.connection)
    lines = registered_lines(run.connection)
    standing: defaultdict[tuple[int, str, int], list[Period]] = defaultdict(list)
    rows: list[tuple[object, ...]] = []
    unmarked: dict[tuple[int, str], None] = {}
    for place, row in read_table(path, COLUMNS):
        try:
            one = read_reference(row, lines)
            marker = one.line.id, one.marker_number
            ordinal = one.ordinal or _next(standing, marker, one.valid)
            if any(one.valid.meets(other) for other in standing[*marker, ordinal]):
                raise BadPeriod(f"reference {ordinal} of {one.marker_number} stands already")
        except (BadParameter, BadDate, BadPeriod, BadMarkerNumber) as error:
            run.refuse(f"line {place}", str(error), row)
        else:
            standing[*marker, ordinal].append(one.valid)
            unmarked[marker] = None
            rows.append(
                (*marker, ordinal, one.name, one.bearing_deg, one.distance_m)
                + (days(one.valid.start, one.valid.end),)
            )
    if not rows:
        raise SourceRefused(f"{path.name} holds no reference that could be stored")
    run.accepted += len(rows)
    register_anew(run.connection, REFERENCES, rows, run_id=run.id, instant=instant)
    known = _markers(run.connection)
    for line_id, number in unmarked:
        if (line_id, number) not in known:
            run.repair(f"marker {number}", "no such marker of the line is registered")


def read_reference(row: Mapping[str, str], lines: Mapping[str, RegisteredLine]) -> Reference:
    """The reference of a row. Raises BadParameter, BadMarkerNumber, BadDate or BadPeriod."""
    line = line_named(lines, required(row, "line_number"))
    number = required(row, "marker_number")
    line.marker(number)
    distance = number_of(row, "distance_m")
    if distance is None or distance < 0:
        raise BadParameter("a reference needs its distance_m, 0 or more")
    return Reference(
        line,
        number,
        ordinal_of(row),
        required(row, "name"),
        bearing_of(required(row, "bearing")),
        distance,
        period_of(row),
    )


def _next(
    standing: Mapping[tuple[int, str, int], list[Period]], marker: tuple[int, str], valid: Period
) -> int:
    """The first place of the marker that is free in the period."""
    ordinal = 1
    while any(valid.meets(other) for other in standing.get((*marker, ordinal), ())):
        ordinal += 1
    return ordinal


def _markers(connection: Connection) -> set[tuple[int, str]]:
    rows = connection.execute(
        text(
            "SELECT DISTINCT boundary_id, number FROM boundary_marker"
            " WHERE boundary_id IS NOT NULL AND upper_inf(known)"
        )
    )
    return {(row.boundary_id, row.number) for row in rows}

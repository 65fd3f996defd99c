"""Loads legal lines (行政区域界线) into the register: facts and course, by number and period."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from ingest.boundaries.line_records import (
    LineFacts,
    LinePiece,
    LineRecord,
    assemble,
    line_facts,
    line_piece,
    remarks_on,
    whole_line,
)
from ingest.boundaries.superseding import FACTS, SEGMENTS, begin_registering, register_anew
from ingest.boundaries.values import period_of, required
from ingest.bulk import days
from ingest.divisions.polygons.geojson_structure import feature_geometry
from ingest.divisions.polygons.geometry import CGCS2000_SRID, ewkb_hex
from ingest.divisions.polygons.geometry_files import companions_sha256, read_feature_file
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.boundaries.course import Course
from spatial.crs import require_crs
from spatial.errors import (
    BadCode,
    BadDate,
    BadGeometry,
    BadParameter,
    BadPeriod,
    SourceRefused,
)
from spatial.temporal import Period

KIND = "boundary-register"

_IMPOSSIBLE = (BadCode, BadDate, BadGeometry, BadParameter, BadPeriod)


@dataclass(slots=True)
class _Came:
    """The features of one line and period. broken: one of them was refused."""

    facts: list[LineFacts] = field(default_factory=list)
    pieces: list[LinePiece] = field(default_factory=list)
    raw: list[Mapping[str, Any]] = field(default_factory=list)
    broken: bool = False


def load_boundary_register(engine: Engine, path: Path, *, crs: str) -> IngestReport:
    """Registers the lines of a file: GeoJSON, GeoPackage or shapefile; one transaction.

    A feature is a line or a segment of it; features of one `number` and period belong together.
    Properties: number, name, level, left_code, right_code, valid_from, and where there is something
    to say valid_to, approved_by, agreement, agreed_on, document (SHA-256), stated_m, note; of the
    segment ordinal, feature, description, from_marker, to_marker, accuracy_m. crs: of the file.

    Lines stay as they came. One that is impossible is refused whole with the reason; a stated
    length far from the computed one, and a number of a marker that does not parse, is a remark.
    What was registered of a line for these days is held for true no longer.
    Raises SourceRefused and BadParameter.
    """
    begun = time.monotonic()
    parameters = {"crs": require_crs(crs)}
    beside = companions_sha256(path)
    if beside is not None:
        parameters["companions"] = beside
    with ingest_run(engine, KIND, path, parameters) as run:
        if not run.already_loaded:
            _load(run, path, crs)
    return report(run, KIND, path, time.monotonic() - begun)


def _load(run: IngestRun, path: Path, crs: str) -> None:
    source = read_feature_file(path, crs)
    for note in source.notes:
        run.repair(path.name, note)
    records = list(_records(run, source.features, crs))
    if not records:
        raise SourceRefused(f"{path.name} holds no line that could be registered")
    instant = begin_registering(run.connection)
    ids = _identities(run.connection, [record.number for record in records])
    register_anew(
        run.connection,
        FACTS,
        (_fact_row(ids[record.number], record) for record in records),
        run_id=run.id,
        instant=instant,
    )
    register_anew(
        run.connection,
        SEGMENTS,
        (row for record in records for row in _segment_rows(ids[record.number], record, crs)),
        run_id=run.id,
        instant=instant,
    )


def _records(run: IngestRun, features: Sequence[dict[str, Any]], crs: str) -> Iterator[LineRecord]:
    """The lines of the features; what is impossible is refused."""
    lines: dict[tuple[str, Period], _Came] = {}
    for place, feature in enumerate(features, start=1):
        properties = feature["properties"]
        came: _Came | None = None
        try:
            key = required(properties, "number"), period_of(properties)
            came = lines.setdefault(key, _Came())
            facts = line_facts(properties)
            piece = line_piece(place, properties, feature_geometry(feature), crs)
        except _IMPOSSIBLE as error:
            run.refuse(f"feature {place}", str(error), properties)
            if came is not None:
                came.broken = True
        else:
            came.facts.append(facts)
            came.pieces.append(piece)
            came.raw.append(properties)
    standing: dict[str, list[Period]] = {}
    for (number, valid), came in lines.items():
        if not came.pieces:
            continue
        try:
            if came.broken:
                raise BadParameter("a segment of the line was refused")
            if any(valid.meets(other) for other in standing.get(number, ())):
                raise BadPeriod("the file says two things of the same days of the line")
            record = assemble(number, valid, came.facts, came.pieces)
        except _IMPOSSIBLE as error:
            for piece, raw in zip(came.pieces, came.raw, strict=True):
                run.refuse(f"feature {piece.feature_number} line {number}", str(error), raw)
            continue
        standing.setdefault(number, []).append(valid)
        run.accepted += len(record.pieces)
        length = Course.of(whole_line(record.pieces)).length_m
        for remark in remarks_on(record, length):
            run.repair(f"line {number}", remark)
        yield record


def _identities(connection: Connection, numbers: Sequence[str]) -> dict[str, int]:
    """The identity of each number; new ones are made."""
    wanted = {"numbers": sorted(set(numbers))}
    connection.execute(
        text(
            "INSERT INTO boundary (number) SELECT unnest(CAST(:numbers AS text[]))"
            " EXCEPT SELECT number FROM boundary ORDER BY 1"
        ),
        wanted,
    )
    rows = connection.execute(
        text("SELECT number, id FROM boundary WHERE number = ANY(CAST(:numbers AS text[]))"),
        wanted,
    )
    return {row.number: int(row.id) for row in rows}


def _fact_row(boundary: int, record: LineRecord) -> tuple[object, ...]:
    facts = record.facts
    return (
        boundary, facts.name, facts.level, facts.left_code, facts.right_code, facts.approved_by,
        facts.agreement, facts.agreed_on, facts.document, facts.stated_m, facts.note,
        days(record.valid.start, record.valid.end),
    )  # fmt: skip


def _segment_rows(boundary: int, record: LineRecord, crs: str) -> Iterator[tuple[object, ...]]:
    valid = days(record.valid.start, record.valid.end)
    for ordinal, piece in enumerate(record.pieces, start=1):
        yield (
            boundary, ordinal, piece.feature, piece.description, piece.from_marker,
            piece.to_marker, piece.accuracy_m, crs, ewkb_hex(piece.line, CGCS2000_SRID), valid,
        )  # fmt: skip

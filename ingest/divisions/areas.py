"""Derives what is drawn: areas of every level at every date, their drawings, the editions."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import structlog
from sqlalchemy import Connection, Engine, text

from ingest.bulk import copy_rows, days, reserve_ids
from ingest.divisions.atoms import AtomCoverage, read_atoms
from ingest.divisions.geometry import (
    BANDS,
    CGCS2000_SRID,
    WEB_MERCATOR_SRID,
    ewkb_hex,
    label_point,
)
from ingest.progress import Step, step
from spatial.db import read_sql
from spatial.division_codes import Level
from spatial.divisions.coverage import (
    AtomId,
    Piece,
    pieces_before_the_record,
    pieces_of,
    walk,
)
from spatial.divisions.lineage import Lineage, Succession, Unit
from spatial.temporal import list_day

log = structlog.get_logger(__name__)

RULES = 2
"""Raised when the derivation changes, so that an old build is made anew."""

ALWAYS = date.min
"""The start of the first edition of every layer: an edition needs a day, and this is the first."""

_INPUT_KINDS = ("division-history", "division-shapes", "boundary-lines", "boundary-markers")


@dataclass(frozen=True, slots=True)
class _DatedPiece:
    """A piece through the days it is drawn, [start, end); None is unbounded."""

    level: Level
    coverage: AtomCoverage
    piece: Piece
    start: date | None
    end: date | None


def build_areas(engine: Engine) -> None:
    """Derives areas, drawings and editions from the loaded lists and vintages; one transaction.

    Does nothing when they were derived from the same runs already. Province and prefecture areas
    come from the county atoms; each lower level comes from its own base vintage.
    """
    begun = time.monotonic()
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('build areas', 0))"))
        fingerprint = _fingerprint(connection)
        if fingerprint == _built_from(connection):
            log.info("areas are up to date")
            return
        # Not TRUNCATE: it would lock readers out until the build ends; so they see the last one.
        connection.execute(text("DELETE FROM division_area"))
        connection.execute(text("DELETE FROM layer_edition"))
        lineage = read_lineage(connection)
        dated = list(_all_pieces(connection, lineage)) if lineage.years else []
        _store(connection, dated)
        _store_editions(connection, dated)
        connection.execute(
            text(
                "INSERT INTO division_build (fingerprint, built_at) VALUES (:fingerprint, :now)"
                " ON CONFLICT (only_row) DO UPDATE"
                " SET fingerprint = excluded.fingerprint, built_at = excluded.built_at"
            ),
            {"fingerprint": fingerprint, "now": datetime.now(UTC)},
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # The tables were filled at once: without statistics the first maps would be slow.
        connection.execute(
            text(
                "VACUUM (ANALYZE) division, division_area, division_area_candidate,"
                " division_area_drawing, boundary_line_drawing"
            )
        )
    log.info("areas", areas=len(dated), seconds=round(time.monotonic() - begun, 1))


def _fingerprint(connection: Connection) -> str:
    runs = connection.execute(
        text(
            "SELECT kind, source_sha256, parameters::text FROM ingest_run"
            " WHERE status = 'loaded' AND kind = ANY(:kinds) ORDER BY id"
        ),
        {"kinds": list(_INPUT_KINDS)},
    ).all()
    return hashlib.sha256(json.dumps([RULES, [list(run) for run in runs]]).encode()).hexdigest()


def _built_from(connection: Connection) -> str | None:
    found = connection.execute(text("SELECT fingerprint FROM division_build"))
    value = found.scalar_one_or_none()
    return None if value is None else str(value)


def read_lineage(connection: Connection) -> Lineage:
    """The lineage of all versions in the database."""
    units = [
        Unit(
            id=row.id,
            code=row.code,
            name=row.name,
            level=Level(row.level),
            parent_code=row.parent_code,
            first=row.first,
            until=row.until,
            successions=tuple(
                Succession(code, year)
                for code, year in zip(row.successor_codes, row.successor_years, strict=True)
            ),
        )
        for row in connection.execute(text(read_sql("spatial.divisions", "register")))
    ]
    lists = connection.execute(text("SELECT list_date FROM division_list")).scalars()
    return Lineage(units, (day.year for day in lists))


def _all_pieces(connection: Connection, lineage: Lineage) -> Iterator[_DatedPiece]:
    for base_level in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE):
        coverage = read_atoms(connection, lineage, base_level)
        if coverage is None:
            continue
        levels = (Level.PROVINCE, Level.PREFECTURE) if base_level is Level.COUNTY else ()
        yield from _dated_pieces(lineage, coverage, (*levels, base_level))


def _dated_pieces(
    lineage: Lineage, coverage: AtomCoverage, levels: Iterable[Level]
) -> Iterator[_DatedPiece]:
    """The pieces of each level, equal ones of following years as one."""
    lots = walk(lineage, coverage.atoms.values(), coverage.base_year)
    for level in levels:
        before = pieces_before_the_record(coverage.atoms, _name_of(lineage).get)
        standing: dict[Piece, date | None] = dict.fromkeys(before)
        with step(f"{level} 各年区划", len(lineage.years)) as progress:
            for year in lineage.years:
                pieces = pieces_of(
                    lineage,
                    year,
                    coverage.atoms,
                    lots[year],
                    lots[coverage.base_year],
                    coverage.base_year,
                    level,
                    coverage.level,
                )
                day = list_day(year)
                kept = {piece: standing.get(piece, day) for piece in pieces}
                for piece, start in standing.items():
                    if piece not in kept:
                        yield _DatedPiece(level, coverage, piece, start, day)
                standing = kept
                progress.advance(1)
        for piece, start in standing.items():
            yield _DatedPiece(level, coverage, piece, start, None)


def _name_of(lineage: Lineage) -> Mapping[str, str]:
    """The newest name of every code."""
    return {u.code: u.name for u in sorted(lineage.units.values(), key=lambda unit: unit.first)}


@dataclass(slots=True)
class _Unions:
    """Unions of atoms as EWKB, each made once: most areas of many dates share theirs."""

    coverage: AtomCoverage
    _made: dict[tuple[frozenset[AtomId], int | None], str] = field(default_factory=dict)
    _points: dict[frozenset[AtomId], str] = field(default_factory=dict)

    def area(self, members: frozenset[AtomId]) -> tuple[str, str]:
        """The geometry in CGCS2000 and its label point."""
        if members not in self._points:
            whole = self.coverage.union(members)
            self._made[members, None] = ewkb_hex(whole, CGCS2000_SRID)
            self._points[members] = ewkb_hex(label_point(whole), CGCS2000_SRID)
        return self._made[members, None], self._points[members]

    def drawing(self, members: frozenset[AtomId], band: int) -> str:
        """The drawing of a band in Web Mercator."""
        key = (members, band)
        if key not in self._made:
            self._made[key] = ewkb_hex(self.coverage.union(members, band), WEB_MERCATOR_SRID)
        return self._made[key]


def _store(connection: Connection, dated: list[_DatedPiece]) -> None:
    rows = list(zip(reserve_ids(connection, "division_area", len(dated)), dated, strict=True))
    unions = {id(one.coverage): _Unions(one.coverage) for one in dated}
    with step("区划面", len(rows)) as progress:
        copy_rows(
            connection,
            "division_area",
            ("id", "level", "division_id", "code", "name", "parent_code", "valid", "grade")
            + ("flag", "note", "geom", "label_point"),
            _counted(progress, (_area_row(key, one, unions) for key, one in rows)),
        )
    copy_rows(
        connection,
        "division_area_candidate",
        ("area_id", "division_id"),
        (
            (key, unit)
            for key, one in rows
            if one.piece.unit is None
            for unit in sorted(one.piece.candidates)
        ),
    )
    with step("区划面的概化图形", len(rows) * len(BANDS)) as progress:
        copy_rows(
            connection,
            "division_area_drawing",
            ("area_id", "band", "geom"),
            _counted(
                progress,
                (
                    (key, band, unions[id(one.coverage)].drawing(one.piece.atoms, band))
                    for band in BANDS
                    for key, one in rows
                ),
            ),
        )


def _counted(progress: Step, rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    for row in rows:
        yield row
        progress.advance(1)


def _area_row(key: int, one: _DatedPiece, unions: Mapping[int, _Unions]) -> tuple[object, ...]:
    piece = one.piece
    area, point = unions[id(one.coverage)].area(piece.atoms)
    return (
        key,
        one.level.value,
        piece.unit,
        piece.code,
        piece.name,
        piece.parent_code,
        days(one.start, one.end),
        piece.grade.value,
        piece.flag.value if piece.flag else None,
        piece.note,
        area,
        point,
    )


def _store_editions(connection: Connection, dated: Iterable[_DatedPiece]) -> None:
    """Every day on which a layer's content changes; the first edition starts with the calendar."""
    starts: dict[str, set[date]] = {}
    for one in dated:
        starts.setdefault(one.level.value, {ALWAYS}).add(one.start or ALWAYS)
    for table in ("boundary_line", "boundary_marker"):
        found = connection.execute(text(read_sql("ingest.divisions", f"{table}_days"))).scalars()
        changes = {day or ALWAYS for day in found}
        if changes:
            starts[table] = {ALWAYS} | changes
    copy_rows(
        connection,
        "layer_edition",
        ("layer", "starts"),
        ((layer, day) for layer, layer_days in starts.items() for day in sorted(layer_days)),
    )

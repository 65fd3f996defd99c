"""Derives what is drawn: areas of every level at every date, their drawings, the editions."""

from __future__ import annotations

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import structlog
from sqlalchemy import Connection, Engine, text

from ingest.bulk import copy_rows
from ingest.divisions.coverage.atoms import AtomCoverage, read_atoms
from ingest.divisions.coverage.built_areas import DatedPiece, store_areas
from ingest.divisions.coverage.built_atoms import store_atoms
from ingest.divisions.coverage.lines import draw_lines
from ingest.divisions.coverage.outlines import store_outlines
from ingest.divisions.coverage.register import RegisterLineage, read_lineage, read_list_days
from spatial.db import read_sql
from spatial.division_codes import Level
from spatial.divisions.coverage.pieces import Piece
from spatial.divisions.coverage.timeline import Base, Days, Seen, drawn_through, held_atoms
from spatial.progress import step
from spatial.temporal import Basis
from spatial.tile_grids import EXTENT, TILE_BUFFER

log = structlog.get_logger(__name__)

RULES = 4
"""Raised when the derivation changes, so that an old build is made anew."""

ALWAYS = date.min
"""The start of the first edition of every layer: an edition needs a day, and this is the first."""

_MOST_RANGES = 2000

_INPUT_KINDS = ("division-shapes", "boundary-lines", "boundary-markers")


def build_areas(engine: Engine) -> None:
    """Derives areas, drawings and editions from the registry and the vintages; one transaction.

    Does nothing when they were derived from the same ones already. Province and prefecture areas
    come from the county atoms; each lower level comes from its own base vintage. What is stored
    is a difference: areas that are still true keep their ids, those that are not keep their rows
    with an end of `known`.
    """
    begun = time.monotonic()
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('build areas', 0))"))
        fingerprint = _fingerprint(connection)
        if fingerprint == _built_from(connection):
            log.info("areas are up to date")
            return
        known_from = connection.execute(
            text(read_sql("ingest.divisions.coverage", "next_area_instant"))
        ).scalar_one()
        pieces = list(_all_pieces(connection))
        coverages = {id(one.coverage): one.coverage for one in pieces}
        atoms = store_atoms(connection, coverages.values(), known_from)
        members = defaultdict(set)
        for one in pieces:
            members[id(one.coverage)].add(one.piece.atoms)
        outlines = {
            key: store_outlines(connection, coverage, atoms[key], members[key], known_from)
            for key, coverage in coverages.items()
        }
        added = store_areas(connection, pieces, atoms, outlines, known_from)
        lines = draw_lines(connection)
        connection.execute(
            text(read_sql("ingest.divisions.coverage", "changed_tiles")),
            {
                "known_from": known_from,
                "lines": lines,
                "margin": TILE_BUFFER,
                "extent": EXTENT,
                "most": _MOST_RANGES,
            },
        )
        _store_editions(connection, pieces)
        connection.execute(
            text(
                "INSERT INTO division_build (fingerprint, built_at, registry_from, run_id)"
                " SELECT :fingerprint, :now, (SELECT max(known_from) FROM division_registry),"
                " (SELECT max(id) FROM ingest_run WHERE status = 'loaded' AND kind = ANY(:kinds))"
                " ON CONFLICT (only_row) DO UPDATE"
                " SET fingerprint = excluded.fingerprint, built_at = excluded.built_at,"
                " registry_from = excluded.registry_from, run_id = excluded.run_id"
            ),
            {"fingerprint": fingerprint, "now": datetime.now(UTC), "kinds": list(_INPUT_KINDS)},
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # The tables were filled at once: without statistics the first maps would be slow.
        connection.execute(
            text(
                "VACUUM (ANALYZE) division, division_area, division_area_candidate,"
                " division_outline, division_drawing, division_area_atom, division_atom,"
                " division_atom_part, boundary_line_drawing"
            )
        )
    seconds = round(time.monotonic() - begun, 1)
    log.info("areas", areas=len(pieces), added=added, seconds=seconds)


def _fingerprint(connection: Connection) -> str:
    """What the build is made of: the registry as it is known, the vintages, lines and markers."""
    registry = connection.execute(
        text(
            "SELECT fingerprint, known_from::text FROM division_registry ORDER BY known_from DESC"
            " LIMIT 1"
        )
    ).all()
    runs = connection.execute(
        text(
            "SELECT kind, source_sha256, parameters::text FROM ingest_run"
            " WHERE status = 'loaded' AND kind = ANY(:kinds) ORDER BY id"
        ),
        {"kinds": list(_INPUT_KINDS)},
    ).all()
    inputs = [RULES, [list(row) for row in registry], [list(run) for run in runs]]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


def _built_from(connection: Connection) -> str | None:
    found = connection.execute(text("SELECT fingerprint FROM division_build"))
    value = found.scalar_one_or_none()
    return None if value is None else str(value)


def _all_pieces(connection: Connection) -> Iterator[DatedPiece]:
    lists = read_list_days(connection)
    if not lists:
        return
    lineages = {basis: read_lineage(connection, basis, lists[0]) for basis in Basis}
    for base_level in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE):
        coverage = read_atoms(connection, lineages[Basis.LIST].lineage, lists, base_level)
        if coverage is None:
            continue
        above = (Level.PROVINCE, Level.PREFECTURE) if base_level is Level.COUNTY else ()
        with step(f"{base_level} 历年区划", len(Basis)) as progress:
            drawn: defaultdict[tuple[Level, Piece], dict[Basis, list[Days]]] = defaultdict(dict)
            held = held_atoms(lineages[Basis.LIST].lineage, coverage.base, (*above, base_level))
            seen: Seen = {}
            for basis, register in lineages.items():
                base = _as_stands(coverage.base, register)
                for level, piece, period in drawn_through(register.lineage, base, held, seen):
                    drawn[level, piece].setdefault(basis, []).append(period)
                progress.advance(1)
        for (level, piece), periods in drawn.items():
            yield from _dated(level, coverage, piece, periods)


def _as_stands(base: Base, register: RegisterLineage) -> Base:
    """The base with the units that hold through some day on the basis in place of the others."""
    if not register.passed_over:
        return base
    atoms = {
        key: replace(atom, owners=register.standing(atom.owners))
        for key, atom in base.atoms.items()
    }
    return replace(base, atoms=atoms)


def _dated(
    level: Level, coverage: AtomCoverage, piece: Piece, periods: Mapping[Basis, Sequence[Days]]
) -> Iterator[DatedPiece]:
    """One area for each period on lists; those of the other bases go with the nearest of them."""
    valid = periods.get(Basis.LIST, [])
    others: list[dict[Basis, list[Days]]] = [defaultdict(list) for _ in range(max(len(valid), 1))]
    for basis in (Basis.ANNOUNCED, Basis.APPROVED):
        for period in periods.get(basis, ()):
            nearest = max(range(len(valid)), key=lambda at: _shared(valid[at], period), default=0)
            others[nearest][basis].append(period)
    for at, other in enumerate(others):
        yield DatedPiece(
            level,
            coverage,
            piece,
            valid[at] if valid else None,
            tuple(sorted(other[Basis.ANNOUNCED], key=_start)),
            tuple(sorted(other[Basis.APPROVED], key=_start)),
        )


def _start(period: Days) -> date:
    return period[0] or date.min


def _shared(one: Days, other: Days) -> int:
    """How many days two periods share; below zero, how many lie between them."""
    start = max(_start(one), _start(other))
    return (min(one[1] or date.max, other[1] or date.max) - start).days


def _store_editions(connection: Connection, pieces: Iterable[DatedPiece]) -> None:
    """Every day on which a layer's content changes; the first edition starts with the calendar."""
    connection.execute(text("DELETE FROM layer_edition"))
    starts: dict[str, set[date]] = {}
    for one in pieces:
        if one.valid is not None:
            starts.setdefault(one.level.value, {ALWAYS}).add(one.valid[0] or ALWAYS)
    for table in ("boundary_line", "boundary_marker"):
        found = connection.execute(
            text(read_sql("ingest.divisions.coverage", f"{table}_days"))
        ).scalars()
        changes = {day or ALWAYS for day in found}
        if changes:
            starts[table] = {ALWAYS} | changes
    copy_rows(
        connection,
        "layer_edition",
        ("layer", "starts"),
        ((layer, day) for layer, layer_days in starts.items() for day in sorted(layer_days)),
    )

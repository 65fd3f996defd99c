"""Stores the areas of a build as a difference in system time: an equal area keeps its id.

An area that is no longer true keeps its row, with the instant at which that was known.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from psycopg.types.multirange import DateMultirange
from psycopg.types.range import DateRange, TimestamptzRange
from sqlalchemy import Connection, text

from ingest.bulk import copy_rows, days, reserve_ids
from ingest.divisions.coverage.atoms import AtomCoverage
from ingest.divisions.coverage.outlines import Members
from ingest.divisions.polygons.geometry import CGCS2000_SRID, ewkb_hex, label_point
from spatial.division_codes import Level
from spatial.divisions.coverage.pieces import Piece
from spatial.divisions.coverage.timeline import Days
from spatial.divisions.coverage.walking import AtomId
from spatial.progress import Step, step


@dataclass(frozen=True, slots=True)
class DatedPiece:
    """A piece with the days on which it is drawn, on each basis.

    valid: on lists; None where only another basis has it.
    """

    level: Level
    coverage: AtomCoverage
    piece: Piece
    valid: Days | None
    announced: tuple[Days, ...]
    approved: tuple[Days, ...]


def store_areas(
    connection: Connection,
    pieces: Sequence[DatedPiece],
    atom_ids: Mapping[int, Mapping[AtomId, int]],
    outline_ids: Mapping[int, Mapping[Members, int]],
    known_from: datetime,
) -> int:
    """Ends the areas that are no more, adds the new ones; how many were added.

    atom_ids: as `store_atoms` gives them; outline_ids: as `store_outlines` does, by the id() of
    each coverage.
    """
    wanted = {_content(one, atom_ids[id(one.coverage)]): one for one in pieces}
    shapes = {id(one.coverage): _Shapes(one.coverage) for one in pieces}
    standing = {
        bytes(row.content): row.id
        for row in connection.execute(
            text("SELECT id, content FROM division_area WHERE upper_inf(known)")
        )
    }
    _end(
        connection, [key for content, key in standing.items() if content not in wanted], known_from
    )
    new = {content: one for content, one in wanted.items() if content not in standing}
    ids = reserve_ids(connection, "division_area", len(new))
    rows = [(key, content, one) for key, (content, one) in zip(ids, new.items(), strict=True)]
    _add(connection, rows, shapes, atom_ids, outline_ids, known_from)
    return len(rows)


def _content(one: DatedPiece, atom_ids: Mapping[AtomId, int]) -> bytes:
    """What tells an area from any other."""
    piece = one.piece
    said = (
        one.level,
        (piece.unit, piece.code, piece.name, piece.parent_code, sorted(piece.candidates)),
        (piece.grade, piece.flag, piece.note),
        sorted(atom_ids[atom] for atom in piece.atoms),
        (one.valid, one.announced, one.approved),
    )
    return hashlib.sha256(json.dumps(said, default=date.isoformat).encode()).digest()


@dataclass(slots=True)
class _Shapes:
    """Unions of atoms, each made once: most areas of many days share theirs."""

    coverage: AtomCoverage
    _areas: dict[Members, tuple[str, str]] = field(default_factory=dict)

    def area(self, members: Members) -> tuple[str, str]:
        """The geometry in CGCS2000 and its label point, for COPY."""
        if members not in self._areas:
            whole = self.coverage.union(members)
            point = label_point(whole)
            self._areas[members] = ewkb_hex(whole, CGCS2000_SRID), ewkb_hex(point, CGCS2000_SRID)
        return self._areas[members]


_Row = tuple[int, bytes, DatedPiece]


def _end(connection: Connection, gone: list[int], known_from: datetime) -> None:
    connection.execute(
        text(
            "UPDATE division_area SET known = tstzrange(lower(known), :instant)"
            " WHERE id = ANY(:gone)"
        ),
        {"instant": known_from, "gone": gone},
    )


def _add(
    connection: Connection,
    rows: Sequence[_Row],
    shapes: Mapping[int, _Shapes],
    atom_ids: Mapping[int, Mapping[AtomId, int]],
    outline_ids: Mapping[int, Mapping[Members, int]],
    known_from: datetime,
) -> None:
    known = TimestamptzRange(known_from, None)
    with step("区划面", len(rows)) as progress:
        copy_rows(
            connection,
            "division_area",
            ("id", "level", "division_id", "code", "name", "parent_code", "valid")
            + ("valid_announced", "valid_approved", "known", "grade", "flag", "note")
            + ("content", "outline_id", "geom", "label_point"),
            _counted(
                progress,
                (_area_row(row, shapes, outline_ids, known) for row in rows),
            ),
        )
    copy_rows(
        connection,
        "division_area_candidate",
        ("area_id", "division_id"),
        (
            (key, unit)
            for key, _, one in rows
            if one.piece.unit is None
            for unit in sorted(one.piece.candidates)
        ),
    )
    copy_rows(
        connection,
        "division_area_atom",
        ("area_id", "atom_id"),
        (
            (key, atom_ids[id(one.coverage)][atom])
            for key, _, one in rows
            for atom in sorted(one.piece.atoms)
        ),
    )


def _area_row(
    row: _Row,
    shapes: Mapping[int, _Shapes],
    outline_ids: Mapping[int, Mapping[Members, int]],
    known: TimestamptzRange,
) -> tuple[object, ...]:
    key, content, one = row
    piece = one.piece
    coverage = id(one.coverage)
    return (
        key,
        one.level.value,
        piece.unit,
        piece.code,
        piece.name,
        piece.parent_code,
        days(*one.valid) if one.valid else DateRange(empty=True),
        _several(one.announced),
        _several(one.approved),
        known,
        piece.grade.value,
        piece.flag.value if piece.flag else None,
        piece.note,
        content,
        outline_ids[coverage][piece.atoms],
        *shapes[coverage].area(piece.atoms),
    )


def _several(periods: Iterable[Days]) -> DateMultirange:
    return DateMultirange([days(*period) for period in periods])


def _counted(progress: Step, rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    for row in rows:
        yield row
        progress.advance(1)

"""Stores the outlines that areas share, and their drawings, as a difference in system time."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from psycopg.types.range import TimestamptzRange
from sqlalchemy import Connection, text

from ingest.bulk import copy_rows, reserve_ids
from ingest.divisions.coverage.atoms import AtomCoverage
from ingest.divisions.coverage.drawings import (
    CANVASES,
    RULES,
    Canvas,
    Drawing,
    Geometries,
    drawings,
    every_canvas,
    on_canvas,
)
from ingest.divisions.polygons.geometry import label_point
from spatial.divisions.coverage.walking import AtomId
from spatial.progress import step

Members = frozenset[AtomId]


def store_outlines(
    connection: Connection,
    coverage: AtomCoverage,
    atom_ids: Mapping[AtomId, int],
    wanted: Iterable[Members],
    known_from: datetime,
) -> dict[Members, int]:
    """The id of each outline; new ones are added, and drawn on every canvas.

    All are drawn anew where the atoms of the coverage changed: what a neighbour looks like may
    change a drawing. Every atom by itself is an outline, too: of them others are made.
    """
    members = dict.fromkeys([frozenset({atom}) for atom in coverage.order], None)
    members |= dict.fromkeys(wanted, None)
    digests = {one: _digest(atom_ids[atom] for atom in one) for one in members}
    standing = {
        bytes(row.atoms): int(row.id)
        for row in connection.execute(
            text("SELECT id, atoms FROM division_outline WHERE atoms = ANY(:atoms)"),
            {"atoms": list(digests.values())},
        )
    }
    new = [one for one, digest in digests.items() if digest not in standing]
    keys = reserve_ids(connection, "division_outline", len(new))
    copy_rows(
        connection,
        "division_outline",
        ("id", "atoms"),
        ((key, digests[one]) for key, one in zip(keys, new, strict=True)),
    )
    added = dict(zip(new, keys, strict=True))
    ids = {one: added[one] if one in added else standing[digests[one]] for one in members}
    level = coverage.base.level.value
    all_atoms = _digest(atom_ids.values()).hex() + f" {RULES}"
    if _drawn_of(connection, level) == all_atoms:
        _draw_new(connection, coverage, {one: ids[one] for one in new}, ids, known_from)
    else:
        _draw_all(connection, coverage, ids, known_from)
        connection.execute(
            text(
                "INSERT INTO division_drawn_coverage (level, atoms) VALUES (:level, :atoms)"
                " ON CONFLICT (level) DO UPDATE SET atoms = excluded.atoms"
            ),
            {"level": level, "atoms": all_atoms},
        )
    return ids


def _digest(atom_ids: Iterable[int]) -> bytes:
    return hashlib.sha256(",".join(map(str, sorted(atom_ids))).encode()).digest()


def _drawn_of(connection: Connection, level: str) -> str | None:
    """Of which atoms the drawings of a level were made last."""
    found = connection.execute(
        text("SELECT atoms FROM division_drawn_coverage WHERE level = :level"), {"level": level}
    ).scalar_one_or_none()
    return None if found is None else str(found)


def _draw_all(
    connection: Connection,
    coverage: AtomCoverage,
    ids: Mapping[Members, int],
    known_from: datetime,
) -> None:
    """Draws every outline; what is drawn as before stays, what differs ends and is added anew."""
    outlines = _Outlines.of(coverage, ids)
    with step(f"{coverage.base.level} 概化图形", len(CANVASES)) as progress:
        for canvas, atoms in every_canvas(coverage.geometries):
            _store(connection, canvas, outlines.on(canvas, atoms), known_from)
            progress.advance(1)


def _draw_new(
    connection: Connection,
    coverage: AtomCoverage,
    new: Mapping[Members, int],
    ids: Mapping[Members, int],
    known_from: datetime,
) -> None:
    """Draws outlines of atoms that are drawn already."""
    if not new:
        return
    outlines = _Outlines.of(coverage, new)
    atoms = sorted(coverage.order, key=lambda atom: coverage.order[atom])
    keys = [ids[frozenset({atom})] for atom in atoms]
    for canvas in CANVASES:
        found = {
            row.outline_id: row.shape
            for row in connection.execute(
                text(
                    "SELECT outline_id, ST_AsBinary(shape) AS shape FROM division_drawing"
                    " WHERE outline_id = ANY(:ids) AND srid = :srid AND zoom = :zoom"
                    " AND upper_inf(known) AND GeometryType(shape) = 'MULTIPOLYGON'"
                ),
                {"ids": keys, "srid": canvas.grid.srid, "zoom": canvas.zoom},
            )
        }
        drawn = np.full(len(keys), None, dtype=object)
        for place, key in enumerate(keys):
            if key in found:
                drawn[place] = shapely.from_wkb(found[key])
        _store(connection, canvas, outlines.on(canvas, drawn), known_from)


@dataclass(frozen=True, slots=True)
class _Outlines:
    """Outlines by id, with the places of their atoms and where their names stand in CGCS2000."""

    ids: Sequence[int]
    places: Sequence[Sequence[int]]
    labels: Geometries

    @classmethod
    def of(cls, coverage: AtomCoverage, ids: Mapping[Members, int]) -> _Outlines:
        labels = np.empty(len(ids), dtype=object)
        for place, members in enumerate(ids):
            labels[place] = label_point(coverage.union(members))
        places = [sorted(coverage.order[atom] for atom in members) for members in ids]
        return cls(list(ids.values()), places, labels)

    def on(self, canvas: Canvas, atoms: Geometries) -> dict[int, Drawing]:
        """Their drawings on a canvas, of the atoms as drawn there."""
        drawn = drawings(atoms, self.places, on_canvas(self.labels, canvas))
        return dict(zip(self.ids, drawn, strict=True))


def _store(
    connection: Connection, canvas: Canvas, drawn: Mapping[int, Drawing], known_from: datetime
) -> None:
    where = {"srid": canvas.grid.srid, "zoom": canvas.zoom}
    standing = {
        row.outline_id: bytes(row.digest)
        for row in connection.execute(
            text(
                "SELECT outline_id, digest FROM division_drawing"
                " WHERE outline_id = ANY(:ids) AND srid = :srid AND zoom = :zoom"
                " AND upper_inf(known)"
            ),
            {"ids": list(drawn), **where},
        )
    }
    known = TimestamptzRange(known_from, None)
    rows = list(_rows(canvas, drawn, known, standing))
    _end(connection, [key for key, *_ in rows if key in standing], known_from, where)
    copy_rows(
        connection,
        "division_drawing",
        ("outline_id", "srid", "zoom", "shape", "label", "digest", "known"),
        rows,
    )


def _rows(
    canvas: Canvas,
    drawn: Mapping[int, Drawing],
    known: TimestamptzRange,
    standing: Mapping[int, bytes],
) -> Iterator[tuple[int, object, object, object, object, object, object]]:
    for key, one in drawn.items():
        shape, label = shapely.to_wkb([one.shape, one.label])
        digest = hashlib.sha256(shape + label).digest()
        if standing.get(key) != digest:
            yield key, canvas.grid.srid, canvas.zoom, shape.hex(), label.hex(), digest, known


def _end(
    connection: Connection,
    gone: Collection[int],
    known_from: datetime,
    where: Mapping[str, int],
) -> None:
    connection.execute(
        text(
            "UPDATE division_drawing SET known = tstzrange(lower(known), :instant)"
            " WHERE outline_id = ANY(:gone) AND srid = :srid AND zoom = :zoom"
            " AND upper_inf(known)"
        ),
        {"gone": list(gone), "instant": known_from, **where},
    )

"""Stores the atoms of a build as a difference in system time: an equal atom keeps its id."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

import shapely
from psycopg.types.range import TimestamptzRange
from sqlalchemy import Connection, text

from ingest.bulk import copy_rows, reserve_ids
from ingest.divisions.coverage.atoms import AtomCoverage
from ingest.divisions.polygons.geometry import CGCS2000_SRID, as_multipolygon, ewkb_hex
from spatial.divisions.coverage.walking import AtomId

_PART_VERTICES = 96


def store_atoms(
    connection: Connection, coverages: Iterable[AtomCoverage], known_from: datetime
) -> dict[int, dict[AtomId, int]]:
    """Ends the atoms that are no more, adds the new ones, gives the ids of all.

    The result: by the id() of each coverage, the id of each of its atoms in the database.
    """
    wanted = {id(coverage): _digests(coverage) for coverage in coverages}
    standing = {
        bytes(digest): key
        for key, digest in connection.execute(
            text("SELECT id, digest FROM division_atom WHERE upper_inf(known)")
        )
    }
    found = {digest for digests in wanted.values() for digest in digests.values()}
    gone = [key for digest, key in standing.items() if digest not in found]
    connection.execute(
        text(
            "UPDATE division_atom SET known = tstzrange(lower(known), :instant)"
            " WHERE id = ANY(:gone)"
        ),
        {"instant": known_from, "gone": gone},
    )
    ids = {}
    for coverage in coverages:
        digests = wanted[id(coverage)]
        new = {atom: digest for atom, digest in digests.items() if digest not in standing}
        added = dict(zip(new, _add(connection, coverage, new, known_from), strict=True))
        ids[id(coverage)] = {
            atom: added[atom] if atom in added else standing[digest]
            for atom, digest in digests.items()
        }
    return ids


def _digests(coverage: AtomCoverage) -> dict[AtomId, bytes]:
    """What tells each atom from any other: its level, code, name and polygon."""
    shapes = shapely.to_wkb(coverage.geometries)
    return {
        key: hashlib.sha256(
            "\0".join((coverage.base.level.value, key, atom.name)).encode()
            + shapes[coverage.order[key]]
        ).digest()
        for key, atom in coverage.base.atoms.items()
    }


def _add(
    connection: Connection,
    coverage: AtomCoverage,
    digests: Mapping[AtomId, bytes],
    known_from: datetime,
) -> list[int]:
    ids = reserve_ids(connection, "division_atom", len(digests))
    known = TimestamptzRange(known_from, None)
    copy_rows(
        connection,
        "division_atom",
        ("id", "level", "code", "name", "geom", "digest", "known"),
        (
            (
                key,
                coverage.base.level.value,
                atom,
                coverage.base.atoms[atom].name,
                ewkb_hex(as_multipolygon(coverage.geometries[coverage.order[atom]]), CGCS2000_SRID),
                digest,
                known,
            )
            for key, (atom, digest) in zip(ids, digests.items(), strict=True)
        ),
    )
    connection.execute(
        text(
            "INSERT INTO division_atom_part (atom_id, geom) SELECT id, (ST_Dump(part)).geom"
            " FROM division_atom, ST_Subdivide(geom, :vertices) AS part WHERE id = ANY(:ids)"
        ),
        {"ids": ids, "vertices": _PART_VERTICES},
    )
    return ids

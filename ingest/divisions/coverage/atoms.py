"""The atoms of a level: the base vintage's polygons as one clean coverage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon
from sqlalchemy import Connection, text

from ingest.divisions.coverage.cuts import cut_atoms
from ingest.divisions.coverage.second_vintages import read_second_vintages
from ingest.divisions.polygons.geometry import as_multipolygon
from spatial.division_codes import Level, prefecture_code, province_code
from spatial.divisions.coverage.lineage import Lineage, UnitList
from spatial.divisions.coverage.timeline import Base
from spatial.divisions.coverage.walking import Atom, AtomId, Pair

Geometries = NDArray[np.object_]

# A square of about ten metres, in square degrees: overlaps below it are digitising slivers, those
# above are places that the source draws in two units (前三岛, of Jiangsu and of Shandong).
_SLIVER_DEG2 = 1e-8
_DOUBLE_DEG2 = 1e-6


@dataclass(frozen=True)
class AtomCoverage:
    """The atoms of a level and their polygons. No two overlap, neighbours share vertices.

    geometries: CGCS2000, in the order of `order`.
    """

    base: Base
    order: Mapping[AtomId, int]
    geometries: Geometries

    def union(self, members: Iterable[AtomId]) -> MultiPolygon:
        """The union of some atoms, valid, in CGCS2000."""
        return union_of(self.geometries[[self.order[atom] for atom in sorted(members)]])


def union_of(parts: Geometries) -> MultiPolygon:
    """The valid union of polygons of one coverage."""
    if len(parts) == 1:
        return as_multipolygon(parts[0])
    whole = shapely.coverage_union_all(parts)
    if not whole.is_valid:
        # Edges of atoms that touch in a point may nest; the general union sorts that out.
        whole = shapely.union_all(parts)
    return as_multipolygon(whole)


def read_atoms(
    connection: Connection, lineage: Lineage[date], lists: Sequence[date], level: Level
) -> AtomCoverage | None:
    """The atoms of the level's base vintage, None where the level has none.

    They are cut where a second vintage tells more than the lineage does. lineage, lists: on the
    basis of lists, with the days of all lists.
    """
    vintage = connection.execute(
        text("SELECT id, drawn_as_of FROM shape_vintage WHERE role = 'base' AND level = :level"),
        {"level": level.value},
    ).one_or_none()
    if vintage is None:
        return None
    rows = connection.execute(
        text(
            "SELECT code, name, ST_AsBinary(geom) AS geom FROM division_shape"
            " WHERE vintage_id = :vintage ORDER BY code"
        ),
        {"vintage": vintage.id},
    ).all()
    # The vintage shows the newest list that was out on the day of drawing.
    day = max((one for one in lists if one <= vintage.drawn_as_of), default=lists[0])
    atoms, geometries = _atoms_of(rows, lineage.list_of(day))
    atoms, geometries = _without_overlaps(atoms, geometries)
    told: dict[Pair, date] = {}
    for second in read_second_vintages(connection, lineage, level):
        cut = cut_atoms(lineage, day, atoms, geometries, second)
        atoms, geometries = list(cut.atoms), cut.geometries
        told |= cut.told
    return AtomCoverage(
        base=Base(level, day, {atom.id: atom for atom in atoms}, told),
        order={atom.id: index for index, atom in enumerate(atoms)},
        geometries=geometries,
    )


def _atoms_of(rows: Iterable[Any], units: UnitList[date]) -> tuple[list[Atom[date]], Geometries]:
    parts: defaultdict[str, list[Any]] = defaultdict(list)
    names: dict[str, str] = {}
    for row in rows:
        code = _enclosing_childless(row.code, units)
        parts[code].append(shapely.from_wkb(row.geom))
        names.setdefault(code, units.units[code].name if code in units.units else row.name)
    atoms: list[Atom[date]] = [
        Atom(code, name, frozenset({units.units[code].id} if code in units.units else ()))
        for code, name in names.items()
    ]
    geometries = np.empty(len(atoms), dtype=object)
    for index, atom in enumerate(atoms):
        geometries[index] = as_multipolygon(shapely.union_all(parts[atom.id]))
    return atoms, geometries


def _enclosing_childless(code: str, units: UnitList[date]) -> str:
    """The unit that stands for a polygon: itself, or the one around it that has no lower levels.

    Counties of Taiwan and districts of Hong Kong are no divisions of the register: their polygons
    together are the one atom of their province.
    """
    if code in units.units:
        return code
    for enclosing in (code[:6], prefecture_code(code), province_code(code)):
        unit = units.units.get(enclosing)
        if unit is not None and not units.has_children(unit):
            return enclosing
    return code


def _without_overlaps(
    atoms: list[Atom[date]], geometries: Geometries
) -> tuple[list[Atom[date]], Geometries]:
    atoms, geometries = list(atoms), geometries.copy()
    tree = shapely.STRtree(geometries)
    first, second = tree.query(geometries, predicate="overlaps")
    doubles: list[Any] = []
    for i, j in sorted(zip(first.tolist(), second.tolist(), strict=True)):
        if i >= j:
            continue
        shared = as_multipolygon(shapely.intersection(geometries[i], geometries[j]))
        if shared.area > _DOUBLE_DEG2:
            atoms.append(
                Atom(
                    f"{atoms[i].id}+{atoms[j].id}",
                    f"{atoms[i].name}／{atoms[j].name}",
                    atoms[i].owners | atoms[j].owners,
                )
            )
            doubles.append(shared)
            geometries[i] = as_multipolygon(shapely.difference(geometries[i], shared))
        geometries[j] = as_multipolygon(shapely.difference(geometries[j], shared))
    if doubles:
        extra = np.empty(len(doubles), dtype=object)
        extra[:] = doubles
        geometries = np.concatenate([geometries, extra])
    if not shapely.coverage_is_valid(geometries):
        # Only edges are matched here: a gap of the source stays a gap.
        cleaned = shapely.coverage_clean(geometries, snapping_distance=0, gap_width=0)
        geometries = _multipolygons(cleaned)
    return atoms, geometries


def _multipolygons(geometries: Geometries) -> Geometries:
    found = np.empty(len(geometries), dtype=object)
    for index, geometry in enumerate(geometries):
        found[index] = as_multipolygon(geometry)
    return found

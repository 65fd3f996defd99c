"""Cuts atoms of the base coverage where a second vintage shows a limit that the base has lost.

Two cases. An atom whose land lay in several units of the list that the second vintage shows (拱墅区
of today was 拱墅区 and 下城区) is divided along their limit. And where a unit has given a part to a
standing one since (栖霞市 to 福山区), the part is cut out of the atom of the taker. All else of the
second vintage is ignored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

import numpy as np
import shapely
import structlog
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon

from ingest.divisions.coverage.second_vintages import SecondVintage, View, views
from spatial.divisions.coverage.cutting import TOLERANCE_M, area_within_m2, cut_polygon
from spatial.divisions.coverage.lineage import Lineage, Moment, UnitId
from spatial.divisions.coverage.reach import Reach, Transfer, reach_of
from spatial.divisions.coverage.rim_nodes import rim_nodes, with_nodes
from spatial.divisions.coverage.walking import Anchor, Atom, AtomId, Pair

log = structlog.get_logger(__name__)

Geometries = NDArray[np.object_]
Pieces = dict[Atom[Moment], MultiPolygon]

_TRANSFER_WIDTH_M = 500.0
_LEAST_TRANSFER_M2 = 1e6
_CLEARER_THAN_NOISE = 4.0
"""A part that moved has to be this much larger than what the vintage draws the other way round.

Nothing moved that way by the record, so that much is how far the two vintages differ there."""


@dataclass(frozen=True, slots=True)
class CutAtoms(Generic[Moment]):
    """The atoms after the cuts, still one coverage.

    told: givers and takers of `Transition.partial` whose part is an atom of its own now, with the
    moment of the list that shows the part with the giver.
    """

    atoms: Sequence[Atom[Moment]]
    geometries: Geometries
    told: Mapping[Pair, Moment]


def cut_atoms(
    lineage: Lineage[Moment],
    base: Moment,
    atoms: Sequence[Atom[Moment]],
    geometries: Geometries,
    vintage: SecondVintage[Moment],
) -> CutAtoms[Moment]:
    """The atoms, drawn for the list `base`, with those cut that the vintage tells more about.

    A sub-atom is called by its atom and the code of the unit it lay in (`330105~330103`) and has
    that unit as an anchor. Neighbours get the vertices in which a cut ends. An atom stays whole
    where the vintage lacks one of the units or leaves too much of the atom to none of them.
    """
    seen: list[View[Moment]] = list(views(lineage, vintage))
    first, older = seen[0], seen[1:]
    uncut: CutAtoms[Moment] = CutAtoms(atoms, geometries, {})
    reach = reach_of(lineage, atoms, base, first.moment)
    cut = _cut_by(uncut, lineage, reach, first)
    near = _near(uncut, [shape for view in older for shape in _retired_shapes(view)])
    undrawn = {
        atom for atom, units in reach.candidates.items() if not units <= first.polygons.keys()
    }
    for view in older:
        looked_at: list[Atom[Moment]] = [
            atom for atom in cut.atoms if atom.polygon in near | undrawn
        ]
        reach = reach_of(lineage, looked_at, base, view.moment)
        cut = _cut_by(cut, lineage, _in_state_of(view, reach, undrawn), view)
    return cut


def _retired_shapes(view: View[Moment]) -> list[MultiPolygon]:
    return [view.polygons[unit] for unit in sorted(view.retired)]


def _near(cut: CutAtoms[Moment], shapes: list[MultiPolygon]) -> set[AtomId]:
    """The atoms that lie where one of the shapes does."""
    _, found = shapely.STRtree(cut.geometries).query(np.array(shapes, dtype=object))
    return {cut.atoms[number].polygon for number in found.tolist()}


def _in_state_of(view: View[Moment], reach: Reach, undrawn: set[AtomId]) -> Reach:
    """The atoms at which the vintage shows the older list and not its own.

    So it is where it draws a unit that was gone by then, or does not draw the one that was there.
    """
    found = {
        atom: units
        for atom, units in reach.candidates.items()
        if atom.partition("~")[0] in undrawn
        or (units | {one.other for one in reach.transfers.get(atom, ())}) & view.retired
    }
    return Reach(found, {atom: reach.transfers.get(atom, frozenset()) for atom in found})


def _cut_by(
    before: CutAtoms[Moment], lineage: Lineage[Moment], reach: Reach, view: View[Moment]
) -> CutAtoms[Moment]:
    """The atoms, with those cut of which the view shows several units."""
    atoms, geometries = before.atoms, before.geometries
    shapes = {atom.id: shape for atom, shape in zip(atoms, geometries, strict=True)}
    shown = _shown_transfers(reach, shapes, view)
    codes = {unit.id: code for code, unit in lineage.list_of(view.moment).units.items()}
    pieces: dict[AtomId, Pieces[Moment]] = {atom.id: {atom: shapes[atom.id]} for atom in atoms}
    tree = shapely.STRtree(geometries)
    told = dict(before.told)
    for number, atom in sorted(enumerate(atoms), key=lambda one: one[1].id):
        candidates = reach.candidates.get(atom.id, frozenset())
        wanted = candidates | {one.other for one in shown.get(atom.id, ())}
        if len(wanted) < 2 or atom.doubly_covered or not wanted <= view.polygons.keys():
            continue
        width_m = _TRANSFER_WIDTH_M if atom.id in shown else TOLERANCE_M
        [whole] = pieces[atom.id].values()
        parts = cut_polygon(whole, {unit: view.polygons[unit] for unit in wanted}, width_m)
        if len(parts) == 1 and parts.keys() <= candidates and len(candidates) > 1:
            # Of its candidates only one reaches into it: it is not cut, but known to lie there.
            [owner] = parts
            pieces[atom.id] = {_anchored(atom, atom.id, view.moment, owner): whole}
        elif len(parts) > 1:
            around = [atoms[at].id for at in tree.query(geometries[number]) if at != number]
            if not _put_in(pieces, around, whole, parts):
                log.warning("a cut was left out: its ends do not fit", atom=atom.id)
                continue
            pieces[atom.id] = {
                _anchored(atom, f"{atom.id}~{codes[unit]}", view.moment, unit): part
                for unit, part in sorted(parts.items(), key=lambda one: codes[one[0]])
            }
            told |= {one.pair: view.moment for one in shown.get(atom.id, ()) if one.other in parts}
            log.info("an atom was cut", atom=atom.id, into=sorted(codes[unit] for unit in parts))
    cut = [one for atom in atoms for one in pieces[atom.id].items()]
    found = np.empty(len(cut), dtype=object)
    found[:] = [shape for _, shape in cut]
    return CutAtoms([atom for atom, _ in cut], found, told)


def _anchored(atom: Atom[Moment], name: AtomId, moment: Moment, owner: UnitId) -> Atom[Moment]:
    anchors = list(atom.anchors)
    anchors.append(Anchor(moment, owner))
    return Atom(name, atom.name, atom.owners, tuple(anchors))


def _put_in(
    pieces: dict[AtomId, Pieces[Moment]],
    around: list[AtomId],
    whole: MultiPolygon,
    parts: Mapping[UnitId, MultiPolygon],
) -> bool:
    """Gives the neighbours the vertices of the cut's ends; whether all is a coverage then."""
    nodes = rim_nodes(whole, parts.values())
    noded: dict[AtomId, Pieces[Moment]] = {
        name: {one: with_nodes(shape, nodes) for one, shape in pieces[name].items()}
        for name in around
    }
    all_shapes = list(parts.values())
    for held in noded.values():
        all_shapes += held.values()
    if not shapely.coverage_is_valid(all_shapes):
        return False
    pieces.update(noded)
    return True


def _shown_transfers(
    reach: Reach, shapes: Mapping[AtomId, MultiPolygon], view: View[Moment]
) -> dict[AtomId, list[Transfer]]:
    """The transfers that the view shows: per atom of the taker, those with a part to be seen."""
    atoms_of: dict[UnitId, list[AtomId]] = {}
    for atom, candidates in reach.candidates.items():
        for unit in candidates:
            atoms_of.setdefault(unit, []).append(atom)
    shown: dict[AtomId, list[Transfer]] = {}
    for atom, transfers in reach.transfers.items():
        takers = reach.candidates[atom]
        for transfer in sorted(transfers, key=lambda one: one.pair):
            if not takers | {transfer.other} <= view.polygons.keys() or transfer.other in takers:
                continue
            moved = area_within_m2(shapes[atom], view.polygons[transfer.other], _TRANSFER_WIDTH_M)
            if moved < _LEAST_TRANSFER_M2:
                continue
            noise = sum(
                area_within_m2(shapes[other], view.polygons[taker], _TRANSFER_WIDTH_M)
                for other in atoms_of.get(transfer.other, ())
                for taker in takers
            )
            if moved >= _CLEARER_THAN_NOISE * noise:
                shown.setdefault(atom, []).append(transfer)
    return shown

"""What a layer draws at a moment: the atoms of the base coverage in pieces, each with its grade.

Pure functions, no geometry, no database. Where each atom lay is told by `walking`. Every atom is
drawn exactly once at every moment, so each level is a coverage at every date by construction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic

from spatial.division_codes import Level
from spatial.divisions.coverage.grades import AreaFlag, AreaGrade
from spatial.divisions.coverage.keys import (
    Claim,
    Key,
    KeyFinder,
    key_in,
    keys_by_code,
    with_other_keys,
)
from spatial.divisions.coverage.lineage import Lineage, Moment, UnitId, UnitList
from spatial.divisions.coverage.pieces import (
    Group,
    Piece,
    doubly_covered_place,
    made_of,
    unlisted,
    unresolved,
)
from spatial.divisions.coverage.walking import Atom, AtomId, Lot, Lots

Held = Mapping[str, frozenset[AtomId]]
"""The atoms of each code of a layer in the list that the base vintage shows."""


@dataclass(slots=True)
class _Sight(Generic[Moment]):
    """What a layer saw at a moment. blurs: of the atoms that make some unit's limit uncertain."""

    units: UnitList[Moment]
    lots: Lots
    keys: dict[UnitId, Key[Moment] | None] = field(default_factory=dict)
    claims: dict[AtomId, Claim[Moment]] = field(default_factory=dict)
    blurs: dict[AtomId, frozenset[UnitId]] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)


class Layer(Generic[Moment]):
    """One level of the coverage, to be drawn at any moment of a lineage."""

    def __init__(
        self,
        lineage: Lineage[Moment],
        atoms: Mapping[AtomId, Atom[Moment]],
        level: Level,
        base_level: Level,
        held: Held | None = None,
    ) -> None:
        """base_level: of the atoms; `level` is that or above it. held: by `held_atoms`."""
        self.lineage: Lineage[Moment] = lineage
        self.atoms: Mapping[AtomId, Atom[Moment]] = atoms
        self.level = level
        self.base_level = base_level
        self._held = held or {}
        self._last: _Sight[Moment] | None = None
        self._made: dict[tuple[Key[Moment], frozenset[AtomId], bool], Piece] = {}
        parts: defaultdict[AtomId, set[AtomId]] = defaultdict(set)
        for atom in atoms.values():
            parts[atom.polygon].add(atom.id)
        self._parts = {key: frozenset(ids) for key, ids in parts.items() if len(ids) > 1}

    def held_atoms(self, moment: Moment, lots: Lots) -> Held:
        """The atoms of each code at the moment for which the atoms were drawn."""
        found: defaultdict[str, set[AtomId]] = defaultdict(set)
        for atom, claim in self._look(moment, lots, None).claims.items():
            if claim.is_clear:
                found[next(iter(claim.keys)).unit.code].add(atom)
        return {code: frozenset(members) for code, members in found.items()}

    def pieces(self, moment: Moment, lots: Lots) -> list[Piece]:
        """What is drawn at the moment with the lots that the atoms have there.

        Every atom lies in exactly one piece. Asked for one moment after the other, it looks only
        at the atoms for which something changed.
        """
        sight, last = self._look(moment, lots, self._last), self._last
        if last is not None and sight.claims == last.claims and sight.blurs == last.blurs:
            sight.pieces = last.pieces
        else:
            sight.pieces = self._drawn(sight)
        self._last = sight
        return sight.pieces

    def _drawn(self, sight: _Sight[Moment]) -> list[Piece]:
        pieces: list[Piece] = []
        clear: defaultdict[Key[Moment], set[AtomId]] = defaultdict(set)
        unclear: defaultdict[Claim[Moment], set[AtomId]] = defaultdict(set)
        for atom_id, claim in sight.claims.items():
            atom = self.atoms[atom_id]
            if not claim.keys and not claim.vague:
                pieces.append(unlisted(atom))
            elif claim.is_clear:
                clear[next(iter(claim.keys))].add(atom_id)
            elif atom.doubly_covered:
                pieces.append(doubly_covered_place(atom, claim))
            else:
                unclear[claim].add(atom_id)
        touched = {key for claim in unclear for key in claim.keys}
        blurred = {key.unit.id for key in touched}.union(*sight.blurs.values())
        for group in _connected(unclear, clear):
            pieces.append(unresolved(self.lineage, group))
        for key, members in clear.items():
            if key.connects and key in touched:
                continue
            known = (key, frozenset(members), key.unit.id in blurred)
            if known not in self._made:
                self._made[known] = self._resolved(*known)
            pieces.append(self._made[known])
        return pieces

    def _look(self, moment: Moment, lots: Lots, last: _Sight[Moment] | None) -> _Sight[Moment]:
        """The claim of every atom, taken over from the last sight where nothing touched it."""
        units = self.lineage.list_of(moment)
        sight: _Sight[Moment] = _Sight(units, lots)
        moved = frozenset[UnitId]()
        if last is not None:
            moved = with_other_keys(last.keys, self.lineage, last.units, units)
            sight.keys = {unit: key for unit, key in last.keys.items() if unit not in moved}

        def key_of(unit: UnitId) -> Key[Moment] | None:
            if unit not in sight.keys:
                sight.keys[unit] = key_in(units, self.lineage.units[unit], self.level)
            return sight.keys[unit]

        for atom_id, lot in lots.items():
            if (
                last is not None
                and last.lots.get(atom_id) is lot
                and lot.candidates
                and not lot.astray
                and moved.isdisjoint(lot.candidates)
                and moved.isdisjoint(lot.others)
            ):
                sight.claims[atom_id] = last.claims[atom_id]
                if atom_id in last.blurs:
                    sight.blurs[atom_id] = last.blurs[atom_id]
                continue
            claim = self._claim(units, key_of, atom_id, lot)
            sight.claims[atom_id] = claim
            if lot.others or lot.unsettled:
                sight.blurs[atom_id] = _blurred(claim, lot, key_of)
        return sight

    def _claim(
        self, units: UnitList[Moment], key_of: KeyFinder[Moment], atom_id: AtomId, lot: Lot
    ) -> Claim[Moment]:
        found = {candidate: key_of(candidate) for candidate in lot.candidates}
        keys = frozenset(key for key in found.values() if key is not None)
        vague = frozenset(candidate for candidate, key in found.items() if key is None)
        listed = bool(self.atoms[atom_id].owners)
        if (
            not lot.candidates
            and self.level is not self.base_level
            and (not listed or self.level is Level.PROVINCE)
        ):
            keys = keys_by_code(units, atom_id, self.level)
        astray = lot.astray
        if astray and self.level is Level.PROVINCE:
            # As above: the digits of its code say the province of the part of unnamed origin.
            by_code = keys_by_code(units, atom_id, self.level)
            keys, astray = keys | by_code, not by_code
        return Claim(keys, vague, astray)

    def _resolved(self, key: Key[Moment], members: frozenset[AtomId], blurred: bool) -> Piece:
        unit, note = key.unit, None
        if self._held.get(unit.code) == members:
            grade = AreaGrade.HELD
        elif self._is_cut(members):
            grade, note = AreaGrade.CUT, "部分界线取自另一版边界数据"
        else:
            grade, note = AreaGrade.DERIVED, made_of(unit, members, self.atoms)
        if blurred:
            grade, note = AreaGrade.APPROXIMATE, "其后有部分辖地划入或划出，界线为近似"
        if key.flag is AreaFlag.NO_LOWER_LEVELS:
            note = "名录中其下未设区县级单位" if self.level is not Level.PROVINCE else note
        elif key.flag is AreaFlag.NO_PREFECTURE:
            note = "无地级单位" if unit.level is Level.PROVINCE else "省（自治区）直辖"
        return Piece(
            members, unit.id, unit.code, unit.name, unit.parent_code, grade, key.flag, note,
            frozenset({unit.id}),
        )  # fmt: skip

    def _is_cut(self, members: frozenset[AtomId]) -> bool:
        """Whether a cut of a second vintage is on its limit: a part of a polygon, not all of it."""
        if not self._parts:
            return False
        polygons = (self._parts.get(self.atoms[member].polygon) for member in members)
        return any(parts is not None and not parts <= members for parts in polygons)


def _blurred(claim: Claim[Moment], lot: Lot, key_of: KeyFinder[Moment]) -> frozenset[UnitId]:
    """The units of the layer with a limit that, by an atom, is only about right.

    A part that an atom exchanged with a unit of its own key moved no limit of the layer. Else
    both sides are blurred, for the other one need not have an atom that says so.
    """
    own = {key.unit.id for key in claim.keys}
    met = {key.unit.id if key else None for key in map(key_of, lot.others)}
    if lot.unsettled or not claim.is_clear or not met <= own:
        return frozenset(own | {unit for unit in met if unit is not None})
    return frozenset()


def _connected(
    unclear: Mapping[Claim[Moment], set[AtomId]], clear: Mapping[Key[Moment], set[AtomId]]
) -> list[Group[Moment]]:
    """Groups of unclear atoms with the connecting keys they touch, and those keys' clear atoms."""
    root: dict[object, object] = {}

    def find(item: object) -> object:
        while root.setdefault(item, item) != item:
            item = root[item]
        return item

    for claim in unclear:
        # A claim without connecting keys stands alone: itself is its group.
        anchors: list[Key[Moment] | Claim[Moment]] = [key for key in claim.keys if key.connects]
        anchors = anchors or [claim]
        for other in anchors:
            root[find(other)] = find(anchors[0])
    groups: defaultdict[object, list[Claim[Moment]]] = defaultdict(list)
    for claim in unclear:
        anchor = next((key for key in claim.keys if key.connects), None)
        groups[find(anchor if anchor is not None else claim)].append(claim)
    found = []
    for claims in groups.values():
        keys = frozenset(key for claim in claims for key in claim.keys)
        members = {atom for claim in claims for atom in unclear[claim]}
        members |= {atom for key in keys if key.connects for atom in clear.get(key, ())}
        vague = frozenset(unit for claim in claims for unit in claim.vague)
        found.append((frozenset(members), keys, vague))
    return found

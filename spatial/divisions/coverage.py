"""Which unit each atom of the base coverage lay in, list by list, and what is drawn of it.

Pure functions, no geometry, no database. An atom is a polygon of the base vintage; it has a
unit in the list of the day it was drawn for. From there its candidates are walked through the
transitions of the lineage: one candidate means that the atom lay in that unit; several mean that
the record does not say in which, and none is guessed. Every atom is drawn exactly once in every
year, so each level is a coverage at every date by construction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from spatial.division_codes import Level, prefecture_code, province_code
from spatial.divisions.lineage import Lineage, Transition, Unit, UnitId, YearList

AtomId = str


class AreaGrade(StrEnum):
    """How well a drawn area is known.

    held: the base polygon of the same code. derived: a union of base polygons, or reached through
    a change of code. approximate: a part moved in or out that no polygon shows. cut: divided by a
    second vintage. unknown: several units whose limits nobody knows. no_data: in no list.
    """

    HELD = "held"
    DERIVED = "derived"
    APPROXIMATE = "approximate"
    CUT = "cut"
    UNKNOWN = "unknown"
    NO_DATA = "no_data"


class AreaFlag(StrEnum):
    """What is special about a drawn area.

    no_lower_levels: no unit of the level stands in it; it is drawn with its own shape.
    no_prefecture: a province, or a county directly under one, on the prefecture layer.
    no_data: in no list of the date. no_geometry: several units share it, or its unit is unknown.
    doubly_covered: the source draws it in two units at once.
    """

    NO_LOWER_LEVELS = "no_lower_levels"
    NO_PREFECTURE = "no_prefecture"
    NO_DATA = "no_data"
    NO_GEOMETRY = "no_geometry"
    DOUBLY_COVERED = "doubly_covered"


@dataclass(frozen=True, slots=True)
class Atom:
    """A polygon of the base coverage.

    id: the code it bears, or two joined by `+` where the source draws it twice. name: as the
    source says. owners: the units of the base list it lies in; none for a place that no list
    knows, two where it is doubly covered.
    """

    id: AtomId
    name: str
    owners: frozenset[UnitId]

    @property
    def doubly_covered(self) -> bool:
        """Whether the source draws it in two units."""
        return len(self.owners) > 1


@dataclass(frozen=True, slots=True)
class Lot:
    """Where an atom lay in one year: its candidate units, and what of it is in doubt.

    astray: whether it may also have lain in none of them: the record does not say where one of
    its candidates came from (or went to), so that the other ones are not all of its land.
    others: the units of the year with which it exchanged a part before its polygon was drawn (or
    has since); no polygon shows the part, so a limit between it and them is only about right.
    unsettled: whether the record does not say what became of one of the others.
    """

    candidates: frozenset[UnitId]
    astray: bool = False
    others: frozenset[UnitId] = frozenset()
    unsettled: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One area to be drawn. `code` and `name` are empty where no single unit is known."""

    atoms: frozenset[AtomId]
    unit: UnitId | None
    code: str
    name: str
    parent_code: str | None
    grade: AreaGrade
    flag: AreaFlag | None = None
    note: str | None = None
    candidates: frozenset[UnitId] = frozenset()


@dataclass(frozen=True, slots=True)
class Key:
    """What an atom counts to on a layer. connects: an unclear atom makes all of its key unclear.

    Counties connect: a county whose limit is unknown in one place has no known shape. Provinces
    and prefectures do not: one unclear county at the edge leaves the rest of them known.
    """

    unit: Unit
    flag: AreaFlag | None
    connects: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """The keys that an atom may count to on a layer.

    vague: units it may lie in, one knows not where below them. astray: it may lie in no unit.
    """

    keys: frozenset[Key]
    vague: frozenset[UnitId] = frozenset()
    astray: bool = False

    @property
    def is_clear(self) -> bool:
        """Whether it counts to one key for certain."""
        return len(self.keys) == 1 and not self.vague and not self.astray


Lots = Mapping[AtomId, Lot]
KeyFinder = Callable[[UnitId], Key | None]


def walk(lineage: Lineage, atoms: Iterable[Atom], base_year: int) -> dict[int, dict[AtomId, Lot]]:
    """The lot of every atom in every list year, walked from the list of the base year."""
    start = {atom.id: Lot(atom.owners) for atom in atoms}
    lots = {base_year: start}
    at = lineage.years.index(base_year)
    current = start
    for index in range(at, 0, -1):
        transition = lineage.transition(lineage.years[index])
        current = _moved(current, transition.before, _exchanged_before(transition))
        lots[lineage.years[index - 1]] = current
    current = start
    for year in lineage.years[at + 1 :]:
        transition = lineage.transition(year)
        current = _moved(current, transition.after, _exchanged_after(transition))
        lots[year] = current
    return lots


_NOBODY: frozenset[UnitId] = frozenset()

Edges = Mapping[UnitId, frozenset[UnitId]]
Exchanges = Mapping[UnitId, list[frozenset[UnitId]]]


def _moved(lots: Lots, edges: Edges, exchanges: Exchanges) -> dict[AtomId, Lot]:
    """The lots in the list that the edges and the exchanges lead to."""
    moved = {}
    for atom, lot in lots.items():
        reached = _NOBODY.union(*(edges.get(unit, _NOBODY) for unit in lot.candidates))
        lost = any(not edges.get(unit) for unit in lot.candidates)
        met = [others for unit in lot.candidates | reached for others in exchanges.get(unit, ())]
        met += [edges.get(unit, _NOBODY) for unit in lot.others]
        after = Lot(
            reached,
            astray=bool(reached) and (lot.astray or lost),
            others=_NOBODY.union(*met),
            unsettled=lot.unsettled or not all(met),
        )
        moved[atom] = lot if after == lot else after
    return moved


def _exchanged_before(transition: Transition) -> Exchanges:
    """For both sides of each partial move: the units of the list before of the other side."""
    met: defaultdict[UnitId, list[frozenset[UnitId]]] = defaultdict(list)
    for giver, taker in transition.partial:
        met[taker].append(frozenset({giver}))
        met[giver].append(transition.before.get(taker, _NOBODY))
    return met


def _exchanged_after(transition: Transition) -> Exchanges:
    """For both sides of each partial move: the units of the list after of the other side."""
    met: defaultdict[UnitId, list[frozenset[UnitId]]] = defaultdict(list)
    for giver, taker in transition.partial:
        met[giver].append(frozenset({taker}))
        met[taker].append(transition.after.get(giver, _NOBODY))
    return met


def pieces_of(
    lineage: Lineage,
    year: int,
    atoms: Mapping[AtomId, Atom],
    lots: Lots,
    base_lots: Lots,
    base_year: int,
    level: Level,
    base_level: Level,
) -> list[Piece]:
    """What the layer of `level` draws in the year: every atom in exactly one piece.

    lots: of the year. base_lots, base_year: of the list the atoms were drawn for, to tell what is
    held from what is derived. base_level: the level of the atoms; `level` is that or above it.
    """
    units = lineage.list_of(year)
    key_of = _key_finder(units, lineage, level)
    claims = _claims(units, key_of, atoms, lots, level, base_level)
    held = _held(lineage, base_year, atoms, base_lots, level, base_level)
    pieces: list[Piece] = []
    clear: defaultdict[Key, set[AtomId]] = defaultdict(set)
    unclear: defaultdict[Claim, set[AtomId]] = defaultdict(set)
    for atom_id, claim in claims.items():
        atom = atoms[atom_id]
        if not claim.keys and not claim.vague:
            pieces.append(_unlisted(atom))
        elif claim.is_clear:
            clear[next(iter(claim.keys))].add(atom_id)
        elif atom.doubly_covered:
            pieces.append(_doubly_covered(atom, claim))
        else:
            unclear[claim].add(atom_id)
    touched = {key for claim in unclear for key in claim.keys}
    blurred = _blurred(claims, lots, key_of) | {key.unit.id for key in touched}
    for group in _connected(unclear, clear):
        pieces.append(_unresolved(lineage, group))
    for key, members in clear.items():
        if key.connects and key in touched:
            continue
        pieces.append(
            _resolved(key, frozenset(members), atoms, held, key.unit.id in blurred, level)
        )
    return pieces


def _blurred(claims: Mapping[AtomId, Claim], lots: Lots, key_of: KeyFinder) -> frozenset[UnitId]:
    """The units of the layer with a limit that is only about right.

    A part that an atom exchanged with a unit of its own key moved no limit of the layer. Else
    both sides are blurred, for the other one need not have an atom that says so.
    """
    found: set[UnitId] = set()
    for atom_id, claim in claims.items():
        lot = lots[atom_id]
        if not lot.others and not lot.unsettled:
            continue
        own = {key.unit.id for key in claim.keys}
        met = {key.unit.id if key else None for key in map(key_of, lot.others)}
        if lot.unsettled or not claim.is_clear or not met <= own:
            found |= own | {unit for unit in met if unit is not None}
    return frozenset(found)


def _key_finder(units: YearList, lineage: Lineage, level: Level) -> KeyFinder:
    """The key of each unit of the list, each found once."""
    return lru_cache(maxsize=None)(lambda unit: _key(units, lineage.units[unit], level))


def _claims(
    units: YearList,
    key_of: KeyFinder,
    atoms: Mapping[AtomId, Atom],
    lots: Lots,
    level: Level,
    base_level: Level,
) -> dict[AtomId, Claim]:
    claims: dict[AtomId, Claim] = {}
    for atom_id, lot in lots.items():
        found = {candidate: key_of(candidate) for candidate in lot.candidates}
        keys = frozenset(key for key in found.values() if key is not None)
        vague = frozenset(candidate for candidate, key in found.items() if key is None)
        listed = bool(atoms[atom_id].owners)
        if (
            not lot.candidates
            and level is not base_level
            and (not listed or level is Level.PROVINCE)
        ):
            keys = _keys_by_code(units, atom_id, level)
        astray = lot.astray
        if astray and level is Level.PROVINCE:
            # As above: the digits of its code say the province of the part of unnamed origin.
            by_code = _keys_by_code(units, atom_id, level)
            keys, astray = keys | by_code, not by_code
        claims[atom_id] = Claim(keys, vague, astray)
    return claims


def _key(units: YearList, unit: Unit, level: Level) -> Key | None:
    """What a unit counts to on a layer; None where one knows only that it is below the unit."""
    own = units.ancestor(unit, level)
    if own is not None:
        childless = level is Level.PREFECTURE and not units.has_children(own)
        flag = AreaFlag.NO_LOWER_LEVELS if childless else None
        return Key(own, flag, connects=level not in (Level.PROVINCE, Level.PREFECTURE))
    if _is_above(unit.level, level):
        if not units.holds_area_itself(unit):
            # On the prefecture layer a province without prefectures is drawn whole.
            whole = level is Level.PREFECTURE and not _has_prefectures(units, unit)
            return Key(unit, AreaFlag.NO_PREFECTURE, connects=False) if whole else None
        flag = AreaFlag.NO_LOWER_LEVELS
        return Key(unit, flag, connects=level is not Level.PREFECTURE)
    if level is Level.PREFECTURE:
        # A county directly under its province: the province whole where it has no prefecture at
        # all, else the county with its own shape.
        province = units.ancestor(unit, Level.PROVINCE) or units.units.get(province_code(unit.code))
        if province is not None and not _has_prefectures(units, province):
            return Key(province, AreaFlag.NO_PREFECTURE, connects=False)
        county = units.ancestor(unit, Level.COUNTY) or unit
        return Key(county, AreaFlag.NO_PREFECTURE, connects=True)
    fallback = units.units.get(province_code(unit.code)) if level is Level.PROVINCE else None
    return Key(fallback, None, connects=False) if fallback else None


def _keys_by_code(units: YearList, code: str, level: Level) -> frozenset[Key]:
    """The unit that the digits of an atom's code name, for a place of no known unit.

    On the prefecture layer so for places that no list ever knew (大柴旦 632857); on the province
    layer also for units that one day stood in the list without a named origin (红寺堡区 640303):
    moves between provinces are recorded unit by unit.
    """
    above = {Level.PREFECTURE: prefecture_code, Level.PROVINCE: province_code}.get(level)
    unit = units.units.get(above(code)) if above else None
    if unit is None or unit.level is not level:
        return frozenset()
    return frozenset({Key(unit, None, connects=False)})


def _is_above(upper: Level, lower: Level) -> bool:
    order = list(Level)
    return order.index(upper) < order.index(lower)


def _has_prefectures(units: YearList, province: Unit) -> bool:
    return any(u.level is Level.PREFECTURE for u in units.children.get(province.code, []))


def _held(
    lineage: Lineage,
    base_year: int,
    atoms: Mapping[AtomId, Atom],
    base_lots: Lots,
    level: Level,
    base_level: Level,
) -> dict[str, frozenset[AtomId]]:
    """The atoms of each code of the layer in the list the atoms were drawn for."""
    found: defaultdict[str, set[AtomId]] = defaultdict(set)
    units = lineage.list_of(base_year)
    key_of = _key_finder(units, lineage, level)
    claims = _claims(units, key_of, atoms, base_lots, level, base_level)
    for atom, claim in claims.items():
        if claim.is_clear:
            found[next(iter(claim.keys)).unit.code].add(atom)
    return {code: frozenset(members) for code, members in found.items()}


def _connected(
    unclear: Mapping[Claim, set[AtomId]], clear: Mapping[Key, set[AtomId]]
) -> list[tuple[frozenset[AtomId], frozenset[Key], frozenset[UnitId]]]:
    """Groups of unclear atoms with the connecting keys they touch, and those keys' clear atoms."""
    root: dict[object, object] = {}

    def find(item: object) -> object:
        while root.setdefault(item, item) != item:
            item = root[item]
        return item

    for claim in unclear:
        # A claim without connecting keys stands alone: itself is its group.
        anchors: list[Key | Claim] = [key for key in claim.keys if key.connects]
        anchors = anchors or [claim]
        for other in anchors:
            root[find(other)] = find(anchors[0])
    groups: defaultdict[object, list[Claim]] = defaultdict(list)
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


def _resolved(
    key: Key,
    members: frozenset[AtomId],
    atoms: Mapping[AtomId, Atom],
    held: Mapping[str, frozenset[AtomId]],
    blurred: bool,
    level: Level,
) -> Piece:
    unit = key.unit
    grade = AreaGrade.HELD if held.get(unit.code) == members else AreaGrade.DERIVED
    note = None if grade is AreaGrade.HELD else _made_of(unit, members, atoms)
    if blurred:
        grade, note = AreaGrade.APPROXIMATE, "其后有部分辖地划入或划出，界线为近似"
    if key.flag is AreaFlag.NO_LOWER_LEVELS:
        note = "名录中其下未设区县级单位" if level is not Level.PROVINCE else note
    elif key.flag is AreaFlag.NO_PREFECTURE:
        note = "无地级单位" if unit.level is Level.PROVINCE else "省（自治区）直辖"
    return Piece(
        members, unit.id, unit.code, unit.name, unit.parent_code, grade, key.flag, note,
        frozenset({unit.id}),
    )  # fmt: skip


def _made_of(unit: Unit, members: frozenset[AtomId], atoms: Mapping[AtomId, Atom]) -> str | None:
    if _is_above(unit.level, Level.COUNTY):
        return None
    names = [atoms[atom].name for atom in sorted(members)]
    if len(names) == 1:
        return f"即今{names[0]}"
    return f"由今{'、'.join(names[:6])}{f'等{len(names)}个单位' if len(names) > 6 else ''}推得"


def _unlisted(atom: Atom) -> Piece:
    return Piece(
        frozenset({atom.id}), None, "" if "+" in atom.id else atom.id, atom.name, None,
        AreaGrade.NO_DATA, AreaFlag.NO_DATA, "该年名录未列",
    )  # fmt: skip


def _doubly_covered(atom: Atom, claim: Claim) -> Piece:
    names = sorted(key.unit.name for key in claim.keys)
    return Piece(
        frozenset({atom.id}), None, "", "／".join(names), None, AreaGrade.UNKNOWN,
        AreaFlag.DOUBLY_COVERED, f"来源同时划入{'、'.join(names)}",
        frozenset(key.unit.id for key in claim.keys),
    )  # fmt: skip


def _unresolved(
    lineage: Lineage, group: tuple[frozenset[AtomId], frozenset[Key], frozenset[UnitId]]
) -> Piece:
    members, keys, vague = group
    units = sorted((key.unit for key in keys), key=lambda unit: unit.code)
    above = sorted((lineage.units[unit] for unit in vague), key=lambda unit: unit.code)
    parents = {unit.parent_code for unit in units} | {unit.code for unit in above}
    names = [unit.name for unit in units]
    label = "／".join(names[:3]) + (f"等{len(names)}个单位" if len(names) > 3 else "")
    within = "、".join(unit.name for unit in above)
    if len(names) > 1:
        note = f"{'、'.join(names)}的分界未知"
    elif names and vague:
        note = f"或属{names[0]}，或属{within}而当时归属未知"
    elif names:
        note = f"其中属{names[0]}的范围未知，其余该年名录未列"
    else:
        note = f"属{within}，当时归属的下级单位未知"
    return Piece(
        members, None, "", label, parents.pop() if len(parents) == 1 else None,
        AreaGrade.UNKNOWN, AreaFlag.NO_GEOMETRY, note, frozenset(unit.id for unit in units),
    )  # fmt: skip


def pieces_before_the_record(
    atoms: Mapping[AtomId, Atom], name_of: Callable[[str], str | None]
) -> list[Piece]:
    """What every layer draws before the first list: one area per province of today, no data.

    name_of: the name of a province by its code, as the newest list that holds it says.
    """
    provinces: defaultdict[str, set[AtomId]] = defaultdict(set)
    for atom in atoms:
        provinces[province_code(atom)].add(atom)
    return [
        Piece(
            frozenset(members), None, code, name_of(code) or "", None, AreaGrade.NO_DATA,
            AreaFlag.NO_DATA, "早于名录，无资料",
        )
        for code, members in sorted(provinces.items())
    ]  # fmt: skip

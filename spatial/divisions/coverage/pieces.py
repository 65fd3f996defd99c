"""The pieces that a layer is drawn in, with what they say to the reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from spatial.division_codes import Level, province_code
from spatial.divisions.coverage.grades import AreaFlag, AreaGrade
from spatial.divisions.coverage.keys import Claim, Key, is_above
from spatial.divisions.coverage.lineage import Lineage, Moment, Unit, UnitId
from spatial.divisions.coverage.walking import Atom, AtomId


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


Group = tuple[frozenset[AtomId], frozenset[Key[Moment]], frozenset[UnitId]]
"""Unclear atoms, the keys they may count to, and the units below which one knows no more."""


def made_of(
    unit: Unit[Moment], members: frozenset[AtomId], atoms: Mapping[AtomId, Atom[Moment]]
) -> str | None:
    """What a derived county is made of, for the reader; None above the counties."""
    if is_above(unit.level, Level.COUNTY):
        return None
    names = list({atoms[atom].polygon: atoms[atom].name for atom in sorted(members)}.values())
    if len(names) == 1:
        return f"即今{names[0]}"
    return f"由今{'、'.join(names[:6])}{f'等{len(names)}个单位' if len(names) > 6 else ''}推得"


def unlisted(atom: Atom[Moment]) -> Piece:
    """A place that no list of the moment knows, by the code and name of its source."""
    return Piece(
        frozenset({atom.id}), None, "" if "+" in atom.id else atom.polygon, atom.name, None,
        AreaGrade.NO_DATA, AreaFlag.NO_DATA, "该年名录未列",
    )  # fmt: skip


def doubly_covered_place(atom: Atom[Moment], claim: Claim[Moment]) -> Piece:
    """A place that the source draws in several units: in doubt, and none of them blurred."""
    names = sorted(key.unit.name for key in claim.keys)
    return Piece(
        frozenset({atom.id}), None, "", "／".join(names), None, AreaGrade.UNKNOWN,
        AreaFlag.DOUBLY_COVERED, f"来源同时划入{'、'.join(names)}",
        frozenset(key.unit.id for key in claim.keys),
    )  # fmt: skip


def unresolved(lineage: Lineage[Moment], group: Group[Moment]) -> Piece:
    """Places of which the record does not say where among the units of the group they lay."""
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
    atoms: Iterable[AtomId], name_of: Callable[[str], str | None]
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

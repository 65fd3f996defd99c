"""Parts of the country that never exchanged anything: each can be walked on days of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from spatial.divisions.coverage.lineage import Lineage, Unit
from spatial.divisions.coverage.walking import Atom, Told

_Place = str
"""The first two digits of a code: a province."""


@dataclass(frozen=True, slots=True)
class Region:
    """Whole provinces: their atoms, and their lineage through the days on which they changed."""

    lineage: Lineage[date]
    atoms: tuple[Atom[date], ...]
    told: Told[date]


def regions_of(
    lineage: Lineage[date], atoms: Iterable[Atom[date]], told: Told[date]
) -> list[Region]:
    """Provinces apart, those together between which a unit, a part or an atom ever passed."""
    joined = _Joined()
    for unit in lineage.units.values():
        joined.add(unit.code, unit.parent_code or unit.code, *(s.code for s in unit.successions))
    atoms = list(atoms)
    for atom in atoms:
        owners = (lineage.units[owner].code for owner in atom.owners if owner in lineage.units)
        joined.add(*atom.id.split("+"), *owners)
    units_of: defaultdict[_Place, list[Unit[date]]] = defaultdict(list)
    atoms_of: defaultdict[_Place, list[Atom[date]]] = defaultdict(list)
    for unit in lineage.units.values():
        units_of[joined.place(unit.code)].append(unit)
    for atom in atoms:
        atoms_of[joined.place(atom.id)].append(atom)
    found = []
    for place, members in sorted(atoms_of.items()):
        units = units_of[place]
        ids = {unit.id for unit in units}
        days = {lineage.moments[0], *_change_days(units)}
        pairs = {pair: day for pair, day in told.items() if pair[0] in ids}
        found.append(Region(Lineage(units, days), tuple(members), pairs))
    return found


def _change_days(units: Iterable[Unit[date]]) -> Iterable[date]:
    for unit in units:
        yield unit.first
        if unit.until is not None:
            yield unit.until
        yield from (succession.moment for succession in unit.successions)


class _Joined:
    """Provinces that belong together (union-find)."""

    def __init__(self) -> None:
        self._root: dict[_Place, _Place] = {}

    def place(self, code: str) -> _Place:
        """The name of the region in which a code lies."""
        root = code[:2]
        while self._root.setdefault(root, root) != root:
            root = self._root[root]
        return root

    def add(self, *codes: str) -> None:
        """Says that the codes belong together."""
        places = [self.place(code) for code in codes]
        for place in places[1:]:
            self._root[self.place(place)] = self.place(places[0])

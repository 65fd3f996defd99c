"""Little worlds of divisions, written as the record of codes writes them, with the truth beside.

A world is land in parcels; it knows in every year who owns each of them. The record that it leaves
says only what the published one says: versions of codes and their successors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from spatial.division_codes import Level, level_of, prefecture_code
from spatial.divisions.coverage.coverage import Layer
from spatial.divisions.coverage.lineage import Lineage, Succession, Unit, UnitId
from spatial.divisions.coverage.pieces import Piece
from spatial.divisions.coverage.walking import Atom, AtomId, Told, walk

Parcel = int

PROVINCE, EAST, WEST = "990000", "992100", "992200"


def unit(
    key: UnitId, code: str, first: int, until: int | None = None, *successors: tuple[str, int],
    parent: str | None = None, name: str | None = None,
) -> Unit[int]:  # fmt: skip
    """A version of the code; its parent is the prefecture of its digits unless one is named."""
    level = level_of(code)
    if parent is None and level is not Level.PROVINCE:
        parent = PROVINCE if level is Level.PREFECTURE else prefecture_code(code)
    taken = tuple(Succession(*successor) for successor in successors)
    return Unit(key, code, name or f"名{key}", level, parent, first, until, taken)


def atoms_of(lineage: Lineage[int], year: int, *codes: str) -> dict[AtomId, Atom[int]]:
    """Atoms that bear the codes, owned by the units of the year's list that bear them."""
    units = lineage.list_of(year).units
    return {
        code: Atom(code, f"面{code}", frozenset({units[code].id} if code in units else ()))
        for code in codes
    }


def drawn(
    lineage: Lineage[int], atoms: Mapping[AtomId, Atom[int]], base_year: int, year: int,
    level: Level = Level.COUNTY, told: Told[int] | None = None,
) -> list[Piece]:  # fmt: skip
    """What the layer draws in the year."""
    lots = walk(lineage, atoms.values(), base_year, told)
    base = Layer(lineage, atoms, level, Level.COUNTY).held_atoms(base_year, lots[base_year])
    return Layer(lineage, atoms, level, Level.COUNTY, base).pieces(year, lots[year])


@dataclass
class World:
    """Counties of two prefectures (of no city: no city proper) on numbered parcels.

    Every event happens between the last list and the next one; `turn` makes that list.
    moved: parcels that a `transfer` took across a limit that no polygon shows.
    """

    year: int = 2000
    owner: dict[Parcel, str] = field(default_factory=dict)
    moved: set[Parcel] = field(default_factory=set)
    truth: dict[int, dict[Parcel, UnitId]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    born: set[str] = field(default_factory=set)
    _standing: dict[str, tuple[UnitId, int]] = field(default_factory=dict)
    _successions: dict[UnitId, list[Succession[int]]] = field(default_factory=dict)
    _versions: list[tuple[UnitId, str, int, int]] = field(default_factory=list)
    _used: set[str] = field(default_factory=set)

    def found(self, prefecture: str, parcels: Iterable[Parcel]) -> str:
        """A new county of a code that never was, on the parcels."""
        code = next(
            code
            for code in (f"{prefecture[:4]}{number}" for number in range(21, 51))
            if code not in self._used
        )
        self._used.add(code)
        self.born.add(code)
        self._open(code)
        self._give(code, parcels)
        return code

    def free(self) -> list[str]:
        """The counties of the last list that nothing has happened to since."""
        return sorted(self._standing.keys() - self.changed - self.born)

    def takers(self, giver: str) -> list[str]:
        """The counties of the last list that still stand and can take land of another one."""
        return sorted(
            code
            for code, (_, first) in self._standing.items()
            if code not in self.born and code != giver and first < self.year + 1
        )

    def parcels(self, code: str) -> list[Parcel]:
        """The land of a county."""
        return sorted(parcel for parcel, owner in self.owner.items() if owner == code)

    def rename(self, code: str) -> None:
        self._close(code)
        self._open(code)

    def recode(self, code: str, prefecture: str) -> None:
        land = self.parcels(code)
        self._close(code, self.found(prefecture, land))

    def merge(self, code: str, taker: str) -> None:
        self._close(code, taker)
        self._give(taker, self.parcels(code))
        self.changed.add(taker)

    def unite(self, codes: Iterable[str], prefecture: str) -> None:
        land = [parcel for code in codes for parcel in self.parcels(code)]
        new = self.found(prefecture, land)
        for code in codes:
            self._close(code, new)

    def split(self, code: str, prefecture: str, parcels: Iterable[Parcel]) -> None:
        self._note(code, self.found(prefecture, parcels))

    def dissolve(self, code: str, prefecture: str, parcels: Iterable[Parcel]) -> None:
        """The county ends in two new ones: the parcels in the one, the rest in the other."""
        one = self.found(prefecture, parcels)
        other = self.found(prefecture, self.parcels(code))
        self._close(code, one, other)

    def divide(self, code: str, parcels: Iterable[Parcel], taker: str, other: str) -> None:
        """The county ends; one standing county takes the parcels, another one the rest."""
        self._give(taker, parcels)
        self._give(other, self.parcels(code))
        self._close(code, taker, other)
        self.changed |= {taker, other}

    def transfer(self, code: str, parcels: Iterable[Parcel], taker: str) -> None:
        parcels = list(parcels)
        self._note(code, taker)
        self._give(taker, parcels)
        self.moved |= set(parcels)
        self.changed.add(taker)

    def retire(self, code: str) -> None:
        """The county ends and the record names nobody who took its land."""
        for parcel in self.parcels(code):
            del self.owner[parcel]
        self._close(code)

    def turn(self) -> None:
        """The next list."""
        self.year += 1
        self.truth[self.year] = {
            parcel: self._standing[code][0] for parcel, code in self.owner.items()
        }
        self.changed, self.born = set(), set()

    def lineage(self) -> Lineage[int]:
        """The record of all years."""
        units = [unit(1, PROVINCE, 0), unit(2, EAST, 0), unit(3, WEST, 0)]
        standing = [(key, code, first, None) for code, (key, first) in self._standing.items()]
        for key, code, first, until in [*self._versions, *standing]:
            taken = [(s.code, s.moment) for s in self._successions.get(key, ())]
            units.append(unit(key, code, first, until, *taken))
        return Lineage(units, self.truth)

    def atoms(self, base_year: int) -> dict[AtomId, Atom[int]]:
        """The polygons of the year: one a county, and one for each parcel in none."""
        codes = self._codes()
        listed = set(self.truth[base_year].values())
        atoms = [Atom(codes[key], codes[key], frozenset({key})) for key in listed]
        atoms += [Atom(place, place, frozenset()) for place in self._unlisted(base_year).values()]
        return {atom.id: atom for atom in atoms}

    def land(self, base_year: int) -> dict[AtomId, set[Parcel]]:
        """The parcels of each polygon of the year."""
        codes = self._codes()
        found: dict[AtomId, set[Parcel]] = {}
        for parcel, key in self.truth[base_year].items():
            found.setdefault(codes[key], set()).add(parcel)
        return found | {place: {parcel} for parcel, place in self._unlisted(base_year).items()}

    def _unlisted(self, year: int) -> dict[Parcel, str]:
        all_parcels = {parcel for owners in self.truth.values() for parcel in owners}
        return {
            parcel: f"9923{parcel + 21}" for parcel in sorted(all_parcels - self.truth[year].keys())
        }

    def _codes(self) -> dict[UnitId, str]:
        ended = {key: code for key, code, _, _ in self._versions}
        return ended | {key: code for code, (key, _) in self._standing.items()}

    def _open(self, code: str) -> None:
        self._standing[code] = (10 + len(self._versions) + len(self._standing), self.year + 1)

    def _close(self, code: str, *successors: str) -> None:
        key, first = self._standing.pop(code)
        self._versions.append((key, code, first, self.year + 1))
        for successor in successors:
            self._successions.setdefault(key, []).append(Succession(successor, self.year + 1))
        self.changed.add(code)

    def _note(self, code: str, successor: str) -> None:
        key, _ = self._standing[code]
        self._successions.setdefault(key, []).append(Succession(successor, self.year + 1))
        self.changed.add(code)

    def _give(self, code: str, parcels: Iterable[Parcel]) -> None:
        for parcel in parcels:
            self.owner[parcel] = code

"""What every layer draws through all days: pieces with the days on which each is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from spatial.division_codes import Level
from spatial.divisions.coverage.coverage import Held, Layer
from spatial.divisions.coverage.lineage import Lineage
from spatial.divisions.coverage.pieces import Piece, pieces_before_the_record
from spatial.divisions.coverage.regions import Region, regions_of
from spatial.divisions.coverage.walking import Atom, AtomId, Lots, Told, walk

Days = tuple[date | None, date | None]
"""A half-open period `[start, end)`; None is unbounded."""

Drawn = tuple[Level, Piece, Days]
Seen = dict[tuple[object, ...], list[Drawn]]
"""What regions draw, by all that it depends on, of one base and its held atoms."""


@dataclass(frozen=True)
class Base:
    """The atoms of a level in the list that their vintage shows.

    day: of that list. told: moves of a part that a second vintage shows.
    """

    level: Level
    day: date
    atoms: Mapping[AtomId, Atom[date]]
    told: Told[date] = field(default_factory=dict)


def held_atoms(lineage: Lineage[date], base: Base, levels: Iterable[Level]) -> dict[Level, Held]:
    """The atoms of each code of each layer in the list of the base. lineage: on lists."""
    found: dict[Level, dict[str, frozenset[AtomId]]] = {level: {} for level in levels}
    for region in regions_of(lineage, base.atoms.values(), base.told):
        lots = walk(region.lineage, region.atoms, base.day, region.told)
        shown = max(day for day in lots if day <= base.day or day == region.lineage.moments[0])
        atoms = {atom.id: atom for atom in region.atoms}
        for level, codes in found.items():
            layer = Layer(region.lineage, atoms, level, base.level)
            codes |= layer.held_atoms(shown, lots[shown])
    return dict(found)


def drawn_through(
    lineage: Lineage[date], base: Base, held: Mapping[Level, Held], seen: Seen | None = None
) -> Iterator[Drawn]:
    """The pieces of each layer with their days; equal ones of following days as one.

    held: of each layer to draw, by `held_atoms`. Each region is drawn anew only on the days on
    which something of it changed. seen: kept from one basis of time to the next, so that regions
    which are the same on both are drawn once.
    """
    seen = {} if seen is None else seen
    name_of = {u.code: u.name for u in sorted(lineage.units.values(), key=lambda unit: unit.first)}
    for region in regions_of(lineage, base.atoms.values(), base.told):
        units = tuple(region.lineage.units.values())
        key = (region.atoms, units, tuple(region.told.items()), tuple(held))
        if key not in seen:
            seen[key] = list(_drawn_in(region, base, held, name_of))
        yield from seen[key]


def _drawn_in(
    region: Region, base: Base, held: Mapping[Level, Held], name_of: Mapping[str, str]
) -> Iterator[Drawn]:
    lots = walk(region.lineage, region.atoms, base.day, region.told)
    atoms = {atom.id: atom for atom in region.atoms}
    before = pieces_before_the_record(atoms, name_of.get)
    for level in held:
        layer = Layer(region.lineage, atoms, level, base.level, held[level])
        yield from ((level, piece, days) for piece, days in _drawn(layer, lots, before))


def _drawn(
    layer: Layer[date], lots: Mapping[date, Lots], before: Iterable[Piece]
) -> Iterator[tuple[Piece, Days]]:
    """The pieces of a layer through all days. before: what is drawn before the record."""
    standing: dict[Piece, date | None] = dict.fromkeys(before)
    for day in layer.lineage.moments:
        kept = {piece: standing.get(piece, day) for piece in layer.pieces(day, lots[day])}
        for piece, start in standing.items():
            if piece not in kept:
                yield piece, (start, day)
        standing = kept
    for piece, start in standing.items():
        yield piece, (start, None)

"""Which units of another list the atoms may have lain in, and which parts they took since.

Pure functions, no geometry. From the list that the atoms were drawn for the lineage leads to any
other list, back or forward; along the way stand the transfers of parts, which no atom shows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic

from spatial.divisions.coverage.lineage import Lineage, Moment, UnitId
from spatial.divisions.coverage.walking import Atom, AtomId, Pair

Edges = Mapping[UnitId, frozenset[UnitId]]

_NOBODY: frozenset[UnitId] = frozenset()


@dataclass(frozen=True, slots=True)
class Transfer:
    """A part of an atom that lay in `other` on the list looked at.

    pair: giver and taker, as in `Transition.partial`.
    """

    pair: Pair
    other: UnitId


@dataclass(frozen=True, slots=True)
class Reach:
    """Per atom: the units of the list whose land it is, and what else it has a part of."""

    candidates: Mapping[AtomId, frozenset[UnitId]]
    transfers: Mapping[AtomId, frozenset[Transfer]]


@dataclass(frozen=True, slots=True)
class _Step(Generic[Moment]):
    """One transition, seen from the list of the atoms: near is the side towards it.

    arrived: the first moment of the list on the far side, left: the first one after it.
    partial: pairs with the unit of the near side and that of the far side.
    """

    arrived: Moment
    left: Moment | None
    edges: Edges
    partial: tuple[tuple[Pair, UnitId, UnitId], ...]


def reach_of(
    lineage: Lineage[Moment], atoms: Iterable[Atom[Moment]], base: Moment, moment: Moment
) -> Reach:
    """The reach of every atom at the list of the moment, from the list `base` they were drawn for.

    A transfer is left out where two of them lead to the same unit: no single limit shows both.
    """
    atoms = list(atoms)
    candidates = {atom.id: atom.owners for atom in atoms}
    met: defaultdict[AtomId, list[tuple[Pair, frozenset[UnitId]]]] = defaultdict(list)
    for step in _steps(lineage, base, moment):
        by_near: defaultdict[UnitId, list[tuple[Pair, UnitId]]] = defaultdict(list)
        for pair, near, far in step.partial:
            by_near[near].append((pair, far))
        for atom in atoms:
            found = [(pair, _along(step.edges, others)) for pair, others in met[atom.id]]
            for unit in candidates[atom.id]:
                found += [(pair, frozenset({far})) for pair, far in by_near.get(unit, ())]
            anchor = _anchor_on(atom, step)
            if anchor is None:
                met[atom.id] = found
                candidates[atom.id] = _along(step.edges, candidates[atom.id])
            else:
                # A cut has found where it lay; what it took since was cut with it or is too small.
                met[atom.id] = []
                candidates[atom.id] = frozenset({anchor})
    return Reach(candidates, {atom: _single(found) for atom, found in met.items() if found})


def _steps(lineage: Lineage[Moment], base: Moment, moment: Moment) -> Iterator[_Step[Moment]]:
    moments = lineage.moments
    if moment < base:
        for at in range(len(moments) - 1, 0, -1):
            if moment < moments[at] <= base:
                transition = lineage.transition(moments[at])
                partial = tuple((pair, pair[1], pair[0]) for pair in transition.partial)
                yield _Step(moments[at - 1], moments[at], transition.before, partial)
        return
    for at in range(1, len(moments)):
        if base < moments[at] <= moment:
            transition = lineage.transition(moments[at])
            partial = tuple((pair, pair[0], pair[1]) for pair in transition.partial)
            left = moments[at + 1] if at + 1 < len(moments) else None
            yield _Step(moments[at], left, transition.after, partial)


def _along(edges: Edges, units: frozenset[UnitId]) -> frozenset[UnitId]:
    if len(units) == 1:
        return edges.get(next(iter(units)), _NOBODY)
    return _NOBODY.union(*(edges.get(unit, _NOBODY) for unit in units))


def _anchor_on(atom: Atom[Moment], step: _Step[Moment]) -> UnitId | None:
    """The unit in which a cut has found the atom on the list that the step arrives at."""
    for anchor in atom.anchors:
        if step.arrived <= anchor.moment and (step.left is None or anchor.moment < step.left):
            return anchor.owner
    return None


def _single(met: list[tuple[Pair, frozenset[UnitId]]]) -> frozenset[Transfer]:
    ends = Counter(unit for _, others in met for unit in others)
    return frozenset(
        Transfer(pair, next(iter(others)))
        for pair, others in met
        if len(others) == 1 and ends[next(iter(others))] == 1
    )

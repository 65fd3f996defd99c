"""In which unit each atom of the base coverage lay, from moment to moment. Pure functions.

An atom is a polygon of the base vintage, or a part of one; it has a unit in the list that the
vintage shows. From there its candidates are walked through the transitions of the lineage: one
candidate means that the atom lay in that unit; several mean that the record does not say in
which, and none is guessed. A second vintage may tell it: it anchors an atom in one of the
candidates at another moment.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Generic

from spatial.divisions.coverage.lineage import Lineage, Moment, Transition, UnitId

AtomId = str
Pair = tuple[UnitId, UnitId]


@dataclass(frozen=True, slots=True)
class Anchor(Generic[Moment]):
    """A second vintage shows the atom in this one unit in the list of the moment."""

    moment: Moment
    owner: UnitId


@dataclass(frozen=True, slots=True)
class Atom(Generic[Moment]):
    """A polygon of the base coverage, or a part of one.

    id: the code it bears, two joined by `+` where the source draws it twice; a part that a second
    vintage cut has `~` and the code of its unit there behind. name: as the source says. owners:
    the units of the base list it lies in; none for a place that no list knows, two where it is
    doubly covered. anchors: what second vintages tell of a part.
    """

    id: AtomId
    name: str
    owners: frozenset[UnitId]
    anchors: tuple[Anchor[Moment], ...] = ()

    @property
    def doubly_covered(self) -> bool:
        """Whether the source draws it in two units."""
        return len(self.owners) > 1

    @property
    def polygon(self) -> AtomId:
        """The polygon of the base vintage that it is or was cut from."""
        return self.id.partition("~")[0]


@dataclass(frozen=True, slots=True)
class Lot:
    """Where an atom lay at one moment: its candidate units, and what of it is in doubt.

    astray: whether it may also have lain in none of them: the record does not say where one of
    its candidates came from (or went to), so that the other ones are not all of its land.
    others: the units of the moment with which it exchanged a part before its polygon was drawn (or
    has since); no polygon shows the part, so a limit between it and them is only about right.
    unsettled: whether the record does not say what became of one of the others.
    """

    candidates: frozenset[UnitId]
    astray: bool = False
    others: frozenset[UnitId] = frozenset()
    unsettled: bool = False


Lots = Mapping[AtomId, Lot]
Told = Mapping[Pair, Moment]
"""Moves of a part from a giver to a taker that the atoms show, for a second vintage drew them
before: pairs of `Transition.partial`, with the moment of the vintage, after which they were."""

Edges = Mapping[UnitId, frozenset[UnitId]]
Exchanges = Mapping[UnitId, list[frozenset[UnitId]]]

_NOBODY: frozenset[UnitId] = frozenset()


def walk(
    lineage: Lineage[Moment],
    atoms: Iterable[Atom[Moment]],
    base: Moment,
    told: Told[Moment] | None = None,
) -> dict[Moment, dict[AtomId, Lot]]:
    """The lot of every atom at every moment, walked from the list of the base moment.

    An atom whose owners do not stand at that moment (on another basis of time they may begin
    later or end earlier) is walked from the nearest one at which they do.
    """
    steps = _Steps(lineage, told or {}, base)
    lots: dict[Moment, dict[AtomId, Lot]] = {moment: {} for moment in lineage.moments}
    starts: defaultdict[Moment, list[Atom[Moment]]] = defaultdict(list)
    for atom in atoms:
        starts[_standing(lineage, atom.owners, base)].append(atom)
    for start, group in starts.items():
        first = {atom.id: Lot(atom.owners) for atom in group}
        lots[start] |= first
        for end in (lineage.moments[0], lineage.moments[-1]):
            for moment, found in steps.lots(first, start, end):
                lots[moment] |= found
        for atom in group:
            if atom.anchors:
                for moment, lot in _anchored(steps, atom, start, lots):
                    lots[moment][atom.id] = lot
    return lots


def _standing(lineage: Lineage[Moment], units: frozenset[UnitId], moment: Moment) -> Moment:
    """The moment of a list nearest to the given one at which all of the units stand."""
    near = lineage.moments[max(bisect_right(lineage.moments, moment) - 1, 0)]
    for unit in sorted(units):
        version = lineage.units[unit]
        if version.first > near:
            near = version.first
        elif version.until is not None and near >= version.until:
            near = lineage.moments[lineage.moments.index(version.until) - 1]
    return near


class _Steps(Generic[Moment]):
    """The transitions of a lineage as steps in either direction, with the moves that are told."""

    def __init__(self, lineage: Lineage[Moment], told: Told[Moment], base: Moment) -> None:
        self.lineage: Lineage[Moment] = lineage
        self._told: Mapping[Moment, frozenset[Pair]] = self._told_moves(told, base) if told else {}
        self._edges: dict[tuple[Moment, bool], tuple[Edges, Edges, Exchanges]] = {}

    def _told_moves(self, told: Told[Moment], base: Moment) -> Mapping[Moment, frozenset[Pair]]:
        """The told moves of each transition: those between vintage and base, one of a pair.

        Of two moves of one pair the polygons do not tell which of them took what.
        """
        moves = [
            (moment, pair)
            for moment in self.lineage.moments[1:]
            for pair in self.lineage.transition(moment).partial
            if pair in told and (told[pair] < moment <= base or base < moment <= told[pair])
        ]
        times = Counter(pair for _, pair in moves)
        found: defaultdict[Moment, set[Pair]] = defaultdict(set)
        for moment, pair in moves:
            if times[pair] == 1:
                found[moment].add(pair)
        return {moment: frozenset(pairs) for moment, pairs in found.items()}

    def way(self, start: Moment, end: Moment) -> Iterator[tuple[Moment, Moment, bool]]:
        """From list to list: the moment arrived at, that of the transition, whether back."""
        moments = self.lineage.moments
        first, last = moments.index(start), moments.index(end)
        if first <= last:
            for _, later in pairwise(moments[first : last + 1]):
                yield later, later, False
        else:
            for earlier, later in reversed(list(pairwise(moments[last : first + 1]))):
                yield earlier, later, True

    def lots(
        self, lots: Lots, start: Moment, end: Moment
    ) -> Iterator[tuple[Moment, dict[AtomId, Lot]]]:
        """The lots at each moment from, and without, the start to the end."""
        current = dict(lots)
        for moment, transition, back in self.way(start, end):
            edges, _, exchanges = self._of(transition, back)
            current = _moved(current, edges, exchanges)
            yield moment, current

    def candidates(
        self, units: frozenset[UnitId], start: Moment, end: Moment
    ) -> dict[Moment, frozenset[UnitId]]:
        """What can be reached from the units at each moment, also through the told moves."""
        found = {start: units}
        for moment, transition, back in self.way(start, end):
            edges = self._of(transition, back)[1]
            units = _NOBODY.union(*(edges.get(unit, _NOBODY) for unit in units))
            found[moment] = units
        return found

    def _of(self, moment: Moment, back: bool) -> tuple[Edges, Edges, Exchanges]:
        """Edges, edges with the told moves, and exchanges of a transition in a direction."""
        if (moment, back) not in self._edges:
            transition = self.lineage.transition(moment)
            told = self._told.get(moment, frozenset())
            if told:
                rest = Transition(transition.edges, transition.partial - told)
                whole = Transition(transition.edges | told, frozenset())
            else:
                rest = whole = transition
            self._edges[moment, back] = (
                (rest.before, whole.before, _exchanged_before(rest))
                if back
                else (rest.after, whole.after, _exchanged_after(rest))
            )
        return self._edges[moment, back]


def _anchored(
    steps: _Steps[Moment],
    atom: Atom[Moment],
    base: Moment,
    lots: Mapping[Moment, Mapping[AtomId, Lot]],
) -> Iterator[tuple[Moment, Lot]]:
    """The lots of an atom that its anchors tell better than the walk from the base alone.

    Between two anchors its candidates are those that can be reached from both; past the last one
    those of that one. An anchor in a unit that cannot be reached tells of another place than the
    record does, and is left out.
    """
    lineage = steps.lineage
    placed = [
        (_standing(lineage, frozenset({anchor.owner}), anchor.moment), anchor.owner)
        for anchor in atom.anchors
        if anchor.owner in lineage.units
    ]
    older = sorted((one for one in placed if one[0] < base), reverse=True)
    newer = sorted(one for one in placed if one[0] > base)
    for anchors, end in ((older, lineage.moments[0]), (newer, lineage.moments[-1])):
        here, units, told = base, atom.owners, False
        for moment, owner in anchors:
            reached = steps.candidates(units, here, moment)
            if owner not in reached[moment]:
                continue
            met = steps.candidates(frozenset({owner}), moment, here)
            forth = dict(steps.lots({atom.id: Lot(frozenset({owner}))}, moment, here))
            for between in reached:
                both = reached[between] & met[between]
                lot = lots[between][atom.id]
                if between != here and (len(both) == 1 or len(lot.candidates) != 1):
                    # What it exchanged since the anchor counts as what it did before the base.
                    since = forth[between][atom.id] if between in forth else lot
                    yield (
                        between,
                        Lot(
                            both or lot.candidates,
                            others=lot.others | since.others,
                            unsettled=lot.unsettled or since.unsettled,
                        ),
                    )
            here, units, told = moment, frozenset({owner}), True
        if told:
            start = replace(lots[here][atom.id], candidates=units, astray=False)
            for moment, found in steps.lots({atom.id: start}, here, end):
                yield moment, found[atom.id]


def _moved(lots: Lots, edges: Edges, exchanges: Exchanges) -> dict[AtomId, Lot]:
    """The lots in the list that the edges and the exchanges lead to."""
    quiet = {unit for unit, reached in edges.items() if len(reached) == 1 and unit in reached}
    quiet.difference_update(exchanges)
    moved = {}
    for atom, lot in lots.items():
        if lot.candidates <= quiet and lot.others <= quiet:
            moved[atom] = lot
            continue
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

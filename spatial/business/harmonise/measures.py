"""How large units are, and how much land two of them share: geodesic, in square metres (R10.4).

Areas of the registry are unions of atoms, so what two of them share is the atoms in both: no
overlay, and no slivers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.divisions.viewpoint import Viewpoint
from spatial.temporal import Period


class Measures(Protocol):
    """Sizes of units, by id of their version, as drawn on a day."""

    def need(self, units: Iterable[int]) -> None:
        """Notes which units will be asked for, so that all are read at once."""

    def area(self, unit: int, day: date) -> float | None:
        """The area of a unit on a day, None where it is not drawn or only about."""

    def shared(
        self, unit: int, day: date, others: Sequence[int], target: date
    ) -> tuple[float, ...] | None:
        """The square metres that a unit of one day shares with each of several of another.

        None where the unit, or one of the others, is not drawn.
        """


@dataclass(frozen=True)
class AtomMeasures:
    """Measures of units as unions of atoms.

    areas: by version, each with the days on which it is drawn so. sizes: of atoms, geodesic.
    """

    areas: Mapping[int, Sequence[tuple[Period, frozenset[int]]]]
    sizes: Mapping[int, float]

    def need(self, units: Iterable[int]) -> None:
        """All are there."""

    def area(self, unit: int, day: date) -> float | None:
        """See `Measures`."""
        atoms = self._atoms(unit, day)
        return None if atoms is None else sum(self.sizes[atom] for atom in sorted(atoms))

    def shared(
        self, unit: int, day: date, others: Sequence[int], target: date
    ) -> tuple[float, ...] | None:
        """See `Measures`."""
        own = self._atoms(unit, day)
        found = [self._atoms(other, target) for other in others]
        if own is None or any(one is None for one in found):
            return None
        return tuple(
            sum(self.sizes[atom] for atom in sorted(own & one)) for one in found if one is not None
        )

    def _atoms(self, unit: int, day: date) -> frozenset[int] | None:
        drawn = self.areas.get(unit, ())
        return next((atoms for days, atoms in drawn if days.holds(day)), None)


class StoredMeasures:
    """Measures that the database holds, read when first needed."""

    def __init__(self, connection: Connection, viewpoint: Viewpoint, level: str) -> None:
        self._connection = connection
        self._viewpoint = viewpoint
        self._level = level
        self._read: set[int] = set()
        self._held = AtomMeasures({}, {})

    def need(self, units: Iterable[int]) -> None:
        """See `Measures`."""
        wanted = sorted(set(units) - self._read)
        if not wanted:
            return
        self._read.update(wanted)
        areas: defaultdict[int, list[tuple[Period, frozenset[int]]]] = defaultdict(list)
        rows = self._connection.execute(
            self._viewpoint.sql("spatial.business.harmonise", "areas_of_units"),
            {"units": wanted, "level": self._level}
            | {"known_at": self._viewpoint.parameters["known_at"]},
        )
        for row in rows:
            areas[row.unit].append((Period(row.first, row.until), frozenset(row.atoms)))
        atoms = {atom for drawn in areas.values() for _, members in drawn for atom in members}
        sizes = {**self._held.sizes, **_sizes_of(self._connection, atoms - self._held.sizes.keys())}
        self._held = AtomMeasures({**self._held.areas, **areas}, sizes)

    def area(self, unit: int, day: date) -> float | None:
        """See `Measures`."""
        self.need([unit])
        return self._held.area(unit, day)

    def shared(
        self, unit: int, day: date, others: Sequence[int], target: date
    ) -> tuple[float, ...] | None:
        """See `Measures`."""
        self.need([unit, *others])
        return self._held.shared(unit, day, others, target)


def _sizes_of(connection: Connection, atoms: Iterable[int]) -> dict[int, float]:
    rows = connection.execute(
        text(read_sql("spatial.business.harmonise", "atom_areas")), {"atoms": sorted(atoms)}
    )
    return {row.atom: row.square_metres for row in rows}

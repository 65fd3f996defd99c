"""Reads the lineage of the registry, on any basis of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.division_codes import Level
from spatial.divisions.coverage.lineage import Lineage, Succession, Unit, UnitId
from spatial.divisions.viewpoint import Viewpoint
from spatial.temporal import Basis

_ON_COLUMNS = {
    Basis.LIST: "on_list",
    Basis.ANNOUNCED: "on_announced",
    Basis.APPROVED: "on_approved",
}


@dataclass(frozen=True, slots=True)
class RegisterLineage:
    """The lineage on a basis through all its days of change.

    passed_over: the versions that hold through no day on the basis, with those that stand for
    them: what became of them, else what they came from.
    """

    lineage: Lineage[date]
    passed_over: Mapping[UnitId, frozenset[UnitId]]

    def standing(self, units: Iterable[UnitId]) -> frozenset[UnitId]:
        """The units, with others in place of those passed over."""
        found: set[UnitId] = set()
        for unit in units:
            found |= self.passed_over.get(unit, {unit})
        return frozenset(found)


def read_list_days(connection: Connection) -> list[date]:
    """The days of the lists of the ministry's scheme, ascending."""
    found = connection.execute(
        text("SELECT list_date FROM division_list WHERE scheme = 'mca' ORDER BY list_date")
    )
    return list(found.scalars())


def read_lineage(connection: Connection, basis: Basis, first_list: date) -> RegisterLineage:
    """The lineage as it is known now. first_list: the day on which the record begins."""
    versions = connection.execute(
        Viewpoint(basis=basis).sql("ingest.divisions.coverage", "register_versions")
    ).all()
    effects = connection.execute(
        text(
            read_sql("ingest.divisions.coverage", "register_effects").replace(
                "{on}", _ON_COLUMNS[basis]
            )
        )
    ).all()
    by_id = {row.id: row for row in versions}
    after, before = _Ways(by_id), _Ways(by_id)
    for row in effects:
        after.add(row.predecessor_id, row.successor_id)
        before.add(row.successor_id, row.predecessor_id)
    successions: defaultdict[UnitId, set[Succession[date]]] = defaultdict(set)
    for row in effects:
        giver = by_id.get(row.predecessor_id)
        if giver is None or giver.over:
            continue
        # On its own basis a version ends when the next one of its chain begins.
        day = giver.until if row.ends and giver.until is not None else row.on_day
        for taker in after.standing(row.successor_id):
            successions[giver.id].add(Succession(by_id[taker].code, day))
    units = [_unit(row, successions[row.id]) for row in versions if not row.over]
    days = {first_list}
    for unit in units:
        days |= {unit.first, *(succession.moment for succession in unit.successions)}
        days |= {unit.until} if unit.until is not None else set()
    over = [row.id for row in versions if row.over]
    return RegisterLineage(
        Lineage(units, days),
        {one: after.standing(one) or before.standing(one) for one in over},
    )


def _unit(row: Any, successions: Iterable[Succession[date]]) -> Unit[date]:
    return Unit(
        id=row.id,
        code=row.code,
        name=row.name,
        level=Level(row.level),
        parent_code=row.parent_code,
        first=row.first,
        until=row.until,
        successions=tuple(sorted(successions, key=lambda one: (one.moment, one.code))),
    )


class _Ways:
    """Where effects lead from a version, past those that hold through no day."""

    def __init__(self, versions: Mapping[UnitId, Any]) -> None:
        self._versions = versions
        self._next: defaultdict[UnitId, set[UnitId]] = defaultdict(set)

    def add(self, one: UnitId, other: UnitId) -> None:
        self._next[one].add(other)

    def standing(self, unit: UnitId) -> frozenset[UnitId]:
        """The unit, or the first ones behind it that hold through a day."""
        found: set[UnitId] = set()
        seen: set[UnitId] = set()
        waiting = [unit]
        while waiting:
            one = waiting.pop()
            if one in seen or one not in self._versions:
                continue
            seen.add(one)
            if self._versions[one].over:
                waiting += self._next[one]
            else:
                found.add(one)
        return frozenset(found)

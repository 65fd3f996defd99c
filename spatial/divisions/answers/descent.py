"""The walk along effects: what became of a version, and where it came from, in the order of time.

A version that was reached on a day goes on only by what happened after that day, so a part that
moved away earlier is not followed, and no walk runs in a circle. The order of events is that of
basis `list`, on which no version is passed over; the days asked for are on the basis asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from sqlalchemy import Connection

from spatial.divisions.effects import Effect, effects_of
from spatial.divisions.registry import Share
from spatial.divisions.versions import UnitVersion, versions_by_id, versions_of_code
from spatial.divisions.viewpoint import Viewpoint


class Direction(StrEnum):
    """Which way a lineage is followed. forward: to successors. backward: to predecessors."""

    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH = "both"


@dataclass(slots=True)
class Descent:
    """What a walk found.

    versions: all that were met, by id, the start among them. effects: the links between them and
    those that lead nowhere on record, by id. ways: for each version that was reached, the effects
    of the way that came to it first in time (last, backward), from the start on.
    """

    start: UnitVersion
    versions: dict[int, UnitVersion]
    effects: dict[int, Effect] = field(default_factory=dict)
    ways: dict[int, tuple[Effect, ...]] = field(default_factory=dict)

    def standing_on(self, day: date) -> list[UnitVersion]:
        """The versions met that hold on the day, by code."""
        standing = (one for one in self.versions.values() if one.stands_on(day))
        return sorted(standing, key=lambda one: (one.level, one.code))

    def share_of_way(self, version: UnitVersion) -> Share:
        """How much of the start went the way to a version: whole where every step was."""
        shares = {Share(effect.share) for effect in self.ways.get(version.id, ())}
        for weakest in (Share.UNKNOWN, Share.NONE, Share.PART):
            if weakest in shares:
                return weakest
        return Share.WHOLE


class Links(Protocol):
    """Where a walk finds effects and versions."""

    def leaving(self, givers: list[int]) -> list[Effect]:
        """The effects whose predecessors these are, in order of time."""

    def coming(self, takers: list[int]) -> list[Effect]:
        """The effects whose successors these are, in order of time."""

    def versions(self, ids: set[int]) -> dict[int, UnitVersion]:
        """The versions of the ids."""

    def of_code(self, code: str) -> list[UnitVersion]:
        """The versions of a code, oldest first."""


@dataclass(frozen=True, slots=True)
class StoredLinks:
    """The links that the database holds, read step by step."""

    connection: Connection
    viewpoint: Viewpoint

    def leaving(self, givers: list[int]) -> list[Effect]:
        """See `Links`."""
        return effects_of(self.connection, self.viewpoint, givers=givers)

    def coming(self, takers: list[int]) -> list[Effect]:
        """See `Links`."""
        return effects_of(self.connection, self.viewpoint, takers=takers)

    def versions(self, ids: set[int]) -> dict[int, UnitVersion]:
        """See `Links`."""
        return versions_by_id(self.connection, self.viewpoint, ids)

    def of_code(self, code: str) -> list[UnitVersion]:
        """See `Links`."""
        return versions_of_code(self.connection, self.viewpoint, code)


class HeldLinks:
    """Links in memory, for many walks over the same effects."""

    def __init__(self, effects: Sequence[Effect], versions: Mapping[int, UnitVersion]) -> None:
        self._leaving: defaultdict[int, list[Effect]] = defaultdict(list)
        self._coming: defaultdict[int, list[Effect]] = defaultdict(list)
        self._versions = versions
        self._of_code: defaultdict[str, list[UnitVersion]] = defaultdict(list)
        for effect in effects:
            if effect.predecessor_id is not None:
                self._leaving[effect.predecessor_id].append(effect)
            if effect.successor_id is not None:
                self._coming[effect.successor_id].append(effect)
        for version in versions.values():
            self._of_code[version.code].append(version)

    def leaving(self, givers: list[int]) -> list[Effect]:
        """See `Links`."""
        return [effect for giver in givers for effect in self._leaving.get(giver, ())]

    def coming(self, takers: list[int]) -> list[Effect]:
        """See `Links`."""
        return [effect for taker in takers for effect in self._coming.get(taker, ())]

    def versions(self, ids: set[int]) -> dict[int, UnitVersion]:
        """See `Links`."""
        return {one: self._versions[one] for one in ids if one in self._versions}

    def of_code(self, code: str) -> list[UnitVersion]:
        """See `Links`."""
        return list(self._of_code.get(code, ()))


def descend(
    links: Links,
    start: UnitVersion,
    *,
    after: date | None = None,
    until: date | None = None,
) -> Descent:
    """What became of a version by events after one day and until another, this one included."""
    found = Descent(start, {start.id: start}, ways={start.id: ()})
    seen: dict[int, date] = {start.id: date.min}
    frontier = {start.id: date.min}
    while frontier:
        leaving = _by_end(links.leaving(list(frontier)), "predecessor")
        reached: list[tuple[int, int, Effect | None, date]] = []
        for version_id, since in frontier.items():
            first = after if version_id == start.id else None
            for effect in leaving[version_id]:
                day = effect.dates.on_day
                passed = effect.dates.on_list <= since or (first is not None and day <= first)
                if passed or (until is not None and day > until):
                    continue
                found.effects[effect.id] = effect
                if effect.successor_id is not None:
                    reached.append((version_id, effect.successor_id, effect, effect.dates.on_list))
            version = found.versions[version_id]
            if not _told_at(leaving[version_id], version):
                reached += _same_code_after(links, version, until)
        frontier = _meet(links, found, reached, seen, later_wins=False)
    return found


def ascend(
    links: Links,
    start: UnitVersion,
    *,
    after: date | None = None,
    until: date | None = None,
) -> Descent:
    """Where a version came from by events after one day and until another, this one included."""
    found = Descent(start, {start.id: start}, ways={start.id: ()})
    seen: dict[int, date] = {start.id: date.max}
    frontier = {start.id: date.max}
    while frontier:
        coming = _by_end(links.coming(list(frontier)), "successor")
        reached: list[tuple[int, int, Effect | None, date]] = []
        for version_id, before in frontier.items():
            last = until if version_id == start.id else None
            for effect in coming[version_id]:
                day = effect.dates.on_day
                later = effect.dates.on_list >= before or (last is not None and day > last)
                if later or (after is not None and day <= after):
                    continue
                found.effects[effect.id] = effect
                if effect.predecessor_id is not None:
                    reached.append(
                        (version_id, effect.predecessor_id, effect, effect.dates.on_list)
                    )
        frontier = _meet(links, found, reached, seen, later_wins=True)
    return found


def _by_end(effects: list[Effect], end: str) -> defaultdict[int, list[Effect]]:
    found: defaultdict[int, list[Effect]] = defaultdict(list)
    for effect in effects:
        version_id = effect.predecessor_id if end == "predecessor" else effect.successor_id
        assert version_id is not None
        found[version_id].append(effect)
    return found


def _told_at(effects: list[Effect], version: UnitVersion) -> bool:
    """Whether an effect says what became of a version at its end (true while it stands)."""
    if version.valid is None or version.valid.end is None:
        return True
    return any(effect.dates.on_day >= version.valid.end for effect in effects)


def _same_code_after(
    links: Links, version: UnitVersion, until: date | None
) -> list[tuple[int, int, Effect | None, date]]:
    """The next version of the code, where a list goes on with it and no event tells why."""
    assert version.valid is not None
    end = version.valid.end
    if end is None or (until is not None and end > until):
        return []
    return [
        (version.id, later.id, None, end)
        for later in links.of_code(version.code)
        if later.valid is not None and later.valid.start == end
    ]


def _meet(
    links: Links,
    found: Descent,
    reached: list[tuple[int, int, Effect | None, date]],
    seen: dict[int, date],
    *,
    later_wins: bool,
) -> dict[int, date]:
    """Takes the versions reached into what was found; returns those from which to go on."""
    unknown = {version_id for _, version_id, _, _ in reached} - found.versions.keys()
    found.versions.update(links.versions(unknown))
    onward: dict[int, date] = {}
    for origin, version_id, effect, day in reached:
        if version_id not in found.versions:
            continue
        best = seen.get(version_id)
        if best is None or (day > best if later_wins else day < best):
            seen[version_id] = onward[version_id] = day
            # The way by which it goes on: a step that follows comes later than all of it.
            found.ways[version_id] = found.ways[origin] + (() if effect is None else (effect,))
    return onward

"""The register of a scheme in memory: every version, every effect, and the walk along them.

The walk is that of `descent.py`, for many questions at once: a version that was reached on a day
goes on only by what happened after that day, in the order of basis `list`, so that a part that
moved away earlier is not followed and no walk runs in a circle.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from spatial.divisions.effects import Effect
from spatial.divisions.registry import ChangeKind, Share
from spatial.divisions.versions import UnitVersion

Way = tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """A version that stands on the day asked for, and the effects of the first way to it.

    code: what it is in the scheme that is wanted; None where that has no such unit.
    """

    version: UnitVersion
    way: Way
    code: str | None

    @property
    def share(self) -> Share:
        """How much of the start the record says went this way: whole where every step was."""
        shares = {effect.share for effect in self.way}
        for weakest in (Share.UNKNOWN, Share.NONE, Share.PART):
            if weakest in shares:
                return weakest
        return Share.WHOLE


@dataclass(frozen=True)
class WholeRegister:
    """Versions and effects of one scheme, on one basis of time, as known at one instant.

    Immutable once made, shared by threads. versions: by id. by_code, by_name, by_identity: the
    versions that hold through some day of the basis, oldest first.
    """

    versions: Mapping[int, UnitVersion]
    by_code: Mapping[str, Sequence[UnitVersion]]
    by_name: Mapping[str, Sequence[UnitVersion]]
    by_identity: Mapping[str, Sequence[UnitVersion]]
    leaving: Mapping[int, Sequence[Effect]]
    coming: Mapping[int, Sequence[Effect]]

    def on(self, code: str, day: date) -> UnitVersion | None:
        """The version that a canonical code names on a day."""
        standing = (one for one in self.by_code.get(code, ()) if one.stands_on(day))
        return next(standing, None)

    def reach(self, start: UnitVersion, day: date, target: date) -> list[Reached]:
        """What a version that stands on a day is on another day, later or earlier, by code.

        The version itself is in it while it stands; others are where land of it went (came from).
        """
        found = [
            Reached(version, way, version.code)
            for id_, way in self.ways(start, day, target).items()
            if (version := self.versions[id_]).stands_on(target)
        ]
        return sorted(found, key=lambda one: (one.version.level, one.version.code))

    def ways(self, start: UnitVersion, day: date, target: date) -> Mapping[int, Way]:
        """All versions, by id, that a walk from a day to another meets, each with its first way."""
        walk = _Forward(self, day, target) if target >= day else _Backward(self, day, target)
        return walk.ways(start)

    def touching(self, identity: str, day: date, target: date) -> list[Effect]:
        """The effects between two days that changed the area of an identity, in order of time.

        Those that leave it as it was are not in it: the whole goes on as the same identity
        (renamed, with another code or parent), or nothing but a seat moved.
        """
        first, last = min(day, target), max(day, target)
        found: dict[int, Effect] = {}
        for version in self.by_identity.get(identity, ()):
            for effect in (*self.leaving.get(version.id, ()), *self.coming.get(version.id, ())):
                if first < effect.dates.on_day <= last and not self.leaves_area(effect):
                    found[effect.id] = effect
        return sorted(found.values(), key=lambda one: (one.dates.on_list, one.id))

    def leaves_area(self, effect: Effect) -> bool:
        """Whether an effect leaves the area as it was: the whole goes on as the same identity."""
        if effect.share == Share.NONE:
            return True
        before = self.versions.get(effect.predecessor_id or 0)
        after = self.versions.get(effect.successor_id or 0)
        if before is None or after is None or before.identity != after.identity:
            return False
        return effect.share == Share.WHOLE and effect.kind != ChangeKind.BOUNDARY


def whole_register(versions: Iterable[UnitVersion], effects: Iterable[Effect]) -> WholeRegister:
    """The register of the versions and of the effects between them.

    An effect on a version that is not among them is left out.
    """
    by_id = {version.id: version for version in versions}
    by_code: defaultdict[str, list[UnitVersion]] = defaultdict(list)
    by_name: defaultdict[str, list[UnitVersion]] = defaultdict(list)
    by_identity: defaultdict[str, list[UnitVersion]] = defaultdict(list)
    for version in by_id.values():
        if version.valid is not None:
            for group in (by_code[version.code], by_name[version.name]):
                insort(group, version, key=_start)
        insort(by_identity[version.identity], version, key=_start)
    leaving: defaultdict[int, list[Effect]] = defaultdict(list)
    coming: defaultdict[int, list[Effect]] = defaultdict(list)
    for effect in sorted(effects, key=lambda one: (one.dates.on_list, one.id)):
        if effect.predecessor_id in by_id:
            leaving[effect.predecessor_id].append(effect)
        if effect.successor_id in by_id:
            coming[effect.successor_id].append(effect)
    return WholeRegister(by_id, by_code, by_name, by_identity, leaving, coming)


def _start(version: UnitVersion) -> date:
    return date.min if version.valid is None else version.valid.start


@dataclass
class _Walk:
    """A walk from one version, away from a day to another."""

    register: WholeRegister
    day: date
    target: date
    _ways: dict[int, Way] = field(init=False, default_factory=dict)
    _waiting: list[tuple[int, int, int, Way]] = field(init=False, default_factory=list)

    def ways(self, start: UnitVersion) -> dict[int, Way]:
        """The first way to each version that can be reached, the start among them."""
        self._waiting = [(_BEFORE_ALL, 0, start.id, ())]
        while self._waiting:
            moment, _, version_id, way = self._waiting.pop(0)
            if version_id in self._ways:
                continue
            self._ways[version_id] = way
            self.go_on(self.register.versions[version_id], moment, way, first=moment == _BEFORE_ALL)
        return self._ways

    def go_on(self, version: UnitVersion, moment: int, way: Way, *, first: bool) -> None:
        raise NotImplementedError

    def wait(self, moment: int, version_id: int | None, way: Way) -> None:
        """Notes a version to go on from, in the order in which the walk arrives."""
        if version_id in self.register.versions and version_id not in self._ways:
            assert version_id is not None
            insort(self._waiting, (moment, len(way), version_id, way), key=lambda one: one[:3])


_BEFORE_ALL = -(10**9)


class _Forward(_Walk):
    def go_on(self, version: UnitVersion, moment: int, way: Way, *, first: bool) -> None:
        told = False
        end = None if version.valid is None else version.valid.end
        for effect in self.register.leaving.get(version.id, ()):
            on = effect.dates
            told = told or (end is not None and on.on_day >= end)
            if on.on_list.toordinal() <= moment or (first and on.on_day <= self.day):
                continue
            if on.on_day <= self.target:
                self.wait(on.on_list.toordinal(), effect.successor_id, (*way, effect))
        if end is not None and not told and end <= self.target:
            # A list goes on with the code, and no event tells why.
            for later in self.register.by_code[version.code]:
                if later.valid is not None and later.valid.start == end:
                    self.wait(end.toordinal(), later.id, way)


class _Backward(_Walk):
    def go_on(self, version: UnitVersion, moment: int, way: Way, *, first: bool) -> None:
        told = False
        start = None if version.valid is None else version.valid.start
        for effect in self.register.coming.get(version.id, ()):
            on = effect.dates
            told = told or (start is not None and on.on_day <= start)
            if -on.on_list.toordinal() <= moment or (first and on.on_day > self.day):
                continue
            if on.on_day > self.target:
                self.wait(-on.on_list.toordinal(), effect.predecessor_id, (*way, effect))
        if start is not None and not told and start > self.target:
            for earlier in self.register.by_code[version.code]:
                if earlier.valid is not None and earlier.valid.end == start:
                    self.wait(-start.toordinal(), earlier.id, way)


def last_day_of(version: UnitVersion) -> date:
    """The last day on which a version that has ended stands."""
    assert version.valid is not None and version.valid.end is not None  # noqa: PT018
    return version.valid.end - timedelta(days=1)

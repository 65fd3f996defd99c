"""How the counties of a fictional land change, year by year, and what record is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ingest.sample.changing_land import (
    BLOCK,
    FIRST,
    HIGH,
    LAST,
    PARCELS,
    WIDE,
    ChangeRecord,
    ChangingLand,
    UnitRecord,
    beside,
    cut_parcels,
    figures_of,
    place_of,
)


@dataclass
class _Unit:
    """A unit as it stands. number: for ever its own; place: of its version in the record."""

    number: int
    place: int
    name: str
    parcels: set[int] = field(default_factory=set)


class _Making:
    """The land in the making."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.units: list[UnitRecord] = []
        self.changes: list[ChangeRecord] = []
        self.counties: list[_Unit] = []
        self.towns: dict[int, list[_Unit]] = {}
        self.touched: set[int] = set()
        self._serial: dict[str, int] = {}
        self._events = 0
        self._numbers = 0
        self.prefectures = [f"99{number:02}00" for number in (1, 2, 3)]
        self._add("990000", "虚变省", "province", None, "p0")
        for code in self.prefectures:
            self._add(code, f"虚变{code[2:4]}市", "prefecture", "990000", f"p{code}")

    def _add(self, code: str, name: str, level: str, parent: str | None, identity: str,
             year: int = FIRST) -> int:  # fmt: skip
        self.units.append(UnitRecord(code, name, level, parent, identity, year, None))
        return len(self.units) - 1

    def set_up(self, prefecture: str, year: int) -> _Unit:
        """A new county."""
        code = self._next(prefecture)
        name = f"变{len(self.units)}县"
        place = self._add(code, name, "county", prefecture, f"c{len(self.units)}", year)
        county = _Unit(self._number(), place, name)
        self.counties.append(county)
        self.towns[county.number] = []
        return county

    def set_up_town(self, county: _Unit, parcels: set[int], year: int) -> _Unit:
        """A new township in a county."""
        above = self.units[county.place].code
        name = f"变{len(self.units)}镇"
        code = self._next(above)
        place = self._add(code, name, "township", above, f"t{len(self.units)}", year)
        town = _Unit(self._number(), place, name, parcels)
        self.towns[county.number].append(town)
        county.parcels |= parcels
        return town

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _next(self, above: str) -> str:
        self._serial[above] = self._serial.get(above, 0) + 1
        serial = self._serial[above]
        return f"{above[:4]}{serial:02}" if above.endswith("00") else f"{above}{serial:03}"

    def event(self, *counties: _Unit) -> int:
        """A new decision on some counties, which no other one of the year concerns."""
        self.touched.update(one.number for one in counties)
        self._events += 1
        return self._events

    def pick(self, among: Sequence[_Unit] | None = None) -> _Unit | None:
        """One of some counties, of all when left out, that nothing has changed in the year."""
        free = [
            one
            for one in (self.counties if among is None else among)
            if one.number not in self.touched
        ]
        return free[int(self.rng.integers(len(free)))] if free else None

    def parent(self, county: _Unit) -> str:
        """The prefecture of a county."""
        parent = self.units[county.place].parent
        assert parent is not None
        return parent

    def end(self, place: int, year: int) -> None:
        """Ends a version."""
        old = self.units[place]
        self.units[place] = UnitRecord(
            old.code, old.name, old.level, old.parent, old.identity, old.first, year
        )

    def change(self, year: int, event: int, kind: str, old: int, new: int, *, share: str = "whole",
               continues: bool = False, moved: Sequence[_Unit] = ()) -> None:  # fmt: skip
        """Writes what a change did into the record."""
        names = tuple(one.name for one in moved)
        self.changes.append(ChangeRecord(year, event, kind, old, new, share, continues, names))

    def renew(self, county: _Unit, year: int, kind: str, prefecture: str | None = None) -> None:
        """The county goes on under another name (rename), or code (code, subordination)."""
        old = self.units[county.place]
        event = self.event(county)
        code, parent = old.code, old.parent
        if kind == "rename":
            county.name = f"新{county.name}"
        else:
            parent = prefecture or old.parent
            assert parent is not None
            code = self._next(parent)
        self.end(county.place, year)
        place = self._add(code, county.name, "county", parent, old.identity, year)
        self.change(year, event, kind, county.place, place, continues=True)
        county.place = place
        if code != old.code:
            for town in self.towns[county.number]:
                self._move_town(town, code, year, event, "code")

    def _move_town(self, town: _Unit, above: str, year: int, event: int, kind: str) -> None:
        old = self.units[town.place]
        self.end(town.place, year)
        place = self._add(self._next(above), town.name, "township", above, old.identity, year)
        self.change(year, event, kind, town.place, place, continues=True)
        town.place = place

    def hand_over(self, giver: _Unit, taker: _Unit, towns: Sequence[_Unit], year: int, event: int
    ) -> None:  # fmt: skip
        """Townships go whole from one county to another."""
        above = self.units[taker.place].code
        for town in list(towns):
            self.towns[giver.number].remove(town)
            self.towns[taker.number].append(town)
            giver.parcels -= town.parcels
            taker.parcels |= town.parcels
            self._move_town(town, above, year, event, "subordination")

    def divide_town(self, giver: _Unit, taker: _Unit, town: _Unit, year: int) -> None:
        """One parcel of a township goes to another county, as a township of its own."""
        event = self.event(giver, taker)
        away = {max(town.parcels)}
        self.change(year, event, "transfer", giver.place, taker.place, share="part")
        self.end(town.place, year)
        self.towns[giver.number].remove(town)
        giver.parcels -= away
        for county, parcels in ((giver, town.parcels - away), (taker, away)):
            part = self.set_up_town(county, parcels, year)
            self.change(year, event, "split", town.place, part.place, share="part")

    def neighbours(self, county: _Unit) -> list[_Unit]:
        """The counties that share a border, in order."""
        around = {
            parcel
            for one in county.parcels
            for parcel in beside(one)
            if parcel not in county.parcels
        }
        return [other for other in self.counties if other is not county and other.parcels & around]

    def bordering(self, county: _Unit, other: _Unit) -> list[_Unit]:
        """The townships of a county that border on another, in order."""
        return [
            town
            for town in self.towns[county.number]
            if any(parcel in other.parcels for one in town.parcels for parcel in beside(one))
        ]


def changing_counties(seed: int = 10) -> ChangingLand:
    """The land of a seed, through the years `FIRST` to `LAST`; the same seed, the same land."""
    rng = np.random.default_rng(seed)
    making = _Making(rng)
    for column, row in product(range(WIDE // BLOCK), range(HIGH // BLOCK)):
        county = making.set_up(making.prefectures[column // 2], FIRST)
        for x, y in product(range(BLOCK), range(BLOCK)):
            number = (row * BLOCK + y) * WIDE + column * BLOCK + x
            parcels = {number * PARCELS + part for part in range(PARCELS)}
            making.set_up_town(county, parcels, FIRST)
    owners: dict[int, NDArray[np.int64]] = {}
    towns: dict[int, NDArray[np.int64]] = {}
    for year in range(FIRST, LAST + 1):
        making.touched.clear()
        if year > FIRST:
            for _ in range(int(rng.integers(1, 4))):
                _CHANGES[int(rng.integers(len(_CHANGES)))](making, year)
        owners[year], towns[year] = _owners(making)
    shapes = cut_parcels(rng)
    return ChangingLand(
        shapes, making.units, making.changes, owners, towns, figures_of(shapes, rng)
    )


def _rename(making: _Making, year: int) -> None:
    """更名: the code stays."""
    county = making.pick()
    if county is not None:
        making.renew(county, year, "rename")


def _recode(making: _Making, year: int) -> None:
    """代码变更: nothing changes on the ground."""
    county = making.pick()
    if county is not None:
        making.renew(county, year, "code")


def _subordinate(making: _Making, year: int) -> None:
    """隶属变更（代管）: the county comes under another prefecture."""
    county = making.pick()
    if county is not None:
        others = [one for one in making.prefectures if one != making.units[county.place].parent]
        making.renew(county, year, "subordination", others[int(making.rng.integers(len(others)))])


def _pair(making: _Making) -> tuple[_Unit, _Unit] | None:
    """Two neighbours that nothing has changed in the year."""
    county = making.pick()
    other = None if county is None else making.pick(making.neighbours(county))
    return None if county is None or other is None else (county, other)


def _merge(making: _Making, year: int) -> None:
    """合并: a county is abolished into a neighbour."""
    pair = _pair(making)
    if pair is None or len(making.counties) < 12:
        return
    county, heir = pair
    event = making.event(county, heir)
    making.hand_over(county, heir, making.towns[county.number], year, event)
    making.end(county.place, year)
    making.change(year, event, "merge", county.place, heir.place)
    making.counties.remove(county)


def _split(making: _Making, year: int) -> None:
    """拆分: a county is abolished, and two are set up of it; the decision lists the townships."""
    county = making.pick([one for one in making.counties if len(making.towns[one.number]) >= 8])
    if county is None:
        return
    event = making.event(county)
    towns = sorted(
        making.towns[county.number], key=lambda one: (place_of(min(one.parcels)), one.place)
    )
    for part in (towns[: len(towns) // 2], towns[len(towns) // 2 :]):
        new = making.set_up(making.parent(county), year)
        making.touched.add(new.number)
        making.hand_over(county, new, part, year, event)
        making.change(year, event, "split", county.place, new.place, share="part", moved=part)
    making.end(county.place, year)
    making.counties.remove(county)


def _transfer(making: _Making, year: int, *, listed: bool = True) -> None:
    """部分划转: some townships go to a neighbour."""
    pair = _pair(making)
    if pair is None:
        return
    county, taker = pair
    towns = making.bordering(county, taker)[: int(making.rng.integers(1, 4))]
    if not towns or len(making.towns[county.number]) <= len(towns) + 3:
        return
    event = making.event(county, taker)
    making.hand_over(county, taker, towns, year, event)
    moved = towns if listed else ()
    making.change(year, event, "transfer", county.place, taker.place, share="part", moved=moved)


def _transfer_unlisted(making: _Making, year: int) -> None:
    """部分划转, and the decision does not say which townships."""
    _transfer(making, year, listed=False)


def _found(making: _Making, year: int) -> None:
    """A new county of some townships of two neighbours (钱塘区, 2021)."""
    pair = _pair(making)
    if pair is None:
        return
    county, other = pair
    parts = [making.bordering(county, other)[:4], making.bordering(other, county)[:4]]
    rich = all(
        part and len(making.towns[one.number]) > len(part) + 3
        for one, part in zip(pair, parts, strict=True)
    )
    if not rich:
        return
    event = making.event(county, other)
    new = making.set_up(making.parent(county), year)
    making.touched.add(new.number)
    for giver, part in zip(pair, parts, strict=True):
        making.hand_over(giver, new, part, year, event)
        making.change(year, event, "transfer", giver.place, new.place, share="part", moved=part)


def _divide(making: _Making, year: int) -> None:
    """A township is divided: one part goes to the next county."""
    pair = _pair(making)
    if pair is None:
        return
    county, taker = pair
    whole = [one for one in making.bordering(county, taker) if len(one.parcels) == PARCELS]
    if whole and len(making.towns[county.number]) > 4:
        making.divide_town(county, taker, whole[0], year)


_CHANGES = (
    _rename,
    _recode,
    _subordinate,
    _merge,
    _split,
    _split,
    _transfer,
    _transfer,
    _transfer_unlisted,
    _found,
    _divide,
)


def _owners(making: _Making) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    counties = np.full(WIDE * HIGH * PARCELS, -1, dtype=np.int64)
    towns = counties.copy()
    for county in making.counties:
        counties[sorted(county.parcels)] = county.place
        for town in making.towns[county.number]:
            towns[sorted(town.parcels)] = town.place
    return counties, towns

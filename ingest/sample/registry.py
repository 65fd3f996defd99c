"""The fictional registry: units in a tree, the changes that they meet, and their yearly states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["province", "prefecture", "county", "township", "village"]

# GB/T 10114-2003: 001-099 街道, 100-199 镇, 200-399 乡; villages 001-199 居委会, 200-399 村委会.
_FIRST_SERIAL = {"街道": 1, "镇": 100, "乡": 200, "社区": 1, "村": 200}


@dataclass(eq=False, slots=True)
class Place:
    """A unit through time: its code, name and place in the tree change, its cells seldom do.

    stem, kind: the name without and of the type (虚云溪, 镇). own: the digits that the unit adds
    to its parent's code (townships, villages), or the whole code of six digits.
    cells: of a village, the numbers of its cells.
    """

    level: Level
    stem: str
    kind: str
    own: str
    parent: Place | None
    children: list[Place] = field(default_factory=list)
    cells: set[int] = field(default_factory=set)
    given: set[str] = field(default_factory=set)

    @property
    def code(self) -> str:
        """Six digits, or nine of a township, or twelve of a village."""
        if self.parent is not None and self.level in ("township", "village"):
            return self.parent.code + self.own
        return self.own

    @property
    def name(self) -> str:
        """The whole name: 虚云溪镇."""
        return self.stem + self.kind

    @property
    def territory(self) -> frozenset[int]:
        """The cells of the unit and of all below it."""
        return frozenset(self.cells).union(*(child.territory for child in self.children))

    def under(self) -> Iterator[Place]:
        """The unit itself and all below it, parents before children."""
        yield self
        for child in self.children:
            yield from child.under()

    def serial(self, kind: str) -> str:
        """The next three digits for a new child of a kind; what was given is not given again."""
        number = _FIRST_SERIAL[kind]
        while f"{number:03}" in self.given:
            number += 1
        self.given.add(f"{number:03}")
        return f"{number:03}"


def set_up(parent: Place, level: Level, stem: str, kind: str, own: str | None = None) -> Place:
    """设立: a new unit under `parent`."""
    place = Place(level, stem, kind, own or parent.serial(kind), parent)
    parent.children.append(place)
    return place


def move(place: Place, to: Place) -> None:
    """划转: the unit goes whole to another parent, where it gets a new code."""
    _leave(place)
    place.parent = to
    to.children.append(place)
    if place.level in ("township", "village"):
        place.own = to.serial(place.kind)


def abolish_into(place: Place, heir: Place) -> None:
    """撤销并入: all below the unit goes to an heir of the same level, and the unit is no more."""
    for child in list(place.children):
        move(child, heir)
    heir.cells |= place.cells
    _leave(place)


def _leave(place: Place) -> None:
    if place.parent is not None:
        place.parent.children.remove(place)
        place.parent = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit as one yearly list has it."""

    code: str
    name: str
    level: Level
    parent_code: str
    province_name: str
    prefecture_name: str
    cells: frozenset[int]


YearList = dict[str, Entry]
"""The entries of one year by code, in the order of codes."""


def year_list(province: Place) -> YearList:
    """The list of the registry as it stands: the state at the end of 31 December."""
    entries = []
    for place in province.under():
        prefecture: Place | None = place
        while prefecture is not None and prefecture.level != "prefecture":
            prefecture = prefecture.parent
        entries.append(
            Entry(
                place.code,
                place.name,
                place.level,
                place.parent.code if place.parent else "000000",
                province.name,
                prefecture.name if prefecture else "",
                place.territory,
            )
        )
    return {entry.code: entry for entry in sorted(entries, key=lambda entry: entry.code)}


HISTORY_HEADER = (
    "code",
    "name",
    "level",
    "status",
    "parent_code",
    "province_name",
    "prefecture_name",
    "valid_from",
    "valid_to",
    "successors",
)


def history_rows(lists: dict[int, YearList]) -> list[tuple[str, ...]]:
    """The history of consecutive yearly lists, with the columns of the published history file.

    valid_from inclusive, valid_to exclusive, both years of lists. successors: where the cells of
    a unit went, `code[year]` for a part that moved while the unit stayed; of counties, townships
    and villages only, as in the published file.
    """
    years = sorted(lists)
    rows = []
    for year in years:
        for code, entry in lists[year].items():
            before = lists.get(year - 1, {}).get(code)
            if before is not None and _same_unit(before, entry):
                continue
            rows.append(_history_row(lists, years[-1], year, entry))
    return sorted(rows, key=lambda row: (row[0], row[7]))


def _history_row(
    lists: dict[int, YearList], last: int, start: int, entry: Entry
) -> tuple[str, ...]:
    held, successors, end = entry, [], ""
    for year in range(start + 1, last + 1):
        now = lists[year].get(entry.code)
        if now is None or not _same_unit(entry, now):
            end = str(year)
            successors += _holders(lists[year], entry.level, held.cells)
            break
        lost = held.cells - now.cells
        successors += [f"{code}[{year}]" for code in _holders(lists[year], entry.level, lost)]
        held = now
    if not end:
        status = "current"
    elif any(entry.code in lists[year] for year in range(int(end), last + 1)):
        status = "changed"
    else:
        status = "abolished"
    if entry.level in ("province", "prefecture"):
        successors = []
    names = (entry.province_name, entry.prefecture_name)
    return (
        entry.code,
        entry.name,
        entry.level,
        status,
        entry.parent_code,
        *names,
        str(start),
        end,
        ";".join(successors),
    )


def _same_unit(one: Entry, other: Entry) -> bool:
    return (one.name, one.parent_code) == (other.name, other.parent_code)


def _holders(entries: YearList, level: Level, cells: frozenset[int]) -> list[str]:
    if not cells:
        return []
    return [
        entry.code
        for entry in entries.values()
        if entry.level == level and not cells.isdisjoint(entry.cells)
    ]

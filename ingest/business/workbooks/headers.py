"""Where the header of a sheet is, and what its columns are called, over one to three rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.business.workbooks.grid import GridRow
from spatial.business.intake.cells import UNIT_FACTORS, written
from spatial.business.intake.columns import Layout
from spatial.errors import SourceRefused

Recognise = Callable[[Sequence[str]], Layout]
"""What columns are, by the declaration of their dataset."""

ROWS_LOOKED_AT = 40
"""Rows in which a header may begin."""

_DEEPEST = 3
_WHOSE = frozenset(("key", "division", "division_name", "address", "lon", "geometry"))
"""A table of ours tells at least one of these."""

_PERIOD = re.compile(
    r"\d{4}年(?:(?:0?1月?[-~—–至])?\d{1,2}月|第?[一二三四1-4]季度|[上下]半年|第\d{1,2}周|度)?"
    r"|\d{4}-\d{2}(?!\d)"
)
_UNITS = re.compile(r"单位[:]\s*([^\s)]+)")
_AND = re.compile(r"[、,;/和]")


@dataclass(frozen=True)
class Header:
    """names: of the columns, empty where one has none. first, last: rows. title: what is above.

    period: the one that the title names, None where it names none.
    """

    names: Sequence[str]
    first: int
    last: int
    title: str
    period: str | None


def header_of(rows: Sequence[GridRow], recognise: Recognise) -> Header | None:
    """The header among the first rows of a sheet: the one of which most columns are known.

    None where no row tells of which division or record it is, beside something else.
    Raises SourceRefused: a unit in the title that cannot be told apart.
    """
    naming = _Naming(recognise)
    best: tuple[int, int, int] | None = None
    for first in range(min(len(rows), ROWS_LOOKED_AT)):
        for depth in range(1, min(_DEEPEST, len(rows) - first) + 1):
            score = naming.score(naming.names(rows[first : first + depth]))
            if score >= 2 and (best is None or (score, -depth, -first) > best):
                best = (score, -depth, -first)
    if best is None:
        return None
    first, depth = -best[2], -best[1]
    names = naming.names(rows[first : first + depth])
    title = " ".join(dict.fromkeys(_texts(rows[:first])))
    found = _PERIOD.search(title)
    return Header(
        naming.in_units(names, title),
        rows[first].number,
        rows[first + depth - 1].number,
        title,
        found[0] if found else None,
    )


class _Naming:
    """Names columns so that as many as can be are known."""

    def __init__(self, recognise: Recognise) -> None:
        self._recognise = recognise
        self._known: dict[str, Layout | None] = {}

    def layout(self, name: str) -> Layout | None:
        """What a single column is; None where nobody knows it."""
        if name not in self._known:
            self._known[name] = self._layout(name)
        return self._known[name]

    def _layout(self, name: str) -> Layout | None:
        try:
            layout = self._recognise([name])
        except SourceRefused:
            # A wrong unit, or cells that only look like one. A header that keeps such a name is
            # refused with it when all its columns are asked together.
            return None
        return layout if layout.places or layout.fields or layout.indicators else None

    def names(self, block: Sequence[GridRow]) -> list[str]:
        width = max((len(row.spread) for row in block), default=0)
        return [self._name(block, column) for column in range(width)]

    def _name(self, block: Sequence[GridRow], column: int) -> str:
        levels = [
            re.sub(r"^其中:?", "", re.sub(r"\s+", "", written(row.spread[column])))
            for row in block
            if column < len(row.spread)
        ]
        levels = [one for i, one in enumerate(levels) if one and (i == 0 or one != levels[i - 1])]
        if not levels:
            return ""
        for name in _ways(levels, alone=column not in block[0].wide):
            if self.layout(name) is not None:
                return name
        return "/".join(levels)

    def score(self, names: Sequence[str]) -> int:
        """How many different columns are known; 0 where none tells whose the row is."""
        layouts = [(name, self.layout(name)) for name in dict.fromkeys(names) if name]
        places = {place for _, one in layouts if one is not None for place in one.places}
        if not places & _WHOSE:
            return 0
        return sum(one is not None for _, one in layouts)

    def in_units(self, names: Sequence[str], title: str) -> list[str]:
        """The names, with the unit of the title (单位：万元) behind those that have none."""
        said = [unit for found in _UNITS.findall(written(title)) for unit in _AND.split(found)]
        units = [unit for unit in dict.fromkeys(said) if unit in UNIT_FACTORS]
        return [self._in_unit(name, units) for name in names]

    def _in_unit(self, name: str, units: Sequence[str]) -> str:
        layout = self.layout(name) if name else None
        if layout is None or "(" in written(name):
            return name
        declared = next(
            (one.indicator.unit for one in layout.indicators),
            next((one.field.unit for one in layout.fields), None),
        )
        if declared is None or declared not in UNIT_FACTORS:
            return name
        measured = UNIT_FACTORS[declared][0]
        same = [unit for unit in units if UNIT_FACTORS[unit][0] == measured]
        if len(same) > 1:
            raise SourceRefused(f"标题的单位有 {'、'.join(same)}：请在列“{name}”中写明")
        return f"{name}（{same[0]}）" if same and same[0] != declared else name


def _ways(levels: Sequence[str], *, alone: bool) -> Iterator[str]:
    """In which ways the levels of a header may be one name, the fullest first."""
    yield "".join(levels)
    yield "".join(reversed(levels))
    if len(levels) > 1:
        yield f"{levels[0]}（{''.join(levels[1:])}）"
        yield f"{''.join(levels[1:])}（{levels[0]}）"
        yield "".join(levels[1:])
        yield levels[-1]
        if alone:
            yield levels[0]


def _texts(rows: Sequence[GridRow]) -> Iterator[str]:
    for row in rows:
        for value in row.cells:
            text = written(value)
            if text:
                yield text

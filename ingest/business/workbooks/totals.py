"""Rows that sum up others: left out, and compared with what they sum up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from spatial.business.intake.cells import is_nothing, number_of, written
from spatial.errors import BadParameter

_TOTAL = re.compile(
    r"(?:全?[国省市县区州盟旗镇乡]|本[省市县区]|各[省市县区])?(合计|总计|小计|共计|总数)[:]?(?:数)?"
)
_OF_WHICH = re.compile(r"其中[:]?.*")

Sums = Mapping[str, Decimal]


def total_label(cells: Sequence[object]) -> str | None:
    """How a row that sums up others is called (合计, 小计 …); None for any other row."""
    for value in cells[:6]:
        text = re.sub(r"\s+", "", written(value)) if isinstance(value, str) else ""
        if _TOTAL.fullmatch(text):
            return text
    return None


def is_of_which(cells: Sequence[object]) -> bool:
    """Whether a row tells a part of the one above (其中：…)."""
    first = next((written(value) for value in cells if written(value)), "")
    return _OF_WHICH.fullmatch(re.sub(r"\s+", "", first)) is not None


@dataclass
class _Total:
    place: str
    label: str
    told: dict[str, Decimal]
    before: Sums
    block: Sums
    after: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))


@dataclass
class Totals:
    """Adds up the rows of a table and compares its totals with them.

    columns: whose numbers add up.
    """

    columns: Sequence[str]
    _all: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    _block: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    _totals: list[_Total] = field(default_factory=list)

    def add(self, values: Mapping[str, object]) -> None:
        """A row that is counted."""
        for column, number in self._numbers(values).items():
            self._all[column] += number
            self._block[column] += number
            if self._totals:
                self._totals[-1].after[column] += number

    def total(self, place: str, label: str, values: Mapping[str, object]) -> None:
        """A row that sums up others: those before it, since the last such row, or after it."""
        told = self._numbers(values)
        self._totals.append(_Total(place, label, told, dict(self._all), dict(self._block)))
        self._block = defaultdict(Decimal)

    def wrong(self) -> Iterator[tuple[str, str]]:
        """Place and sentence of each total that is not the sum of any rows it could sum up."""
        for one in self._totals:
            for column, told in one.told.items():
                sums = [
                    self._all.get(column, Decimal(0)),
                    one.before.get(column, Decimal(0)),
                    one.block.get(column, Decimal(0)),
                    one.after.get(column, Decimal(0)),
                ]
                if told not in sums:
                    meant = (
                        next((s for s in sums[2:] if s), sums[0])
                        if "小计" in one.label
                        else (sums[0])
                    )
                    yield (
                        one.place,
                        f"“{one.label}”的“{column}”是 {told:f}，而各行之和是 {meant:f}",
                    )

    def _numbers(self, values: Mapping[str, object]) -> dict[str, Decimal]:
        found = {}
        for column in self.columns:
            value = values.get(column)
            if not is_nothing(value):
                try:
                    found[column] = number_of(value)
                except BadParameter:
                    continue
        return found

"""Counts of single records, perturbed by the secret keys of the records themselves (R8.4).

The cell-key method of the Australian Bureau of Statistics (Thompson, Broadfoot and Elazar 2013) and
of Eurostat. Every record has a secret key, uniform over 32 bits (migration 0037). The key of a cell
is the sum of the keys of its records, modulo 2^32, so that the same set of records has the same key
in whatever question it is met: at another level, on other divisions, by another filter that chooses
the same. What is shown is n + p, and p comes from the key of the cell alone. Whoever asks for the
same set in a hundred ways is told one number a hundred times.

A count below k is not shown, nor is one whose n + p is; what is empty looks alike. So nothing tells
0 from 1 or from k, and all that can be concluded of a hidden cell is that it has less than k + D.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from math import ceil, exp, floor, log10
from statistics import NormalDist

KEYS = 1 << 32
"""Keys are counted modulo this."""

PERTURBED = "按单元密钥法扰动后的计数"
"""The method of an answer, in Chinese."""

_DEVIATIONS = 5
"""How many deviations the bound is away. With four, one small cell in three thousand was narrowed
down to k by a linear program, for two answers far off on opposite sides bound their difference;
with five, that is one in a hundred million."""


@dataclass(frozen=True, slots=True)
class Perturbation:
    """How the counts of a dataset are perturbed. minimum: k, the least count that is shown, 2 or
    more: below there are no small cells.
    """

    minimum: int

    @property
    def bound(self) -> int:
        """D: no count is off by more."""
        return ceil(_DEVIATIONS * self.deviation)

    @property
    def deviation(self) -> float:
        """The standard deviation of what is added, of counts small and large alike."""
        return self.minimum / 2

    def added(self, key: int) -> int:
        """What is added to the count of a cell with a key; -D to D, 0 in the mean."""
        return bisect_right(_cumulated(self.minimum), _drawn(key, "count")) - self.bound

    def shown(self, count: int, key: int) -> int | None:
        """What is shown of a count: nothing where it, or what would be shown, is below k.

        count, key: of the records of the cell; keys of more than 32 bits are sums of keys.
        """
        if count < self.minimum:
            return None
        told = count + self.added(key)
        return told if told >= self.minimum else None

    def noisy(self, count: int, key: int) -> int:
        """The perturbed count before anything is hidden, for statistics that tell no count."""
        return max(0, count + self.added(key)) if count else 0

    def sum_shown(
        self, total: Decimal, count: int, key: int, largest: Decimal, field: str
    ) -> Decimal | None:
        """What is shown of the sum of a field; nothing where the count of the records is hidden.

        largest: the greatest absolute value of one record. Noise has the deviation of counts in
        units of it, so that a record is hidden whatever it contributes; the last digits, which
        could tell a single value, are rounded away.
        """
        if self.shown(count, key) is None:
            return None
        if not largest:
            return Decimal(0)
        spread = self.deviation * float(largest)
        told = float(total) + spread * _normal(_drawn(key, f"sum of {field}"))
        unit = Decimal(10) ** floor(log10(spread))
        rounded = (Decimal(told) / unit).to_integral_value() * unit
        return max(rounded, Decimal(0)) if total >= 0 else rounded

    def as_json(self) -> Mapping[str, float]:
        """As answers tell it."""
        return {"minimum": self.minimum, "bound": self.bound, "deviation": self.deviation}

    @property
    def notes(self) -> tuple[str, ...]:
        """What an answer says of it, in Chinese."""
        return (
            f"计数已加扰动：每个数与实际相差不超过 {self.bound}，标准差 {self.deviation:g}；"
            "同一批记录无论怎样提问都得同一个数，各部分之和因此未必等于合计",
            f"空值（suppressed）表示少于 {self.minimum} 或接近 {self.minimum}，也可能是 0；"
            "按时间或类别细分时，空的单元不列出",
        )


def perturbation_of(minimum_cell: int) -> Perturbation | None:
    """The perturbation of a dataset with this minimum cell; None where counts are exact."""
    return Perturbation(minimum_cell) if minimum_cell > 1 else None


def _drawn(key: int, stream: str) -> float:
    """Uniform in (0, 1), the same for a key and a stream; other keys have independent ones.

    Hashed once more, so that the keys of a whole and of its parts, which add up, give nothing that
    does.
    """
    said = f"{stream}:{key % KEYS}".encode()
    drawn = int.from_bytes(blake2b(said, digest_size=6).digest(), "big")
    return (drawn + 0.5) / (1 << 48)


@lru_cache(maxsize=64)
def _cumulated(minimum: int) -> tuple[float, ...]:
    """The distribution of what is added, -D first: of all with this bound, mean and deviation the
    one of the greatest entropy, as in Eurostat's tables (a discrete normal one).
    """
    rule = Perturbation(minimum)
    bound, wanted = rule.bound, rule.deviation**2
    low, high = 0.0, 64.0
    for _ in range(200):
        middle = (low + high) / 2
        weights = [exp(-middle * place * place) for place in range(-bound, bound + 1)]
        variance = sum(
            weight * place * place
            for weight, place in zip(weights, range(-bound, bound + 1), strict=True)
        ) / sum(weights)
        low, high = (middle, high) if variance > wanted else (low, middle)
    whole = sum(weights)
    cumulated, so_far = [], 0.0
    for weight in weights[:-1]:
        so_far += weight / whole
        cumulated.append(so_far)
    return tuple(cumulated)


_NORMAL = NormalDist()
_TAIL = _NORMAL.cdf(-_DEVIATIONS)


def _normal(drawn: float) -> float:
    """A normal number of deviation 1, cut off as counts are, from a uniform one."""
    return _NORMAL.inv_cdf(_TAIL + drawn * (1 - 2 * _TAIL))

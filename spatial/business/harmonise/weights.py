"""Weights from the divisions of one day to those of another, at a level (R10.6).

A weight says which share of an extensive figure of the source goes to the target. Weights run one
way: they sum to 1 for each source, or to less with the reason beside them, and say nothing of the
way back.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from spatial.errors import BadParameter

TOLERANCE = 1e-9
"""How far the weights of a source may sum from 1 (R10.6)."""


class Method(StrEnum):
    """How a weight was found; the first three are exact.

    unchanged: the unit stands with its land as it was. lineage: it went over whole, under another
    name, code or parent, or into a larger unit. lower_units: figures of units one level below,
    which moved whole. stated: the decision says the share of the area. lower_shares: by how figures
    of units below are shared out. density: by how another indicator is, of units below; or by its
    density in the target units. area: by geodesic area, of atoms that both days share. overlay:
    by geodesic area, of shapes laid over each other. imported: from a table that was brought.
    none: nothing says how much.
    """

    UNCHANGED = "unchanged"
    LINEAGE = "lineage"
    LOWER_UNITS = "lower_units"
    STATED = "stated"
    LOWER_SHARES = "lower_shares"
    DENSITY = "density"
    AREA = "area"
    OVERLAY = "overlay"
    IMPORTED = "imported"
    NONE = "none"


EXACT_METHODS = frozenset({Method.UNCHANGED, Method.LINEAGE, Method.LOWER_UNITS})


@dataclass(frozen=True, slots=True)
class Side:
    """A unit at one end of a weight, as it stands on the day of that end."""

    code: str
    identity: str
    name: str


@dataclass(frozen=True, slots=True)
class Weight:
    """The share of a source that goes to a target.

    target None: nowhere that is known; weight 0, and reason says why. error: by how much the weight
    may be wrong at most, None where nobody knows. reason: why the weights of the source sum to less
    than 1, or why this one is 0 although the record tells of a move.
    """

    source: Side
    target: Side | None
    weight: float
    method: Method
    exact: bool
    reason: str | None = None
    error: float | None = None


@dataclass(frozen=True)
class Crosswalk:
    """All weights from the units of one day to those of another: directional.

    weights: by code of source and target. origin: computed or imported.
    """

    scheme: str
    basis: str
    level: str
    first: date
    second: date
    weights: Sequence[Weight]
    density: str | None = None
    origin: str = "computed"

    @cached_property
    def id(self) -> str:
        """The version of the weights: a digest of all they say, 32 hexadecimal digits."""
        digest = hashlib.sha256()
        about = (self.scheme, self.basis, self.level, self.first, self.second, self.density)
        digest.update(repr(tuple(str(one) for one in (*about, self.origin))).encode())
        for one in self.weights:
            target = None if one.target is None else (one.target.code, one.target.identity)
            said = (one.source.code, one.source.identity, target, one.weight, one.method.value)
            digest.update(repr((*said, one.exact, one.reason, one.error)).encode())
        return digest.hexdigest()[:32]

    @cached_property
    def of_source(self) -> Mapping[str, Sequence[Weight]]:
        """The weights by code of source."""
        found: defaultdict[str, list[Weight]] = defaultdict(list)
        for one in self.weights:
            found[one.source.code].append(one)
        return found

    def coverage(self, source: str) -> float:
        """The share of a source for which the weights say where it goes."""
        return sum(one.weight for one in self.of_source.get(source, ()))


def require_sums(weights: Iterable[Weight]) -> None:
    """Returns when the weights of every source sum to 1, or to less with a reason (R10.6).

    Raises BadParameter with the first sources for which they do not.
    """
    sums: defaultdict[str, float] = defaultdict(float)
    reasons: dict[str, str] = {}
    for one in weights:
        sums[one.source.code] += one.weight
        if one.reason:
            reasons[one.source.code] = one.reason
    wrong = [
        f"{code}: {total:.12g}"
        for code, total in sums.items()
        if total > 1 + TOLERANCE or (total < 1 - TOLERANCE and code not in reasons)
    ]
    if wrong:
        raise BadParameter(
            "the weights of a source sum to 1, or to less with a reason; these do not: "
            + ", ".join(wrong[:10])
        )

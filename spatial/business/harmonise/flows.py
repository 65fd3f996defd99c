"""Weights as arrays: from the units of one day to the targets that all days have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from spatial.business.harmonise.weights import Method

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

METHODS = tuple(Method)
BIT = {method: 1 << place for place, method in enumerate(METHODS)}
"""A bit for each method, so that those of a value are one number."""

NOWHERE = -1

Row = tuple[int, float, bool, int]
"""What a source hands over: place of the target, weight, whether it is exact, bit of the method."""


@dataclass(frozen=True)
class Flow:
    """Rows of weights: source and target by their places; target -1 goes nowhere on record.

    whole: of rows that hand over all of their source.
    """

    sources: int
    targets: int
    source: Ints
    target: Ints
    weight: Floats
    exact: Flags
    method: Ints
    whole: Flags = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "whole", self.weight == 1.0)

    @property
    def groups(self) -> Ints:
        """For each target the least place of a target that it shares a divided source with."""
        label = np.arange(self.targets)
        part = ~self.whole & (self.target >= 0) & (self.weight > 0)
        source, target = self.source[part], self.target[part]
        while True:
            least = np.full(self.sources, self.targets)
            np.minimum.at(least, source, label[target])
            before = label.copy()
            np.minimum.at(label, target, least[source])
            if np.array_equal(before, label):
                return label

    @property
    def lone(self) -> Flags:
        """For each target whether all it has comes from one source."""
        into = self.target >= 0
        alone: Flags = np.bincount(self.target[into], minlength=self.targets) == 1
        return alone


@dataclass
class FlowRows:
    """Rows of a flow in the making."""

    source: list[int] = field(default_factory=list)
    target: list[int] = field(default_factory=list)
    weight: list[float] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)
    method: list[int] = field(default_factory=list)

    def add(self, source: int, rows: Iterable[Row]) -> None:
        """Adds what a source hands over."""
        for target, weight, exact, method in rows:
            self.source.append(source)
            self.target.append(target)
            self.weight.append(weight)
            self.exact.append(exact)
            self.method.append(method)

    def flow(self, sources: int, targets: int) -> Flow:
        """The rows as arrays."""
        return Flow(
            sources,
            targets,
            np.array(self.source, dtype=np.int64),
            np.array(self.target, dtype=np.int64),
            np.array(self.weight, dtype=np.float64),
            np.array(self.exact, dtype=np.bool_),
            np.array(self.method, dtype=np.int64),
        )

    def without(self, sources: Collection[int]) -> FlowRows:
        """The rows of all other sources."""
        kept = [place for place, source in enumerate(self.source) if source not in sources]
        return FlowRows(
            [self.source[place] for place in kept],
            [self.target[place] for place in kept],
            [self.weight[place] for place in kept],
            [self.exact[place] for place in kept],
            [self.method[place] for place in kept],
        )

"""The figures of a period laid on the units that reported them, and on the targets (R10.3)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from spatial.business.harmonise.flows import BIT, Flags, Floats, Flow, FlowRows, Ints, Row
from spatial.business.harmonise.land import Land
from spatial.business.harmonise.measures import Measures
from spatial.business.harmonise.reported import ReportedColumn
from spatial.business.harmonise.targets import Targets
from spatial.business.harmonise.values import HIDDEN, MISSING, SHOWN
from spatial.business.harmonise.weights import Method
from spatial.division_codes import Level
from spatial.divisions.unit_types import NOT_DIVISIONS
from spatial.divisions.versions import UnitVersion
from spatial.temporal import Period


@dataclass(frozen=True)
class Laid:
    """Figures of a period beside the sources of a flow. digits: decimals; state, allowed: see
    `values`.

    unmatched: codes that no unit of the level, nor one below it, bore in the period.
    """

    flow: Flow
    digits: int
    values: Ints
    state: Ints
    allowed: Flags | None
    unmatched: tuple[str, ...]


_Extra = tuple[Sequence[Row], int | None, str]
"""What a further source hands over, its figure, None where it has none, and its code."""

_HIGHER = (Level.PROVINCE, Level.PREFECTURE)


@dataclass(frozen=True)
class _Placed:
    """Where the figures of a column stand: places of sources and of figures, and what is left."""

    sources: Ints
    figures: Ints
    left: Sequence[int]


class PeriodFrame:
    """The units of a period's last day as sources, and what they hand over to the targets."""

    def __init__(self, land: Land, targets: Targets, measures: Measures, day: date) -> None:
        self._land = land
        self._targets = targets
        self._measures = measures
        self.day = day
        self.units = land.units_on(day)
        self._place = {one.code: place for place, one in enumerate(self.units)}
        self._rows = FlowRows()
        for place, one in enumerate(self.units):
            self._rows.add(place, targets.rows(one, day, day))
        self._count = len(targets.on(day))
        self.flow = self._rows.flow(len(self.units), self._count)
        self._placed: dict[tuple[str, ...], _Placed] = {}

    def laid(self, column: ReportedColumn, digits: int, *, below: bool) -> Laid:
        """The figures of a period with its last day here.

        digits: decimals of the figures. below: whether figures of units one level below are taken,
        where they tell more.
        """
        placed = self._place_codes(column.codes)
        values = np.zeros(len(self.units), dtype=np.int64)
        state = np.full(len(self.units), MISSING, dtype=np.int64)
        values[placed.sources] = column.values[placed.figures]
        state[placed.sources] = SHOWN
        for code in column.hidden:
            if code in self._place:
                state[self._place[code]] = HIDDEN
        own = Laid(self.flow, digits, values, state, None, ())
        codes: list[str] = [one.code for one in self.units] if column.hidden else []
        if placed.left:
            own = self._with_others(column, placed.left, own, codes, below=below)
        return replace(own, allowed=_allowed(own, codes, column)) if column.hidden else own

    @cached_property
    def weights(self) -> str:
        """A digest of the weights from this day, of all of its units."""
        flow = self.flow
        digest = hashlib.sha256()
        digest.update(",".join(f"{one.code} {one.identity}" for one in self.units).encode())
        targets = self._targets.on(self.day)
        digest.update(",".join(f"{one.code} {one.identity}" for one in targets).encode())
        for array in (flow.source, flow.target, flow.weight, flow.exact, flow.method):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()[:32]

    @cached_property
    def areas(self) -> Floats:
        """Areas of the sources that share a target with others, in square metres; else NaN."""
        shared = self.flow.target >= 0
        lone = np.bincount(self.flow.target[shared], minlength=self._count) <= 1
        wanted = np.unique(self.flow.source[shared & ~lone[self.flow.target]])
        drawn = {place: self._drawn(self.units[place]) for place in wanted.tolist()}
        self._measures.need(one.id for units in drawn.values() for one in units)
        found = np.full(len(self.units), np.nan)
        for place, units in drawn.items():
            sizes = [self._measures.area(one.id, self.day) for one in units]
            known = [one for one in sizes if one is not None]
            found[place] = sum(known) if len(known) == len(sizes) else np.nan
        return found

    def _drawn(self, unit: UnitVersion) -> Sequence[UnitVersion]:
        """What is measured of a unit: itself, or the counties of what lies above them."""
        if self._land.level not in _HIGHER:
            return (unit,)
        return [part.unit for part in self._land.parts(unit, self.day, self.day)] or (unit,)

    def _place_codes(self, codes: tuple[str, ...]) -> _Placed:
        if codes not in self._placed:
            places = [self._place.get(code, -1) for code in codes]
            own = np.array(places, dtype=np.int64)
            figures = np.flatnonzero(own >= 0)
            left = np.flatnonzero(own < 0).tolist()
            self._placed[codes] = _Placed(own[figures], figures, left)
        return self._placed[codes]

    def _with_others(
        self,
        column: ReportedColumn,
        left: Sequence[int],
        own: Laid,
        codes: list[str],
        *,
        below: bool,
    ) -> Laid:
        """With units that ended within the period, and with figures of units one level below.

        Their codes are put behind those of the sources.
        """
        lower: dict[str, int] = {}
        extra: list[_Extra] = []
        unmatched: list[str] = []
        for place in left:
            code, value = column.codes[place], int(column.values[place])
            if self._land.register.on(code, self.day) is not None:
                # Of another level. What lies above repeats what those below it report.
                lower[code] = value
                continue
            rows = self._ended(code, column.period, own.state)
            if rows:
                extra.append((rows, value, code))
            else:
                unmatched.append(code)
        gone: set[int] = set()
        if below and lower:
            pieces, gone = self._by_pieces(lower, column.hidden, own.values, own.state)
            extra += pieces
        if not extra:
            return replace(own, unmatched=tuple(unmatched))
        rows_of_all = self._rows.without(gone)
        for source, (rows, _, code) in enumerate(extra, len(self.units)):
            rows_of_all.add(source, rows)
            codes.append(code)
        more = np.array([value or 0 for _, value, _ in extra], dtype=np.int64)
        state = np.array(
            [
                MISSING if value is None else HIDDEN if code in column.hidden else SHOWN
                for _, value, code in extra
            ],
            dtype=np.int64,
        )
        return Laid(
            rows_of_all.flow(len(self.units) + len(extra), self._count),
            own.digits,
            np.concatenate([own.values, more]),
            np.concatenate([own.state, state]),
            None,
            tuple(unmatched),
        )

    def _ended(self, code: str, period: Period, state: Ints) -> Sequence[Row]:
        """What a unit hands over that ended within the period, if it did not report anew."""
        for version in reversed(self._land.register.by_code.get(code, ())):
            end = version.days.end
            if end is None or not version.days.meets(period):
                continue
            last = end - timedelta(days=1)
            if self._land.unit_of(code, last) is not version:
                return ()
            there = self._land.where(version, last, self.day)
            again = any(
                one.unit.identity == version.identity
                and state[self._place[one.unit.code]] != MISSING
                for one in there.destinations
            )
            return () if again else self._targets.rows(version, last, self.day)
        return ()

    def _by_pieces(
        self, lower: Mapping[str, int], hidden: frozenset[str], values: Ints, state: Ints
    ) -> tuple[list[_Extra], set[int]]:
        """What units below hand over in place of theirs, and the places of those they replace.

        They do where all of them have a figure that is shown, and their unit has none, or is
        divided. Where they do not sum to its figure they only say how it is shared out. A
        prefecture or province without a figure of its own is what its counties report.
        """
        found: list[_Extra] = []
        gone: set[int] = set()
        for place in sorted(self._around(lower)):
            unit, shown = self.units[place], state[place] == SHOWN
            if state[place] == HIDDEN or (shown and place in self._whole):
                continue
            pieces = [
                (rows, lower.get(part.code), part.code)
                for part, rows in self._targets.pieces(unit, self.day)
                if part.code in lower or part.type not in NOT_DIVISIONS
            ]
            amounts = [one for _, one, code in pieces if one is not None and code not in hidden]
            all_told = bool(pieces) and len(amounts) == len(pieces)
            if (not shown and self._land.level in _HIGHER) or (
                all_told
                and (
                    sum(amounts) == values[place]
                    if shown
                    else self._land.parts_complete(unit, self.day)
                )
            ):
                found += pieces
            elif all_told and shown and min(amounts) >= 0 and sum(amounts) > 0:
                rows = _as_shares([rows for rows, _, _ in pieces], amounts)
                found.append((rows, int(values[place]), unit.code))
            else:
                continue
            gone.add(place)
        return found, gone

    def _around(self, lower: Mapping[str, int]) -> set[int]:
        """The places of the units in which units of another level lie."""
        found = set()
        for code in lower:
            version = self._land.register.on(code, self.day)
            holder = None if version is None else self._land.holder(version, self.day)
            if holder is not None:
                found.add(self._place[holder.code])
        return found

    @cached_property
    def _whole(self) -> frozenset[int]:
        """The places of the units that go whole."""
        return frozenset(self.flow.source[self.flow.whole & self.flow.exact].tolist())


def _allowed(laid: Laid, codes: Sequence[str], column: ReportedColumn) -> Flags:
    """The targets whose sum may be shown although it holds figures that may not (R8.4).

    Asked of those whose sources go there whole; codes: of the sources, in order.
    """
    flow = laid.flow
    into = (flow.target >= 0) & (flow.weight > 0) & (laid.state[flow.source] != MISSING)
    hidden = into & (laid.state[flow.source] == HIDDEN)
    allowed = np.zeros(flow.targets, dtype=np.bool_)
    assert column.shows is not None
    for target in np.unique(flow.target[hidden]).tolist():
        rows = np.flatnonzero(into & (flow.target == target))
        if flow.whole[rows].all() and flow.exact[rows].all():
            allowed[target] = column.shows([codes[source] for source in flow.source[rows].tolist()])
    return allowed


def _as_shares(pieces: Sequence[Sequence[Row]], amounts: Sequence[int]) -> list[Row]:
    """The shares of a unit by the figures of the units below it."""
    total = sum(amounts)
    weights: defaultdict[int, float] = defaultdict(float)
    for rows, amount in zip(pieces, amounts, strict=True):
        for target, weight, _, _ in rows:
            weights[target] += weight * amount / total
    bit = BIT[Method.LOWER_SHARES]
    return [(target, weight, False, bit) for target, weight in sorted(weights.items())]

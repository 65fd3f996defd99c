"""Series of indicators on the divisions of one date, or on common groups (R10.1 to R10.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from sqlalchemy import Connection

from spatial.business.declarations.model import Nature
from spatial.business.harmonise.densities import ReportedDensity
from spatial.business.harmonise.flows import Floats, Flow
from spatial.business.harmonise.land import Land
from spatial.business.harmonise.meanings import Meaning
from spatial.business.harmonise.measures import Measures, StoredMeasures
from spatial.business.harmonise.periods import Laid, PeriodFrame
from spatial.business.harmonise.reported import Reported, ReportedColumn, reported
from spatial.business.harmonise.sharing import Sharing
from spatial.business.harmonise.targets import (
    FixedTargets,
    GroupTargets,
    OwnTargets,
    Policy,
    Target,
    Targets,
)
from spatial.business.harmonise.values import (
    SHOWN,
    Column,
    averaged,
    divided,
    summed,
    without_small,
)
from spatial.business.harmonise.weights import TOLERANCE, Crosswalk
from spatial.division_codes import Level
from spatial.divisions.bulk.whole_register import WholeRegister
from spatial.divisions.bulk.whole_register_loading import register_in
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadParameter
from spatial.temporal import Period

RATE_DIGITS = 6
"""Decimals of a rate that is made anew."""


@dataclass(frozen=True)
class Plan:
    """On which divisions figures are to be told.

    day: of policy fixed. density: the indicator by which divided units are shared out, where
    lineage and decisions do not tell how; None for the area. brought: weights of another hand.
    """

    level: Level
    policy: Policy
    day: date | None = None
    density: Meaning | None = None
    brought: Crosswalk | None = None

    def __post_init__(self) -> None:
        if (self.policy is Policy.FIXED) != (self.day is not None):
            raise BadParameter("policy fixed, and only it, needs the date of its divisions")
        if self.brought is not None and (self.brought.second, self.brought.level) != (
            self.day,
            self.level,
        ):
            raise BadParameter(
                f"the crosswalk {self.brought.id} leads to the divisions of level "
                f"{self.brought.level} of {self.brought.second}, not to those asked for; weights "
                "run one way only"
            )


@dataclass(frozen=True)
class PeriodSeries:
    """The figures of a period on its targets.

    day: its last one, on whose divisions it was reported. unmatched: codes that no unit bore then.
    reported: the sum of what units of the level reported and is shown, in units of `digits`
    decimals. weights: digest of the weights from that day.
    """

    period: Period
    day: date
    targets: Sequence[Target]
    column: Column
    unmatched: tuple[str, ...]
    reported: int
    digits: int
    weights: str


@dataclass(frozen=True)
class Harmonised:
    """An indicator on the divisions of a plan, period by period."""

    meaning: Meaning
    plan: Plan
    periods: tuple[PeriodSeries, ...]


Reads = Callable[[str, date | None, date | None], Reported]
"""Reads the figures of an indicator in a span of first days of periods; None is no limit."""


class Harmoniser:
    """Harmonises indicators over the same register: what one needs of it serves the next.

    measures: of areas at the level, of counties where it is a higher one.
    """

    def __init__(
        self, register: WholeRegister, plan: Plan, measures: Measures, reads: Reads
    ) -> None:
        self._plan = plan
        self._measures = measures
        self._reads = reads
        density = None
        if plan.density is not None:
            density = ReportedDensity(reads(plan.density.id, None, None))
        self.sharing = Sharing(register, plan.level, measures, density)
        self._frames: dict[date, PeriodFrame] = {}
        self._targets: Targets | None = None

    @property
    def land(self) -> Land:
        """Where units lie."""
        return self.sharing.land

    def harmonised(
        self, meanings: Sequence[Meaning], first: date | None, last: date | None
    ) -> list[Harmonised]:
        """Every indicator, in the periods that begin in a span; None is no limit."""
        figures = {
            one.id: self._reads(one.id, first, last)
            for one in {part.id: part for meaning in meanings for part in meaning.read}.values()
        }
        days = {column.day for one in figures.values() for column in one.columns}
        self._prepare(days)
        return [Harmonised(one, self._plan, tuple(self._periods(one, figures))) for one in meanings]

    def _prepare(self, days: set[date]) -> None:
        """Makes the targets, and reads at once the areas that all periods need."""
        plan = self._plan
        if plan.policy is Policy.FIXED:
            assert plan.day is not None
            self._targets = FixedTargets(self.sharing, plan.day, plan.brought)
            needed: set[int] = set()
            for day in sorted(days):
                needed |= self.sharing.involved(self.land.units_on(day), day, plan.day)
            self._measures.need(needed)
        elif plan.policy is Policy.COMMON_ATOMS:
            self._targets = GroupTargets(self.land, days)
        else:
            self._targets = OwnTargets(self.land)
        self._frames = {}

    def _frame(self, day: date) -> PeriodFrame:
        assert self._targets is not None
        if day not in self._frames:
            self._frames[day] = PeriodFrame(self.land, self._targets, self._measures, day)
        return self._frames[day]

    def _periods(self, meaning: Meaning, figures: Mapping[str, Reported]) -> Iterator[PeriodSeries]:
        of_period = {
            id_: {column.period: column for column in one.columns} for id_, one in figures.items()
        }
        own = figures[meaning.id]
        periods = {one.period for part in _carriers(meaning) for one in figures[part.id].columns}
        for period in sorted(periods, key=lambda one: (one.start, one.end or one.start)):
            columns = {
                part.id: of_period[part.id].get(period, ReportedColumn(period, (), _NOTHING))
                for part in meaning.read
            }
            frame = self._frame(columns[meaning.id].day)
            column, unmatched = self._column(meaning, frame, columns, figures)
            total = frame.laid(columns[meaning.id], own.digits, below=False)
            yield PeriodSeries(
                period,
                frame.day,
                self._targets.on(frame.day) if self._targets is not None else (),
                without_small(column, meaning.minimum_cell),
                unmatched,
                int(total.values[total.state == SHOWN].sum()),
                own.digits,
                frame.weights,
            )

    def _column(
        self,
        meaning: Meaning,
        frame: PeriodFrame,
        columns: Mapping[str, ReportedColumn],
        figures: Mapping[str, Reported],
    ) -> tuple[Column, tuple[str, ...]]:
        def laid(one: Meaning, *, below: bool) -> Laid:
            return frame.laid(columns[one.id], figures[one.id].digits, below=below)

        digits = figures[meaning.id].digits
        as_it_is = self._plan.policy is Policy.AS_REPORTED
        if meaning.nature is Nature.RATE and not as_it_is:
            return _rate(meaning, frame, laid, digits)
        if meaning.nature is Nature.INTENSIVE and not as_it_is:
            own = laid(meaning, below=False)
            masses = frame.areas
            if meaning.weight is not None:
                weight = laid(meaning.weight, below=False)
                masses = np.where(weight.state == SHOWN, weight.values.astype(float), np.nan)
            masses = _padded(masses, own.flow)
            column = averaged(own.flow, own.values, own.state, digits, masses)
            return column, own.unmatched
        own = laid(meaning, below=not as_it_is)
        return (
            summed(own.flow, own.values, own.state, digits, _sizes(frame, own), own.allowed),
            own.unmatched,
        )


def stored_harmoniser(
    connection: Connection,
    viewpoint: Viewpoint,
    plan: Plan,
    data_known_at: datetime | None = None,
) -> Harmoniser:
    """One over the registry, areas and figures of the database.

    data_known_at: whose knowledge of figures answers; None for all by now.
    """
    higher = plan.level in (Level.PROVINCE, Level.PREFECTURE)
    drawn = Level.COUNTY if higher else plan.level
    return Harmoniser(
        register_in(connection, viewpoint),
        plan,
        StoredMeasures(connection, viewpoint, drawn),
        lambda indicator, first, last: reported(connection, indicator, first, last, data_known_at),
    )


_NOTHING = np.zeros(0, dtype=np.int64)

_Laying = Callable[..., Laid]


def _carriers(meaning: Meaning) -> Sequence[Meaning]:
    """The indicators in whose periods there is a value: a rate need not be reported itself."""
    return (meaning,) if meaning.numerator is None else (meaning, meaning.numerator)


def _sizes(frame: PeriodFrame, own: Laid) -> Floats | None:
    """Sizes of sources, where one without a figure shares a target with others."""
    into = own.flow.target >= 0
    target = own.flow.target[into]
    missing = own.state[own.flow.source[into]] != SHOWN
    several = np.bincount(target, minlength=own.flow.targets) > 1
    return _padded(frame.areas, own.flow) if (missing & several[target]).any() else None


def _padded(masses: Floats, flow: Flow) -> Floats:
    """With no size for what a period has beside the units of its last day."""
    return np.concatenate([masses, np.full(flow.sources - len(masses), np.nan)])[: flow.sources]


def _rate(
    meaning: Meaning, frame: PeriodFrame, laid: _Laying, digits: int
) -> tuple[Column, tuple[str, ...]]:
    """A rate made anew; where one unit alone hands over its land, what it reported passes.

    Numerator and denominator are of the same units: of those that reported both.
    """
    assert meaning.numerator is not None
    assert meaning.denominator is not None
    above, below = laid(meaning.numerator, below=True), laid(meaning.denominator, below=True)
    same = above.flow is below.flow
    if same:
        both = np.where(below.state == SHOWN, above.state, below.state)
        above, below = replace(above, state=both), replace(below, state=both)
    parts = [
        summed(one.flow, one.values, one.state, laid_digits, _sizes(frame, one))
        for one, laid_digits in ((above, above.digits), (below, below.digits))
    ]
    places = max(RATE_DIGITS, digits)
    found = divided(parts[0], parts[1], float(meaning.factor), places)
    if not same:
        found = replace(found, known=found.known & (found.coverage > 1 - TOLERANCE))
    own = laid(meaning, below=False)
    rows = (
        own.flow.lone[own.flow.target]
        & (own.flow.target >= 0)
        & own.flow.whole
        & own.flow.exact
        & (own.state[own.flow.source] == SHOWN)
    )
    source, target = own.flow.source[rows], own.flow.target[rows]
    values, known, exact = found.values.copy(), found.known.copy(), found.exact.copy()
    coverage, methods = found.coverage.copy(), found.methods.copy()
    values[target] = own.values[source] * 10 ** (places - digits)
    known[target], exact[target], coverage[target] = True, True, 1.0
    methods[target] = own.flow.method[rows]
    passed = replace(
        found, values=values, known=known, exact=exact, coverage=coverage, methods=methods
    )
    return passed, own.unmatched + above.unmatched

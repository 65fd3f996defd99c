"""On which days a code of county level or above stands, on each basis of time. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from spatial.division_codes import Level, prefecture_code, province_code
from spatial.divisions.registry import Passed, VersionRecord
from spatial.temporal import Period


@dataclass(frozen=True, slots=True)
class Moment:
    """When one change takes effect, on each basis."""

    on_list: date
    on_announced: date
    on_approved: date

    @classmethod
    def on(cls, day: date) -> Moment:
        """The same day on every basis."""
        return cls(day, day, day)

    def or_earlier(self, other: Moment) -> Moment:
        """The earlier day of the two on each basis."""
        return Moment(
            min(self.on_list, other.on_list),
            min(self.on_announced, other.on_announced),
            min(self.on_approved, other.on_approved),
        )


@dataclass(frozen=True, slots=True)
class Stood:
    """On which days something stands, on each basis; never over on the lists."""

    valid: Period
    announced: Period | Passed
    approved: Period | Passed

    @property
    def end(self) -> Moment | None:
        """When it ends; None: it stands still. A basis that passes it over takes the lists' day."""
        if self.valid.end is None:
            return None
        announced, approved = (
            self.valid.end if isinstance(one, Passed) or one.end is None else one.end
            for one in (self.announced, self.approved)
        )
        return Moment(self.valid.end, announced, approved)

    def between(self, start: Moment, end: Moment | None) -> Stood | None:
        """What of it lies from `start` until `end`; None where the lists leave no day."""
        valid = _cut(self.valid, start.on_list, end.on_list if end else None)
        if isinstance(valid, Passed):
            return None
        return Stood(
            valid,
            _cut(self.announced, start.on_announced, end.on_announced if end else None),
            _cut(self.approved, start.on_approved, end.on_approved if end else None),
        )


def _cut(period: Period | Passed, start: date, end: date | None) -> Period | Passed:
    if isinstance(period, Passed) or (end is not None and end <= start):
        return Passed.OVER
    return period.cut(Period(start, end)) or Passed.OVER


ALWAYS = Stood(Period(date.min, None), Period(date.min, None), Period(date.min, None))


class CodeSpans:
    """The unbroken spans of every code, whatever units bear it one after the other."""

    def __init__(self, versions: Iterable[VersionRecord]) -> None:
        of_code: defaultdict[str, list[VersionRecord]] = defaultdict(list)
        for version in versions:
            if version.level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY):
                of_code[version.code].append(version)
        self._spans = {code: _unbroken(found) for code, found in of_code.items()}

    def parent_of(self, township: str, day: date) -> tuple[str | None, Stood]:
        """The unit that a township's code hangs on from the day, and on which days it stands.

        The county of its first six digits, where it stands on the day or begins within the year
        after (a table of changes names codes of the end of its year); else the prefecture or the
        province: townships of a development area bear digits of no county. (None, always) where
        none of them stands.
        """
        county = township[:6]
        for code in (county, prefecture_code(county), province_code(county)):
            for span in self._spans.get(code, ()):
                begins = span.valid.start - timedelta(days=366) <= day
                if begins and (span.valid.end is None or day < span.valid.end):
                    return code, span
        return None, ALWAYS

    def turn(self, codes: Iterable[str], after: date, until: date) -> Moment | None:
        """The latest end of one of the codes after the one day and not after the other."""
        ends = [
            end
            for code in codes
            for span in self._spans.get(code, ())
            if (end := span.end) is not None and after < end.on_list <= until
        ]
        return max(ends, key=lambda end: end.on_list, default=None)


def _unbroken(versions: Sequence[VersionRecord]) -> list[Stood]:
    """Versions of one code that follow each other on the lists, joined on every basis."""
    runs: list[list[VersionRecord]] = []
    for version in sorted(versions, key=lambda one: one.valid.start):
        if runs and runs[-1][-1].valid.end == version.valid.start:
            runs[-1].append(version)
        else:
            runs.append([version])
    return [
        Stood(
            Period(run[0].valid.start, run[-1].valid.end),
            _joined([version.announced or version.valid for version in run]),
            _joined([version.approved or version.valid for version in run]),
        )
        for run in runs
    ]


def _joined(periods: Sequence[Period | Passed]) -> Period | Passed:
    standing = [period for period in periods if isinstance(period, Period)]
    if not standing:
        return Passed.OVER
    ends = [period.end for period in standing]
    last = None if None in ends else max(end for end in ends if end is not None)
    return Period(min(period.start for period in standing), last)

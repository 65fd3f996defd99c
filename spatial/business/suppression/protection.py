"""What may be shown of an indicator (R8.4): asked by every operator before it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, text

from spatial.business.indicators import Indicator, IndicatorKind
from spatial.business.indicators import indicator as indicator_of
from spatial.business.suppression.elementary import Cell
from spatial.business.suppression.grid import Grid
from spatial.business.suppression.subject import subject_of
from spatial.db import read_sql
from spatial.errors import BadParameter

Figure = tuple[str, date]
"""A reported figure: the code of its division and the first day of its period."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A hidden cell. patch: the number of its patch. row, column: its labels there."""

    cell: Cell
    patch: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Protection:
    """What is hidden of the figures of an indicator, or of those that it was asked for.

    first, last, codes: of the figures that it was asked for. minimum: k, 0 where all is shown.
    version: of the protection, None where there is none: then nothing is shown. unprotected:
    periods whose figures changed since; they show nothing until they are protected. grids: of the
    patches that the figures touch.
    """

    minimum: int
    version: int | None
    year_to_date: bool
    first: date
    last: date
    codes: frozenset[str] | None
    unprotected: frozenset[date] = frozenset()
    grids: tuple[Grid, ...] = ()
    _touching: Mapping[tuple[str, date], tuple[Hidden, ...]] = field(default_factory=dict)

    def shows(self, figures: Iterable[Figure] | Mapping[Figure, float]) -> bool:
        """Whether a weighted sum of reported figures may be shown; without weights, their sum.

        A single figure is a sum of one. A mean, a difference, a share of an estimate are sums with
        weights. What is computed from shown numbers alone may be shown without asking.
        """
        if not self.minimum:
            return True
        weights = figures if isinstance(figures, Mapping) else dict.fromkeys(figures, 1.0)
        of_cell: dict[Hidden, float] = {}
        for (code, starts), weight in weights.items():
            self._require_asked(code, starts)
            if self._never_protected(starts):
                return False
            for hidden in self._touching.get((code, self._told_in(starts)), ()):
                if hidden.cell.starts <= starts:
                    of_cell[hidden] = of_cell.get(hidden, 0.0) + float(weight)
        of_patch: dict[int, list[tuple[int, int, float]]] = {}
        for hidden, weight in of_cell.items():
            of_patch.setdefault(hidden.patch, []).append((hidden.row, hidden.column, weight))
        return all(self.grids[patch].shows(weights) for patch, weights in of_patch.items())

    def shown(self, figures: Iterable[Figure]) -> frozenset[Figure]:
        """Those of some figures that may be shown, each by itself."""
        return frozenset(figure for figure in figures if self.shows((figure,)))

    @property
    def hidden(self) -> frozenset[Hidden]:
        """The hidden cells of the figures that it was asked for."""
        return frozenset(one for some in self._touching.values() for one in some)

    def _require_asked(self, code: str, starts: date) -> None:
        if not self.first <= starts <= self.last or (
            self.codes is not None and code not in self.codes
        ):
            raise BadParameter(f"the protection was not asked for {code} in {starts}")

    def _told_in(self, starts: date) -> date:
        """Under which day cells are kept: a year-to-date figure holds those of its year so far."""
        return _new_year(starts) if self.year_to_date else starts

    def _never_protected(self, starts: date) -> bool:
        if self.version is None:
            return True
        if self.year_to_date:
            return any(_new_year(starts) <= one <= starts for one in self.unprotected)
        return starts in self.unprotected


@dataclass(frozen=True, slots=True)
class ProtectionOfRate:
    """What is hidden of a rate: what is of its numerator or of its denominator."""

    numerator: Protection
    denominator: Protection

    def shows(self, figures: Iterable[Figure] | Mapping[Figure, float]) -> bool:
        """Whether the rate of the sums of some figures may be shown."""
        listed = figures if isinstance(figures, Mapping) else tuple(figures)
        return self.numerator.shows(listed) and self.denominator.shows(listed)

    def shown(self, figures: Iterable[Figure]) -> frozenset[Figure]:
        """Those of some figures of which the rate may be shown."""
        return frozenset(figure for figure in figures if self.shows((figure,)))


def protection_of(
    connection: Connection,
    indicator: str | Indicator,
    *,
    codes: Sequence[str] | None = None,
    first: date = date.min,
    last: date = date.max,
    known_at: datetime | None = None,
) -> Protection | ProtectionOfRate:
    """What may be shown of the figures of an indicator.

    codes: of the divisions whose figures will be asked about, as reported; None for all. first,
    last: of the first days of their periods, both included. known_at: the instant whose knowledge
    answers; None for now: what was learned later hides nothing of an earlier answer, so that it
    comes back the same. Raises UnknownIndicator.
    """
    meaning = indicator if isinstance(indicator, Indicator) else indicator_of(connection, indicator)
    if meaning.numerator is not None and meaning.denominator is not None:
        return ProtectionOfRate(
            *(
                _protection(connection, one, codes, first, last, known_at)
                for one in (meaning.numerator, meaning.denominator)
            )
        )
    return _protection(connection, meaning.id, codes, first, last, known_at)


def shown(
    connection: Connection,
    indicator: str | Indicator,
    figures: Sequence[Figure],
    known_at: datetime | None = None,
) -> frozenset[Figure]:
    """Those of some figures of an indicator that may be shown, each by itself."""
    if not figures:
        return frozenset()
    starts = [start for _, start in figures]
    return protection_of(
        connection,
        indicator,
        codes=sorted({code for code, _ in figures}),
        first=min(starts),
        last=max(starts),
        known_at=known_at,
    ).shown(figures)


def _protection(
    connection: Connection,
    indicator: str,
    codes: Sequence[str] | None,
    first: date,
    last: date,
    known_at: datetime | None,
) -> Protection:
    subject = subject_of(connection, indicator)
    year_to_date = subject.kind is IndicatorKind.YEAR_TO_DATE
    if not subject.minimum:
        return Protection(0, None, year_to_date, first, last, None)
    asked = None if codes is None else frozenset(codes)
    unprotected_yet = Protection(subject.minimum, None, year_to_date, first, last, asked)
    at = known_at or "infinity"
    version = connection.execute(
        text(
            "SELECT version, minimum_cell, known_until, members FROM protection"
            " WHERE subject = :subject AND known_until <= CAST(:at AS timestamptz)"
            " ORDER BY version DESC LIMIT 1"
        ),
        {"subject": subject.id, "at": at},
    ).one_or_none()
    if (
        version is None
        or version.minimum_cell < subject.minimum
        or version.members != list(subject.members)
    ):
        return unprotected_yet
    # A year-to-date figure holds what was added since January.
    span = {"first": _new_year(first) if year_to_date else first, "last": last}
    unprotected = connection.execute(
        text(read_sql("spatial.business.suppression", "unprotected_periods")),
        {
            "indicators": list(subject.members),
            "protected_until": version.known_until,
            "known_at": at,
            **span,
        },
    ).scalars()
    grids = connection.execute(
        text(read_sql("spatial.business.suppression", "protected_grids")),
        {
            "subject": subject.id,
            "version": version.version,
            "codes": None if codes is None else list(codes),
            **span,
        },
    ).all()
    number = {row.patch_id: place for place, row in enumerate(grids)}
    cells = connection.execute(
        text(read_sql("spatial.business.suppression", "protected_cells")),
        {
            "patches": list(number),
            "parts": sorted(subject.parts_of(indicator)),
            "codes": None if codes is None else list(codes),
            **span,
        },
    )
    touching: dict[tuple[str, date], list[Hidden]] = {}
    for row in cells:
        cell = Cell(row.division_code, row.starts, row.part)
        hidden = Hidden(cell, number[row.patch_id], row.row_label, row.column_label)
        day = _new_year(cell.starts) if year_to_date else cell.starts
        for code in row.within:
            touching.setdefault((code, day), []).append(hidden)
    return Protection(
        version.minimum_cell,
        version.version,
        year_to_date,
        first,
        last,
        asked,
        frozenset(unprotected),
        tuple(Grid.of(zip(row.rows, row.columns, strict=True), closed=row.closed) for row in grids),
        {figure: tuple(found) for figure, found in touching.items()},
    )


def _new_year(day: date) -> date:
    return date(day.year, 1, 1)

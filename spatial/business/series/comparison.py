"""Values against other periods: the year before, the period before, a base, a mean of several."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from spatial.business.series.line import ZERO, Line, Missing, rounded, worst
from spatial.business.series.periods import year_before
from spatial.errors import BadParameter

HUNDRED = Decimal(100)


def year_on_year(line: Line) -> tuple[Line, Line]:
    """The change from the same period of the year before (同比): its amount, and in per cent.

    29 February and week 53 have no such period in most years (`no_such_period`).
    """
    places = {start: number for number, start in enumerate(line.starts)}
    earlier: list[int | None] = []
    lacking: list[Missing] = []
    for start in line.starts:
        then = year_before(line.unit, start)
        earlier.append(None if then is None else places.get(then))
        lacking.append(Missing.NO_SUCH_PERIOD if then is None else Missing.COMPARED_NOT_REPORTED)
    return _changes(line, earlier, lacking)


def period_on_period(line: Line) -> tuple[Line, Line]:
    """The change from the period before (环比): its amount, and in per cent."""
    earlier = [number - 1 if number else None for number in range(len(line))]
    return _changes(line, earlier, [Missing.COMPARED_NOT_REPORTED] * len(line))


def _changes(line: Line, earlier: list[int | None], lacking: list[Missing]) -> tuple[Line, Line]:
    amounts: list[tuple[Decimal | None, Missing | None]] = []
    shares: list[tuple[Decimal | None, Missing | None]] = []
    for number, (then, absent) in enumerate(zip(earlier, lacking, strict=True)):
        value = line.values[number]
        before = None if then is None else line.values[then]
        if value is None or before is None:
            own = line.reasons[number]
            other = None if then is None else line.reasons[then]
            why = own if own is not None else worst((other,), absent)
            amounts.append((None, why))
            shares.append((None, why))
            continue
        change = value - before
        amounts.append((change, None))
        # Of a negative base a rise would be told as a fall.
        shares.append(
            (rounded(HUNDRED * change / before), None)
            if before > ZERO
            else (None, Missing.ZERO_BASE)
        )
    return line.like(amounts), line.like(shares)


def index_to(line: Line, base: date) -> Line:
    """The line with the value of a base period as 100 (定基指数).

    base: the first day of the period. Raises BadParameter where the line has no such period.
    """
    if base not in line.starts:
        raise BadParameter(
            f"the base {base} of the index is no period of the series: it goes from "
            f"{line.starts[0]} to {line.starts[-1]}"
        )
    place = line.starts.index(base)
    value, reason = line.values[place], line.reasons[place]
    cells: list[tuple[Decimal | None, Missing | None]] = []
    for own, why in zip(line.values, line.reasons, strict=True):
        if own is None:
            cells.append((None, why))
        elif value is None:
            cells.append((None, worst((reason,), Missing.COMPARED_NOT_REPORTED)))
        elif value <= ZERO:
            cells.append((None, Missing.ZERO_BASE))
        else:
            cells.append((rounded(HUNDRED * own / value), None))
    return line.like(cells)


def moving_mean(line: Line, window: int, *, centred: bool, least: int) -> tuple[Line, list[int]]:
    """The mean of `window` periods about each, and how many of them have a value.

    The window ends with the period, or has it in its middle; of an even one that is centred the two
    outermost periods count half (the 2×12 mean of months). least: with fewer values there is none.
    Only shown values are in it. Raises BadParameter for a window or least number that cannot be.
    """
    if not 2 <= window <= 1000 or not 1 <= least <= window:
        raise BadParameter(
            f"window={window} with least={least}: a window of 2 to 1000 periods, and at least 1 "
            "and at most window values in it"
        )
    weights = [Decimal(1)] * window
    back = window - 1
    if centred:
        back = window // 2
        if window % 2 == 0:
            weights = [Decimal("0.5"), *[Decimal(1)] * (window - 1), Decimal("0.5")]
    counts: list[int] = []
    cells: list[tuple[Decimal | None, Missing | None]] = []
    for number in range(len(line)):
        within = [
            (weight, line.values[place], line.reasons[place])
            for weight, place in zip(weights, range(number - back, len(line)), strict=False)
            if place >= 0
        ]
        known = [(weight, value) for weight, value, _ in within if value is not None]
        counts.append(len(known))
        if len(known) < least:
            cells.append((None, worst((reason for *_, reason in within), Missing.TOO_FEW)))
            continue
        total = sum((weight * value for weight, value in known), ZERO)
        cells.append((rounded(total / sum((weight for weight, _ in known), ZERO)), None))
    return line.like(cells), counts

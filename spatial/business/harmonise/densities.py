"""How an indicator is distributed, as reported about a day: what divided figures go with."""

from __future__ import annotations

from datetime import date

from spatial.business.harmonise.reported import Reported, ReportedColumn


class ReportedDensity:
    """The figures of an extensive indicator, of units of every level: see `sharing.Density`.

    Those of the last period that had ended by a day serve; before the first period, those of it.
    """

    def __init__(self, figures: Reported) -> None:
        self._columns = sorted(figures.columns, key=lambda one: one.day)
        self._by_code: dict[date, dict[str, int]] = {}

    def mass(self, code: str, day: date) -> float | None:
        """How much a unit had about a day.

        None where nobody reported it, or it is negative, or may not be shown (R8.4).
        """
        column = self._about(day)
        if column is None:
            return None
        if column.day not in self._by_code:
            told = zip(column.codes, column.values.tolist(), strict=True)
            self._by_code[column.day] = {
                code: value for code, value in told if code not in column.hidden
            }
        found = self._by_code[column.day].get(code)
        unusable = found is None or found < 0 or code in column.hidden
        return None if found is None or unusable else float(found)

    def _about(self, day: date) -> ReportedColumn | None:
        before = [one for one in self._columns if one.day <= day]
        if before:
            return before[-1]
        return self._columns[0] if self._columns else None

"""Series of indicators, and series of images."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spatial.client.answers import Answer
from spatial.client.asking import Instant, body, joined
from spatial.client.frames import table
from spatial.client.service import Service

if TYPE_CHECKING:
    import pandas as pd

_FREQUENCIES = {"day": "D", "month": "M", "quarter": "Q", "year": "Y"}


@dataclass(frozen=True, slots=True, repr=False)
class SeriesAnswer(Answer):
    """A series of one division or several; `table` has one row for each division and period."""

    @property
    def table(self) -> pd.DataFrame:
        """Columns: division, name, period, value, reason and the measures that were asked for.

        period is a Period of pandas; of weeks and half years, which pandas does not read, a text.
        A value that is missing stays missing, with its reason.
        """
        import pandas as pd

        rows = [
            {"division": one["division"], "name": one["name"], **value}
            for one in self.document["items"]
            for value in one["values"]
        ]
        frame = table(rows, ("division", "name", "period", "value", "reason"))
        frequency = _FREQUENCIES.get(str(self.document["question"].get("by")))
        if frequency is not None and len(frame):
            frame["period"] = pd.PeriodIndex(
                [_readable(str(one)) for one in frame["period"]], freq=frequency
            )
        return frame

    @property
    def unit(self) -> str:
        """Of the values."""
        return str(self.summary["unit"])


class Series:
    """Indicators over time (docs/series.md), and images (docs/image-series.md)."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def indicator(
        self,
        indicator: str,
        divisions: str | Iterable[str],
        start: str,
        end: str,
        *,
        by: str | None = None,
        measures: Iterable[str] = (),
        **more: Any,
    ) -> SeriesAnswer:
        """An indicator of divisions from one period to another, both included (`2018-01`).

        by: month, quarter, half_year, year …; the indicator's own where left out. measures:
        year_on_year, moving_mean, seasonal and others (docs/series.md). more: basis (as_reported,
        fixed, common_atoms), on, base, window, known_at …
        """
        codes = [divisions] if isinstance(divisions, str) else list(divisions)
        asked = {"from": start, "to": end, "by": by, "measures": list(measures), **more}
        found = self._service.post(
            f"/v1/indicators/{indicator}/series", json=body({"divisions": codes, **asked})
        )
        return SeriesAnswer(self._service, found)

    def plot(
        self, indicator: str, division: str, start: str, end: str, *, measures: Iterable[str] = ()
    ) -> str:
        """The same as a drawing: SVG."""
        asked = {
            "division": division,
            "from_": start,
            "to": end,
            "measures": joined(measures) or None,
            "format": "svg",
        }
        return self._service.send("GET", f"/v1/indicators/{indicator}/series", params=asked).text

    def warnings(self, indicator: str, **asked: Any) -> Mapping[str, Any]:
        """Which divisions the rules of early warning name, and why."""
        return self._service.get(f"/v1/indicators/{indicator}/warnings", **asked)

    def images(
        self, division: str, start: Instant, end: Instant, *, index: str = "ndvi", **more: Any
    ) -> pd.DataFrame:
        """Statistics of an index (or `band=`, `expression=`) in a division over all images."""
        found = self._service.get(
            "/v1/images/series", division=division, from_=start, to=end,
            **({} if "band" in more or "expression" in more else {"index": index}), **more,
        )  # fmt: skip
        return table(found["values"])


def _readable(period: str) -> str:
    """A period as pandas reads it: 2018-Q1 is 2018Q1."""
    return period.replace("-Q", "Q")

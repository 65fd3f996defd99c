"""The operators on business data: each a question, each answered with an id (docs/operators.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from spatial.client.answers import Answer
from spatial.client.asking import Day, Instant, body
from spatial.client.service import Service

Mode = Literal["drive", "walk"]
GeoJson = Mapping[str, Any]


class Operators:
    """Questions about records and figures of business data, by the divisions of any day.

    Common to all: date is the day of the divisions, level theirs (province to village), known_at
    whose knowledge of divisions answers, data_known_at whose knowledge of business data.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    def aggregate(
        self,
        dataset: str | None = None,
        *,
        indicator: str | None = None,
        date: Day | None = None,
        level: str | None = None,
        start: Day | None = None,
        end: Day | None = None,
        within: str | None = None,
        polygon: GeoJson | None = None,
        measure: str | None = None,
        field: str | None = None,
        where: Iterable[str] = (),
        group: str | None = None,
        by: str | None = None,
        **more: Any,
    ) -> Answer:
        """Counts or sums of a dataset, or of an indicator, by divisions over [start, end).

        where: conditions on fields, all of which hold: `"reason=因病|失业"`, `"members>=3"`.
        polygon: GeoJSON, CGCS2000. more: scheme, basis, holds, known_at, data_known_at.
        """
        return self._aggregated("aggregate", locals())

    def fixed(
        self,
        dataset: str | None = None,
        *,
        indicator: str | None = None,
        date: Day | None = None,
        level: str | None = None,
        start: Day | None = None,
        end: Day | None = None,
        within: str | None = None,
        polygon: GeoJson | None = None,
        measure: str | None = None,
        field: str | None = None,
        where: Iterable[str] = (),
        group: str | None = None,
        by: str | None = None,
        **more: Any,
    ) -> Answer:
        """The same as a series on the divisions of one day: a number for each period `by`."""
        return self._aggregated("fixed", locals())

    def change(
        self,
        first: Day,
        last: Day,
        *,
        dataset: str | None = None,
        indicator: str | None = None,
        level: str | None = None,
        within: str | None = None,
        where: Iterable[str] = (),
        tell: Literal["units", "records"] | None = None,
        **more: Any,
    ) -> Answer:
        """What is other on the second day: of a dataset, an indicator, or of the divisions."""
        return self._asked(
            "change",
            {
                "from_": first,
                "to": last,
                "dataset": dataset,
                "indicator": indicator,
                "level": level,
                "within": within,
                "where": list(where) or None,
                "tell": tell,
                **more,
            },
        )

    def within(
        self,
        dataset: str,
        *,
        lon: float | None = None,
        lat: float | None = None,
        facility: str | None = None,
        facilities: str | None = None,
        border: str | None = None,
        metres: float | None = None,
        minutes: float | None = None,
        date: Day | None = None,
        start: Day | None = None,
        end: Day | None = None,
        **more: Any,
    ) -> Answer:
        """What of a dataset lies within a distance (metres, geodesic) or a travel time (minutes) of
        a point, a facility (`dataset:key`), all facilities of a dataset, or a border.
        """
        return self._bounded("within", locals())

    def isochrones(
        self,
        minutes: float | Sequence[float],
        *,
        lon: float | None = None,
        lat: float | None = None,
        facility: str | None = None,
        facilities: str | None = None,
        mode: Mode | None = None,
        date: Day | None = None,
        **more: Any,
    ) -> Answer:
        """How far one comes in so many minutes: polygons, CGCS2000."""
        asked = {key: one for key, one in locals().items() if key not in ("self", "more")} | more
        asked["minutes"] = [minutes] if isinstance(minutes, int | float) else list(minutes)
        return self._posted("isochrones", asked)

    def nearest(
        self,
        dataset: str,
        *,
        lon: float,
        lat: float,
        limit: int | None = None,
        by: Literal["metres", "minutes"] | None = None,
        date: Day | None = None,
        **more: Any,
    ) -> Answer:
        """The nearest facilities of a dataset on a day."""
        return self._bounded("nearest", locals())

    def gaps(
        self,
        facilities: str,
        *,
        of: str | None = None,
        indicator: str | None = None,
        metres: float | None = None,
        minutes: float | None = None,
        level: str | None = None,
        within: str | None = None,
        date: Day | None = None,
        start: Day | None = None,
        end: Day | None = None,
        **more: Any,
    ) -> Answer:
        """How much lies beyond a distance or time of any facility: area, records `of` a dataset, or
        residents by an indicator.
        """
        return self._bounded("gaps", locals())

    def hotspots(
        self,
        dataset: str,
        *,
        method: Literal["gi", "scan", "emerging"] = "gi",
        level: str | None = None,
        within: str | None = None,
        date: Day | None = None,
        start: Day | None = None,
        end: Day | None = None,
        **more: Any,
    ) -> Answer:
        """Where, and when, records are more than chance would have them."""
        return self._bounded("hotspots", locals())

    def harmonise(
        self,
        indicator: str,
        *,
        level: str | None = None,
        policy: Literal["as_reported", "fixed", "common_atoms"] | None = None,
        date: Day | None = None,
        start: Day | None = None,
        end: Day | None = None,
        within: str | None = None,
        **more: Any,
    ) -> Answer:
        """The figures of an indicator through changes of divisions (docs/harmonisation.md)."""
        return self._bounded("harmonise", locals())

    def coverage(self, boundary: str, start: Instant, end: Instant, **more: Any) -> Answer:
        """What share of a boundary line was walked in [start, end), by the tracks of both sides."""
        return self._asked("coverage", {"boundary": boundary, "from_": start, "to": end, **more})

    def visits(self, boundary: str, start: Instant, end: Instant, **more: Any) -> Answer:
        """Which markers of a boundary line were visited in [start, end)."""
        return self._asked("visits", {"boundary": boundary, "from_": start, "to": end, **more})

    def answer(self, identifier: str, *, now: bool = False) -> Answer:
        """An answer of before by its id; with `now` by all that is known now."""
        asked = {"now": True} if now else {}
        return Answer(self._service, self._service.get(f"/v1/answers/{identifier}", **asked))

    def _aggregated(self, operator: str, told: dict[str, Any]) -> Answer:
        polygon = told.pop("polygon")
        told["where"] = list(told["where"]) or None
        asked = _window(told)
        if polygon is not None:
            return self._posted(operator, asked | {"polygon": polygon})
        return self._asked(operator, asked)

    def _bounded(self, operator: str, told: dict[str, Any]) -> Answer:
        return self._asked(operator, _window(told))

    def _asked(self, operator: str, asked: Mapping[str, Any]) -> Answer:
        return Answer(self._service, self._service.get(f"/v1/operators/{operator}", **asked))

    def _posted(self, operator: str, asked: Mapping[str, Any]) -> Answer:
        found = self._service.post(f"/v1/operators/{operator}", json=body(asked))
        return Answer(self._service, found)


def _window(told: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a method as parameters of its route: `start` is `from`, `end` is `to`."""
    more = told.pop("more")
    told.pop("self")
    asked = told | {"from_": told.get("start"), "to": told.get("end")} | more
    return {key: one for key, one in asked.items() if key not in ("start", "end")}

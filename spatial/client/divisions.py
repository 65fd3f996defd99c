"""Questions about divisions of any day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from spatial.client.asking import Day, joined
from spatial.client.frames import shapes, table, typed
from spatial.client.service import Service

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_CSV = {"Content-Type": "text/csv; charset=utf-8", "Accept": "text/csv"}


class Divisions:
    """What belonged to what on a day, and what became of it (docs/registry.md).

    Common to all, as `more`: scheme (mca, nbs …), basis (list, announced, approved), known_at.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    def at(self, lon: float, lat: float, *, date: Day | None = None, **more: Any) -> pd.DataFrame:
        """The divisions in which a point lies: one row for each level, with the reason where it is
        in none. Degrees, CGCS2000.
        """
        found = self._service.get("/v1/divisions/at", lon=lon, lat=lat, date=date, **more)
        rows = [
            {
                "level": one["level"],
                "code": (one["division"] or {}).get("code"),
                "name": (one["division"] or {}).get("name"),
                "grade": one["grade"],
                "reason": one["reason"],
            }
            for one in found["levels"]
        ]
        return table(rows)

    def points(
        self,
        points: pd.DataFrame,
        *,
        date: Day | None = None,
        levels: str | list[str] | None = None,
        **more: Any,
    ) -> pd.DataFrame:
        """For each row of a table in which divisions its point lies.

        points: with the columns lon and lat (degrees, CGCS2000), perhaps date, and any others,
        which are kept. Added are code, name, grade and reason of each level. No row is dropped.
        """
        return self._through(
            "/v1/divisions/at", points, {"date": date, "levels": joined(levels), **more}
        )

    def translate(
        self, rows: pd.DataFrame, *, date: Day | None = None, to: Day | None = None, **more: Any
    ) -> pd.DataFrame:
        """Codes or names of one day on another, or in another scheme (`to_scheme`), row by row.

        rows: with the column code, or name (and within); perhaps date and to of their own.
        """
        return self._through("/v1/divisions/translate", rows, {"date": date, "to": to, **more})

    def list(
        self,
        level: str | None = None,
        *,
        date: Day | None = None,
        within: str | None = None,
        parent: str | None = None,
        **more: Any,
    ) -> pd.DataFrame:
        """The units that stand on a day, by code."""
        asked = {"level": level, "date": date, "within": within, "parent": parent, **more}
        return table(self._paged("/v1/divisions", "divisions", asked), _LISTED)

    def shapes(
        self,
        level: str | None = None,
        *,
        date: Day | None = None,
        within: str | None = None,
        parent: str | None = None,
        **more: Any,
    ) -> gpd.GeoDataFrame:
        """The same with their shapes; a unit whose shape nobody knows has none."""
        asked = {"level": level, "date": date, "within": within, "parent": parent, **more}
        found = self._service.get("/v1/divisions", format="geojson", **asked)
        return shapes(found["features"], columns=_LISTED)

    def unit(self, code: str, *, date: Day | None = None, **more: Any) -> Mapping[str, Any]:
        """One unit on a day, with all that is known of it."""
        return self._service.get(f"/v1/divisions/{code}", date=date, **more)

    def history(self, code: str, **more: Any) -> pd.DataFrame:
        """All versions that bore a code, in time; whose identity goes on is one unit."""
        return table(self._service.get(f"/v1/divisions/{code}/history", **more)["versions"])

    def lineage(
        self,
        code: str,
        *,
        date: Day | None = None,
        start: Day | None = None,
        end: Day | None = None,
        **more: Any,
    ) -> Mapping[str, Any]:
        """What a unit came from and what became of it: nodes, edges, and the units at both ends."""
        asked = {"date": date, "from_": start, "to": end, **more}
        return self._service.get(f"/v1/divisions/{code}/lineage", **asked)

    def compare(
        self, first: Day, last: Day, *, level: str | None = None, **more: Any
    ) -> pd.DataFrame:
        """Which units changed between two days: how, from what and into what."""
        asked = {"from_": first, "to": last, "level": level, **more}
        return table(self._paged("/v1/divisions/compare", "changes", asked))

    def events(
        self, *, start: Day | None = None, end: Day | None = None, **more: Any
    ) -> pd.DataFrame:
        """The decisions of a time with their documents and dates."""
        asked = {"from_": start, "to": end, **more}
        return table(self._paged("/v1/divisions/events", "events", asked))

    def _paged(self, path: str, member: str, asked: Mapping[str, Any]) -> Iterator[Any]:
        page = self._service.get(path, **asked)
        while True:
            yield from page[member]
            if page.get("next") is None:
                return
            page = self._service.get(page["next"])

    def _through(self, path: str, rows: pd.DataFrame, asked: Mapping[str, Any]) -> pd.DataFrame:
        import pandas as pd

        answer = self._service.send(
            "POST",
            path,
            params=asked,
            content=rows.to_csv(index=False).encode(),
            headers=_CSV,
            repeatable=True,
        )
        # As texts first: a code is no number, and an empty cell no word.
        frame = pd.read_csv(
            BytesIO(answer.content), dtype="string", keep_default_na=False, na_values=[""]
        )
        frame = typed(frame)
        if len(frame) == len(rows):
            for name in set(rows.columns) & set(frame.columns):
                frame[name] = rows[name].array
        return frame


_LISTED = ("code", "name", "level", "type", "parent_code", "identity")

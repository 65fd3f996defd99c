"""Boundary lines and markers, devices and their tracks, images: things that stand or move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from spatial.client.asking import Box, Day, Instant, joined
from spatial.client.frames import shapes, table
from spatial.client.service import Service

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def _offset_pages(
    service: Service, path: str, member: str, asked: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    offset = 0
    while True:
        page = service.get(path, offset=offset, **asked)
        yield from page[member]
        offset += len(page[member])
        if not page[member] or offset >= page["total"]:
            return


class Boundaries:
    """The register of boundary lines (docs/boundaries.md)."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def list(
        self, *, level: str | None = None, division: str | None = None, **more: Any
    ) -> pd.DataFrame:
        """The lines of the register on a day."""
        asked = {"level": level, "division": division, **more}
        return table(_offset_pages(self._service, "/v1/boundaries", "boundaries", asked))

    def course(self, number: str, *, date: Day | None = None) -> gpd.GeoDataFrame:
        """A line in its segments, with what it runs along."""
        return shapes(self._service.get(f"/v1/boundaries/{number}/course", date=date)["features"])

    def markers(self, number: str, *, date: Day | None = None) -> gpd.GeoDataFrame:
        """The markers of a line on a day."""
        return shapes(self._service.get(f"/v1/boundaries/{number}/markers", date=date)["features"])


class Positions:
    """Devices and where they were (docs/positions.md); of persons it is of grade personal."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def devices(self) -> pd.DataFrame:
        """All devices: class, name, first and last fix."""
        return table(_offset_pages(self._service, "/v1/devices", "devices", {}))

    def track(self, device: str, start: Instant, end: Instant, **more: Any) -> gpd.GeoDataFrame:
        """The track of a device in [start, end): lines, parted at gaps.

        more: simplify (metres), clean, max_speed_kmh.
        """
        features: list[Mapping[str, Any]] = []
        begin: Instant | None = start
        while begin is not None:
            part = self._service.get(f"/v1/devices/{device}/track", from_=begin, to=end, **more)
            features += part["features"]
            begin = part.get("next")
        return shapes(features)

    def stays(self, device: str, start: Instant, end: Instant, **more: Any) -> gpd.GeoDataFrame:
        """Where a device stayed in [start, end), from when until when."""
        asked = {"from_": start, "to": end, **more}
        return shapes(self._service.get(f"/v1/devices/{device}/stays", **asked)["features"])


class Images:
    """The catalogue of remote-sensing images (docs/catalogue.md)."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def search(
        self,
        *,
        bbox: Box | None = None,
        start: Day | None = None,
        end: Day | None = None,
        division: str | None = None,
        cloud_max: float | None = None,
        **more: Any,
    ) -> gpd.GeoDataFrame:
        """Images by place, time and cloud (a share of one), with their footprints."""
        asked = {
            "bbox": None if bbox is None else joined(str(one) for one in bbox),
            "from_": start,
            "to": end,
            "division": division,
            "cloud_max": cloud_max,
            **more,
        }
        found = _offset_pages(self._service, "/v1/images/search", "images", asked)
        return shapes(
            {
                "geometry": one["footprint"],
                "properties": {key: one[key] for key in one if key != "footprint"},
            }
            for one in found
        )

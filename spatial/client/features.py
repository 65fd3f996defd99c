"""Collections of features: everything that has a place, by the OGC API (docs/features.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from spatial.client.asking import Box, Day, Instant, joined, told
from spatial.client.errors import NotUnderstood
from spatial.client.frames import CRS, shapes, table
from spatial.client.service import Downloaded, Service

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_PARQUET, _GEOJSON = "application/vnd.apache.parquet", "application/geo+json"
_PAGE = 1000
_OGC_CRS = "http://www.opengis.net/def/crs/"


class Features:
    """The collections of the platform, and the features in them."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collections(self) -> pd.DataFrame:
        """Which collections there are: id, title, description."""
        found = self._service.get("/ogc/collections", f="json")["collections"]
        return table(
            (
                {
                    "id": one["id"],
                    "title": one.get("title"),
                    "description": one.get("description"),
                    "item_type": one.get("itemType"),
                }
                for one in found
            ),
            ("id", "title", "description", "item_type"),
        )

    def collection(self, collection: str) -> Mapping[str, Any]:
        """One collection: its extent, its coordinates, its links."""
        return self._service.get(f"/ogc/collections/{collection}", f="json")

    def queryables(self, collection: str) -> pd.DataFrame:
        """What can be asked of the features of a collection: name, title, type."""
        found = self._service.get(f"/ogc/collections/{collection}/queryables")
        rows = (
            {"name": name, "title": one.get("title"), "type": one.get("type")}
            for name, one in found["properties"].items()
        )
        return table(rows, ("name", "title", "type"))

    def read(
        self,
        collection: str,
        *,
        bbox: Box | None = None,
        datetime: str | Instant | tuple[Instant | None, Instant | None] | None = None,
        date: Day | None = None,
        known_at: Instant | None = None,
        filter: str | None = None,
        properties: Sequence[str] | None = None,
        crs: str | None = None,
        limit: int | None = None,
        **equal: Any,
    ) -> gpd.GeoDataFrame:
        """The features of a collection as a table, all of them unless `limit` says how many.

        bbox: west, south, east, north. datetime: an instant, or a pair with None as an open end.
        date: those that stand on a day. filter: CQL2 as text, such as `name LIKE '虚%'`. crs: such
        as EPSG:4523; CGCS2000 where left out. In a table x (east) stands before y (north),
        whatever the order of the authority is. equal: properties that are equal to a value.
        """
        asked = _asked(bbox, datetime, date, known_at, filter, properties, crs, equal)
        wanted = f"{_PARQUET}, {_GEOJSON};q=0.5" if _reads_parquet() else _GEOJSON
        if limit is not None:
            asked["limit"] = limit
        path = f"/ogc/collections/{collection}/items"
        with self._service.download(path, accept=wanted, params=asked) as came:
            if came.kind == _PARQUET:
                return _from_parquet(came)
            first = _page_of(came)
        pages = self._pages(first)
        found = _first(pages, limit)
        return shapes(found if crs is None else _east_first(found, crs), crs or CRS)

    def iterate(
        self,
        collection: str,
        *,
        bbox: Box | None = None,
        datetime: str | Instant | tuple[Instant | None, Instant | None] | None = None,
        date: Day | None = None,
        known_at: Instant | None = None,
        filter: str | None = None,
        properties: Sequence[str] | None = None,
        page: int = _PAGE,
        **equal: Any,
    ) -> Iterator[Mapping[str, Any]]:
        """The features one by one, as GeoJSON (longitude, latitude), read page by page."""
        asked = _asked(bbox, datetime, date, known_at, filter, properties, None, equal)
        path = f"/ogc/collections/{collection}/items"
        first = self._service.get(path, f="json", limit=page, **asked)
        return self._pages(first)

    def one(self, collection: str, identifier: str, **asked: Any) -> Mapping[str, Any]:
        """One feature as GeoJSON."""
        return self._service.get(f"/ogc/collections/{collection}/items/{identifier}", **asked)

    def _pages(self, first: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        page = first
        while True:
            yield from page["features"]
            following = [one for one in page.get("links", ()) if one.get("rel") == "next"]
            if not following:
                return
            page = self._service.get(following[0]["href"])


def _asked(
    bbox: Box | None,
    datetime: Any,
    date: Day | None,
    known_at: Instant | None,
    filter: str | None,
    properties: Sequence[str] | None,
    crs: str | None,
    equal: Mapping[str, Any],
) -> dict[str, Any]:
    asked: dict[str, Any] = {
        **equal,
        "bbox": None if bbox is None else joined(str(one) for one in bbox),
        "datetime": _span(datetime),
        "date": date,
        "known_at": known_at,
        "filter": filter,
        "properties": joined(properties),
        "crs": None if crs is None else _uri(crs),
    }
    if filter is not None:
        asked["filter-lang"] = "cql2-text"
    return {name: one for name, one in asked.items() if one is not None}


def _span(when: Any) -> str | None:
    if when is None or isinstance(when, str):
        return when
    if isinstance(when, tuple):
        return "/".join(".." if one is None else str(told(one)) for one in when)
    return str(told(when))


def _uri(crs: str) -> str:
    """EPSG:4523 as the address by which the OGC names it."""
    if crs.startswith(("http:", "https:", "urn:", "[")):
        return crs
    authority, _, code = crs.upper().partition(":")
    if code == "CRS84":
        return f"{_OGC_CRS}OGC/1.3/CRS84"
    return f"{_OGC_CRS}{authority}/0/{code}"


def _reads_parquet() -> bool:
    from importlib.util import find_spec

    return find_spec("pyarrow") is not None


def _from_parquet(came: Downloaded) -> gpd.GeoDataFrame:
    import geopandas as gpd
    from pandas.api.types import infer_dtype

    frame = gpd.read_parquet(came.file)
    for name in frame.columns.drop(frame.geometry.name):
        if infer_dtype(frame[name], skipna=True) == "date":
            frame[name] = frame[name].astype("datetime64[s]")
    return frame


def _page_of(came: Downloaded) -> Mapping[str, Any]:
    import json

    try:
        page = json.load(came.file)
    except ValueError as error:
        raise NotUnderstood(f"the features came as {came.kind}, which is no GeoJSON") from error
    if not isinstance(page, dict) or "features" not in page:
        raise NotUnderstood(f"the features came as {came.kind} without features")
    return page


def _first(features: Iterator[Mapping[str, Any]], limit: int | None) -> Iterator[Mapping[str, Any]]:
    from itertools import islice

    return features if limit is None else islice(features, limit)


def _east_first(features: Iterator[Mapping[str, Any]], crs: str) -> Iterator[Mapping[str, Any]]:
    """With x before y: GeoJSON in other coordinates has the order of their authority."""
    import shapely
    from pyproj import CRS as Coordinates
    from shapely.geometry import mapping, shape

    if Coordinates.from_user_input(crs).axis_info[0].direction != "north":
        yield from features
        return
    for one in features:
        if one.get("geometry") is None:
            yield one
        else:
            turned = shapely.transform(shape(one["geometry"]), lambda xy: xy[:, ::-1])
            yield {**one, "geometry": mapping(turned)}

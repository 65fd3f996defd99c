"""The questions of the face: those of stac-fastapi-pgstac, with our areas and addresses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from geojson_pydantic.geometries import parse_geometry_obj
from shapely.geometry import mapping
from sqlalchemy import Engine
from stac_fastapi.pgstac.core import CoreCrudClient
from stac_fastapi.pgstac.types.search import PgstacSearch
from stac_fastapi.types.stac import Collection, Collections, Item, ItemCollection

from spatial.api.stac.areas import CONFORMANCE, MEMBERS, area_asked, area_of_box, within
from spatial.api.stac.truth import tell_truth

# stac-fastapi names the edition 1.1.0 of sorting alone, which holds all of this one; pystac-client
# 0.9 knows no other.
_SORT = "https://api.stacspec.org/v1.0.0/item-search#sort"


class CatalogueClient(CoreCrudClient):  # type: ignore[misc]
    """Answers over pgstac; nothing in it writes."""

    def conformance_classes(self) -> list[str]:
        """The classes of the standard, and that of our parameters."""
        return [*super().conformance_classes(), _SORT, CONFORMANCE]

    async def all_collections(self, request: Request, **asked: Any) -> Collections:
        """The collections, with what is true of them now."""
        answer: Collections = await super().all_collections(request=request, **asked)
        # With the fields of a collection chosen it is a finished answer.
        if isinstance(answer, dict):
            await run_in_threadpool(tell_truth, request.app.state.engine, answer["collections"])
        return answer

    async def get_collection(
        self, collection_id: str, request: Request, **asked: Any
    ) -> Collection:
        """One collection, with what is true of it now."""
        answer: Collection = await super().get_collection(collection_id, request=request, **asked)
        # Questions about items come here too, to see whether the collection is there.
        if set(request.path_params) == {"collection_id"} and not _about_items(request):
            await run_in_threadpool(tell_truth, request.app.state.engine, [answer])
        return answer

    def _clean_search_args(self, base_args: dict[str, Any], **given: Any) -> dict[str, Any]:
        ours = {name: given.pop(name, None) for name in MEMBERS}
        cleaned: dict[str, Any] = super()._clean_search_args(base_args, **given)
        return cleaned | {name: value for name, value in ours.items() if value is not None}

    async def _search_base(self, search_request: PgstacSearch, request: Request) -> ItemCollection:
        asked = {name: getattr(search_request, name, None) for name in MEMBERS}
        if any(value is not None for value in asked.values()):
            search_request = await run_in_threadpool(
                _with_area, request.app.state.engine, search_request, asked
            )
        search_request = _flat(search_request)
        found: ItemCollection = await super()._search_base(search_request, request=request)
        host = str(request.base_url.replace(path="", query="")).rstrip("/")
        for item in found["features"]:
            _address(item, host)
        return found


def _about_items(request: Request) -> bool:
    return request.url.path.rstrip("/").endswith("/items")


def _with_area(engine: Engine, search: PgstacSearch, asked: dict[str, Any]) -> PgstacSearch:
    """The search with our parameters in the form that pgstac knows."""
    with engine.connect() as connection:
        connection = connection.execution_options(postgresql_readonly=True)
        area = area_asked(connection, **asked)
    changes: dict[str, Any] = dict.fromkeys(MEMBERS)
    if area is not None:
        geometry = search.intersects
        given = None if geometry is None else geometry.model_dump(exclude_none=True)
        changes |= {
            "bbox": None,
            "intersects": parse_geometry_obj(within(area, search.bbox, given)),
        }
    return search.model_copy(update=changes)


def _flat(search: PgstacSearch) -> PgstacSearch:
    """The search with its box as pgstac can answer it: without heights, for images have none, and
    a box across the antimeridian (RFC 7946) as the two parts that it is.
    """
    box = search.bbox
    if box is None:
        return search
    half = len(box) // 2
    west, south, east, north = box[0], box[1], box[half], box[half + 1]
    if west > east:
        parts = parse_geometry_obj(dict(mapping(area_of_box((west, south, east, north)))))
        return search.model_copy(update={"bbox": None, "intersects": parts})
    return search.model_copy(update={"bbox": (west, south, east, north)})


def _address(item: Item, host: str) -> None:
    """Makes the addresses of an item's files whole, and adds those of its pictures."""
    for asset in (item.get("assets") or {}).values():
        if asset.get("href", "").startswith("/"):
            asset["href"] = host + asset["href"]
    flags = (item.get("properties") or {}).get("shikong:flags")
    if "links" in item and "id" in item and flags is not None and "raw" not in flags:
        item["links"].append(
            {
                "rel": "tilejson",
                "type": "application/json",
                "title": "瓦片",
                "href": f"{host}/tiles/image/tilejson.json?{urlencode({'id': item['id']})}",
            }
        )

"""The collections of features as a standard face: what /ogc says of them (OGC 17-069r4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Request
from sqlalchemy import Connection

from spatial.api.features import forms
from spatial.api.features.conformance import CONFORMANCE
from spatial.api.features.editing_conformance import CONFORMANCE as EDITING_CONFORMANCE
from spatial.api.features.filter_conformance import CONFORMANCE as FILTER_CONFORMANCE
from spatial.api.features.forms import download_links
from spatial.api.features.schemas import schema_links
from spatial.api.standard.documents import GEO_JSON, base_url, collection_url, link
from spatial.api.standard.face import CollectionPart, Document
from spatial.errors import UnknownCollection
from spatial.features.catalogue import collection_named, collections
from spatial.features.collection import Collection
from spatial.features.extents import extent_of
from spatial.features.systems import STORED, SYSTEMS
from spatial.locations.clock import iso_utc


@dataclass(frozen=True, slots=True)
class FeaturesFace:
    """All collections of features: ours, of business data, and the office's own tables."""

    conformance: tuple[str, ...] = (
        *CONFORMANCE,
        *forms.CONFORMANCE,
        *FILTER_CONFORMANCE,
        *EDITING_CONFORMANCE,
    )

    def landing_links(self, base: str) -> Sequence[Document]:
        """None beyond the list of collections."""
        return ()

    def collections(self, request: Request, connection: Connection) -> Sequence[CollectionPart]:
        """All that may be shown."""
        return [_part(request, connection, one) for one in collections(connection).values()]

    def collection(
        self, request: Request, connection: Connection, id: str
    ) -> CollectionPart | None:
        """One collection."""
        try:
            return _part(request, connection, collection_named(connection, id))
        except UnknownCollection:
            return None


FEATURES_FACE = FeaturesFace()

_CRS = [one.uri for one in SYSTEMS]


def _part(request: Request, connection: Connection, collection: Collection) -> CollectionPart:
    extent = extent_of(connection, collection)
    timed = collection.time_names and not extent.empty
    base = base_url(request)
    items = f"{collection_url(base, collection.id)}/items"
    return CollectionPart(
        collection.id,
        collection.title,
        (
            link("items", items, GEO_JSON, title="要素 (GeoJSON)"),
            *download_links(items),
            *schema_links(base, collection.id),
        ),
        description=collection.description,
        bbox=extent.bbox,
        interval=(_iso(extent.start), _iso(extent.end)) if timed else None,
        members={"itemType": "feature", "crs": _CRS, "storageCrs": STORED.uri},
    )


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else iso_utc(instant.astimezone(UTC))

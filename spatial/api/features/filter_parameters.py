"""The parameters of a filter (OGC 19-079r2, 6.2): what is asked, in which encoding and system.

A filter that is longer than an address may be comes as the body of a POST request instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Request

from spatial.errors import BadParameter, UnsupportedUpload, UploadTooLarge
from spatial.features.collection import Collection, Condition
from spatial.features.filters.conditions import condition_of
from spatial.features.filters.source import Language
from spatial.features.filters.tree import MOST_SIGNS
from spatial.features.systems import CRS84, System, system_named


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as it was asked. system: of its coordinates."""

    text: str
    language: Language
    system: System

    def on(self, collection: Collection) -> Condition:
        """Its condition on the features of a collection. Raises BadFilter."""
        return condition_of(collection, self.text, self.language, self.system)


LANGUAGES = {"application/json": Language.JSON, "text/plain": Language.TEXT}
"""The encodings of a filter that is a body, by its media type."""


FilterText = Annotated[
    str | None,
    Query(
        alias="filter",
        description="A condition in CQL2 on the queryables of the collection: "
        "name LIKE '%县' AND S_INTERSECTS(geometry, BBOX(110,30,112,32)). "
        "The time of a feature is datetime; texts stand in single quotes.",
    ),
]
FilterLanguage = Annotated[
    Language | None,
    Query(
        alias="filter-lang",
        description="The encoding of filter; cql2-text when left out, or cql2-json where it "
        "begins with a brace.",
    ),
]
FilterSystem = Annotated[
    str | None,
    Query(
        alias="filter-crs",
        description="The system of the coordinates in filter as a URI, in its order of axes; "
        "CRS84 (longitude, latitude) when left out.",
    ),
]


async def filter_of(
    request: Request, filter: str | None, filter_lang: Language | None, filter_crs: str | None
) -> Filter | None:
    """The filter of a question, None without one.

    Raises BadParameter, UnknownCrs, UnsupportedUpload, UploadTooLarge.
    """
    system = CRS84 if filter_crs is None else system_named(filter_crs)
    if request.method == "POST":
        if filter is not None or filter_lang is not None:
            raise BadParameter("the filter is the body: leave filter and filter-lang out")
        return Filter(*await _body(request), system)
    if filter is None:
        if filter_lang is not None:
            raise BadParameter("filter-lang is given without filter")
        return None
    if filter_lang is None:
        filter_lang = Language.JSON if filter.lstrip().startswith("{") else Language.TEXT
    return Filter(filter, filter_lang, system)


async def _body(request: Request) -> tuple[str, Language]:
    """The filter that is the body of a request, and its encoding."""
    told = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if told not in LANGUAGES:
        raise UnsupportedUpload(
            f"a filter of the type {told[:100] or 'unknown'} is not read: send application/json "
            "(cql2-json) or text/plain (cql2-text)"
        )
    body = bytearray()
    async for piece in request.stream():
        body += piece
        # A sign has four bytes at most.
        if len(body) > 4 * MOST_SIGNS:
            raise UploadTooLarge(f"a filter has at most {MOST_SIGNS:,} signs", most=MOST_SIGNS)
    try:
        return body.decode(), LANGUAGES[told]
    except UnicodeDecodeError:
        raise BadParameter("the body is no text in UTF-8") from None

"""The parameters of questions to a collection of features (OGC 17-069r4, 7.15; 18-058r1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from fastapi.concurrency import run_in_threadpool

from spatial.api.dependencies import KnownAtText, Reading
from spatial.api.features.filter_parameters import (
    FilterLanguage,
    FilterSystem,
    FilterText,
    filter_of,
)
from spatial.api.features.page_tokens import After, position_of
from spatial.api.standard.known_parameters import require_known
from spatial.errors import BadParameter
from spatial.features.catalogue import collection_named
from spatial.features.collection import Collection
from spatial.features.equality import equal_to, joined
from spatial.features.reading import column_names
from spatial.features.selection import Box, Selection
from spatial.features.systems import CRS84, System, system_named
from spatial.features.times import span_of
from spatial.temporal import parse_date, parse_instant, today_in_china

MOST = 10_000
"""Features of a page, however many are asked for."""


def asked_collection(
    reading: Reading, collectionId: Annotated[str, Path(max_length=200)]
) -> Collection:
    """The collection that the path names. Raises UnknownCollection."""
    return collection_named(reading, collectionId)


AskedCollection = Annotated[Collection, Depends(asked_collection)]


BoxText = Annotated[
    str | None,
    Query(
        max_length=400,
        description="Lower and upper corner, four numbers, or six with heights, which do not "
        "count; in the order of axes of bbox-crs. The first longitude may be the larger one: "
        "then the box goes over ±180°. What touches its edge meets it.",
    ),
]
BoxSystem = Annotated[
    str | None,
    Query(alias="bbox-crs", description="The system of bbox as a URI; CRS84 when left out."),
]


def boxes_of(bbox: str | None, bbox_crs: str | None) -> tuple[Box, ...]:
    """The boxes that a bbox means; none without one. Raises BadParameter, UnknownCrs."""
    system = CRS84 if bbox_crs is None else system_named(bbox_crs)
    if bbox is None:
        return ()
    try:
        numbers = [float(one) for one in bbox.split(",")]
    except ValueError as error:
        raise BadParameter(f"bbox={bbox} has something that is no number") from error
    if len(numbers) == 6:
        numbers = [numbers[at] for at in (0, 1, 3, 4)]
    if len(numbers) != 4:
        raise BadParameter(f"bbox={bbox} has neither four nor six numbers")
    try:
        return system.box(*numbers)
    except ValueError as error:
        raise BadParameter(f"bbox={bbox} is no box in {system.uri}: {error}") from error


# A parameter is one of a question, not a dependency of its own: each of those takes as long as a
# statement of the database.


async def selection(
    request: Request,
    collection: AskedCollection,
    after: After = None,
    bbox: BoxText = None,
    bbox_crs: BoxSystem = None,
    known_at: KnownAtText = None,
    filter_: FilterText = None,
    filter_lang: FilterLanguage = None,
    filter_crs: FilterSystem = None,
    datetime_: Annotated[
        str | None,
        Query(
            alias="datetime",
            max_length=100,
            description="An instant (RFC 3339), a day (in Beijing), or an interval start/end, both "
            "included; .. or nothing leaves an end open, ../.. is the whole history. A period of "
            "days [from, to) meets the instants from 00:00+08:00 of from until that of to. What "
            "stands through periods is told as of today where neither this nor `date` is given.",
        ),
    ] = None,
    date: Annotated[
        str | None, Query(description="A day in Beijing, YYYY-MM-DD: what stands on it.")
    ] = None,
) -> Selection:
    """Which features are asked for; on a further page as the first one was asked.

    Raises BadParameter, BadFilter, BadDate, BadPageToken, UnknownCrs.
    """
    named = {name for name in request.query_params if collection.property_named(name)}
    named -= require_known(request, {one.name for one in collection.properties})
    asked = await filter_of(request, filter_, filter_lang, filter_crs)
    # A filter may be a long text, which is read beside the other requests.
    filtered = None if asked is None else await run_in_threadpool(asked.on, collection)
    told = Selection(
        boxes=boxes_of(bbox, bbox_crs),
        when=None if datetime_ is None else span_of(datetime_),
        day=None if date is None else parse_date(date),
        known_at=None if known_at is None else parse_instant(known_at),
        condition=joined(
            equal_to(collection, {name: _once(request, name) for name in sorted(named)}), filtered
        ),
    )
    told.require_for(collection)
    page = position_of(request, after)
    if page is not None:
        return page.applied_to(told, collection)
    return told.by_default(collection, today())


Selected = Annotated[Selection, Depends(selection)]


def today() -> date:
    """Today in Beijing."""
    return today_in_china(datetime.now(UTC))


def _once(request: Request, name: str) -> str:
    told = request.query_params.getlist(name)
    if len(told) > 1:
        raise BadParameter(f"{name} is given {len(told)} times: a property has one value")
    return told[0]


@dataclass(frozen=True, slots=True)
class Telling:
    """How features are told: columns None for all."""

    system: System
    columns: Sequence[str] | None
    with_geometry: bool


AnswerSystem = Annotated[
    str | None,
    Query(
        description="The system of the answer as a URI, of those that the collection lists; "
        "CRS84 when left out. Coordinates stand in its order of axes."
    ),
]


async def telling(
    collection: AskedCollection,
    crs: AnswerSystem = None,
    properties: Annotated[
        str | None,
        Query(max_length=4000, description="Of the properties these alone, parted by commas."),
    ] = None,
    skipGeometry: Annotated[
        bool, Query(description="Whether the geometry is left out (null).")
    ] = False,
) -> Telling:
    """How features are told. Raises BadParameter, UnknownCrs."""
    told = CRS84 if crs is None else system_named(crs)
    columns = None if properties is None else [one for one in properties.split(",") if one]
    column_names(collection, columns)
    return Telling(told, columns, not skipGeometry)


Told = Annotated[Telling, Depends(telling)]


Limit = Annotated[
    int,
    Query(
        ge=1,
        json_schema_extra={"maximum": MOST},
        description=f"Features of a page; {MOST:,} where more are asked for.",
    ),
]
"""As it is asked: a page has at most `MOST`."""

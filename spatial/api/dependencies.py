"""Parsing of request parameters: each one small function; routes only declare what they take."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from sqlalchemy import Connection, Engine

from spatial.db import reading
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadParameter, NotPermitted
from spatial.temporal import Basis, parse_date, parse_instant, today_in_china

# What only reckons is a coroutine: FastAPI calls any other function in a thread, which takes
# longer than the function.


def engine_of(request: Request) -> Engine:
    """The engine that the composition root gave to the app."""
    engine = request.app.state.engine
    assert isinstance(engine, Engine)
    return engine


async def asked_database(request: Request) -> Engine:
    """The engine of the app, for routes that write or read beside a transaction of their own."""
    return engine_of(request)


Database = Annotated[Engine, Depends(asked_database)]


def read_connection(request: Request) -> Iterator[Connection]:
    """A connection in one read-only transaction for the length of the request."""
    with reading(engine_of(request)) as connection:
        yield connection


Reading = Annotated[Connection, Depends(read_connection)]


async def as_of_date(
    date: Annotated[
        str | None,
        Query(description="The day asked for, YYYY-MM-DD; today in Beijing when left out."),
    ] = None,
) -> date:
    """The day of an as-of question. Raises BadDate."""
    return today_in_china(datetime.now(UTC)) if date is None else parse_date(date)


AsOf = Annotated[date, Depends(as_of_date)]


KnownAtText = Annotated[
    str | None,
    Query(
        description="Answer with what was known at this instant (ISO 8601 with zone, or a day "
        "in Beijing); all that is known by now when left out."
    ),
]


async def known_at(known_at: KnownAtText = None) -> datetime | None:
    """The instant of system time whose knowledge answers. Raises BadDate."""
    return None if known_at is None else parse_instant(known_at)


KnownAt = Annotated[datetime | None, Depends(known_at)]


async def viewpoint(
    known: KnownAt,
    scheme: Annotated[
        str, Query(description="System of codes: mca (ministry), nbs (statistics) and others.")
    ] = "mca",
    basis: Annotated[
        Basis, Query(description="By which date of a decision a change takes effect.")
    ] = Basis.LIST,
) -> Viewpoint:
    """From where a question looks at the registry. Raises BadDate."""
    return Viewpoint(scheme, basis, known)


Looking = Annotated[Viewpoint, Depends(viewpoint)]


def require_longitude(lon: float) -> float:
    """A longitude within ±180. Raises BadParameter."""
    if not -180 <= lon <= 180:
        raise BadParameter(f"lon={lon} is no longitude: -180 to 180 degrees")
    return lon


def require_latitude(lat: float) -> float:
    """A latitude within ±90. Raises BadParameter; says so when lon and lat look swapped."""
    if not -90 <= lat <= 90:
        hint = " (are lon and lat swapped?)" if abs(lat) <= 180 else ""
        raise BadParameter(f"lat={lat} is no latitude: -90 to 90 degrees{hint}")
    return lat


async def longitude(lon: Annotated[float, Query(description="Degrees east, CGCS2000.")]) -> float:
    """A longitude within ±180. Raises BadParameter."""
    return require_longitude(lon)


async def latitude(lat: Annotated[float, Query(description="Degrees north, CGCS2000.")]) -> float:
    """A latitude within ±90. Raises BadParameter."""
    return require_latitude(lat)


Lon = Annotated[float, Depends(longitude)]
Lat = Annotated[float, Depends(latitude)]


async def instant_from(
    from_: Annotated[
        str, Query(alias="from", description="Start, included; ISO 8601 with zone, or a day.")
    ],
) -> datetime:
    """The start of a window, in UTC. Raises BadDate."""
    return parse_instant(from_)


async def instant_to(
    to: Annotated[str, Query(description="End, not included; ISO 8601 with zone, or a day.")],
) -> datetime:
    """The end of a window, in UTC. Raises BadDate."""
    return parse_instant(to)


async def time_window(
    start: Annotated[datetime, Depends(instant_from)],
    end: Annotated[datetime, Depends(instant_to)],
) -> tuple[datetime, datetime]:
    """The half-open window [from, to) in UTC. Raises BadParameter when it holds no instant."""
    require_window(start, end)
    return start, end


def require_window(start: datetime, end: datetime) -> None:
    """Returns when [start, end) holds an instant; else raises BadParameter."""
    if end <= start:
        raise BadParameter(f"to ({end.isoformat()}) must lie after from ({start.isoformat()})")


Window = Annotated[tuple[datetime, datetime], Depends(time_window)]


async def require_write_token(
    request: Request,
    authorization: Annotated[str | None, Header(description="Bearer and the write token.")] = None,
) -> None:
    """Lets a writing request pass only with the token that `make run` prints.

    Raises NotPermitted. The comparison takes the same time whatever differs.
    """
    expected = f"Bearer {request.app.state.write_token}"
    if authorization is None or not secrets.compare_digest(
        authorization.encode(), expected.encode()
    ):
        raise NotPermitted(
            "writing needs the header 'Authorization: Bearer TOKEN' with the token that the "
            "server printed at its start"
        )

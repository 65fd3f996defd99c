"""The routes of jobs: their list, how one stands, its dismissal.

Until accounts exist nobody knows who asked what. So the list has jobs of open and internal grades
only and never tells what was asked; any other job is known to who holds its id, which cannot be
guessed. Who holds an id may dismiss: it takes back a question, and no data of the platform go.
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Database, Reading
from spatial.api.processes.documents import job_list, status_info
from spatial.api.processes.processes import MOST_LISTED, Limit
from spatial.api.standard.documents import answer, base_url, own_links
from spatial.api.standard.known_parameters import known_parameters
from spatial.api.standard.responses import document_responses
from spatial.errors import BadDate, BadParameter
from spatial.jobs.job import Status
from spatial.jobs.listing import Choice, Place, listed
from spatial.jobs.store import dismiss, job_of
from spatial.temporal import end_of_day, parse_date, parse_instant

router = APIRouter(prefix="/ogc/jobs", tags=["ogc"], dependencies=[Depends(known_parameters)])

Id = Annotated[str, "The id of a job, as its status tells it."]
Seconds = Annotated[float | None, Query(ge=0, allow_inf_nan=False)]
Processes = Annotated[list[str] | None, Query(alias="processID", description="Also several.")]


@router.get(
    "",
    summary="任务列表",
    operation_id="getJobs",
    response_class=JSONResponse,
    responses=document_responses("JobList"),
)
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def jobs(
    request: Request,
    reading: Reading,
    limit: Limit = 100,
    kind: Annotated[
        list[Literal["process"]] | None, Query(alias="type", description="There is one type.")
    ] = None,
    process: Processes = None,
    status: Annotated[list[Status] | None, Query(description="Also several.")] = None,
    datetime_: Annotated[
        str | None,
        Query(
            alias="datetime",
            description="When it was created: an instant, a day in Beijing, or an interval a/b "
            "closed at both ends, `..` for an open end.",
        ),
    ] = None,
    shortest: Annotated[
        Seconds, Query(alias="minDuration", description="Seconds that it ran, at least.")
    ] = None,
    longest: Annotated[
        Seconds, Query(alias="maxDuration", description="Seconds that it ran, at most.")
    ] = None,
    after: Annotated[
        str | None, Query(description="Those after a place, as the link next has it.")
    ] = None,
) -> JSONResponse:
    """The jobs of open and internal grades (clause 12), the newest first, without what was asked.

    Several values of a parameter: any of them.
    """
    del kind
    first, last = _interval(datetime_)
    choice = Choice(_split(process), tuple(status or ()), first, last, shortest, longest)
    place = None if after is None else _place(after)
    found, next_place = listed(reading, choice, place, min(limit, MOST_LISTED))
    following = {} if next_place is None else {"after": _written(next_place)}
    return answer(job_list(base_url(request), found, own_links(request, **following)))


@router.get(
    "/{jobId}",
    summary="一项任务",
    operation_id="getStatus",
    response_class=JSONResponse,
    responses=document_responses("StatusInfo"),
)
@declared(DataClass.PLATFORM, Grade.PERSONAL)
def job(request: Request, reading: Reading, jobId: Id) -> JSONResponse:
    """How a job stands (7.12). Raises NoSuchJob."""
    found = answer(status_info(base_url(request), job_of(reading, jobId)))
    found.headers["Cache-Control"] = "no-store"
    return found


@router.delete(
    "/{jobId}",
    summary="取消任务",
    operation_id="dismiss",
    response_class=JSONResponse,
    responses=document_responses("StatusInfo"),
)
@declared(DataClass.PLATFORM, Grade.PERSONAL)
def dismissed(request: Request, jobId: Id, engine: Database) -> JSONResponse:
    """Stops a job that waits or runs, or drops the results of one that is over (clause 13).

    Whoever works on it is stopped within a second. Dismissed twice is dismissed. Raises NoSuchJob.
    """
    with engine.begin() as connection:
        found = dismiss(connection, jobId)
    return answer(status_info(base_url(request), found))


def _split(said: list[str] | None) -> tuple[str, ...]:
    """Several values come repeated or joined by commas."""
    return tuple(one for text in said or () for one in text.split(",") if one)


def _interval(said: str | None) -> tuple[datetime | None, datetime | None]:
    if said is None:
        return None, None
    first, slash, last = said.partition("/")
    if not slash:
        last = first
    elif "/" in last:
        raise BadParameter(f"datetime={said!r} has two slashes: give an instant or an interval")
    start = None if first in ("", "..") else _instant(first, ends=False)
    end = None if last in ("", "..") else _instant(last, ends=True)
    if start is not None and end is not None and end < start:
        raise BadParameter(f"datetime={said!r} ends before it begins")
    return start, end


def _instant(said: str, *, ends: bool) -> datetime:
    """An instant, or the begin or end of a day in Beijing. Raises BadDate."""
    try:
        day = parse_date(said)
    except BadDate:
        return parse_instant(said).astimezone(UTC)
    return end_of_day(day) if ends else parse_instant(day.isoformat())


def _written(place: Place) -> str:
    told = f"{place.created_at.isoformat()} {place.id}"
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _place(said: str) -> Place:
    try:
        told = base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)).decode()
        at, _, key = told.partition(" ")
        return Place(datetime.fromisoformat(at).astimezone(UTC), UUID(key))
    except (ValueError, OverflowError, binascii.Error) as error:
        raise BadParameter(
            f"after={said!r} is no place in the list: take the address of the link next"
        ) from error

"""The routes of processes themselves: their list, and what each takes and makes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.processes.documents import description, summary
from spatial.api.standard.documents import answer, base_url, own_links
from spatial.api.standard.known_parameters import known_parameters
from spatial.api.standard.responses import document_responses
from spatial.errors import BadParameter
from spatial.jobs.processes import PROCESSES, process_named

router = APIRouter(prefix="/ogc/processes", tags=["ogc"], dependencies=[Depends(known_parameters)])

MOST_LISTED = 1_000
"""Of a page of a list; more than that is that."""

Limit = Annotated[int, Query(ge=1, description="So many on a page; 1,000 at most.")]


@router.get(
    "",
    summary="全部长时处理",
    operation_id="getProcesses",
    response_class=JSONResponse,
    responses=document_responses("ProcessList"),
)
@declared(DataClass.PLATFORM, Grade.OPEN)
def processes(
    request: Request,
    limit: Limit = 100,
    after: Annotated[
        str | None, Query(description="Those after this one, as the link next has it.")
    ] = None,
) -> JSONResponse:
    """The processes (18-062r2, 7.9): long questions that are answered as jobs."""
    ids = list(PROCESSES)
    if after is not None and after not in ids:
        raise BadParameter(f"after={after!r} is no process: take the address of the link next")
    begin = 0 if after is None else ids.index(after) + 1
    chosen = ids[begin : begin + min(limit, MOST_LISTED)]
    following = {"after": chosen[-1]} if chosen and chosen[-1] != ids[-1] else {}
    base = base_url(request)
    return answer(
        {
            "processes": [summary(base, PROCESSES[one]) for one in chosen],
            "links": own_links(request, **following),
        }
    )


@router.get(
    "/{processId}",
    summary="一种长时处理",
    operation_id="getProcessDescription",
    response_class=JSONResponse,
    responses=document_responses("Process"),
)
@declared(DataClass.PLATFORM, Grade.OPEN)
def process(request: Request, processId: str) -> JSONResponse:
    """A process with the schemas of its inputs and outputs (7.10). Raises NoSuchProcess."""
    return answer(description(base_url(request), process_named(processId)))

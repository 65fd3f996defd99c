"""The routes of results: all as they were wished for, or one output as a file."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Database
from spatial.api.processes.delivery import delivered, failure_of, one_output, results_of
from spatial.api.standard.documents import base_url
from spatial.api.standard.known_parameters import known_parameters
from spatial.api.standard.responses import Responses
from spatial.errors import NoSuchJob
from spatial.jobs.job import Status
from spatial.jobs.store import job_of

router = APIRouter(prefix="/ogc/jobs", tags=["ogc"], dependencies=[Depends(known_parameters)])

RESULTS: Responses = {
    200: {"description": "What was made, raw or as a document", "content": {"*/*": {}}},
    204: {"description": "The one output, by the header Link"},
}


@router.get(
    "/{jobId}/results",
    summary="任务结果",
    operation_id="getResult",
    response_class=Response,
    responses=RESULTS,
)
@declared(DataClass.PLATFORM, Grade.PERSONAL)
def results(request: Request, jobId: str, engine: Database) -> Response:
    """What a job made, as it was wished for with the question (7.13).

    Of a failed one the problem that it ended with. Raises NoSuchJob, ResultNotReady (404) and
    ResultGone (410: past their time, or dismissed).
    """
    # The connection is given back before anything is sent.
    with engine.connect() as connection:
        job = job_of(connection, jobId)
        if job.status is Status.FAILED:
            return failure_of(job)
        found = results_of(connection, job)
    return delivered(engine, base_url(request), found)


@router.get(
    "/{jobId}/results/{outputId}",
    summary="一项结果",
    operation_id="getOutput",
    response_class=Response,
    responses=RESULTS,
)
@declared(DataClass.PLATFORM, Grade.PERSONAL)
def output(jobId: str, outputId: str, engine: Database) -> Response:
    """One output as a file: that to which a result by reference links. Raises as the results."""
    with engine.connect() as connection:
        job = job_of(connection, jobId)
        if job.status is Status.FAILED:
            return failure_of(job)
        content = results_of(connection, job).outputs.get(outputId)
    if content is None:
        raise NoSuchJob(f"job {jobId} made no output {outputId!r}")
    return one_output(engine, job, content)

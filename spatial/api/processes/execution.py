"""The route that asks: `Prefer: respond-async` for a job, without it the answer is waited for."""

from __future__ import annotations

import asyncio
from typing import Annotated, BinaryIO
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import Database
from spatial.api.processes.delivery import Results, delivered, failure_of, results_of
from spatial.api.processes.documents import job_url, status_info
from spatial.api.processes.questions import (
    AskedQuestion,
    accepting,
    question_of_json,
    question_of_table,
)
from spatial.api.standard.documents import JSON, answer, base_url
from spatial.api.standard.responses import document_responses, named
from spatial.api.uploads import Body
from spatial.errors import BadParameter, NoWorker, StillRunning
from spatial.jobs.acceptance import AT_ONCE, BY_THE_WAY, accept
from spatial.jobs.job import Job, Status
from spatial.jobs.process import AnyProcess
from spatial.jobs.processes import process_named
from spatial.jobs.settings import JobSettings
from spatial.jobs.store import dismiss, job_of
from spatial.jobs.tending import worker_alive

router = APIRouter(prefix="/ogc/processes", tags=["ogc"])

_FIRST_LOOK_S, _LATER_LOOKS_S = 0.02, 0.25


def job_settings() -> JobSettings:
    """The settings of jobs, from the environment."""
    return JobSettings()


@router.post(
    "/{processId}/execution",
    summary="提问",
    operation_id="execute",
    response_class=Response,
    responses={
        200: {"description": "The results, raw or as a document", "content": {"*/*": {}}},
        **document_responses("StatusInfo", status=201),
        204: {"description": "The one output, by the header Link"},
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": named("ExecuteRequest")}},
        }
    },
)
@declared(DataClass.PLATFORM, Grade.PERSONAL, Action.READ)
async def execute(
    request: Request,
    processId: str,
    body: Body,
    engine: Database,
    settings: Annotated[JobSettings, Depends(job_settings)],
    prefer: Annotated[
        str | None, Header(description="respond-async for a job (RFC 7240); wait=SECONDS.")
    ] = None,
) -> Response:
    """Asks a question of a process (18-062r2, 7.11).

    The body is `{"inputs": {…}, "outputs": {…}, "response": "raw"}`, or the table itself where the
    process takes one, with the other inputs as parameters. All faults of the inputs are told with
    their JSON pointers. With `Prefer: respond-async` the answer is 201 and the job; without it the
    results, waited for as long as the setting allows (504 after it, and the job goes on). It is a
    POST for its body: it changes no data, and needs no token.
    """
    process = process_named(processId)
    preferences = _preferences(prefer)
    asynchronous = "respond-async" in preferences

    def taken() -> Job:
        question = _question(request, process, body)
        with engine.begin() as connection:
            if not asynchronous and not worker_alive(connection, settings.stalled_s):
                raise NoWorker(
                    "nobody works on questions now (shikong work): ask with the header 'Prefer: "
                    "respond-async', and it is answered when somebody does"
                )
            key = accept(
                connection,
                process,
                question.inputs,
                question.wishes,
                question.files,
                most_waiting=settings.most_waiting,
                priority=BY_THE_WAY if asynchronous else AT_ONCE,
            )
            return job_of(connection, key)

    job = await run_in_threadpool(taken)
    base = base_url(request)
    if asynchronous:
        accepted = answer(status_info(base, job), status=201)
        accepted.headers["Location"] = job_url(base, job)
        accepted.headers["Preference-Applied"] = "respond-async"
        return accepted
    return await _awaited(request, engine, base, job.id, _wait_s(preferences, settings))


def _question(request: Request, process: AnyProcess, body: BinaryIO) -> AskedQuestion:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in ("", JSON) or kind.endswith("+json"):
        if request.query_params:
            raise BadParameter(
                f"there is no parameter {next(iter(request.query_params))!r}: with a JSON body all "
                "inputs stand in it"
            )
        found = question_of_json(process, body)
    else:
        found = question_of_table(process, kind, body, request.query_params)
    ranges = request.headers.get("accept", "").split(",")
    welcome = [one.partition(";")[0].strip().lower() for one in ranges]
    return AskedQuestion(found.inputs, found.files, accepting(found.wishes, process, welcome))


def _preferences(said: str | None) -> dict[str, str]:
    """The preferences of a header Prefer by name (RFC 7240)."""
    found: dict[str, str] = {}
    for one in (said or "").split(","):
        name, _, value = one.partition(";")[0].partition("=")
        found.setdefault(name.strip().lower(), value.strip().strip('"'))
    return found


def _wait_s(preferences: dict[str, str], settings: JobSettings) -> float:
    said = preferences.get("wait", "")
    wished = int(said) if said.isascii() and said.isdecimal() else settings.sync_seconds
    return min(wished, settings.sync_seconds)


async def _awaited(
    request: Request, engine: Engine, base: str, key: UUID, wait_s: float
) -> Response:
    """The results of a job, once they are there; a client that goes takes its question back.

    Raises StillRunning.
    """

    def stood() -> Job:
        with engine.connect() as connection:
            return job_of(connection, key)

    def found(job: Job) -> Results:
        with engine.connect() as connection:
            return results_of(connection, job)

    def withdrawn() -> None:
        with engine.begin() as connection:
            dismiss(connection, str(key))

    loop = asyncio.get_running_loop()
    until, pause_s = loop.time() + wait_s, _FIRST_LOOK_S
    job = await run_in_threadpool(stood)
    while not job.status.over:
        if loop.time() >= until:
            raise StillRunning(
                f"the answer takes longer than {wait_s:g} seconds: the job {key} goes on, ask for "
                "its status; next time ask with the header 'Prefer: respond-async'",
                job=str(key),
                href=job_url(base, job),
            )
        if await request.is_disconnected():
            await run_in_threadpool(withdrawn)
            return Response(status_code=499)
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 1.5, _LATER_LOOKS_S)
        job = await run_in_threadpool(stood)
    if job.status is Status.FAILED:
        return failure_of(job)
    response = delivered(engine, base, await run_in_threadpool(found, job))
    monitor = f'<{job_url(base, job)}>; rel="monitor"'
    before = response.headers.get("link")
    response.headers["Link"] = f"{before}, {monitor}" if before else monitor
    return response

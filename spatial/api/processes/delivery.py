"""Results as responses: raw or as a document, by value or by reference (18-062r2, 7.11.4, 7.13).

They leave part by part, and nothing of the database is held while a slow client reads.
"""

from __future__ import annotations

import base64
import codecs
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from fastapi.responses import JSONResponse, Response, StreamingResponse
from sqlalchemy import Connection, Engine

from spatial import errors
from spatial.api.errors import STATUS_OF, kind_of, problem
from spatial.api.processes.documents import job_url
from spatial.errors import ResultGone, ResultNotReady
from spatial.jobs.contents import Content, contents, part, part_count
from spatial.jobs.job import Job, Status, Transmission, Wish
from spatial.jobs.job import Response as Wished
from spatial.jobs.outputs import JSON

_ENDINGS = {
    JSON: "json",
    "application/geo+json": "geojson",
    "application/x-ndjson": "ndjson",
    "text/csv": "csv",
    "application/vnd.apache.parquet": "parquet",
    "application/vnd.apache.arrow.stream": "arrows",
}


@dataclass(frozen=True, slots=True)
class Results:
    """The outputs of a job that are wanted, in their order; None for one that was not made."""

    job: Job
    outputs: dict[str, Content | None]

    def wish(self, name: str) -> Wish:
        """How an output is wanted."""
        return self.job.wishes.outputs.get(name, Wish())


def results_of(connection: Connection, job: Job) -> Results:
    """What a job made. Raises ResultNotReady, ResultGone; a failed job is no matter of this."""
    if not job.status.over:
        raise ResultNotReady(
            f"job {job.id} is {job.status}: its results are there when it is successful",
            progress=job.progress,
        )
    if job.status is Status.DISMISSED:
        raise ResultGone(f"job {job.id} was dismissed: it has no results")
    if job.expires_at is not None and job.expires_at <= datetime.now(UTC):
        raise ResultGone(
            f"the results of job {job.id} were kept until {job.expires_at:%Y-%m-%dT%H:%M:%SZ}: "
            "ask again",
            expired=job.expires_at.isoformat(),
        )
    made = contents(connection, job.id, "output")
    wanted = job.wishes.outputs or made
    return Results(job, {name: made.get(name) for name in wanted})


def failure_of(job: Job) -> JSONResponse:
    """What a failed job ended with, as the problem that it is."""
    failure = dict(job.failure or {})
    kind = str(failure.get("kind", "JobFailed"))
    known = getattr(errors, kind, None)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if isinstance(known, type) and issubclass(known, errors.ShikongError):
        status = next((STATUS_OF[one] for one in known.__mro__ if one in STATUS_OF), status)
        told = kind_of(known)
    else:
        told = kind_of(type(kind, (Exception,), {}))
    members = {
        name: value
        for name, value in (failure.get("members") or {}).items()
        if name not in ("title", "status", "detail", "kind")
    }
    return problem(status, status.phrase, str(failure.get("detail", "")), told, **members)


def delivered(engine: Engine, base: str, results: Results) -> Response:
    """The results in the response that was wished for."""
    if results.job.wishes.response is Wished.DOCUMENT:
        return StreamingResponse(_document(engine, base, results), media_type=JSON)
    if len(results.outputs) == 1:
        [(name, content)] = results.outputs.items()
        return _one(engine, base, results, name, content)
    boundary = secrets.token_hex(16)
    return StreamingResponse(
        _multipart(engine, base, results, boundary),
        media_type=f'multipart/related; boundary="{boundary}"; type="{JSON}"',
    )


def one_output(engine: Engine, job: Job, content: Content) -> Response:
    """The bytes of an output, as a file."""
    ending = _ENDINGS.get(content.media_type, "bin")
    headers = {
        "Content-Length": str(content.size),
        "Content-Disposition": f'attachment; filename="{job.process}-{content.name}.{ending}"',
    }
    return StreamingResponse(
        _bytes(engine, content), media_type=_media_type(content.media_type), headers=headers
    )


def _media_type(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _one(
    engine: Engine, base: str, results: Results, name: str, content: Content | None
) -> Response:
    if content is None:
        return JSONResponse(None)
    if results.wish(name).transmission is Transmission.REFERENCE:
        href = output_url(base, results.job, name)
        told = f'<{href}>; rel="item"; type="{content.media_type}"; title="{name}"'
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Link": told})
    if content.media_type == JSON:
        headers = {"Content-Length": str(content.size)}
        return StreamingResponse(_bytes(engine, content), media_type=JSON, headers=headers)
    return one_output(engine, results.job, content)


def output_url(base: str, job: Job, name: str) -> str:
    """The address of one output."""
    return f"{job_url(base, job)}/results/{name}"


def _bytes(engine: Engine, content: Content) -> Iterator[bytes]:
    for number in range(part_count(content)):
        with engine.connect() as connection:
            piece = part(connection, content, number)
        yield piece


def _document(engine: Engine, base: str, results: Results) -> Iterator[bytes]:
    yield b"{"
    for number, (name, content) in enumerate(results.outputs.items()):
        yield (b"," if number else b"") + _json(name) + b":"
        if content is None:
            yield b"null"
        elif results.wish(name).transmission is Transmission.REFERENCE:
            href = output_url(base, results.job, name)
            yield _json({"href": href, "rel": "item", "type": content.media_type})
        else:
            yield from _inline(engine, content)
    yield b"}"


def _inline(engine: Engine, content: Content) -> Iterator[bytes]:
    """A value within a document: JSON as it is, a text as a text, all else as base64."""
    kind = content.media_type
    if kind == JSON or kind.endswith("+json"):
        yield from _bytes(engine, content)
    elif kind.startswith("text/"):
        yield b'{"mediaType":' + _json(kind) + b',"value":"'
        decoder = codecs.getincrementaldecoder("utf-8")()
        for piece in _bytes(engine, content):
            yield json.dumps(decoder.decode(piece), ensure_ascii=False)[1:-1].encode()
        yield b'"}'
    else:
        yield b'{"mediaType":' + _json(kind) + b',"encoding":"base64","value":"'
        rest = b""
        for piece in _bytes(engine, content):
            # Three bytes are four letters: what is over waits for the next part.
            ready = rest + piece
            whole = len(ready) - len(ready) % 3
            rest = ready[whole:]
            yield base64.b64encode(ready[:whole])
        yield base64.b64encode(rest) + b'"}'


def _multipart(engine: Engine, base: str, results: Results, boundary: str) -> Iterator[bytes]:
    for name, content in results.outputs.items():
        kind = JSON if content is None else content.media_type
        head = f"--{boundary}\r\nContent-Type: {_media_type(kind)}\r\nContent-ID: <{name}>\r\n"
        if content is None:
            yield f"{head}\r\nnull".encode()
        elif results.wish(name).transmission is Transmission.REFERENCE:
            yield f"{head}Content-Location: {output_url(base, results.job, name)}\r\n\r\n".encode()
        else:
            yield f"{head}\r\n".encode()
            yield from _bytes(engine, content)
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()

"""The documents of processes and jobs (18-062r2, clauses 7 and 9 to 12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from spatial.api.processes.schemas import Schema, schemas_of
from spatial.api.standard.documents import REL, link
from spatial.api.standard.face import Document
from spatial.jobs.job import Job, Status
from spatial.jobs.outputs import JSON, FileInput, Output
from spatial.jobs.process import AnyProcess
from spatial.locations.clock import iso_utc

_CONTROL = ["sync-execute", "async-execute", "dismiss"]
_TRANSMISSION = ["value", "reference"]
_BINARY = {"type": "string", "contentEncoding": "binary"}


def process_url(base: str, process: str) -> str:
    """The address of a process."""
    return f"{base}/ogc/processes/{process}"


def job_url(base: str, job: Job) -> str:
    """The address of a job."""
    return f"{base}/ogc/jobs/{job.id}"


def summary(base: str, process: AnyProcess) -> Document:
    """A process in the list."""
    own = process_url(base, process.id)
    return {
        "id": process.id,
        "title": process.title,
        "description": process.description,
        "version": process.version,
        "keywords": list(process.keywords),
        "jobControlOptions": _CONTROL,
        "outputTransmission": _TRANSMISSION,
        "links": [
            link("self", own, title=process.title),
            link(f"{REL}/execute", f"{own}/execution", title="提问"),
        ],
    }


def description(base: str, process: AnyProcess) -> Document:
    """A process with all that it takes and makes."""
    schemas, required = schemas_of(process.inputs)
    inputs = {
        name: _input(process.titles.get(name, name), schema, needed=name in required)
        for name, schema in schemas.items()
    }
    files = {name: _file(one) for name, one in process.files.items()}
    outputs = {name: _output(one) for name, one in process.outputs.items()}
    return summary(base, process) | {"inputs": files | inputs, "outputs": outputs}


def _input(title: str, schema: Schema, *, needed: bool) -> Document:
    told = schema.pop("description", None)
    found: Document = {"title": title}
    if told:
        found["description"] = told
    return found | {"minOccurs": int(needed), "maxOccurs": 1, "schema": schema}


def _file(given: FileInput) -> Document:
    return {
        "title": given.title,
        "description": given.description,
        "minOccurs": int(given.required),
        "maxOccurs": 1,
        "schema": _one_of([_media(one) for one in given.media_types]),
    }


def _output(made: Output) -> Document:
    choices = [
        dict(made.schema) | {"contentMediaType": JSON} if one == JSON else _media(one)
        for one in made.media_types
    ]
    schema = dict(made.schema) if made.media_types == (JSON,) else _one_of(choices)
    found: Document = {"title": made.title}
    if made.description:
        found["description"] = made.description
    return found | {"schema": _oas30(schema)}


def _media(kind: str) -> Document:
    text = {"type": "string"} if kind.startswith("text/") else _BINARY
    return text | {"contentMediaType": kind}


def _one_of(choices: list[Document]) -> Document:
    return choices[0] if len(choices) == 1 else {"oneOf": choices}


def _oas30(schema: Any) -> Any:
    """A type or null, in words of OpenAPI 3.0."""
    if isinstance(schema, list):
        return [_oas30(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _oas30(value) for name, value in schema.items()}
    kinds = found.get("type")
    if isinstance(kinds, list):
        found |= {"type": next(one for one in kinds if one != "null"), "nullable": True}
    return found


def status_info(base: str, job: Job) -> Document:
    """How a job stands. What was asked is not told: ids may be seen by others."""
    own = job_url(base, job)
    found: Document = {
        "processID": job.process,
        "type": "process",
        "jobID": str(job.id),
        "status": str(job.status),
        "progress": job.progress,
        "created": iso_utc(job.created_at),
        "updated": iso_utc(job.updated_at),
    }
    instants = {"started": job.started_at, "finished": job.finished_at}
    found |= {name: iso_utc(at) for name, at in instants.items() if at is not None}
    if job.message is not None:
        found["message"] = job.message
    links = [link("self", own, title="任务"), link("up", f"{base}/ogc/jobs", title="全部任务")]
    if job.status is Status.SUCCESSFUL and job.expires_at is not None:
        found["expires"] = iso_utc(job.expires_at)
        if job.expires_at > datetime.now(UTC):
            links.append(link(f"{REL}/results", f"{own}/results", title="结果"))
        if job.answer is not None:
            href = f"{base}/v1/answers/{job.answer}"
            links.append(link("related", href, title="复问此答案"))
    if job.status is Status.FAILED:
        links.append(link(f"{REL}/exceptions", f"{own}/results", title="失败原因"))
    return found | {"links": links}


def job_list(base: str, jobs: Iterable[Job], links: list[Document]) -> Document:
    """The list of jobs."""
    return {"jobs": [status_info(base, one) for one in jobs], "links": links}

"""Long questions: processes that run as jobs (OGC API – Processes; docs/jobs.md)."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spatial.client.asking import body
from spatial.client.errors import JobFailed, NotUnderstood, Unreachable
from spatial.client.frames import table
from spatial.client.service import Service, document_of

if TYPE_CHECKING:
    import httpx
    import pandas as pd

_OPEN = frozenset({"accepted", "running"})
_PAUSES_S = (0.2, 0.5, 1.0, 2.0)

Told = Callable[[str, int | None, str], None]
"""What is called with the state of a job: status, per cent (None where unknown), message."""


@dataclass(slots=True)
class Job:
    """A long question that runs, or ended."""

    service: Service
    document: Mapping[str, Any]

    def __repr__(self) -> str:
        """Which job it is, and how it stands."""
        return f"Job({self.id}, {self.status})"

    @property
    def id(self) -> str:
        """By which it is found again, also by another program."""
        return str(self.document["jobID"])

    @property
    def status(self) -> str:
        """accepted, running, successful, failed or dismissed: as when it was last asked."""
        return str(self.document["status"])

    @property
    def progress(self) -> int | None:
        """Per cent, None where it does not say."""
        told = self.document.get("progress")
        return None if told is None else int(told)

    def refresh(self) -> Job:
        """Asks how it stands."""
        self.document = self.service.get(f"/ogc/jobs/{self.id}")
        return self

    def wait(self, *, timeout_s: float | None = None, progress: bool | Told = False) -> Job:
        """Returns when it has ended well.

        progress: True for a line on the error stream, or what to call. Raises JobFailed where it
        failed or was cancelled, Unreachable after timeout_s (the job goes on).
        """
        tell = _line if progress is True else progress
        begin, asked = time.monotonic(), 0
        while True:
            if tell:
                tell(self.status, self.progress, str(self.document.get("message") or ""))
            if self.status not in _OPEN:
                break
            if timeout_s is not None and time.monotonic() - begin > timeout_s:
                raise Unreachable(f"job {self.id} is {self.status} after {timeout_s:g} s")
            time.sleep(_PAUSES_S[min(asked, len(_PAUSES_S) - 1)])
            asked += 1
            self.refresh()
        if tell is _line:
            sys.stderr.write("\n")
        if self.status != "successful":
            raise JobFailed(
                f"job {self.id} {self.status}: {self.document.get('message') or 'no reason told'}"
            )
        return self

    def results(self) -> dict[str, Any]:
        """What came out, by name. Raises NotFound where it does not exist (any more)."""
        return document_of(self.raw())

    def raw(self) -> httpx.Response:
        """The results as they come: the bytes of a file where the result is one."""
        return self.service.send("GET", f"/ogc/jobs/{self.id}/results")

    def cancel(self) -> Job:
        """Ends it; what it had done is not kept."""
        self.service.send("DELETE", f"/ogc/jobs/{self.id}", repeatable=True)
        return self.refresh()


class Jobs:
    """The processes of the platform, and jobs of them."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def processes(self) -> pd.DataFrame:
        """What can be asked for: id, title, description."""
        found = self._service.get("/ogc/processes")["processes"]
        rows = (
            {key: one.get(key) for key in ("id", "title", "description", "version")}
            for one in found
        )
        return table(rows, ("id", "title", "description", "version"))

    def process(self, process: str) -> Mapping[str, Any]:
        """One of them with the schemas of its inputs and outputs."""
        return self._service.get(f"/ogc/processes/{process}")

    def submit(self, process: str, inputs: Mapping[str, Any]) -> Job:
        """Begins a job and returns at once. Raises BadRequest with the faults of the inputs.

        It is not sent again by itself where its answer is lost: that might begin a second one.
        """
        answer = self._service.send(
            "POST",
            f"/ogc/processes/{process}/execution",
            json={"inputs": body(inputs)},
            headers={"Prefer": "respond-async"},
        )
        if answer.status_code != 201:
            raise NotUnderstood(f"process {process} answered {answer.status_code}, and no job")
        return Job(self._service, document_of(answer))

    def run(
        self,
        process: str,
        inputs: Mapping[str, Any],
        *,
        timeout_s: float | None = None,
        progress: bool | Told = False,
    ) -> dict[str, Any]:
        """Begins a job, waits for its end and returns its results."""
        return self.submit(process, inputs).wait(timeout_s=timeout_s, progress=progress).results()

    def job(self, identifier: str) -> Job:
        """A job of before."""
        return Job(self._service, {"jobID": identifier, "status": "accepted"}).refresh()


def _line(status: str, per_cent: int | None, message: str) -> None:
    share = "" if per_cent is None else f" {per_cent} %"
    sys.stderr.write(f"\r{status}{share} {message}".ljust(78)[:200])
    sys.stderr.flush()

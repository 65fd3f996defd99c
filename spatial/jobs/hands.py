"""The processes that answer: each takes one question after another, and can be ended at any time.

A process and not a thread, for nothing else really stops a computation; and what it loaded for its
questions (tables, rasters) is gone with it when it is idle.

What is said between them are lines of JSON: `{"job": …, "attempt": …}` to a hand, and back
`{"end": …}`, see `attempt.End`.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import Engine

from spatial.jobs.attempt import End, attempt
from spatial.jobs.process import AnyProcess
from spatial.jobs.sessions import NamedSessions

_MOST_MB = 700
"""A hand that grew larger ends after its question: what Python took it hardly gives back."""


class HandLost(Exception):
    """A hand that ended in the middle of its question: killed, out of memory, or a crash."""


class Hand:
    """One such process, from the side of who gives it questions."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.idle_since = time.monotonic()

    @classmethod
    async def started(
        cls, command: Sequence[str], environment: Mapping[str, str], prepare: Callable[[], None]
    ) -> Hand:
        """Starts one. prepare: what is done in it before the command."""
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE,
            stdout=PIPE,
            env={**os.environ, **environment},
            preexec_fn=prepare,
        )
        return cls(process)

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.returncode is None

    async def answer(self, job: UUID, number: int) -> End:
        """Gives it a question and waits. Raises HandLost."""
        writer, reader = self._process.stdin, self._process.stdout
        assert writer is not None
        assert reader is not None
        try:
            writer.write(json.dumps({"job": str(job), "attempt": number}).encode() + b"\n")
            await writer.drain()
            line = await reader.readline()
        except (BrokenPipeError, ConnectionResetError):
            line = b""
        if not line:
            code = await self._process.wait()
            raise HandLost(f"it ended with code {code}")
        self.idle_since = time.monotonic()
        return End(json.loads(line)["end"])

    async def end(self) -> None:
        """Ends it at once, whatever it does."""
        if self.alive:
            self._process.kill()
        await self._process.wait()


def take_questions(
    source: BinaryIO,
    sink: BinaryIO,
    engine: Engine,
    processes: Mapping[str, AnyProcess],
    results_hours: int,
) -> None:
    """The other side: answers questions, line by line, until there are no more or it grew large.

    engine: of four connections and more; its sessions bear the name of the job.
    """
    sessions = NamedSessions(engine)
    for line in source:
        question = json.loads(line)
        job, number = UUID(question["job"]), int(question["attempt"])
        sessions.work_for(job)
        end = attempt(engine, processes, job, number, results_hours)
        sink.write(json.dumps({"end": end}).encode() + b"\n")
        sink.flush()
        if _megabytes() > _MOST_MB:
            return


def _megabytes() -> float:
    """The most memory that this process had."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 2**10

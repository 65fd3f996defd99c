"""What a process is given to work with: the database, its files, and where to say how far it is."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Engine

from spatial.errors import BadParameter
from spatial.jobs.contents import contents, parts
from spatial.jobs.job import Wishes
from spatial.jobs.outputs import Output
from spatial.jobs.store import tell
from spatial.progress import Step

_TELL_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that came with the question."""

    path: Path
    media_type: str


class Work:
    """One attempt at one question.

    folder: of its own, gone after it.
    """

    def __init__(
        self,
        engine: Engine,
        outputs: Mapping[str, Output],
        job: UUID,
        attempt: int,
        wishes: Wishes,
        folder: Path,
    ) -> None:
        self.engine = engine
        self.folder = folder
        self._outputs = outputs
        self._job = job
        self._attempt = attempt
        self._wishes = wishes
        self._told_at = -_TELL_EVERY_S

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection in one read-only transaction."""
        with self.engine.connect() as connection:
            connection = connection.execution_options(postgresql_readonly=True)
            with connection.begin():
                yield connection

    def tell(self, progress: float, message: str | None = None) -> None:
        """Says how far it is (0 to 100), and what is done now, in Chinese without data.

        Cheap to call often. Raises JobDismissed where the work is to stop.
        """
        if time.monotonic() - self._told_at >= _TELL_EVERY_S:
            self._tell(progress, message)

    def _tell(self, progress: float, message: str | None) -> None:
        with self.engine.begin() as connection:
            percent = max(0, min(99, int(progress)))
            tell(connection, self._job, self._attempt, percent, message)
        self._told_at = time.monotonic()

    @contextmanager
    def step(
        self, message: str, total: int | None, first: float = 0, last: float = 100
    ) -> Iterator[Step]:
        """A step of so many units (None where nobody knows), from one progress to another."""
        self._tell(first, message)
        yield _Step(self, total, first, last)

    def wanted(self, output: str) -> str:
        """The media type in which an output is wanted."""
        wish = self._wishes.outputs.get(output)
        known = self._outputs[output].media_types
        return known[0] if wish is None or wish.media_type is None else wish.media_type

    def wants(self, output: str) -> bool:
        """Whether an output is wanted at all."""
        return not self._wishes.outputs or output in self._wishes.outputs

    def file(self, name: str) -> InputFile:
        """A file of the question, in the folder of the work. Raises BadParameter without one."""
        with self.reading() as connection:
            content = contents(connection, self._job, "input").get(name)
            if content is None:
                raise BadParameter(f"the input {name} did not come with the question")
            path = self.folder / f"input-{name}"
            with path.open("wb") as file:
                file.writelines(parts(connection, content))
        return InputFile(path, content.media_type)

    def files(self) -> Mapping[str, InputFile]:
        """All files of the question by name."""
        with self.reading() as connection:
            names = list(contents(connection, self._job, "input"))
        return {name: self.file(name) for name in names}


class _Step:
    """See `spatial.progress.Step`."""

    def __init__(self, work: Work, total: int | None, first: float, last: float) -> None:
        self._work, self._total, self._done = work, total, 0
        self._first, self._last = first, last

    def advance(self, count: int) -> None:
        """`count` more units are done. Raises JobDismissed where the work is to stop."""
        self._done += count
        share = min(1.0, self._done / self._total) if self._total else 0.0
        self._work.tell(self._first + (self._last - self._first) * share)

"""Progress of long steps: a bar with rate and remaining time on a terminal, log lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import structlog
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

log = structlog.get_logger(__name__)

_LOG_EVERY_S = 5.0


class Step(Protocol):
    """One long step under way."""

    def advance(self, count: int) -> None:
        """`count` more of the step's units are done."""


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="cyan")


class _BarStep:
    def __init__(self, bar: Progress, task: int) -> None:
        self._bar, self._task = bar, task

    def advance(self, count: int) -> None:
        self._bar.advance(self._task, count)  # type: ignore[arg-type]


class _LogStep:
    def __init__(self, title: str, total: int | None) -> None:
        self._title, self._total = title, total
        self._done = self._told_done = 0
        self._begun = self._told = time.monotonic()

    def advance(self, count: int) -> None:
        self._done += count
        if time.monotonic() - self._told >= _LOG_EVERY_S:
            self._tell()

    def finish(self) -> None:
        """The last line of a step that has told anything and not yet all."""
        if self._begun < self._told and self._told_done < self._done:
            self._tell()

    def _tell(self) -> None:
        self._told, self._told_done = time.monotonic(), self._done
        rate = self._done / (self._told - self._begun)
        log.info(self._title, done=self._done, total=self._total, per_second=round(rate))


@contextmanager
def step(title: str, total: int | None = None) -> Iterator[Step]:
    """Shows a step titled `title` of `total` units (None where nobody can know) while it runs."""
    if sys.stderr.isatty():
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        ) as bar:
            yield _BarStep(bar, bar.add_task(title, total=total))
    else:
        lines = _LogStep(title, total)
        yield lines
        lines.finish()

"""Long steps: one line while each runs, its output in a log file, the log's end on failure."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spatial.errors import ShikongError

_TELL_EVERY_S = 10.0
_TAIL_LINES = 15


class StepFailed(ShikongError):
    """A step of the setting up ended with an error; its message holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Counting:
    """How to see in a program's output how far it is.

    done: matches a line that stands for one unit. total: units in all, or None where a line
    tells it. total_in: matches that line; its first group times `per_item` is the total.
    last: matches the line after which nothing can be counted any more.
    """

    done: re.Pattern[str]
    total: int | None = None
    total_in: re.Pattern[str] | None = None
    per_item: int = 1
    last: re.Pattern[str] | None = None


@dataclass(slots=True)
class _Progress:
    counting: Counting | None
    total: int | None = None
    done: int = 0
    begun: float = field(default_factory=time.monotonic)

    def read(self, line: str) -> None:
        if self.counting is None:
            return
        if self.counting.done.match(line):
            self.done += 1
        elif self.counting.last and self.counting.last.match(line):
            self.total = None
        elif self.counting.total_in and (told := self.counting.total_in.search(line)):
            self.total = int(told.group(1)) * self.counting.per_item

    def text(self) -> str:
        return progress_text(self.done, self.total, time.monotonic() - self.begun)


def progress_text(done: int, total: int | None, seconds: float) -> str:
    """How far a step is: a bar, rate and remaining time where the total is known, else the time.

    >>> progress_text(30, 40, 60.0)
    '[##############......] 30 of 40, 0.5/s, about 20 s left'
    >>> progress_text(0, None, 12.4)
    '12 s'
    """
    if not total or not done:
        return f"{seconds:.0f} s"
    done = min(done, total)
    rate = done / max(seconds, 0.001)
    bar = ("#" * (done * 19 // total)).ljust(20, ".")
    return f"[{bar}] {done} of {total}, {rate:.1f}/s, about {(total - done) / rate:.0f} s left"


def say(line: str) -> None:
    """One line for the person (or the CI log) that watches."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def run_step(
    title: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    counting: Counting | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> None:
    """Runs a program to its end. Raises StepFailed with the end of its output.

    log: the file that its output is appended to. env: variables beside ours.
    """
    words = [str(word) for word in command]
    log.parent.mkdir(parents=True, exist_ok=True)
    terminal = sys.stderr.isatty()
    say(f"{title} (log: {log})")
    progress = _Progress(counting, counting.total if counting else None)
    with log.open("ab") as out:
        out.write(f"\n$ {' '.join(words)}\n".encode())
        out.flush()
        begin = out.tell()
        try:
            process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env={**os.environ, "NO_COLOR": "1", **(env or {})},
            )
        except OSError as error:
            raise StepFailed(f"{title} failed: {words[0]}: {error.strerror}") from error
        assert process.stdout is not None
        stream = process.stdout

        def copy() -> None:
            for line in stream:
                out.write(line)
                out.flush()
                progress.read(line.decode(errors="replace"))

        copier = threading.Thread(target=copy, daemon=True)
        copier.start()
        try:
            _watch(process, progress, terminal)
        except BaseException:
            # A program under sudo is not ours to end; it has got the Ctrl-C of the terminal itself.
            with contextlib.suppress(PermissionError):
                process.terminate()
            process.wait()
            raise
        finally:
            copier.join(timeout=5)
            if not copier.is_alive():
                stream.close()
    if process.returncode != 0:
        with log.open("rb") as written:
            written.seek(begin)
            tail = written.read().decode(errors="replace").strip().splitlines()[-_TAIL_LINES:]
        end = "\n".join(f"    {line}" for line in tail)
        raise StepFailed(
            f"{title} failed (exit code {process.returncode}); the end of {log}:\n{end}"
        )


def _watch(process: subprocess.Popen[bytes], progress: _Progress, terminal: bool) -> None:
    told = time.monotonic()
    while True:
        try:
            process.wait(timeout=0.5)
            break
        except subprocess.TimeoutExpired:
            if terminal:
                sys.stderr.write(f"\r\x1b[K  {progress.text()}")
                sys.stderr.flush()
            elif time.monotonic() - told >= _TELL_EVERY_S:
                told = time.monotonic()
                say(f"  {progress.text()}")
    if terminal:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

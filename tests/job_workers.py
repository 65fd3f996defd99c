"""Workers of long questions as real processes, as a server starts them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, text

ROOT = Path(__file__).parent.parent

PLATFORM = ("-m", "deploy.job_worker")
"""The worker of the platform."""

TRIALS = (str(ROOT / "tests" / "trial_worker.py"),)
"""One whose processes go wrong: see trial_processes.py."""
Value = TypeVar("Value")


def until(look: Callable[[], Value | None], within_s: float = 60) -> Value:
    """What `look` finds once it finds something."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"nothing came within {within_s} s")


def workers(engine: Engine) -> int:
    """How many workers have told of themselves."""
    with engine.connect() as connection:
        return int(
            connection.execute(text("SELECT count(*) FROM procrastinate_workers")).scalar_one()
        )


def _newest(engine: Engine) -> int:
    """The number of the worker that came last. Dead ones go when a new one comes."""
    with engine.connect() as connection:
        newest = text("SELECT coalesce(max(id), 0) FROM procrastinate_workers")
        return int(connection.execute(newest).scalar_one())


@contextmanager
def working(
    engine: Engine, program: Sequence[str] = PLATFORM, **settings: object
) -> Iterator[subprocess.Popen[bytes]]:
    """A worker over the database of an engine, once it has told of itself; ended in order."""
    before = _newest(engine)
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    told = {f"SHIKONG_JOBS_{name.upper()}": str(value) for name, value in settings.items()}
    told |= {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "SHIKONG_DATABASE_URL": url}
    process = subprocess.Popen(
        [sys.executable, *program],
        cwd=ROOT,
        env={**os.environ, **told},
    )
    try:
        until(lambda: _newest(engine) > before or process.poll() is not None)
        assert process.poll() is None, "the worker ended by itself"
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

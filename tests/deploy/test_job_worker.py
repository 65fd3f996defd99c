"""`shikong work`, and the worker that a server starts beside itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from job_workers import until, workers
from sqlalchemy import Engine, text

from deploy.job_worker import JobWorker
from spatial.jobs.acceptance import accept
from spatial.jobs.job import Status, Wishes
from spatial.jobs.processes.echo import ECHO
from spatial.jobs.settings import JobSettings
from spatial.jobs.store import job_of

SHIKONG = [sys.executable, "-c", "from deploy.cli import main; main()"]


def url_of(engine: Engine) -> str:
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def test_shikong_work_answers_until_it_is_told_to_stop(engine: Engine) -> None:
    with engine.begin() as connection:
        job = accept(connection, ECHO, {"text": "在"}, Wishes(), {}, most_waiting=9)
    told = os.environ | {"SHIKONG_DATABASE_URL": url_of(engine)}
    process = subprocess.Popen([*SHIKONG, "work", "--concurrency", "1"], env=told)

    def over() -> bool:
        with engine.connect() as connection:
            return job_of(connection, job).status is Status.SUCCESSFUL

    try:
        until(over, within_s=120)
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
    assert code == 0
    assert workers(engine) == 0


def test_a_server_s_worker_that_dies_is_started_again_and_ends_with_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIKONG_JOBS_FAREWELL_S", "0.2")

    def session() -> int | None:
        with engine.connect() as connection:
            return connection.execute(
                text("SELECT max(id) FROM procrastinate_workers")
            ).scalar_one_or_none()

    with JobWorker(url_of(engine), JobSettings()) as worker:
        first = until(session)
        assert worker.process is not None
        worker.process.kill()
        until(lambda: (session() or 0) > first, within_s=120)
        last = worker.process
    assert last.poll() == 0


def test_a_server_may_leave_questions_to_workers_elsewhere(engine: Engine) -> None:
    with JobWorker(url_of(engine), JobSettings(with_server=False)) as worker:
        assert worker.process is None

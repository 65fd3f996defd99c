"""Workers as real processes: killed, stopped, told to leave a question, and lost hands."""

from __future__ import annotations

import os
import signal
from uuid import UUID

from job_workers import TRIALS as TRIAL_WORKER
from job_workers import until, workers, working
from sqlalchemy import Engine, text
from trial_processes import TRIALS

from spatial.jobs.acceptance import accept
from spatial.jobs.contents import contents, parts
from spatial.jobs.job import Job, Status, Wishes
from spatial.jobs.process import AnyProcess
from spatial.jobs.processes.echo import ECHO
from spatial.jobs.sessions import session_name
from spatial.jobs.store import dismiss, job_of

SOON = {"heartbeat_s": 0.3, "stalled_s": 1.5, "farewell_s": 0.5}


def ask(engine: Engine, process: AnyProcess, **inputs: object) -> UUID:
    """Puts a question into the queue."""
    with engine.begin() as connection:
        return accept(connection, process, inputs, Wishes(), {}, most_waiting=100)


def state(engine: Engine, job: UUID) -> Job:
    """How a job stands."""
    with engine.connect() as connection:
        return job_of(connection, job)


def over(engine: Engine, job: UUID) -> Job:
    """A job that is over."""
    return until(lambda: (found := state(engine, job)).status.over and found)


def running(engine: Engine, job: UUID) -> Job:
    """A job that has told how far it is."""
    return until(
        lambda: (
            (found := state(engine, job)).status is Status.RUNNING
            and found.message is not None
            and found
        )
    )


def made(engine: Engine, job: UUID, name: str) -> bytes:
    """The bytes of an output."""
    with engine.connect() as connection:
        return b"".join(parts(connection, contents(connection, job, "output")[name]))


def sessions(engine: Engine, job: UUID) -> int:
    """Sessions of the database that work for a job."""
    with engine.connect() as connection:
        return int(
            connection.execute(
                text("SELECT count(*) FROM pg_stat_activity WHERE application_name = :name"),
                {"name": session_name(job)},
            ).scalar_one()
        )


def queued(engine: Engine) -> int:
    """Rows of the queue."""
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one())


def test_a_killed_worker_s_job_goes_on_with_another_one(engine: Engine) -> None:
    with working(engine, **SOON) as first:
        job = ask(engine, ECHO, text="续", seconds=4)
        assert running(engine, job).attempts == 1
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        with working(engine, **SOON):
            done = over(engine, job)
    assert (done.status, done.attempts) == (Status.SUCCESSFUL, 2)
    assert made(engine, job, "text").decode() == '"续"'
    assert queued(engine) == 0


def test_a_worker_that_is_told_to_stop_leaves_its_job_to_the_next(engine: Engine) -> None:
    with working(engine, **SOON) as first:
        job = ask(engine, ECHO, text="交班", seconds=4)
        running(engine, job)
        first.send_signal(signal.SIGTERM)
        assert first.wait(30) == 0
    left = state(engine, job)
    assert (left.status, left.attempts, left.progress) == (Status.ACCEPTED, 0, 0)
    assert workers(engine) == 0
    with working(engine, **SOON):
        assert over(engine, job).status is Status.SUCCESSFUL
    assert state(engine, job).attempts == 1


def test_a_dismissed_job_is_stopped_in_the_middle_of_a_statement(engine: Engine) -> None:
    with working(engine, TRIAL_WORKER, **SOON):
        job = ask(engine, TRIALS["sleep"])
        running(engine, job)
        until(lambda: sessions(engine, job) > 0)
        with engine.begin() as connection:
            assert dismiss(connection, str(job)).status is Status.DISMISSED
        until(lambda: sessions(engine, job) == 0)
        until(lambda: queued(engine) == 0)
    assert state(engine, job).status is Status.DISMISSED


def test_a_computation_that_never_looks_up_is_stopped_and_the_worker_goes_on(
    engine: Engine,
) -> None:
    with working(engine, TRIAL_WORKER, concurrency=1, **SOON):
        job = ask(engine, TRIALS["spin"])
        after = ask(engine, TRIALS["large"])
        running(engine, job)
        with engine.begin() as connection:
            dismiss(connection, str(job))
        assert over(engine, after).status is Status.SUCCESSFUL
    assert state(engine, job).status is Status.DISMISSED


def test_a_job_that_kills_its_worker_each_time_fails_with_the_reason(engine: Engine) -> None:
    with working(engine, TRIAL_WORKER, attempts=2, **SOON):
        job = over(engine, ask(engine, TRIALS["die"]))
    assert (job.status, job.attempts) == (Status.FAILED, 2)
    assert job.failure is not None
    assert job.failure["kind"] == "WorkerLost"
    assert queued(engine) == 0


def test_what_a_process_refuses_is_the_failure_of_its_job(engine: Engine) -> None:
    with working(engine, TRIAL_WORKER, **SOON):
        job = over(engine, ask(engine, TRIALS["refuse"]))
    assert job.failure == {
        "kind": "UnknownDataset",
        "detail": "there is no dataset 张三",
        "members": {"known": ["a", "b"]},
    }


def test_an_unexpected_error_tells_nothing_of_what_was_asked(engine: Engine) -> None:
    with working(engine, TRIAL_WORKER, **SOON):
        job = over(engine, ask(engine, TRIALS["break"], word="110101"))
    assert job.failure is not None
    assert job.failure["kind"] == "Internal"
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT to_jsonb(job)::text FROM job")).scalar_one()
    assert "110101" not in kept


def test_results_of_many_parts_come_whole(engine: Engine) -> None:
    with working(engine, TRIAL_WORKER, **SOON):
        job = over(engine, ask(engine, TRIALS["large"]))
    assert job.status is Status.SUCCESSFUL
    assert made(engine, job.id, "made") == bytes(range(256)) * 40_000


def test_two_workers_answer_each_question_once(engine: Engine) -> None:
    with working(engine, **SOON), working(engine, **SOON):
        jobs = [ask(engine, ECHO, text=str(number), seconds=0.3) for number in range(12)]
        ended = [over(engine, job) for job in jobs]
    assert [one.attempts for one in ended] == [1] * 12
    assert [made(engine, one.id, "text") for one in ended] == [
        f'"{number}"'.encode() for number in range(12)
    ]

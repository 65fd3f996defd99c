"""The store of jobs: fences between attempts, what is kept for how long, how the list is read."""

from __future__ import annotations

import io
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from spatial.db import read_sql
from spatial.errors import JobDismissed, ResultGone
from spatial.jobs.acceptance import GivenFile, accept
from spatial.jobs.contents import contents, parts
from spatial.jobs.job import Status, Wishes
from spatial.jobs.outputs import Made, Outcome
from spatial.jobs.processes.echo import ECHO
from spatial.jobs.processes.point_table import WHICH_DIVISION
from spatial.jobs.store import begin, dismiss, fail, finish, inputs_of, job_of, release, tell
from spatial.jobs.tending import purge, require_again, worker_alive

MADE = Outcome({"text": Made.of_json("一")})


def asked(engine: Engine) -> UUID:
    """A question in the queue."""
    with engine.begin() as connection:
        return accept(connection, ECHO, {"text": "一"}, Wishes(), {}, most_waiting=99)


def begun(engine: Engine, job: UUID, most: int = 3) -> int:
    """The number of a new attempt."""
    with engine.begin() as connection:
        number = begin(connection, job, most)
    assert number is not None
    return number


def status(engine: Engine, job: UUID) -> Status:
    with engine.connect() as connection:
        return job_of(connection, job).status


def test_an_attempt_that_was_taken_over_changes_nothing_any_more(engine: Engine) -> None:
    job = asked(engine)
    first, second = begun(engine, job), begun(engine, job)
    for step in (
        lambda connection: tell(connection, job, first, 50, "x"),
        lambda connection: finish(connection, job, first, MADE, results_hours=1),
    ):
        with engine.begin() as connection, pytest.raises(JobDismissed):
            step(connection)
    with engine.begin() as connection:
        fail(connection, job, first, {"kind": "x"}, results_hours=1)
        release(connection, job, first)
    assert status(engine, job) is Status.RUNNING
    with engine.begin() as connection:
        finish(connection, job, second, MADE, results_hours=1)
    assert status(engine, job) is Status.SUCCESSFUL


def test_what_is_over_stays_as_it_is(engine: Engine) -> None:
    job = asked(engine)
    number = begun(engine, job)
    with engine.begin() as connection:
        finish(connection, job, number, MADE, results_hours=1)
        fail(connection, job, None, {"kind": "x"}, results_hours=1)
        assert begin(connection, job, 3) is None
    assert status(engine, job) is Status.SUCCESSFUL


def test_nothing_is_kept_of_a_result_that_could_not_be_stored_whole(engine: Engine) -> None:
    job = asked(engine)
    number = begun(engine, job)
    broken = Outcome({"text": MADE.outputs["text"], "twice": Made("a/b", b"\0" * 9)})
    with engine.connect() as connection:
        finish(connection, job, number, broken, results_hours=1)
        connection.rollback()
    assert status(engine, job) is Status.RUNNING
    with engine.connect() as connection:
        assert contents(connection, job, "output") == {}


def test_a_closed_question_leaves_neither_inputs_nor_files(engine: Engine) -> None:
    files = {"table": GivenFile("text/csv", io.BytesIO(b"lon,lat\n1,2\n"))}
    said = {"date": "2020-01-01"}
    for end in ("finish", "fail", "dismiss"):
        with engine.begin() as connection:
            job = accept(connection, WHICH_DIVISION, said, Wishes(), files, most_waiting=9)
            assert inputs_of(connection, job)[1] == said
            number = begin(connection, job, 3)
            assert number is not None
            if end == "finish":
                finish(connection, job, number, Outcome({}), results_hours=1)
            elif end == "fail":
                fail(connection, job, number, {"kind": "x"}, results_hours=1)
            else:
                dismiss(connection, str(job))
            assert inputs_of(connection, job)[1] == {}
            assert contents(connection, job, "input") == {}


def test_results_go_after_their_time_and_jobs_after_theirs(engine: Engine) -> None:
    job, young = asked(engine), asked(engine)
    for one in (job, young):
        number = begun(engine, one)
        with engine.begin() as connection:
            finish(connection, one, number, MADE, results_hours=5)
    with engine.connect() as connection:
        content = contents(connection, job, "output")["text"]
    later = text(
        "UPDATE job SET finished_at = finished_at - make_interval(hours => :hours),"
        " expires_at = expires_at - make_interval(hours => :hours) WHERE id = :id"
    )
    with engine.begin() as connection:
        assert purge(connection, kept_days=2).results == 0
        connection.execute(later, {"hours": 6, "id": job})
        gone = purge(connection, kept_days=2)
        assert (gone.results, gone.jobs) == (1, 0)
        with pytest.raises(ResultGone):
            list(parts(connection, content))
        connection.execute(later, {"hours": 48, "id": job})
        assert purge(connection, kept_days=2).jobs == 1
        assert contents(connection, young, "output")


def test_a_question_that_waits_is_never_purged(engine: Engine) -> None:
    job = asked(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET created_at = created_at - interval '9 years'"))
        purge(connection, kept_days=1)
        assert job_of(connection, job).status is Status.ACCEPTED
        waiting = text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        assert connection.execute(waiting).scalar_one() == 1


def test_jobs_of_a_silent_worker_are_to_be_done_again_and_of_a_living_one_not(
    engine: Engine,
) -> None:
    asked(engine)
    with engine.begin() as connection:
        assert not worker_alive(connection, 10)
        worker = connection.execute(
            text("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        ).scalar_one()
        connection.execute(
            text("SELECT procrastinate_fetch_job_v2(NULL, :worker)"), {"worker": worker}
        )
        assert worker_alive(connection, 10)
        assert require_again(connection, 10) == 0
        connection.execute(
            text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
        )
        assert not worker_alive(connection, 10)
        assert require_again(connection, 10) == 1
        assert require_again(connection, 10) == 0


def test_the_list_walks_its_index(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO job (process, inputs, wishes, grade, created_at)"
                " SELECT 'echo', '{}', '{}', 'open', now() - n * interval '1 second'"
                " FROM generate_series(1, 20000) AS n"
            )
        )
        connection.execute(text("ANALYZE job"))
        asked_for = {
            "processes": None, "statuses": None, "first": None, "last": None, "shortest": None,
            "longest": None, "before_at": None, "before_id": None, "most": 11,
        }  # fmt: skip
        plan = connection.execute(
            text("EXPLAIN " + read_sql("spatial.jobs", "listed_jobs")), asked_for
        ).scalars()
        lines = list(plan)
    assert any("job_newest" in line for line in lines), lines
    assert not any("Sort" in line or "Seq Scan" in line for line in lines), lines

"""One transaction and one log row per source: loaded, unchanged, failed, killed, concurrent."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, text

from ingest.runs import IngestReport, failure_text, ingest_run, report, source_sha256
from spatial.errors import BadDate, SourceRefused

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file with two days and one line that is none."""
    path = tmp_path / "days.txt"
    path.write_text("2001-12-31\n2002-12-31\nno day\n", encoding="utf-8")
    return path


def load(engine: Engine, path: Path, parameters: dict[str, Any] | None = None) -> IngestReport:
    """A loader as the areas write them: it stores the days of a file as division lists."""
    with ingest_run(engine, "test-days", path, parameters) as run:
        if not run.already_loaded:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if line == "no day":
                    run.refuse(f"line {number}", "no day", {"line": line})
                    continue
                run.connection.execute(
                    text("INSERT INTO division_list VALUES (:day) ON CONFLICT DO NOTHING"),
                    {"day": line},
                )
                run.accepted += 1
    return report(run, "test-days", path, 2.0)


def days(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT list_date FROM division_list ORDER BY 1"))
        return [day.isoformat() for day in found.scalars()]


def runs(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT * FROM ingest_run ORDER BY id")))


def test_a_loaded_source_leaves_a_row_with_counts_and_reasons(engine: Engine, source: Path) -> None:
    done = load(engine, source)
    assert days(engine) == ["2001-12-31", "2002-12-31"]
    [row] = runs(engine)
    assert (row.id, row.kind, row.source_name, row.status) == (
        done.run_id,
        "test-days",
        "days.txt",
        "loaded",
    )
    assert (row.accepted, row.repaired, row.refused) == (2, 0, 1)
    assert row.source_sha256 == source_sha256(source)
    assert row.started_at <= row.finished_at
    with engine.connect() as connection:
        remark = connection.execute(text("SELECT * FROM ingest_remark")).one()
    assert tuple(remark) == (done.run_id, "refused", "line 3", "no day", {"line": "no day"})
    assert done.per_second == 1.5


def test_the_second_load_is_unchanged_and_names_the_first(engine: Engine, source: Path) -> None:
    first = load(engine, source)
    second = load(engine, source)
    assert (second.status, second.run_id) == ("unchanged", first.run_id)
    assert (second.accepted, second.refused, second.per_second) == (2, 1, 0)
    assert [(row.status, row.same_as) for row in runs(engine)] == [
        ("loaded", None),
        ("unchanged", first.run_id),
    ]
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM ingest_remark")).scalar_one() == 1


def test_the_same_bytes_under_another_name_are_the_same_source(
    engine: Engine, source: Path
) -> None:
    load(engine, source)
    copy = source.with_name("copy.txt")
    copy.write_bytes(source.read_bytes())
    assert load(engine, copy).status == "unchanged"


def test_other_bytes_or_other_parameters_are_another_source(engine: Engine, source: Path) -> None:
    load(engine, source, {"crs": "EPSG:4490", "level": "county"})
    assert load(engine, source, {"level": "county", "crs": "EPSG:4490"}).status == "unchanged"
    assert load(engine, source, {"crs": "GCJ-02", "level": "county"}).status == "loaded"
    source.write_text("2003-12-31\n", encoding="utf-8")
    assert load(engine, source, {"crs": "EPSG:4490", "level": "county"}).status == "loaded"


def test_repairs_are_counted_and_kept_with_what_came(engine: Engine, source: Path) -> None:
    with ingest_run(engine, "test-repair", source) as run:
        run.accepted += 1
        run.repair("虚构县", "ring closed", {"name": "虚构县", "until": None})
    [row] = runs(engine)
    assert (row.accepted, row.repaired, row.refused) == (1, 1, 0)
    with engine.connect() as connection:
        remark = connection.execute(text("SELECT * FROM ingest_remark")).one()
    assert (remark.disposition, remark.record) == ("repaired", "虚构县")
    assert remark.raw == {"name": "虚构县", "until": None}


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (SourceRefused("line 3 ends early"), "line 3 ends early"),
        (BadDate("'2021-02-30' is no date"), "'2021-02-30' is no date"),
        (ValueError("张三 was at 110.1, 30.2"), "ValueError"),
    ],
)
def test_a_failed_load_leaves_its_row_and_nothing_else(
    engine: Engine, source: Path, error: Exception, told: str
) -> None:
    def fail() -> None:
        with ingest_run(engine, "test-days", source) as run:
            run.connection.execute(text("INSERT INTO division_list VALUES ('2001-12-31')"))
            run.refuse("line 3", "no day")
            run.flush_remarks()
            raise error

    with pytest.raises(type(error)) as raised:
        fail()
    assert raised.value is error
    assert days(engine) == []
    [row] = runs(engine)
    assert (row.status, row.failure, row.accepted) == ("failed", told, 0)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM ingest_remark")).scalar_one() == 0
    assert load(engine, source).status == "loaded"


def test_a_broken_statement_is_told_by_its_kind_only(engine: Engine, source: Path) -> None:
    def fail() -> None:
        with ingest_run(engine, "test-days", source) as run:
            run.connection.execute(
                text("INSERT INTO division_list VALUES (CAST(:day AS date))"), {"day": "张三"}
            )

    with pytest.raises(Exception, match="张三"):
        fail()
    [row] = runs(engine)
    assert row.status == "failed"
    assert "张三" not in row.failure
    assert failure_text(KeyError("张三")) == "KeyError"


def test_a_source_that_is_not_there_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match=r"there is no .*absent"):
        load(engine, tmp_path / "absent")


def test_the_hash_of_a_folder_is_of_names_and_contents(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "one").write_text("1", encoding="utf-8")
    (folder / "two").write_text("2", encoding="utf-8")
    before = source_sha256(folder)
    renamed = folder.rename(tmp_path / "b")
    assert source_sha256(renamed) == before
    (renamed / "two").rename(renamed / "three")
    assert source_sha256(renamed) != before
    (renamed / "three").rename(renamed / "two")
    (renamed / "deep" / "one").write_text("2", encoding="utf-8")
    assert source_sha256(renamed) != before


def test_a_killed_load_leaves_nothing_half_loaded(
    engine: Engine, database_url: str, source: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, Path(__file__).with_name("loading_process.py"), database_url, source],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half way\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    # The server rolls back when it notices that the client is gone; until then the killed run
    # holds the lock of its source, so this load waits for it.
    done = load(engine, source)
    assert done.status == "loaded"
    assert days(engine) == ["2001-12-31", "2002-12-31"]
    assert [row.status for row in runs(engine)] == ["loaded"]
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM ingest_remark")).scalar_one() == 1


def test_what_a_killed_load_wrote_is_never_visible(
    engine: Engine, database_url: str, source: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, Path(__file__).with_name("loading_process.py"), database_url, source],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half way\n"
        assert days(engine) == []
        assert runs(engine) == []
        process.kill()
        process.wait()
    assert days(engine) == []


def test_of_two_loads_at_once_one_loads_and_the_other_finds_it_loaded(
    engine: Engine, source: Path
) -> None:
    inside, go_on = Event(), Event()

    def first() -> str:
        with ingest_run(engine, "test-days", source) as run:
            assert not run.already_loaded
            run.connection.execute(text("INSERT INTO division_list VALUES ('2001-12-31')"))
            inside.set()
            assert go_on.wait(timeout=60)
        return report(run, "test-days", source, 1.0).status

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first)
        assert inside.wait(timeout=60)
        other = pool.submit(load, engine, source)
        # Only when the second load waits at the lock does the first one go on.
        with engine.connect() as connection:
            waiting = text(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            )
            while not connection.execute(waiting).scalar_one():
                assert not other.done()
        go_on.set()
        assert one.result() == "loaded"
        assert other.result().status == "unchanged"
    assert days(engine) == ["2001-12-31"]
    assert [row.status for row in runs(engine)] == ["loaded", "unchanged"]


def test_different_sources_load_side_by_side(engine: Engine, source: Path) -> None:
    other = source.with_name("other.txt")
    other.write_text("2003-12-31\n", encoding="utf-8")
    with ingest_run(engine, "test-days", source) as run:
        run.accepted = 0
        assert load(engine, other).status == "loaded"


def test_more_remarks_than_are_kept_in_memory_are_all_written(engine: Engine, source: Path) -> None:
    with ingest_run(engine, "test-remarks", source) as run:
        for number in range(2500):
            run.refuse(f"line {number}", "no day")
        written = run.connection.execute(text("SELECT count(*) FROM ingest_remark")).scalar_one()
        assert written == 2000
    with engine.connect() as connection:
        count, distinct = connection.execute(
            text("SELECT count(*), count(DISTINCT record) FROM ingest_remark")
        ).one()
    assert (count, distinct) == (2500, 2500)
    assert runs(engine)[0].refused == 2500


def test_remarks_made_within_a_copy_wait_for_its_end(engine: Engine, source: Path) -> None:
    with ingest_run(engine, "test-copy", source) as run:
        driver: Any = run.connection.connection.driver_connection
        with (
            driver.cursor() as cursor,
            cursor.copy("COPY division_list (list_date) FROM STDIN") as copy,
        ):
            for number in range(1001):
                run.refuse(f"line {number}", "no day")
            copy.write_row(["2001-12-31"])
        run.refuse("line 1001", "no day")
    assert days(engine) == ["2001-12-31"]
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM ingest_remark")).scalar_one() == 1002

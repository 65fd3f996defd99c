"""`shikong run` as a person starts it: a process of its own, the sample, a browserless visit."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO

import psycopg
import pytest
from typer.testing import CliRunner

from deploy.cli import app
from deploy.cluster import Cluster, private_cluster

SHIKONG = Path(sys.executable).with_name("shikong")
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Started:
    """A `shikong run` that is ready: what it printed, and its process."""

    process: subprocess.Popen[str]
    printed: str
    log: Path

    @property
    def address(self) -> str:
        found = re.search(r"is ready: (http://127\.0\.0\.1:\d+)", self.printed)
        assert found, self.printed
        return found[1]

    @property
    def token(self) -> str:
        found = re.search(r"^write token: (\S+)$", self.printed, re.MULTILINE)
        assert found, self.printed
        return found[1]

    def get(self, path: str) -> tuple[int, str]:
        with OPENER.open(f"{self.address}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def events(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line[:1] == "{"]


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHIKONG_")}
    return {**kept, "SHIKONG_HOME": str(home)}


def read_until_ready(stream: IO[str], log: Path) -> str:
    printed = ""
    for line in stream:
        printed += line
        if line.startswith("write token: "):
            return printed
    pytest.fail(f"it ended before it was ready: {printed}\n{log.read_text()}")


@contextmanager
def started(home: Path, log: Path, *arguments: str) -> Iterator[Started]:
    with log.open("w") as lines:
        process = subprocess.Popen(
            [SHIKONG, "run", "--port", "0", *arguments],
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=lines,
            text=True,
        )
    try:
        assert process.stdout is not None
        yield Started(process, read_until_ready(process.stdout, log), log)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def cluster_of(home: Path) -> Cluster:
    return private_cluster(home)


def loaded_runs(home: Path) -> int:
    with psycopg.connect(cluster_of(home).url("shikong_sample")) as connection:
        row = connection.execute("SELECT count(*) FROM ingest_run").fetchone()
    assert row is not None
    return int(row[0])


def test_a_hang_up_in_the_middle_of_requests_ends_it(
    home: Path, tmp_path: Path, small_data: Path
) -> None:
    over = threading.Event()

    def keep_asking(server: Started) -> None:
        while not over.is_set():
            with suppress(OSError, HTTPException):
                server.get("/health")

    with started(home, tmp_path / "asked.log", "--data", str(small_data)) as server:
        asking = [threading.Thread(target=keep_asking, args=(server,)) for _ in range(4)]
        for one in asking:
            one.start()
        try:
            assert server.end(signal.SIGHUP) == 129
        finally:
            over.set()
            for one in asking:
                one.join()
        assert [event for event in server.events() if event["level"] == "error"] == []
    assert_nothing_runs(home)


def test_from_nothing_to_an_answer_and_back(home: Path, tmp_path: Path) -> None:
    with started(home, tmp_path / "first.log") as first:
        assert first.get("/health") == (200, '{"status":"ok"}')
        status, page = first.get("/")
        assert status == 200
        assert "<html" in page
        platform = json.loads(first.get("/v1/platform")[1])
        assert platform["fictional"] is True
        assert "虚构" in first.printed
        assert first.token not in first.log.read_text()
        runs = loaded_runs(home)
        assert runs > 5
        assert first.end(signal.SIGINT) == 130
    assert_nothing_runs(home)

    # The second start finds all there; a second server shares the database of the first.
    with started(home, tmp_path / "second.log") as second:
        assert [event for event in second.events() if event["event"] == "ingest"] == []
        assert loaded_runs(home) == runs
        assert second.token != first.token
        with started(home, tmp_path / "third.log") as third:
            assert third.address != second.address
            assert second.end(signal.SIGTERM) == 143
            assert third.get("/health")[0] == 200
            assert third.end(signal.SIGHUP) == 129
        assert_nothing_runs(home)

    # A killed server leaves its database running; the next start takes it over and stops it.
    with started(home, tmp_path / "killed.log") as killed:
        killed.process.kill()
        killed.process.wait()
    assert cluster_of(home).running
    with started(home, tmp_path / "after.log") as after:
        assert after.get("/health")[0] == 200
        assert after.end() == 130
    assert_nothing_runs(home)


def assert_nothing_runs(home: Path) -> None:
    cluster = cluster_of(home)
    assert not cluster.running
    assert cluster._processes() == set()
    assert not cluster.sockets.exists()


PARENT = """
import subprocess, sys
subprocess.run(sys.argv[1:])
"""


def test_when_make_is_killed_the_server_and_its_database_end(
    home: Path, tmp_path: Path, small_data: Path
) -> None:
    log = tmp_path / "log"
    with log.open("w") as lines:
        make = subprocess.Popen(
            [sys.executable, "-c", PARENT, SHIKONG, "run", "--port", "0", "--stop-with-parent"]
            + ["--data", small_data],
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=lines,
            text=True,
        )
    assert make.stdout is not None
    read_until_ready(make.stdout, log)
    make.kill()
    # The server holds the other end of the pipe until it has ended.
    assert make.stdout.read() == ""
    make.communicate()
    assert_nothing_runs(home)


def run(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SHIKONG, *map(str, arguments)],
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in done.stderr
    before, found, told = done.stderr.strip().rpartition("error: ")
    assert before == "" or before.endswith("\n"), done.stderr
    return found + told


def test_a_taken_port_is_told_before_anything_is_started(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run(home, "run", "--port", port)
    assert done.returncode == 1
    assert sentence(done).startswith(f"error: port {port} of 127.0.0.1 is taken")
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_an_address_that_is_not_loopback_is_refused(home: Path, host: str) -> None:
    done = run(home, "run", "--port", 0, "--host", host)
    assert done.returncode == 1
    assert f"error: {host} is not a loopback address" in sentence(done)
    assert list(home.iterdir()) == []


def test_a_data_folder_that_is_not_there_is_named(home: Path) -> None:
    done = run(home, "run", "--port", 0, "--data", home / "nowhere")
    assert done.returncode == 1
    assert sentence(done) == f"error: there is no data folder {home / 'nowhere'}"


def test_a_folder_of_something_else_is_refused_and_the_database_stopped(home: Path) -> None:
    other = home / "other"
    other.mkdir()
    (other / "letter.txt").write_text("nothing to load")
    done = run(home, "run", "--port", 0, "--data", other)
    assert done.returncode == 1
    assert sentence(done).startswith("error: ")
    assert str(other) in sentence(done)
    assert_nothing_runs(home)


def test_a_database_that_is_not_there_is_told_without_its_password(home: Path) -> None:
    url = "postgresql://officer:secret@127.0.0.1:1/nothing"
    done = subprocess.run(
        [SHIKONG, "migrate"],
        env={**environment(home), "SHIKONG_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert sentence(done).startswith("error: no answer from ")
    assert "127.0.0.1:1/nothing" in sentence(done)
    assert "secret" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fly"], "No such command 'fly'"),
        (["run", "--port", "70000"], "65535"),
        (["ingest", "division-history"], "Missing argument"),
    ],
)
def test_a_wrong_call_is_told_with_exit_code_2(home: Path, arguments: list[str], said: str) -> None:
    done = run(home, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_told_with_its_name(home: Path) -> None:
    done = subprocess.run(
        [SHIKONG, "run"],
        env={**environment(home), "SHIKONG_PORT": "eighty"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert sentence(done).startswith("error: a setting is wrong: port: ")


def test_every_command_has_help() -> None:
    runner = CliRunner()
    listed = runner.invoke(app, ["--help"]).output
    for name in ("run", "sample", "ingest", "migrate", "build-divisions", "database-url", "psql"):
        assert name in listed
        shown = runner.invoke(app, [name, "--help"])
        assert shown.exit_code == 0
        assert f"{name} [OPTIONS]" in shown.output


def test_psql_reaches_the_database_of_the_data_folder(home: Path, small_data: Path) -> None:
    done = run(home, "psql", "--data", small_data, "-Atc", "SELECT current_database()")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"shikong_data_[0-9a-f]{8}\n", done.stdout)
    told = run(home, "database-url", "--data", small_data).stdout.strip()
    assert done.stdout.strip() in told
    before_the_command = run(home, "--data", small_data, "database-url").stdout.strip()
    assert before_the_command == told
    assert_nothing_runs(home)

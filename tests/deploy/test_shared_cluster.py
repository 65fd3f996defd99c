import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from deploy.cluster import private_cluster
from deploy.shared_cluster import cluster_in_use

HOLD = """
import sys
from pathlib import Path
from deploy.shared_cluster import cluster_in_use
with cluster_in_use(Path(sys.argv[1])):
    print("running", flush=True)
    sys.stdin.read()
"""


def test_the_last_user_of_the_cluster_stops_it_and_no_one_before(home: Path) -> None:
    with cluster_in_use(home) as first:
        with cluster_in_use(home) as second:
            assert second.running
        assert first.running
    assert not first.running


def test_the_one_who_started_the_cluster_leaves_it_to_those_who_still_use_it(home: Path) -> None:
    starter = cluster_in_use(home)
    cluster = starter.__enter__()
    with cluster_in_use(home):
        starter.__exit__(None, None, None)
        with psycopg.connect(cluster.url("postgres")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not cluster.running


def test_after_a_killed_command_the_next_one_goes_on_and_stops_the_server(home: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert any(line == b"running\n" for line in holder.stdout)
    holder.kill()
    holder.wait()
    holder.stdin.close()
    holder.stdout.close()
    with cluster_in_use(home) as cluster:
        assert cluster.running
    assert not cluster.running


def test_after_a_killed_server_the_next_command_starts_it_again(home: Path) -> None:
    with cluster_in_use(home) as cluster:
        cluster.create_database("kept")
        number = int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(number, signal.SIGKILL)
        with cluster_in_use(home) as again, psycopg.connect(again.url("kept")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_an_error_of_the_command_stops_the_server_too(home: Path) -> None:
    with pytest.raises(ZeroDivisionError), cluster_in_use(home):
        raise ZeroDivisionError
    assert not private_cluster(home).running

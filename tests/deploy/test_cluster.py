import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text
from structlog.testing import capture_logs

import deploy.cluster
from deploy.cluster import Cluster, ClusterFailed, private_cluster

LONGEST_SOCKET_PATH = 107


@pytest.fixture
def stopped(home: Path) -> Cluster:
    """A cluster of the test's own, created and not started."""
    own = private_cluster(home)
    own.create()
    return own


def test_the_private_server_listens_on_its_socket_only(engine: Engine, cluster: Cluster) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SHOW listen_addresses")).scalar_one() == ""
        port = int(connection.execute(text("SHOW port")).scalar_one())
    found = cluster.sockets / f".s.PGSQL.{port}"
    assert stat.S_ISSOCK(found.stat().st_mode)


def test_the_socket_is_closed_to_other_users(cluster: Cluster) -> None:
    assert stat.S_IMODE(cluster.sockets.stat().st_mode) == 0o700
    assert cluster.sockets.owner() == cluster.owner


def test_the_socket_path_is_short_however_deep_the_clone_lies(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 6)
    path = private_cluster(deep).sockets / ".s.PGSQL.5432"
    assert len(str(path)) < LONGEST_SOCKET_PATH


def test_a_second_start_finds_the_server_running(cluster: Cluster) -> None:
    assert cluster.running
    assert cluster.start() is False


def test_the_server_never_runs_as_root(cluster: Cluster) -> None:
    number = (cluster.data / "postmaster.pid").read_text().split("\n", 1)[0]
    uid = Path(f"/proc/{number}").stat().st_uid
    assert uid != 0
    assert pwd.getpwuid(uid).pw_name == cluster.owner


def test_data_survive_a_stop_and_a_start(stopped: Cluster) -> None:
    assert stopped.start() is True
    stopped.create_database("kept")
    stopped.stop()
    assert not stopped.running
    assert not stopped.sockets.exists()
    stopped.create()
    assert stopped.start() is True
    with psycopg.connect(stopped.url("kept")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_creation_that_was_cut_off_is_done_again(stopped: Cluster) -> None:
    shutil.rmtree(stopped.data)
    half = stopped.data.with_name("postgresql.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("15\n")
    stopped.create()
    assert stopped.start() is True
    assert not half.exists()


def test_a_number_that_another_program_got_after_a_crash_does_not_stop_the_start(
    stopped: Cluster,
) -> None:
    stopped.start()
    pid_file = stopped.data / "postmaster.pid"
    content = pid_file.read_text()
    stopped.stop()
    # The number of this very test process, which is no PostgreSQL.
    pid_file.write_text(f"{os.getpid()}\n" + content.split("\n", 1)[1])
    shutil.chown(pid_file, stopped.owner)
    assert not stopped.running
    assert stopped.start() is True
    assert stopped.running


def test_a_server_whose_socket_was_cleaned_away_is_started_again(stopped: Cluster) -> None:
    stopped.start()
    shutil.rmtree(stopped.sockets)
    assert stopped.start() is True
    assert stopped.running


def test_a_cluster_that_cannot_start_says_why(stopped: Cluster) -> None:
    with pytest.raises(ClusterFailed, match="no_such_setting"):
        stopped.start({"no_such_setting": "on"})


def test_a_socket_folder_of_somebody_else_is_not_taken(stopped: Cluster, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    stopped.sockets.symlink_to(target)
    try:
        with pytest.raises(ClusterFailed, match="remove it"):
            stopped.start()
    finally:
        stopped.sockets.unlink()


@pytest.mark.as_root
def test_where_the_database_user_cannot_reach_the_clone_another_folder_is_taken_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deploy.cluster, "_SYSTEM_HOME", tmp_path / "lib")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with capture_logs() as lines:
        cluster = private_cluster(closed / "home")
    assert cluster.data.is_relative_to(tmp_path / "lib")
    [line] = [line for line in lines if "cannot reach" in line["event"]]
    assert line["data"] == str(cluster.data)
    assert line["user"] == cluster.owner


@pytest.mark.as_root
def test_another_users_cluster_is_refused_with_a_sentence(stopped: Cluster) -> None:
    home = stopped.data.parent
    program = (
        "import os, pwd, sys; from pathlib import Path;"
        "from deploy.cluster import ClusterFailed, private_cluster;"
        "os.setuid(pwd.getpwnam('nobody').pw_uid)\n"
        "try: private_cluster(Path(sys.argv[1]))\n"
        "except ClusterFailed as error: print(error)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, str(home)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"belongs to the user {stopped.owner}" in told
    assert "SHIKONG_HOME" in told


def test_no_tcp_port_leads_to_the_private_server(cluster: Cluster) -> None:
    number = int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
    listening = Path(f"/proc/{number}/net/tcp").read_text().splitlines()[1:]
    inodes = {os.readlink(fd) for fd in Path(f"/proc/{number}/fd").iterdir() if fd.is_symlink()}
    of_server = [row for row in listening if f"socket:[{row.split()[9]}]" in inodes]
    assert of_server == []

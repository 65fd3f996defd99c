"""One private cluster for all commands of a clone: the first starts it, the last stops it.

Every command that uses the cluster holds a shared lock on a file for its life. The kernel takes
the lock back when a process ends, however it ends, so that nothing has to be repaired after a
kill: the next command finds the server running, or starts it, and the last one stops it.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import structlog

from deploy.cluster import Cluster, private_cluster

log = structlog.get_logger(__name__)


@contextmanager
def cluster_in_use(home: Path) -> Iterator[Cluster]:
    """The running cluster of `home`, stopped afterwards when nobody else uses it any more.

    Raises MissingSystemPackage or ClusterFailed.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "cluster.users").open("a") as users:
        cluster = private_cluster(home)
        try:
            with _gate(home):
                fcntl.flock(users, fcntl.LOCK_SH)
                cluster.create()
                if cluster.start():
                    log.info("started the private PostgreSQL", version=cluster.programs.version)
            yield cluster
        finally:
            with _gate(home):
                if _is_last(users):
                    cluster.stop()
                    log.info("stopped the private PostgreSQL")


@contextmanager
def _gate(home: Path) -> Iterator[None]:
    """Starting and stopping happen one at a time."""
    with (home / "cluster.gate").open("a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _is_last(users: IO[str]) -> bool:
    # From here on this process counts as a user no more, whether others are left or not.
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

"""The private PostgreSQL cluster: found, created, started and stopped; never the system's own.

The server listens on a Unix socket only, in a short path (a socket's path may have 107 bytes).
Login is by operating-system user (`peer`): the user of the server, the user who created the
cluster, and root; there is no password to leak.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
import structlog
from psycopg import sql

from deploy.postgresql_programs import Programs, find_programs
from spatial.errors import MissingSystemPackage, ShikongError

log = structlog.get_logger(__name__)

ROLE = "shikong"

_SYSTEM_HOME = Path("/var/lib/shikong")
_SESSIONS_END_S = 30.0
_ACCEPTING, _STARTING = 0, 1  # exit codes of pg_isready


class ClusterFailed(ShikongError):
    """The private PostgreSQL could not be created or started."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A private cluster: where its data are and which user runs it.

    data: the PostgreSQL data folder. sockets: the folder of its socket. owner: the user whose
    process the server is; another than ours only when we are root.
    """

    programs: Programs
    data: Path
    sockets: Path
    owner: str

    def url(self, database: str) -> str:
        """The address of a database of this cluster."""
        return f"postgresql://{ROLE}@/{database}?host={self.sockets}"

    @property
    def running(self) -> bool:
        """Whether its server runs and takes connections."""
        status = self._as_owner([self.programs["pg_ctl"], "-D", str(self.data), "status"])
        if status.returncode != 0:
            return False
        # After a crash another process may have got the number that postmaster.pid names.
        ready = self._as_owner([self.programs["pg_isready"], "-h", str(self.sockets), "-t", "10"])
        return ready.returncode in (_ACCEPTING, _STARTING)

    def create(self) -> None:
        """Makes the cluster where there is none yet; one that was cut off is made anew."""
        if (self.data / "PG_VERSION").exists():
            return
        log.info("creating a private PostgreSQL", data=str(self.data), user=self.owner)
        whole = self.data
        half = whole.with_name(whole.name + ".new")
        shutil.rmtree(half, ignore_errors=True)
        for folder in reversed(half.parents):
            if not folder.exists():
                folder.mkdir()
                # Whatever the umask is: the user of the server has to come through.
                folder.chmod(0o755)
        half.mkdir(mode=0o700)
        shutil.chown(half, self.owner)
        made = self._as_owner(
            [self.programs["initdb"], "-D", str(half), "-U", ROLE, "-E", "UTF8"]
            + ["--locale=C.UTF-8", "--auth=peer", "--data-checksums"]
        )
        if made.returncode != 0:
            raise ClusterFailed(f"initdb failed in {half}: {made.stderr.strip()}")
        users = {self.owner, "root", _our_name()}
        ident = "".join(f"shikong {user} {ROLE}\n" for user in sorted(users))
        self._write(half / "pg_ident.conf", ident)
        self._write(half / "pg_hba.conf", "local all all peer map=shikong\n")
        half.replace(whole)

    def _write(self, file: Path, content: str) -> None:
        file.write_text(content, encoding="utf-8")
        file.chmod(0o600)
        shutil.chown(file, self.owner)

    def start(self, settings: Mapping[str, str] | None = None) -> bool:
        """Starts the server and returns True, or False when it ran already.

        settings: PostgreSQL parameters beside our own. Raises ClusterFailed with the end of the
        server's log.
        """
        if self.running:
            return False
        self._forget_crash()
        self._make_socket_folder()
        parameters = {**_SETTINGS, "unix_socket_directories": str(self.sockets), **(settings or {})}
        options = " ".join(f"-c {name}='{value}'" for name, value in parameters.items())
        log_file = self.data / "server.log"
        started = self._as_owner(
            [self.programs["pg_ctl"], "-D", str(self.data), "-l", str(log_file), "-w"]
            + ["-t", "60", "-o", options, "start"]
        )
        if started.returncode != 0:
            tail = log_file.read_text(errors="replace")[-1500:] if log_file.exists() else ""
            raise ClusterFailed(f"PostgreSQL did not start in {self.data}: {started.stderr} {tail}")
        return True

    def stop(self) -> None:
        """Stops the server after its open transactions are rolled back; data stay."""
        self._as_owner([self.programs["pg_ctl"], "-D", str(self.data), "-w", "-m", "fast", "stop"])
        shutil.rmtree(self.sockets, ignore_errors=True)

    def _forget_crash(self) -> None:
        """Removes a postmaster.pid whose number belongs to no server of this cluster any more.

        PostgreSQL itself forgets the file only when no process has the number; but another
        program may have got it, or nobody has asked yet for the exit code of the killed server.
        """
        file = self.data / "postmaster.pid"
        try:
            number = int(file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        alive = self._processes()
        if number in alive and not self.sockets.exists():
            log.info("the socket of the running PostgreSQL was removed: starting it again")
            self.stop()
            return
        if number in alive or not Path(f"/proc/{number}").exists():
            return
        # Sessions of a killed server still write until they see that it is gone.
        deadline = time.monotonic() + _SESSIONS_END_S
        while alive and time.monotonic() < deadline:
            time.sleep(0.1)
            alive = self._processes()
        if alive:
            raise ClusterFailed(
                f"processes of a killed PostgreSQL still work on {self.data}: {sorted(alive)}"
            )
        log.info("forgetting a PostgreSQL that did not end well", data=str(self.data))
        file.unlink(missing_ok=True)

    def _processes(self) -> set[int]:
        """The processes of this cluster's server: those that work in its data folder."""
        found = set()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if (folder / "cwd").readlink() == self.data:
                    found.add(int(folder.name))
            except OSError:
                # Another user's process, or one that has just ended.
                continue
        return found

    def _make_socket_folder(self) -> None:
        # The place is open to everybody: what stands there already must be a folder of the owner.
        owner = pwd.getpwnam(self.owner)
        try:
            found = self.sockets.lstat()
        except FileNotFoundError:
            pass
        else:
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.pw_uid:
                raise ClusterFailed(
                    f"{self.sockets} is there and does not belong to {self.owner}: remove it"
                )
            shutil.rmtree(self.sockets)
        self.sockets.mkdir(mode=0o700)
        os.chown(self.sockets, owner.pw_uid, owner.pw_gid)

    def remove(self) -> None:
        """Stops the server and removes its data for good."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.data.with_name(self.data.name + ".new"), ignore_errors=True)
        if self.data.is_relative_to(_SYSTEM_HOME) and self.data.parent.exists():
            # The folder of this clone there; it holds nothing else.
            self.data.parent.rmdir()

    def create_database(
        self, name: str, template: str = "template0", *, copy_files: bool = False
    ) -> None:
        """Makes a database where there is none of the name yet.

        copy_files: copy the template as files in place of through the log: quicker by half where
        the disk is memory, and slower by far on any other. PostgreSQL 14 always does.
        """
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if there.fetchone() is None:
                copy_files = copy_files and connection.info.server_version >= 150000
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE {}{}").format(
                        sql.Identifier(name),
                        sql.Identifier(template),
                        sql.SQL(" STRATEGY FILE_COPY" if copy_files else ""),
                    )
                )

    def drop_database(self, name: str) -> None:
        """Drops a database with all that is in it, ending its sessions."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def _as_owner(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        words = command
        if self.owner != _our_name():
            words = ["runuser", "-u", self.owner, "--", *words]
        # pg_ctl's server inherits our streams: with pipes the call would wait for its end.
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            done = subprocess.run(
                words, stdout=out, stderr=err, stdin=subprocess.DEVNULL, cwd="/", check=False
            )
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(words, done.returncode, out.read(), err.read())


# Small-machine settings; JIT costs more than it gives on the short statements of a tile server.
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "512MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "max_connections": "60",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def private_cluster(home: Path) -> Cluster:
    """The cluster that belongs to the folder `home` (`.data` of a clone), created or not yet.

    A cluster that is there is run by the user whose it is. A new one is ours; when we are root the
    server runs as `postgres` (or `nobody`), and where that user cannot reach `home`, the data go
    to /var/lib/shikong, and the log says so.
    Raises MissingSystemPackage, or ClusterFailed when the cluster is another user's.
    """
    home = home.resolve()
    key = hashlib.sha256(str(home).encode()).hexdigest()[:8]
    owner = _our_name()
    data = home / "postgresql"
    if os.geteuid() == 0:
        owner = _unprivileged_user()
        if data.exists() and data.stat().st_uid != 0:
            owner = data.owner()
        if not _can_reach(owner, home):
            data = _SYSTEM_HOME / key / "postgresql"
            log.info("the database user cannot reach the clone", user=owner, data=str(data))
    elif data.exists() and data.stat().st_uid != os.geteuid():
        raise ClusterFailed(
            f"{data} belongs to the user {data.owner()}: go on as that user or as root, or name "
            "another folder with SHIKONG_HOME"
        )
    version = data / "PG_VERSION"
    programs = find_programs(int(version.read_text()) if version.exists() else None)
    uid = pwd.getpwnam(owner).pw_uid
    return Cluster(programs, data, Path("/tmp") / f"shikong-{uid}-{key}", owner)  # noqa: S108


def _our_name() -> str:
    """The name of the user that we run as, whatever USER and LOGNAME say."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise ClusterFailed(
            f"the user {os.geteuid()} has no name on this machine, and PostgreSQL asks for one: "
            "run as a user that /etc/passwd knows, or set SHIKONG_DATABASE_URL"
        ) from None


def _unprivileged_user() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise MissingSystemPackage(
        "no unprivileged user to run PostgreSQL as: install postgresql-common, "
        "or do not run as root"
    )


def _can_reach(user: str, folder: Path) -> bool:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    test = ["runuser", "-u", user, "--", "test", "-x", str(there)]
    return subprocess.run(test, cwd="/", check=False, capture_output=True).returncode == 0

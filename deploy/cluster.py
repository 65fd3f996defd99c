"""The private PostgreSQL cluster: found, created, started and stopped; never the system's own.

The server listens on a Unix socket only, in a short path (a socket's path may have 107 bytes).
Login is by operating-system user (`peer`): the user of the server, the user who created the
cluster, and root; there is no password to leak.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
import structlog
from psycopg import sql

from spatial.errors import MissingSystemPackage, ShikongError

log = structlog.get_logger(__name__)

OLDEST_POSTGRESQL = 14
ROLE = "shikong"

_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql*/bin")


class ClusterFailed(ShikongError):
    """The private PostgreSQL could not be created or started."""


@dataclass(frozen=True, slots=True)
class Programs:
    """The PostgreSQL programs of one installed version that has PostGIS."""

    version: int
    bin: Path

    def __getitem__(self, name: str) -> str:
        return str(self.bin / name)


def find_programs() -> Programs:
    """The newest installed PostgreSQL (14 or newer) that has PostGIS.

    Raises MissingSystemPackage with what to install.
    """
    without_postgis: list[int] = []
    found: list[Programs] = []
    for pattern in _PLACES:
        for folder in Path("/").glob(pattern.lstrip("/")):
            server = folder / "postgres"
            if not server.exists():
                continue
            version = _major(server)
            if version < OLDEST_POSTGRESQL:
                continue
            if (_share_dir(folder) / "extension" / "postgis.control").exists():
                found.append(Programs(version, folder))
            else:
                without_postgis.append(version)
    if found:
        return max(found, key=lambda programs: programs.version)
    if without_postgis:
        newest = max(without_postgis)
        raise MissingSystemPackage(
            f"PostgreSQL {newest} is here but without PostGIS: install postgresql-{newest}-postgis-3"
        )
    raise MissingSystemPackage(
        f"PostgreSQL {OLDEST_POSTGRESQL} or newer with PostGIS is not installed: "
        "install postgresql and postgresql-postgis (Debian, Ubuntu)"
    )


def _major(server: Path) -> int:
    answer = subprocess.run([server, "--version"], capture_output=True, text=True, check=True)
    match = re.search(r"(\d+)", answer.stdout)
    return int(match.group(1)) if match else 0


def _share_dir(folder: Path) -> Path:
    program = folder / "pg_config"
    if program.exists():
        answer = subprocess.run([program, "--sharedir"], capture_output=True, text=True, check=True)
        return Path(answer.stdout.strip())
    # Debian ships pg_config apart from the server; its share folder is fixed.
    return Path("/usr/share/postgresql") / folder.parent.name


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
        """Whether its server runs."""
        return (
            self._as_owner([self.programs["pg_ctl"], "-D", str(self.data), "status"]).returncode
            == 0
        )

    def create(self) -> None:
        """Makes the cluster where there is none yet."""
        if (self.data / "PG_VERSION").exists():
            return
        log.info("creating a private PostgreSQL", data=str(self.data), user=self.owner)
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        shutil.chown(self.data, self.owner)
        made = self._as_owner(
            [self.programs["initdb"], "-D", str(self.data), "-U", ROLE, "-E", "UTF8"]
            + ["--locale=C.UTF-8", "--auth=peer", "--data-checksums"]
        )
        if made.returncode != 0:
            raise ClusterFailed(f"initdb failed in {self.data}: {made.stderr.strip()}")
        users = {self.owner, "root", getpass.getuser()}
        self._write("pg_ident.conf", "".join(f"shikong {user} {ROLE}\n" for user in sorted(users)))
        self._write("pg_hba.conf", "local all all peer map=shikong\n")

    def _write(self, name: str, content: str) -> None:
        file = self.data / name
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
        self.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.chown(self.sockets, self.owner)
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

    def create_database(self, name: str, template: str = "template0") -> None:
        """Makes a database where there is none of the name yet."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if there.fetchone() is None:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                        sql.Identifier(name), sql.Identifier(template)
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
        if self.owner != getpass.getuser():
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

    When we are root the server runs as `postgres` (or `nobody`); where that user cannot reach
    `home`, the data go to /var/lib/shikong, and the log says so.
    Raises MissingSystemPackage.
    """
    programs = find_programs()
    home = home.resolve()
    key = hashlib.sha256(str(home).encode()).hexdigest()[:8]
    owner = getpass.getuser()
    data = home / "postgresql"
    if os.geteuid() == 0:
        owner = _unprivileged_user()
        home.mkdir(parents=True, exist_ok=True)
        if not _can_reach(owner, home):
            data = Path("/var/lib/shikong") / key / "postgresql"
            log.info("the database user cannot reach the clone", user=owner, data=str(data))
            data.parent.mkdir(parents=True, exist_ok=True)
            data.parent.parent.chmod(0o755)
            data.parent.chmod(0o755)
    return Cluster(programs, data, Path("/tmp") / f"shikong-{os.geteuid()}-{key}", owner)  # noqa: S108


def _unprivileged_user() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise MissingSystemPackage(
        "no unprivileged user to run PostgreSQL as: install postgresql-common, or do not run as root"
    )


def _can_reach(user: str, folder: Path) -> bool:
    test = ["runuser", "-u", user, "--", "test", "-x", str(folder)]
    return subprocess.run(test, cwd="/", check=False, capture_output=True).returncode == 0

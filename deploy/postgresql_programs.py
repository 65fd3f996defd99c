"""Which PostgreSQL with PostGIS is installed; standard library only, the bootstrap asks too."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from spatial.errors import MissingSystemPackage

OLDEST_POSTGRESQL = 14

# Debian and Ubuntu, the PostgreSQL project's RPMs, Alpine, a build of one's own, Fedora and Arch.
_PLACES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/libexec/postgresql*",
    "usr/local/pgsql*/bin",
    "usr/bin",
)


@dataclass(frozen=True, slots=True)
class Programs:
    """The PostgreSQL programs of one installed version, and whether it has PostGIS."""

    version: int
    bin: Path
    postgis: bool = True

    def __getitem__(self, name: str) -> str:
        return str(self.bin / name)


def installed_programs(root: Path = Path("/")) -> list[Programs]:
    """Every installed PostgreSQL server that is new enough, oldest first."""
    found = []
    for pattern in _PLACES:
        for folder in root.glob(pattern):
            server = folder / "postgres"
            if not server.exists():
                continue
            version = _major(server)
            if version >= OLDEST_POSTGRESQL:
                extension = _share_dir(folder, version) / "extension" / "postgis.control"
                found.append(Programs(version, folder, extension.exists()))
    return sorted(found, key=lambda programs: programs.version)


def choose_programs(installed: list[Programs], version: int | None = None) -> Programs:
    """The newest of them that has PostGIS, or the one of `version` (an existing cluster's).

    Raises MissingSystemPackage with what to install.
    """
    fitting = [p for p in installed if version in (None, p.version)]
    with_postgis = [p for p in fitting if p.postgis]
    if with_postgis:
        return with_postgis[-1]
    if fitting:
        newest = fitting[-1].version
        raise MissingSystemPackage(
            f"PostgreSQL {newest} is here but without PostGIS: "
            f"install postgresql-{newest}-postgis-3"
        )
    if version is not None:
        raise MissingSystemPackage(
            f"the database was made by PostgreSQL {version}, which is not installed any more: "
            f"install postgresql-{version}-postgis-3"
        )
    raise MissingSystemPackage(
        f"PostgreSQL {OLDEST_POSTGRESQL} or newer with PostGIS is not installed: "
        "install postgresql and postgresql-postgis (Debian, Ubuntu), "
        "postgresql-server, postgresql-contrib and postgis (Fedora), postgresql and postgis (Arch)"
    )


def find_programs(version: int | None = None) -> Programs:
    """What of this machine `choose_programs` chooses. Raises MissingSystemPackage."""
    return choose_programs(installed_programs(), version)


def _major(server: Path) -> int:
    answer = subprocess.run(
        [server, "--version"], capture_output=True, text=True, check=False, cwd="/"
    )
    match = re.search(r"\) (\d+)", answer.stdout)
    return int(match.group(1)) if match else 0


def _share_dir(folder: Path, version: int) -> Path:
    program = folder / "pg_config"
    if program.exists():
        answer = subprocess.run(
            [program, "--sharedir"], capture_output=True, text=True, check=False, cwd="/"
        )
        if answer.returncode == 0:
            return Path(answer.stdout.strip())
    # pg_config often comes apart from the server; the share folder is fixed by distribution.
    places = [
        Path("/usr/share/postgresql") / str(version),
        Path(f"/usr/pgsql-{version}/share"),
        Path(f"/usr/share/postgresql{version}"),
        Path("/usr/share/pgsql"),
        Path("/usr/share/postgresql"),
    ]
    return next((place for place in places if (place / "extension").is_dir()), places[0])

"""What of the operating system's packages is missing, and how it is installed.

Only apt installs by itself; for every other package manager, and where we may not install, the
answer is a sentence with the names of the packages.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.bootstrap.steps import Counting, StepFailed, run_step, say
from deploy.postgresql_programs import OLDEST_POSTGRESQL, Programs, installed_programs
from spatial.errors import MissingSystemPackage

_HERE = Path(__file__).parent

# What the other package managers call the same things.
_NAMES_ELSEWHERE = {
    "dnf": "postgresql-server postgresql-contrib postgis python3 nodejs npm nginx mosquitto"
    " pango google-noto-sans-cjk-fonts python3-qgis gdal",
    "yum": "postgresql-server postgresql-contrib postgis python3 nodejs npm nginx mosquitto"
    " pango google-noto-sans-cjk-fonts python3-qgis gdal",
    "zypper": "postgresql-server postgresql-contrib postgis python3 nodejs npm nginx mosquitto"
    " libpango-1_0-0 noto-sans-cjk-fonts qgis gdal",
    "pacman": "postgresql postgis python nodejs npm nginx mosquitto pango noto-fonts-cjk qgis gdal",
    "apk": "postgresql postgresql-contrib postgis python3 nodejs npm nginx mosquitto"
    " pango font-noto-cjk qgis gdal-tools",
    "brew": "postgresql postgis python node nginx mosquitto pango",
}

# What sets the pages of a report: each under its name on Linux and on macOS.
_PANGO = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"),
)
_PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")

# The clients of the standard faces that tests ask them with: QGIS without its window (the package
# with its providers goes with it), and the programs of GDAL.
_GIS_PACKAGES = ("python3-qgis", "qgis-providers", "gdal-bin")
_QGIS_PROVIDERS = Path("/usr/lib/qgis/plugins/libprovider_wms.so")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine has and lets us do. privilege: words before a command to run it as root,
    None where nothing does."""

    postgresql: tuple[Programs, ...]
    venv: bool
    chromium: bool
    chinese_font: bool
    libatomic: bool
    pango: bool
    nginx: bool
    mosquitto: bool
    gis: bool
    manager: str | None
    privilege: tuple[str, ...] | None


def look_at_machine() -> Machine:
    """The machine as it is now. Nothing is changed, nobody is asked for a password."""
    managers = ("apt-get", *_NAMES_ELSEWHERE)
    return Machine(
        postgresql=tuple(installed_programs()),
        venv=_imports("venv", "ensurepip"),
        chromium=any(shutil.which(name) for name in CHROMIUM_NAMES),
        chinese_font=_has_chinese_font(),
        libatomic=_has_library("libatomic.so.1"),
        pango=all(any(_has_library(name) for name in names) for names in _PANGO),
        nginx=_has_daemon("nginx"),
        mosquitto=_has_daemon("mosquitto"),
        gis=_has_gis(),
        manager=next((name for name in managers if shutil.which(name)), None),
        privilege=_privilege(),
    )


def _imports(*modules: str) -> bool:
    test = [sys.executable, "-c", f"import {', '.join(modules)}"]
    return subprocess.run(test, capture_output=True, check=False).returncode == 0


def _has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _has_daemon(name: str) -> bool:
    # A user's own path often lacks the folders for administrators' programs.
    return shutil.which(name) is not None or Path("/usr/sbin", name).exists()


def _has_chinese_font() -> bool:
    if shutil.which("fc-list"):
        listed = subprocess.run(
            ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False
        )
        return bool(listed.stdout.strip())
    return Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists()


def _has_gis() -> bool:
    # The Python that QGIS is installed for is the system's, which need not be this one.
    installed = any(Path("/usr/lib/python3/dist-packages/qgis").glob("_core.*.so"))
    return installed and _QGIS_PROVIDERS.exists() and shutil.which("ogr2ogr") is not None


def _privilege() -> tuple[str, ...] | None:
    if os.geteuid() == 0:
        return ()
    if shutil.which("sudo") is None:
        return None
    silent = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    if silent.returncode == 0:
        return ("sudo", "-n")
    # sudo asks for the password on the terminal itself, so there has to be one.
    return ("sudo",) if sys.stdin.isatty() else None


def postgis_package(listing: str, installed: Sequence[Programs]) -> str:
    """The PostGIS package to install, from the output of `apt-cache search`.

    The one for the newest PostgreSQL that is installed already, where there is one; else for the
    newest that the sources have. Raises MissingSystemPackage where none fits.

    >>> postgis_package("postgresql-15-postgis-3 - Geographic objects support", [])
    'postgresql-15-postgis-3'
    """
    offered = {
        (int(found[1]), int(found[2])): found[0]
        for found in re.finditer(r"^postgresql-(\d+)-postgis-(\d+)(?= - )", listing, re.MULTILINE)
        if int(found[1]) >= OLDEST_POSTGRESQL
    }
    if not offered:
        raise MissingSystemPackage(
            f"this system's packages have no PostgreSQL {OLDEST_POSTGRESQL} or newer with PostGIS: "
            "add a source that has postgresql-NN-postgis-3 (Debian 12, Ubuntu 24.04 or newer do)"
        )
    here = {programs.version for programs in installed}
    fitting = [key for key in offered if key[0] in here] or list(offered)
    return offered[max(fitting)]


def pgrouting_package(listing: str, server: str) -> str | None:
    """The package that measures travel times for a server, as postgresql-15, where the sources have
    it. All but travel times works without.

    >>> pgrouting_package("postgresql-15-pgrouting - Routing functionality", "postgresql-15")
    'postgresql-15-pgrouting'
    """
    name = f"{server}-pgrouting"
    return name if re.search(rf"^{re.escape(name)} - ", listing, re.MULTILINE) else None


def venv_package(python: tuple[int, int], listing: str) -> str:
    """The package that brings `venv` for this Python: pythonX.Y-venv, from `apt-cache search`.

    Raises MissingSystemPackage when the sources have none, as for a Python of one's own.
    """
    name = f"python{python[0]}.{python[1]}-venv"
    if not re.search(rf"^{re.escape(name)} - ", listing, re.MULTILINE):
        raise MissingSystemPackage(
            f"Python {python[0]}.{python[1]} ({sys.executable}) lacks the modules venv and "
            f"ensurepip, and the system's packages have no {name}: install a whole Python, or "
            "name the system's with PYTHON=/usr/bin/python3"
        )
    return name


def chromium_package(listing: str) -> str:
    """The browser's package from `apt-cache search`; Ubuntu's is an empty shell for snap.

    Raises MissingSystemPackage.
    """
    if re.search(r"^chromium - ", listing, re.MULTILINE):
        return "chromium"
    raise MissingSystemPackage(
        "make test drives a browser, and this system's packages have no chromium: "
        "install Chromium or Google Chrome so that one of these is on the PATH: "
        + ", ".join(CHROMIUM_NAMES)
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a command needs of the system. postgresql: a server of its own, with PostGIS. reports:
    what makes a PDF with Chinese text. gis: QGIS and GDAL, with which tests ask as users do."""

    postgresql: bool
    browser: bool
    nginx: bool = False
    mosquitto: bool = False
    reports: bool = False
    gis: bool = False


def missing(machine: Machine, wanted: Wanted) -> list[str]:
    """What is missing, by its common name, in the order of installation."""
    gaps = []
    if wanted.postgresql and not any(programs.postgis for programs in machine.postgresql):
        gaps.append("postgis")
    if not machine.venv:
        gaps.append("venv")
    if wanted.browser and not machine.chromium:
        gaps.append("chromium")
    if (wanted.browser or wanted.reports) and not machine.chinese_font:
        gaps.append("chinese font")
    if wanted.reports and not machine.pango:
        gaps.append("pango")
    if wanted.browser and not machine.libatomic:
        # The program by which Playwright speaks to the browser is linked to it.
        gaps.append("libatomic")
    if wanted.nginx and not machine.nginx:
        gaps.append("nginx")
    if wanted.mosquitto and not machine.mosquitto:
        gaps.append("mosquitto")
    if wanted.gis and not machine.gis:
        gaps.append("qgis and gdal")
    return gaps


def require_installer(machine: Machine, gaps: Sequence[str]) -> tuple[str, ...]:
    """The words that make a command root's, where apt is there and we may use it.

    Raises MissingSystemPackage with what to install in every other case.
    """
    if machine.manager != "apt-get":
        names = _NAMES_ELSEWHERE.get(machine.manager or "", "")
        how = f": {machine.manager} install {names}" if names else " by your package manager"
        raise MissingSystemPackage(
            f"missing: {', '.join(gaps)}. Only apt-get is driven from here; install what is "
            f"missing{how} (PostgreSQL {OLDEST_POSTGRESQL} or newer with PostGIS)"
        )
    if machine.privilege is None:
        raise MissingSystemPackage(
            f"missing: {', '.join(gaps)}, and installing needs root or sudo: let an administrator "
            f"run `make {_goal()}` once, or apt-get install {' '.join(_apt_names(gaps))}"
        )
    return machine.privilege


def _goal() -> str:
    return sys.argv[1] if len(sys.argv) > 1 else "run"


def _apt_names(gaps: Sequence[str]) -> list[str]:
    known = {
        "postgis": "postgresql-NN-postgis-3",
        "venv": f"python3.{sys.version_info.minor}-venv",
        "chromium": "chromium",
        "chinese font": "fonts-noto-cjk",
        "pango": " ".join(_PANGO_PACKAGES),
        "libatomic": "libatomic1",
        "nginx": "nginx",
        "mosquitto": "mosquitto",
        "qgis and gdal": " ".join(_GIS_PACKAGES),
    }
    return [known[gap] for gap in gaps]


def install_missing(machine: Machine, wanted: Wanted, log: Path) -> None:
    """Installs what is missing; does nothing where all is there.

    Raises MissingSystemPackage or StepFailed.
    """
    gaps = missing(machine, wanted)
    if not gaps:
        return
    apt = _Apt(require_installer(machine, gaps), log)
    say(f"this machine lacks: {', '.join(gaps)}")
    apt.update()
    plain = []
    if "venv" in gaps:
        plain.append(venv_package(sys.version_info[:2], apt.search(r"^python3\.[0-9]+-venv$")))
    if "chromium" in gaps:
        plain.append(chromium_package(apt.search("^chromium$")))
    if "chinese font" in gaps:
        plain.append("fonts-noto-cjk")
    if "pango" in gaps:
        plain += _PANGO_PACKAGES
    if "libatomic" in gaps:
        plain.append("libatomic1")
    if "qgis and gdal" in gaps:
        plain += _GIS_PACKAGES
    if "postgis" in gaps:
        package = postgis_package(
            apt.search("^postgresql-[0-9]+-postgis-[0-9]+$"), machine.postgresql
        )
        # Its configuration folder has to be there before the server is.
        apt.install("PostgreSQL's common files", ["postgresql-common"])
        server = "-".join(package.split("-")[:2])
        routing = pgrouting_package(apt.search("^postgresql-[0-9]+-pgrouting$"), server)
        apt.install(
            "PostgreSQL with PostGIS",
            [server, package, *([] if routing is None else [routing])],
            wrapper=("without-system-cluster.sh",),
        )
    if "nginx" in gaps:
        apt.install("nginx", ["nginx"], wrapper=("without-system-daemon.sh", "nginx"))
    if "mosquitto" in gaps:
        apt.install("mosquitto", ["mosquitto"], wrapper=("without-system-daemon.sh", "mosquitto"))
    if plain:
        apt.install(", ".join(plain), plain)


class _Apt:
    def __init__(self, privilege: tuple[str, ...], log: Path) -> None:
        self._privilege, self._log = privilege, log

    def update(self) -> None:
        try:
            self._run("reading the package lists", ["apt-get", "update"])
        except StepFailed as error:
            # One broken source among good ones is no reason to stop; what is needed may be there.
            say(f"warning: {error}")

    def search(self, pattern: str) -> str:
        found = subprocess.run(
            ["apt-cache", "search", "--names-only", pattern],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
        return found.stdout

    def install(self, what: str, packages: list[str], *, wrapper: Sequence[str] = ()) -> None:
        words = ["apt-get", "install", "--yes", "--no-install-recommends"]
        words += ["-o", "DPkg::Lock::Timeout=300", *packages]
        if wrapper:
            script, *arguments = wrapper
            words = ["sh", str(_HERE / script), *arguments, *words]
        try:
            self._run(f"installing {what}", words)
        except StepFailed as error:
            if "dpkg --configure -a" not in str(error):
                raise
            # An installation before was cut off; this is dpkg's own way on.
            self._run("finishing an interrupted installation", ["dpkg", "--configure", "-a"])
            self._run(f"installing {what}", words)

    def _run(self, title: str, words: list[str]) -> None:
        plain = ["DEBIAN_FRONTEND=noninteractive", "NEEDRESTART_SUSPEND=1", "LC_ALL=C"]
        # Of each package apt-get tells when it is fetched, unpacked and set up.
        counting = Counting(
            done=re.compile(r"Get:\d+ |Unpacking |Setting up "),
            total_in=re.compile(r"(\d+) newly installed"),
            per_item=3,
        )
        run_step(title, [*self._privilege, "env", *plain, *words], log=self._log, counting=counting)

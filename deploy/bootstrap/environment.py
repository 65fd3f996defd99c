"""The virtual environment `.venv`, from lock files with hashes; skipped while nothing changed."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

from deploy.bootstrap.steps import Counting, run_step

RUNTIME = "requirements.lock"
DEVELOPMENT = "requirements-dev.lock"  # holds the runtime's, in the same versions
NODE = "requirements-node.lock"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is installed in a virtual environment.

    locks: SHA-256 by name of the lock files installed whole. project: that of pyproject.toml when
    the project itself was installed. root: the clone, for an environment cannot be moved.
    """

    root: str
    locks: dict[str, str] = field(default_factory=dict)
    project: str = ""


def read_stamp(file: Path) -> Stamp | None:
    """The stamp of an environment, None where it is missing or half written."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return Stamp(str(told["root"]), dict(told["locks"]), str(told["project"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def is_installed(lock: str, stamp: Stamp, now: dict[str, str]) -> bool:
    """Whether an environment holds what a lock file asks for. now: SHA-256 of the lock files."""
    if stamp.locks.get(lock) == now[lock]:
        return True
    return lock == RUNTIME and stamp.locks.get(DEVELOPMENT) == now[DEVELOPMENT]


def after_installing(lock: str, stamp: Stamp, now: dict[str, str]) -> Stamp:
    """The stamp when `lock` has been installed over what was there.

    The lock of the other kind is forgotten: its versions may have been replaced.
    """
    kept = {name: sha for name, sha in stamp.locks.items() if name == NODE or lock == NODE}
    return Stamp(stamp.root, {**kept, lock: now[lock]}, stamp.project)


def sha256(file: Path) -> str:
    """SHA-256 of a file in hex; empty where there is none."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""


class Environment:
    """The virtual environment of a clone."""

    def __init__(self, root: Path, log: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self._log = log
        self._stamp_file = self.folder / "shikong-stamp.json"

    def require(self, lock: str) -> None:
        """Makes sure that all of a lock file is installed, and the project itself.

        An environment that was cut off while it was made, or came with another clone, is made
        anew. Raises StepFailed.
        """
        now = {name: sha256(self.root / name) for name in (RUNTIME, DEVELOPMENT, NODE)}
        stamp = self._whole()
        if not is_installed(lock, stamp, now):
            self._install_lock(lock)
            stamp = after_installing(lock, stamp, now)
            self._write(stamp)
        project = sha256(self.root / "pyproject.toml")
        if lock != NODE and stamp.project != project:
            self._install_project()
            self._write(Stamp(stamp.root, stamp.locks, project))

    def _whole(self) -> Stamp:
        stamp = read_stamp(self._stamp_file) or Stamp(str(self.root))
        if stamp.root == str(self.root) and self._works():
            return stamp
        if self.folder.exists():
            shutil.rmtree(self.folder)
        run_step(
            "making the virtual environment .venv",
            [sys.executable, "-m", "venv", self.folder],
            log=self._log,
        )
        return Stamp(str(self.root))

    def _works(self) -> bool:
        if not self.python.exists():
            return False
        test = [str(self.python), "-m", "pip", "--version"]
        return subprocess.run(test, capture_output=True, check=False).returncode == 0

    def _install_lock(self, lock: str) -> None:
        packages = re.findall(r"^[A-Za-z0-9._-]+==", (self.root / lock).read_text(), re.MULTILINE)
        run_step(
            f"installing {len(packages)} Python packages of {lock}",
            [*self._pip_install(), "--require-hashes", "--requirement", self.root / lock],
            log=self._log,
            counting=Counting(
                done=re.compile(r"Collecting |Requirement already satisfied"),
                total=len(packages),
                last=re.compile(r"Installing collected packages"),
            ),
        )

    def _install_project(self) -> None:
        words = ["--no-deps", "--no-build-isolation", "--editable", str(self.root)]
        run_step("installing the shikong command", [*self._pip_install(), *words], log=self._log)

    def _pip_install(self) -> list[str | Path]:
        quiet = ["--disable-pip-version-check", "--no-input", "--no-color"]
        return [self.python, "-m", "pip", *quiet, "install", "--progress-bar", "off"]

    def _write(self, stamp: Stamp) -> None:
        half = self._stamp_file.with_suffix(".new")
        half.write_text(json.dumps(asdict(stamp), indent=1) + "\n", encoding="utf-8")
        half.replace(self._stamp_file)

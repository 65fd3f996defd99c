"""Node and the built web map; skipped while neither its packages nor its sources changed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.bootstrap.environment import NODE, Environment
from deploy.bootstrap.steps import run_step

_NOT_SOURCES = {"node_modules", "dist", "coverage"}


def fits_vite(version: str) -> bool:
    """Whether `node --version` is one that Vite runs on: 20.19 and later 20, 22.12 and newer.

    >>> fits_vite("v20.19.0"), fits_vite("v22.11.0"), fits_vite("v18.19.0"), fits_vite("nonsense")
    (True, False, False, False)
    """
    found = re.match(r"v(\d+)\.(\d+)\.", version)
    if found is None:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major, minor) >= (22, 12)


@dataclass(frozen=True, slots=True)
class Node:
    """A Node with npm. bin: its folder, None for the system's on the PATH."""

    version: str
    bin: Path | None

    def variables(self) -> dict[str, str]:
        """What the environment of its programs needs beside ours."""
        if self.bin is None:
            return {}
        return {"PATH": f"{self.bin}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}

    def program(self, name: str) -> str:
        """`node` or `npm` of this Node, to be started."""
        return name if self.bin is None else str(self.bin / name)


def find_node(environment: Environment) -> Node:
    """The system's Node where it is new enough for Vite, else PyPI's in the environment.

    Raises StepFailed when that cannot be installed.
    """
    if shutil.which("node") and shutil.which("npm"):
        version = _version("node")
        if fits_vite(version):
            return Node(version, None)
    environment.require(NODE)
    folder = environment.python.parent
    return Node(_version(str(folder / "node")), folder)


def _version(program: str) -> str:
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return asked.stdout.strip()


def install_packages(root: Path, node: Node, log: Path) -> None:
    """`npm ci` where package-lock.json or Node's major version is another than at the last time.

    Raises StepFailed.
    """
    web_map = root / "web-map"
    digest = hashlib.sha256((web_map / "package-lock.json").read_bytes())
    digest.update(node.version.split(".")[0].encode())
    stamp = web_map / "node_modules" / ".shikong-packages"
    if _reads(stamp) == digest.hexdigest():
        return
    run_step(
        "installing the web map's packages",
        [node.program("npm"), "ci", "--no-audit", "--no-fund"],
        log=log,
        cwd=web_map,
        env=node.variables(),
    )
    stamp.write_text(digest.hexdigest(), encoding="ascii")


def build(root: Path, node: Node, log: Path) -> None:
    """Builds web-map/dist where a source changed since the last build. Raises StepFailed."""
    web_map = root / "web-map"
    sources = sources_sha256(web_map)
    stamp = web_map / "node_modules" / ".shikong-built"
    if _reads(stamp) == sources and (web_map / "dist" / "index.html").exists():
        return
    run_step(
        "building the web map",
        [node.program("npm"), "run", "build"],
        log=log,
        cwd=web_map,
        env=node.variables(),
    )
    stamp.write_text(sources, encoding="ascii")


def sources_sha256(web_map: Path) -> str:
    """SHA-256 over names and contents of all files that the build may read."""
    digest = hashlib.sha256()
    for file in sorted(_sources(web_map)):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(web_map)}\0{content}\n".encode())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name not in _NOT_SOURCES:
                yield from _sources(entry)
        elif entry.is_file():
            yield entry


def _reads(stamp: Path) -> str:
    return stamp.read_text(encoding="ascii") if stamp.exists() else ""

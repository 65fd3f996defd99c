"""The folder of images that the platform makes or fetches (SHIKONG_IMAGES).

    cogs/      COGs made of other files, by the SHA-256 of the source and of the recipe
    files/     files of archives as they came, by their SHA-256
    fetched/   what was fetched from object storage, a folder for each address
    loads/     of each load the files here that it needs: a store that lost some is filled again
    partial/   what is being written; a folder for each writer, who locks it

Whoever looks into the store sees whole files only: all is written in `partial`, made durable and
renamed. What killed runs left half-written, the next run removes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4


def keep_file(store: Path, path: Path, sha256: str) -> Path:
    """A copy of a file in the store, under its SHA-256 and with its extension."""
    suffix = "".join(letter for letter in path.suffix.lower() if letter.isalnum() or letter == ".")
    target = store / "files" / sha256[:2] / f"{sha256}{suffix}"
    if not target.exists():
        with folder_of_its_own(store) as folder:
            written = folder / "copy"
            shutil.copyfile(path, written)
            put(written, target)
    return target


def put(written: Path, target: Path) -> None:
    """Moves a whole file to its place in the store; on return it is there for good."""
    durable(written)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(written, target)
    durable(target.parent)


def durable(path: Path) -> None:
    """Returns when the file, or the names in the folder, would outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def folder_of_its_own(store: Path) -> Iterator[Path]:
    """A folder for half-written files, locked as long as the block lasts, gone after it."""
    partial = store / "partial"
    partial.mkdir(parents=True, exist_ok=True)
    with _guard(partial, fcntl.LOCK_SH):
        folder = partial / uuid4().hex
        folder.mkdir()
        lock = (folder / "lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        lock.close()


def clear_half_written(store: Path) -> int:
    """Removes what killed runs left half-written; how many. Runs under way keep theirs."""
    partial = store / "partial"
    if not partial.is_dir():
        return 0
    cleared = 0
    with _guard(partial, fcntl.LOCK_EX):
        for folder in partial.iterdir():
            if folder.is_dir() and _forsaken(folder):
                shutil.rmtree(folder)
                cleared += 1
    return cleared


def _forsaken(folder: Path) -> bool:
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@contextmanager
def _guard(partial: Path, how: int) -> Iterator[None]:
    """Nobody clears while a folder is made and not locked yet."""
    with (partial / ".guard").open("w") as guard:
        fcntl.flock(guard, how)
        yield


def note_load(
    store: Path, source: str, parameters: Mapping[str, Any], files: Iterable[Path]
) -> None:
    """Writes down which files of the store a load needs. source: the SHA-256 of what was loaded."""
    mine = sorted(str(file.relative_to(store)) for file in files if file.is_relative_to(store))
    with folder_of_its_own(store) as folder:
        written = folder / "load.json"
        written.write_text(json.dumps(mine), encoding="utf-8")
        put(written, _note(store, source, parameters))


def holds_load(store: Path, source: str, parameters: Mapping[str, Any]) -> bool:
    """Whether the store still has all files that a load needed, as `note_load` wrote them down."""
    try:
        names = json.loads(_note(store, source, parameters).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return all((store / name).is_file() for name in names)


def _note(store: Path, source: str, parameters: Mapping[str, Any]) -> Path:
    said = json.dumps(parameters, sort_keys=True, default=str)
    return store / "loads" / f"{source}-{hashlib.sha256(said.encode()).hexdigest()[:12]}.json"

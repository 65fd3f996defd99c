"""Takes out of nginx's cache the tiles that builds changed, and no others.

nginx keeps each answer in a file that begins with its key. Which tiles changed stands in the
database as ranges, so the keys of all files are looked at: some seconds for a hundred thousand of
them, once for a build of areas that changed anything. Any nginx will do; its own purge takes exact
keys only, and a correction touches a tile on all its days.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import parse_qs

import structlog
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from spatial.errors import BadParameter
from spatial.tile_grids import GRIDS
from tileserver.layers import declared_layers
from tileserver.published.declaration import PublishedValues
from tileserver.store.changes import Changes, changes_after

log = structlog.get_logger(__name__)

_HEAD_BYTES = 1024
"""Within these the key of a file ends: what nginx writes before it takes some 300."""

_KEY = re.compile(rb"\nKEY: ([^\n]*)\n")
_TILE = re.compile(
    r"/(?:public/)?tiles/(?:compare/)?([a-z0-9_]+)/[^?]+?/(\w+)/(\d+)/(\d+)/(\d+)\.mvt(?:\?(.*))?",
    re.ASCII,
)


_WHICH_DATABASE = (
    "SELECT (SELECT system_identifier FROM pg_control_system()) || '-' || oid FROM pg_database"
    " WHERE datname = current_database()"
)
"""One that was made anew under the same name counts its changes anew."""


@dataclass(frozen=True, slots=True)
class Purged:
    """files: how many were in the cache. gone: how many of them were taken out."""

    files: int
    gone: int


def is_touched(key: str, changes: Changes) -> bool:
    """Whether a build changed what is kept under a key: the path of a tile, and its query."""
    found = _TILE.fullmatch(key)
    grid = None if found is None else GRIDS.get(found[2])
    if found is None or grid is None:
        return False
    # What was known at an instant never changes.
    if "known_at" in parse_qs(found[6] or "", keep_blank_values=True):
        return False
    z, x, y = (int(found[place]) for place in (3, 4, 5))
    return changes.touch(_drawn(found[1]), grid.srid, z, x, y)


def _drawn(layer: str) -> str:
    """The layer whose areas a layer shows: of values told of divisions, those of their level."""
    declared = declared_layers().get(layer)
    if declared is not None and isinstance(declared.published, PublishedValues):
        return declared.published.level
    return layer


def purge(cache: Path, changes: Changes) -> Purged:
    """Takes out of a cache what `changes` touch; all of it where they were too many to list."""
    files = gone = 0
    for file in _files(cache):
        files += 1
        key = _key(file)
        if key is not None and (changes.all or is_touched(key, changes)):
            file.unlink(missing_ok=True)
            gone += 1
    return Purged(files, gone)


def _files(cache: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(cache):
        for name in names:
            # A file under way has a point and a number behind its name.
            if len(name) == 32:
                yield Path(folder, name)


def _key(file: Path) -> str | None:
    try:
        with file.open("rb", buffering=0) as opened:
            found = _KEY.search(opened.read(_HEAD_BYTES))
    except FileNotFoundError:
        # nginx itself has taken it out.
        return None
    return None if found is None else found[1].decode("utf-8", "replace")


class Purging:
    """Follows the builds of one database for one cache.

    note: file that tells up to which change the cache was purged; not within the cache, for nginx
    takes out what it does not know. settled_s: seconds after which every worker has seen a build;
    one that has not may still give a tile of before, so what changed is taken out once more then.
    """

    def __init__(self, engine: Engine, cache: Path, note: Path, settled_s: float) -> None:
        self._engine = engine
        self._cache = cache
        self._note = note
        self._settled_s = settled_s
        self._last: int | None = None
        self._database = ""
        self._again: list[tuple[float, Changes]] = []

    def _noted(self) -> int | None:
        """Up to which change of this very database the cache was purged."""
        try:
            database, last = self._note.read_text().split()
            return int(last) if database == self._database else None
        except (OSError, ValueError):
            return None

    def look(self, *, serving: bool = True) -> None:
        """Purges what changed since the last look, and what is due once more.

        A cache of which nobody knows up to which build it was purged is emptied. serving: whether
        there are workers that may still give tiles of before.
        """
        with self._engine.connect() as connection:
            if self._last is None:
                self._database = connection.execute(text(_WHICH_DATABASE)).scalar_one()
                self._last = self._noted()
            if self._last is None:
                newest = connection.execute(text("SELECT coalesce(max(id), 0) FROM tile_change"))
                changes = Changes(int(newest.scalar_one()), all=True)
            else:
                changes = changes_after(connection, self._last)
        if changes.last != self._last:
            self._purge(changes)
            self._last = changes.last
            if serving and self._settled_s:
                self._again.append((time.monotonic() + self._settled_s, changes))
            else:
                self._write_note()
        while self._again and self._again[0][0] <= time.monotonic():
            self._purge(self._again.pop(0)[1])
            if not self._again:
                # Only now, so that whoever is cut off before begins again.
                self._write_note()

    def _write_note(self) -> None:
        self._note.write_text(f"{self._database} {self._last}\n")

    def _purge(self, changes: Changes) -> None:
        done = purge(self._cache, changes)
        log.info("purged the cache of tiles", files=done.files, gone=done.gone, to=changes.last)

    def follow(self, ended: Event, look_s: float) -> None:
        """Looks until the event is set. A database that is away for a while is waited for."""
        while not ended.is_set():
            try:
                self.look()
            except (SQLAlchemyError, OSError):
                log.warning("the cache of tiles could not be purged: trying again")
            ended.wait(look_s)


def require_cache(cache: Path) -> Path:
    """The folder of a cache. Raises BadParameter for what looks like none."""
    if not cache.is_dir():
        raise BadParameter(f"there is no folder {cache}")
    strange = [name.name for name in cache.iterdir() if len(name.name) > 2 and name.is_dir()]
    if strange:
        raise BadParameter(f"{cache} is no cache of nginx: it holds a folder {strange[0]}")
    return cache

"""Fills the database that is served: the sample, or a data folder; nothing twice."""

from __future__ import annotations

import hashlib
import inspect
import shutil
from collections.abc import Iterator
from pathlib import Path

import structlog
from sqlalchemy import Connection, Engine, text

import ingest.sample.generate
from deploy.image_places import image_places
from deploy.settings import HomeSettings
from ingest.load import load_folder
from ingest.sample.generate import generate_sample
from spatial.errors import ShikongError

log = structlog.get_logger(__name__)

SAMPLE_SEED = 2024


class SampleIsStale(ShikongError):
    """The database holds the sample of another generator; it has to be made anew."""


def sample_digest() -> str:
    """What decides the sample's content: the generator's source files and the seed, in hex."""
    package = Path(inspect.getfile(ingest.sample.generate)).parent
    digest = hashlib.sha256(f"seed {SAMPLE_SEED}\n".encode())
    for file in sorted(package.rglob("*.py")):
        name = file.relative_to(package).as_posix()
        digest.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def folder_digest(folder: Path) -> str:
    """Whether a folder's files are those of before, by name, size and time of change; in hex.

    The contents are not read: the loaders do that, and load nothing that is there already.
    """
    digest = hashlib.sha256()
    for file in sorted(_files(folder)):
        found = file.stat()
        digest.update(
            f"{file.relative_to(folder)}\0{found.st_size}\0{found.st_mtime_ns}\n".encode()
        )
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def fill(engine: Engine, home: HomeSettings, *, external: bool) -> None:
    """Loads what `home` names, where the database does not hold it yet.

    external: the database is not ours. There the sample is loaded only into an empty one, and
    only when no data folder is named.
    Raises SampleIsStale when the sample in the database is of another generator (a private
    database only), and what `load_folder` raises.
    """
    if home.data is not None:
        digest = folder_digest(home.data)
        if _held(engine) != (digest, True):
            _load(engine, home, home.data, digest)
        return
    held = _held(engine)
    digest = sample_digest()
    if held == (digest, True):
        return
    if external and (held is not None or not _is_empty(engine)):
        log.info("the external database is served as it is")
        return
    if held is not None and held[0] != digest:
        raise SampleIsStale(
            "the database holds the sample of another generator: make run makes it anew"
        )
    _load(engine, home, _sample_folder(home.home, digest), digest)


def _load(engine: Engine, home: HomeSettings, folder: Path, digest: str) -> None:
    _note(engine, digest, finished=False)
    load_folder(engine, folder, image_places(engine, home))
    _note(engine, digest, finished=True)


def _sample_folder(home: Path, digest: str) -> Path:
    """The generated sample; made once, a half-made or stale one is made anew."""
    folder = home / "sample"
    stamp = home / "sample.sha256"
    if folder.is_dir() and stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return folder
    log.info("generating the sample", folder=str(folder), seed=SAMPLE_SEED)
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    generate_sample(folder, SAMPLE_SEED)
    stamp.write_text(digest, encoding="ascii")
    return folder


def _held(engine: Engine) -> tuple[str, bool] | None:
    with engine.connect() as connection:
        row = connection.execute(text("SELECT digest, finished FROM loaded_folder")).one_or_none()
    return None if row is None else (row.digest, row.finished)


def _is_empty(engine: Engine) -> bool:
    with engine.connect() as connection:
        return not _exists(connection)


def _exists(connection: Connection) -> bool:
    return bool(
        connection.execute(
            text("SELECT EXISTS (SELECT FROM ingest_run WHERE status = 'loaded')")
        ).scalar_one()
    )


def _note(engine: Engine, digest: str, *, finished: bool) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO loaded_folder (digest, finished) VALUES (:digest, :finished)"
                " ON CONFLICT (only_row) DO UPDATE"
                " SET digest = excluded.digest, finished = excluded.finished"
            ),
            {"digest": digest, "finished": finished},
        )

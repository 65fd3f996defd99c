"""Where this installation keeps deposited files and anchors, of each database apart."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from deploy.settings import HomeSettings
from spatial.boundaries.evidence.files import FileSettings, FileStore
from spatial.boundaries.evidence.hashes import EvidenceSettings


def file_store(engine: Engine, home: HomeSettings) -> FileStore:
    """The store of deposited files: where SHIKONG_FILES says, else in the home."""
    return FileStore.of(FileSettings(), home.home / "files" / database_folder(engine))


def anchors_file(engine: Engine, home: HomeSettings, settings: EvidenceSettings) -> Path:
    """The file of anchors: in the folder that the settings name, else in the home."""
    folder = settings.anchors or home.home / "evidence" / database_folder(engine)
    return folder / "anchors.jsonl"


def database_folder(engine: Engine) -> str:
    """The name of a folder for what belongs to a database."""
    url = engine.url
    name = url.database or "external"
    # Databases of other machines may have the same name.
    return f"{url.host}-{url.port or 5432}-{name}" if url.host else name

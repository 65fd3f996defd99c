"""Fixtures of the reports: a store of files, and one bundle of a whole inspection."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_making import Made, report_of
from report_worlds import make_world
from sqlalchemy import Engine

from spatial.boundaries.evidence.files import FileStore, FolderPlace
from spatial.boundaries.report.bundle import bundle_files
from spatial.boundaries.report.writing import write_bundle


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    """A store of files in a folder of the test's own."""
    return FileStore(FolderPlace(tmp_path / "files"))


@pytest.fixture(scope="module")
def made(module_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Not to be written to."""
    home = tmp_path_factory.mktemp("report")
    files = FileStore(FolderPlace(home / "files"))
    world = make_world(module_engine, files)
    folder = home / "bundle"
    write_bundle(bundle_files(report_of(module_engine, world.inspection), files), folder)
    return Made(module_engine, world, files, folder)

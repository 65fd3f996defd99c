"""Fixtures of the reports: a store of files, and one bundle of a whole inspection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from report_making import Made, report_of
from report_worlds import make_world

from deploy.cluster import Cluster
from spatial.boundaries.evidence.files import FileStore, FolderPlace
from spatial.boundaries.report.bundle import bundle_files
from spatial.boundaries.report.writing import write_bundle
from spatial.db import open_engine


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    """A store of files in a folder of the test's own."""
    return FileStore(FolderPlace(tmp_path / "files"))


@pytest.fixture(scope="module")
def made(
    cluster: Cluster, spare_databases: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Made]:
    """Not to be written to."""
    home = tmp_path_factory.mktemp("report")
    name = spare_databases()
    engine = open_engine(cluster.url(name), pool=4)
    files = FileStore(FolderPlace(home / "files"))
    world = make_world(engine, files)
    folder = home / "bundle"
    write_bundle(bundle_files(report_of(engine, world.inspection), files), folder)
    yield Made(engine, world, files, folder)
    engine.dispose()
    cluster.drop_database(name)

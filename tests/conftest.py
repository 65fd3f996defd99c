"""Fixtures: a real PostGIS of the test run's own, a database of its own for each test that writes.

The published real data are found at SHIKONG_TEST_DATA, else at ../shared/data beside the clone.
Tests marked `real_data` need them; in a clone without them those are deselected and counted.
"""

from __future__ import annotations

import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from deploy.cluster import Cluster, private_cluster
from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from spatial.db import open_engine
from spatial.migrations import migrate

ROOT = Path(__file__).parent.parent
TOKEN = "test-token"


def _real_data() -> Path | None:
    named = os.environ.get("SHIKONG_TEST_DATA")
    if named:
        folder = Path(named)
        if not (folder / "README.md").exists():
            pytest.exit(f"SHIKONG_TEST_DATA names {folder}, but the data are not there", 4)
        return folder
    beside = ROOT.parent / "shared" / "data"
    return beside if beside.is_dir() else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if _real_data() is None:
        _leave_out(config, items, "real_data", "without the real data")
    if os.geteuid() != 0:
        _leave_out(config, items, "as_root", "not root")


def _leave_out(config: pytest.Config, items: list[pytest.Item], marker: str, because: str) -> None:
    away = [item for item in items if marker in item.keywords]
    items[:] = [item for item in items if marker not in item.keywords]
    config.hook.pytest_deselected(items=away)
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter and away:
        reporter.write_line(f"{because}: {len(away)} tests deselected")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the published data."""
    folder = _real_data()
    assert folder is not None
    return folder


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The test run's own PostgreSQL; without fsync, for its data need not outlive it."""
    home = ROOT / ".data" / f"test-{os.getpid()}"
    own = private_cluster(home)
    own.create()
    try:
        own.start({"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
        yield own
    finally:
        own.remove()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> Iterator[str]:
    """The name of a migrated, empty database to copy from."""
    name = f"template_{uuid4().hex[:8]}"
    cluster.create_database(name)
    engine = open_engine(cluster.url(name), pool=2)
    migrate(engine)
    engine.dispose()
    yield name
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def spare_databases(cluster: Cluster, template: str) -> Iterator[Callable[[], str]]:
    """Hands out names of migrated, empty databases.

    A copy takes half a second, so that the next ones are made while a test runs.
    """

    def copy() -> str:
        name = f"test_{uuid4().hex[:12]}"
        cluster.create_database(name, template)
        return name

    with ThreadPoolExecutor(max_workers=1) as maker:
        spares = deque(maker.submit(copy) for _ in range(2))

        def take() -> str:
            spares.append(maker.submit(copy))
            return spares.popleft().result()

        yield take
        for spare in spares:
            if not spare.cancel():
                cluster.drop_database(spare.result())


@pytest.fixture
def database_url(cluster: Cluster, spare_databases: Callable[[], str]) -> Iterator[str]:
    """A migrated, empty database for one test."""
    name = spare_databases()
    yield cluster.url(name)
    cluster.drop_database(name)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on an empty, migrated database of the test's own."""
    own = open_engine(database_url, pool=4)
    yield own
    own.dispose()


@pytest.fixture
def client_of() -> Callable[..., TestClient]:
    """Builds a client of the application over an engine: `client_of(engine, router, …)`.

    raise_server_exceptions=False shows the answer to an unexpected error instead of raising it.
    """

    def build(
        engine: Engine, *routers: APIRouter, raise_server_exceptions: bool = True
    ) -> TestClient:
        app = create_app(engine, routers, write_token=TOKEN, map_settings=MapSettings())
        return TestClient(app, raise_server_exceptions=raise_server_exceptions)

    return build


def pytest_report_header(config: pytest.Config) -> list[str]:
    import pyproj
    import rasterio
    import shapely

    return [
        f"GEOS {shapely.geos_version_string}, PROJ {pyproj.proj_version_str}, "
        f"GDAL {rasterio.__gdal_version__}",
        f"real data: {_real_data() or 'none'}",
    ]


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional sample of the default seed. Not to be written to."""
    from ingest.sample.generate import generate_sample

    folder = tmp_path_factory.mktemp("sample")
    generate_sample(folder)
    return folder


@pytest.fixture(scope="session")
def sample_database(cluster: Cluster, template: str, sample_folder: Path) -> Iterator[Engine]:
    """A database of its own with the whole sample loaded. Not to be written to."""
    from ingest.load import load_folder

    name = f"sample_{uuid4().hex[:8]}"
    cluster.create_database(name, template)
    own = open_engine(cluster.url(name), pool=4)
    load_folder(own, sample_folder)
    yield own
    own.dispose()
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def real_codes(cluster: Cluster, template: str, real_data: Path) -> Iterator[str]:
    """The name of a database with the registry of the published codes, to copy from.

    Loaded once for all; nobody may stay connected to it.
    """
    from ingest.load import load_codes
    from ingest.sources import read_folder

    name = f"codes_{uuid4().hex[:8]}"
    cluster.create_database(name, template)
    own = open_engine(cluster.url(name), pool=4)
    load_codes(own, read_folder(real_data))
    own.dispose()
    yield name
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def real_registry(cluster: Cluster, real_codes: str) -> Iterator[Engine]:
    """A database of its own with both official schemes and the report. Not to be written to."""
    name = f"registry_{uuid4().hex[:8]}"
    cluster.create_database(name, real_codes)
    own = open_engine(cluster.url(name), pool=4)
    yield own
    own.dispose()
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def real_divisions(cluster: Cluster, real_codes: str, real_data: Path) -> Iterator[Engine]:
    """A database of its own with the published divisions, lines and areas. Not to be written to."""
    from ingest.divisions.coverage.areas import build_areas
    from ingest.load import CODE_KINDS, LOADERS
    from ingest.sources import read_folder

    name = f"real_{uuid4().hex[:8]}"
    cluster.create_database(name, real_codes)
    own = open_engine(cluster.url(name), pool=4)
    for source in read_folder(real_data).sources:
        drawn = source.kind.startswith(("division-", "boundary-"))
        if drawn and source.kind not in CODE_KINDS:
            LOADERS[source.kind](own, source.path, **source.parameters)
    build_areas(own)
    yield own
    own.dispose()
    cluster.drop_database(name)

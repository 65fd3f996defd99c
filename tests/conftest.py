"""Fixtures: a real PostGIS of the test run's own, a database of its own for each test that writes.

The published real data are found at SHIKONG_TEST_DATA, else at ../shared/data beside the clone.
Tests marked `real_data` need them; in a clone without them those are deselected and counted.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from chromium import browser as browser
from fastapi import APIRouter
from fastapi.testclient import TestClient
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine, text

from deploy.cluster import Cluster, private_cluster
from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from spatial.api.standard.face import Face
from spatial.db import open_engine
from spatial.migrations import migrate

ROOT = Path(__file__).parent.parent
TOKEN = "test-token"

# No test asserts a time, and an example that takes long on a busy machine is no fault.
hypothesis_settings.register_profile("shikong", deadline=None)
hypothesis_settings.load_profile("shikong")


def _real_data() -> Path | None:
    named = os.environ.get("SHIKONG_TEST_DATA")
    if named:
        folder = Path(named)
        if not (folder / "README.md").exists():
            pytest.exit(f"SHIKONG_TEST_DATA names {folder}, but the data are not there", 4)
        return folder
    beside = ROOT.parent / "shared" / "data"
    return beside if beside.is_dir() else None


MEMORY_FOR_TESTS = 12 * 2**30
"""Bytes that have to be free for two clusters in memory, the published data loaded in one."""

LEFT_OUT: pytest.StashKey[list[str]] = pytest.StashKey()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    config.stash[LEFT_OUT] = []
    if _real_data() is None:
        _leave_out(config, items, "real_data", "without the real data")
    for marker, package in (("atheris", "atheris"), ("meos", "pymeos")):
        if find_spec(package) is None:
            _leave_out(config, items, marker, f"without {package}")
    if os.geteuid() != 0:
        _leave_out(config, items, "as_root", "not root")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Of several processes one runs all files that need the published data: they are loaded once.

    Any other file stays together, for the fixtures of a module are made once too.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByData(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return _scope_of(nodeid.split("::")[0])

    return ByData(config, log)


@cache
def _scope_of(file: str) -> str:
    path = ROOT / file
    needs = path.is_file() and "real_data" in path.read_text(encoding="utf-8")
    return "published data" if needs else file


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of several tells the first what it left out."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left out"] = session.config.stash.get(LEFT_OUT, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    told = getattr(node, "workeroutput", {}).get("left out", [])
    node.config.stash[LEFT_OUT] = told or node.config.stash.get(LEFT_OUT, [])


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for line in terminalreporter.config.stash.get(LEFT_OUT, []):
        terminalreporter.write_line(line)


def _leave_out(config: pytest.Config, items: list[pytest.Item], marker: str, because: str) -> None:
    away = [item for item in items if marker in item.keywords]
    items[:] = [item for item in items if marker not in item.keywords]
    config.hook.pytest_deselected(items=away)
    if away:
        config.stash[LEFT_OUT].append(f"{because}: {len(away)} tests deselected")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the published data."""
    folder = _real_data()
    assert folder is not None
    return folder


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The test run's own PostgreSQL; without fsync, for its data need not outlive it."""
    home = _roomy() / f"test-{os.getpid()}"
    own = private_cluster(home)
    own.create()
    try:
        # Nor do they change after a test's own statements, which an automatic ANALYZE would do.
        own.start(
            {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "autovacuum": "off",
            }
        )
        yield own
    finally:
        own.remove()
        shutil.rmtree(home, ignore_errors=True)


def _roomy() -> Path:
    """Where the cluster lies: in memory where there is plenty, for each test copies a database."""
    memory = Path("/dev/shm")
    try:
        free = shutil.disk_usage(memory).free
        available = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return ROOT / ".data"
    if min(free, available) < MEMORY_FOR_TESTS or not os.access(memory, os.W_OK):
        return ROOT / ".data"
    return memory / f"shikong-{os.geteuid()}"


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


class SpareDatabases:
    """Hands out names of migrated, empty databases.

    A copy takes a while, so that the next ones are made while a test runs.
    """

    def __init__(self, copy: Callable[[], str]) -> None:
        self._copy = copy
        self._maker = ThreadPoolExecutor(max_workers=1)
        self._spares = deque(self._maker.submit(copy) for _ in range(2))

    def take(self) -> str:
        self._spares.append(self._maker.submit(self._copy))
        return self._spares.popleft().result()

    def wait(self) -> None:
        """Waits for those in the making."""
        wait(self._spares)

    def end(self) -> list[str]:
        """Makes no more; the names of those that nobody took."""
        left = [spare.result() for spare in self._spares if not spare.cancel()]
        self._maker.shutdown()
        return left


@pytest.fixture(scope="session")
def spare_databases(cluster: Cluster, template: str) -> Iterator[SpareDatabases]:
    """Names of migrated, empty databases, made beforehand."""

    def copy() -> str:
        name = f"test_{uuid4().hex[:12]}"
        cluster.create_database(name, template, copy_files=cluster.data.is_relative_to("/dev/shm"))
        return name

    spares = SpareDatabases(copy)
    yield spares
    for name in spares.end():
        cluster.drop_database(name)


@pytest.fixture
def database_url(cluster: Cluster, spare_databases: SpareDatabases) -> Iterator[str]:
    """A migrated, empty database for one test."""
    name = spare_databases.take()
    yield cluster.url(name)
    cluster.drop_database(name)


@pytest.fixture
def alone_in_the_cluster(engine: Engine, spare_databases: SpareDatabases) -> None:
    """Nobody else writes: no database is in the making.

    For what asks for the oldest transaction that is under way (live streams, new geofences): that
    is one of the whole cluster, and where another one writes, more is told, or later.
    """
    spare_databases.wait()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on an empty, migrated database of the test's own."""
    own = open_engine(database_url, pool=4)
    yield own
    _all_returned(own)
    own.dispose()


@pytest.fixture(scope="module")
def module_engine(cluster: Cluster, spare_databases: SpareDatabases) -> Iterator[Engine]:
    """An engine on an empty, migrated database that all tests of a file share."""
    name = spare_databases.take()
    own = open_engine(cluster.url(name), pool=6)
    yield own
    _all_returned(own)
    own.dispose()
    cluster.drop_database(name)


def _all_returned(engine: Engine, within_s: float = 10) -> None:
    """Waits for threads that still hold a connection of the pool: what comes back after the end of
    a pool is closed by nobody.
    """
    deadline = time.monotonic() + within_s
    while engine.pool.checkedout() and time.monotonic() < deadline:  # type: ignore[attr-defined]
        time.sleep(0.02)


@pytest.fixture
def client_of() -> Callable[..., TestClient]:
    """Builds a client of the application over an engine: `client_of(engine, router, …)`.

    faces: the standard faces that /ogc puts together, where its router is among them.
    raise_server_exceptions=False shows the answer to an unexpected error instead of raising it.
    """

    def build(
        engine: Engine,
        *routers: APIRouter,
        faces: tuple[Face, ...] = (),
        raise_server_exceptions: bool = True,
    ) -> TestClient:
        app = create_app(
            engine,
            routers,
            write_token=TOKEN,
            map_settings=MapSettings(),
            standard_faces=faces,
        )
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
    """A database of its own with the whole sample loaded. Not to be written to.

    Its secrets are known, so that perturbed counts are the same in every run.
    """
    from ingest.load import load_folder

    name = f"sample_{uuid4().hex[:8]}"
    cluster.create_database(name, template)
    own = open_engine(cluster.url(name), pool=4)
    with own.begin() as connection:
        connection.execute(
            text("ALTER TABLE cell_secret ALTER COLUMN secret SET DEFAULT sha256('of the tests')")
        )
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

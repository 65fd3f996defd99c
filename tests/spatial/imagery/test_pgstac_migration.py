"""pgstac's roles belong to the whole cluster: its migration has to work beside itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, text

from deploy.cluster import Cluster, private_cluster
from ingest.imagery.scenes import load_images
from spatial.db import open_engine, psycopg_url
from spatial.migrations import migrate

ROOT = Path(__file__).parents[3]
# Alembic keeps its context in module globals, so two migrations at once are two processes.
MIGRATE = (
    "import sys; from spatial.db import open_engine; from spatial.migrations import migrate;"
    "migrate(open_engine(sys.argv[1], pool=1))"
)


@pytest.fixture
def fresh_cluster() -> Iterator[Cluster]:
    """A cluster in which nobody has made pgstac's roles yet."""
    home = ROOT / ".data" / f"test-pgstac-{os.getpid()}"
    own = private_cluster(home)
    own.create()
    try:
        own.start({"fsync": "off", "synchronous_commit": "off"})
        yield own
    finally:
        own.stop()
        shutil.rmtree(own.data, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def version_of(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.execute(text("SELECT pgstac.get_version()")).scalar_one())


def test_two_databases_of_a_fresh_cluster_are_migrated_at_the_same_time(
    fresh_cluster: Cluster,
) -> None:
    names = ("one", "two", "three")
    for name in names:
        fresh_cluster.create_database(name)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE, fresh_cluster.url(name)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    told = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], told
    for name in names:
        engine = open_engine(fresh_cluster.url(name), pool=1)
        assert version_of(engine) == "0.10.0"
        engine.dispose()


def test_second_migration_changes_nothing_and_the_session_is_as_before(engine: Engine) -> None:
    with engine.connect() as connection:
        before = connection.execute(text("SELECT count(*) FROM pgstac.migrations")).scalar_one()
    migrate(engine)
    with engine.connect() as connection:
        after = connection.execute(text("SELECT count(*) FROM pgstac.migrations")).scalar_one()
        user, path = connection.execute(
            text("SELECT current_user = session_user, current_setting('search_path')")
        ).one()
    assert (before, after) == (1, 1)
    assert user
    assert path == '"$user", public'


def test_role_that_is_no_superuser_needs_createrole_and_postgis_only(
    cluster: Cluster, tmp_path: Path
) -> None:
    name, role = f"plain_{os.getpid()}", f"plain_role_{os.getpid()}"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} CREATEROLE")
        connection.execute(f"CREATE DATABASE {name} OWNER {role}")
    with psycopg.connect(cluster.url(name), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION postgis")
    engine = create_engine(
        psycopg_url(cluster.url(name)),
        connect_args={"options": f"-c role={role} -c timezone=UTC"},
    )
    try:
        migrate(engine)
        assert version_of(engine) == "0.10.0"
        (tmp_path / "a.tif").write_bytes(b"no image")
        assert load_images(engine, tmp_path).refused == 1
    finally:
        engine.dispose()
        cluster.drop_database(name)

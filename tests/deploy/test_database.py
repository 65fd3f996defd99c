from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text

from deploy.cluster import Cluster
from deploy.database import (
    EXTENSIONS,
    bring_up_to_date,
    database_name,
    preparing,
    require_data_folder,
)
from spatial.db import open_engine
from spatial.errors import DatabaseUnavailable, SourceRefused


def test_each_data_folder_has_its_own_database(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    names = {database_name(None), database_name(here), database_name(there)}
    assert len(names) == 3
    assert database_name(here / ".." / "here") == database_name(here)


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    file.touch()
    with pytest.raises(SourceRefused, match="there is no data folder"):
        require_data_folder(file)


def test_a_second_command_waits_until_the_database_is_prepared(engine: Engine) -> None:
    with preparing(engine), engine.connect() as other:
        got = other.execute(text("SELECT pg_try_advisory_lock(x'5348494b'::int)")).scalar_one()
        assert got is False
    with engine.connect() as other:
        assert other.execute(text("SELECT pg_try_advisory_lock(x'5348494b'::int)")).scalar_one()


def test_a_schema_that_is_up_to_date_is_left_alone(engine: Engine) -> None:
    bring_up_to_date(engine)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT version_num FROM alembic_version")).scalars()
        assert len(list(rows)) == 1


def as_administrator(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("SET ROLE NONE"))
        connection.execute(text(statement))
        connection.execute(text("RESET ROLE"))


@pytest.fixture
def limited(cluster: Cluster) -> Iterator[Engine]:
    """An external database as its owner sees it, who has no right beyond that database."""
    name = "limited"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE limited")
        connection.execute("CREATE DATABASE limited OWNER limited TEMPLATE template0")
        connection.execute("ALTER DATABASE limited SET role = limited")
    engine = open_engine(cluster.url(name), pool=2)
    yield engine
    engine.dispose()
    cluster.drop_database(name)
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP ROLE limited")


def test_a_role_that_may_not_make_postgis_is_told_what_an_administrator_has_to_run(
    limited: Engine,
) -> None:
    with pytest.raises(DatabaseUnavailable, match="administrator run CREATE EXTENSION postgis"):
        bring_up_to_date(limited)


def test_a_role_that_may_not_make_roles_is_told_which_right_it_needs(limited: Engine) -> None:
    for extension in EXTENSIONS:
        as_administrator(limited, f"CREATE EXTENSION {extension}")
    with pytest.raises(DatabaseUnavailable, match="own the database and have CREATEROLE"):
        bring_up_to_date(limited)
    with limited.connect() as connection:
        tables = connection.execute(text("SELECT to_regclass('ingest_run')")).scalar_one()
    assert tables is None, "a migration that fails leaves nothing half done"

"""The database that a command works on: one of the private cluster, or an external one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import structlog
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from deploy.cluster import Cluster
from deploy.settings import HomeSettings
from deploy.shared_cluster import cluster_in_use
from spatial.business.declarations.shipped import declare_shipped
from spatial.business.suppression.renewal import protect_all
from spatial.db import DatabaseSettings, open_engine, require_database
from spatial.errors import DatabaseUnavailable, MissingSystemPackage, SourceRefused
from spatial.migrations import migrate

log = structlog.get_logger(__name__)

OLDEST_SERVER = 14_00_00
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm", "unaccent")
SAMPLE_DATABASE = "shikong_sample"

# Two commands that start at once prepare and fill a database one after the other.
_PREPARING = 0x5348_494B


@dataclass(frozen=True, slots=True)
class Database:
    """A database in use. cluster: the private cluster that it is in, None for an external one."""

    url: str
    name: str
    cluster: Cluster | None


def database_name(data: Path | None) -> str:
    """The private cluster's database for a data folder; that of the sample for None.

    Each folder has its own, so that fictional and real data never meet.
    """
    if data is None:
        return SAMPLE_DATABASE
    return f"shikong_data_{hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:8]}"


def require_data_folder(data: Path | None) -> None:
    """Returns for None or a folder; else raises SourceRefused."""
    if data is not None and not data.is_dir():
        raise SourceRefused(f"there is no data folder {data}")


@contextmanager
def database_in_use(home: HomeSettings, settings: DatabaseSettings) -> Iterator[Database]:
    """The database for `home.data`; its private cluster runs meanwhile.

    With SHIKONG_DATABASE_URL it is that one, whatever the data folder.
    Raises SourceRefused, MissingSystemPackage or ClusterFailed.
    """
    require_data_folder(home.data)
    if settings.database_url is not None:
        yield Database(settings.database_url, "", None)
        return
    name = database_name(home.data)
    with cluster_in_use(home.home) as cluster:
        cluster.create_database(name)
        yield Database(cluster.url(name), name, cluster)


@contextmanager
def migrated_engine(home: HomeSettings, settings: DatabaseSettings) -> Iterator[Engine]:
    """An engine on the database in use, with the newest schema."""
    with database_in_use(home, settings) as database:
        engine = open_engine(database.url, pool=settings.database_pool)
        try:
            with preparing(engine):
                bring_up_to_date(engine)
            yield engine
        finally:
            engine.dispose()


@contextmanager
def preparing(engine: Engine) -> Iterator[None]:
    """Nobody else migrates or fills this database meanwhile.

    Raises DatabaseUnavailable when the database does not answer.
    """
    require_database(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        key = {"key": _PREPARING}
        got = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), key).scalar_one()
        if not got:
            log.info("another command prepares this database: waiting for it")
            connection.execute(text("SELECT pg_advisory_lock(:key)"), key)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)


def bring_up_to_date(engine: Engine) -> None:
    """Migrates the schema, declares the datasets that the package ships, protects small cells.

    Raises MissingSystemPackage or DatabaseUnavailable with what to do.
    """
    _require_server(engine)
    try:
        migrate(engine)
        declare_shipped(engine)
        # Figures of an older release have no protection yet, and would not be shown.
        with engine.begin() as connection:
            protect_all(connection)
    except (DBAPIError, psycopg.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, psycopg.errors.InsufficientPrivilege):
            raise DatabaseUnavailable(
                f"the role of {_where(engine)} lacks a right that the schema needs "
                f"({str(cause).splitlines()[0]}): it must own the database and have CREATEROLE"
            ) from error
        raise


def _require_server(engine: Engine) -> None:
    with engine.connect() as connection:
        version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
        if version < OLDEST_SERVER:
            raise DatabaseUnavailable(
                f"{_where(engine)} is PostgreSQL {version // 10000}; 14 or newer is needed"
            )
        here = set(connection.execute(text("SELECT extname FROM pg_extension")).scalars())
        available = set(
            connection.execute(text("SELECT name FROM pg_available_extensions")).scalars()
        )
        for extension in EXTENSIONS:
            if extension in here:
                continue
            if extension not in available:
                package = "postgis-3" if extension == "postgis" else "contrib"
                raise MissingSystemPackage(
                    f"the server of {_where(engine)} has no extension {extension}: install "
                    f"postgresql-{version // 10000}-{package} there"
                )
            try:
                with connection.begin_nested():
                    connection.execute(text(f"CREATE EXTENSION {extension}"))
            except DBAPIError as error:
                raise DatabaseUnavailable(
                    f"the role of {_where(engine)} may not make the extension {extension}: let an "
                    f"administrator run CREATE EXTENSION {extension} in that database"
                ) from error
        connection.commit()


def _where(engine: Engine) -> str:
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=True)

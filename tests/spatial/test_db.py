"""The address of the database, the engine, and what is said when nobody answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from spatial.db import (
    DatabaseSettings,
    open_engine,
    psycopg_url,
    read_sql,
    require_database,
)
from spatial.errors import BadParameter, DatabaseUnavailable
from spatial.migrations import migrate

PASSWORD = "geheim-7"


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://officer:{PASSWORD}@db.example:5433/shikong",
        f"postgres://officer:{PASSWORD}@db.example:5433/shikong",
        f"postgresql+psycopg2://officer:{PASSWORD}@db.example:5433/shikong",
    ],
)
def test_every_writing_of_a_postgresql_address_is_reached_by_psycopg_3(url: str) -> None:
    got = psycopg_url(url)
    assert got.drivername == "postgresql+psycopg"
    assert (got.username, got.password, got.host, got.port, got.database) == (
        "officer",
        PASSWORD,
        "db.example",
        5433,
        "shikong",
    )


def test_an_address_with_a_literal_of_ip_version_6_is_understood() -> None:
    assert psycopg_url("postgresql://officer@[::1]:5433/shikong").host == "::1"


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://officer:{PASSWORD}@db.example/shikong",
        f"sqlite:///{PASSWORD}.db",
        f"officer:{PASSWORD}@db.example",
        f"host=db.example password={PASSWORD}",
        f"postgresql://officer:{PASSWORD}@db.example:port/shikong",
        f"postgresql://officer@db.example:{PASSWORD}/shikong",
        f"oracle+nothing://officer:{PASSWORD}@db.example/shikong",
        "",
    ],
)
def test_another_address_is_refused_without_repeating_the_password(url: str) -> None:
    with pytest.raises(BadParameter) as refusal:
        psycopg_url(url)
    assert PASSWORD not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_password_with_a_bare_at_sign_does_not_end_up_in_the_host() -> None:
    with pytest.raises(BadParameter, match="%40") as refusal:
        psycopg_url(f"postgresql://officer:x@{PASSWORD}@db.example/shikong")
    assert PASSWORD not in str(refusal.value)


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://officer:{PASSWORD}@/shikong?host={{folder}}",
        f"postgresql://officer@/shikong?host={{folder}}&password={PASSWORD}",
    ],
)
def test_the_error_of_a_silent_database_names_it_without_the_password(
    address: str, tmp_path: Path
) -> None:
    engine = open_engine(address.format(folder=tmp_path))
    with pytest.raises(DatabaseUnavailable) as refusal:
        require_database(engine)
    assert "officer" in str(refusal.value)
    assert "/shikong" in str(refusal.value)
    assert PASSWORD not in str(refusal.value)


def test_a_database_that_answers_is_enough(engine: Engine) -> None:
    require_database(engine)


def test_a_database_that_is_not_there_is_unavailable(engine: Engine) -> None:
    with pytest.raises(DatabaseUnavailable, match="no_such_database"):
        require_database(open_engine(engine.url.set(database="no_such_database")))


def test_the_text_of_a_failed_statement_leaves_out_its_values(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(ProgrammingError) as failure:
        connection.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "张三"})
    assert "张三" not in str(failure.value)


def test_sessions_are_in_utc_and_say_whose_they_are(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SHOW timezone")).scalar_one() == "UTC"
        assert connection.execute(text("SHOW application_name")).scalar_one() == "shikong"


def test_the_settings_come_from_the_environment_and_are_described(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SHIKONG_DATABASE_URL", "postgresql://db.example/shikong")
    monkeypatch.setenv("SHIKONG_DATABASE_POOL", "3")
    settings = DatabaseSettings()
    assert (settings.database_url, settings.database_pool) == (
        "postgresql://db.example/shikong",
        3,
    )
    assert all(field.description for field in DatabaseSettings.model_fields.values())


def test_statements_are_read_by_area_and_name() -> None:
    # Comments are for who reads the file.
    assert read_sql("spatial.business", "indicators").startswith("SELECT")
    with pytest.raises(FileNotFoundError):
        read_sql("spatial.business", "nothing_of_the_kind")


def test_migrating_a_migrated_database_does_nothing(engine: Engine) -> None:
    with engine.connect() as connection:
        before = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    migrate(engine)
    with engine.connect() as connection:
        after = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert before == after

"""What an older release stored of the business lines is read, declared and asked as before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

import spatial.migrations
from deploy.cluster import Cluster
from spatial.business.declarations.model import Nature
from spatial.business.declarations.shipped import SHIPPED, declare_shipped
from spatial.business.declarations.store import declaration_of
from spatial.business.facilities import nearest
from spatial.business.figures import Figure, figures
from spatial.business.indicators import indicator
from spatial.db import open_engine
from spatial.migrations import migrate
from spatial.temporal import Period

LOADED = datetime(2023, 5, 6, 7, 8, tzinfo=UTC)

_OLDER = """
INSERT INTO ingest_run (kind, source_name, source_sha256, status, started_at, finished_at)
VALUES ('indicators', 'in', 'a', 'loaded', '2023-05-06T07:07Z', '2023-05-06T07:08Z');
INSERT INTO dataset (id, title, line, owner, run_id)
SELECT 'elderly_care', '养老服务月报（虚构）', '养老服务', '虚构省民政厅', id FROM ingest_run;
INSERT INTO indicator (id, dataset_id, title, unit, kind, additive_space, additive_time, numerator,
    denominator, grade, minimum_cell, run_id)
SELECT one.id, 'elderly_care', one.id, '张', 'stock', one.additive, false, one.part, one.whole,
    'open', 0, run.id
FROM ingest_run AS run, (VALUES
    ('care_beds', true, NULL, NULL),
    ('own_share', false, 'care_beds', 'care_beds'),
    ('own_mean', false, NULL, NULL)
) AS one (id, additive, part, whole);
INSERT INTO observation (indicator_id, division_code, month, value, run_id)
SELECT 'care_beds', '990101', '2020-12-01', 12.50, id FROM ingest_run;
INSERT INTO facility (id, name, kind, address, beds, valid, geom, run_id)
SELECT 'F1', '虚构福利院', 'care_institution', NULL, 120, daterange('2008-03-01', NULL),
    ST_SetSRID(ST_Point(110.5, 30.25), 4490), id
FROM ingest_run;
"""


@pytest.fixture
def older(cluster: Cluster) -> Iterator[Engine]:
    """A database of the release before, with data, brought to the newest schema."""
    name = f"older_{uuid4().hex[:8]}"
    cluster.create_database(name)
    engine = open_engine(cluster.url(name), pool=2)
    try:
        config = Config()
        folder = spatial.migrations.__file__
        assert folder is not None
        config.set_main_option("script_location", str(Path(folder).parent))
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0027")
            connection.commit()
        with engine.begin() as connection:
            for statement in _OLDER.strip().split(";\n"):
                connection.execute(text(statement.rstrip(";")))
        migrate(engine)
        yield engine
    finally:
        engine.dispose()
        cluster.drop_database(name)


def test_figures_and_their_meaning_stay_and_the_nature_follows(older: Engine) -> None:
    with older.connect() as connection:
        december = Period(date(2020, 12, 1), date(2021, 1, 1))
        assert figures(connection, "care_beds") == [Figure("990101", december, Decimal("12.50"))]
        assert figures(connection, "care_beds", known_at=LOADED) != []
        assert figures(connection, "care_beds", known_at=datetime(2023, 5, 6, tzinfo=UTC)) == []
        assert indicator(connection, "care_beds").nature is Nature.EXTENSIVE
        assert indicator(connection, "own_share").nature is Nature.RATE
        assert indicator(connection, "own_mean").nature is None
        found = declaration_of(connection, "elderly_care")
        assert (found.version, found.declared_by) == (1, "")
        assert [one.id for one in found.declaration.indicators] == [
            "care_beds",
            "own_mean",
            "own_share",
        ]


def test_facilities_become_records_of_a_dataset_of_their_kind(older: Engine) -> None:
    with older.connect() as connection:
        [found] = nearest(
            connection, 110.5, 30.2, "care_institution", date(2020, 1, 1), 5
        ).facilities
        assert (found.id, found.name, found.beds) == ("F1", "虚构福利院", 120)
        assert found.valid == Period(date(2008, 3, 1), None)


def test_older_data_take_over_the_shipped_form_and_keep_their_own(older: Engine) -> None:
    declare_shipped(older)
    assert declare_shipped(older) == 0
    with older.connect() as connection:
        care = declaration_of(connection, "care_institution")
        assert (care.version, care.declared_by, care.declaration.line) == (2, SHIPPED, "养老")
        beds = declaration_of(connection, "elderly_care")
        assert (beds.version, beds.declared_by) == (2, "虚构省民政厅")
        told = beds.declaration
        assert (told.title, told.line) == ("养老服务月报（虚构）", "养老")
        assert [one.id for one in told.indicators][-2:] == ["own_mean", "own_share"]
        assert told.indicator("care_beds_per_100_elderly") is not None
        assert indicator(connection, "own_share").nature is Nature.RATE


def test_records_that_were_there_have_the_keys_of_their_datasets_secret(older: Engine) -> None:
    with older.connect() as connection:
        kept, secrets = connection.execute(
            text(
                "SELECT bool_and(r.cell_key = cell_key(s.secret, r.key)), count(DISTINCT s.secret)"
                " FROM record AS r JOIN cell_secret AS s ON s.dataset_id = r.dataset_id"
            )
        ).one()
        datasets, all_secrets = connection.execute(
            text("SELECT (SELECT count(*) FROM dataset), (SELECT count(*) FROM cell_secret)")
        ).one()
    assert (kept, secrets) == (True, 1)
    assert datasets == all_secrets

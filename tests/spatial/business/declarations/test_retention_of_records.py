"""Single records go when their time is over, with all known of them, and leave a count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from declaration_texts import dining
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from spatial.business.declarations.holdings import holdings_of
from spatial.business.declarations.retention import Retained, retain
from spatial.business.declarations.store import declare
from spatial.business.operators.dataset import record_set, records_known
from spatial.business.operators.results import state_of
from spatial.business.reach.records import records_known_at
from spatial.errors import BadPeriod
from spatial.temporal import months_before

TODAY = date(2024, 3, 31)
KEPT_FROM = date(2022, 3, 31)
"""Of 24 months."""


@pytest.fixture
def dataset(engine: Engine) -> Engine:
    """A dataset of cases, facilities and areas that are kept for 24 months."""
    with engine.begin() as connection:
        declare(connection, dining(("holds: [cases,", "holds: [cases, facilities, areas,")), "市")
    return engine


def case(connection: Connection, key: str, day: date, until: str = "infinity") -> None:
    connection.execute(
        text(
            "INSERT INTO record (dataset_id, holds, key, day, division_code, division_by,"
            " known_from, known_until) VALUES ('dining', 'cases', :key, :day, '990101', 'code',"
            " '2024-01-01', CAST(:until AS timestamptz))"
        ),
        {"key": key, "day": day, "until": until},
    )


def standing(
    connection: Connection, key: str, first: str, until: str | None, holds: str = "facilities"
) -> None:
    connection.execute(
        text(
            "INSERT INTO record (dataset_id, holds, key, valid, geom) VALUES ('dining', :holds,"
            " :key, daterange(CAST(:first AS date), CAST(:until AS date)),"
            " ST_SetSRID(ST_Point(110, 30), 4490))"
        ),
        {"holds": holds, "key": key, "first": first, "until": until},
    )


def keys(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT DISTINCT key FROM record ORDER BY key")).scalars())


def test_what_is_older_than_declared_goes_and_leaves_a_count_r8_5_r9_11(dataset: Engine) -> None:
    with dataset.begin() as connection:
        case(connection, "old", KEPT_FROM - timedelta(days=1))
        case(connection, "older", date(2019, 5, 1))
        case(connection, "kept", KEPT_FROM)
        standing(connection, "closed", "2010-01-01", KEPT_FROM.isoformat())
        standing(connection, "closed later", "2010-01-01", "2022-04-01", "areas")
        standing(connection, "open", "1990-01-01", None)
        assert retain(connection, TODAY) == [Retained("dining", 24, KEPT_FROM, 3, 0)]
        assert keys(connection) == ["closed later", "kept", "open"]
        [noted] = connection.execute(text("SELECT * FROM record_expiry"))
        assert (noted.dataset_id, noted.before, noted.records) == ("dining", KEPT_FROM, 3)
        assert (noted.first_day, noted.last_day) == (date(2010, 1, 1), date(2022, 3, 30))
        held = holdings_of(connection, "dining")
        assert (held.records, held.expired) == ({"facilities": 1, "cases": 1, "areas": 1}, 3)
        assert held.expired_before == KEPT_FROM
        assert retain(connection, TODAY)[0].records == 0
        assert connection.execute(text("SELECT count(*) FROM record_expiry")).scalar_one() == 1


def test_all_that_was_known_of_a_record_goes_with_it_and_the_newest_day_decides(
    dataset: Engine,
) -> None:
    with dataset.begin() as connection:
        case(connection, "corrected", date(2020, 1, 1), "2024-02-01")
        case(connection, "corrected", date(2020, 1, 2))
        case(connection, "taken back", date(2020, 1, 1), "2024-02-01")
        case(connection, "moved on", date(2020, 1, 1), "2024-02-01")
        case(connection, "moved on", date(2024, 1, 1))
        case(connection, "moved back", date(2024, 1, 1), "2024-02-01")
        case(connection, "moved back", date(2020, 1, 1))
        standing(connection, "reopened", "2010-01-01", "2012-01-01")
        standing(connection, "reopened", "2015-01-01", None)
        assert retain(connection, TODAY)[0].records == 2
        assert keys(connection) == ["moved back", "moved on", "reopened"]
        assert connection.execute(text("SELECT count(*) FROM record")).scalar_one() == 6


def test_what_was_told_of_refused_rows_goes_too_and_the_counts_stay(dataset: Engine) -> None:
    with dataset.begin() as connection:
        for at, digest in (("2022-03-30 15:59:59", "a"), ("2022-03-30 16:00:00", "b")):
            run = connection.execute(
                text(
                    "INSERT INTO ingest_run (kind, source_name, source_sha256, parameters, status,"
                    " refused, started_at, finished_at) VALUES ('records', 'in.csv', :digest,"
                    " '{\"dataset\": \"dining\"}', 'loaded', 1, CAST(:at AS timestamptz),"
                    " CAST(:at AS timestamptz)) RETURNING id"
                ),
                {"at": f"{at}+00", "digest": digest},
            ).scalar_one()
            connection.execute(
                text("INSERT INTO ingest_remark VALUES (:run, 'refused', 'line 2', '甲', '{}')"),
                {"run": run},
            )
            connection.execute(
                text(
                    "INSERT INTO business_push (dataset_id, kind, idempotency_key, digest,"
                    " received_at, answer) VALUES ('dining', 'records', :key, repeat('0', 64),"
                    ' CAST(:at AS timestamptz), \'{"counts": {"refused": 1},'
                    ' "refusals": [{"reason": "甲"}], "notes": []}\')'
                ),
                {"at": f"{at}+00", "key": digest},
            )
        assert retain(connection, TODAY)[0].remarks == 2
        assert connection.execute(text("SELECT count(*) FROM ingest_remark")).scalar_one() == 1
        answers = connection.execute(text("SELECT answer FROM business_push ORDER BY id")).scalars()
        assert [(one["counts"]["refused"], len(one["refusals"])) for one in answers] == [
            (1, 0),
            (1, 1),
        ]
        assert connection.execute(text("SELECT sum(refused) FROM ingest_run")).scalar_one() == 2
        assert retain(connection, TODAY)[0].remarks == 0


def test_only_the_datasets_asked_for_and_those_with_a_term_are_looked_at(dataset: Engine) -> None:
    with dataset.begin() as connection:
        case(connection, "old", date(2019, 5, 1))
        assert retain(connection, TODAY, ["another"]) == []
        declare(connection, dining(("retention_months: 24\n", ""), ("cases,", "cases, areas,")), "")
        assert retain(connection, TODAY) == []
        assert keys(connection) == ["old"]


def test_what_is_old_is_found_by_the_index_of_days(dataset: Engine) -> None:
    with dataset.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO record (dataset_id, holds, key, day, division_code, division_by)"
                " SELECT 'dining', 'cases', 'C' || n, DATE '2015-01-01' + n / 5, '990101', 'code'"
                " FROM generate_series(1, 15000) AS n"
            )
        )
        connection.execute(text("ANALYZE record"))
        plan = "\n".join(
            connection.execute(
                text(
                    "EXPLAIN SELECT r.key FROM record AS r WHERE r.dataset_id = 'dining'"
                    " AND r.holds = 'cases' AND r.day < DATE '2015-02-01'"
                )
            ).scalars()
        )
    assert "record_day" in plan


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.integers(0, 500))
def test_months_before_are_as_many_months_and_at_most_the_same_day(day: date, months: int) -> None:
    earlier = months_before(day, months)
    assert (day.year - earlier.year) * 12 + day.month - earlier.month == months
    assert earlier.day == day.day or (
        earlier.day < day.day and (earlier + timedelta(days=1)).day == 1
    )


def test_before_the_calendar_there_are_no_months() -> None:
    with pytest.raises(BadPeriod, match="outside the calendar"):
        months_before(date(2024, 1, 1), 30_000)


def test_that_records_went_is_learned_like_a_correction_r8_6(dataset: Engine) -> None:
    with dataset.begin() as connection:
        case(connection, "old", date(2019, 5, 1))
        case(connection, "kept", date(2024, 1, 1))
    with dataset.begin() as connection:
        held = record_set(connection, "dining")
        before = records_known(connection, held)
        state = state_of(connection, held, "infinity")
        retain(connection, TODAY)
        after = records_known(connection, held)
        assert after > before
        assert state_of(connection, held, "infinity") != state
        assert records_known_at(connection, ["dining"]) == after
        assert holdings_of(connection, "dining").known_at == after
        retain(connection, TODAY)
        assert records_known(connection, held) == after

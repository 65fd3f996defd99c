"""The series of a division as it stood, from the database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from division_rows import store_divisions
from indicator_folder import indicator_folder
from sqlalchemy import Connection, Engine, text

from ingest.business.indicators import load_indicators
from spatial.business.series.answers import DivisionSeries, series_of
from spatial.business.series.periods import MONTH
from spatial.business.series.preparation import prepare
from spatial.business.series.question import Divisions, SeriesQuestion
from spatial.business.suppression.renewal import protect_all
from spatial.db import read_sql
from spatial.divisions.answers.absence import successors_standing
from spatial.divisions.viewpoint import NOW
from spatial.errors import BadParameter, BadPeriod, NotPermitted, UnknownDivision, UnknownIndicator


def ask(
    connection: Connection, identifier: str, code: str, first: date, last: date, *measures: str
) -> DivisionSeries:
    """The series of one division by months."""
    question = SeriesQuestion(
        identifier, Divisions.told([code], None, None, None), first, last, MONTH, measures
    )
    [found] = series_of(connection, prepare(connection, question), [code])
    return found


@pytest.fixture
def loaded(engine: Engine, tmp_path: Path) -> Engine:
    """A database with lists and some values."""
    store_divisions(engine)
    load_indicators(
        engine,
        indicator_folder(
            tmp_path / "in",
            "residents,990101,2018-11,50",
            "residents,990101,2019-01,52",
            "spending,990101,2018-01,10",
            "spending,990101,2018-02,14.5",
            "helped,990101,2018-01,3",
        ),
    )
    with engine.begin() as connection:
        protect_all(connection)
    return engine


def test_the_answer_names_the_versions_that_held_in_the_months(loaded: Engine) -> None:
    with loaded.connect() as connection:
        got = ask(connection, "residents", "990101", date(2018, 11, 1), date(2019, 1, 1))
    assert [(one.name, one.days.start) for one in got.held] == [
        ("东区", date(2015, 12, 31)),
        ("阳区", date(2018, 12, 31)),
    ]
    assert list(got.line.values) == [50, None, 52]
    assert (got.name, got.exact, got.successors) == ("阳区", True, ())


def test_what_is_shown_does_not_depend_on_where_the_question_begins(loaded: Engine) -> None:
    with loaded.connect() as connection:
        got = ask(connection, "spending", "990101", date(2018, 2, 1), date(2018, 2, 1))
    assert [str(value) for value in got.single.values] == ["4.5"]


def test_of_a_retired_code_the_units_of_the_last_month_are_named(loaded: Engine) -> None:
    with loaded.connect() as connection:
        got = ask(connection, "residents", "990122", date(2013, 11, 1), date(2019, 6, 1))
        # By then the code has come back for another unit.
        assert got.successors == ()
        earlier = ask(connection, "residents", "990122", date(2013, 11, 1), date(2016, 6, 1))
        renamed = ask(connection, "residents", "990121", date(2016, 1, 1), date(2019, 6, 1))
    assert [(one.code, one.name) for one in earlier.successors] == [("990101", "东区")]
    assert [(one.code, one.name) for one in renamed.successors] == [("990101", "阳区")]


def test_a_history_that_runs_in_a_circle_ends(engine: Engine) -> None:
    gone = date(2013, 12, 31)
    store_divisions(
        engine,
        [
            ("990131", "甲县", "county", None, date(2010, 12, 31), gone, [("990132", 2012, True)]),
            ("990132", "乙县", "county", None, date(2010, 12, 31), gone, [("990131", 2012, True)]),
        ],
    )
    with engine.connect() as connection:
        assert successors_standing(connection, "990131", date(2015, 1, 31)) == []


def test_what_there_is_not_is_an_error_of_its_own(loaded: Engine) -> None:
    month = date(2018, 1, 1)
    with loaded.connect() as connection:
        with pytest.raises(UnknownIndicator, match="'beds'"):
            ask(connection, "beds", "990101", month, month)
        with pytest.raises(UnknownDivision, match="'999999'"):
            ask(connection, "residents", "999999", month, month)
        with pytest.raises(NotPermitted, match="helped are of grade personal"):
            ask(connection, "helped", "990101", month, month)
        with pytest.raises(BadPeriod, match="2017-12 lies before the first 2018-01"):
            ask(connection, "residents", "990101", month, date(2017, 12, 1))
        with pytest.raises(BadParameter, match="at most 1200"):
            ask(connection, "residents", "990101", date(1900, 1, 1), month)


def test_values_are_read_by_the_index_of_what_is_known_now(loaded: Engine) -> None:
    with loaded.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO observation (indicator_id, division_code, starts, ends, value, run_id)"
                " SELECT 'admissions', CAST(990000 + n % 300 AS text),"
                " CAST(date '2010-01-01' + make_interval(months => n / 300) AS date),"
                " CAST(date '2010-02-01' + make_interval(months => n / 300) AS date), n, 1"
                " FROM generate_series(0, 29999) AS n"
            )
        )
        connection.execute(text("ANALYZE observation"))
        asked = {"indicator": "admissions", "codes": ["990101"], "known_at": None}
        asked |= {"first": date(2012, 1, 1), "last": date(2014, 12, 1)}
        plan = _plan(connection, read_sql("spatial.business", "figures"), asked)
        assert "observation_now" in plan
        assert "Seq Scan" not in plan
        then = asked | {"known_at": datetime(2100, 1, 1, tzinfo=UTC)}
        plan = _plan(connection, read_sql("spatial.business", "figures"), then)
        assert "observation_pkey" in plan
        assert "Seq Scan" not in plan
        span = {"indicators": ["admissions"], "known_at": "infinity"}
        plan = _plan(connection, read_sql("spatial.business.series", "span"), span)
        assert plan.count("observation_period") == 2
        assert "Seq Scan" not in plan


def test_what_codes_meant_is_read_by_the_code(loaded: Engine) -> None:
    with loaded.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO division_identity (id, scheme)"
                " SELECT 'mca:' || n, 'mca' FROM generate_series(100000, 119999) AS n"
            )
        )
        connection.execute(
            text(
                "INSERT INTO division (code, name, level, parent_code, identity_id, valid,"
                " valid_announced, valid_approved, run_id) SELECT CAST(n AS text), '虚构县',"
                " 'county', '100000', 'mca:' || n, days, days, days, 1"
                " FROM generate_series(100000, 119999) AS n,"
                " daterange('2010-12-31', NULL) AS days"
            )
        )
        connection.execute(text("ANALYZE division"))
        asked = NOW.parameters | {"codes": ["990101", "990122"]}
        plan = _plan(connection, NOW.sql("spatial.business.series", "held").text, asked)
    assert "Seq Scan" not in plan
    assert "division_code" in plan, plan


def _plan(connection: Connection, statement: str, asked: dict[str, Any]) -> str:
    return "\n".join(connection.execute(text(f"EXPLAIN {statement}"), asked).scalars())

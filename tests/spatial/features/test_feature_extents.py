"""Extents are true, and reckoned once a change, whichever process asks."""

from __future__ import annotations

from datetime import UTC, date, datetime

from record_rows import Case, Facility, store_cases, store_dataset, store_facilities, take_back
from sqlalchemy import Engine, text

from spatial.db import open_engine
from spatial.features.catalogue import collection_named
from spatial.features.counting import whole_number
from spatial.features.extents import Extent, extent_of
from spatial.features.selection import Selection
from spatial.temporal import Period


def extent(engine: Engine, id: str) -> Extent:
    """The extent as a process with that engine tells it."""
    with engine.connect() as connection:
        return extent_of(connection, collection_named(connection, id))


def number(engine: Engine, id: str, day: date | None = None) -> int | None:
    """How many features there are."""
    with engine.connect() as connection:
        return whole_number(connection, collection_named(connection, id), Selection(day=day))


def test_an_extent_follows_what_is_written(engine: Engine) -> None:
    with engine.begin() as connection:
        store_dataset(connection, "events", "cases")
    assert extent(engine, "events") == Extent(None, None, None, empty=True)
    assert number(engine, "events") == 0
    store_cases(engine, "events", [Case("1", date(2015, 3, 2), (110.5, 30.5))])
    store_cases(engine, "events", [Case("2", date(2016, 3, 2), (112.5, 29.5))])
    store_cases(engine, "events", [Case("3", date(2014, 1, 1), code="990101")])
    assert extent(engine, "events") == Extent(
        (110.5, 29.5, 112.5, 30.5),
        datetime(2013, 12, 31, 16, tzinfo=UTC),
        datetime(2016, 3, 2, 16, tzinfo=UTC),
        empty=False,
    )
    assert number(engine, "events") == 3
    take_back(engine, "events", "2")
    assert extent(engine, "events").bbox == (110.5, 30.5, 110.5, 30.5)
    assert number(engine, "events") == 2


def test_an_extent_holds_the_whole_history_and_an_open_end(engine: Engine) -> None:
    with engine.begin() as connection:
        store_dataset(connection, "homes", "facilities")
    past = Facility("1", (110.0, 30.0), Period(date(2012, 1, 1), date(2018, 1, 1)))
    store_facilities(engine, "homes", [past])
    told = extent(engine, "homes")
    assert told.start == datetime(2011, 12, 31, 16, tzinfo=UTC)
    assert told.end == datetime(2017, 12, 31, 16, tzinfo=UTC)
    now = Facility("2", (111.0, 31.0), Period(date(2014, 1, 1), None))
    store_facilities(engine, "homes", [now])
    assert extent(engine, "homes").end is None
    assert extent(engine, "homes").bbox == (110.0, 30.0, 111.0, 31.0)
    assert number(engine, "homes", date(2020, 1, 1)) == 1


def test_another_process_takes_what_was_reckoned(engine: Engine) -> None:
    with engine.begin() as connection:
        store_dataset(connection, "events", "cases")
    store_cases(engine, "events", [Case("1", date(2015, 3, 2), (110.5, 30.5))])
    extent(engine, "events")
    with engine.begin() as connection:
        connection.execute(text("UPDATE feature_extent SET west = 1"))
    other = open_engine(engine.url, pool=2)
    told = extent(other, "events")
    assert told.bbox is not None
    assert told.bbox[0] == 1
    store_cases(engine, "events", [Case("2", date(2016, 3, 2), (112.5, 29.5))])
    assert extent(other, "events").bbox == (110.5, 29.5, 112.5, 30.5)
    other.dispose()


def test_what_stands_at_all_times_has_open_ends(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "WITH run AS (INSERT INTO ingest_run (kind, source_name, source_sha256, status,"
                " started_at, finished_at) VALUES ('lines', 'lines', '', 'loaded', now(), now())"
                " RETURNING id)"
                " INSERT INTO boundary_line (kind, name, valid, run_id, geom)"
                " SELECT 'dashed_line', '线', daterange(NULL, NULL), id,"
                " ST_GeomFromText('MULTILINESTRING((110 10, 111 11))', 4490) FROM run"
            )
        )
    assert extent(engine, "boundary_line") == Extent((110, 10, 111, 11), None, None, empty=False)

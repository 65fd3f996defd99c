"""Exports under way: never held up by a client, ended with it, few at once, limited in time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from feature_rows import places, store_many_points
from sqlalchemy import Engine, text

from spatial.errors import BadParameter, ExportTooLarge, QuestionTooLarge, TooManyExports
from spatial.features.collection import GeometryType
from spatial.features.formats.export import Export
from spatial.features.formats.exports import Exports, ExportSettings
from spatial.features.formats.form import Form
from spatial.features.formats.spool import ReaderGone, Spool
from spatial.features.formats.writing import NOTHING_MORE
from spatial.features.selection import ALWAYS, Selection

MANY = 200_000

ALL = Export(places(GeometryType.POINT), Selection(when=ALWAYS))
SLOW = Export(
    places(GeometryType.POINT, condition="pg_sleep(0.01) IS NOT NULL"), Selection(when=ALWAYS)
)
"""A question that the database takes half an hour for."""


@pytest.fixture
def stored(engine: Engine) -> Engine:
    with engine.begin() as connection:
        store_many_points(connection, MANY)
    return engine


@pytest.fixture
def exports(stored: Engine) -> Exports:
    return Exports(stored, ExportSettings(at_once=1))


def until(met: Callable[[], bool]) -> None:
    """Returns when it is so; a minute at most."""
    for _ in range(1_200):
        if met():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to be so")


def reading(engine: Engine) -> int:
    """How many statements but this one are under way in the database, or keep a transaction."""
    with engine.connect() as connection:
        return int(
            connection.scalar(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND backend_type = 'client backend' AND state <> 'idle' "
                    "AND pid <> pg_backend_pid()"
                )
            )
        )


@pytest.mark.parametrize("form", [Form.CSV, Form.PARQUET, Form.FLATGEOBUF])
def test_a_client_that_takes_one_byte_holds_no_transaction(
    exports: Exports, stored: Engine, form: Form
) -> None:
    running = exports.begin(ALL, form, NOTHING_MORE)
    pieces = iter(running)
    first = next(pieces)
    until(lambda: reading(stored) == 0)
    # All that is left comes from the disk.
    whole = first + b"".join(pieces)
    assert len(whole) > MANY


def test_a_client_that_goes_away_ends_the_statement(exports: Exports, stored: Engine) -> None:
    slow = Export(
        places(GeometryType.POINT, condition="f.id < 20000 OR pg_sleep(0.01) IS NOT NULL"),
        Selection(when=ALWAYS),
    )
    running = exports.begin(slow, Form.CSV, NOTHING_MORE)
    assert next(iter(running))
    assert reading(stored) == 1
    running.close()
    until(lambda: reading(stored) == 0)
    # Its place is free again.
    until_free = exports.begin(ALL, Form.CSV, NOTHING_MORE)
    assert b"".join(until_free).count(b"\r\n") == MANY + 1


def test_more_exports_at_once_than_allowed_are_asked_to_come_again(exports: Exports) -> None:
    slow = Export(
        places(GeometryType.POINT, condition="f.id < 20000 OR pg_sleep(0.01) IS NOT NULL"),
        Selection(when=ALWAYS),
    )
    running = exports.begin(slow, Form.CSV, NOTHING_MORE)
    with pytest.raises(TooManyExports, match="1 exports"):
        exports.begin(ALL, Form.CSV, NOTHING_MORE)
    running.close()


@pytest.mark.parametrize("form", [Form.CSV, Form.PARQUET, Form.FLATGEOBUF])
def test_a_question_that_reads_too_long_is_told_so(stored: Engine, form: Form) -> None:
    exports = Exports(stored, ExportSettings(at_once=1, seconds=0.5))
    with pytest.raises(QuestionTooLarge, match=r"0\.5 s"):
        b"".join(exports.begin(SLOW, form, NOTHING_MORE))
    assert reading(stored) == 0


def test_an_export_that_is_too_large_breaks_off(stored: Engine) -> None:
    exports = Exports(stored, ExportSettings(at_once=1, bytes=2**20))
    with pytest.raises(ExportTooLarge, match="1,048,576 bytes"):
        b"".join(exports.begin(ALL, Form.CSV, NOTHING_MORE))
    assert reading(stored) == 0


def test_what_is_wrong_before_the_first_byte_is_told_at_once(exports: Exports) -> None:
    unknown = Export(places(), Selection(when=ALWAYS), names=("colour",))
    with pytest.raises(BadParameter, match="colour"):
        exports.begin(unknown, Form.PARQUET, NOTHING_MORE)
    assert b"".join(exports.begin(ALL, Form.CSV, NOTHING_MORE))


def test_a_spool_gives_what_was_written_while_it_is_written() -> None:
    spool = Spool(1_000_000)
    read: Iterator[bytes] = spool.pieces()
    spool.write(b"one")
    assert next(read) == b"one"
    spool.write(b"two")
    spool.write(b"three")
    assert next(read) == b"twothree"
    spool.end()
    assert list(read) == []


def test_whoever_writes_learns_that_nobody_reads() -> None:
    spool = Spool(1_000_000)
    read = spool.pieces()
    spool.write(b"one")
    assert next(read) == b"one"
    spool.leave()
    assert list(read) == []
    with pytest.raises(ReaderGone):
        spool.write(b"two")
    spool.end()

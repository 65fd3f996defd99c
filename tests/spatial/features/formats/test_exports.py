"""Exports under way: ended with their client, few at once, limited in time and size."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from feature_rows import places, store_many_points
from sqlalchemy import Engine, text

from spatial.errors import BadParameter, ExportTooLarge, QuestionTooLarge, TooManyExports
from spatial.features.collection import GeometryType
from spatial.features.formats.export import Export
from spatial.features.formats.exports import ClientGone, Exports, ExportSettings, RunningExport
from spatial.features.formats.form import Form
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


def whole(running: RunningExport) -> bytes:
    """The bytes of an export. Raises what went wrong."""
    with running.file.result() as file:
        assert file.seek(0) == 0
        return bytes(file.read())


@pytest.mark.parametrize("form", [Form.CSV, Form.PARQUET, Form.FLATGEOBUF])
def test_what_lies_in_a_file_holds_no_transaction(
    exports: Exports, stored: Engine, form: Form
) -> None:
    running = exports.begin(ALL, form, NOTHING_MORE)
    with running.file.result() as file:
        until(lambda: reading(stored) == 0)
        assert Path(file.name).stat().st_size > MANY
    assert not Path(file.name).exists()


@pytest.mark.parametrize("form", [Form.CSV, Form.PARQUET, Form.FLATGEOBUF])
def test_a_client_that_goes_away_ends_the_statement(
    exports: Exports, stored: Engine, form: Form
) -> None:
    running = exports.begin(SLOW, form, NOTHING_MORE)
    until(lambda: reading(stored) == 1)
    running.leave()
    until(lambda: reading(stored) == 0)
    with pytest.raises(ClientGone):
        running.file.result()
    # Its place is free again.
    assert whole(exports.begin(ALL, Form.CSV, NOTHING_MORE)).count(b"\r\n") == MANY + 1


def test_a_file_that_nobody_waits_for_is_taken_away(exports: Exports) -> None:
    running = exports.begin(ALL, Form.CSV, NOTHING_MORE)
    file = running.file.result()
    running.leave()
    assert not Path(file.name).exists()


def test_more_exports_at_once_than_allowed_are_asked_to_come_again(
    exports: Exports, stored: Engine
) -> None:
    running = exports.begin(SLOW, Form.CSV, NOTHING_MORE)
    with pytest.raises(TooManyExports, match="1 exports"):
        exports.begin(ALL, Form.CSV, NOTHING_MORE)
    running.leave()
    until(lambda: reading(stored) == 0)


@pytest.mark.parametrize("form", [Form.CSV, Form.PARQUET, Form.FLATGEOBUF])
def test_a_question_that_reads_too_long_is_told_so(stored: Engine, form: Form) -> None:
    exports = Exports(stored, ExportSettings(at_once=1, seconds=0.5))
    with pytest.raises(QuestionTooLarge, match=r"0\.5 s"):
        whole(exports.begin(SLOW, form, NOTHING_MORE))
    assert reading(stored) == 0


def test_an_export_that_is_too_large_breaks_off(stored: Engine) -> None:
    exports = Exports(stored, ExportSettings(at_once=1, bytes=2**20))
    with pytest.raises(ExportTooLarge, match="1,048,576 bytes"):
        whole(exports.begin(ALL, Form.CSV, NOTHING_MORE))
    assert reading(stored) == 0


def test_what_is_wrong_with_the_question_is_told(exports: Exports) -> None:
    unknown = Export(places(), Selection(when=ALWAYS), names=("colour",))
    with pytest.raises(BadParameter, match="colour"):
        whole(exports.begin(unknown, Form.PARQUET, NOTHING_MORE))
    assert whole(exports.begin(ALL, Form.CSV, NOTHING_MORE))

"""What JSON-FG says of times, and what JSON cannot say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from feature_rows import Row, places, store_places
from sqlalchemy import Engine, text

from spatial.features.collection import Collection
from spatial.features.formats.export import Export
from spatial.features.formats.form import Form
from spatial.features.formats.writing import written
from spatial.features.selection import ALWAYS, Selection

PLACES = places()


def document(engine: Engine, collection: Collection, rows: list[Row], form: Form) -> Any:
    """The collection of features as JSON of a form."""
    with engine.connect() as connection:
        store_places(connection, rows)
        connection.execute(text("UPDATE tested_place SET share = 'NaN' WHERE share = -1"))
        export = Export(collection, Selection(when=ALWAYS))
        body = b"".join(written(connection, export, form))
        connection.rollback()
    return json.loads(body)


def times(engine: Engine, collection: Collection, *rows: Row) -> list[Any]:
    return [
        one["time"] for one in document(engine, collection, list(rows), Form.JSONFG)["features"]
    ]


def test_a_period_tells_its_last_day(engine: Engine) -> None:
    told = times(
        engine,
        PLACES,
        Row(first=date(2020, 3, 1), last=date(2020, 3, 2)),
        Row(first=date(2019, 1, 1), last=date(2020, 3, 1)),
        Row(first=date(2020, 1, 1)),
        Row(last=date(2020, 1, 1)),
        Row(),
    )
    assert [one["interval"] for one in told] == [
        ["2020-03-01", "2020-03-01"],
        ["2019-01-01", "2020-02-29"],
        ["2020-01-01", ".."],
        ["..", "2019-12-31"],
        ["..", ".."],
    ]


def test_a_period_of_instants_tells_the_last_one_in_it(engine: Engine) -> None:
    spans = replace(
        PLACES, valid="tstzrange(f.seen, f.seen + interval '1 hour')", valid_at_instants=True
    )
    [told] = times(engine, spans, Row(seen=datetime(2020, 1, 1, 8, tzinfo=UTC)))
    assert told == {"interval": ["2020-01-01T08:00:00Z", "2020-01-01T08:59:59.999999Z"]}


def test_what_happened_tells_its_day_or_its_instant(engine: Engine) -> None:
    row = Row(founded=date(2020, 2, 29), seen=datetime(2020, 1, 1, 8, 0, 0, 5000, tzinfo=UTC))
    on_days = replace(PLACES, valid=None, happened="f.founded", undated=True)
    assert times(engine, on_days, row, Row()) == [{"date": "2020-02-29"}, None]
    at_instants = replace(on_days, happened="f.seen", happens_at_instants=True)
    assert times(engine, at_instants, row) == [{"timestamp": "2020-01-01T08:00:00.005000Z"}]


def test_what_has_no_time_tells_none(engine: Engine) -> None:
    assert times(engine, replace(PLACES, valid=None), Row()) == [None]


@pytest.mark.parametrize("form", [Form.JSON, Form.JSONFG])
def test_what_is_no_number_is_null(engine: Engine, form: Form) -> None:
    [feature] = document(engine, PLACES, [Row(share=-1.0)], form)["features"]
    assert feature["properties"]["share"] is None


def test_a_collection_without_geometry_has_none_in_any_form(engine: Engine) -> None:
    bare = replace(PLACES, geometry=None)
    [feature] = document(engine, bare, [Row(name="甲")], Form.JSON)["features"]
    assert feature["geometry"] is None
    with engine.connect() as connection:
        store_places(connection, [Row(name="甲")])
        for form in Form:
            assert b"".join(written(connection, Export(bare, Selection(when=ALWAYS)), form))
        connection.rollback()

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, text
from tile_builders import add_editions

from spatial.errors import BadDate
from spatial.temporal import Record
from tileserver.editions import EditionState, parse_edition_day, read_edition_state

STATE = EditionState("one", None, False, {"county": (date(2000, 12, 31), date(2010, 12, 31))})


@pytest.mark.parametrize(
    ("day", "name", "ends"),
    [
        (None, "before", date(2000, 12, 31)),
        (date(1, 1, 1), "before", date(2000, 12, 31)),
        (date(2000, 12, 30), "before", date(2000, 12, 31)),
        (date(2000, 12, 31), "2000-12-31", date(2010, 12, 31)),
        (date(2010, 12, 30), "2000-12-31", date(2010, 12, 31)),
        (date(2010, 12, 31), "2010-12-31", None),
        (date(9999, 12, 31), "2010-12-31", None),
    ],
)
def test_day_is_reduced_to_its_edition(day: date | None, name: str, ends: date | None) -> None:
    edition = STATE.edition("county", day)
    assert (edition.name, edition.ends) == (name, ends)


def test_name_of_an_edition_leads_back_to_it() -> None:
    for day in (None, date(2003, 1, 1), date(2020, 1, 1)):
        edition = STATE.edition("county", day)
        assert STATE.edition("county", parse_edition_day(edition.name)) == edition


def test_layer_that_never_changes_is_one_edition() -> None:
    edition = STATE.edition("boundary_line", date(2020, 1, 1))
    assert (edition.name, edition.sql_day, edition.ends) == ("before", "-infinity", None)


@pytest.mark.parametrize("name", ["", "2021-02-30", "today", "20210101", "Before"])
def test_other_names_are_no_dates(name: str) -> None:
    with pytest.raises(BadDate, match="or write before"):
        parse_edition_day(name)


def test_state_of_an_empty_database_is_empty(engine: Engine) -> None:
    with engine.connect() as connection:
        assert read_edition_state(connection) == EditionState(None, None, False, {})


def test_state_is_read_as_stored(three_counties: Engine) -> None:
    with three_counties.begin() as connection:
        add_editions(connection, "village", "-infinity")
        add_editions(connection, "county", "0001-01-01")
        state = read_edition_state(connection)
        built_at = connection.execute(text("SELECT built_at::text FROM division_build")).scalar()
    assert state.build == f"one {built_at}"
    assert state.record == Record(date(2000, 12, 31), date(2020, 12, 31))
    assert state.fictional
    assert state.changes == {
        "county": (date(2000, 12, 31), date(2010, 12, 31)),
        "boundary_marker": (date(2005, 12, 31),),
    }

"""Figures of an older release when the database is brought up to date."""

from __future__ import annotations

from datetime import UTC, date, datetime

from protected_rows import declare, tell
from sqlalchemy import Engine

from deploy.database import bring_up_to_date
from spatial.business.suppression.protection import shown


def test_figures_of_an_older_release_are_protected_at_the_start_r8_4(engine: Engine) -> None:
    january = date(2019, 1, 1)
    counties = {"990101": 3, "990102": 20, "990103": 40}
    with engine.begin() as connection:
        declare(connection, "helped")
        told = [("helped", code, january, value) for code, value in counties.items()]
        tell(connection, told, datetime(2020, 1, 1, tzinfo=UTC))
    bring_up_to_date(engine)
    with engine.connect() as connection:
        figures = [(code, january) for code in counties]
        assert shown(connection, "helped", figures) == {("990103", january)}

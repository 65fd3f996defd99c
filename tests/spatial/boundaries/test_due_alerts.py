"""Lines that fall due are told of once each, until they are inspected."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from spatial.boundaries.alerts import alerts_page, end_alert
from spatial.boundaries.due_alerts import tell_due
from tests.spatial.boundaries.walked_lines import register_line


def test_a_line_is_told_of_a_season_before_its_last_day(engine: Engine) -> None:
    register_line(engine, number="4142")
    register_line(engine, number="4143")
    with engine.begin() as connection:
        # Both stand since 2000-01-01 and were never inspected: due on 2005-01-01.
        assert tell_due(connection, date(2004, 10, 2)) == 0
        assert tell_due(connection, date(2004, 10, 4)) == 2
        assert tell_due(connection, date(2004, 10, 5)) == 0
        told = alerts_page(connection, kind="inspection_due")
        assert sorted(one.key for one in told) == ["4142 2005-01-01", "4143 2005-01-01"]
        assert {one.details["due_on"] for one in told} == {"2005-01-01"}
        end_alert(connection, told[0].id, "王", "已列入计划")
        assert tell_due(connection, date(2005, 6, 1)) == 0
        assert len(alerts_page(connection, kind="inspection_due")) == 1


def test_what_is_due_no_more_is_over(engine: Engine) -> None:
    register_line(engine, number="4142")
    with engine.begin() as connection:
        assert tell_due(connection, date(2005, 6, 1)) == 1
        # As after an inspection: on this day it is not due.
        assert tell_due(connection, date(2003, 6, 1)) == 1
        assert alerts_page(connection, kind="inspection_due") == []
        [over] = alerts_page(connection, kind="inspection_due", lasting=False)
        assert over.ended_by is None

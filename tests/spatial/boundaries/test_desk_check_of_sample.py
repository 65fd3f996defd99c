"""The desk check over the fictional sample: line and polygons are compared."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from spatial.access.standing import Standing
from spatial.boundaries.inspections.desk_check import TOLERANCE_M, desk_check
from spatial.boundaries.inspections.inspections import Draft, create_inspection
from spatial.boundaries.inspections.rights import Author

DAY = date(2024, 5, 20)


def test_the_desk_check_compares_line_and_polygons_r3_9(sample_database: Engine) -> None:
    with sample_database.connect() as connection:
        made = create_inspection(
            connection, Draft("0203", 2024, reason="洪水"), Author("990103", "李"), DAY, DAY
        )
        found = desk_check(connection, made, Standing(), DAY).disagreement
        before = desk_check(connection, made, Standing(), date(1990, 1, 1))
        connection.rollback()
    assert found is not None
    assert (found.number, found.tolerance_m) == ("0203", TOLERANCE_M)
    # The sample's line is that of its polygons, but for what a survey rounds.
    assert found.comparable
    assert found.parts == ()
    assert (before.line, before.disagreement) == (None, None)

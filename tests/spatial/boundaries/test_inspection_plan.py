"""The yearly plan of a round: many lines at once, moved, and what is not planned."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Connection, Engine

from spatial.access.standing import Standing
from spatial.boundaries.inspections.inspections import (
    Draft,
    Measures,
    create_inspection,
    inspection_of,
    inspections_page,
)
from spatial.boundaries.inspections.plan import Planning, plan_lines, plan_of
from spatial.boundaries.inspections.rights import Author
from spatial.boundaries.inspections.rounds import create_round
from spatial.boundaries.inspections.states import State
from spatial.boundaries.inspections.steps import steps_of, take_step
from spatial.errors import BadParameter, InspectionConflict, NotPermitted, UnknownBoundary
from tests.inspection_rows import ABOVE, DAY, EAST, LEFT, OTHER, RIGHT, WEST, add_line

CITY = Author(ABOVE, "杭州市民政局")


@pytest.fixture
def planning(engine: Engine) -> Engine:
    """Round 5 and four lines: of two of them the city has both sides, of one it has none."""
    with engine.begin() as connection:
        create_round(connection, 5, date(2023, 1, 1))
        for number, left, right in (
            ("1", LEFT, RIGHT),
            ("2", RIGHT, OTHER),
            ("3", LEFT, "330105"),
            ("4", OTHER, "330681"),
        ):
            add_line(connection, number, left=left, right=right, name=f"线{number}")
    return engine


def plan(connection: Connection, years: dict[str, int], **of: Measures) -> Planning:
    return plan_lines(connection, 5, years, CITY, DAY, **of)


def test_lines_are_planned_at_once_and_again_without_change_r3_7(planning: Engine) -> None:
    with planning.begin() as connection:
        done = plan(connection, {"3": 2025, "1": 2024, "2": 2024})
        assert done == Planning(("1", "2", "3"), (), ())
        assert plan(connection, {"1": 2024, "2": 2024}) == Planning((), (), ("1", "2"))
        found = plan_of(connection, 5, DAY, Standing())
        assert [(one.number, one.year) for one in found.lines] == [
            ("1", 2024),
            ("2", 2024),
            ("3", 2025),
        ]
        assert [one.number for one in found.unplanned] == ["4"]
        assert found.counts() == {
            2023: {},
            2024: {State.PLANNED: 2},
            2025: {State.PLANNED: 1},
            2026: {},
            2027: {},
        }
        assert [one.number for one in plan_of(connection, 5, DAY, Standing(LEFT)).lines] == [
            "1",
            "3",
        ]
        assert [one.number for one in plan_of(connection, 5, DAY, Standing(OTHER)).unplanned] == [
            "4"
        ]


def test_a_line_not_begun_is_moved_as_it_was(planning: Engine) -> None:
    with planning.begin() as connection:
        draft = Draft("1", 2024, 5, lead="right", measures=Measures(within_m=80))
        old = create_inspection(connection, draft, WEST, DAY, DAY)
        assert plan(connection, {"1": 2026}) == Planning((), ("1",), ())
        assert steps_of(connection, old)[-1].note == "改列 2026 年"
        _, [new, cancelled] = inspections_page(connection, Standing(), round_number=5)
        assert (new.plan_year, new.state, new.lead, new.within_m) == (
            2026,
            State.PLANNED,
            "right",
            80,
        )
        assert (cancelled.id, cancelled.state) == (old, State.CANCELLED)
        plan(connection, {"1": 2025}, measures=Measures(within_m=20))
        _, [moved] = inspections_page(connection, Standing(), year=2025)
        assert moved.within_m == 20


def test_a_line_begun_stays_and_nothing_else_is_planned(planning: Engine) -> None:
    with planning.begin() as connection:
        made = create_inspection(connection, Draft("2", 2024, 5), EAST, DAY, DAY)
        take_step(connection, made, State.DESK_CHECK, EAST, day=DAY, today=DAY)
    refusal = pytest.raises(InspectionConflict, match="desk_check already")
    with refusal as refused, planning.begin() as connection:
        plan(connection, {"1": 2024, "2": 2025})
    assert refused.value.members == {"inspection": made, "state": "desk_check"}
    with planning.begin() as connection:
        assert inspections_page(connection, Standing())[0] == 1
        assert inspection_of(connection, made, Standing()).plan_year == 2024


def test_what_cannot_be_planned_is_refused(planning: Engine) -> None:
    with planning.begin() as connection:
        with pytest.raises(NotPermitted, match="line 4"):
            plan(connection, {"4": 2024})
        with pytest.raises(BadParameter, match="2022 is no year of round 5"):
            plan(connection, {"1": 2022})
        with pytest.raises(UnknownBoundary, match="'9'"):
            plan(connection, {"9": 2024})
